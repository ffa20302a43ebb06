"""Addresses as the messengers give them, and a server in the place of each."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from clients.apprise import Services, opened

PLANTED = [
    "planted4token7ofAMessenger9xyzAB",
    "planted-password-of-a-person",
    "Planted1234567890abcdefghijklmnopqrstuv",
    "plantedTokenOfSlack12345",
]
TOKEN, PASSWORD, LONG, OF_SLACK = PLANTED
SHAPES = {
    "discord": f"discord://112233445566778899/{LONG}/?format=markdown",
    "telegram": f"tgram://123456789:{LONG}/112233445/",
    "slack": f"slack://T1JJ3T3L2/A1BRTD4JD/{OF_SLACK}/?format=markdown",
    "mattermost": f"mmost://{{place}}/{TOKEN}?channel=books",
    "json": f"json://person:{PASSWORD}@{{place}}/{TOKEN}?-X-Key={LONG}",
    "gotify": f"gotify://{{place}}/{TOKEN}",
    "ntfy": f"ntfy://person:{PASSWORD}@{{place}}/{TOKEN}?format=markdown",
}
_ELSEWHERE = {
    "discord": ("notify_url", "http://{place}/api/webhooks"),
    "telegram": ("notify_url", "http://{place}/bot"),
    "slack": ("webhook_url", "http://{place}/services"),
}
"""Whose host is not in the address: where the plugin keeps it."""


@dataclass
class Raw:
    """Answers with these bytes, and keeps what came."""

    answer: bytes
    place: str = ""
    heads: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            (line for line in head.lower().splitlines() if line.startswith("content-length:")), ":0"
        )
        body = (await reader.readexactly(int(length.partition(":")[2]))).decode()
        self.heads.append(head)
        self.bodies.append(body)
        writer.write(self.answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def said(self) -> str:
        """All texts of the last message, as the messenger reads them."""
        try:
            return "\n".join(_texts(json.loads(self.bodies[-1])))
        except ValueError:
            return self.bodies[-1]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[Raw]:
    """A server on loopback that gives everybody this answer."""
    raw = Raw(answer)
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    async with server:
        raw.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield raw


def services_at(shape: str, raw: Raw) -> Services:
    """The messenger as it is opened from its address, at the server's place."""
    urls = [SecretStr(SHAPES[shape].format(place=raw.place))]
    services = Services(urls, _opened=opened(urls))
    if shape in _ELSEWHERE:
        name, there = _ELSEWHERE[shape]
        [(_, plugin)] = services._opened
        setattr(plugin, name, there.format(place=raw.place))
    return services
