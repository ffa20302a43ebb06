"""The imports over HTTP: each known by its download's number."""

import pytest

from domain.facts import ImportMode, ImportProblem, ImportStatus
from tests.fixtures.imported import imported, read


@pytest.fixture
def settings(make_settings, stage):
    return make_settings(import_=(ImportMode.HARDLINK,), import_dir=stage.library)


@pytest.fixture
def call(url, http, token):
    async def call(method: str, path: str, **body: str) -> tuple[int, object]:
        async with http.request(method, url + path, json=body or None, headers=token) as answer:
            return answer.status, await answer.json()

    return call


async def test_an_import_has_its_plan_its_books_and_its_choices(call, stage, daemon):
    """One by its download's number, all as a list, and those of one status."""
    book = await imported(stage, daemon)
    stage.shelf.scan_library()
    await read(daemon)

    _, one = await call("GET", "/api/imports/1")
    _, every = await call("GET", "/api/imports")
    _, undone = await call("GET", "/api/imports?status=undone")

    assert (one["download"], one["status"], one["mode"]) == (1, "placed", "hardlink")
    assert one["plan"]["books"][0]["folder"] == str(book.folder)
    assert [file["target"] for file in one["plan"]["books"][0]["files"]] == ["01.m4b", "02.m4b"]
    assert [(at["state"], at["at"]) for at in one["books"]] == [("present", str(book.folder))]
    assert (one["torrent_gone"], one["choices"]) == (False, [])
    assert [each["download"] for each in every] == [1]
    assert undone == []


@pytest.mark.parametrize(
    ("problem", "choices"),
    [
        (ImportProblem.TARGET_TAKEN, ["beside"]),
        (ImportProblem.UNDECIDED, ["as_planned"]),
        (ImportProblem.NO_SPACE, []),
    ],
)
async def test_what_waits_says_what_may_be_decided(call, stage, daemon, problem, choices):
    """A decision makes it due again; one that is none of these is refused with those that are."""
    book = await imported(stage, daemon)
    one = await book.record()
    waits = {"status": ImportStatus.NEEDS_PERSON.value, "problem": problem.value}
    await daemon.parts.store.imports.update(one.id, now=one.changed_at, **waits)

    _, seen = await call("GET", "/api/imports/1")
    wrong, why = await call("POST", "/api/imports/1/confirm", choice="over")
    status, decided = await call("POST", "/api/imports/1/confirm", choice="beside")
    late, _ = await call("POST", "/api/imports/1/confirm", choice="beside")

    assert seen["choices"] == choices
    assert (wrong, why["field"]) == (422, "choice")
    assert (status, decided) == (202, {"download": 1, "status": "planned"})
    assert late == 409


async def test_links_that_broke_are_found_and_repaired(call, stage, daemon):
    """A check changes nothing; linking again says what it did for each file."""
    book = await imported(stage, daemon)
    file = book.replace("01.m4b")

    _, found = await call("POST", "/api/imports/check")
    _, done = await call("POST", "/api/imports/1/link-again")
    _, after = await call("POST", "/api/imports/check")
    _, undone = await call("POST", "/api/imports/1/unlink")
    again, _ = await call("POST", "/api/imports/1/unlink")

    assert [(one["path"], one["state"]) for one in found[0]["files"]] == [(str(file), "apart")]
    assert [(one["path"], one["why"]) for one in done] == [(str(file), None)]
    assert after == []
    assert (undone, again) == ([str(file)], 409)


async def test_an_unknown_import_is_not_found(call):
    """By any of its paths."""
    for method, path in (
        ("GET", ""),
        ("POST", "/plan"),
        ("POST", "/confirm"),
        ("POST", "/undo"),
        ("POST", ""),
    ):
        assert (await call(method, f"/api/imports/9{path}"))[0] == 404, path
