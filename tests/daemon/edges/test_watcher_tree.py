"""Folders that come, go and change their names and rights while they are watched."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.watchers import write

BOTH = pytest.mark.parametrize("way", ["auto", "poll"])


@BOTH
async def test_a_renamed_folder_is_watched_under_its_new_name(bench, books, way):
    """However deep a new book in it lies, and however often it was renamed."""
    write(books / "A" / "Series" / "Book" / "1.mp3")
    here = bench(library_watch=way)
    await here.watched()

    (books / "A").rename(books / "B")
    await here.pass_time(3)
    (books / "B").rename(books / "C")
    await here.pass_time(14)
    write(books / "C" / "Series" / "Later" / "1.mp3")
    await here.pass_time(12)

    told = await here.reported()
    assert [one for one in told if one.startswith("C")] == ["C/Series/Book", "C/Series/Later"]
    assert {one[0] for one in told} == set("ABC")


@BOTH
async def test_what_was_moved_away_is_watched_no_longer(bench, books, way):
    """What happens there is not reported under a name that is another folder's by now."""
    write(books / "A" / "Book" / "1.mp3")
    here = bench(library_watch=way)
    await here.watched()

    away = (books / "A").rename(books.parent / "away")
    await here.pass_time(14)
    write(away / "Elsewhere" / "1.mp3")
    write(books / "A" / "Other" / "1.mp3")
    await here.pass_time(12)

    went = "A" if way == "auto" else "A/Book"  # the kernel reports the folder, a poll each book
    assert await here.reported() == [went, "A/Other"]


@BOTH
async def test_a_folder_that_was_made_again_is_watched(bench, books, way):
    """Deleted and made under its old name: it is another one."""
    write(books / "A" / "Book" / "1.mp3")
    here = bench(library_watch=way)
    await here.watched()

    shutil.rmtree(books / "A")
    (books / "A" / "Deep").mkdir(parents=True)
    await here.pass_time(2)
    write(books / "A" / "Deep" / "Book" / "1.mp3")
    await here.pass_time(14)

    assert "A/Deep/Book" in await here.reported()


@BOTH
async def test_links_lead_nowhere_twice(bench, books, tmp_path, way):
    """A link to a folder above ends no watch, and what lies behind one is noticed."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (books / "A").mkdir()
    (books / "A" / "loop").symlink_to(books)
    (books / "A" / "itself").symlink_to("itself")
    (books / "Linked").symlink_to(elsewhere)
    here = bench(library_watch=way)
    await here.watched()

    write(elsewhere / "Book" / "1.mp3")
    write(books / "A" / "Book" / "1.mp3")
    write(tmp_path / "later" / "1.mp3")
    (books / "Later").symlink_to(tmp_path / "later")
    await here.pass_time(14)
    assert await here.reported() == ["A/Book", "Later", "Linked/Book"]

    (books / "Linked").unlink()
    await here.pass_time(14)
    write(elsewhere / "Other" / "1.mp3")
    await here.pass_time(12)

    assert "Linked/Other" not in await here.reported()


# Watches a folder; says when it is watched, when it is compared with the mirror, and which book was noticed.
PROGRAM = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from daemon.clock import SystemClock
from daemon.edges.watching import folder as watching

async def compare(folder):
    print("compared", flush=True)
    return []

async def main():
    noticed = asyncio.Event()
    root = watching.Root(
        folder=Path(sys.argv[1]), setting="inotify", settle=timedelta(seconds=1), compare=compare,
        noticed=noticed.set, clock=SystemClock(),
    )
    async with asyncio.TaskGroup() as loops:
        loops.create_task(root.run())
        while True:
            await noticed.wait()
            noticed.clear()
            while (rest := root.rest) is not None or root._compared_at is None:
                for book in await root.step():
                    print(book, flush=True)
                await asyncio.sleep(0.1)

asyncio.run(main())
"""


def test_when_events_were_lost_the_library_is_compared_at_once(forks, tmp_path):
    """The kernel's queue overflows while the daemon stands still; folders that came meanwhile are watched, too."""
    queue = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if queue > 100_000:
        pytest.skip("the kernel's queue is too long to fill")
    for name in ("x.txt", "y.txt"):
        (tmp_path / name).touch()
    watching, all_said = forks.speaking("-c", PROGRAM, str(tmp_path), environment=os.environ, folder=ROOT)
    with all_said:
        said = filter(lambda line: "library_" not in line, all_said)
        try:
            assert next(said) == "compared\n"
            watching.send_signal(signal.SIGSTOP)
            fill(tmp_path, 2 * queue)
            (tmp_path / "Missed" / "Deep").mkdir(parents=True)
            watching.send_signal(signal.SIGCONT)

            assert next(said) == "compared\n"
            write(tmp_path / "Missed" / "Deep" / "Book" / "1.mp3")
            assert next(said) == f"{tmp_path}/Missed/Deep/Book\n"
        finally:
            watching.kill()
            watching.wait()


def fill(folder: Path, events: int) -> None:
    """Make so many events, no two in a row the same."""
    files = [folder / "x.txt", folder / "y.txt"]
    for number in range(events):
        os.chmod(files[number % 2], 0o600)  # noqa: PTH101 - one of very many
