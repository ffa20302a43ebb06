"""What doctor says of `LIBRARY_DIRS`, and of libraries that are others than before."""

from pathlib import Path

import pytest

from daemon.doctor.finding import Finding, Result
from tests.fixtures.healthy_world import World, healthy


def unwell(found: dict[str, Finding]) -> dict[str, Result]:
    return {name: finding.result for name, finding in found.items() if finding.result is not Result.OK}


def by_link(world: World, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(world.stage.library)
    world.environment["LIBRARY_DIRS"] = str(tmp_path / "link")


def by_a_link_above(world: World, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(world.stage.library.parent)
    world.environment["LIBRARY_DIRS"] = str(tmp_path / "link" / world.stage.library.name)


def above(world: World, _tmp_path: Path) -> None:
    (world.stage.folder / "all" / "podcasts").mkdir(parents=True)
    world.environment["LIBRARY_DIRS"] = str(world.stage.folder)


def library_by_link(world: World, tmp_path: Path) -> None:
    """Audiobookshelf has the link, which it does not follow."""
    (tmp_path / "link").symlink_to(world.stage.library)
    world.stage.shelf.library.view = str(tmp_path / "link")
    for book in world.stage.shelf.items():
        world.stage.shelf.forget(book.id)
    world.stage.shelf.scan_library()


@pytest.mark.parametrize("named", [by_link, by_a_link_above, above, library_by_link])
async def test_one_folder_by_two_names_is_no_fault(tmp_path, named):
    """It lies in the library, the torrents are found, and no hard link is wanted from a folder into itself."""
    async with healthy(tmp_path) as world:
        named(world, tmp_path)

        found = await world.examine()

        assert unwell(found) == {}, found


@pytest.mark.parametrize("with_books", [True, False])
async def test_a_folder_in_no_library_is_reported(tmp_path, with_books):
    """One of two, and also before the library has a book: the setting and both sides' folders are named."""
    async with healthy(tmp_path) as world:
        other = tmp_path / "other"
        other.mkdir()
        world.environment["LIBRARY_DIRS"] = f"{world.stage.library}:{other}"
        if not with_books:
            for book in world.stage.shelf.items():
                world.stage.shelf.forget(book.id)

        seen = (await world.examine())["same files"]

        assert seen.result is Result.WARNING
        assert seen.evidence.startswith(f"{other} of LIBRARY_DIRS lies in no library of Audiobookshelf")
        assert str(world.stage.library) in seen.evidence
        assert "set LIBRARY_DIRS" in (seen.mend or "")


async def test_a_library_that_was_made_again_is_reported(tmp_path):
    """Until the next sync, which the fix names; and a new one, too."""
    async with healthy(tmp_path) as world:
        async with world.daemon() as daemon:
            known = daemon.parts.store.libraries
            shelf = world.stage.shelf
            await known.replace([("former", "Audiobooks", [str(world.stage.library)])])
            shelf.add_library("Kids", world.stage.library)

        seen = (await world.examine())["same files"]

        assert seen.result is Result.WARNING
        assert seen.evidence == (
            "Audiobookshelf lacks Audiobooks and has the new Audiobooks, Kids since the last library sync"
        )
        assert seen.mend == "run `shelfhook run library-sync`"


async def test_ebooks_are_no_books_that_are_missing(tmp_path):
    """Torrents without audio never come into the library, and say nothing of PATH_MAP."""
    async with healthy(tmp_path) as world:
        [held] = world.client.torrents.values()
        held.files = [("Book/book.epub", 5)]

        seen = (await world.examine())["path map"]

        assert (seen.result, seen.evidence) == (
            Result.SKIPPED,
            "of the torrents that finished last none holds audio",
        )


@pytest.mark.parametrize(
    ("category", "result"), [("audiobooks/Fantasy", Result.OK), ("audiobooksOld", Result.SKIPPED)]
)
async def test_torrents_of_sub_categories_are_counted(tmp_path, category, result):
    """The figures are of what is followed."""
    async with healthy(tmp_path) as world:
        [held] = world.client.torrents.values()
        held.fields["category"] = category

        seen = (await world.examine())["path map"]

        assert seen.result is result
