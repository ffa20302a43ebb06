"""All stand-ins at once, with a library on disk and, where it is installed, two real qBittorrents."""

import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from domain.clock import Clock
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.catalogue import Listing
from sandbox.google_books import SandboxGoogleBooks
from sandbox.mam import SandboxMam
from sandbox.qbittorrent import QbittorrentProcess, make_torrent, transfer
from sandbox.qbittorrent.stand_in import QbittorrentStandIn

_BYTES: Final = 300_000
CATEGORY: Final = "audiobooks"


@dataclass(frozen=True, slots=True)
class Staged:
    """A book that lies at the seeder, ready to be fetched: its folder or file, and its torrent's hash."""

    listing: Listing
    content: Path
    info_hash: str
    comment: str


@dataclass(slots=True)
class Stage:
    """The world around a daemon, on loopback.

    Args:
        folder: Empty; holds the library and everything else.
        clock: The stand-ins' time.
        hook: qBittorrent's line to run on completion; None runs nothing.
        view: How Audiobookshelf calls the library folder; its real path when None.
        real: Whether qBittorrent is the real one.
        direct: Whether downloads go straight into the library folder.
        sockets: Whether Audiobookshelf's socket is served, too.
    """

    folder: Path
    clock: Clock
    hook: str | None = None
    view: str | None = None
    real: bool = field(default_factory=QbittorrentProcess.available)
    direct: bool = True
    sockets: bool = False
    mam: SandboxMam = field(init=False)
    shelf: SandboxAudiobookshelf = field(init=False)
    google_books: SandboxGoogleBooks = field(init=False)
    client: QbittorrentProcess | QbittorrentStandIn = field(init=False)
    _seeder: QbittorrentProcess | None = field(init=False, default=None)
    _stack: AsyncExitStack = field(init=False, default_factory=AsyncExitStack)

    @property
    def library(self) -> Path:
        """The library's folder on disk."""
        return self.folder / "library"

    @property
    def downloads(self) -> Path:
        """Where qBittorrent saves."""
        return self.library if self.direct else self.folder / "downloads"

    async def __aenter__(self) -> Self:
        for path in (self.library, self.downloads, self.folder / "seeds"):
            path.mkdir(parents=True, exist_ok=True)
        self.mam = await self._stack.enter_async_context(SandboxMam(clock=self.clock))
        self.shelf = await self._stack.enter_async_context(
            SandboxAudiobookshelf(clock=self.clock, folder=self.library, view=self.view, sockets=self.sockets)
        )
        self.google_books = await self._stack.enter_async_context(SandboxGoogleBooks(clock=self.clock))
        if self.real:
            self._seeder = await self._stack.enter_async_context(QbittorrentProcess(self.folder / "seeder"))
            process = QbittorrentProcess(self.folder / "client", hook=self.hook, save_path=self.downloads)
            self.client = await self._stack.enter_async_context(process)
        else:
            stand_in = await self._stack.enter_async_context(QbittorrentStandIn(self.clock))
            stand_in.save_path = str(self.downloads)
            self.client = stand_in
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    def environment(self, state_dir: Path) -> dict[str, str]:
        """The settings of a daemon that lives in this world."""
        return {
            "MAM_URL": self.mam.url,
            "MAM_ID": self.mam.mam_id,
            "ABS_URL": self.shelf.url,
            "ABS_TOKEN": self.shelf.token,
            "GOOGLE_BOOKS_URL": self.google_books.url,
            "GOOGLE_BOOKS_API_KEY": self.google_books.key,
            "QBITTORRENT_URL": self.client.url,
            "QBITTORRENT_USERNAME": self.client.username,
            "QBITTORRENT_PASSWORD": self.client.password,
            "QBITTORRENT_CATEGORY": CATEGORY,
            "LIBRARY_DIRS": str(self.library),
            "STATE_DIR": str(state_dir),
            "LISTEN": "127.0.0.1:0",
        }

    def prepare(self, listing: Listing, *, name: str | None = None, files: int = 1) -> Staged:
        """Lay a book's audio at the seeder, make its torrent, and let MAM know it."""
        content = self.folder / "seeds" / (name or f"{listing.title} ({listing.authors[0]})")
        each = (listing.duration_seconds or 3600) / files
        tags = {"album": listing.title, "artist": ", ".join(listing.authors)}
        for number in range(1, files + 1):
            audio = content / f"{number:02}.{listing.file_types[0]}"
            write_audio(audio, seconds=each, tags=tags, size=_BYTES // files)
        comment = f"MID={listing.torrent_id},UID={self.mam.account.uid}"
        data, info_hash = make_torrent(content, comment=comment)
        self.mam.register_torrent(listing.torrent_id, data, info_hash)
        return Staged(listing, content, info_hash, comment)

    async def finish(self, staged: Staged) -> None:
        """Let qBittorrent fetch the book; the stand-in only says that it has it, and runs no hook."""
        if isinstance(self.client, QbittorrentProcess) and self._seeder is not None:
            await transfer(
                self._seeder,
                self.client,
                staged.content,
                comment=staged.comment,
                category=CATEGORY,
                tags=("mam",),
            )
            return
        target = self.downloads / staged.content.name
        shutil.copytree(staged.content, target)
        files = [(f"{target.name}/{f.name}", f.stat().st_size) for f in sorted(target.iterdir())]
        assert isinstance(self.client, QbittorrentStandIn)  # noqa: S101 - the other kind was handled
        self.client.hold(
            hash=staged.info_hash,
            name=target.name,
            content_path=str(target),
            save_path=str(self.downloads),
            category=CATEGORY,
            size=sum(size for _, size in files),
            files=files,
            comment=staged.comment,
        )
