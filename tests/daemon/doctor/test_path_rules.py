"""The path map that the doctor proposes."""

import json
from typing import Any

import pytest

from daemon.doctor.path_rules import setting, shared_end
from domain.paths import PathMap, PathRule

RULES = [
    PathRule(client="/data/library", abs="/audiobooks"),
    PathRule(client="/data/torrents", daemon="/media/torrents"),
    PathRule(daemon="/wrong", abs="/audiobooks/"),
]


def rules(text: str) -> list[dict[str, Any]]:
    name, _, value = text.partition("=")
    assert name == "PATH_MAP"
    assert "\n" not in value
    return json.loads(value)


def test_a_pair_is_added_to_what_is_set():
    """The other rules stay, but for the one that said something else of the same folder to the same view."""
    proposed = rules(setting(RULES, ("daemon", "/media/library"), ("abs", "/audiobooks")))

    assert proposed == [
        {"client": "/data/library", "abs": "/audiobooks"},
        {"client": "/data/torrents", "daemon": "/media/torrents"},
        {"daemon": "/media/library", "abs": "/audiobooks"},
    ]


@pytest.mark.parametrize(
    ("path", "others", "expected"),
    [
        ("/data/lib/A/B", ["/books/X/Y", "/books/A/B"], ("/data/lib", "/books")),
        ("/data/lib/A/B", ["/books/Z/B", "/books/A/B"], ("/data/lib", "/books")),
        ("/data/B.m4b", ["/books/B.m4b"], ("/data", "/books")),
        (r"F:\Audio\A\B", ["/audiobooks/A/B"], (r"F:\Audio", "/audiobooks")),
        ("/data/lib/A/B", ["/books/C/D"], None),
        ("/data/lib/A/B", [], None),
    ],
)
def test_folders_are_joined_where_the_names_begin_to_be_the_same(path, others, expected):
    """The longest common end counts, also between Windows and Linux."""
    assert shared_end(path, others) == expected


def test_what_is_proposed_translates():
    """Set as the fix says, the map leads from the one to the other."""
    ours, theirs = shared_end(r"F:\Audio\A\B", ["/audiobooks/A/B"]) or ("", "")

    text = setting([], ("client", ours), ("abs", theirs))

    path_map = PathMap([PathRule.model_validate(rule) for rule in rules(text)])
    assert path_map.translate(r"F:\Audio\C\D", source="client", target="abs") == "/audiobooks/C/D"
