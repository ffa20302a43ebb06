"""Pictures on disk."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from clients.images import KeptPictures, NoPictureError, Picture, read_picture
from sandbox import pictures
from sandbox.clock import FakeClock


class Web:
    """Counts what is fetched; `says` is what comes of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says = ""

    async def __call__(self, address: str) -> Picture:
        self.asked.append(address)
        if self.says:
            raise NoPictureError(self.says)
        return read_picture(pictures.png(500, 500, mark=address))


def _keeper(web: Web, folder: Path, *, most_bytes: int = 10**6) -> KeptPictures:
    return KeptPictures(fetch=web, folder=folder, clock=FakeClock(), most_bytes=most_bytes)


async def test_a_picture_is_fetched_once(tmp_path: Path) -> None:
    """The second time it comes from disk, after a restart, too."""
    web = Web()
    first = await _keeper(web, tmp_path / "p")("http://a/1")

    again = await _keeper(web, tmp_path / "p")("http://a/1")

    assert again == first
    assert web.asked == ["http://a/1"]


async def test_what_was_no_picture_rests_for_an_hour(tmp_path: Path) -> None:
    """Who has no picture is not asked over and over."""
    web = Web()
    web.says = "a/1 answered 404"
    keeper = _keeper(web, tmp_path / "p")
    for _ in range(3):
        with pytest.raises(NoPictureError, match="404"):
            await keeper("http://a/1")
    assert len(web.asked) == 1

    keeper.clock.advance(timedelta(hours=1))
    web.says = ""

    assert (await keeper("http://a/1")).width == 500


async def test_the_oldest_make_room(tmp_path: Path) -> None:
    """All files together stay within their limit, and the newest is among them."""
    web, folder = Web(), tmp_path / "p"
    each = len(pictures.png(500, 500, mark="http://a/0"))
    keeper = _keeper(web, folder, most_bytes=3 * each)
    for number in range(5):
        await keeper(f"http://a/{number}")
        for age, file in enumerate(sorted(folder.iterdir(), key=lambda one: -one.stat().st_mtime_ns)):
            os.utime(file, ns=(0, 10**18 - (age + 1) * 10**9))

    assert sum(file.stat().st_size for file in folder.iterdir()) <= 3 * each
    await keeper("http://a/4")
    assert len(web.asked) == 5


async def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    """Half a file is no picture."""
    web, folder = Web(), tmp_path / "p"
    keeper = _keeper(web, folder)
    await keeper("http://a/1")
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:100])

    assert (await keeper("http://a/1")).width == 500
    assert len(web.asked) == 2


async def test_a_disk_that_takes_nothing_costs_the_keeping_alone(tmp_path: Path) -> None:
    """Where no folder can be made, the picture comes all the same."""
    (tmp_path / "p").write_text("a file")

    assert (await _keeper(Web(), tmp_path / "p")("http://a/1")).width == 500
