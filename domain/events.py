"""What happened: facts in the past tense, which the edges append to the queue."""

import re
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

_HEX: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def _info_hash(text: str) -> str:
    folded = text.strip().lower()
    if not _HEX.fullmatch(folded):
        raise ValueError("must be 40 or 64 hexadecimal digits")
    return folded


InfoHash = Annotated[str, AfterValidator(_info_hash)]
"""A torrent's info hash in lower case: 40 hexadecimal digits (v1, or qBittorrent's id), or 64 (v2)."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Report(StrEnum):
    """Why a completion is reported, when it is not because the torrent client has just finished it."""

    RECONCILE = "reconcile"
    PERSON = "person"
    LIBRARY = "library"
    LISTING = "listing"
    IMPORT = "import"


class TorrentFinished(_Fact):
    """The torrent client holds every byte of a torrent.

    `info_hash` is the client's own id (qBittorrent's ``%K``; for v2 and hybrid torrents the first
    40 digits of the v2 hash). `v1` and `v2` are the full hashes where the sender knew them.
    Source: facts/qbittorrent.md 1. `report` is for people, and decides nothing.
    """

    kind: Literal["torrent.finished"] = "torrent.finished"
    info_hash: InfoHash
    v1: InfoHash | None = None
    v2: InfoHash | None = None
    report: Report | None = None

    @property
    def key(self) -> str:
        """Equal for the hook, the sweep and the watcher that report one completion."""
        return f"{self.kind}:{self.info_hash}"


class LibraryChanged(_Fact):
    """A book's folder in the library changed, and has not changed since. `path` is the daemon's view of it."""

    kind: Literal["library.changed"] = "library.changed"
    path: str

    @property
    def key(self) -> str:
        """Equal for all changes of one folder."""
        return f"{self.kind}:{self.path}"


class DownloadApproved(_Fact):
    """A download may start: a person approved it, or the settings do."""

    kind: Literal["download.approved"] = "download.approved"
    download: int

    @property
    def key(self) -> str:
        """Equal for all approvals of one record."""
        return f"{self.kind}:{self.download}"


class CoverDue(_Fact):
    """A library item shows no cover, and a source may have a picture; `download` is what it was found for."""

    kind: Literal["cover.due"] = "cover.due"
    item: str
    download: int | None = None

    @property
    def key(self) -> str:
        """Equal for one item."""
        return f"{self.kind}:{self.item}"


class ChaptersDue(_Fact):
    """A library item's chapters may be those of a part of its files, or missing."""

    kind: Literal["chapters.due"] = "chapters.due"
    item: str
    download: int | None = None

    @property
    def key(self) -> str:
        """Equal for one item."""
        return f"{self.kind}:{self.item}"


class SidecarDue(_Fact):
    """A metadata file of ours lies beside a book, until its item has the values; `path` is the daemon's view of it."""

    kind: Literal["sidecar.due"] = "sidecar.due"
    path: str

    @property
    def key(self) -> str:
        """Equal for one file."""
        return f"{self.kind}:{self.path}"


class ImportDue(_Fact):
    """A torrent's import has a next step: to be planned, placed in the library, or undone, as its record says."""

    kind: Literal["import.due"] = "import.due"
    info_hash: InfoHash
    download: int

    @property
    def key(self) -> str:
        """Equal for one torrent."""
        return f"{self.kind}:{self.info_hash}"


class ImportAllDue(_Fact):
    """The next of the torrents that were complete before has its turn to be imported.

    `after` is the one before, None at the beginning; `completed_at` is when that was complete.
    """

    kind: Literal["import_all.due"] = "import_all.due"
    after: InfoHash | None = None
    completed_at: AwareDatetime | None = None

    @property
    def key(self) -> str:
        """Equal for all: one torrent has its turn at a time."""
        return self.kind


class _CycleDue(_Fact):
    """The next step of a cycle's run. A run has one such event at a time: each step appends the next."""

    run: int

    @property
    def key(self) -> str:
        """Equal for all steps of one run."""
        return f"{self.kind}:{self.run}"  # type: ignore[attr-defined]  # every cycle has a kind of its own


class SearchDue(_CycleDue):
    """The search cycle's next query; `position` counts them from 0.

    With `examples` a run without a list of books searches for the examples; none of them is downloaded by itself.
    """

    kind: Literal["search.due"] = "search.due"
    position: int = 0
    examples: bool = False


class EnrichmentDue(_CycleDue):
    """The enrichment cycle's next book."""

    kind: Literal["enrichment.due"] = "enrichment.due"


class ReconcileDue(_CycleDue):
    """A whole reconciliation with the torrent client."""

    kind: Literal["reconcile.due"] = "reconcile.due"


class RefreshDue(_CycleDue):
    """The refresh cycle's next record; `planned` once the torrent client was asked what is in it."""

    kind: Literal["refresh.due"] = "refresh.due"
    planned: bool = False


class LibrarySyncDue(_CycleDue):
    """The library sync's next page of a library; None starts with the first library."""

    kind: Literal["library_sync.due"] = "library_sync.due"
    library: str | None = None
    page: int = 0


Event = (
    TorrentFinished
    | LibraryChanged
    | DownloadApproved
    | CoverDue
    | ChaptersDue
    | ImportDue
    | ImportAllDue
    | SidecarDue
    | SearchDue
    | EnrichmentDue
    | ReconcileDue
    | RefreshDue
    | LibrarySyncDue
)

_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def parse(payload: str | bytes) -> Event:
    """The event in a document that `model_dump_json` wrote.

    Raises:
        pydantic.ValidationError: It is not one of our events.
    """
    return _EVENT.validate_json(payload)
