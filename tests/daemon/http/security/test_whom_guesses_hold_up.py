"""Which callers wrong tokens hold up: the one that guesses, and no other."""

import socket

import aiohttp
import pytest
from served_daemon import OWN, PAGE, TOKEN

from daemon.http.listening import listening
from daemon.http.security.peers import plain_address
from daemon.http.security.slowdown import FREE, MOST_PEERS, FailedTokens, network

LONG = "a-token-of-thirty-two-characters"
GUESSES = range(FREE + 4)
CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


def key(token) -> dict[str, str]:
    return {"X-Api-Key": str(token)}


async def statuses(served, tokens, headers=None) -> list[int]:
    return [(await served.ask("/health", headers=key(one) | (headers or {}))).status for one in tokens]


async def test_a_token_that_cannot_be_guessed_is_never_held_up(serve):
    """Only the wrong ones wait, also those from the address of the owner."""
    served = await serve(webhook_token=LONG)

    assert await statuses(served, GUESSES) == [403] * (FREE + 1) + [429] * 3
    assert await statuses(served, [LONG]) == [200]
    assert (
        await served.post("/webhooks/qbittorrent", json={"hash": "a" * 40}, headers=key(LONG))
    ).status == 202
    assert (await served.sign_in(LONG)).status == 303


async def test_the_token_that_is_created_cannot_be_guessed(serve):
    """Nor can the provider's, which is made of it."""
    served = await serve(webhook_token=None)
    access = served.daemon.parts.access

    assert 429 in await statuses(served, GUESSES)
    assert await statuses(served, [access.token.get_secret_value()]) == [200]
    path = "/provider/search?query=x"
    wrong = [(await served.ask(path, headers=key(one))).status for one in GUESSES]
    right = await served.ask(path, headers=key(access.provider_token.get_secret_value()))
    assert 429 in wrong
    assert right.status == 200


async def test_a_short_token_waits_with_the_guesses(remote):
    """It could be found by trying: while its address waits, right and wrong look the same."""
    await statuses(remote, GUESSES)

    assert await statuses(remote, [TOKEN]) == [429]


async def test_one_wrong_token_again_and_again_is_no_guess(remote):
    """A widget with an old token does not keep out the hook, which calls from the same address."""
    assert set(await statuses(remote, ["old"] * 12)) == {403, 429}
    assert await statuses(remote, [TOKEN]) == [200]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_guesses_nothing(remote, site):
    """What it makes the browser ask is refused, whatever it shows, and counts against no one."""
    headers = CROSS | {"Sec-Fetch-Site": site}
    images = [await remote.ask(f"/x.png?apikey={one}", headers=headers) for one in [*GUESSES, TOKEN]]

    assert {one.status for one in images} == {403}
    assert await statuses(remote, [TOKEN]) == [200]


@pytest.mark.parametrize("path", ["/", "/live", "/api/events", "/health", "/static/icon.svg"])
async def test_another_sites_page_loads_nothing(local, path):
    """Not even where no token is due; a link to us may be followed."""
    assert (await local.ask(path, headers=CROSS)).status == 403
    assert (await local.ask(path, headers={"Sec-Fetch-Site": "cross-site"})).status == 403


async def test_a_link_from_another_site_is_followed(local):
    """A person may keep our address on a page of links; a frame is not that."""
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    assert (await local.ask("/", headers=PAGE | link)).status == 200
    assert (await local.ask("/", headers=PAGE | link | {"Sec-Fetch-Dest": "iframe"})).status == 403
    assert (await local.ask("/", headers=PAGE | OWN)).status == 200


@pytest.mark.parametrize(
    "said",
    [
        lambda address: {"X-Forwarded-For": address},
        lambda address: {"X-Forwarded-For": f"198.51.100.77, {address}"},
        lambda address: {"Forwarded": f'for="{address}:4711";proto=https'},
        lambda address: {"X-Real-IP": address},
    ],
)
async def test_behind_a_proxy_each_caller_counts_by_himself(remote, said):
    """The proxy's word is the last one: what the caller says of himself before it does not count."""
    assert 429 in await statuses(remote, GUESSES, said("203.0.113.66"))

    assert await statuses(remote, [TOKEN], said("203.0.113.66")) == [429]
    assert await statuses(remote, [TOKEN], said("198.51.100.7")) == [200]


async def test_callers_by_ipv4_count_one_by_one_on_a_socket_for_both_kinds(remote):
    """As systemd opens one for every address."""
    both = socket.has_dualstack_ipv6()
    listener = socket.create_server(
        ("", 0), family=socket.AF_INET6 if both else socket.AF_INET, dualstack_ipv6=both
    )
    listener.settimeout(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def asked(address: str, token: object) -> int:
        way = aiohttp.TCPConnector(local_addr=(address, 0))
        async with (
            aiohttp.ClientSession(connector=way) as http,
            http.get(url + "/health", headers=key(token)) as told,
        ):
            return told.status

    async with listening(remote.daemon.app, [listener], remote.daemon.parts.clock):
        assert 429 in [await asked("127.0.0.9", one) for one in GUESSES]
        assert await asked("127.0.0.9", TOKEN) == 429
        assert await asked("127.0.0.3", TOKEN) == 200


def test_an_ipv4_address_is_itself_on_a_socket_for_both_kinds():
    """It is shown there as one of IPv6, all of which lie in one network."""
    assert plain_address("::ffff:127.0.0.9") == "127.0.0.9"
    assert network("::ffff:127.0.0.9") != network("::ffff:127.0.0.3")
    assert network("2001:db8::1") == network("2001:db8::2") != network("::1")


def test_many_addresses_make_no_one_forgotten(clock):
    """Who guessed first still waits, and those who come when the table is full wait together."""
    failures = FailedTokens(clock)
    for number in GUESSES:
        failures.failed("203.0.113.5", f"{number}")

    for number in range(MOST_PEERS * 2):
        failures.failed(f"2001:db8:0:{number:x}::1", "one try each")

    assert failures.guesses("203.0.113.5")
    assert failures.wait_seconds("2001:db8:0:ffff::1") > 0
    assert failures.wait_seconds("2001:db8:0:1::1") == 0
