"""The stand-in's answers have the same keys and types as those of a real server that were kept."""

import io
import json
from typing import Any

import pytest

from sandbox.audiobookshelf import write_audio
from tests.fixtures.places import SHARED

SAMPLES = SHARED / "facts" / "abs-samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")

PROJECT = "Andy Weir/Project Hail Mary"


def sample(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def shape(value: Any) -> Any:
    """Keys and kinds of values; of a list, its first element; tags and settings vary by file and version."""
    if isinstance(value, dict):
        free = {"metaTags", "settings"}
        return {key: "free" if key in free else shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return "number"


def alike(ours: Any, theirs: Any, where: str = "$") -> list[str]:
    """Where the two shapes differ; a null stands for any scalar, an empty list for any list."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        odd = [f"{where}.{key}" for key in ours.keys() ^ theirs.keys()]
        return odd + [
            line
            for key in ours.keys() & theirs.keys()
            for line in alike(ours[key], theirs[key], f"{where}.{key}")
        ]
    if isinstance(ours, list) and isinstance(theirs, list):
        return alike(ours[0], theirs[0], f"{where}[]") if ours and theirs else []
    return [] if "NoneType" in (ours, theirs) or ours == theirs else [f"{where}: {ours} for {theirs}"]


@pytest.fixture
def filled(shelf, books):
    """The samples' folder item of three files, and their single file."""
    for number in (1, 2, 3):
        tags = {
            "album": "Project Hail Mary",
            "artist": "Andy Weir",
            "title": f"Chapter {number}",
            "track": f"{number}/3",
            "composer": "Ray Porter",
            "publisher": "Audible Studios",
        }
        path = books / PROJECT / f"Project Hail Mary - 0{number}.mp3"
        write_audio(path, seconds=3.030204, tags=tags, size=12483)
    write_audio(books / "Root File Book.m4b", seconds=4, tags={"artist": "Solo Author"}, size=17808)
    shelf.scan_library()
    return shelf


async def test_items_have_the_shapes_of_the_real_ones(filled, ask):
    """The list is minified, one item plain, one with expanded=1 and batches expanded."""
    folder, single = filled.item("Project Hail Mary").id, filled.item("Root File Book").id
    calls = {
        "item-expanded-folder": ("GET", f"/api/items/{folder}?expanded=1", None),
        "item-expanded-singlefile": ("GET", f"/api/items/{single}?expanded=1", None),
        "item-plain-folder": ("GET", f"/api/items/{folder}", None),
        "batch-get": ("POST", "/api/items/batch/get", {"libraryItemIds": [single]}),
        "library-items-page": (
            "GET",
            f"/api/libraries/{filled.library.id}/items?limit=2&page=0&sort=addedAt&desc=0",
            None,
        ),
        "library-items-filter-missing-narrators": (
            "GET",
            f"/api/libraries/{filled.library.id}/items?limit=2&filter=missing.bmFycmF0b3Jz",
            None,
        ),
        "library-search": ("GET", f"/api/libraries/{filled.library.id}/search?q=hail", None),
        "library-search-narrator": ("GET", f"/api/libraries/{filled.library.id}/search?q=ray", None),
        "libraries": ("GET", "/api/libraries", None),
        "me": ("GET", "/api/me", None),
        "item-scan": ("POST", f"/api/items/{folder}/scan", None),
    }

    for name, (method, path, body) in calls.items():
        reply = await ask(method, path, json=body)

        real = sample(name)
        assert (reply.status, reply.content_type) == (real["status"], real["contentType"]), name
        assert alike(shape(reply.body), shape(real["body"])) == [], name


async def test_values_of_a_scanned_item_are_the_real_ones(filled, ask):
    """The same files give the same metadata, chapters and sums as they gave the real server."""
    reply = await ask("GET", f"/api/items/{filled.item('Project Hail Mary').id}?expanded=1")

    real = sample("item-expanded-folder")["body"]
    ours, theirs = reply.body["media"], real["media"]
    for key in ("numTracks", "numAudioFiles", "numChapters", "duration", "size", "tags"):
        assert ours[key] == theirs[key], key
    assert ours["chapters"][:2] == theirs["chapters"]
    assert ours["audioFiles"][0]["metaTags"] == {
        key: value for key, value in theirs["audioFiles"][0]["metaTags"].items() if key != "tagEncoder"
    }
    changing = {"authors"}
    assert {k: v for k, v in ours["metadata"].items() if k not in changing} == {
        k: v for k, v in theirs["metadata"].items() if k not in changing
    }
    for key in ("path", "relPath", "isFile", "isMissing", "isInvalid", "mediaType"):
        assert reply.body[key] == real[key], key


async def test_writes_are_answered_as_by_the_real_server(filled, ask):
    """A change says updated, no change does not have the key, and a batch counts."""
    folder, single = filled.item("Project Hail Mary").id, filled.item("Root File Book").id
    update = {"metadata": {"narrators": ["Ray Porter", "Second Reader"]}}
    calls = [
        ("patch-media-updated", "PATCH", f"/api/items/{folder}/media", update),
        ("patch-media-unchanged", "PATCH", f"/api/items/{folder}/media", update),
        (
            "patch-media-unknown-item",
            "PATCH",
            "/api/items/00000000-0000-0000-0000-000000000000/media",
            update,
        ),
        (
            "batch-update",
            "POST",
            "/api/items/batch/update",
            [
                {"id": folder, "mediaPayload": {"metadata": {"narrators": ["Batch One"], "abridged": True}}},
                {"id": single, "mediaPayload": {"metadata": {"narrators": ["Root Reader"]}}},
            ],
        ),
    ]

    for name, method, path, body in calls:
        reply = await ask(method, path, json=body)

        real = sample(name)
        assert (reply.status, reply.content_type) == (real["status"], real["contentType"]), name
        assert alike(shape(reply.body), shape(real["body"])) == [], name


async def test_errors_are_those_of_the_real_server(filled, ask):
    """Status, Content-Type and body of each refusal are the kept ones, byte for byte."""
    item = filled.item("Project Hail Mary").id
    replies = {
        "error-401": await ask("GET", "/api/me", headers={"Authorization": "Bearer nonsense"}),
        "error-patch-no-permission": await ask(
            "PATCH", f"/api/items/{item}/media", json={}, token=filled.reader.token
        ),
        "error-invalid-json": await ask(
            "PATCH", f"/api/items/{item}/media", data=b"{", headers={"Content-Type": "application/json"}
        ),
        "error-too-large": await ask(
            "PATCH",
            f"/api/items/{item}/media",
            data=io.BytesIO(b'{"x":"' + b"x" * 11_000_000 + b'"}'),
            headers={"Content-Type": "application/json"},
        ),
    }

    for name, reply in replies.items():
        real = sample(name)
        assert (reply.status, reply.content_type, reply.body) == (
            real["status"],
            real["contentType"],
            real["body"],
        ), name


async def test_metadata_json_has_the_fields_of_the_real_one(filled):
    """What is kept beside an item has the same keys as the real file."""
    ours = filled.item("Project Hail Mary").metadata_json()

    theirs = sample("metadata.json-file-written-by-abs")
    assert list(ours) == list(theirs)
    assert alike(shape(ours), shape(theirs)) == []


async def test_a_running_scan_is_a_task_like_the_real_one(filled, ask):
    """While a scan runs it is listed as a task, and lists come without a total."""
    filled.state.scan_takes = filled.state.scan_takes.resolution
    await ask("POST", f"/api/libraries/{filled.library.id}/scan")

    tasks = (await ask("GET", "/api/tasks")).body["tasks"]
    listed = (await ask("GET", f"/api/libraries/{filled.library.id}/items?limit=1")).body

    assert alike(shape(tasks[0]), shape(sample("socket-task_started-library-scan")["args"][0])) == []
    assert alike(shape(listed), shape(sample("library-items-no-total-during-scan"))) == []
