"""A torrent is complete: its book gets what MAM says about the recording."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from clients.audiobookshelf import LibraryItem
from clients.qbittorrent import Qbittorrent, Torrent
from domain import recording_check
from domain.clock import Clock
from domain.described import Describe
from domain.errors import CredentialsError, NeedsPersonError
from domain.events import Event, TorrentFinished
from domain.facts import ChangeSource, DurationVerdict, ReasonKind, Status
from domain.listed_duration import DurationTag
from domain.outcomes import Done, Drop, Later, Outcome
from domain.recording_check import RecordingCheck
from domain.retry import Wait
from handlers.importing.hand_over import HandOver
from handlers.library.ask_for_scan import AskForScan
from handlers.matching.compare_files import compare, expected_bytes, holds_more
from handlers.matching.find_item import FindItem, NoAudio
from handlers.matching.find_record import FindRecord
from handlers.matching.left_alone import NOT_FROM_MAM, LeaveAlone, left_torrent
from handlers.matching.proofs import Proof, Proved, UndecidedError
from handlers.matching.torrent_files import LocateFiles, TorrentContent
from handlers.writing.chapters import chapters_due
from handlers.writing.cover_standing import cover_due
from handlers.writing.item_fields import FieldName, titles_of
from handlers.writing.write_fields import Reason, WriteFields
from store.completions import Completions, noting
from store.downloads import Download, Downloads, updating
from store.left_alone import LeftAlone


@dataclass(frozen=True, slots=True)
class _Applied:
    """What became of one item: why its files are not final yet, how the recording compares, a note, and what follows."""

    copying: str | None
    check: RecordingCheck
    note: str
    then: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRecording:
    """Push what MAM says about a recording to its library item.

    Safe to repeat: a field that already holds our value is not sent again, a record that is stored is not
    asked for again, and a person's edit stays.
    """

    qbittorrent: Qbittorrent
    downloads: Downloads
    completions: Completions
    left_alone: LeftAlone
    leave_alone: LeaveAlone
    find_record: FindRecord
    hand_over: HandOver
    locate: LocateFiles
    find_item: FindItem
    write_fields: WriteFields
    ask_for_scan: AskForScan
    duration_tag: DurationTag
    describe: Describe
    clock: Clock

    async def __call__(self, event: TorrentFinished, event_id: int) -> Outcome:
        """Handle the completion; *event_id* is noted with each change."""
        torrent = await self.qbittorrent.torrent(event.info_hash, v1=event.v1, v2=event.v2)
        if torrent is None:
            return Drop("qBittorrent no longer has this torrent")
        download, imported = await self.find_record.stored(torrent)
        content = await self.locate.at(torrent, partial(self.qbittorrent.files, torrent.hash), imported)
        if download is None and (why := await self.leave_alone(torrent, content.place)) is not None:
            return await self._left(torrent, why)  # and not noted as handled: its category may change
        if (early := _too_early(torrent)) is not None:
            return early
        return await self._noted(torrent, self._handle(download, torrent, content, event_id))

    async def _noted(self, torrent: Torrent, handling: Awaitable[Outcome]) -> Outcome:
        """The outcome, with which the completion is noted as handled; after an error it is noted at once."""
        if torrent.added_at is None:
            return await handling
        try:
            outcome = await handling
        except Exception:
            await self.completions.note(torrent.hash, torrent.added_at, now=self.clock.now())
            raise
        noted = noting(torrent.hash, torrent.added_at, now=self.clock.now())
        return replace(outcome, keep=(*outcome.keep, noted))

    async def _handle(
        self, download: Download | None, torrent: Torrent, content: TorrentContent, event_id: int
    ) -> Outcome:
        download = download or await self.find_record.at_mam(torrent)
        if download is None:
            return await self._left(torrent, NOT_FROM_MAM)
        return await self._attempt(download, torrent, content, event_id)

    async def _left(self, torrent: Torrent, why: str) -> Outcome:
        """Leave it alone, and show that."""
        await self.left_alone.note([left_torrent(torrent, why)], now=self.clock.now())
        return Drop(why)

    async def _attempt(
        self, download: Download, torrent: Torrent, content: TorrentContent, event_id: int
    ) -> Outcome:
        """Apply it; what only a person can decide is noted in the record, too."""
        try:
            return await self._apply(download, torrent, content, event_id)
        except CredentialsError:
            raise  # it is the service that waits for a person, and with it this download, like all others
        except NeedsPersonError as error:
            kind = error.kind if isinstance(error, UndecidedError) else ReasonKind.ERROR
            await self.downloads.update(
                download.id, status=Status.NEEDS_PERSON.value, reason=str(error), reason_kind=kind
            )
            raise

    async def _apply(
        self, download: Download, torrent: Torrent, content: TorrentContent, event_id: int
    ) -> Outcome:
        if torrent.move_failed:
            raise NeedsPersonError(
                "qBittorrent could not move the torrent",
                f"it is at {torrent.content_path}, not in {torrent.save_path}; free some space there, then set its "
                "location again",
            )
        if (to_import := await self.hand_over(torrent, download.id, content.imported)) is not None:
            return to_import
        return await self._apply_to_items(download, content, event_id)

    async def _apply_to_items(self, download: Download, content: TorrentContent, event_id: int) -> Outcome:
        """Write to the items that are found; where they are all gone by then, find others."""
        gone: set[str] = set()
        while isinstance(found := await self.find_item(download, content, gone), Proved):
            applied = [await self._write(download, one, content, event_id) for one in found.every]
            gone |= {one.book.item_id for one, done in zip(found.every, applied, strict=True) if done is None}
            if (still := found.without(gone)) is not None:
                return await self._note(download, still, [one for one in applied if one is not None], content)
        if isinstance(found, NoAudio):
            status, kind = Status.DISMISSED, ReasonKind.NO_AUDIO
        else:
            status, kind = Status.WAITING_FOR_ITEM, found.kind
        updated = updating(
            download.id, status=status.value, reason=found.reason, reason_kind=kind, candidates=None
        )
        if isinstance(found, NoAudio):
            return Drop(found.reason, (updated,))
        return Later(Wait.LIBRARY_ITEM, found.reason, found.expected, (updated,))

    async def _note(
        self, download: Download, found: Proved, applied: Sequence[_Applied], content: TorrentContent
    ) -> Outcome:
        """Keep what became of the items, and say what is still to come."""
        copying = _each(one.copying for one in applied)
        updated = updating(
            download.id,
            status=(Status.APPLIED if found.rest is None else Status.WAITING_FOR_ITEM).value,
            **self._reason(copying, found.rest),
            item_id=found.item_id,
            item_found_by=found.evidence,
            proof_kind=found.kind,
            duration_check=_each(one.check.sentence for one in applied),
            duration_verdict=recording_check.worst(one.check.verdict for one in applied),
            applied_at=self.clock.now(),
        )
        if copying:
            return Later(Wait.LIBRARY_FILES, copying, keep=(updated,))
        if found.rest is not None:
            expected = await self.find_item.expected(content)
            return Later(Wait.LIBRARY_ITEM, found.rest, expected, (updated,))
        alike = [f"library item {one.book.path} has the same files" for one in found.twins]
        then = tuple(event for one in applied for event in one.then)
        note = _each([*(one.note for one in applied), *alike]) or found.evidence
        return Done(note, then, keep=(updated,))

    async def _write(
        self, download: Download, proof: Proof, content: TorrentContent, event_id: int
    ) -> _Applied | None:
        """Set what the record says of one item; None when the library does not have it any more."""
        item_id, expected = proof.book.item_id, await expected_bytes(proof, content)
        reason = Reason(source=ChangeSource.MAM, event_id=event_id, download_id=download.id)
        written = await self.write_fields.as_it_is(
            item_id, partial(self._wanted, proof, expected, content.most_bytes), reason
        )
        if written is None:
            await self.find_item.mirror_library.lost(item_id)
            return None
        item = written.before
        if item.is_missing:
            return None
        if more := holds_more(proof, item, content.most_bytes):
            await self.find_item.refuse_others(item_id, content)
        check, copying = compare(proof.recording, item, expected)
        if copying:
            asked = await self.ask_for_scan.for_growth(item.id, item.path, single_file=item.is_file)
            copying = f"{copying}; {asked}" if asked else copying
        else:
            self.ask_for_scan.settled(item.id, item.path)
        note = f"{written.sentence}; recording {check.sentence}"
        then = self._then(written.item, None if more else proof.recording.poster, download.id)
        return _Applied(copying, check, note, () if copying else then)

    def _then(self, item: LibraryItem, poster: str | None, download_id: int) -> tuple[Event, ...]:
        """What an item wants besides its fields."""
        policy = self.write_fields.policy
        return (*cover_due(policy, item, poster, download_id), *chapters_due(policy, item, download_id))

    def _reason(self, copying: str | None, rest: str | None) -> dict[str, Any]:
        """Why it is not all there is to it, as the record has it."""
        if copying:
            return {"reason": copying, "reason_kind": ReasonKind.FILES_INCOMPLETE}
        if rest is not None:
            return {"reason": rest, "reason_kind": ReasonKind.PARTS_MISSING}
        if self.write_fields.desk.dry_run:
            return {"reason": "a dry run: nothing was written", "reason_kind": ReasonKind.DRY_RUN}
        return {"reason": None}

    def _wanted(
        self, proof: Proof, expected_bytes: int, most_bytes: int | None, item: LibraryItem
    ) -> Mapping[FieldName, Any]:
        """What the record says of each field; a field that it does not know is left out."""
        recording, wanted = proof.recording, dict[FieldName, Any]()
        if item.is_missing or holds_more(proof, item, most_bytes):
            return wanted
        wanted |= self.describe(recording, called=titles_of(item))
        tag = self.duration_tag.text(recording.duration_seconds) if recording.duration_seconds else None
        if tag is not None:
            wanted[FieldName.DURATION_TAG] = tag
        check, copying = compare(recording, item, expected_bytes)
        if copying is None and check.verdict is not DurationVerdict.UNKNOWN:
            wanted[FieldName.MISMATCH_TAG] = check.verdict.is_mismatch
        return wanted


def _each(said: Iterable[str | None]) -> str | None:
    """What is said of several items, each thing once: the same files in two libraries are alike."""
    return "; ".join(dict.fromkeys(filter(None, said))) or None


def _too_early(torrent: Torrent) -> Later | None:
    if torrent.moving:
        return Later(Wait.TORRENT_MOVE, "qBittorrent is moving its files")
    if not torrent.finished and not torrent.move_failed:
        return Later(Wait.TORRENT_FINISH, f"qBittorrent says {torrent.state}, {torrent.progress:.0%} done")
    return None
