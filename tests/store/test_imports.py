"""The imports of torrents and the metadata files beside books, on both databases."""

import asyncio
from datetime import timedelta

from domain.events import ImportDue
from domain.facts import ImportChoice, ImportMode, ImportProblem, ImportStatus
from sandbox.clock import START
from store import work
from store.imports import Imports
from store.sidecars import Sidecars, WrittenSidecar
from store.tables import EVENTS

HASH = "a" * 40
LATER = START + timedelta(minutes=1)


async def test_a_torrent_has_one_import_whose_state_is_kept(db):
    """Beginning again changes nothing; what is set is read back as facts."""
    imports = Imports(db, asyncio.Event())
    begun = await imports.begin(HASH, 7, now=START)
    await imports.update(
        begun.id,
        now=LATER,
        status=ImportStatus.NEEDS_PERSON.value,
        problem=ImportProblem.TARGET_TAKEN.value,
        mode=ImportMode.HARDLINK.value,
        plan={"books": []},
    )

    again = await imports.begin(HASH, 7, now=LATER)

    assert (begun.status, begun.plan, again.id) == (ImportStatus.PLANNED, None, begun.id)
    assert (again.status, again.problem) == (ImportStatus.NEEDS_PERSON, ImportProblem.TARGET_TAKEN)
    assert (again.mode, again.plan, again.changed_at) == (ImportMode.HARDLINK, {"books": []}, LATER)
    assert await imports.of_torrent(HASH) == await imports.of_download(7) == await imports.by_id(begun.id)


async def test_imports_are_listed_newest_first_by_status(db):
    """By pages, and only those of one status where that is asked for."""
    imports = Imports(db, asyncio.Event())
    first, second, third = [await imports.begin(digit * 40, 1, now=START) for digit in "abc"]
    await imports.update(second.id, now=START, status=ImportStatus.PLACED.value)

    listed = [one.id for one in await imports.listed(limit=2)]

    assert listed == [third.id, second.id]
    assert [one.id for one in await imports.listed(before=second.id)] == [first.id]
    assert [one.id for one in await imports.listed(status=ImportStatus.PLACED)] == [second.id]
    assert await imports.known(["a" * 40, "d" * 40]) == {"a" * 40}


async def test_a_decision_and_its_event_are_kept_together(db):
    """What a person chose is in the record, and the event that acts on it in the queue."""
    arrived = asyncio.Event()
    imports = Imports(db, arrived)
    one = await imports.begin(HASH, 7, now=START)

    await imports.make_due(one, now=LATER, choice=ImportChoice.BESIDE.value)

    after = await imports.by_id(one.id)
    assert after is not None
    assert after.choice is ImportChoice.BESIDE
    assert arrived.is_set()
    keys = await db.read(work.scalars(EVENTS.select().with_only_columns(EVENTS.c.key)))
    assert list(keys) == [ImportDue(info_hash=HASH, download=7).key]


async def test_a_sidecar_is_known_until_it_is_removed(db):
    """With the item that it lies beside, once that exists; inodes of 64 bits are kept."""
    sidecars = Sidecars(db)
    written = WrittenSidecar(
        path="/books/a/metadata.json", inode=2**63 + 5, size=9, digest="0", import_id=3, written_at=START
    )
    await sidecars.note([written])
    [kept] = await sidecars.present()

    await sidecars.note_item(kept.id, "item")
    [of_import] = await sidecars.of_import(3)
    await sidecars.note_removed(kept.id, now=LATER)

    assert (of_import.item_id, of_import.inode) == ("item", 5 - 2**63)
    assert await sidecars.present() == []
