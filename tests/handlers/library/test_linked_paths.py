"""Folders of `LIBRARY_DIRS` and of Audiobookshelf's libraries that are one on the disk, under two names."""

from pathlib import Path

import pytest

from domain.paths import PathRule
from handlers.library.linked_paths import lies_in, with_links


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The disk: /real/books/kids, and links to it and to its parents."""
    (tmp_path / "real" / "books" / "kids").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "books")
    (tmp_path / "parent").symlink_to("real")
    (tmp_path / "twice").symlink_to(tmp_path / "link")
    (tmp_path / "Hörbücher").symlink_to(tmp_path / "real" / "books")
    return tmp_path


def at(path: str, here: Path) -> str:
    return path.replace("@", str(here))


@pytest.mark.parametrize(
    ("ours", "theirs", "book", "seen_as"),
    [
        ("@/link", "@/real/books", "@/link/A/B", "@/real/books/A/B"),
        ("@/real/books", "@/link", "@/real/books/A/B", "@/link/A/B"),
        ("@/parent/books", "@/real/books", "@/parent/books/A/B", "@/real/books/A/B"),
        ("@/link", "@/parent/books", "@/link/A/B", "@/parent/books/A/B"),
        ("@/twice", "@/real/books", "@/twice/A", "@/real/books/A"),
        ("@/Hörbücher", "@/link", "@/Hörbücher/A", "@/link/A"),
        ("@/link/kids", "@/real/books", "@/link/kids/A", "@/real/books/kids/A"),
        ("@/link", "@/real/books/kids", "@/link/kids/A", "@/real/books/kids/A"),
        ("@/real/books", "@/real/books", "@/real/books/A", "@/real/books/A"),
    ],
)
def test_a_link_is_followed_whichever_side_has_it(here, ours, theirs, book, seen_as):
    """What lies in our folder is at the library's path, and back again; the torrent client's path, too."""
    path_map = with_links([], [Path(at(ours, here))], [at(theirs, here)])

    assert lies_in(path_map, at(ours, here), [at(theirs, here)])
    assert path_map.translate(at(book, here), source="daemon", target="abs") == at(seen_as, here)
    assert path_map.translate(at(book, here), source="client", target="abs") == at(seen_as, here)
    assert path_map.translate(at(seen_as, here), source="abs", target="daemon") == at(book, here)


@pytest.mark.parametrize("named", ["link", "real/books", "parent/books"])
@pytest.mark.parametrize("ours", ["link", "real/books", "parent/books"])
def test_a_path_map_may_name_the_link_or_where_it_leads(here, named, ours):
    """Audiobookshelf calls the folder otherwise, and the rule and LIBRARY_DIRS name it each in its own way."""
    rules = [PathRule(daemon=str(here / named), client="/data", abs="/audiobooks")]

    path_map = with_links(rules, [here / ours], ["/audiobooks"])

    book = str(here / ours / "A")
    assert path_map.translate(book, source="daemon", target="abs") == "/audiobooks/A"
    assert path_map.translate("/audiobooks/A", source="abs", target="daemon") == book
    assert path_map.translate("/data/A", source="client", target="abs") == "/audiobooks/A"


@pytest.mark.parametrize("ours", ["other", "real/books-2", "nowhere"])
def test_a_folder_elsewhere_is_in_no_library(here, ours):
    """Also one that is not there, or whose name only begins alike."""
    path_map = with_links([], [here / ours], [str(here / "real" / "books"), "F:\\Audiobooks"])

    assert not lies_in(path_map, str(here / ours), [str(here / "real" / "books")])
    assert path_map.translate(str(here / ours), source="daemon", target="abs") == str(here / ours)


def test_a_folder_above_the_libraries_holds_them(here):
    """LIBRARY_DIRS may name what is above several libraries, one of them mapped."""
    rules = [PathRule(daemon=str(here / "real" / "books"), abs="/audiobooks")]

    path_map = with_links(rules, [here / "real"], ["/audiobooks"])

    assert lies_in(path_map, str(here / "real"), ["/audiobooks"])
    book = str(here / "real" / "books" / "A")
    assert path_map.translate(book, source="daemon", target="abs") == "/audiobooks/A"
