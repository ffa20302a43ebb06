"""A machine with users, a clone of this repository, a qBittorrent that is its own, and stand-ins for the rest."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from daemon.clock import SystemClock
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.catalogue import Listing
from sandbox.google_books import SandboxGoogleBooks
from sandbox.mam import SandboxMam
from sandbox.qbittorrent import make_torrent
from sandbox.qbittorrent.settings import Settings
from sandbox.qbittorrent.web_api import WebApi
from tests.boot.machine import Machine, Ran, copied
from tests.fixtures.places import ROOT

PASSWORD: Final = "qBittorrent's $word #1"
SETTLE: Final = Path(__file__).with_name("settle.sh")


@dataclass(slots=True)
class World:
    """All of it; addresses are the documents' own."""

    machine: Machine
    mam: SandboxMam
    shelf: SandboxAudiobookshelf
    google_books: SandboxGoogleBooks
    client: WebApi
    http: aiohttp.ClientSession

    def inside(self, path: str) -> Path:
        """Where a path of the machine lies here."""
        return self.machine.root / path.lstrip("/")

    async def run(self, script: str, *, user: str = "root", given: str = "", seconds: float = 120) -> str:
        """What a script says that must succeed."""
        ran = await self.machine.run(script, user=user, given=given, seconds=seconds)
        assert ran.status == 0, (
            f"{script[:400]}\nended with {ran.status}:\n{ran.said}\n{await self.journal()}"
        )
        return ran.said

    async def attempt(self, script: str, *, user: str = "root", given: str = "") -> Ran:
        """How a script ends that may fail."""
        return await self.machine.run(script, user=user, given=given)

    async def left(self) -> list[str]:
        """What is called after shelfhook on the machine, homes aside; of the state only the folder."""
        said = await self.run(
            r"find / -xdev \( -path /home -o -path /srv -o -path '/var/lib/shelfhook/*' \) -prune"
            " -o -name '*shelfhook*' -print"
        )
        return sorted(said.split())

    async def journal(self) -> str:
        """The last that the units said."""
        ran = await self.machine.run("journalctl --no-pager --output=cat -n 15 -u 'shelfhook.*'")
        return ran.said

    async def shown(self, what: str, unit: str = "shelfhook.service") -> str:
        """A property of a unit."""
        return (await self.run(f"systemctl show --value --property={what} {unit}")).strip()

    async def ask(self, path: str) -> Any:
        """The daemon's answer; None while there is none."""
        try:
            async with self.http.get(f"http://127.0.0.1:8787{path}") as answer:
                return await answer.json()
        except aiohttp.ClientError:
            return None

    async def answers(self) -> bool:
        """Whether the daemon answers."""
        return await self.ask("/health") is not None

    async def until(self, look: Callable[[], Awaitable[Any]], *, seconds: float = 60) -> Any:
        """What *look* gives once it gives something."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := await look()):
                    await asyncio.sleep(0.3)
        except TimeoutError:
            raise AssertionError(f"it did not come; the journal: {await self.journal()}") from None
        return found

    async def taken_in(self) -> set[str]:
        """The info hashes of all completions that the daemon knows of."""
        events = await self.ask("/api/events?limit=1000") or []
        return {
            event["event"]["info_hash"]
            for event in events
            if event["kind"] == "torrent.finished"
        }  # fmt: skip

    def settings(self, **others: str) -> dict[str, str]:
        """What a person fills in, secrets aside."""
        return {
            "STATE_DIR": "/var/lib/shelfhook",
            "QBITTORRENT_USERNAME": self.client.username,
            "LIBRARY_DIRS": "/srv/media/library",
            "MAM_URL": self.mam.url,
            "GOOGLE_BOOKS_URL": self.google_books.url,
            **others,
        }

    def secrets(self) -> dict[str, str]:
        """The secrets by the names of their files."""
        return {
            "mam_id": self.mam.mam_id,
            "abs_token": self.shelf.token,
            "qbittorrent_password": self.client.password,
        }

    def secrets_by_setting(self) -> dict[str, str]:
        """The secrets as settings."""
        return {name.upper(): value for name, value in self.secrets().items()}

    def names(self, folder: str) -> list[str]:
        """What lies in a folder of the machine."""
        return sorted(path.name for path in self.inside(folder).iterdir())

    def example(self, settings: dict[str, str]) -> str:
        """The example of the settings, with values for some of them."""
        lines = (ROOT / ".env.example").read_text().splitlines()
        kept = [line for line in lines if line.partition("=")[0].removeprefix("# ") not in settings]
        filled_in = [f"{name}={_in_quotes(value)}" for name, value in settings.items()]
        return "\n".join([*kept, *filled_in, ""])

    async def finish(self, listing: Listing) -> str:
        """Let the real qBittorrent complete a book in the library, and Audiobookshelf see it; its info hash."""
        content = self.inside(f"/srv/media/library/{listing.title}")
        write_audio(
            content / f"01.{listing.file_types[0]}", seconds=listing.duration_seconds or 3600,
            tags={"album": listing.title, "artist": ", ".join(listing.authors)}, size=100_000,
        )  # fmt: skip
        torrent, info_hash = make_torrent(
            content, comment=f"MID={listing.torrent_id},UID={self.mam.account.uid}"
        )
        self.mam.register_torrent(listing.torrent_id, torrent, info_hash)
        await self.run(f"chown -R qbittorrent: '/srv/media/library/{listing.title}'")
        self.shelf.scan_library()
        await self.until(self.signed_in)
        await self.client.add(torrent, save_path=Path("/srv/media/library"), category="audiobooks")
        return info_hash

    async def signed_in(self) -> bool:
        """Whether qBittorrent lets us in."""
        from domain.errors import UnavailableError

        try:
            await self.client.login()
        except UnavailableError:
            return False
        return True

    async def applied(self, listing: Listing) -> None:
        """Wait until the library holds what MAM says of a book."""

        async def look() -> bool:
            return self.shelf.item(listing.title).narrators == list(listing.narrators)

        await self.until(look)


def _in_quotes(value: str) -> str:
    """A value as it stands in a settings file of any version, each character for itself."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@asynccontextmanager
async def world(kept: Path) -> AsyncIterator[World]:
    """One on a copy of the root folder in *kept*, switched on."""
    async with AsyncExitStack() as stack:
        root = await stack.enter_async_context(copied(kept / "debian-12"))
        machine = Machine(root, {"/var/cache/wheels": kept / "wheels"})
        (root / "srv/media/library").mkdir(parents=True)
        clock = SystemClock()
        mam = await stack.enter_async_context(SandboxMam(clock=clock))
        shelf = await stack.enter_async_context(
            SandboxAudiobookshelf(
                clock=clock, folder=root / "srv/media/library", view="/srv/media/library", port=13378
            )
        )
        google_books = await stack.enter_async_context(SandboxGoogleBooks(clock=clock))
        client = WebApi(url="http://127.0.0.1:8080", username="admin", password=PASSWORD)
        stack.push_async_callback(client.logout)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        lay_out(root)
        stack.push_async_callback(machine.off)
        await machine.boot()
        made = World(machine, mam, shelf, google_books, client, http)
        await made.run(SETTLE.read_text())
        yield made


def lay_out(root: Path) -> None:
    """What the machine finds when it is switched on: the sources, and qBittorrent's settings."""
    for name, revision in (("0.1.0", "5bc8be0"), ("now", None)):
        target = root / "srv/sources" / name
        target.mkdir(parents=True)
        files = archive(revision)
        if files is not None:
            subprocess.run(["tar", "-x", "-C", target], input=files, check=True)
    qbittorrent = Settings(
        web_port=8080, listen_port=6881, username="admin", password=PASSWORD,
        api_key=f"qbt_{os.urandom(14).hex()}", save_path=Path("/srv/media/library"),
    )  # fmt: skip
    (root / "srv/qBittorrent.conf").write_text(qbittorrent.ini())


def archive(revision: str | None) -> bytes | None:
    """The files of a revision as a tar, or those of now; None where the history does not have it."""
    if revision is not None:
        done = subprocess.run(["git", "-C", ROOT, "archive", revision], capture_output=True, check=False)
        return None if done.returncode else done.stdout
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        capture_output=True, check=True,
    )  # fmt: skip
    return subprocess.run(
        ["tar", "-c", "-C", ROOT, "--null", "--ignore-failed-read", "-T", "-"],
        input=listed.stdout, capture_output=True, check=True,
    ).stdout  # fmt: skip
