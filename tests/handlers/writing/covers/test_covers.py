"""A book gets a cover where it shows none, and only there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clients.images import NoPictureError, read_picture
from domain.errors import NotFoundError, TransientError, UnavailableError
from domain.facts import ChangeStatus
from domain.policy import DEFAULT_POLICY, FieldName, Rule
from sandbox import pictures
from sandbox.audiobookshelf import Fault, write_audio
from tests.handlers.writing.covers.conftest import AUDIBLE, MAM, OTHER, POSTER, SQUARE, _shown

HIGH = read_picture(pictures.png(300, 475, mark="poster"))


def _uploads(shelf) -> int:
    return sum(1 for one in shelf.writes if one.body.get("cover"))


async def test_an_item_without_a_cover_gets_the_poster(shelf, book, changes, covers):
    """The picture is shown as it came, and noted with its source, its digest and the event."""
    said = await covers(book.id, [POSTER, OTHER], MAM)

    [change] = await changes.recent()
    assert _shown(shelf, book) == SQUARE.data
    assert said == f"set to {SQUARE.description}"
    assert (change.field, change.before, change.after) == ("cover", None, SQUARE.description)
    assert (change.source, change.status, change.event_id, change.run_id) == ("mam", "written", 7, 2)
    assert shelf.crashes == 0


@pytest.mark.parametrize(
    ("has", "shown", "source"),
    [
        ({}, SQUARE, "mam"),
        ({POSTER.address: HIGH}, AUDIBLE, "audible"),
        ({POSTER.address: HIGH, OTHER.address: NoPictureError("gone")}, HIGH, "mam"),
        ({POSTER.address: HIGH, OTHER.address: TransientError("away")}, HIGH, "mam"),
        ({POSTER.address: NoPictureError("a page")}, AUDIBLE, "audible"),
        ({POSTER.address: TransientError("502")}, AUDIBLE, "audible"),
    ],
)
async def test_mams_comes_first_and_square_before_others(
    shelf, book, changes, covers, web, has, shown, source
):
    """MAM's poster, else the second source's; one that is not square gives way to one that is."""
    web.has |= has

    await covers(book.id, [POSTER, OTHER], MAM)

    assert _shown(shelf, book) == shown.data
    assert [one.source for one in await changes.recent()] == [source]


async def test_a_square_poster_is_the_only_one_fetched(book, covers, web):
    """No picture is asked for without need."""
    await covers(book.id, [POSTER, OTHER], MAM)

    assert web.asked == [POSTER.address]


async def test_no_picture_is_no_trouble(shelf, book, changes, covers, web):
    """Where no source has one, that is said, and nothing is sent or noted."""
    web.has = {POSTER.address: NoPictureError("mam/poster is no JPEG, PNG or WebP")}

    assert await covers(book.id, [POSTER], MAM) == "mam/poster is no JPEG, PNG or WebP"
    assert await covers(book.id, [], MAM) == "no source has a picture"
    assert (shelf.writes, await changes.recent()) == ([], [])


@pytest.mark.parametrize(
    "error", [TransientError("502"), UnavailableError("MyAnonamouse is away", service="mam")]
)
async def test_a_picture_that_may_come_later_is_waited_for(book, covers, web, error):
    """Trouble passes; the event is the one that comes again. While MAM is away no other picture takes its place."""
    web.has = {POSTER.address: error}
    if isinstance(error, UnavailableError):
        web.has[OTHER.address] = AUDIBLE

    with pytest.raises(type(error)):
        await covers(book.id, [POSTER, OTHER], MAM)

    assert book.cover_path is None


@pytest.mark.parametrize("lies", ["beside", "inside"])
async def test_a_picture_of_the_files_is_the_items_own(shelf, books, clock, covers, web, lies):
    """An embedded cover, or one beside the files, stays: also where a person removed it, and a scan will bring it back."""
    write_audio(books / "Own" / "1.mp3", seconds=60, tags={"picture": "yes"} if lies == "inside" else {})
    if lies == "beside":
        (books / "Own" / "front.png").write_bytes(HIGH.data)
    shelf.scan_library()
    book = shelf.item("Own")
    own = _shown(shelf, book)

    assert await covers(book.id, [POSTER], MAM) == "is filled in already"
    book.cover_path = None
    said = await covers(book.id, [POSTER], MAM)

    assert own is not None
    assert said == "its files have a picture, which Audiobookshelf takes at its next scan"
    assert (book.cover_path, web.asked, shelf.writes) == (None, [], [])


async def test_a_persons_cover_stays(shelf, book, covers, web):
    """Whatever is shown is somebody's; not even a picture is fetched."""
    shelf.covers.upload(shelf.library, book, "png", HIGH.data)

    assert await covers(book.id, [POSTER], MAM) == "is filled in already"
    assert (_shown(shelf, book), web.asked) == (HIGH.data, [])


async def test_a_cover_that_a_person_sets_meanwhile_stays(shelf, book, covers, web):
    """The item is read again after the picture came, right before the upload."""
    web.meanwhile = lambda: shelf.covers.upload(shelf.library, book, "png", HIGH.data)

    assert await covers(book.id, [POSTER], MAM) == "is filled in already"
    assert (_shown(shelf, book), _uploads(shelf)) == (HIGH.data, 0)


async def test_a_cover_that_a_person_removed_stays_away(shelf, book, covers, clock):
    """What we set and is gone was taken away, and nothing brings it back."""
    await covers(book.id, [POSTER], MAM)
    clock.advance(timedelta(minutes=1))
    shelf.edit(book.id, title="Other")
    book.cover_path = None

    assert await covers(book.id, [POSTER, OTHER], MAM) == "someone removed it since"
    assert book.cover_path is None


async def test_twice_is_once(shelf, book, covers):
    """What is set is not sent again."""
    await covers(book.id, [POSTER], MAM)

    assert await covers(book.id, [POSTER], MAM) == "is filled in already"
    assert _uploads(shelf) == 1


async def test_a_locked_cover_is_left(shelf, book, covers, web, clock):
    """A person's lock holds for the cover as for any field."""
    await covers.locks.lock(book.id, "cover", now=clock.now())

    assert await covers(book.id, [POSTER], MAM) == "you locked it"
    assert (book.cover_path, web.asked) == (None, [])


async def test_the_policy_may_say_never(shelf, book, covers, web):
    """METADATA_POLICY knows the cover; then nothing is asked of anybody."""
    never = replace(covers, policy={**DEFAULT_POLICY, FieldName.COVER: Rule.NEVER})

    assert await never(book.id, [POSTER], MAM) == "METADATA_POLICY says never"
    assert (web.asked, shelf.requests) == ([], [])


@pytest.mark.parametrize("lacks", ["update", "upload"])
async def test_without_the_rights_nothing_is_sent(shelf, book, changes, covers, web, user, lacks):
    """One sentence says which right is missing; nothing fails, nothing is fetched, nothing is noted."""
    setattr(user, lacks, False)

    said = await covers(book.id, [POSTER], MAM)

    assert said.startswith("someone may not upload covers: ")
    assert (web.asked, shelf.writes, await changes.recent()) == ([], [], [])


async def test_a_dry_run_notes_and_sends_nothing(shelf, book, changes, covers):
    """What would be set is noted once."""
    dry = replace(covers, dry_run=True)
    for _ in range(2):
        assert await dry(book.id, [POSTER], MAM) == f"would be set to {SQUARE.description}"

    assert [one.status for one in await changes.recent()] == [ChangeStatus.DRY_RUN]
    assert (book.cover_path, shelf.writes) == (None, [])


async def test_an_item_that_is_gone_is_said_to_be(covers):
    """Nothing is fetched for it."""
    with pytest.raises(NotFoundError):
        await covers("nobody", [POSTER], MAM)


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_answer_leads_to_one_cover(shelf, book, changes, covers, drop):
    """Whether the upload arrived or not, the next try ends right, with one change that is written."""
    shelf.fail_next(Fault(drop=drop), on="POST /api/items/")
    with pytest.raises(UnavailableError):
        await covers(book.id, [POSTER], MAM)

    await covers(book.id, [POSTER], MAM)

    assert _shown(shelf, book) == SQUARE.data
    assert _uploads(shelf) == 1
    statuses = [one.status for one in await changes.recent()]
    assert statuses.count("written") == 1
    assert "planned" not in statuses
