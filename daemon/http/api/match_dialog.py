"""Our metadata provider in Audiobookshelf's Match dialog: whether it is installed, installing it, and removing it.

The daemon does it, which has Audiobookshelf's key and the provider's token. Only an administrator may change providers;
where the daemon's key is a lesser one, the caller sends another for the one call, and it is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from pydantic import Field, SecretStr

from clients.audiobookshelf.providers import Provider, Providers
from daemon.http.api.context import Api
from domain.errors import NeedsPersonError
from domain.facts import Status
from store.downloads import Download

NAME: Final = "shelfhook"

_HAVE: Final = (Status.FINISHED, Status.APPLIED)
_SEARCHED: Final = 200
_Key = Annotated[str, Field(max_length=10_000, pattern=r"^[\x21-\x7e]+$")]
_Url = Annotated[str, Field(max_length=1000, pattern=r"^https?://[\x21-\x7e]+$")]


@dataclass(frozen=True, slots=True)
class Shown:
    """A provider of our name, as Audiobookshelf has it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """The providers of our name, and the address that ours has, or would have."""

    installed: Sequence[Shown]
    url: str


@dataclass(frozen=True, slots=True)
class Installed:
    """The result of installing it: whether it was installed `already`, and the book of the test, if any."""

    name: str
    url: str
    already: bool
    title: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class WithKey:
    """An administrator's `key` in place of the daemon's."""

    key: _Key | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where Audiobookshelf reaches the daemon, unless that is where it listens; and see `WithKey`."""

    url: _Url | None = None
    key: _Key | None = field(default=None, repr=False)


async def show(api: Api, body: WithKey) -> Found:
    """Whether the metadata provider is in Audiobookshelf."""
    ours = await _ours(_providers(api, body.key))
    return Found([Shown(one.id, one.name, one.url) for one in ours], _address(api, None))


async def install(api: Api, body: Wish) -> Installed:
    """Put the metadata provider into Audiobookshelf, and try it."""
    providers = _providers(api, body.key)
    address = _address(api, body.url)
    header = SecretStr(f"Bearer {api.parts.access.provider_token.get_secret_value()}")
    present = await _ours(providers)
    right = [one for one in present if (one.url, one.header) == (address, header)]
    for one in present:
        if one not in right[:1]:
            await providers.remove(one.id)
    provider = right[0] if right else await providers.add(NAME, address, header=header)
    book = await _tried(api, providers, provider)
    return Installed(
        name=NAME,
        url=address,
        already=bool(right),
        title=book.title if book else None,
        author=book.author if book else None,
    )


async def remove(api: Api, body: WithKey) -> Found:
    """Remove the metadata provider from Audiobookshelf; returns its former state."""
    providers = _providers(api, body.key)
    found = await _ours(providers)
    for one in found:
        await providers.remove(one.id)
    return Found([Shown(one.id, one.name, one.url) for one in found], _address(api, None))


async def _tried(api: Api, providers: Providers, provider: Provider) -> Download | None:
    """The book that it found in a test like the Match dialog's; None without one, or when the server is not reachable."""
    downloads = await api.parts.store.views.listing.downloads(limit=_SEARCHED, statuses=_HAVE)
    book = next((one for one in downloads if one.title and one.author), None)
    if book is None or not api.patient.listens:
        return None
    if not await providers.matches(provider, title=book.title or "", author=book.author or ""):
        raise NeedsPersonError(
            f"provider {NAME} is in Audiobookshelf, which gets no result from it for {book.title}",
            f"it must reach {provider.url}: set --url to an address that it can reach, and add the host name to "
            "ALLOWED_HOSTS",
        )
    return book


async def _ours(providers: Providers) -> list[Provider]:
    return [one for one in await providers.all() if one.name == NAME]


def _address(api: Api, url: str | None) -> str:
    return f"{(url or api.parts.access.url).rstrip('/').removesuffix('/provider')}/provider"


def _providers(api: Api, key: str | None) -> Providers:
    server = api.patient.connections.providers.server
    return Providers(server if key is None else replace(server, token=SecretStr(key)))
