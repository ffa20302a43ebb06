"""`downloads link`: what seems to be another book is asked about first."""

import pytest

from domain.facts import Status
from domain.recording import Recording
from store.books import Book


@pytest.fixture
async def items(daemon, clock):
    """A download, its item and another book's."""
    await daemon.parts.store.downloads.create(
        Recording(torrent_id=1, title="The Martian", authors=("Andy Weir",)),
        hashes=("a" * 40, None, None), found_by="test", status=Status.NEEDS_PERSON, now=clock.now(),
    )  # fmt: skip
    for item_id, title, author in (
        ("right", "The Martian", "Andy Weir"),
        ("wrong", "The Name of the Wind", "Patrick Rothfuss"),
    ):
        book = Book(
            item_id=item_id, library_id="l", path=f"/{item_id}", rel_path=item_id, is_file=False, title=title, authors=(author,),
            added_at=clock.now(),
        )  # fmt: skip
        await daemon.parts.store.books.save([book], now=clock.now())


@pytest.fixture
def linked(daemon):
    async def linked() -> str | None:
        return (await daemon.parts.store.downloads.by_id(1)).item_id

    return linked


async def test_what_resembles_is_linked_at_once(items, shelfhook, linked):
    """There is nothing to ask."""
    result = await shelfhook("downloads", "link", "1", "right")

    assert (result.exit_code, await linked()) == (0, "right")
    assert "another book" not in result.output


async def test_another_book_is_not_linked_unasked(items, shelfhook, linked):
    """Where no person answers, nothing is changed; `--yes` links it, and says how that is taken back."""
    unasked = await shelfhook("downloads", "link", "1", "wrong")
    before = await linked()
    done = await shelfhook("downloads", "link", "1", "wrong", "--yes")

    assert (unasked.exit_code, before) == (1, None)
    assert "The Name of the Wind seems to be another book" in unasked.stderr
    assert (done.exit_code, await linked()) == (0, "wrong")
    assert "shelfhook downloads unlink 1" in done.output


async def test_a_download_under_way_is_not_linked(items, daemon, shelfhook, linked):
    """Not with `--yes` either; the command ends with the reason."""
    await daemon.parts.store.downloads.update(1, status=Status.QUEUED.value)

    result = await shelfhook("downloads", "link", "1", "right", "--yes")

    assert (result.exit_code, await linked()) == (1, None)
    assert "until qBittorrent has finished it" in result.stderr


@pytest.mark.parametrize(("key", "status", "item"), [("n\n", 1, None), ("y\n", 0, "wrong")])
async def test_a_person_in_a_terminal_is_asked(items, in_a_terminal, daemon, url, linked, key, status, item):
    """And gets what they answer."""
    environment = {"STATE_DIR": str(daemon.parts.settings.state_dir)}

    ended, shown = await in_a_terminal(
        environment, "downloads", "link", "1", "wrong", asks="[y/N]: ", keys=[key]
    )

    assert "Link it all the same?" in shown
    assert (ended, await linked()) == (status, item)


async def test_a_candidate_says_when_it_was_added_and_what_speaks_against_it(items, daemon, clock, shelfhook):
    """Of what the library has; another one is shown as it was found."""
    given = [{"item_id": name, "title": "T", "path": "/p", "why": "W"} for name in ("right", "wrong", "gone")]
    await daemon.parts.store.downloads.update(1, candidates=given)

    shown = (await shelfhook("downloads", "show", "1")).output
    right, wrong, gone = (line for line in shown.splitlines() if line.startswith("candidate"))

    assert "; added " in right
    assert "another book" not in right
    assert "it seems to be another book" in wrong
    assert gone == "candidate gone: T (/p): W"
