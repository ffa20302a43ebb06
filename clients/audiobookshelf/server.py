"""One Audiobookshelf server: how it is asked, and the one way to change anything there."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeAlias

import aiohttp
from pydantic import SecretStr

from clients._http import Answer, Http
from clients.audiobookshelf.answers import Permission, checked, misplaced
from domain.errors import UnexpectedAnswerError

Turn: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
"""Waits for the only turn to write to the server, and holds it. Without another writer, `nullcontext` will do."""

Form: TypeAlias = aiohttp.FormData
"""The body of an upload."""


@dataclass(slots=True)
class Writes:
    """How many writes there are at the moment."""

    number: int = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count a write until it is over."""
        self.number += 1
        try:
            yield
        finally:
            self.number -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server, acting as the user of an API key. Every client of this package asks through one of these.

    Whatever changes anything there is sent by `write`, and by nothing else: two writes side by side that name the
    same new series end the server, two to one item make it keep an older value (facts/audiobookshelf_2.md 0.1 and 10).
    So a new writing call is one line, ``await self._server.write("POST", path, body, needs="update")``, and
    tests/clients/audiobookshelf/test_one_write_in_flight.py fails for one that goes another way.

    Args:
        http: To the server's base address.
        token: An API key.
        turn: The server's only turn to write, over all daemons; its holder may not request it again.
        writes: Those of this process that are in flight or wait for their turn.
    """

    http: Http
    token: SecretStr
    turn: Turn
    writes: Writes = field(default_factory=Writes)

    async def get(
        self, path: str, params: Mapping[str, str] | None = None, *, needs: Permission = "read"
    ) -> Answer:
        """Ask for something; what needs nothing is asked without the key."""
        headers = {} if needs == "nothing" else self._authorization()
        answer = await self.http.request("GET", path, params=params, headers=headers)
        return await checked(self.http, answer, needs=needs)

    async def ask(self, path: str, body: object) -> Answer:
        """Ask for something that takes a body to say, and changes nothing."""
        return await self._send("POST", path, body, needs="read")

    async def write(self, method: str, path: str, body: object = None, *, needs: Permission) -> Answer:
        """Change something, while no other write of ours is in flight.

        The answer says little: read the item to learn its values. After `UnavailableError` the outcome is
        unknown: what was sent may be applied, half applied or not at all.

        Args:
            method: ``POST``, ``PATCH`` or ``DELETE``.
            path: Absolute, below the base address.
            body: Plain JSON, or the `Form` of an upload; None for none.
            needs: The permission that it needs.
        """
        with self.writes.one_more():
            async with self.turn():
                return await self._send(method, path, body, needs=needs)

    async def _send(self, method: str, path: str, body: object, *, needs: Permission) -> Answer:
        headers = self._authorization()
        data: object = body
        if body is not None and not isinstance(body, Form):
            # Without this Content-Type the write is answered 200 and lost (facts/audiobookshelf.md 3).
            headers["Content-Type"] = "application/json"
            data = BytesIO(json.dumps(body).encode())
        answer = await self.http.request(method, path, headers=headers, data=data)
        return await checked(self.http, answer, needs=needs)

    def object_of(self, answer: Answer) -> dict[str, Any]:
        """The answer's JSON object.

        Raises:
            UnexpectedAnswerError: It is something else.
        """
        try:
            raw = answer.json(self.http.dependency.name)
        except UnexpectedAnswerError as error:
            raise misplaced(self.http, answer, "is not JSON") from error
        if not isinstance(raw, dict):
            raise misplaced(self.http, answer, "is not the JSON object of its contract")
        return raw

    def list_of(self, answer: Answer, key: str) -> list[Any]:
        """The list in the answer's JSON object.

        Raises:
            UnexpectedAnswerError: There is none.
        """
        raw = self.object_of(answer).get(key)
        if not isinstance(raw, list):
            raise misplaced(self.http, answer, f"gives no list of {key}")
        return raw

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.get_secret_value()}"}
