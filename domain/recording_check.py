"""Whether the files are the recording that the record lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain import listed_duration
from domain.counted import counted
from domain.facts import DurationVerdict
from domain.recording import Recording

_WELL_OFF: Final = 0.25
"""An abridgement leaves out a quarter at the very least; a lost disc of ten is less."""

_MOST: Final = 0.9
_BESIDE_AUDIO: Final = 3
"""Covers, a cue sheet and a text may be among the listed files."""

_SAID: Final = {
    DurationVerdict.VERIFIED: "verified",
    DurationVerdict.SHORTER: "shorter than listed",
    DurationVerdict.LONGER: "longer than listed",
    DurationVerdict.ABRIDGED: "looks abridged",
    DurationVerdict.UNABRIDGED: "looks unabridged",
    DurationVerdict.UNKNOWN: "cannot tell",
}
_WORST_FIRST: Final = (
    DurationVerdict.ABRIDGED,
    DurationVerdict.UNABRIDGED,
    DurationVerdict.SHORTER,
    DurationVerdict.LONGER,
    DurationVerdict.UNKNOWN,
    DurationVerdict.VERIFIED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """What the library has of a recording.

    Args:
        seconds: As computed from the files; 0 when it was not.
        files: How many audio files.
        chapters: How many chapters; 0 when it is not known.
        complete: Whether every byte of the torrent's audio is there, as far as that can be seen.
    """

    seconds: float
    files: int
    chapters: int
    complete: bool


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """The verdict, and a sentence for a person that says it and the figures that it rests on."""

    verdict: DurationVerdict
    sentence: str


def check(recording: Recording, audio: Audio) -> RecordingCheck:
    """Compare the listed duration with the computed one, and say what a difference looks like.

    Well short of the listed duration with nothing missing looks like an abridgement where the record says
    unabridged; where files, chapters or bytes are missing too, or it is only a little short, it is a disc
    missing or a file cut off.
    """
    durations = listed_duration.check(recording.duration_seconds, audio.seconds)
    listed = recording.duration_seconds
    if durations.agree is None or not listed:
        return _check(DurationVerdict.UNKNOWN, durations.sentence)
    if durations.agree:
        return _check(DurationVerdict.VERIFIED, durations.sentence)
    well_off = abs(audio.seconds - listed) > _WELL_OFF * listed
    if audio.seconds > listed:
        if well_off and recording.abridged:
            return _check(DurationVerdict.UNABRIDGED, durations.sentence, "the record says abridged")
        return _check(DurationVerdict.LONGER, durations.sentence)
    missing = list(_missing(recording, audio))
    if well_off and recording.abridged is False and not missing:
        return _check(DurationVerdict.ABRIDGED, durations.sentence, "the record says unabridged")
    return _check(DurationVerdict.SHORTER, durations.sentence, *missing)


def worst(verdicts: Iterable[DurationVerdict]) -> DurationVerdict | None:
    """What a collection's parts come to: the first mismatch, else what could not be checked; None of no part."""
    return min(verdicts, key=_WORST_FIRST.index, default=None)


def _missing(recording: Recording, audio: Audio) -> Iterator[str]:
    """What else is not there."""
    if not audio.complete:
        yield "not all of the torrent is there"
    files, chapters = recording.files or 0, recording.chapters or 0
    if audio.files < min(files * _MOST, files - _BESIDE_AUDIO):
        yield f"{counted(audio.files, 'audio file', 'audio files')} of {files} files listed"
    if 0 < audio.chapters < chapters * _MOST:
        yield f"{counted(audio.chapters, 'chapter', 'chapters')} of {chapters} listed"


def _check(verdict: DurationVerdict, *sentences: str) -> RecordingCheck:
    return RecordingCheck(verdict, f"{_SAID[verdict]}: {'; '.join(sentences)}")
