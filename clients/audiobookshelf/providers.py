"""The custom metadata providers of an Audiobookshelf: facts/audiobookshelf.md 8."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from pydantic import SecretStr

from clients._http import Answer, Http
from clients.audiobookshelf.answers import checked, misplaced
from domain.errors import NeedsPersonError

_PATH: Final = "/api/custom-metadata-providers"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, as Audiobookshelf keeps it; `header` is what it is sent as ``Authorization``."""

    id: str
    name: str
    url: str
    header: SecretStr = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """The providers of one server; all calls need the key of an administrator.

    Args:
        http: To the server's base address.
        token: An API key.
    """

    http: Http
    token: SecretStr

    async def all(self) -> list[Provider]:
        """Those that there are."""
        answer = await self._ask("GET", _PATH)
        found = self._object(answer).get("providers")
        if not isinstance(found, list):
            raise misplaced(self.http, answer, "names no providers")
        return [_provider(one) for one in found if isinstance(one, Mapping)]

    async def add(self, name: str, url: str, *, header: SecretStr) -> Provider:
        """Make one for books.

        Args:
            name: As its users see it.
            url: Of the provider, without ``/search``.
            header: What it is sent as ``Authorization``.
        """
        body = {"name": name, "url": url, "mediaType": "book", "authHeaderValue": header.get_secret_value()}
        answer = await self._ask("POST", _PATH, body)
        made = self._object(answer).get("provider")
        if not isinstance(made, Mapping):
            raise misplaced(self.http, answer, "returned no provider")
        return _provider(made)

    async def remove(self, provider_id: str) -> None:
        """Remove one; a library that used it goes back to the default."""
        await self._ask("DELETE", f"{_PATH}/{quote(provider_id, safe='')}")

    async def matches(self, provider: Provider, *, title: str, author: str) -> int:
        """How many books a provider has for this one; 0 also when it does not answer Audiobookshelf."""
        params = {"provider": f"custom-{provider.id}", "title": title, "author": author}
        answer = await self._ask("GET", "/api/search/books", params=params)
        found = answer.json(self.http.dependency.name)
        return len(found) if isinstance(found, list) else 0

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, str] | None = None,
        *,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token.get_secret_value()}"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        answer = await self.http.request(method, path, params=params, headers=headers, data=data)
        if answer.status == HTTPStatus.FORBIDDEN:
            raise NeedsPersonError(
                f"audiobookshelf {path} answered 403 to ABS_TOKEN",
                "only an administrator may change metadata providers; set ABS_TOKEN to an administrator's API key for this one command",
            )
        return await checked(self.http, answer, needs="admin")

    def _object(self, answer: Answer) -> Mapping[str, Any]:
        body = answer.json(self.http.dependency.name)
        return body if isinstance(body, Mapping) else {}


def _provider(raw: Mapping[str, Any]) -> Provider:
    return Provider(
        id=str(raw.get("id")),
        name=str(raw.get("name")),
        url=str(raw.get("url")),
        header=SecretStr(str(raw.get("authHeaderValue") or "")),
    )
