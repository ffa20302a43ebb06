"""Wishing and deciding on the command line."""

import pytest

from store.proposal_decisions import GRACE


async def test_one_book_from_the_wish_to_the_queue(shell, clock):
    """Added, shown, approved: each command says where it stands and what comes next."""
    daemon, run = await shell()

    added = await run("downloads", "add", "--title", "Artemis", "--author", "Andy Weir")
    shown = await run("downloads", "show", "1")
    approved = await run("downloads", "approve", "1")
    clock.advance(GRACE)
    await daemon.settle()
    listed = await run("downloads", "list", "--json")

    assert "download 1 (made, proposed): Artemis by Andy Weir" in added.output
    assert "known: " in added.output
    assert "approve it with `shelfhook downloads approve 1`" in added.output
    assert "status: proposed" in shown.output
    assert "chosen because: It is the only edition found." in shown.output
    assert approved.output.startswith("download 1 is approved\n")
    assert "`shelfhook downloads reconsider 1` takes it back" in approved.output
    assert '"status": "queued"' in listed.output


async def test_a_torrent_by_its_address(shell):
    """In place of title and author."""
    _, run = await shell()

    added = await run("downloads", "add", "--mam", "https://www.myanonamouse.net/t/9000406", "--json")

    assert '"mam_id": 9000406' in added.output


async def test_a_torrent_beside_another_edition(shell):
    """A book that has a record gets no second one, unless that is asked for."""
    daemon, run = await shell()
    await run("downloads", "add", "--mam", "9000401")

    again = await run("downloads", "add", "--mam", "9000402")
    beside = await run("downloads", "add", "--mam", "9000402", "--beside")

    assert "download 1 (there already, proposed)" in again.output
    assert "download 2 (made, proposed)" in beside.output
    assert [record.mam_id for record in await daemon.records()] == [9000401, 9000402]


async def test_pausing_and_resuming(shell):
    """Paused, an approval waits and says so; the status reports it."""
    _, run = await shell()
    await run("downloads", "add", "--mam", "9000406")

    paused = await run("pause", "acquisition", "--reason", "holidays")
    approved = await run("downloads", "approve", "1")
    status = await run("status")
    resumed = await run("resume", "acquisition")

    assert paused.output == "search and download are paused: holidays\n"
    assert approved.output == "download 1 is approved\nwaiting: search and download are paused: holidays\n"
    assert "search and download are paused: holidays" in status.output
    assert resumed.output.startswith("search and download go on")


async def test_a_book_without_an_author_is_wrong_usage(shell):
    """The message names the options as they are typed; MyAnonamouse is not asked."""
    _, run = await shell()

    result = await run("downloads", "add", "--title", "Artemis")

    assert (result.exit_code, "--author" in result.output, "--mam" in result.output) == (2, True, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("downloads", "add", "--title", "Nothing", "--author", "Nobody"),
            "MyAnonamouse has no result for it",
        ),
        (("downloads", "approve", "7"), "there is no download 7"),
        (("downloads", "decline", "7"), "there is no download 7"),
    ],
)
async def test_what_does_not_work_is_reported(shell, arguments, told):
    """In a sentence, with exit code 1."""
    _, run = await shell()

    result = await run(*arguments)

    assert (result.exit_code, told in result.output) == (1, True)


async def test_a_decision_and_back(shell):
    """What was declined with a rule is proposed again, and the rule is gone."""
    daemon, run = await shell()
    await run("downloads", "add", "--mam", "9000102")

    declined = await run("downloads", "decline", "1", "--never", "author")
    kept = await daemon.daemon.parts.store.rules.all()
    back = await run("downloads", "reconsider", "1")
    again = await run("downloads", "reconsider", "1")

    assert (declined.output, [rule.kind for rule in kept]) == ("download 1 is declined\n", ["author"])
    assert back.output == "download 1 is proposed\n"
    assert await daemon.daemon.parts.store.rules.all() == []
    assert "there is no decision to take back" in again.output


async def test_several_at_once_another_edition_and_the_rules(shell):
    """Numbers in a row are decided on together; editions, costs and rules are listed and can be changed."""
    daemon, run = await shell()
    await daemon.search()
    await run("downloads", "add", "--mam", "9000406")
    [other] = (await daemon.records())[0].editions

    shown = await run("downloads", "show", "1")
    chosen = await run("downloads", "choose", "1", str(other["torrent_id"]))
    declined = await run("downloads", "decline", "1", "2", "--never", "author")
    listed = await run("downloads", "rules")
    removed = await run("downloads", "rules", "--remove", "1")

    assert "cost: not free: " in shown.output
    assert f"other edition {other['torrent_id']}: The Way of Kings" in shown.output
    assert f"is now the edition {other['torrent_id']}" in chosen.output
    assert declined.output == "download 1 is declined\ndownload 2 is declined\n"
    assert "anything by Brandon Sanderson" in listed.output
    assert "anything by Andy Weir" in listed.output
    assert removed.output == "rule 1 is taken back: anything by Brandon Sanderson may be proposed again\n"
