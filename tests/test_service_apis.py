"""What we use of other programs' APIs is written down."""

import json

from tests.service_apis import SNAPSHOT, used


def test_a_new_use_of_an_api_is_seen_in_review():
    """The snapshot is of today's clients; `python tests/service_apis.py` writes it again."""
    assert used() == json.loads(SNAPSHOT.read_text())


def test_the_snapshot_holds_paths_and_fields():
    """Of each service the calls that everybody knows of."""
    known = used()

    assert {"/api/items/{}/media", "media.metadata.narrators", "narrators"} <= set(known["audiobookshelf"])
    assert {"/api/v2/sync/maindata", "client.sync_maindata(rid)", "content_path"} <= set(known["qbittorrent"])
    assert {"/jsonLoad.php", "/tor/js/loadSearchJSONbasic.php", "mam_id"} <= set(known["mam"])
    assert {"/books/v1/volumes", "volumeInfo"} <= set(known["google_books"])
