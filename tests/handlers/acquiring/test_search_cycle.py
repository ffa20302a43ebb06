"""The search cycle, from the query to the record."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.facts import Status
from domain.recording import Recording
from sandbox.audiobookshelf import write_audio

SEARCH = "/tor/js/loadSearchJSONbasic.php"


@pytest.fixture
def shelve(stage) -> Callable[..., None]:
    """Puts a book into the library, and its series into the library's own record."""

    def put(title: str, author: str, *, series: tuple[str, str] | None = None, kind: str = "m4b") -> None:
        folder = stage.library / author / title
        write_audio(folder / f"1.{kind}", seconds=60, tags={"album": title, "artist": author}, size=5000)
        stage.shelf.scan_library()
        [item] = stage.shelf.items()
        stage.shelf.edit(item.id, title=title, authors=[author], series=[series] if series else [])

    return put


async def test_ten_searches_make_ten_records(stage, acquirer):
    """The guide's ten queries make a record each, with metadata, before anything is downloaded."""
    daemon = await acquirer(search_queries="")

    run = await daemon.search(examples=True)

    records = await daemon.records()
    assert (run.status, run.counts["queries"], run.counts["created"]) == ("done", 10, 10)
    assert [record.status for record in records] == ["proposed"] * 10
    assert all(record.recording.narrators and record.chosen_because for record in records)
    assert all(record.run_id == run.id and record.wanted["author"] for record in records)
    assert {visit.path for visit in stage.mam.visits} == {SEARCH, "/jsonLoad.php"}
    assert stage.mam.smallest_spacing() >= timedelta(seconds=2)
    assert stage.client.adds == []
    assert stage.mam.violations == []


async def test_the_best_edition_is_chosen_and_the_record_says_why(acquirer):
    """Of two editions of The Way of Kings the one that is said to be unabridged is taken."""
    daemon = await acquirer()

    await daemon.search()

    record = await daemon.record()
    assert (record.mam_id, record.title) == (9000102, "The Way of Kings")
    assert record.chosen_because.startswith("Chosen from 2 editions by unabridged")
    assert record.found_by == "the search cycle for Brandon Sanderson: Stormlight"


async def test_a_second_run_proposes_nothing_again(acquirer):
    """While a proposal waits for a person, neither it nor the next of its series is proposed."""
    daemon = await acquirer()
    await daemon.search()

    run = await daemon.search()

    assert len(await daemon.records()) == 1
    assert (run.counts["created"], run.counts["left_out"]) == (0, 1)


@pytest.mark.parametrize(
    ("status", "titles"),
    [
        (Status.APPLIED, ["The Way of Kings", "Words of Radiance"]),
        (Status.REJECTED, ["The Way of Kings"]),
        (Status.DISMISSED, ["The Way of Kings"]),
    ],
)
async def test_the_next_of_a_series_comes_once_the_one_before_is_in_the_library(acquirer, status, titles):
    """A book that a person declined brings no other book in its place."""
    daemon = await acquirer()
    await daemon.search()
    await daemon.daemon.parts.store.downloads.update((await daemon.record()).id, status=status.value)

    await daemon.search()
    await daemon.search()

    assert [record.title for record in await daemon.records()] == titles


async def test_a_whole_series_comes_at_once(acquirer, tmp_path):
    """With whole_series every missing book is proposed, in the order of the series."""
    file = tmp_path / "books.toml"
    file.write_text('[[query]]\nauthor = "N. K. Jemisin"\nseries = "The Broken Earth"\nwhole_series = true\n')
    daemon = await acquirer(search_queries="", search_file=file)

    await daemon.search()

    titles = [record.title for record in await daemon.records()]
    assert titles == ["The Fifth Season", "The Obelisk Gate", "The Stone Sky"]


@pytest.mark.parametrize(
    ("title", "author", "series"),
    [
        ("The Way of Kings", "Brandon Sanderson", None),
        ("The Way of Kings: Book One of the Stormlight Archive", "Sanderson, Brandon", None),
        ("The Way of Kings", "Brandon Sanderson", ("Stormlight Archive", "1")),
    ],
)
async def test_what_the_library_has_is_left_out(acquirer, shelve, title, author, series):
    """The same book is known by title and author, and the next of the series is proposed in its place."""
    shelve(title, author, series=series)
    daemon = await acquirer()

    run = await daemon.search()

    assert [record.title for record in await daemon.records()] == ["Words of Radiance"]
    assert run.counts["left_out"] == 1


async def test_what_may_be_in_the_library_waits_for_a_person(acquirer, shelve):
    """Another title at the same place of the series may be the book: even auto does not download it."""
    shelve("Der Weg der Könige", "Brandon Sanderson", series=("The Stormlight Archive", "1"))
    daemon = await acquirer(acquisition="auto")

    await daemon.search()

    record = await daemon.record()
    assert (record.title, record.status) == ("The Way of Kings", "proposed")
    assert "may already have it: the library has it: Der Weg der Könige" in record.reason


async def test_what_the_torrent_client_has_is_left_out(stage, acquirer):
    """A torrent whose comment names the MAM id is had, no matter who added it."""
    stage.client.hold(hash="ab" * 20, comment="MID=9000102,UID=1")
    stage.client.torrents["ab" * 20].fields["comment"] = "MID=9000102,UID=1"
    daemon = await acquirer()

    run = await daemon.search()

    assert run.counts["left_out"] == 1
    assert [record.title for record in await daemon.records()] == ["Words of Radiance"]


async def test_a_torrent_client_that_is_away_holds_nothing_up(stage, acquirer):
    """Proposals are made without it: the add itself meets a torrent that is there already."""
    await stage.client.stop()
    daemon = await acquirer()

    run = await daemon.search()

    assert (run.status, len(await daemon.records())) == ("done", 1)


async def test_a_library_that_was_never_read_downloads_nothing_by_itself(stage, acquirer):
    """No one knows what is in it, so even auto leaves the decision to a person."""
    await stage.shelf.stop()
    daemon = await acquirer(acquisition="auto")

    await daemon.search()

    record = await daemon.record()
    assert record.status == "proposed"
    assert "not been read completely" in record.reason


@pytest.mark.parametrize(("upgrade", "proposed"), [(False, []), (True, [9000303])])
async def test_a_better_edition_comes_only_when_it_is_asked_for(acquirer, shelve, upgrade, proposed):
    """A flac in the library gives way to an m4b only with UPGRADE_EDITIONS."""
    shelve("The Wise Man's Fear", "Patrick Rothfuss", kind="flac")
    query = json.dumps([["Patrick Rothfuss", "The Wise Man's Fear"]])
    daemon = await acquirer(search_queries=query, upgrade_editions=upgrade)

    await daemon.search()

    records = await daemon.records()
    assert [record.mam_id for record in records] == proposed
    assert not proposed or records[0].chosen_because.startswith("Better than the existing one")


async def test_a_record_by_another_way_counts_too(acquirer, clock):
    """A torrent that a person fetched by hand has a record, and is not proposed."""
    daemon = await acquirer()
    recording = Recording(torrent_id=1, title="The Way of Kings", authors=("Brandon Sanderson",))
    await daemon.daemon.parts.store.downloads.create(
        recording, hashes=("ab" * 20, None, None), found_by="a test", status=Status.APPLIED, now=clock.now()
    )

    await daemon.search()

    assert [record.title for record in await daemon.records()][1:] == ["Words of Radiance"]
