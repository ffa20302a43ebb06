"""The folders and the path map that the set-up suggests for houses of several kinds."""

import json

import pytest

from daemon.setup.desk import SetupDesk
from daemon.setup.drafts import Drafts
from daemon.setup.folders import Surroundings, suggested, surroundings, worked_out
from daemon.setup.steps import Step
from daemon.setup.tried import Fact, FactName
from daemon.wiring.daemon import build
from domain.paths import PathMap, PathRule
from sandbox.catalogue import listing
from sandbox.stage import Stage
from tests.daemon.setup.conftest import result_of
from tests.fixtures.healthy_world import given
from tests.fixtures.stores import ready_state

BOOKS = ["Ann Reed/Chains", "Jo Doe/Rope"]


def below(folder, names=BOOKS, joint="/"):
    return [f"{folder}{joint}{name}".replace("/", joint) for name in names]


def suggestion(*, abs, client, here, dirs=(), rules=()):  # noqa: A002 - the view's name
    """What is suggested, and the path map as objects."""
    around = Surroundings({abs: below(abs)}, below(client, joint="\\" if "\\" in client else "/"))
    there = set(here) | {place for folder in here for place in below(folder)}
    found = worked_out(around, dirs, [PathRule.model_validate(rule) for rule in rules], there.__contains__)
    return found.library_dirs, json.loads(found.path_map or "[]")


@pytest.mark.parametrize(
    ("house", "dirs", "rules"),
    [
        # All three on one machine, and downloads go straight into the library.
        ({"abs": "/srv/books", "client": "/srv/books", "here": ["/srv/books"]}, "/srv/books", []),
        # Downloads lie elsewhere on that machine under the same names: inodes prove what they are.
        ({"abs": "/srv/books", "client": "/srv/done", "here": ["/srv/books", "/srv/done"]}, "/srv/books", []),
        # Audiobookshelf in a container, the others not.
        (
            {"abs": "/audiobooks", "client": "/srv/books", "here": ["/srv/books"]},
            "/srv/books",
            [{"client": "/srv/books", "daemon": "/srv/books", "abs": "/audiobooks"}],
        ),
        # Both in containers; the user has named the folder.
        (
            {"abs": "/audiobooks", "client": "/data", "here": ["/srv/books"], "dirs": ["/srv/books"]},
            "/srv/books",
            [{"client": "/data", "daemon": "/srv/books", "abs": "/audiobooks"}],
        ),
        # Both in containers, and the library is not on this machine.
        (
            {"abs": "/audiobooks", "client": "/data", "here": []},
            "",
            [{"client": "/data", "abs": "/audiobooks"}],
        ),
        # qBittorrent on Windows.
        (
            {"abs": "/audiobooks", "client": r"F:\Books", "here": ["/audiobooks"]},
            "/audiobooks",
            [{"client": r"F:\Books", "daemon": "/audiobooks", "abs": "/audiobooks", "ignore_case": True}],
        ),
    ],
)
def test_each_house_gets_its_rules(house, dirs, rules):
    """No rule where all see one path; else one that names every view that is known."""
    assert suggestion(**house) == (dirs, rules)


def test_rules_that_are_set_stay():
    """But for the one that says something else of the same folders."""
    films = {"client": "/films", "abs": "/videos"}
    rules = [films, {"client": "/data", "abs": "/audiobooks"}, {"daemon": "/old", "abs": "/audiobooks"}]

    _, then = suggestion(abs="/audiobooks", client="/data", here=["/new"], dirs=["/new"], rules=rules)

    assert then == [films, {"client": "/data", "daemon": "/new", "abs": "/audiobooks"}]


@pytest.mark.parametrize("view", [None, "/audiobooks"])
async def test_what_is_suggested_works(tmp_path, clock, view):
    """From real torrents and items: set as suggested, each torrent's place is an item's, and each book is found here."""
    async with Stage(tmp_path / "world", clock, real=False, view=view) as stage:
        for number in (9000401, 9000104):
            await stage.finish(stage.prepare(listing(number)))
        stage.shelf.scan_library()
        environment = stage.environment(ready_state(tmp_path / "state")) | {"LIBRARY_DIRS": ""}
        async with build(given(environment), clock) as daemon:
            found = await suggested(daemon.patient, await surroundings(daemon.patient))
            desk = SetupDesk(patient=daemon.patient, drafts=Drafts())
            typed = {"library_dirs": found.library_dirs, "path_map": found.path_map}
            tried = await result_of(desk, Step.FOLDERS, typed)

    assert found.library_dirs == str(stage.library)
    assert (found.joins[0].torrents, found.of) == (2, 2)
    assert tried.found == (Fact(FactName.BOOKS_HERE, 2, 2), Fact(FactName.TORRENTS_PLACED, 2, 2))
    rules = [PathRule.model_validate(rule) for rule in json.loads(found.path_map or "[]")]
    place = PathMap(rules).translate(f"{stage.library}/X", source="client", target="abs")
    assert place == f"{view or stage.library}/X"


@pytest.mark.parametrize(
    ("typed", "ok", "said"),
    [
        ({"library_dirs": "/nowhere/at/all"}, False, "does not exist here"),
        ({"library_dirs": "not/absolute"}, False, "LIBRARY_DIRS"),
        ({"path_map": "{"}, False, "PATH_MAP"),
        ({"path_map": '[{"client": "/a"}]'}, False, "PATH_MAP"),
        ({"library_dirs": "/usr"}, True, "newest books"),
    ],
)
async def test_folders_that_lead_nowhere_are_said(tmp_path, clock, typed, ok, said):
    """What cannot be read as the setting is named by it; folders without the library's books are doubtful."""
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        await stage.finish(stage.prepare(listing(9000401)))
        stage.shelf.scan_library()
        environment = stage.environment(ready_state(tmp_path / "state"))
        async with build(given(environment), clock) as daemon:
            tried = await result_of(SetupDesk(patient=daemon.patient, drafts=Drafts()), Step.FOLDERS, typed)

    assert (tried.ok, said in tried.problem) == (ok, True)
