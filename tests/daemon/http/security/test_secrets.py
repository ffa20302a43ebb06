"""No secret leaves by any door, whatever happens."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from echo_server import MANNERS, ROTATED, EchoServer
from security_world import KNOWN, populated, served, settle
from test_reading import contents

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import TorrentFinished
from sandbox.clock import FakeClock
from store.upkeep.backup import back_up
from tests.fixtures.examples import THOROUGH
from tests.fixtures.stores import ready_state

PASSWORD = "planted-password-of-qbittorrent"
KEY = "planted-key-of-qbittorrent"
TOKEN = "planted-token-of-the-hook"
LIBRARY = "planted-token-of-the-library"
BOOKS = "planted-key-of-google-books"
MAM_SEED = "planted-seed-of-the-session"
MAM_PASSWORD = "planted-password-of-mam"
DATABASE = "planted-password-of-the-database"
NOTIFY = "planted-password-of-a-messenger"
SHOWN = MANNERS if THOROUGH else [*MANNERS[:16:5], *MANNERS[16:]]
"""The quick ones show each status and each form."""
PLANTED = [PASSWORD, KEY, TOKEN, LIBRARY, BOOKS, MAM_SEED, MAM_PASSWORD, DATABASE, NOTIFY, ROTATED]

SLOW = {"/live", "/api/hook/test"}
"""What does not end by itself, or waits for a real qBittorrent."""

OF_THE_HOOK = {"webhook.token", "hook.hdr"}
"""The files whose purpose it is to hold the token; test_webhook.py shows that they are the user's alone."""


class Answers:
    """Everything that a daemon said over HTTP."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def ask(self, url: str, daemon: Daemon) -> None:
        """Look at everything, do everything, and be refused."""
        token = {"X-Api-Key": daemon.parts.access.token.get_secret_value()}
        calls = [
            ("POST", f"/api/checks/{service}")
            for service in ("qbittorrent", "audiobookshelf", "google_books")
        ]
        calls += [("POST", f"/api/cycles/{kind}") for kind in ("enrichment", "reconcile", "library-sync")]
        for route in daemon.app.router.routes():
            path = route.resource.canonical.replace("{kind}", "search").replace("{service}", "mam")
            calls += [(route.method, re.sub(r"\{\w+\}", "1", path))]
        calls = [call for call in calls if call[0] != "HEAD" and call[1] not in SLOW]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            for method, path in calls:
                await self._hear(http, method, url + path, token)
                await self._hear(http, method, url + path, {"Accept": "text/html"})
            await self._hear(http, "POST", f"{url}/api/downloads", token, json={"mam": KNOWN})
            await self._hear(
                http, "GET", f"{url}/nothing?apikey={token['X-Api-Key']}", {"Accept": "text/html"}
            )
            for headers in ({"X-Api-Key": "wrong"}, token):
                await self._hear(http, "POST", f"{url}/webhooks/qbittorrent", headers)

    async def _hear(self, http, method: str, address: str, headers: dict[str, str], **sent: Any) -> None:
        async with http.request(method, address, headers=headers, allow_redirects=False, **sent) as answer:
            path = address.partition("?")[0]
            body = (await answer.read()).decode("latin-1")
            self.said.append(f"{method} {path} {answer.status} {answer.raw_headers} {body}")


def files(folder: Path) -> dict[str, str]:
    """What every file of a state directory holds."""
    return {
        str(file.relative_to(folder)): file.read_bytes().decode("latin-1")
        for file in folder.rglob("*")
        if file.is_file() and file.name not in OF_THE_HOOK
    }


def leaks(secrets: list[str], places: dict[str, str]) -> list[tuple[str, str]]:
    """Which secret stands where, with what stands around it."""
    forms = {form for secret in secrets for form in (secret, unquote(secret)) if secret}
    return [
        (place, text[max(0, text.index(form) - 150) : text.index(form) + 60])
        for place, text in places.items()
        for form in forms
        if form in text
    ]


def sent_password(database_url: str) -> dict[str, Any]:
    """Where the store is; a PostgreSQL that trusts everybody gets a password, too."""
    if database_url.startswith("sqlite"):
        return {}
    return {"database_url": database_url.replace("shelfhook@", f"shelfhook:{DATABASE}@")}


async def kept(daemon: Daemon) -> dict[str, str]:
    """Every file of the state directory, with the store, its log and a backup; or every row of PostgreSQL."""
    file, places = daemon.parts.store.db.file, {}
    if file is None:
        places = {
            f"table {name}": repr(rows) for name, rows in (await contents(daemon.parts.store.db)).items()
        }
    else:
        back_up(file, file.with_name("backup.db"), force=True)
    return places | files(daemon.parts.settings.state_dir)


@pytest.mark.databases("sqlite", "postgres")
async def test_a_good_day_logs_no_secret(tmp_path: Path, database_url: str, log):
    """After completions, searches, lookups, syncs and refused callers no secret stands anywhere."""
    answers = Answers()
    async with populated(
        tmp_path,
        webhook_token=TOKEN,
        qbittorrent_password=PASSWORD,
        qbittorrent_api_key=None,
        **sent_password(database_url),
    ) as (stage, daemon):
        async with served(daemon) as url:
            await answers.ask(url, daemon)
            await settle(daemon)
            await answers.ask(url, daemon)
        daemon.parts.access.publish(url)
        (daemon.spool.folder / "1-1.json").write_text(f'{{"hash": "{"a" * 40}"}}')
        await daemon.spool.step()
        account = stage.mam.account
        secrets = [
            *PLANTED, stage.mam.mam_id, stage.mam.site.api.value, stage.shelf.token, stage.google_books.key,
            daemon.parts.access.provider_token.get_secret_value(),
        ]  # fmt: skip
        found = leaks(secrets, await kept(daemon) | {"log": log.getvalue()} | dict(enumerate(answers.said)))

    assert found == []
    assert stage.mam.site.api.rotations > 3
    assert "event_settled" in log.getvalue()
    assert account is not None


@asynccontextmanager
async def among_echoes(folder: Path, echo: EchoServer, **given: Any) -> AsyncIterator[Daemon]:
    """A daemon all of whose services are the echo."""
    services = {f"{name}_url": echo.url for name in ("mam", "abs", "google_books", "qbittorrent")}
    settings = Settings(
        state_dir=ready_state(folder), listen="127.0.0.1:0", webhook_token=TOKEN, abs_token=LIBRARY,
        google_books_api_key=BOOKS, notify_urls=f"json://me:{NOTIFY}@{echo.url.removeprefix('http://')}/",
        qbittorrent_username="me", search_queries='[["Andy Weir", "Project Hail Mary"]]', **services, **given,
    )  # fmt: skip
    async with build(settings, FakeClock(auto=True)) as daemon:
        yield daemon


@pytest.mark.parametrize(
    ("credentials", "manners"),
    [
        pytest.param(
            {"mam_id": MAM_SEED, "qbittorrent_password": PASSWORD}, SHOWN, id="a session and a password"
        ),
        pytest.param(
            {"mam_username": "me@example.org", "mam_password": MAM_PASSWORD, "qbittorrent_api_key": KEY},
            SHOWN if THOROUGH else SHOWN[::4],
            id="a login and a key",
        ),
    ],
)
async def test_answers_that_echo_our_secrets_reveal_nothing(tmp_path: Path, log, credentials, manners):
    """A server that says back all it was sent, as error, page, cookie, redirect or nonsense, is not quoted."""
    answers, places = Answers(), {}
    async with EchoServer() as echo:
        for number, manner in enumerate(manners):
            echo.manner = manner
            # Each in a store of its own: refused credentials are not tried again.
            async with among_echoes(tmp_path / str(number), echo, **credentials) as daemon:
                event = TorrentFinished(info_hash=f"{number:040x}")
                await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
                for kind in ("search", "enrichment", "reconcile", "library-sync"):
                    await daemon.timer.cycles.start(kind, trigger="timer")
                await settle(daemon, 20)
                if number % 11 == 0:
                    async with served(daemon) as url:
                        await answers.ask(url, daemon)
                places |= {f"{manner} {place}": text for place, text in (await kept(daemon)).items()}
        heard = " ".join(echo.heard)

    places |= {"log": log.getvalue()} | {said[:60]: said for said in answers.said}
    sent = [secret for secret in [*credentials.values(), LIBRARY, BOOKS] if "planted" in secret]
    assert [secret for secret in sent if secret not in unquote(heard)] == []
    assert leaks(PLANTED, places) == []
