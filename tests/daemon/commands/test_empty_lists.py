"""Lists of nothing: a sentence, not an empty frame."""

import json

import pytest


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("downloads", "list"), "No downloads yet."),
        (("downloads", "list", "--state", "applied"), "No downloads in this state."),
        (("downloads", "left-alone"), "No finished torrent is left alone."),
        (("history",), "No changes yet."),
        (("runs", "search"), "No runs yet."),
    ],
)
async def test_nothing_to_list_is_said(shelfhook, arguments, sentence):
    """The sentence names what was asked for; JSON stays an empty list."""
    said = await shelfhook(*arguments)
    as_json = await shelfhook(*arguments, "--json")

    assert (said.exit_code, said.output) == (0, f"{sentence}\n")
    assert json.loads(as_json.output) == []
