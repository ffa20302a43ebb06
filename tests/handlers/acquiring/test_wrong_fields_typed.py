"""What the daemon cannot use of a command is named as it was typed, not as the API calls it."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("downloads", "add", "--mam", "a book"), "--mam"),
        (("downloads", "add", "--author", "Andy Weir"), "--title"),
        (("downloads", "add", "--author", "Andy Weir", "--title", "Artemis", "--number", "2"), "--series"),
        (("downloads", "add", "--author", "?!", "--title", "Artemis"), "--author"),
        (("downloads", "link", "1", "no-such-item"), "ITEM"),
        (("downloads", "link", "1", "x" * 501), "ITEM"),
        (("mam", "search", "?!"), "WORDS"),
        (("mam", "search", "--editions-of", str(10**15)), "--editions-of"),
        (("settings", "set", "KEEP_DAYS", "soon"), "KEEP_DAYS"),
    ],
)
async def test_a_wrong_field_is_named_as_it_was_typed(shell, arguments, named):
    """By the option's or the argument's name; a setting keeps its own. The status is that of any refusal."""
    _, run = await shell()
    await run("downloads", "add", "--mam", "9000401")

    said = await run(*arguments)

    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith(f"shelfhook: {named}: ")
