"""Makes the plan of a torrent's import: what goes where, and why a person has to decide."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from clients.qbittorrent import Qbittorrent, Torrent
from domain.facts import ImportChoice, ImportProblem, ImportQuestion
from domain.importing.choosing import TorrentFile as Candidate
from domain.importing.layout import Layout
from domain.importing.plan import Plan
from domain.importing.planning import Home, plan
from domain.importing.targets import ImportFolders
from domain.recording import Recording
from handlers.importing.beside import beside
from handlers.importing.questions import WHY
from handlers.importing.refused import ImportRefusedError
from handlers.importing.renaming import taken
from handlers.importing.seen import Seen
from handlers.library import files_on_disk
from handlers.library.linked_paths import LinkedPaths
from store.books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImport:
    """Plans without changing anything.

    Args:
        qbittorrent: Lists the torrent's files.
        linked_paths: The path map.
        books: The library's items.
        folders: `IMPORT_DIR` and `IMPORT_FILE`.
        layout: `IMPORT_LAYOUT`.
    """

    qbittorrent: Qbittorrent
    linked_paths: LinkedPaths
    books: Books
    folders: ImportFolders
    layout: Layout

    async def seen(self, torrent: Torrent) -> Seen:
        """The torrent's files.

        Raises:
            NotFoundError: The torrent was removed meanwhile.
        """
        listed = await self.qbittorrent.files(torrent.hash)
        path_map = await self.linked_paths.map()
        places = [
            path_map.locate(f"{torrent.save_path}/{file.path}", source="client", target="daemon")
            for file in listed
        ]
        found = await asyncio.to_thread(
            files_on_disk.located,
            [place.spelling for place in places],
            ignore_case=any(place.ignore_case for place in places),
        )
        return Seen(listed=listed, on_disk={file.path: one for file, one in zip(listed, found, strict=True)})

    async def __call__(
        self, torrent: Torrent, recording: Recording, seen: Seen, choice: ImportChoice | None
    ) -> Plan:
        """The plan, with a question where a person has to decide.

        Args:
            torrent: The torrent.
            recording: Its record.
            seen: Its files.
            choice: What a person decided already.
        """
        made = await self._planned(torrent, recording, seen, choice, known=())
        known = await self._known([book.folder for book in made.books])
        return await self._planned(torrent, recording, seen, choice, known=known) if known else made

    def must_be_clear(self, made: Plan, choice: ImportChoice | None) -> None:
        """Refuse a plan that only a person can decide on.

        Raises:
            ImportRefusedError: Why.
        """
        question = made.question
        if question is None or (made.may_be_confirmed and choice is not None):
            return
        if question is ImportQuestion.BOOK_THERE:
            raise taken(" or ".join(str(book.folder) for book in made.books))
        raise ImportRefusedError(ImportProblem.QUESTION, *WHY[question])

    async def _planned(
        self,
        torrent: Torrent,
        recording: Recording,
        seen: Seen,
        choice: ImportChoice | None,
        *,
        known: Iterable[PurePosixPath],
    ) -> Plan:
        def home(book: Recording) -> Home:
            library = self.folders.of(book, category=torrent.category)
            if library is None:
                raise ImportRefusedError(
                    ImportProblem.NO_FOLDER, "no folder is set for its category", "set IMPORT_DIR"
                )
            found = self.layout.book(book, name=torrent.name)
            folder = beside(library, found.path, book) if choice is ImportChoice.BESIDE else found.path
            return Home(library=library, folder=folder, renamed=found.renamed)

        # Names and titles of hundreds of files are compared, and "beside" reads the disk.
        return await asyncio.to_thread(
            plan,
            _candidates(seen),
            recording,
            home=home,
            known=known,
            as_one=choice is ImportChoice.AS_ONE,
        )

    async def _known(self, folders: Iterable[PurePosixPath]) -> list[PurePosixPath]:
        """The books in, above and below these folders, as the daemon sees them."""
        path_map = await self.linked_paths.map()
        found = set[str]()
        for folder in folders:
            place = path_map.translate(str(folder), source="daemon", target="abs")
            above = [str(PurePosixPath(place)), *map(str, PurePosixPath(place).parents)]
            found.update(book.path for book in await self.books.at(above, ignore_case=True))
            found.update(book.path for book in await self.books.at_or_below(place, most=1))
        return [
            PurePosixPath(path_map.translate(path, source="abs", target="daemon")) for path in sorted(found)
        ]


def _candidates(seen: Seen) -> list[Candidate]:
    files = [
        Candidate(path=file.path, size=file.size, wanted=file.wanted, inode=None) for file in seen.listed
    ]
    found = [seen.on_disk[file.path] for file in files]
    return [replace(file, inode=one.inode) if one else file for file, one in zip(files, found, strict=True)]
