"""A completion sees to the chapters of its book: by a whole daemon, from the torrent to the item."""

import pytest

from daemon.config.settings import Settings
from sandbox.audiobookshelf.chapters import audnexus
from sandbox.catalogue import listing
from tests.handlers.conftest import BOOK

ASIN = "B08G9PRS1K"


@pytest.fixture
def settings(make_settings) -> Settings:
    return make_settings(chapters="empty")


def titles(book):
    return [one["title"] for one in book.chapters]


async def everything(daemon, clock):
    """Handle what is due, and what waits."""
    for _ in range(40):
        if not await daemon.dispatcher.step():
            row = next((one for one in await daemon.parts.store.inbox.recent() if one.verdict is None), None)
            if row is None:
                return
            clock.advance(row.due_at - clock.now())
    raise AssertionError("it does not come to rest")


async def test_a_book_added_half_copied_ends_with_the_chapters_of_all_its_files(
    stage, daemon, complete, clock, tmp_path
):
    """Two files were there at the first scan, four in the end: the completion waits for them, and then sees to it."""
    staged = stage.prepare(listing(BOOK), files=4)
    await stage.finish(staged)
    folder = stage.library / staged.content.name
    late = sorted(folder.iterdir())[2:]
    for file in late:
        file.rename(tmp_path / file.name)
    [book] = stage.shelf.scan_library().added
    waiting = await complete(staged)
    assert (waiting.verdict, titles(book)) == (None, ["01.m4b", "02.m4b"])

    for file in late:
        (tmp_path / file.name).rename(file)
    stage.shelf.rescan(book.id)
    assert titles(book) == ["01.m4b", "02.m4b"], "Audiobookshelf keeps them"
    await everything(daemon, clock)

    assert titles(book) == ["01.m4b", "02.m4b", "03.m4b", "04.m4b"]
    sources = [one.source for one in await daemon.parts.store.changes.recent() if one.field == "chapters"]
    assert sources == ["files"]


async def test_a_completion_brings_the_chapters_of_its_asin(stage, daemon, finished, complete, clock):
    """MAM's record names the ASIN, the completion writes it, and the chapters of that edition follow."""
    stage.mam.correct(BOOK, isbn=f"ASIN:{ASIN}")
    seconds = float(listing(BOOK).duration_seconds)
    stage.shelf.state.chapter_source.answers = {ASIN: audnexus(ASIN, [(60.0, "One"), (seconds - 60, "Two")])}
    await complete(finished)

    await everything(daemon, clock)

    [book] = stage.shelf.items()
    assert (book.asin, titles(book)) == (ASIN, ["One", "Two"])
    [change] = [one for one in await daemon.parts.store.changes.recent() if one.field == "chapters"]
    [download] = await daemon.parts.store.downloads.recent()
    assert (change.source, change.download_id) == ("audnexus", download.id)
