"""The files that were linked again, and the page of imports, on both databases."""

import asyncio

from domain.facts import ImportStatus, Status
from domain.recording import Recording
from sandbox.clock import START
from store.downloads import Downloads
from store.imports import Imports
from store.kept import Kept
from store.relinks import Relinks
from store.views.imported import Imported
from store.views.paging import Slice

HASH = "a" * 40
INODE = (1 << 64) - 5
"""Beyond what a database's integers hold."""


async def test_a_file_is_linked_again_and_taken_back_with_what_the_import_made(db):
    """Both are stored together; of an import that is not in the library nothing is noted."""
    imports, relinks = Imports(db, asyncio.Event()), Relinks(db)
    one = await imports.begin(HASH, 7, now=START)
    values = {"before": 1, "inode": INODE, "size": 9, "now": START, "made": [{"token": "linked"}]}
    early = await relinks.begin(one.id, "/library/a.m4b", **values)
    await imports.update(one.id, now=START, status=ImportStatus.PLACED.value)

    number = await relinks.begin(one.id, "/library/a.m4b", **values)
    [kept] = await relinks.of_import(one.id)
    linked = (await imports.by_id(one.id)).work
    await relinks.undone(kept, now=START, made=[{"token": "apart"}])

    assert early is None
    assert (kept.id, kept.path, kept.inode % (1 << 64)) == (number, "/library/a.m4b", INODE)
    assert linked == [{"token": "linked"}]
    assert (await imports.by_id(one.id)).work == [{"token": "apart"}]
    assert await relinks.of_import(one.id) == []
    assert (await relinks.by_id(number)).undone_at == START


async def test_imports_are_found_by_the_words_of_their_books(db):
    """A page of them, with title and author; and how many there are of each status."""
    downloads, imports = Downloads(db), Imports(db, asyncio.Event())
    for digit, title in (("a", "Chains"), ("b", "Golden Son")):
        made = await downloads.create(
            Recording(torrent_id=int(digit, 16), title=title, authors=("Jo Doe",)),
            hashes=(digit * 40, None, None),
            found_by="a test",
            status=Status.FINISHED,
            now=START,
        )
        await imports.begin(digit * 40, made.id, now=START)

    view = Imported(db, Kept(db))
    every, golden = await view.page(Slice(0, 1)), await view.page(Slice(0, 25), text="gold son")

    assert (every.total, [one.title for one in every.rows]) == (2, ["Golden Son"])
    assert [(one.title, one.author) for one in golden.rows] == [("Golden Son", "Jo Doe")]
    assert await view.counts() == {ImportStatus.PLANNED: 2}
