"""The connection to Audiobookshelf's socket: who makes it, with which token, and when again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clients.audiobookshelf.token import TokenKind, kind_of
from daemon.doctor import audiobookshelf as probes
from daemon.doctor.finding import Result
from daemon.wiring.daemon import build
from domain.retry import POLICIES, Wait
from tests.daemon.edges.noticing_items.listening.conftest import connected, with_sockets


@with_sockets
async def test_a_daemon_that_does_not_lead_stays_disconnected(daemon, stage):
    """Of several on one store the leader listens."""
    follower = replace(daemon.new_items.listen, leads=lambda: False)

    await follower.step()

    assert [one for one in stage.shelf.requests if "socket.io" in one.path] == []


@with_sockets
async def test_an_ended_connection_is_made_again_after_growing_pauses(daemon, stage):
    """And readings are as frequent as without a socket meanwhile."""
    listener = daemon.new_items.listen
    await stage.shelf.stop()

    pauses = [await listener.step() for _ in range(3)]

    assert pauses == [POLICIES[Wait.OUTAGE].interval(number) for number in (1, 2, 3)]
    assert not daemon.new_items.look.notified()


@with_sockets
async def test_a_connection_that_the_server_ends_is_noticed(daemon, stage):
    """The next one is tried a second later, as if it were the first."""
    listener = daemon.new_items.listen
    async with connected(listener) as step:
        await stage.shelf.sockets.hang_up()
        pause = await step

    assert (pause, listener.connected) == (POLICIES[Wait.OUTAGE].interval(1), False)


@with_sockets
async def test_a_refused_token_is_not_sent_again_for_an_hour(daemon, stage):
    """Its user was deactivated, or it has ended."""
    listener = daemon.new_items.listen
    for user in stage.shelf.state.users:
        user.is_active = False

    assert await listener.step() == timedelta(hours=1)


@with_sockets
async def test_a_base_path_is_kept(make_settings, stage, clock):
    """The socket of a server below a path is below that, too."""
    settings = make_settings(
        abs_token=stage.shelf.admin.legacy_token, abs_url=f"{stage.shelf.url}/audiobookshelf"
    )
    async with build(settings, clock) as daemon, connected(daemon.new_items.listen):
        pass

    assert {one.path for one in stage.shelf.requests if "socket.io" in one.path} == {
        "/audiobookshelf/socket.io/"
    }


async def test_an_api_key_is_never_sent_to_the_socket(make_settings, stage, clock):
    """No socket accepts one, so none is opened; the doctor says so."""
    async with build(make_settings(), clock) as daemon:
        assert daemon.new_items.listen is None
        seen = await probes.probe(daemon.patient)

    assert seen.result is Result.OK
    assert "its newest items are read while a book is awaited" in seen.evidence
    assert [one for one in stage.shelf.requests if "socket.io" in one.path] == []


@pytest.mark.parametrize(
    ("token", "kind", "accepted"),
    [
        ("e30.eyJrZXlJZCI6ImsiLCJuYW1lIjoibiIsInR5cGUiOiJhcGkiLCJpYXQiOjF9.s", TokenKind.API_KEY, False),
        ("e30.eyJ1c2VySWQiOiJ1IiwidXNlcm5hbWUiOiJuIiwiaWF0IjoxfQ.s", TokenKind.USER, True),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MX0.s", TokenKind.ACCESS, True),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6InJlZnJlc2gifQ.s", TokenKind.REFRESH, False),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6Im5ldyJ9.s", TokenKind.UNKNOWN, False),
        ("no JSON Web Token", TokenKind.UNKNOWN, False),
        ("e30.W10.s", TokenKind.UNKNOWN, False),
        ("e30.%%%.s", TokenKind.UNKNOWN, False),
        ("", TokenKind.UNKNOWN, False),
    ],
)
def test_a_token_says_whether_the_socket_accepts_it(token, kind, accepted):
    """By its payload (facts/audiobookshelf_2.md 8)."""
    assert (kind_of(token), kind_of(token).is_for_sockets) == (kind, accepted)
