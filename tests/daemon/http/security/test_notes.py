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
