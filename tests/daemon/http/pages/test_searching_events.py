"""Events that are searched for: on the page, over the API and by the command."""

import json
import re

import pytest

ROW = re.compile(r'<tr id="event-(\d+)"')
FOUND = {
    "": [5, 4, 3, 2, 1],
    "sort=oldest": [1, 2, 3, 4, 5],
    "state=waiting": [5],
    "state=buried": [3],
    "state=done": [4, 1],
    "kind=cover.due": [2],
    "kind=nonsense&state=nonsense": [5, 4, 3, 2, 1],
    "q=CHAINS": [3, 2, 1],
    "q=chains+abs": [2],
    "q=doe&state=buried": [3],
    "q=SPACE+left": [3],
    "q=100%25": [2],
    "q=is_there": [2],
    "q=%25": [2],
    "q=" + "a" * 40: [1],
    "q=lies": [5],
    "q=nothing+like+it": [],
    "book=1": [3, 2, 1],
    "book=i+1": [3, 2, 1],
    "book=2": [],
    "book=" + "9" * 40: [],
    "book=%22%3E%3Cscript%3E": [],
}


@pytest.mark.databases("sqlite", "postgres")
async def test_events_are_searched_and_narrowed_down(five, page_of):
    """By state, kind and book, and by words of the reason, of the key, and of the book that they are about."""
    pages = {asked: await page_of(f"/events?{asked}") for asked in FOUND}

    assert {asked: [int(one) for one in ROW.findall(page)] for asked, page in pages.items()} == FOUND
    assert not any("<script>" in page for page in pages.values())
    assert "Nothing here matches" in pages["book=2"]


async def test_the_api_finds_what_the_page_finds(five, http, url):
    """By the same parameters; what the page passes over, as it is no kind or state, is refused."""
    asked = [one for one in FOUND if "sort" not in one and "nonsense" not in one]
    found = {one: await (await http.get(f"{url}/api/events?{one}")).json() for one in asked}
    few = await (await http.get(f"{url}/api/events?q=chains&limit=2")).json()
    wrong = [
        await http.get(f"{url}/api/events?{one}") for one in ("kind=nonsense", "state=open", "q=" + "x" * 201)
    ]

    assert {one: [event["id"] for event in events] for one, events in found.items()} == {
        one: FOUND[one] for one in asked
    }
    assert [event["id"] for event in few] == [3, 2]
    assert {event["title"] for event in found["q=CHAINS"]} == {"Chains", "Chains (ABS)"}
    assert [answer.status for answer in wrong] == [422, 422, 422]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--search", "SPACE left"], [3]),
        (["--search", "doe", "--state", "failed for good"], [3]),
        (["--state", "buried"], [3]),
        (["--state", "Waiting"], [5]),
        (["--kind", "cover.due"], [2]),
        (["--kind", "torrent-finished"], [1]),
        (["--kind", "Search"], [4]),
        (["--book", "i 1", "--limit", "2"], [3, 2]),
        (["--book", "1", "--kind", "download.approved", "--state", "dropped"], []),
        (["--search", "100%"], [2]),
        (["--search", "a&kind=b#c"], []),
    ],
)
async def test_the_command_finds_what_the_page_finds(five, shelfhook, options, found):
    """Kinds and states as they are called or written; nothing that matches is said."""
    result = await shelfhook("events", "list", *options, "--json")
    table = await shelfhook("events", "list", *options)

    assert [one["id"] for one in json.loads(result.output)] == found
    assert ("No such events." in table.output) is (not found)
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("option", "near"), [("--kind", "cover-wantd"), ("--kind", "nonsense"), ("--state", "wating")]
)
async def test_a_word_that_is_none_is_refused_with_what_is_near(five, shelfhook, option, near):
    """Before the daemon is asked."""
    result = await shelfhook("events", "list", option, near)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "did you mean" in result.stderr or "there are torrent.finished, " in result.stderr
