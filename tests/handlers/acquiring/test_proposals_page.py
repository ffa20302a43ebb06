"""Proposals on the page: their facts, their costs, and decisions that leave each row where it is."""

import json
import re
from datetime import timedelta

import pytest

from store.proposal_decisions import GRACE

KINGS = {"mam": 9000102}
LIST = json.dumps([["Brandon Sanderson", "Stormlight"], ["Andy Weir", "Project Hail Mary"]])


@pytest.fixture
def browse(desk):
    """A person's browser on a daemon with two proposals: it opens pages and presses buttons there."""

    class Browser:
        def __init__(self, one) -> None:
            self.one = one
            self.page = ""
            self.at = "/proposals"

        async def open(self, path: str, cookie: str = "") -> str:
            self.at, self.page = path, await self.one.get(path, {"Cookie": cookie})
            return self.page

        async def press(self, path: str, **fields: object) -> str:
            """Send a form of the page, as a browser without scripts does; the page that follows."""
            hidden = {name: self._hidden(name) for name in ("csrf", "since")}
            sent = [
                *hidden.items(),
                *((n, v) for n, vs in fields.items() for v in (vs if isinstance(vs, list) else [vs])),
            ]
            headers = {
                "Accept": "text/html",
                "Sec-Fetch-Site": "same-origin",
                "Origin": self.one.url,
                "Referer": self.one.url + self.at,
            }
            status, answered = await self.one.post(path, data=sent, headers=headers)
            assert status == 303
            return await self.open(answered["Location"], answered["Set-Cookie"].partition(";")[0])

        @property
        def order(self) -> list[str]:
            return re.findall(r'<li class="card proposal" id="download-(\d+)"', self.page)

        def card(self, number: int) -> str:
            start = self.page.index(f'id="download-{number}"')
            return self.page[start:].split('<li class="card', 1)[0]

        def _hidden(self, name: str) -> str:
            return re.search(rf'name="{name}" value="([^"]+)"', self.page)[1]

    async def make(**settings) -> Browser:
        one = await desk(**{"search_queries": LIST} | settings)
        await one.daemon.search()
        return Browser(one)

    return make


async def test_a_proposal_shows_what_one_decides_by(browse, stage):
    """Cover, narrator, series, size, seeders, why this edition, the other editions, and what it costs."""
    stage.mam.account.uploaded_bytes, stage.mam.account.downloaded_bytes = 4 << 40, 1 << 40
    browser = await browse()
    await browser.one.post("/api/checks/mam")

    await browser.open("/proposals")

    card = browser.card(1)
    for shown in (
        '<span class="poster">',
        "Read by",
        "seeder",
        "GiB",
        "m4b",
        "1 other edition",
        "Take this one",
    ):
        assert shown in card
    assert "take your ratio from 4.00 to 3.9" in card
    assert "free slots for unsatisfied torrents" in card

    head = (await browser.open("/downloads/1")).partition("Other editions")[0]
    assert all(shown in head for shown in ("seeder", "GiB", "kbit/s", "Cost:"))


async def test_what_the_account_has_is_asked_for_on_the_page(browse, stage):
    """Before MAM said anything of the account, the page says so and offers to ask."""
    browser = await browse()
    browser.one.daemon.daemon.api.acquisition.gate.mam.known_account = None

    before = await browser.open("/proposals")
    after = await browser.press("/api/checks/mam")

    assert "will count toward your ratio" in before
    assert "Ask MyAnonamouse" in before
    assert "Ask MyAnonamouse" not in after


@pytest.mark.parametrize("page", ["/", "/proposals"])
async def test_a_decision_leaves_its_row_in_place_until_the_next_load(browse, page, clock):
    """With its result and Undo, its buttons off; the others are where they were."""
    browser = await browse()
    await browser.open(page)
    order = browser.order

    await browser.press("/api/downloads/2/reject")

    assert browser.order == order == ["2", "1"]
    assert "declined" in browser.card(2)
    assert browser.card(2).count("disabled") >= 2
    assert "/api/downloads/2/reconsider" in browser.card(2)
    assert "/api/downloads/1/reconsider" not in browser.card(1)
    clock.advance(timedelta(seconds=1))
    await browser.open(page)
    assert browser.order == ["1"]


async def test_undo_in_the_row(browse):
    """The row is as it was, and can be decided on again."""
    browser = await browse()
    await browser.open("/proposals")
    before = browser.card(2)
    await browser.press("/api/downloads/2/approve")
    approved = browser.card(2)

    await browser.press("/api/downloads/2/reconsider")

    assert "approved" in approved
    assert browser.card(2).split("Cost")[1] == before.split("Cost")[1]
    assert [one.status for one in await browser.one.daemon.records()] == ["proposed", "proposed"]


async def test_undo_that_comes_too_late_says_what_cannot_be_undone(browse, clock):
    """Once qBittorrent has the torrent, the button's answer names the way out."""
    browser = await browse()
    await browser.open("/proposals")
    await browser.press("/api/downloads/2/approve")
    clock.advance(GRACE)
    await browser.one.daemon.settle()

    page = await browser.press("/api/downloads/2/reconsider")

    assert "remove the torrent in qBittorrent" in page
    assert browser.order == ["2", "1"]
    assert [one.status for one in await browser.one.daemon.records()] == ["proposed", "queued"]


async def test_new_proposals_come_below_what_is_shown(browse):
    """What arrives while a page is open moves none of its rows."""
    browser = await browse()
    await browser.open("/proposals")
    address = re.search(r'hx-get="([^"]+)"', browser.page)[1].replace("&amp;", "&")
    await browser.one.post("/api/downloads", {"mam": 9000404})

    await browser.open(address)
    live = browser.order
    await browser.open("/proposals")

    assert live == ["2", "1", "3"]
    assert browser.order == ["3", "2", "1"]


async def test_several_are_decided_on_at_once(browse):
    """Those whose boxes are ticked, with one button; what came too late is named."""
    browser = await browse()
    await browser.open("/proposals")

    page = await browser.press("/api/proposals", decision="reject", numbers=["1", "2"])
    statuses = [one.status for one in await browser.one.daemon.records()]
    back = await browser.press("/api/proposals", decision="reconsider", numbers=["1"])
    none = await browser.press("/api/proposals", decision="approve")

    assert statuses == ["rejected", "rejected"]
    assert "2 downloads are declined" in page
    assert "1 download is proposed again" in back
    assert "select at least one" in none


async def test_several_over_the_api(browse):
    """The answer lists those on which the decision had no effect, each with its reason."""
    browser = await browse()
    await browser.one.post("/api/downloads/1/approve")
    await browser.one.daemon.daemon.parts.store.downloads.update(1, status="applied")

    status, said = await browser.one.post("/api/proposals", {"decision": "reject", "numbers": [1, 2]})

    assert (status, [one["download"] for one in said["decided"]]) == (200, [2])
    [refused] = said["refused"]
    assert (refused["download"], "in the library" in refused["why"]) == (1, True)


async def test_another_edition_takes_the_place_of_the_proposed_one(browse):
    """With all that MAM says of it; the former one can be chosen again."""
    browser = await browse()
    [other] = (await browser.one.daemon.records())[0].editions
    await browser.open("/proposals")

    await browser.press("/api/downloads/1/edition", mam_id=str(other["torrent_id"]))

    chosen = (await browser.one.daemon.records())[0]
    assert (chosen.mam_id, chosen.chosen_because) == (other["torrent_id"], "Chosen by you from 2 editions.")
    assert chosen.recording.description
    assert [one["torrent_id"] for one in chosen.editions] == [9000102]
    assert (await browser.one.post("/api/downloads/1/edition", {"mam_id": 7}))[0] == 409


@pytest.mark.parametrize("never", ["book", "series", "author"])
async def test_a_rule_is_kept_shown_and_taken_back(browse, never):
    """While it is kept the search proposes nothing of the kind, whatever record is gone; taken back, it does."""
    browser = await browse()
    await browser.open("/proposals")
    page = await browser.press("/api/downloads/1/reject", never=never)
    daemon = browser.one.daemon
    await daemon.daemon.parts.store.downloads.update(1, status="gone")

    kept = await daemon.search()
    await browser.press("/api/rules/1/remove")
    await daemon.search()

    assert "Never proposed" in page
    assert (kept.counts["created"], "Never proposed" in browser.page) == (0, False)
    assert [one.title for one in await daemon.records()][2:] == ["The Way of Kings"]


async def test_a_rule_does_not_bind_a_person(browse):
    """Who asks for the very book gets it."""
    browser = await browse()
    await browser.one.post("/api/downloads/1/reject", {"never": "author"})
    await browser.one.daemon.daemon.parts.store.downloads.update(1, status="gone")

    status, made = await browser.one.post("/api/downloads", KINGS)

    assert (status, made["title"]) == (201, "The Way of Kings")
