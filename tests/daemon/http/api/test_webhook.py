"""The hook, as qBittorrent and its users call it."""

import asyncio

import aiohttp
import pytest

from daemon.parts import Parts

V1 = "0123456789abcdef0123456789abcdef01234567"
V2 = "f" * 40 + "0" * 24
HOOK = "/webhooks/qbittorrent"


async def stored(parts: Parts) -> list[dict[str, object]]:
    return [row.event for row in await parts.store.inbox.recent()]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"json": {"hash": V1}}, id="JSON"),
        pytest.param({"data": {"hash": V1, "v1": V1, "v2": "-"}}, id="a form as curl sends it"),
        pytest.param({"params": {"hash": V1}}, id="query parameters"),
        pytest.param({"json": {"infoHash": V1.upper()}}, id="upper case and the alias infoHash"),
        pytest.param({"data": {"info_hash": V1}}, id="the alias info_hash"),
        pytest.param({"data": {"infohash_v1": V1, "infohash_v2": ""}}, id="the alias infohash_v1"),
        pytest.param(
            {
                "json": {
                    "hash": V1,
                    "name": "$(touch x)\n",
                    "category": "a",
                    "content_path": "/a",
                    "tags": ["b"],
                }
            },
            id="hints are ignored",
        ),
    ],
)
@pytest.mark.databases("sqlite", "postgres")
async def test_a_completion_is_stored_and_then_acknowledged(parts, url, http, token, sent):
    """Whatever form the hash comes in, the answer is 202 with the number of the stored event."""
    async with http.post(url + HOOK, headers=token, **sent) as answer:
        body = await answer.json()

    assert answer.status == 202
    assert body == {"event": body["event"], "duplicate": False}
    assert (await stored(parts))[0]["info_hash"] == V1


@pytest.mark.parametrize(
    ("fields", "info_hash"),
    [
        ({"hash": V2[:40], "v1": V1, "v2": V2}, V2[:40]),
        ({"v1": V1, "v2": V2}, V2[:40]),
        ({"v2": V2}, V2[:40]),
        ({"hash": V2}, V2[:40]),
        ({"hash": "-", "v1": V1, "v2": "-"}, V1),
    ],
)
async def test_the_clients_own_id_is_worked_out(parts, url, http, token, fields, info_hash):
    """For v2 and hybrid torrents the id is the head of the v2 hash."""
    async with http.post(url + HOOK, headers=token, data=fields) as answer:
        assert answer.status == 202

    assert (await stored(parts))[0]["info_hash"] == info_hash


@pytest.mark.databases("sqlite", "postgres")
async def test_a_waiting_completion_is_not_stored_twice(parts, url, http, token):
    """The second call answers with the first one's number and says that it is a duplicate."""
    async with http.post(url + HOOK, headers=token, json={"hash": V1}) as answer:
        first = await answer.json()
    async with http.post(url + HOOK, headers=token, json={"hash": V1}) as answer:
        second = await answer.json()

    assert second == {"event": first["event"], "duplicate": True}
    assert len(await stored(parts)) == 1


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        pytest.param({"json": {}}, 400, "hash", id="no hash"),
        pytest.param({"json": {"hash": "-"}}, 400, "hash", id="a dash is none"),
        pytest.param({"json": {"hash": "xyz"}}, 422, "hash", id="no hexadecimal digits"),
        pytest.param({"json": {"hash": V1[:-1]}}, 422, "hash", id="too short"),
        pytest.param({"json": {"v1": V2}}, 422, "v1", id="a v2 hash as v1"),
        pytest.param({"json": {"v2": V1}}, 422, "v2", id="a v1 hash as v2"),
        pytest.param({"json": {"hash": 5}}, 422, "hash", id="a number"),
        pytest.param({"json": [V1]}, 400, "body", id="a list"),
        pytest.param(
            {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "body", id="no JSON"
        ),
        pytest.param({"data": b"x", "headers": {"Content-Type": "text/plain"}}, 415, None, id="another kind"),
        pytest.param({"json": {"hash": V1, "name": "x" * 70_000}}, 413, None, id="too long"),
    ],
)
async def test_bad_input_is_explained_and_nothing_is_stored(parts, url, http, token, sent, status, field):
    """The answer is problem details that name the field."""
    call = {**sent, "headers": token | sent.get("headers", {})}
    async with http.post(url + HOOK, **call) as answer:
        body = await answer.json(content_type="application/problem+json")

    assert answer.status == body["status"] == status
    assert body.get("field") == field
    assert await stored(parts) == []


async def test_another_method_is_refused(url, http, token):
    """GET on the hook is 405 and names what is allowed."""
    async with http.get(url + HOOK, headers=token) as answer:
        body = await answer.json(content_type="application/problem+json")

    assert (answer.status, body["status"]) == (405, 405)
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("way", ["Authorization", "X-Api-Key", "apikey"])
async def test_three_ways_to_show_the_token(parts, url, http, way):
    """A bearer, a header of its own, and a query parameter."""
    token = parts.access.token.get_secret_value()
    headers = {"Authorization": f"bearer {token}", "X-Api-Key": token}
    shown = {"params": {"apikey": token}} if way == "apikey" else {"headers": {way: headers[way]}}

    async with http.post(url + HOOK, json={"hash": V1}, **shown) as answer:
        assert answer.status == 202


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"X-Api-Key": "wrong"}, 403)])
async def test_without_the_token_nothing_is_stored(parts, url, http, headers, status):
    """No token is 401, a wrong one 403."""
    async with http.post(url + HOOK, json={"hash": V1}, headers=headers) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"

    assert await stored(parts) == []


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8787", "127.0.0.1.evil.example"])
async def test_a_strange_host_is_refused(parts, url, http, token, host):
    """A name that resolves to this machine is not a name of this daemon."""
    async with http.post(url + HOOK, json={"hash": V1}, headers=token | {"Host": host}) as answer:
        assert answer.status == 403

    assert await stored(parts) == []


@pytest.mark.parametrize("host", ["localhost", "localhost:8787", "[::1]:8787", "127.0.0.1"])
async def test_loopback_names_are_known(url, http, host):
    """The machine's own names need no setting."""
    async with http.get(url + "/health", headers={"Host": host}) as answer:
        assert answer.status == 200


@pytest.mark.databases("sqlite", "postgres")
async def test_two_hundred_hooks_at_once(parts, url, token):
    """A whole queue that finishes together is taken: 200 connections, none refused, none lost."""

    async def call(session: aiohttp.ClientSession, number: int) -> int:
        async with session.post(url + HOOK, headers=token, data={"hash": f"{number:040x}"}) as answer:
            return answer.status

    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as callers,
    ):
        calls = [callers.create_task(call(session, number)) for number in range(200)]

    assert {task.result() for task in calls} == {202}
    assert (await parts.store.inbox.depth()).waiting == 200
