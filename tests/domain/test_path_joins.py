"""The folders of the torrent client and of the libraries that are one, by the names of what lies in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.path_joins import Join, joins
from domain.paths import PathMap, PathRule

ITEMS = ["/audiobooks/Ann Reed/Chains", "/audiobooks/Jo Doe/Series/1 - Rope", "/audiobooks/Alone.m4b"]


def test_the_same_names_join_two_folders():
    """Each torrent that has the place of an item supports the rule; others say nothing against it."""
    contents = ["/data/lib/Ann Reed/Chains", "/data/lib/Jo Doe/Series/1 - Rope", "/data/films/Alien (1979)"]

    assert joins(contents, {"/audiobooks": ITEMS}) == [Join("/data/lib", "/audiobooks", 2)]


@pytest.mark.parametrize(
    "content",
    [
        "/data/lib/Ann Reed/Chains",  # the item
        "/data/lib/Ann Reed/Chains/Chains.m4b",  # its one file
        "/data/lib/Ann Reed/Chains/CD 1",  # a part of it
        "/data/lib/Ann Reed",  # all books of an author
        "/data/lib/Jo Doe/Series",  # all books of a series
        "/data/lib/Alone.m4b",  # a book that is a file in the library's folder
        "/data//lib/./Alone.m4b/",
    ],
)
def test_a_torrent_may_be_more_or_less_than_an_item(content):
    """Where only one torrent has names of items at all, it is enough."""
    assert joins([content], {"/audiobooks": ITEMS}) == [Join("/data/lib", "/audiobooks", 1)]


@pytest.mark.parametrize(
    "contents",
    [
        [],
        ["/data/lib/Someone Else/Chains 2"],
        ["/"],
        [""],
        # Renamed when they were put into the library: each would need a rule of its own.
        ["/data/Chains", "/data/done/1 - Rope"],
        # The author's folder around another book.
        ["/data/lib/Ann Reed/Another.m4b"],
    ],
)
def test_what_has_other_places_suggests_nothing(contents):
    """No join is guessed from one torrent among several, nor from folders around other books."""
    assert joins(contents, {"/audiobooks": ITEMS}) == []


def test_one_path_for_both_needs_no_rule():
    """That torrents lie where the items are is found, too, and says that nothing has to be translated."""
    [join] = joins(ITEMS, {"/audiobooks": ITEMS})

    assert (join.is_one_path, join.torrents) == (True, 3)


def test_windows_has_no_case():
    """Its names are the same in any case, and its rule ignores case; elsewhere another case is another name."""
    contents = [r"F:\Books\ann reed\CHAINS", r"F:\Books\Jo Doe\Series\1 - rope"]

    [join] = joins(contents, {"/audiobooks": ITEMS})

    assert (join, join.ignore_case) == (Join(r"F:\Books", "/audiobooks", 2), True)
    assert joins(["/d/ann reed/CHAINS", "/d/jo doe/series"], {"/audiobooks": ITEMS}) == []


def test_each_library_has_its_own_join():
    """Two libraries in two folders are two rules, the better supported first; nested ones do not take each other's."""
    libraries = {"/books": ["/books/A/B", "/books/C/D"], "/kids": ["/kids/E", "/kids/F", "/kids/G"]}
    contents = ["/t/A/B", "/t/C/D", "/t2/E", "/t2/F", "/t2/G"]

    assert joins(contents, libraries) == [Join("/t2", "/kids", 3), Join("/t", "/books", 2)]


def test_the_better_supported_join_counts():
    """Two books that happen to have a place below it do not lead the others of that folder elsewhere."""
    items = ["/books/X/A", "/books/X/B", "/books/Y/C", "/books/D", "/books/E"]
    contents = ["/t/X/A", "/t/X/B", "/t/Y/C", "/t/X/D", "/t/X/E"]

    assert joins(contents, {"/books": items}) == [Join("/t", "/books", 3)]


def test_the_names_may_be_composed_or_not():
    """A Mac writes names decomposed."""
    assert joins(["/t/Cafe\u0301"], {"/b": ["/b/Caf\u00e9"]}) == [Join("/t", "/b", 1)]


NAMES = st.text(st.characters(blacklist_characters="/\\\x00", blacklist_categories=("Cs",)), min_size=1)
PLACES = st.lists(NAMES.filter(lambda name: name not in {".", ".."}), min_size=2, max_size=4)


@given(
    st.lists(PLACES, min_size=2, max_size=8),
    st.sampled_from(["/data", "/a/b/c", r"F:\Audio", r"\\nas\share"]),
)
def test_a_join_leads_every_torrent_to_its_item(places, folder):
    """Whatever the names are, the rule that is suggested translates each torrent that supports it."""
    joint = "\\" if "\\" in folder else "/"
    contents = [joint.join([folder, *place]) for place in places]
    items = ["/".join(["/books", *place]) for place in places]

    found = joins(contents, {"/books": items})

    path_map = PathMap(
        [PathRule(client=one.client, abs=one.abs, ignore_case=one.ignore_case) for one in found[:1]]
    )
    known = {PathMap().translate(item, source="abs", target="abs") for item in items}
    translated = [path_map.translate(one, source="client", target="abs") for one in dict.fromkeys(contents)]
    assert sum(one in known for one in translated) >= (found[0].torrents if found else 0)
