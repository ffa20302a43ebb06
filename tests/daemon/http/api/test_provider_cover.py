"""The covers of the Match dialog: at an address of ours, for every caller that has it, fetched from MAM once."""

import aiohttp
import pytest
from pydantic import SecretStr

from domain.facts import Status
from domain.recording import Recording
from sandbox import pictures
from sandbox.mam import SandboxMam

TORRENT = 9000301


@pytest.fixture
async def mam(clock):
    async with SandboxMam(clock=clock) as server:
        server.add_poster(TORRENT)
        yield server


@pytest.fixture
def settings(settings, mam):
    return settings.model_copy(update={"mam_url": mam.url, "mam_id": SecretStr(mam.mam_id)})


@pytest.fixture
async def offered(parts, clock, url, http, mam):
    """The book that is offered, with its cover, to an Audiobookshelf that calls us by this address."""
    recording = Recording(
        torrent_id=TORRENT,
        title="Project Hail Mary",
        authors=("Andy Weir",),
        poster=f"{mam.url}/t/p/1764032830/large/{TORRENT}.jpeg",
    )
    await parts.store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="test", status=Status.APPLIED, now=clock.now()
    )
    headers = {"Authorization": f"Bearer {parts.access.provider_token.get_secret_value()}"}
    query = {"query": "Project Hail Mary", "author": "Andy Weir"}
    async with http.get(f"{url}/provider/search", params=query, headers=headers) as answer:
        said = await answer.json()
    assert answer.status == 200, said
    [match] = said["matches"]
    return match


async def _get(address: str) -> tuple[int, str, bytes]:
    async with aiohttp.ClientSession() as stranger, stranger.get(address) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_the_cover_is_at_an_address_of_ours(offered, url, mam):
    """It needs no token and leads to us; MAM is asked once, and by no one but us."""
    assert offered["cover"].startswith(f"{url}/cover?")
    for _ in range(3):
        assert await _get(offered["cover"]) == (
            200, "image/jpeg", pictures.jpeg(500, 500, mark=f"torrent {TORRENT}"),
        )  # fmt: skip

    assert [one.path for one in mam.visits] == [f"/t/p/1764032830/large/{TORRENT}.jpeg"]


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address[:-1] + ("0" if address[-1] != "0" else "1"),
        lambda address: address.replace(str(TORRENT), "1"),
        lambda address: address.partition("?")[0],
        lambda address: address.partition("&key=")[0] + "&key=%C3%A9",
    ],
)
async def test_no_other_address_opens_anything(offered, mam, change):
    """A signature is for one picture; anyone who guesses learns nothing, and asks MAM nothing."""
    status, _, _ = await _get(change(offered["cover"]))

    assert (status, mam.visits) == (404, [])


async def test_what_is_no_picture_is_not_passed_on(offered, mam):
    """A page in place of the picture is not shown to anybody, and not asked for again and again."""
    mam.add_poster(TORRENT, b"<html>not signed in</html>")

    for _ in range(3):
        assert (await _get(offered["cover"]))[0] == 404
    assert len(mam.visits) == 1
