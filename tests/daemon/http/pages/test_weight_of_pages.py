"""How much a page weighs on its way to a browser."""

import pytest
from yarl import URL

from daemon.http.static_files import KINDS, address
from domain.facts import Status
from domain.recording import Recording

HEAVIEST = 150_000
"""In bytes, with all that a page loads but pictures."""

ROWS = 500
OPENED = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "none"}


@pytest.fixture
async def many(parts, clock):
    for number in range(ROWS):
        await parts.store.downloads.create(
            Recording(title=f"Book {number}", authors=("Ann Reed",), narrators=(f"Reader {number % 9}",)),
            hashes=(f"{number:040x}", None, None),
            found_by="a test",
            status=Status.APPLIED,
            now=clock.now(),
        )


@pytest.fixture
def sent(url, http):
    """What the server sends at an address: its bytes, and how they are packed."""

    async def ask(path: str, **headers: str) -> tuple[bytes, str]:
        wanted = URL(url + path, encoded=True)
        async with http.get(wanted, headers=OPENED | headers, auto_decompress=False) as answer:
            assert answer.status == 200
            return await answer.read(), answer.headers.get("Content-Encoding", "")

    return ask


async def test_the_longest_list_is_light(many, sent):
    """Five hundred rows, with the style and the scripts, weigh what a page may weigh."""
    answers = [await sent(f"/downloads?size={ROWS}"), *[await sent(address(name)) for name in KINDS]]

    assert all(packed for _, packed in answers)
    assert 0 < sum(len(body) for body, _ in answers) <= HEAVIEST


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_learns_nothing_by_the_length(many, sent, site):
    """A page that its link leads to is sent as it is, or the words that it chooses would reveal the token beside them."""
    body, packed = await sent("/downloads?q=guess", **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"})

    assert (packed, b"guess" in body) == ("", True)


async def test_programs_get_pages_as_they_are(many, url, http):
    """Who says nothing of where a request comes from gets nothing packed."""
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    async with http.get(f"{url}/downloads", headers=headers) as answer:
        assert "Content-Encoding" not in answer.headers
