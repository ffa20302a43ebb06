"""``shelfhook downloads add`` where no result is proved to be the book: what comes near is listed and may be chosen."""

import json

import pytest

RINGS = ("downloads", "add", "--title", "The Lord of the Rings", "--author", "J. R. R. Tolkien")


async def test_over_http_the_problem_has_what_came_near(desk):
    """The rows have the form of a search's, each with what contradicts it."""
    one = await desk()

    status, problem = await one.post(
        "/api/downloads", {"author": "J. R. R. Tolkien", "title": "The Lord of the Rings"}
    )

    assert status == 404
    assert all("Tolkien" in row["author"] for row in problem["near"])
    assert all(row["why"] and row["torrent_id"] and row["narrators"] for row in problem["near"])


async def test_without_a_terminal_they_are_listed(shell):
    """A line each, then what to type; nothing is added, and the status is not 0."""
    daemon, run = await shell()

    result = await run(*RINGS)

    _, *listed = result.stdout.splitlines()
    assert result.exit_code == 1
    assert listed
    assert all(line.split()[1].isdigit() for line in listed)
    assert "add one with `shelfhook downloads add --mam ID`" in result.stderr
    assert await daemon.records() == []


async def test_as_json_they_are_an_object(shell):
    """For a program, which chooses by itself."""
    _, run = await shell()

    result = await run(*RINGS, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["near"][0]["title"]


async def test_nothing_near_is_an_error(shell):
    """There is nothing to choose from."""
    _, run = await shell()

    result = await run("downloads", "add", "--title", "Nothing", "--author", "Nobody")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "MyAnonamouse has no result for it" in result.stderr


@pytest.fixture
def typed(acquirer, serve, in_a_terminal):
    """Runs the command in a terminal where a person types; its status, and all that was shown."""

    async def make(*keys: str):
        daemon = await acquirer()
        parts = daemon.daemon.parts
        parts.access.publish(await serve(daemon))
        environment = {"STATE_DIR": str(parts.settings.state_dir)}
        return daemon, *await in_a_terminal(environment, *RINGS, asks="for none: ", keys=keys)

    return make


async def test_in_a_terminal_a_person_chooses(typed):
    """By the number in the list; one that is not in it is asked for again."""
    daemon, status, shown = await typed("77\n", "x\n", "1\n")

    record = await daemon.record()
    assert status == 0
    assert "There is no 77 in the list" in shown
    assert str(record.mam_id) in shown
    assert f"download {record.id} (made, proposed)" in shown


async def test_enter_chooses_none(typed):
    """Nothing is added."""
    daemon, status, shown = await typed("\n")

    assert status == 1
    assert "no result is proved to be the book" in shown
    assert await daemon.records() == []
