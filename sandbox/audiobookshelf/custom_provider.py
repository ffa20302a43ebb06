"""A custom metadata provider, as the server asks it: facts/audiobookshelf.md 8."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from sandbox.audiobookshelf.book import new_id

_SECONDS: Final = 10
_AGENT: Final = "axios/0.27.2"
_TEXTS: Final = ("title", "subtitle", "author", "narrator", "publisher", "publishedYear", "description")
_TAKEN: Final = (*_TEXTS, "cover", "isbn", "asin", "genres", "tags", "series", "language", "duration")
"""What of a match is let through; abridged and explicit are not."""

_STAMP: Final = "2026-11-22T09:17:49.518Z"


@dataclass(slots=True, kw_only=True)
class CustomProvider:
    """A server that is asked for metadata."""

    name: str
    url: str
    header: str | None
    id: str = field(default_factory=new_id)

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "mediaType": "book",
            "url": self.url,
            "authHeaderValue": self.header,
            "updatedAt": _STAMP,
            "createdAt": _STAMP,
        }

    async def search(self, title: str, author: str, isbn: str | None = None) -> list[dict[str, Any]]:
        """What it has; nothing when it fails in any way."""
        params = {"mediaType": "book", "query": title}
        params |= {name: value for name, value in (("author", author), ("isbn", isbn)) if value}
        headers = {"User-Agent": _AGENT} | ({"Authorization": self.header} if self.header else {})
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"{self.url}/search", params=params, headers=headers) as answer,
            ):
                body = await answer.json() if answer.ok else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return []
        matches = body.get("matches") if isinstance(body, dict) else None
        return [_taken(one) for one in matches or [] if isinstance(one, dict)]


def _taken(match: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: match[name] for name in _TAKEN if match.get(name)}
    if isinstance(found.get("narrator"), list):
        found["narrator"] = ",".join(map(str, found["narrator"]))
    return found
