"""How far downloads in the client are, and the ways to the other programs."""

import json
from datetime import timedelta

import pytest

from domain.facts import Status
from domain.recording import Recording

HASH = f"{7:040x}"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(make_settings):
    return make_settings(listen="127.0.0.1:0")


@pytest.fixture
async def queued(daemon, clock):
    """A download that is in the client."""
    return await daemon.parts.store.downloads.create(
        Recording(torrent_id=12, title="Chains", authors=("Ann Reed",)),
        hashes=(HASH, HASH, None), found_by="a test", status=Status.QUEUED, now=clock.now(),
    )  # fmt: skip


@pytest.fixture
def get(http, url):
    async def get(path: str) -> str:
        async with http.get(url + path, headers=BROWSER) as answer:
            assert answer.status == 200
            return await answer.text()

    return get


def hold(stage, **fields) -> None:
    begun = {"progress": 0.42, "amount_left": 58, "completion_on": -1, "dlspeed": 3_145_728, "eta": 300}
    stage.client.hold(**({"hash": HASH, "state": "downloading"} | begun | fields))


async def test_a_download_shows_how_far_it_is(stage, queued, get):
    """On the lists, the overview and its own page: percent, speed and the time left."""
    hold(stage)

    for path in ("/downloads", "/", f"/downloads/{queued.id}"):
        page = await get(path)
        assert "42 %, downloading, 3.0 MiB a second, 5 minutes left" in page, path
        assert '<progress max="1" value="0.42"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "stalledDL", "dlspeed": 0, "eta": 8_640_000}, "42 %, stalled: no peer sends anything<"),
        (
            {"state": "metaDL", "progress": 0, "dlspeed": 0, "eta": 8_640_000},
            "0 %, waiting for its metadata<",
        ),
        ({"state": "pausedDL", "dlspeed": 0, "eta": 8_640_000}, "42 %, stopped<"),
        ({"state": "stoppedDL", "dlspeed": 0, "eta": 8_640_000}, "42 %, stopped<"),
        ({"state": "error", "dlspeed": 0}, "42 %, qBittorrent reports an error<"),
    ],
)
async def test_what_does_not_go_on_is_seen(stage, queued, get, fields, said):
    """A download that stands is not shown like one that runs."""
    hold(stage, **fields)

    assert said in await get("/downloads")


async def test_many_views_are_one_call(stage, queued, get, clock):
    """However many pages are open; later it is read again, and none is made where nothing is in the client."""
    hold(stage)
    await get("/downloads")
    first = stage.client.asked("torrents/info")
    await get("/")
    await get("/downloads")
    shared = stage.client.asked("torrents/info")
    clock.advance(timedelta(seconds=6))
    await get("/downloads")
    again = stage.client.asked("torrents/info")
    await get("/downloads?show=done")

    assert (shared, again, stage.client.asked("torrents/info")) == (first, first + 1, first + 1)


async def test_a_client_that_is_away_hides_no_page(stage, queued, get):
    """The list comes without it."""
    await stage.client.stop()

    page = await get("/downloads")

    assert "Chains" in page
    assert "<progress" not in page


async def test_the_api_has_it_too(stage, queued, get):
    """For programs."""
    hold(stage)

    assert json.loads(await get("/api/transfers")) == [
        {"download": queued.id, "progress": 0.42, "speed": 3_145_728, "seconds_left": 300, "activity": "downloading"}
    ]  # fmt: skip


async def test_each_row_leads_to_the_other_programs(daemon, queued, get):
    """To the listing at MAM, the item in Audiobookshelf, and qBittorrent."""
    await daemon.parts.store.downloads.update(queued.id, item_id="item 1")
    settings = daemon.parts.settings

    for path in ("/downloads", f"/downloads/{queued.id}"):
        page = await get(path)
        assert f'href="{settings.mam_url}/t/12" rel="noreferrer"' in page
        assert f'href="{settings.abs_url}/item/item%201" rel="noreferrer"' in page
        assert f'href="{settings.qbittorrent_url}" rel="noreferrer"' in page
