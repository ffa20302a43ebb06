"""Notes in the spool, where another user may write."""

import os
from pathlib import Path

import pytest

HASH = "0123456789abcdef0123456789abcdef01234567"


def _device(note: Path) -> None:
    note.symlink_to("/dev/zero")


def _pipe(note: Path) -> None:
    os.mkfifo(note)


def _elsewhere(note: Path) -> None:
    note.with_name("secret").write_text(f'{{"hash": "{HASH}"}}')
    note.symlink_to(note.with_name("secret"))


def _long(note: Path) -> None:
    note.write_text(f'{{"hash": "{HASH}", "x": "{"x" * 70_000}"}}')


def _deep(note: Path) -> None:
    note.write_text('{"hash":' + "[" * 60_000)


def _folder(note: Path) -> None:
    note.mkdir()


def _aside_is_a_folder(note: Path) -> None:
    note.write_text("nonsense")
    (note.with_suffix(".bad") / "full").mkdir(parents=True)


def _aside_is_a_file(note: Path) -> None:
    note.mkdir()
    note.with_suffix(".bad").write_text("an earlier one")


def _aside_is_a_link(note: Path) -> None:
    note.write_text("nonsense")
    note.with_suffix(".bad").symlink_to("nowhere")


@pytest.mark.parametrize("make", [_aside_is_a_folder, _aside_is_a_file, _aside_is_a_link])
async def test_a_name_that_is_taken_holds_nothing_up(local, make):
    """What is set aside gets a free name: nothing is overwritten, and the notes after it are taken."""
    daemon = local.daemon
    daemon.parts.access.publish(local.url)
    make(daemon.spool.folder / "1-1.json")
    kept = os.lstat(daemon.spool.folder / "1-1.bad")
    (daemon.spool.folder / "2-1.json").write_text(f'{{"hash": "{HASH}"}}')

    assert await daemon.spool.step() == 1
    assert await daemon.spool.step() == 0

    assert os.lstat(daemon.spool.folder / "1-1.bad") == kept
    assert len(list(daemon.spool.folder.glob("1-1.*.bad"))) == 1
    assert list(daemon.spool.folder.glob("*.json")) == []


async def test_a_tests_note_is_no_completion(local):
    """What the hook's test left behind is taken away, and the note beside it is taken in."""
    daemon = local.daemon
    daemon.parts.access.publish(local.url)
    with daemon.parts.hook_calls.expecting("f" * 40):
        for name, info_hash in (("2-1.json", HASH), ("3-1.json", "f" * 40)):
            (daemon.spool.folder / name).write_text(f'{{"hash": "{info_hash}"}}')

    taken = await daemon.spool.step()

    assert (taken, list(daemon.spool.folder.glob("*.json"))) == (1, [])


@pytest.mark.parametrize("make", [_device, _pipe, _elsewhere, _long, _deep, _folder])
async def test_what_is_no_note_is_set_aside(local, make):
    """Links, pipes, folders, and what is too long or too deep hold nothing up, and a note beside them is taken."""
    daemon = local.daemon
    daemon.parts.access.publish(local.url)
    make(daemon.spool.folder / "1-1.json")
    (daemon.spool.folder / "2-1.json").write_text(f'{{"hash": "{HASH}"}}')

    taken = await daemon.spool.step()

    assert taken == 1
    assert sorted(note.name for note in daemon.spool.folder.glob("*-1.*")) == ["1-1.bad"]
    assert (await daemon.parts.store.inbox.depth()).waiting == 1
