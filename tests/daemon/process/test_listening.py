"""Where the server listens, and what is reported where it cannot."""

import socket

import aiohttp
import pytest
from aiohttp import web

from daemon.config.settings import Settings
from daemon.http.listening import listen_at, listening
from daemon.process.listening import listen
from domain.errors import BadInputError, NeedsPersonError
from sandbox.clock import FakeClock


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("every", ["*:0", "[::]:0"])
async def test_every_address_is_of_both_kinds(http: aiohttp.ClientSession, every: str):
    """IPv4 and, where the machine has it, IPv6, at one port; the address for callers is one that can be called."""
    listeners, url = await listen(Settings(listen=every), [])

    assert url.startswith("http://127.0.0.1:")
    port = url.rpartition(":")[2]
    async with listening(web.Application(), listeners, FakeClock()):
        for host in ["127.0.0.1", *(["[::1]"] if has_ipv6() else [])]:
            async with http.get(f"http://{host}:{port}/") as answer:
                assert answer.status == 404


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("192.0.2.1:0", "name an address of this machine, or *:PORT for all of them"),
        ("nowhere.invalid:0", "name an IP address of this machine: that name has none"),
        ("TAKEN", "stop the program that uses it, or choose another port"),
    ],
)
async def test_what_keeps_it_from_listening(at: str, told: str):
    """The reason, and what to do about that one."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        settings = Settings(listen=at.replace("TAKEN", taken))

        with pytest.raises(BadInputError, match=r"^LISTEN: cannot listen at ") as raised:
            await listen(settings, [])

    assert raised.value.mend == told


async def test_what_goes_wrong_while_it_listens_is_raised_as_it_is():
    """Commands that start a server for a moment report their own errors."""
    listeners = await listen_at("127.0.0.1", 0)

    with pytest.raises(NeedsPersonError, match="as it is"):
        async with listening(web.Application(), listeners, FakeClock()):
            raise NeedsPersonError("as it is")

    assert [one.fileno() for one in listeners] == [-1]
