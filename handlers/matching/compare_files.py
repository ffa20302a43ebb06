"""How a library item's files compare with the record of its download."""

from clients.audiobookshelf import LibraryItem
from domain import listed_duration, recording_check
from domain.facts import DurationVerdict, ProofKind
from domain.recording import Recording
from domain.recording_check import Audio, RecordingCheck
from handlers.matching.proofs import Proof
from handlers.matching.torrent_files import TorrentContent


def holds_more(proof: Proof, item: LibraryItem, most_bytes: int | None) -> bool:
    """Whether an item that was found by its files has got others since it was last seen."""
    here, seen = sum(file.size or 0 for file in item.audio_files), sum(file.size for file in proof.book.files)
    by_files = proof.kind in {ProofKind.PATH, ProofKind.INODE} and proof.expected_bytes is None
    return by_files and here > seen and (most_bytes is None or here > most_bytes)


async def expected_bytes(proof: Proof, content: TorrentContent) -> int:
    """How much audio the item should hold: what it was seen with when its length agreed, else the torrent's."""
    if proof.expected_bytes is not None:
        return proof.expected_bytes
    if listed_duration.agrees(proof.recording.duration_seconds, proof.book.duration_seconds):
        return sum(file.size for file in proof.book.files)
    return await content.size()


def compare(
    recording: Recording, item: LibraryItem, expected_bytes: int
) -> tuple[RecordingCheck, str | None]:
    """How the recording compares; and why its computed duration is not final yet, None when it is or agrees."""
    check = recording_check.check(recording, _audio(item, complete=True))
    here = sum(file.size or 0 for file in item.audio_files)
    if check.verdict is DurationVerdict.VERIFIED or here >= expected_bytes:
        return check, None
    check = recording_check.check(recording, _audio(item, complete=False))
    return check, f"Audiobookshelf has {here} of the {expected_bytes} bytes so far"


def _audio(item: LibraryItem, *, complete: bool) -> Audio:
    return Audio(
        seconds=item.duration_seconds,
        files=len(item.audio_files),
        chapters=len(item.listed_chapters),
        complete=complete,
    )
