"""What was written is seen and taken back: over HTTP and on the command line."""

import json

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=3, run_id=2)
NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}


async def test_a_change_is_undone(url, http, token, book, write):
    """The answer says what became of it, and a second wish finds nothing to do."""
    await write(book.id, NARRATORS, MAM)

    answers = []
    for _ in range(2):
        async with http.post(f"{url}/api/changes/1/undo", headers=token) as answer:
            answers.append((answer.status, await answer.json()))

    one = {"change": 1, "item_id": book.id, "title": None, "field": "narrators"}
    assert answers == [
        (200, [one | {"undone": True, "why": "put back to nothing"}]),
        (200, [one | {"undone": False, "why": "change 2 undid it already"}]),
    ]
    assert book.narrators == []


async def test_a_run_is_undone(url, http, token, shelf, book, write):
    """All that it wrote, but for what a person changed since."""
    await write(book.id, NARRATORS | {FieldName.LANGUAGE: "English"}, MAM)
    shelf.edit(book.id, language="German")

    async with http.post(f"{url}/api/runs/2/undo", headers=token) as answer:
        undone = {one["field"]: one["undone"] for one in await answer.json()}

    assert undone == {"narrators": True, "language": False}
    assert (book.narrators, book.language) == ([], "German")


@pytest.mark.parametrize(
    ("path", "detail"),
    [("/api/changes/9/undo", "there is no change 9"), ("/api/runs/9/undo", "there is no run 9")],
)
async def test_an_unknown_number(url, http, token, path, detail):
    """The answer is 404 and says of what."""
    async with http.post(url + path, headers=token) as answer:
        body = await answer.json()

    assert (answer.status, body["detail"]) == (404, detail)


async def test_a_series_reads_the_same_everywhere(url, http, token, shelfhook, book, write):
    """With its number: in the sentence of an undoing, on the pages of the history and the book, and in the commands."""
    series = [{"name": "Ember", "sequence": "2"}, {"name": "Ash", "sequence": None}]
    await write(book.id, {FieldName.SERIES: series}, MAM)

    said = [(await shelfhook(*arguments)).output for arguments in (("history",), ("book", book.id))]
    for path in ("/history", f"/books/{book.id}"):
        async with http.get(url + path) as answer:
            said.append(await answer.text())
    for number in (1, 2):
        async with http.post(f"{url}/api/changes/{number}/undo", headers=token) as answer:
            said.append(await answer.text())

    assert ["Ember #2, Ash" in " ".join(one.split()) for one in said] == [True, True, True, True, False, True]


async def test_one_change(url, http, book, write):
    """It shows everything that is known of it."""
    await write(book.id, NARRATORS, MAM)

    async with http.get(f"{url}/api/changes/1") as answer:
        change = await answer.json()
    async with http.get(f"{url}/api/changes/2") as unknown:
        pass

    assert (change["field"], change["before"], change["after"]) == ("narrators", [], ["Ray Porter"])
    assert (change["source"], change["event_id"], change["run_id"]) == ("mam", 7, 2)
    assert unknown.status == 404


async def test_while_audiobookshelf_is_away(url, http, token, shelf, book, write):
    """The wish is not kept: the answer says to ask again."""
    await write(book.id, NARRATORS, MAM)
    shelf.down = True

    async with http.post(f"{url}/api/changes/1/undo", headers=token) as answer:
        pass

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_without_the_right_to_change_items(url, http, token, shelf, book, write):
    """What Audiobookshelf refuses is passed on in words."""
    await write(book.id, NARRATORS, MAM)
    shelf.editor.update = False

    async with http.post(f"{url}/api/changes/1/undo", headers=token) as answer:
        body = await answer.json()

    assert answer.status == 409
    assert "give it the permission to update" in body["detail"]


async def test_another_sites_page_cannot_undo(url, http, book, write):
    """On loopback too, a change needs the daemon's token."""
    await write(book.id, NARRATORS, MAM)

    async with http.post(
        f"{url}/api/changes/1/undo", headers={"Origin": "https://elsewhere.example"}
    ) as answer:
        pass

    assert answer.status == 403
    assert book.narrators == ["Ray Porter"]


async def test_the_commands(shelfhook, book, write):
    """`history` shows what was written and why, `undo` takes it back and says so."""
    await write(book.id, NARRATORS | {FieldName.LANGUAGE: "English"}, MAM)

    undone = await shelfhook("undo", "1")
    again = await shelfhook("undo", "1")
    run = await shelfhook("undo", "--run", "2", "--json")
    history = await shelfhook("history", book.id)

    assert (undone.exit_code, undone.output) == (
        0,
        f"change 1 (narrators of {book.id}): undone: put back to nothing\n",
    )
    assert (again.exit_code, again.output) == (
        1,
        f"change 1 (narrators of {book.id}): left as it is: change 3 undid it already\n",
    )
    assert {one["change"]: one["undone"] for one in json.loads(run.output)} == {1: False, 2: True}
    assert "MyAnonamouse, run 2, download 3, event 7" in history.output
    assert "you, undoes 1, download 3" in history.output


@pytest.mark.parametrize("arguments", [[], ["1", "--run", "2"]])
async def test_undo_wants_one_thing(shelfhook, arguments):
    """A change or a run, not both and not nothing."""
    result = await shelfhook("undo", *arguments)

    assert result.exit_code == 2
    assert "give a change's number, or a run with --run" in result.output


async def test_history_for_machines(shelfhook, book, write):
    """The rows as the API gives them."""
    await write(book.id, NARRATORS, MAM)

    result = await shelfhook("history", "--json")

    assert [change["after"] for change in json.loads(result.output)] == [["Ray Porter"]]


async def test_a_change_is_whole_where_it_is_shown_alone(shelfhook, book, write, monkeypatch):
    """The list at 80 columns has a line for it; by its number it has all: title, values, moment and cause."""
    monkeypatch.setenv("COLUMNS", "80")
    await write(book.id, {FieldName.NARRATORS: ["Somebody " * 20]}, MAM)

    listed = (await shelfhook("history")).stdout.splitlines()
    shown = (await shelfhook("history", "--change", "1")).stdout
    unknown = await shelfhook("history", "--change", "9")

    assert (len(listed), max(map(len, listed))) == (2, 80)
    assert book.id in shown
    assert ("Somebody " * 20).strip() in shown
    assert "MyAnonamouse, run 2, download 3, event 7" in shown
    assert unknown.stderr == "shelfhook: there is no change 9; the newest is 1\n"


async def test_the_history_of_an_unknown_item_is_an_error(shelfhook, book, write):
    """What was typed is named; an item may be named by its title, too."""
    await write(book.id, NARRATORS, MAM)

    unknown = await shelfhook("history", "nosuchitem")
    named = await shelfhook("history", book.id, "--json")

    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "shelfhook: no library item has this id, download or title: nosuchitem\n",
    )
    assert [one["item_id"] for one in json.loads(named.output)] == [book.id]
