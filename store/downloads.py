"""The download records: what is known of each torrent, and its progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Update, bindparam, func, insert, or_, select, update

from domain.facts import DurationVerdict, ProofKind, ReasonKind, Status
from domain.recording import Recording, as_stored, from_stored
from domain.search_text import search_text
from store import from_mam, work
from store.database import Database
from store.left_alone import not_left_alone
from store.tables import DOWNLOADS
from store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadSummary:
    """One download record without its recording, as lists show it.

    `found_by` says how its MyAnonamouse record was found, `item_found_by` how its library item was; `reason` why it
    waits; `duration_check` how the listed duration compares with the computed one. These texts are for people; the
    slug beside each is the fact. `wanted` is what was searched for, `chosen_because` why this edition; `candidates`
    are the items that you may choose from. `run_id` is the cycle's run that created the record.

    `completed_at` is when the torrent was complete; `refreshed_at` when the record was last read from MyAnonamouse
    again, and `refresh_due_at` when it is next, None where that is not planned. `gone_from_mam_at` is since when
    MyAnonamouse answers that it has no such torrent. `decided_at` is when you decided on the proposal,
    `decided_from` what can be put back; `editions` are the other ones that were found, as recordings.
    """

    id: int
    info_hash: str | None
    infohash_v1: str | None
    infohash_v2: str | None
    mam_id: int | None
    title: str | None
    author: str | None
    series: str | None
    found_by: str
    created_at: datetime
    status: Status
    reason: str | None
    reason_kind: ReasonKind | None
    item_id: str | None
    item_found_by: str | None
    proof_kind: ProofKind | None
    duration_check: str | None
    duration_verdict: DurationVerdict | None
    applied_at: datetime | None
    wanted: dict[str, Any] | None
    chosen_because: str | None
    candidates: Sequence[Any] | None
    queued_at: datetime | None
    run_id: int | None
    completed_at: datetime | None
    refreshed_at: datetime | None
    refresh_due_at: datetime | None
    gone_from_mam_at: datetime | None
    decided_at: datetime | None
    decided_from: dict[str, Any] | None
    editions: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(DownloadSummary):
    """One download record, with all metadata of its recording."""

    recording: Recording


@dataclass(frozen=True, slots=True)
class Downloads:
    """The download records of one store."""

    db: Database

    async def by_info_hash(self, info_hash: str, *others: str | None) -> Download | None:
        """The record of a torrent, by the client's id or by either of its full hashes."""
        return await self.db.read(lambda connection: by_hashes(connection, (info_hash, *others)))

    async def by_mam_id(self, mam_id: int) -> Download | None:
        """The newest record of a MAM torrent."""
        return await self._one(DOWNLOADS.c.mam_id == mam_id)

    async def newest_id(self) -> int | None:
        """The highest number; None without a record."""
        number: int | None = await self.db.read(work.scalar(select(func.max(DOWNLOADS.c.id))))
        return number

    async def by_id(self, download_id: int) -> Download | None:
        """One record."""
        return await self._one(DOWNLOADS.c.id == download_id)

    async def of_item(self, item_id: str) -> list[Download]:
        """The records that are joined to a library item, the newest first."""
        query = select(DOWNLOADS).where(DOWNLOADS.c.item_id == item_id).order_by(DOWNLOADS.c.id.desc())
        return await self.db.read(downloads_of(query))

    async def like(self, *, mam_ids: Sequence[int], author_words: Sequence[str]) -> list[Download]:
        """The records of these torrents, and those with one of the words in their authors; the newest first.

        The latter are candidates, compared by the domain.
        """
        named = [DOWNLOADS.c.author.icontains(word, autoescape=True) for word in author_words]
        either = or_(DOWNLOADS.c.mam_id.in_(mam_ids), *named)
        query = select(DOWNLOADS).where(either).order_by(DOWNLOADS.c.id.desc())
        return await self.db.read(downloads_of(query))

    async def _one(self, condition: Any) -> Download | None:
        found = await self.db.read(downloads_of(_NEWEST.where(condition)))
        return found[0] if found else None

    async def recent(self, *, limit: int = 50) -> list[Download]:
        """The newest records."""
        query = select(DOWNLOADS).order_by(DOWNLOADS.c.id.desc()).limit(limit)
        return await self.db.read(downloads_of(query))

    async def create(
        self,
        recording: Recording,
        *,
        hashes: tuple[str | None, str | None, str | None],
        found_by: str,
        status: Status,
        now: datetime,
    ) -> Download:
        """Store MAM's metadata of a torrent.

        Args:
            recording: Stored whole, as JSON.
            hashes: The client's id, the full v1 hash, the full v2 hash; None where unknown.
            found_by: How the record was found, as text for a person.
            status: The download's progress.
            now: The time of creation.
        """
        info_hash, v1, v2 = hashes
        statement = (
            insert(DOWNLOADS)
            .values(
                **described(recording),
                info_hash=info_hash,
                infohash_v1=v1,
                infohash_v2=v2,
                found_by=found_by,
                created_at=now,
                status=status.value,
            )
            .returning(DOWNLOADS)
        )
        [created] = await self.db.write(work.after(not_left_alone(hashes), downloads_of(statement)))
        return created

    async def update(self, download_id: int, **values: Any) -> None:
        """Set some of a record's columns, see `updating`."""
        await self.db.write(updating(download_id, **values))


def by_hashes(connection: Connection, hashes: Iterable[str | None]) -> Download | None:
    """The newest record with one of these hashes."""
    row = connection.execute(_BY_HASH, {"hashes": list(filter(None, hashes))}).mappings().first()
    return None if row is None else download_from(row)


def updating(download_id: int, **values: Any) -> Work[int]:
    """Work that sets some of a record's columns, by `Download`'s names; a new reason has no kind unless given."""
    if "reason" in values:
        values.setdefault("reason_kind", None)
    given = {_given(name): value for name, value in values.items()}
    change = work.change(_setting(tuple(values)), given | {"of_record": download_id})
    if from_mam.DECIDED_BY & values.keys():
        change = from_mam.noting(download_id, values, change)
    hashes = [values[name] for name in _HASH_NAMES if name in values]
    return work.after(not_left_alone(hashes), change) if hashes else change


_HASH_NAMES: Final = ("info_hash", "infohash_v1", "infohash_v2")
_NEWEST: Final = select(DOWNLOADS).order_by(DOWNLOADS.c.id.desc()).limit(1)
_HASHES: Final[BindParameter[Any]] = bindparam("hashes", expanding=True)
_BY_HASH: Final = _NEWEST.where(
    or_(
        DOWNLOADS.c.info_hash.in_(_HASHES),
        DOWNLOADS.c.infohash_v1.in_(_HASHES),
        DOWNLOADS.c.infohash_v2.in_(_HASHES),
    )
)


@cache
def _setting(names: tuple[str, ...]) -> Update:
    """Sets these columns of a record; cached, because compiling the statement takes longer than running it."""
    columns = {name: bindparam(_given(name), type_=DOWNLOADS.c[name].type) for name in names}
    return update(DOWNLOADS).where(DOWNLOADS.c.id == bindparam("of_record")).values(columns)


def _given(name: str) -> str:
    # A parameter may not have a column's own name.
    return f"new_{name}"


def described(recording: Recording) -> dict[str, Any]:
    """The columns that describe the book."""
    return {
        "mam_id": recording.torrent_id,
        "title": recording.title,
        "author": recording.author,
        "series": (series := _series_text(recording)),
        "recording": as_stored(recording),
        "search_text": search_text([recording.title, recording.author, series, *recording.narrators]),
        "author_order": search_text([recording.author]) or None,
        "narrator_order": search_text(recording.narrators) or None,
    }


def _series_text(recording: Recording) -> str | None:
    parts = [f"{s.name} (#{s.sequence})" if s.sequence else s.name for s in recording.series]
    return "; ".join(parts) or None


_SLUGS: Final[Mapping[str, type[StrEnum]]] = {
    "status": Status,
    "reason_kind": ReasonKind,
    "proof_kind": ProofKind,
    "duration_verdict": DurationVerdict,
}


def downloads_of(statement: Any, values: Any = None) -> Work[list[Download]]:
    """Work that returns the records in a statement's rows."""
    return lambda connection: [download_from(row) for row in connection.execute(statement, values).mappings()]


def download_from(row: Any) -> Download:
    """The record in a row."""
    values = dict(row)
    for name in ("search_text", "author_order", "narrator_order"):
        del values[name]
    values["recording"] = from_stored(values["recording"])
    for name, slugs in _SLUGS.items():
        if values[name] is not None:
            values[name] = slugs(values[name])
    return Download(**values)
