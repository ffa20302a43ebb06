"""What a person sees and does on the pages, in a real browser; the console stays without an error throughout."""

import pytest
from aiohttp import web
from staging import opened

from domain.facts import Status
from sandbox.server import LoopbackServer
from store.proposal_decisions import GRACE


async def test_a_step_is_ticked_off_when_it_is_checked(house, tab):
    """The button asks the service, and shows what it says."""
    house.clock.hurried = False
    await tab.open()

    told = await tab.press("/api/checks/audiobookshelf")
    await tab.until("return document.querySelectorAll('.steps .done').length")

    assert "can update all items" in told


async def test_a_completion_arrives_without_a_reload(house, tab):
    """The page that is open shows it, with how it was matched; what the person opened or focused stays so."""
    await house.read_library()
    await house.propose(9000105)
    await tab.open()
    await tab.live()
    await tab.run(
        "window.sameDocument = true; document.querySelector('form[action$=\"/reject\"] button').focus()"
    )

    await house.complete(9000104)

    await tab.until_said("matched by the same path", "[aria-labelledby=happened]")
    assert "Words of Radiance" in await tab.text("[aria-labelledby=happened]")
    assert await tab.run("return window.sameDocument") is True
    assert await tab.run("return document.activeElement.innerText") == "Decline\nOathbringer"


async def test_an_outage_is_seen_as_it_happens(house, tab):
    """A service that fails is named on the open page with what it said, and so is its return."""
    await tab.open()
    await tab.live()

    house.daemon.parts.dependencies["audiobookshelf"].failed("/status: no connection")
    await tab.until_said("Audiobookshelf failed: /status: no connection", ".hero")
    house.daemon.parts.dependencies["audiobookshelf"].succeeded()

    await tab.until("return !document.querySelector('.hero .trouble')")


async def test_a_daemon_that_is_gone_is_seen(stage, clock, tmp_path, tab_of):
    """The open page says so and stops looking alive; a click is answered where the eye is, whether or not it scrolled."""
    async with opened(stage, clock, tmp_path / "gone") as house:
        tab = tab_of(house.url)
        await tab.open()
        await tab.live()

    await tab.until("return !document.getElementById('lost').hidden")
    told = await tab.text("#lost")
    await tab.run("scrollTo(0, document.body.scrollHeight)")
    refused = await tab.press("/api/cycles/reconcile")
    seen = await tab.run(
        "const box = document.querySelector('#notice .text').getBoundingClientRect();"
        "return box.top >= 0 && box.bottom <= innerHeight"
    )
    await tab.do(lambda _: tab.close())  # it goes on trying
    tab.complaints()  # the browser's own notes of the lost connection

    assert "shelfhook does not answer" in told
    assert "Nothing was changed" in refused
    assert seen


async def test_a_proposal_is_approved(house, tab):
    """One button; its result is shown where the person is, and the next step is taken."""
    await house.propose(9000105)
    await tab.open()

    told = await tab.press("/api/downloads/1/approve")
    house.clock.advance(GRACE)
    await house.settle()

    assert told == "“Oathbringer” is approved; it is added in 10 s"
    assert (await house.daemon.parts.store.downloads.by_id(1)).status is Status.QUEUED
    await tab.until_said("downloading", "[aria-labelledby=in-progress]")
    assert await tab.run("return document.activeElement.id") == "notice"


async def test_a_download_is_joined_to_its_item(house, lived_in, tab):
    """Of the candidates the person's is written; nothing else waits for them there any more."""
    await tab.open(f"/downloads/{lived_in}")

    told = await tab.press(f"/api/downloads/{lived_in}/link")
    await house.settle()

    assert told.startswith("“Chains” is linked to Chains")
    await tab.until_said("linked by you", "[aria-labelledby=match]")
    await tab.until_said("Ann Reed", "[aria-labelledby=changes]")


async def test_a_change_is_undone(house, tab):
    """The former value is back in the library, and the page says so."""
    await house.complete(9000104)
    await tab.open("/downloads/1")
    [change] = [c for c in await house.daemon.parts.store.changes.recent() if c.field == "narrators"]

    told = await tab.press(f"/api/changes/{change.id}/undo")

    assert told == "Narrators: put back to nothing"
    assert house.stage.shelf.item(change.item_id).narrators == []
    assert "undone" in await tab.text(f"#change-{change.id}")


async def test_acquisition_is_paused_and_resumed(house, tab):
    """The page says since when why nothing is acquired, and has the other button."""
    await tab.open()

    await tab.press("/api/acquisition/pause")
    paused = await tab.text(".acquisition")
    await tab.press("/api/acquisition/resume")

    assert "Search and download are paused: you paused them" in paused
    assert "There is no list of books" in await tab.text(".acquisition")


async def test_a_given_up_event_is_tried_again_or_left(house, tab):
    """Its reason stands there with both buttons; afterwards it waits for no one."""
    number = await house.give_up("f" * 40, "internal error in shelfhook: KeyError")
    await tab.open()
    shown = await tab.text(f"#event-{number}")

    told = await tab.press(f"/api/events/{number}/dismiss")

    assert "internal error in shelfhook: KeyError" in shown
    assert told == f"Event {number} is dismissed"
    assert await tab.run("return document.getElementById('waiting')") is None


async def test_a_cycle_is_started(house, tab):
    """At a click, and its run is seen."""
    await tab.open()

    told = await tab.press("/api/cycles/reconcile")
    await house.settle()

    assert told == "Run 1 was started"
    await tab.until_said("last just now", "#cycle-reconcile")


async def test_the_check_up_shows_how_to_fix(house, tab):
    """At a click everything is asked, and each finding stands there with its fix."""
    house.clock.hurried = True
    await tab.open("/check-up")

    await tab.press("/api/doctor")

    found = await tab.text(".findings")
    assert "Audiobookshelf" in found
    assert "Fix:" in found


async def test_without_scripts_a_form_leads_back(house, lived_in, tab):
    """The same buttons work by loading the page again."""
    await tab.open("/downloads?show=waiting")
    await tab.scripts(on=False)
    await tab.open("/downloads?show=waiting")
    await tab.click('form[action$="/reject"] button')

    told = await tab.text("#notice")
    address = await tab.do(lambda driver: driver.current_url)
    await tab.scripts(on=True)

    assert "is declined" in told
    assert address.endswith("/downloads?show=waiting")


PRESS = """
const done = arguments[arguments.length - 1];
document.body.innerHTML = '<iframe name="hidden"></iframe>' +
  '<form method="post" target="hidden" action="' + arguments[0] + '/api/downloads/1/approve"><input name="csrf"></form>';
document.querySelector("iframe").onload = () => done(true);
document.forms[0].submit();
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_another_page_cannot_press_the_buttons(house, tab, host):
    """Neither a page of another port nor one of another host gets a form through."""
    answers: list[tuple[str, int]] = []

    async def note(request: web.Request, answer: web.StreamResponse) -> None:
        answers.append((request.path, answer.status))

    site = web.Application()
    site.router.add_get("/", _empty_page)
    async with opened(
        house.stage, house.clock, house.daemon.parts.settings.state_dir.parent / "other", told=note
    ) as other:
        await other.propose(9000406)
        async with LoopbackServer(site) as server:
            await tab.do(lambda driver: driver.get(server.url.replace("127.0.0.1", host)))
            await tab.do(lambda driver: driver.execute_async_script(PRESS, other.url))
        tab.complaints()  # the browser's own note of the refusal

        assert answers == [("/api/downloads/1/approve", 403)]
        assert (await other.daemon.parts.store.downloads.by_id(1)).status is Status.PROPOSED


async def _empty_page(_request: web.Request) -> web.Response:
    return web.Response(
        text='<!doctype html><link rel="icon" href="data:,"><body></body>', content_type="text/html"
    )
