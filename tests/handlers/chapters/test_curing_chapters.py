"""Chapters that a scan made when only some of the files were there are made again of all of them, once."""

import pytest

from domain.policy import FieldName
from sandbox.audiobookshelf import Fault, write_audio


def titles(book):
    return [one["title"] for one in book.chapters]


@pytest.fixture
def half(shelf, books):
    """Two files of four when it was added; the others are there by now."""
    for number in (1, 3):
        write_audio(books / "Ropes" / f"{number}.mp3", seconds=number * 100, tags={"title": f"Part {number}"})
    [added] = shelf.scan_library().added
    for number in (2, 4):
        write_audio(books / "Ropes" / f"{number}.mp3", seconds=number * 100, tags={"title": f"Part {number}"})
    shelf.rescan(added.id)
    assert titles(added) == ["Part 1", "Part 3"]
    return added


async def test_they_are_made_again_of_all_files(half, see_to, daemon):
    """Emptied and scanned; noted with the chapters before and after, which are the files'."""
    row = await see_to(half)

    assert row.reason == "chapters: made again of 4 files"
    assert titles(half) == ["Part 1", "Part 2", "Part 3", "Part 4"]
    assert half.chapters[-1]["end"] == 1000
    [change] = await daemon.parts.store.changes.recent()
    assert (change.field, change.source, change.status) == ("chapters", "files", "written")
    assert [one["title"] for one in change.before] == ["Part 1", "Part 3"]
    assert [one["title"] for one in change.after] == ["Part 1", "Part 2", "Part 3", "Part 4"]


async def test_the_cure_is_undone(half, see_to, daemon):
    """The chapters of the part are back, and stay: it is done once."""
    await see_to(half)
    [change] = await daemon.parts.store.changes.recent()

    undone = await daemon.api.undo.change(change.id)
    await see_to(half)

    assert undone.done
    assert titles(half) == ["Part 1", "Part 3"]


async def test_what_a_person_made_of_them_stays(half, shelf, see_to):
    """One title or one boundary of their own is enough."""
    for change in ({"title": "Mine"}, {"end": 42.0}):
        theirs = [{**half.chapters[0], **change}, half.chapters[1]]
        half.chapters = theirs
        await see_to(half)
        assert half.chapters == theirs
        half.chapters = [half.chapters[0] | {"title": "Part 1", "end": 100}, half.chapters[1]]
    assert shelf.writes == []


async def test_locked_chapters_stay(half, see_to, daemon, shelf):
    """A person keeps them as they are."""
    await daemon.api.books.lock.lock(half.id, FieldName.CHAPTERS)

    await see_to(half)

    assert titles(half) == ["Part 1", "Part 3"]
    assert shelf.writes == []


async def test_a_crash_before_the_scan_is_made_good(half, shelf, see_to, daemon):
    """The chapters were emptied and the scan did not come: the next try asks for it."""
    shelf.fail_next(Fault(drop="before"), on=f"POST /api/items/{half.id}/scan")
    await see_to(half)
    assert half.chapters == []

    await see_to(half)

    assert len(titles(half)) == 4
    [change] = await daemon.parts.store.changes.recent()
    assert len(change.after) == 4


async def test_a_lost_answer_empties_them_once(half, shelf, see_to):
    """Whether it had arrived shows in the item."""
    shelf.fail_next(Fault(drop="after"), on=f"POST /api/items/{half.id}/chapters")
    await see_to(half)

    await see_to(half)

    assert len(titles(half)) == 4
    assert len(shelf.writes) <= 2


class TestWithoutTheRight:
    """A key that may not ask for scans."""

    @pytest.fixture
    def key(self, shelf):
        return shelf.editor.token

    async def test_nothing_is_emptied(self, half, see_to, shelf):
        """The chapters of the part are better than none."""
        row = await see_to(half)

        assert "only a scan can fix that" in row.reason
        assert titles(half) == ["Part 1", "Part 3"]
        assert shelf.writes == []
