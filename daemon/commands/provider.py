"""Commands about the metadata provider that Audiobookshelf may ask."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from pydantic import SecretStr

from daemon.commands.desk import ask
from daemon.commands.errors import told
from daemon.commands.look import AsJson
from daemon.commands.tables import safe
from daemon.config.problems import load
from domain.errors import NeedsPersonError, NotFoundError, UnavailableError

if TYPE_CHECKING:
    from clients.audiobookshelf.providers import Provider, Providers
    from daemon.config.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Our records in Audiobookshelf's Match dialog. Takes ABS_TOKEN of an administrator.",
)

NAME: Final = "shelfhook"
_HAVE: Final = frozenset({"finished", "applied"})

Url = Annotated[
    str, typer.Option("--url", help="Where Audiobookshelf reaches the daemon, like http://shelfhook:8787.")
]


@app.command("install")
@told
def install(*, url: Url = "") -> None:
    """Let Audiobookshelf offer narrator, series, publisher and duration of what was downloaded."""
    settings = load(complete=False)
    asyncio.run(_install(settings, url))


@app.command("show")
@told
def show(*, as_json: AsJson = False) -> None:
    """Whether it is installed, and what Audiobookshelf is to be told by hand."""
    settings = load(complete=False)
    found = asyncio.run(_ours(settings))
    address, _ = _wanted(settings, "")
    if as_json:
        shown = [{"id": one.id, "name": one.name, "url": one.url} for one in found]
        typer.echo(json.dumps({"installed": shown, "url": address}))
        return
    for one in found:
        typer.echo(f"installed: {safe(one.name)} at {safe(one.url)}")
    if not found:
        typer.echo(f"not installed; `shelfhook provider install` lets Audiobookshelf ask {address}")


@app.command("remove")
@told
def remove() -> None:
    """Take it out of Audiobookshelf."""
    number = asyncio.run(_remove(load(complete=False)))
    typer.echo("removed" if number else "it was not installed")


async def _install(settings: "Settings", url: str) -> None:
    address, header = _wanted(settings, url)
    async with _providers(settings) as providers:
        ours = [one for one in await providers.all() if one.name == NAME]
        right = [one for one in ours if one.url == address and _same(one.header, header)]
        for one in ours:
            if one not in right[:1]:
                await providers.remove(one.id)
        provider = right[0] if right else await providers.add(NAME, address, header=header)
        typer.echo(f"Audiobookshelf {'has' if right else 'has now'} the provider {NAME} at {address}")
        await _try(providers, provider, settings.state_dir)


async def _try(providers: "Providers", provider: "Provider", state: Path) -> None:
    """Search for a book that we surely have, as the Match dialog would."""
    book = _a_book(state)
    if book is None:
        typer.echo("there is no downloaded book yet to try it with")
        return
    if not await providers.matches(provider, title=book["title"], author=book["author"]):
        raise NeedsPersonError(
            f"Audiobookshelf finds nothing there for {safe(book['title'])}: it must reach {provider.url}, so give "
            "an address that it can reach with --url, and its host name in ALLOWED_HOSTS"
        )
    typer.echo(f"it works: Audiobookshelf finds {safe(book['title'])} by {safe(book['author'])}")


def _a_book(state: Path) -> dict[str, Any] | None:
    try:
        downloads = ask(state, "/api/downloads?limit=200")
    except (UnavailableError, NotFoundError):
        return None
    have = (one for one in downloads if one["status"] in _HAVE and one["title"] and one["author"])
    return next(have, None)


async def _ours(settings: "Settings") -> "list[Provider]":
    async with _providers(settings) as providers:
        return [one for one in await providers.all() if one.name == NAME]


async def _remove(settings: "Settings") -> int:
    async with _providers(settings) as providers:
        ours = [one for one in await providers.all() if one.name == NAME]
        for one in ours:
            await providers.remove(one.id)
        return len(ours)


def _wanted(settings: "Settings", url: str) -> tuple[str, SecretStr]:
    """The provider's address, and the header that opens it and nothing else."""
    from daemon.hook.access import open_access

    access = open_access(settings)
    address = (url or access.url).rstrip("/").removesuffix("/provider")
    return f"{address}/provider", SecretStr(f"Bearer {access.provider_token.get_secret_value()}")


def _same(one: SecretStr, other: SecretStr) -> bool:
    return one.get_secret_value() == other.get_secret_value()


@asynccontextmanager
async def _providers(settings: "Settings") -> "AsyncIterator[Providers]":
    from clients._http import Http
    from clients.audiobookshelf.providers import Providers
    from daemon.clock import SystemClock
    from daemon.connections import http_session
    from domain.dependency import Dependency

    clock = SystemClock()
    async with http_session() as session:
        http = Http(
            session=session,
            base_url=settings.abs_url,
            dependency=Dependency("audiobookshelf", clock),
            clock=clock,
        )
        yield Providers(http=http, token=settings.abs_token or SecretStr(""))
