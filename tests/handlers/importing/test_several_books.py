"""A torrent with several books becomes several items, or waits for a person."""

import pytest

from domain.facts import ImportChoice, ImportProblem, ImportStatus, ProofKind, Status
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.qbittorrent import make_torrent
from sandbox.stage import CATEGORY, Stage, Staged
from tests.handlers.importing.disk_world import fingerprint
from tests.handlers.importing.flows import complete, import_of, settle, shown

TOGETHER = 9000307
HOURS = {"The Name of the Wind": 101131, "The Wise Man's Fear": 154140}


def staged(stage: Stage, folders: dict[str, int], number: int = TOGETHER) -> Staged:
    """A torrent with folders of audio, by name with their seconds; the client has it."""
    book = listing(number)
    content = stage.downloads / "Kingkiller"
    for name, seconds in folders.items():
        tags = {"album": name, "artist": ", ".join(book.authors)}
        for part in (1, 2):
            write_audio(content / name / f"0{part}.m4b", seconds=seconds / 2, tags=tags, size=30_000)
    comment = f"MID={number}"
    data, info_hash = make_torrent(content, comment=comment)
    stage.mam.register_torrent(number, data, info_hash)
    files = [
        (str(file.relative_to(stage.downloads)), file.stat().st_size)
        for file in sorted(content.rglob("*.m4b"))
    ]
    stage.client.hold(
        hash=info_hash,
        name=content.name,
        content_path=str(content),
        save_path=str(stage.downloads),
        category=CATEGORY,
        size=sum(size for _, size in files),
        files=files,
        comment=comment,
    )
    return Staged(book, content, info_hash, comment)


async def test_books_that_the_record_names_become_items_of_their_own(stage, daemon, clock):
    """Each in its folder with its own title, and both together are the download's."""
    torrent = staged(stage, HOURS)
    before = fingerprint(stage.downloads)

    await complete(daemon, torrent)
    await shown(daemon, stage, clock)

    [download] = await daemon.parts.store.downloads.recent()
    assert (await import_of(daemon, torrent)).status is ImportStatus.PLACED
    assert sorted(item.title or "" for item in stage.shelf.items()) == sorted(HOURS)
    assert (download.status, download.proof_kind) == (Status.APPLIED, ProofKind.APART)
    assert fingerprint(stage.downloads) == before


@pytest.mark.parametrize(("choice", "items"), [(ImportChoice.AS_PLANNED, 2), (ImportChoice.AS_ONE, 1)])
async def test_books_that_are_not_proved_wait_for_a_person(stage, daemon, choice, items):
    """Who may confirm the plan, or say that it is one book."""
    torrent = staged(stage, {"The Name of the Wind": 101131, "Something Else Entirely": 5000})
    await complete(daemon, torrent)
    one = await import_of(daemon, torrent)
    assert (one.status, one.problem) == (ImportStatus.NEEDS_PERSON, ImportProblem.QUESTION)
    assert list(stage.library.iterdir()) == []

    await daemon.api.importing.confirm(one.download_id, choice)
    await settle(daemon)

    stage.shelf.scan_library()
    assert (await import_of(daemon, torrent)).status is ImportStatus.PLACED
    assert len(stage.shelf.items()) == items
