"""Hooks by the thousand: a client so light that what answers is what is measured."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_ACCEPTED: Final = b"HTTP/1.1 202"


@dataclass(slots=True, eq=False)
class _Connection(asyncio.Protocol):
    """One connection that asks again as soon as it is answered, until the time is over."""

    head: bytes
    prefix: str
    until: float
    sent: int = 0
    accepted: int = 0
    latencies: list[float] = field(default_factory=list)
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    _transport: asyncio.Transport | None = None
    _since: float = 0.0
    _heard: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        assert self._transport is not None
        self.sent += 1
        body = f"hash={self.prefix}{self.sent:032x}".encode()
        self._since = time.perf_counter()
        self._transport.write(self.head + body)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, blank, body = self._heard.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not blank or len(body) < int(length):
            return
        now = time.perf_counter()
        self.latencies.append(now - self._since)
        self.accepted += self._heard.startswith(_ACCEPTED)
        self._heard = b""
        if now < self.until:
            self._ask()
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))


async def load(url: str, header: str, *, connections: int, seconds: float, prefix: str) -> dict[str, object]:
    """Call the hook for so long over so many connections; how many were accepted, and each call's seconds."""
    where = urlsplit(url)
    head = (
        f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\n{header}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 45\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    asking = []
    for number in range(connections):
        one = _Connection(head, f"{prefix}{number:04x}", started + seconds)
        await loop.create_connection(lambda one=one: one, where.hostname, where.port)  # type: ignore[misc]
        asking.append(one)
    for one in asking:
        await one.done
    taken = time.perf_counter() - started
    for one in asking:
        if one._transport is not None:  # noqa: SLF001 - its own kind
            one._transport.close()  # noqa: SLF001
    latencies = sorted(latency for one in asking for latency in one.latencies)
    return {
        "accepted": sum(one.accepted for one in asking),
        "asked": len(latencies),
        "seconds": taken,
        "median": latencies[len(latencies) // 2],
    }


def main() -> None:
    """Be the client: for each line of JSON one load."""
    while line := sys.stdin.readline().strip():
        given = json.loads(line)
        print(json.dumps(asyncio.run(load(given.pop("url"), given.pop("header"), **given))), flush=True)


if __name__ == "__main__":
    main()
