"""Installing and removing the hook, on the stand-in."""

import aiohttp
import pytest

from clients.qbittorrent import Autorun
from daemon.doctor.examine import examine
from daemon.doctor.finding import Fix, Result
from daemon.hook.access import PATH
from daemon.hook.kinds import Kind
from daemon.hook.line import Standing
from domain.errors import NeedsPersonError

HASH = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


async def test_installing_twice_and_removing_twice_change_nothing_more(daemon, world):
    """The second time there is nothing to do."""
    hook = daemon.patient.hook

    await hook.install()
    installed = dict(world.client.options.preferences)
    again = await hook.install()
    assert not again.changes
    assert world.client.options.preferences == installed

    await hook.remove()
    twice = await hook.remove()
    assert not twice.changes
    assert world.client.options.preferences["autorun_enabled"] is False


async def test_the_kind_can_be_changed_and_is_kept_unless_it_is_named(daemon):
    """A line of the other kind takes its place; without a kind the one that stands there stays."""
    hook = daemon.patient.hook
    await hook.install(Kind.NOTIFY)

    kept = await hook.install()
    changed = await hook.install(Kind.CURL)

    assert not kept.changes
    assert changed.changes
    assert (await hook.found())[1].kind is Kind.CURL


async def test_a_program_that_a_person_took_out_does_not_come_back(daemon, world):
    """What is put back is what is chained when the hook is removed, not what once was."""
    hook, options = daemon.patient.hook, world.client.options
    options.preferences |= {"autorun_enabled": True, "autorun_program": "/opt/old %K"}
    await hook.install()
    options.preferences["autorun_program"] = hook.line.alone(Kind.CURL)

    await hook.remove()

    assert options.preferences["autorun_program"] == ""


async def test_a_line_made_by_hand_is_left_to_the_person(daemon, world):
    """It is neither chained, which would call twice, nor taken away."""
    line = 'curl -d "hash=%K" http://shelfhook:8787/webhooks/qbittorrent'
    world.client.options.preferences |= {"autorun_enabled": True, "autorun_program": line}
    hook = daemon.patient.hook

    with pytest.raises(NeedsPersonError, match="runs a custom command"):
        await hook.install()
    with pytest.raises(NeedsPersonError, match="was entered by hand"):
        await hook.remove()

    assert (await hook.found())[1].standing is Standing.BY_HAND
    assert world.client.options.preferences["autorun_program"] == line


async def test_on_windows_it_says_that_it_cannot(daemon, world):
    """Windows' qBittorrent reads lines otherwise, and has no /bin/sh."""
    world.client.save_path = r"F:\Downloads"

    with pytest.raises(NeedsPersonError, match="runs on Windows"):
        await daemon.patient.hook.install()

    assert world.client.options.preferences["autorun_program"] == ""


async def test_between_containers_the_line_names_what_qbittorrent_sees(world):
    """HOOK_URL and HOOK_HEADER_FILE stand in the line; since it cannot be run here, only a call from there proves it."""
    world.environment |= {
        "HOOK_URL": "http://shelfhook:8787/",
        "HOOK_HEADER_FILE": "/run/secrets/hook_header",
    }
    async with world.daemon() as daemon:
        plan = await daemon.patient.hook.install()
        with pytest.raises(NeedsPersonError, match="hook test --torrent"):
            await daemon.patient.trial.by_line()
        silent = {finding.name: finding for finding in await examine(daemon.patient)}
        daemon.parts.hook_calls.was_a_test(HASH, daemon.parts.clock.now())
        called = {finding.name: finding for finding in await examine(daemon.patient)}

    assert ' -H "@/run/secrets/hook_header" ' in plan.then.program
    assert plan.then.program.endswith(" http://shelfhook:8787/webhooks/qbittorrent")
    assert silent["hook"].result is Result.OK
    assert silent["hook's round trip"].result is Result.WARNING
    assert "`shelfhook hook test --torrent`" in (silent["hook's round trip"].mend or "")
    assert called["hook's round trip"].result is Result.OK


@pytest.mark.parametrize("pasted", ["", "/", "/webhooks/qbittorrent", "/webhooks/qbittorrent/"])
async def test_the_address_for_the_hook_is_one_that_the_daemon_knows(world, pasted):
    """HOOK_URL may be pasted with its path, and its host need not be named in ALLOWED_HOSTS once more."""
    world.environment |= {"HOOK_URL": f"http://shelfhook:8787{pasted}"}
    async with world.daemon() as daemon, aiohttp.ClientSession() as http:
        plan = await daemon.patient.hook.install()
        sent = {
            "Host": "shelfhook:8787",
            "Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}",
        }
        async with http.post(f"{daemon.parts.access.url}{PATH}", data={"hash": HASH}, headers=sent) as answer:
            status = answer.status

    assert plan.then.program.endswith(" http://shelfhook:8787/webhooks/qbittorrent")
    assert status == 202


async def test_a_line_of_a_former_version_is_renewed_at_a_word(daemon, world):
    """The doctor names it, and fixes it with what is chained behind it."""
    world.client.options.preferences |= {"autorun_enabled": True, "autorun_program": "/opt/old %K"}
    await daemon.patient.hook.install()
    options = world.client.options.preferences
    renewed = options["autorun_program"]
    options["autorun_program"] = renewed.replace("--retry-max-time 120 ", "")

    found = {one.name: one for one in await examine(daemon.patient)}["hook"]
    with pytest.raises(
        NeedsPersonError, match="an older form of the hook's command: run `shelfhook hook install`"
    ):
        await daemon.patient.trial.by_line()
    await daemon.patient.hook.install()

    assert (found.result, found.fix) == (Result.WARNING, Fix.INSTALL_HOOK)
    assert "older form" in found.evidence
    assert options["autorun_program"] == renewed


async def test_a_line_that_is_not_taken_is_reported(daemon, world):
    """What qBittorrent has afterwards counts, not its answer."""
    world.client.options.fixed = True

    with pytest.raises(NeedsPersonError, match="did not accept the command: enter it by hand"):
        await daemon.patient.hook.install()


async def test_what_was_turned_off_is_shown_as_put_aside(daemon, world):
    """The plan names it, and installs ours alone."""
    world.client.options.preferences |= {"autorun_enabled": False, "autorun_program": "/opt/old %K"}
    hook = daemon.patient.hook

    plan = await hook.plan()

    assert (plan.kept, plan.aside) == ("", "/opt/old %K")
    assert plan.then == Autorun(enabled=True, program=hook.line.alone(Kind.CURL))
