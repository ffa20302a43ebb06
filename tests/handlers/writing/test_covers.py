"""A book gets a cover where it shows none, and only there; undo takes back only ours."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Covers, Server
from clients.images import NoPictureError, Picture, read_picture
from domain.dependency import Dependency
from domain.errors import NotFoundError, ScanningError, TransientError, UnavailableError
from domain.facts import ChangeSource, ChangeStatus
from domain.paths import PathMap, PathRule
from domain.policy import DEFAULT_POLICY, FieldName, Rule
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_offers import CoverOffer, CoverOffers
from handlers.writing.cover_undo import UndoCover
from handlers.writing.undo import UndoChanges
from handlers.writing.write_fields import Reason
from sandbox import pictures
from sandbox.audiobookshelf import Fault, User, write_audio
from store.downloads import Downloads
from store.field_locks import FieldLocks
from store.locks import Locks
from store.source_answers import SourceAnswer, SourceAnswers

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=None, run_id=2)
POSTER = CoverOffer("http://mam/poster", ChangeSource.MAM)
OTHER = CoverOffer("http://audible/cover", ChangeSource.AUDIBLE)
SQUARE = read_picture(pictures.jpeg(500, 500, mark="poster"))
HIGH = read_picture(pictures.png(300, 475, mark="poster"))
AUDIBLE = read_picture(pictures.webp(500, 500))


class Web:
    """What is at which address: a picture, or the error of whoever asks."""

    def __init__(self) -> None:
        self.has: dict[str, Picture | Exception] = {POSTER.address: SQUARE, OTHER.address: AUDIBLE}
        self.asked: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def __call__(self, address: str) -> Picture:
        self.asked.append(address)
        self.meanwhile()
        found = self.has.get(address, NoPictureError(f"{address} answered 404"))
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def book(shelf, books, clock):
    write_audio(books / "Chains" / "1.mp3", seconds=60)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def user(shelf) -> User:
    """The key's user, with all rights that covers need."""
    someone = User(name="someone", update=True, upload=True, delete=True)
    shelf.state.users.append(someone)
    return someone


@pytest.fixture
async def covers(shelf, changes, clock, web, user) -> AsyncIterator[CoverDesk]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        http = Http(
            session=session, base_url=shelf.url, dependency=Dependency("audiobookshelf", clock), clock=clock
        )
        server = Server(http=http, token=SecretStr(user.token), turn=nullcontext)

        async def path_map() -> PathMap:
            return PathMap([PathRule(daemon=str(shelf.library.folder), abs=shelf.library.view)])

        yield CoverDesk(
            audiobookshelf=Audiobookshelf(server),
            covers=Covers(server),
            changes=changes,
            locks=FieldLocks(changes.db),
            items=Locks(changes.db),
            fetch=web,
            offers=CoverOffers(Downloads(changes.db), SourceAnswers(changes.db)),
            path_map=path_map,
            policy=DEFAULT_POLICY,
            clock=clock,
            dry_run=False,
        )


@pytest.fixture
def undo(covers, desk, changes) -> UndoChanges:
    return UndoChanges(changes=changes, desk=desk, apart={FieldName.COVER: UndoCover(covers)})


def _shown(shelf, book) -> bytes | None:
    return None if book.cover_path is None else shelf.covers.read(shelf.library, book.cover_path)


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


@pytest.mark.parametrize("error", [TransientError("502"), UnavailableError("MAM is away", service="mam")])
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

    assert await covers(book.id, [POSTER, OTHER], MAM) == "a person removed it since"
    assert book.cover_path is None


async def test_twice_is_once(shelf, book, covers):
    """What is set is not sent again."""
    await covers(book.id, [POSTER], MAM)

    assert await covers(book.id, [POSTER], MAM) == "is filled in already"
    assert _uploads(shelf) == 1


async def test_a_locked_cover_is_left(shelf, book, covers, web, clock):
    """A person's lock holds for the cover as for any field."""
    await covers.locks.lock(book.id, "cover", now=clock.now())

    assert await covers(book.id, [POSTER], MAM) == "a person locked it"
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


async def test_nothing_is_sent_beside_a_scan(shelf, book, covers):
    """While its library is being scanned an item is left alone."""
    shelf.state.scan_takes = timedelta(minutes=5)
    shelf.state.start_scan(shelf.library)

    with pytest.raises(ScanningError):
        await covers(book.id, [POSTER], MAM)

    assert book.cover_path is None


@pytest.mark.parametrize("across", [False, True])
async def test_no_hard_link_is_written_over(shelf, book, books, covers, web, tmp_path, across):
    """Where covers are kept beside the books, a `cover.*` that is there stays, and with it a seeded file."""
    shelf.covers.with_item, shelf.covers.other_file_system = True, across
    seeded = tmp_path / "seeded.jpg"
    seeded.write_bytes(b"the torrent's own")
    os.link(seeded, books / "Chains" / "cover.jpg")

    said = await covers(book.id, [POSTER], MAM)

    assert said == "Audiobookshelf keeps covers beside the books, and cover.jpg is there already"
    assert seeded.read_bytes() == (books / "Chains" / "cover.jpg").read_bytes() == b"the torrent's own"
    assert (web.asked, shelf.writes) == ([], [])


async def test_beside_a_book_that_has_none_a_cover_is_written(shelf, book, books, covers):
    """A folder that is seen and holds no `cover.*` gets one."""
    shelf.covers.with_item = True

    await covers(book.id, [POSTER], MAM)

    assert (books / "Chains" / "cover.jpg").read_bytes() == SQUARE.data


async def test_beside_a_book_that_cannot_be_seen_nothing_is_written(shelf, book, books, covers):
    """Whoever cannot see the folder cannot know what would be written over."""
    shelf.covers.with_item = True

    async def nowhere() -> PathMap:
        return PathMap()

    said = await replace(covers, path_map=nowhere)(book.id, [POSTER], MAM)

    assert "cannot be seen from here" in said
    assert not (books / "Chains" / "cover.jpg").exists()


async def test_a_single_file_never_has_a_cover_beside_it(shelf, books, covers):
    """For those the server keeps it under its own data, whatever the setting."""
    write_audio(books / "Alone.m4b", seconds=60)
    shelf.scan_library()
    shelf.covers.with_item = True

    await covers(shelf.item("Alone").id, [POSTER], MAM)

    assert shelf.item("Alone").cover_path.startswith("/metadata/")


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


async def test_undo_removes_it_and_it_stays_away(shelf, book, changes, covers, undo):
    """The item shows the placeholder again, and the undone cover is not set again."""
    await covers(book.id, [POSTER], MAM)
    [change] = await changes.recent()

    [undone] = await undo.run(2)

    assert (undone.done, undone.why, book.cover_path) == (True, "put back to nothing", None)
    assert await covers(book.id, [POSTER], MAM) == f"a person undid change {change.id}"
    assert not (await undo.change(change.id)).done


async def test_undo_leaves_a_persons_later_cover(shelf, book, changes, covers, undo):
    """A picture that is not the one we sent is not removed."""
    await covers(book.id, [POSTER], MAM)
    shelf.covers.upload(shelf.library, book, "jpg", read_picture(pictures.jpeg(500, 500, mark="theirs")).data)

    [undone] = await undo.run(2)

    assert (undone.done, undone.why) == (False, "a person changed it since, to another picture")
    assert book.cover_path is not None


async def test_undo_says_which_right_it_needs(shelf, book, covers, undo, user):
    """To remove a cover needs a right of its own; without it nothing happens, and it can be undone later."""
    await covers(book.id, [POSTER], MAM)
    user.delete = False
    [refused] = await undo.run(2)
    user.delete = True
    [undone] = await undo.run(2)

    assert (refused.done, "turn on Can Delete" in refused.why) == (False, True)
    assert undone.done
    assert book.cover_path is None


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_answer_to_an_undoing_ends_right(shelf, book, changes, covers, undo, drop):
    """Asked again, it is undone once."""
    await covers(book.id, [POSTER], MAM)
    shelf.fail_next(Fault(drop=drop), on="DELETE")
    with pytest.raises(UnavailableError):
        await undo.run(2)

    await undo.run(2)

    assert book.cover_path is None
    written = [one for one in await changes.recent() if one.status == "written" and one.undoes]
    assert len(written) == 1


async def test_an_undoing_can_be_undone(shelf, book, changes, covers, undo, clock):
    """The same picture is set again, and the cover is the source's as before."""
    await covers.offers.answers.keep(
        SourceAnswer(
            item_id=book.id,
            source=ChangeSource.AUDIBLE,
            asked_at=clock.now(),
            in_vain=0,
            found=True,
            values={"cover": OTHER.address},
            why=None,
        )
    )
    await covers(book.id, await covers.offers.of(book.id, None), MAM)
    await undo.run(2)
    newest = (await changes.recent())[0]

    again = await undo.change(newest.id)

    assert (again.done, _shown(shelf, book)) == (True, AUDIBLE.data)
    assert (await changes.recent())[0].source == ChangeSource.AUDIBLE


async def test_other_fields_are_written_and_undone_beside_it(shelf, book, covers, write, undo, changes):
    """A cover's change is none of the desk that writes the other fields: both work on one item."""
    await covers(book.id, [POSTER], MAM)
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)

    undone = await undo.run(2)

    assert {one.change.field: one.done for one in undone} == {"cover": True, "narrators": True}
    assert (book.cover_path, book.narrators) == (None, [])
