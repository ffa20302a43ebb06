"""Our provider in Audiobookshelf's Match dialog."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import typer
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf.providers import Provider, Providers
from daemon.clock import SystemClock
from daemon.commands.desk import ask
from daemon.commands.tables import safe
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.connections import http_session
from daemon.hook.access import open_access
from domain.dependency import Dependency
from domain.errors import NeedsPersonError, NotFoundError, UnavailableError

NAME: Final = "shelfhook"
_HAVE: Final = frozenset({"finished", "applied"})


def install(url: str) -> None:
    """Put the provider in, at *url* or else where the daemon listens, and try it; what came of it is printed."""
    asyncio.run(_install(load(consistent=False), url))


def present() -> tuple[list[Provider], str]:
    """The providers of our name that Audiobookshelf has, and the address that ours is to have."""
    settings = load(consistent=False)
    return asyncio.run(_ours(settings)), _wanted(settings, "")[0]


def remove() -> int:
    """Take them out; how many there were."""
    return asyncio.run(_remove(load(consistent=False)))


async def _install(settings: Settings, url: str) -> None:
    address, header = _wanted(settings, url)
    async with _providers(settings) as providers:
        present = [one for one in await providers.all() if one.name == NAME]
        right = [one for one in present if one.url == address and _same(one.header, header)]
        for one in present:
            if one not in right[:1]:
                await providers.remove(one.id)
        provider = right[0] if right else await providers.add(NAME, address, header=header)
        typer.echo(f"provider {NAME} {'is already' if right else 'added'} in Audiobookshelf: {address}")
        await _try(providers, provider)


async def _try(providers: Providers, provider: Provider) -> None:
    """Search for a book that we surely have, as the Match dialog would."""
    book = _a_book()
    if book is None:
        typer.echo("not tested: there is no downloaded book yet")
        return
    if not await providers.matches(provider, title=book["title"], author=book["author"]):
        raise NeedsPersonError(
            f"Audiobookshelf gets no result from it for {safe(book['title'])}",
            f"it must reach {provider.url}: set --url to an address that it can reach, and add the host name to ALLOWED_HOSTS",
        )
    typer.echo(f"it works: Audiobookshelf finds {safe(book['title'])} by {safe(book['author'])}")


def _a_book() -> dict[str, Any] | None:
    try:
        downloads = ask("/api/downloads?limit=200")
    except (UnavailableError, NotFoundError):
        return None
    have = (one for one in downloads if one["status"] in _HAVE and one["title"] and one["author"])
    return next(have, None)


async def _ours(settings: Settings) -> list[Provider]:
    async with _providers(settings) as providers:
        return [one for one in await providers.all() if one.name == NAME]


async def _remove(settings: Settings) -> int:
    async with _providers(settings) as providers:
        present = [one for one in await providers.all() if one.name == NAME]
        for one in present:
            await providers.remove(one.id)
        return len(present)


def _wanted(settings: Settings, url: str) -> tuple[str, SecretStr]:
    """The provider's address, and the header that opens it and nothing else."""
    access = open_access(settings)
    address = (url or access.url).rstrip("/").removesuffix("/provider")
    return f"{address}/provider", SecretStr(f"Bearer {access.provider_token.get_secret_value()}")


def _same(one: SecretStr, other: SecretStr) -> bool:
    return one.get_secret_value() == other.get_secret_value()


@asynccontextmanager
async def _providers(settings: Settings) -> AsyncIterator[Providers]:
    clock = SystemClock()
    async with http_session() as session:
        http = Http(
            session=session,
            base_url=settings.abs_url,
            dependency=Dependency("audiobookshelf", clock),
            clock=clock,
        )
        yield Providers(http=http, token=settings.abs_token or SecretStr(""))
