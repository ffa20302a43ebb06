"""One picture by its address, which may be anybody's word."""

from datetime import timedelta

import pytest

from clients.images import NoPictureError, Pictures
from clients.images.picture import MOST_BYTES
from clients.images.public import is_public
from domain.errors import TransientError
from sandbox import pictures
from tests.clients.images.conftest import PictureHost

SQUARE = pictures.jpeg(500, 500)


async def test_a_picture_comes_as_it_is(fetch: Pictures, host: PictureHost) -> None:
    """What an address serves is returned byte for byte, whatever it is called there."""
    host.shelf.put("/a.gif", SQUARE, **{"Content-Type": "text/html"})

    picture = await fetch(f"{host.url}/a.gif")

    assert picture.data == SQUARE
    assert "Cookie" not in host.requests[0].headers
    assert "Authorization" not in host.requests[0].headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>", 200),
        (pictures.gif(500, 500), 200),
        (SQUARE[:-100], 200),
        (b"", 200),
        (SQUARE, 404),
        (SQUARE, 403),
        (SQUARE, 204),
    ],
)
async def test_what_is_no_picture_is_said_so_for_good(
    fetch: Pictures, host: PictureHost, body: bytes, status: int
) -> None:
    """A page, another kind, half a picture, nothing, or a refusal: there is no cover, and no second try."""
    host.shelf.put("/a.jpeg", body, status=status)

    with pytest.raises(NoPictureError):
        await fetch(f"{host.url}/a.jpeg?key=secret")


async def test_a_huge_body_is_not_read_to_its_end(fetch: Pictures, host: PictureHost) -> None:
    """More than the limit ends the transfer; compressed, too, what is unpacked counts."""
    host.shelf.put("/a.jpeg", SQUARE + bytes(MOST_BYTES))

    with pytest.raises(NoPictureError, match="larger than"):
        await fetch(f"{host.url}/a.jpeg")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_of_the_host_passes(fetch: Pictures, host: PictureHost, status: int) -> None:
    """A host in trouble is asked again later, when it says; the query of an address is in no message."""
    host.shelf.put("/a.jpeg", status=status, **{"Retry-After": "90"})

    with pytest.raises(TransientError) as caught:
        await fetch(f"{host.url}/a.jpeg?key=secret")

    assert caught.value.retry_after == timedelta(seconds=90)
    assert "secret" not in str(caught.value)


async def test_a_host_that_breaks_off_passes(fetch: Pictures, host: PictureHost) -> None:
    """A connection that ends without an answer may work the next time."""
    host.down = True

    with pytest.raises(TransientError):
        await fetch(f"{host.url}/a.jpeg")


async def test_a_few_redirects_are_followed(fetch: Pictures, host: PictureHost) -> None:
    """Three hops are, relative ones, too; a fourth is not."""
    for number in range(4):
        host.shelf.put(f"/{number}", status=302, Location=f"/{number + 1}")
    host.shelf.put("/4", SQUARE)

    assert (await fetch(f"{host.url}/1")).data == SQUARE
    with pytest.raises(NoPictureError, match="redirects"):
        await fetch(f"{host.url}/0")


async def test_a_redirect_into_this_machine_is_not_followed(
    fetch: Pictures, host: PictureHost, elsewhere: PictureHost
) -> None:
    """Each target is judged again: no redirect leads to what no setting names."""
    elsewhere.shelf.put("/a.jpeg", SQUARE)
    host.shelf.put("/a.jpeg", status=302, Location=f"{elsewhere.url}/a.jpeg")

    with pytest.raises(NoPictureError, match="not asked"):
        await fetch(f"{host.url}/a.jpeg")

    assert elsewhere.requests == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
async def test_no_one_at_home_is_asked_by_any_spelling(
    fetch: Pictures, elsewhere: PictureHost, name: str
) -> None:
    """Loopback is refused as a name, as a number and in IPv6's clothes, before anything is sent."""
    elsewhere.shelf.put("/a.jpeg", SQUARE)
    port = elsewhere.url.rpartition(":")[2]

    with pytest.raises(NoPictureError):
        await fetch(f"http://{name}:{port}/a.jpeg")

    assert elsewhere.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.com/a.jpeg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "",
        "/a.jpeg",
        "http://",
        "http://user:password@example.com/a.jpeg",
        "http://exa mple.com:99999/a.jpeg",
    ],
)
async def test_only_addresses_of_the_web_are_taken(fetch: Pictures, address: str) -> None:
    """Anything but http and https, and an address with a login in it, is none."""
    with pytest.raises(NoPictureError):
        await fetch(address)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.1.2.3", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("127.1", False),
    ],
)
def test_the_internet_is_what_is_nobodys_home(address: str, public: bool) -> None:
    """Private, shared, link-local and multicast addresses are not public, nor IPv6's ways to them."""
    assert is_public(address) is public
