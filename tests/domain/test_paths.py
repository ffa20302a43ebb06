"""Path maps between the three views."""

import unicodedata

import pytest
from pydantic import ValidationError

from domain.paths import PathMap, PathRule, ancestors, is_below, key, moved, same


def test_the_longest_folder_wins():
    """Of two rules that name a folder above the path, the nearer one translates it."""
    paths = PathMap(
        [PathRule(client="/data", abs="/everything"), PathRule(client="/data/books", abs="/audiobooks")]
    )

    translated = paths.translate("/data/books/Chains/1.mp3", source="client", target="abs")

    assert translated == "/audiobooks/Chains/1.mp3"


def test_a_windows_client_and_a_library_in_a_container():
    """A Windows path becomes the container's, whichever slash it has and in whatever case."""
    paths = PathMap([PathRule(client="F:\\Audiobooks", abs="/audiobooks", ignore_case=True)])

    assert paths.translate("F:\\Audiobooks\\Chains", source="client", target="abs") == "/audiobooks/Chains"
    assert paths.translate("f:/audiobooks/Chains", source="client", target="abs") == "/audiobooks/Chains"
    assert paths.translate("/audiobooks/A/B", source="abs", target="client") == "F:\\Audiobooks\\A\\B"


def test_case_counts_unless_the_rule_says_otherwise():
    """A folder that differs only in case is another folder."""
    paths = PathMap([PathRule(client="/Data", abs="/audiobooks")])

    assert paths.translate("/data/x", source="client", target="abs") == "/data/x"


def test_a_folder_is_not_the_beginning_of_a_name():
    """/data/books2 does not lie in /data/books."""
    paths = PathMap([PathRule(client="/data/books", abs="/audiobooks")])

    assert paths.translate("/data/books2/x", source="client", target="abs") == "/data/books2/x"
    assert not is_below("/data/books2", "/data/books")


def test_composed_and_decomposed_names_are_the_same():
    """A path in NFD is found by a rule in NFC, and comes out in NFC."""
    paths = PathMap([PathRule(client="/Hörbücher", abs="/audiobooks")])

    translated = paths.translate(
        unicodedata.normalize("NFD", "/Hörbücher/Kästner"), source="client", target="abs"
    )

    assert translated == "/audiobooks/Kästner"


def test_a_view_that_a_rule_leaves_out_is_not_translated():
    """A rule without the daemon's view says nothing about it."""
    paths = PathMap([PathRule(client="/downloads", abs="/audiobooks")])

    assert paths.translate("/downloads/x", source="client", target="daemon") == "/downloads/x"


@pytest.mark.parametrize(
    "rule", [{"client": "/a"}, {"client": "a", "abs": "/b"}, {"client": "/a", "abs": "/b", "other": "/c"}]
)
def test_a_rule_that_translates_nothing_is_refused(rule: dict[str, str]):
    """A rule needs two absolute ends and no unknown names."""
    with pytest.raises(ValidationError):
        PathRule(**rule)


def test_ancestors_come_nearest_first():
    """The path itself comes before the folders above it."""
    assert ancestors("/a/b/c") == ["/a/b/c", "/a/b", "/a"]


def test_two_rules_lead_from_one_view_to_the_other():
    """Where no rule names both ends, the third view joins them."""
    paths = PathMap([PathRule(client="F:\\Books", daemon="/mnt/books"), PathRule(daemon="/mnt", abs="/data")])

    assert paths.translate("F:\\Books\\A\\B", source="client", target="abs") == "/data/books/A/B"
    assert paths.translate("/data/books/A", source="abs", target="client") == "F:\\Books\\A"


def test_a_place_keeps_how_the_names_are_spelt():
    """For the disk a decomposed name stays decomposed; for comparing it is composed."""
    paths = PathMap([PathRule(daemon="/mnt/books", abs="/audiobooks", ignore_case=True)])
    decomposed = unicodedata.normalize("NFD", "/mnt/books/Kästner")

    place = paths.locate(decomposed, source="daemon", target="abs")

    assert place.path == "/audiobooks/Kästner"
    assert place.spelling == unicodedata.normalize("NFD", "/audiobooks/Kästner")
    assert place.ignore_case


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/Audiobooks/A", "/audiobooks/a"),
        ("/a//b/./c/", "/a/b/c"),
        ("/a/.hidden/b.", "/a/.hidden/b."),
        ("C:\\Books\\A", "c:/books/a"),
        ("/x/Ka\u0308stner", "/x/kästner"),
        ("/", "/"),
    ],
)
def test_a_key_is_one_form_of_a_path(path: str, found: str):
    """Whatever its slashes, case and letters, a path has one key; what is below begins with it and a slash."""
    assert key(path) == found


def test_paths_are_the_same_by_the_rule_of_their_map():
    """Composed or not they are; in another case only where the rule says so."""
    assert same("/a/Ka\u0308", "/a/Kä")
    assert not same("/a/b", "/A/b")
    assert same("/a/b", "/A/b", ignore_case=True)
    assert is_below("/A/b/c", "/a/B", ignore_case=True)


@pytest.mark.parametrize(
    ("path", "folder", "to", "called"),
    [
        ("/real/books/A/B", "/real/books", "/link", "/link/A/B"),
        ("/real/books", "/real/books/", "/link", "/link"),
        ("/a/Ka\u0308", "/a", "F:\\Books", "F:\\Books\\Ka\u0308"),
        ("F:\\Books\\A", "F:\\Books", "/books", "/books/A"),
        ("/a/b", "/", "/c", "/c/a/b"),
    ],
)
def test_a_path_is_moved_below_another_folder(path: str, folder: str, to: str, called: str):
    """Its names below the folder stay as they are spelt, in the other one's family."""
    assert moved(path, folder, to) == called
