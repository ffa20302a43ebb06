"""The custom metadata providers of an Audiobookshelf: facts/audiobookshelf.md 8."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from pydantic import SecretStr

from clients.audiobookshelf.answers import misplaced
from clients.audiobookshelf.server import Server

_PATH: Final = "/api/custom-metadata-providers"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, as Audiobookshelf keeps it; `header` is what it is sent as ``Authorization``."""

    id: str
    name: str
    url: str
    header: SecretStr = field(repr=False)


@dataclass(frozen=True, slots=True)
class Providers:
    """The providers of one server; all calls need the key of an administrator.

    Args:
        server: Asked, and written to.
    """

    server: Server

    async def all(self) -> list[Provider]:
        """Those that there are."""
        answer = await self.server.get(_PATH, needs="providers")
        found = self.server.list_of(answer, "providers")
        return [_provider(one) for one in found if isinstance(one, Mapping)]

    async def add(self, name: str, url: str, *, header: SecretStr) -> Provider:
        """Make one for books.

        Args:
            name: As its users see it.
            url: Of the provider, without ``/search``.
            header: What it is sent as ``Authorization``.
        """
        body = {"name": name, "url": url, "mediaType": "book", "authHeaderValue": header.get_secret_value()}
        answer = await self.server.write("POST", _PATH, body, needs="providers")
        made = self.server.object_of(answer).get("provider")
        if not isinstance(made, Mapping):
            raise misplaced(self.server.http, answer, "returned no provider")
        return _provider(made)

    async def remove(self, provider_id: str) -> None:
        """Remove one; a library that used it goes back to the default."""
        await self.server.write("DELETE", f"{_PATH}/{quote(provider_id, safe='')}", needs="providers")

    async def matches(self, provider: Provider, *, title: str, author: str) -> int:
        """How many books a provider has for this one; 0 also when it does not answer Audiobookshelf."""
        params = {"provider": f"custom-{provider.id}", "title": title, "author": author}
        answer = await self.server.get("/api/search/books", params)
        found = answer.json(self.server.http.dependency.name)
        return len(found) if isinstance(found, list) else 0


def _provider(raw: Mapping[str, Any]) -> Provider:
    return Provider(
        id=str(raw.get("id")),
        name=str(raw.get("name")),
        url=str(raw.get("url")),
        header=SecretStr(str(raw.get("authHeaderValue") or "")),
    )
