"""Wrong tokens, one after the other."""

from datetime import timedelta

import pytest
from served_daemon import OWN, PAGE, TOKEN

from daemon.http.security.slowdown import FREE, LONGEST_SECONDS, MOST_PEERS, FailedTokens
from sandbox.clock import FakeClock


def wrong(number: int) -> dict[str, str]:
    return {"Authorization": f"Bearer wrong {number}"}


RIGHT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def failures(clock: FakeClock) -> FailedTokens:
    return FailedTokens(clock)


def waits(failures: FailedTokens, clock: FakeClock, tries: int, peer: str = "203.0.113.5") -> list[int]:
    """How long the peer waits after each wrong token, when it tries again as soon as it may."""
    found = []
    for number in range(tries):
        failures.failed(peer, f"try {number}")
        found.append(failures.wait_seconds(peer))
        clock.advance(timedelta(seconds=found[-1]))
    return found


def test_each_wrong_token_doubles_the_wait(failures, clock):
    """After five free ones, up to half a minute: the owner of the token is never kept out for longer."""
    assert waits(failures, clock, FREE + 8) == [0] * FREE + [1, 2, 4, 8, 16, 30, 30, 30]


def test_the_right_token_ends_it(failures, clock):
    """Who had it after all starts again."""
    waits(failures, clock, FREE + 3)

    failures.succeeded("203.0.113.5")

    assert waits(failures, clock, FREE) == [0] * FREE


def test_it_is_forgiven(failures, clock):
    """Ten quiet minutes make up for it."""
    waits(failures, clock, FREE + 3)

    clock.advance(timedelta(seconds=601))

    assert waits(failures, clock, 1) == [0]


def test_other_peers_do_not_wait(failures, clock):
    """Each address counts by itself; those of one IPv6 network count together."""
    waits(failures, clock, FREE)
    waits(failures, clock, FREE, "2001:db8::1")

    failures.failed("203.0.113.5", "x")
    failures.failed("2001:db8::ffff:2", "x")

    assert failures.wait_seconds("203.0.113.5") == failures.wait_seconds("2001:db8::3") == 1
    assert failures.wait_seconds("203.0.113.6") == failures.wait_seconds("2001:db8:0:1::1") == 0


def test_only_so_many_peers_are_remembered(failures):
    """An attacker with a million addresses does not fill the memory."""
    for number in range(MOST_PEERS * 3):
        failures.failed(f"peer {number}", "x")

    assert len(failures._peers) == MOST_PEERS


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "127.0.0.1:0"])
async def test_guessing_is_slowed_down(serve, clock, listen):
    """After five wrong tokens even the right one has to wait, for as long as Retry-After says, if it is short."""
    served = await serve(listen=listen)

    statuses = [(await served.ask("/health", headers=wrong(one))).status for one in range(FREE + 1)]
    too_soon = await served.ask("/health", headers=RIGHT)
    clock.advance(timedelta(seconds=int(too_soon.headers["Retry-After"])))
    in_time = await served.ask("/health", headers=RIGHT)

    assert statuses == [403] * (FREE + 1)
    assert (too_soon.status, too_soon.content_type) == (429, "application/problem+json")
    assert int(too_soon.headers["Retry-After"]) <= LONGEST_SECONDS
    assert in_time.status == 200


async def test_every_way_to_show_a_token_counts(remote):
    """Header, address, sign-in form and hook are one account."""
    ways = [
        remote.ask("/health", headers=wrong(1)),
        remote.ask("/health", headers={"X-Api-Key": "wrong 2"}),
        remote.ask("/health?apikey=wrong3"),
        remote.post("/webhooks/qbittorrent", headers=wrong(4)),
        remote.sign_in("wrong 5"),
        remote.ask("/", headers=wrong(6) | PAGE),
    ]
    for way in ways:
        assert (await way).status == 403

    signing_in = await remote.sign_in()

    assert signing_in.status == 429
    assert "too many wrong tokens" in (await signing_in.text()).lower()


async def test_a_session_does_not_wait(remote):
    """Who signed in before goes on working while somebody guesses from the same address."""
    cookie = await remote.cookie()
    for number in range(FREE + 1):
        await remote.ask("/health", headers=wrong(number))

    assert (await remote.ask("/health", headers=cookie | OWN)).status == 200


async def test_guessing_through_a_proxy_does_not_lock_out_its_machine(remote):
    """The hook, which calls from the machine of the proxy, is taken."""
    through = {"X-Forwarded-For": "203.0.113.5"}
    for number in range(FREE + 1):
        await remote.ask("/health", headers=wrong(number) | through)

    assert (await remote.ask("/health", headers=RIGHT)).status == 200
    assert (await remote.ask("/health", headers=RIGHT | through)).status == 429
