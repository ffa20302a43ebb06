import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from domain.errors import CredentialsError
from sandbox.qbittorrent.sessions import MOST

V1 = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


@pytest.mark.parametrize("modern", [False, True])
async def test_a_refused_login_is_not_tried_again(make_client, web_api, modern):
    """After one refusal every call fails at once without asking, so that no ban can come of it."""
    web_api.modern = modern
    client = make_client(password=SecretStr("wrong-and-secret"))

    for _ in range(3):
        with pytest.raises(CredentialsError, match="QBITTORRENT_PASSWORD") as caught:
            await client.torrent(V1)

    assert web_api.asked("auth/login") == 1
    assert "wrong-and-secret" not in str(caught.value)
    assert client.dependency.last_error_message == caught.value.reason


async def test_a_burst_of_calls_with_a_wrong_password_is_one_login(make_client, web_api):
    """Calls that wait in line while the first one is refused do not log in either."""
    client = make_client(password=SecretStr("wrong"))

    async def refused() -> bool:
        with pytest.raises(CredentialsError):
            await client.torrent(V1)
        return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(refused()) for _ in range(10)]

    assert all(task.result() for task in tasks)
    assert web_api.asked("auth/login") == 1


async def test_a_burst_of_calls_on_a_new_client_is_one_login(client, web_api):
    """Calls made at once are sent one after the other, behind a single login."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(client.torrent(V1)) for _ in range(20)]

    assert all(task.result() for task in tasks)
    assert web_api.asked("auth/login") == 1
    assert max(seen.in_flight for seen in web_api.requests) == 1


async def test_a_missing_login_is_asked_for(make_client):
    """Where none is configured and one is needed, the error says what to set."""
    client = make_client(username=None, password=None)

    with pytest.raises(CredentialsError, match="asks for a login: set QBITTORRENT_USERNAME"):
        await client.torrent(V1)


async def test_a_ban_is_reported_and_waited_out(client, web_api):
    """A ban is known by where it is answered, in any language; an hour later, or at a person's word, it is over."""
    for over in (lambda: client.clock.advance(timedelta(hours=1)), client.dependency.invite):
        web_api.banned = True
        web_api.sessions.forget()
        for _ in range(3):
            with pytest.raises(CredentialsError, match=r"banned this address.*web_ui_ban_duration"):
                await client.torrent(V1)
        logins = web_api.asked("auth/login")

        web_api.banned = False
        over()

        assert await client.torrent(V1)
        assert web_api.asked("auth/login") == logins + 1


@pytest.mark.parametrize("modern", [False, True])
async def test_a_lost_session_is_renewed(client, web_api, modern):
    """A session that expired is replaced without anyone noticing."""
    web_api.modern = modern
    await client.torrent(V1)
    web_api.sessions.forget()

    assert await client.torrent(V1)
    assert web_api.asked("auth/login") == 2


@pytest.mark.parametrize("modern", [False, True])
async def test_one_login_ends_no_other_session(make_client, web_api, modern):
    """Two daemons with the same credentials log in once each."""
    web_api.modern = modern
    one, other = make_client(), make_client()

    for client in (one, other, one, other):
        assert await client.torrent(V1)

    assert web_api.asked("auth/login") == 2


async def test_what_too_many_logins_drop_is_renewed(make_client, web_api):
    """From 5.2 on, the session that was used longest ago gives way; its client logs in again."""
    web_api.modern = True
    first, second, *others = (make_client() for _ in range(MOST + 1))
    for client in (first, second, first, *others):
        assert await client.torrent(V1)
    assert web_api.asked("auth/login") == MOST + 1

    assert await first.torrent(V1)
    assert web_api.asked("auth/login") == MOST + 1
    assert await second.torrent(V1)
    assert web_api.asked("auth/login") == MOST + 2


async def test_an_api_key_needs_no_login(make_client, web_api):
    """With a key no one logs in."""
    web_api.modern = True
    client = make_client(username=None, password=None, api_key=SecretStr(web_api.api_key))

    assert await client.torrent(V1)
    assert web_api.asked("auth/login") == 0


async def test_a_login_of_another_program_is_not_sent(make_client, web_api, monkeypatch, tmp_path):
    """What the user's netrc holds for the same host takes the place of nothing."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    web_api.modern = True

    assert await make_client(username=None, password=None, api_key=SecretStr(web_api.api_key)).torrent(V1)
    assert await make_client().torrent(V1)

    headers = [request.headers.get("Authorization", "") for request in web_api.requests]
    assert set(headers) == {f"Bearer {web_api.api_key}", ""}


async def test_a_refused_api_key_is_not_tried_again(make_client, web_api):
    """A key that is wrong, or that the version does not know, is sent once."""
    client = make_client(username=None, password=None, api_key=SecretStr("qbt_other"))

    for _ in range(3):
        with pytest.raises(CredentialsError, match="QBITTORRENT_API_KEY") as caught:
            await client.torrent(V1)

    assert len(web_api.requests) == 1
    assert "qbt_other" not in str(caught.value)


async def test_a_refusal_that_no_one_waited_for_is_remembered(make_client, web_api):
    """A login that is refused after its caller was cancelled is not tried again either."""
    client = make_client(password=SecretStr("wrong"))
    web_api.may_answer_login.clear()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(client.torrent(V1))
        await web_api.login_arrived.wait()
        task.cancel()
    web_api.may_answer_login.set()

    with pytest.raises(CredentialsError):
        await client.torrent(V1)

    assert task.cancelled()
    assert web_api.asked("auth/login") == 1
