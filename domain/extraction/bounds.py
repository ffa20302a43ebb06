"""What a torrent's files prove about its duration: the exact one, or a lower bound."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from domain.extraction.bit_rates import StatedRates
from domain.extraction.findings import Finding, Trust
from domain.recording import Evidence

_LOSSY: Final = "aac,aax,aaxc,ac3,awb,m4a,m4b,m4p,mka,mp2,mp3,mp4,mpc,oga,ogg,opus,ra,spx,webm,wma".split(",")  # noqa: SIM905 - twenty lines less
_LOSSLESS: Final = ("aif", "aiff", "alac", "ape", "flac", "wav", "wv")

_MOST_KBPS: Final = 400
"""For each kind of lossy audio file: 320 is MP3's maximum; covers and booklets count too."""
_MOST_LOSSLESS_KBPS: Final = 1_600
_LEAST_KBPS: Final = 6
_KBPS: Final = dict.fromkeys(_LOSSY, _MOST_KBPS) | dict.fromkeys(_LOSSLESS, _MOST_LOSSLESS_KBPS)

_OVER_STATED: Final = 2.5
_UNDER_STATED: Final = 0.2
"""How far the bit rate computed from size and duration may differ from the stated one: covers, extras, careless tags."""

_WHOLE: Final = (0.95, 1.06)
"""A file is the only one if its own size is within this share of the torrent's."""

_ROUNDED: Final = 120
"""How many seconds a listed duration may be shorter than a file's: lists are rounded."""


class Files(NamedTuple):
    """What is known of a torrent's files.

    Args:
        types: The kinds of its main files, as extensions.
        other_types: The kinds of the files beside them.
        number: How many files there are; None if unknown.
        size_bytes: Their total size.
        mediainfo_seconds: The duration of *one* file (facts/mam.md 2.5).
        mediainfo_kbps: The bit rate of that file.
    """

    types: tuple[str, ...] = ()
    other_types: tuple[str, ...] = ()
    number: int | None = None
    size_bytes: int | None = None
    mediainfo_seconds: int | None = None
    mediainfo_kbps: int | None = None

    def whole_duration(self) -> Iterator[Finding[int]]:
        """MediaInfo's duration, if its file is the torrent's only audio file."""
        seconds = self.mediainfo_seconds
        if seconds and self.is_single():
            rule = "MediaInfo of the only audio file"
            yield Finding(seconds, Trust.PROVEN, rule, "mediainfo", f"Duration {_clock(seconds)}", 1)

    def against(self, seconds: int, stated: StatedRates) -> Iterator[Evidence]:
        """What contradicts a recording of so many seconds, given the stated bit rates."""
        if self.mediainfo_seconds and seconds < self.mediainfo_seconds - _ROUNDED:
            least = self.mediainfo_seconds
            yield _bound("MediaInfo of one file: at least", "mediainfo", f"Duration {_clock(least)}", least)
        kinds = [_KBPS[kind] for kind in self.types if kind in _KBPS]
        if not (self.size_bytes and kinds):
            return
        most = min(sum(kinds), round(stated.most * _OVER_STATED * len(kinds)) or sum(kinds))
        least = max(_LEAST_KBPS, round(stated.least * _UNDER_STATED))
        kilobits = self.size_bytes * 8 // 1000
        if least * seconds <= kilobits <= most * seconds:
            return
        snippet = f"{self.size_bytes} bytes in {_clock(seconds)}: {kilobits // seconds} kbit/s"
        if kilobits > most * seconds:
            yield _bound("size of the files: at least", "row", snippet, kilobits // most)
        else:
            yield _bound("size of the files: at most", "row", snippet, kilobits // least)

    def is_single(self) -> bool:
        """Whether only one of the files is audio, as far as is known."""
        audio = [kind for kind in self.types if kind in _KBPS]
        if len(audio) > 1:
            return False
        beside = len(set(self.other_types)) + len(set(self.types)) - len(audio)
        if self.number is not None and self.number - beside <= 1:
            return True
        if not (self.size_bytes and self.mediainfo_kbps and self.mediainfo_seconds):
            return False
        share = self.mediainfo_kbps * 125 * self.mediainfo_seconds / self.size_bytes
        return _WHOLE[0] <= share <= _WHOLE[1]


def _bound(rule: str, source: str, snippet: str, seconds: int) -> Evidence:
    return Evidence.model_validate(
        {"source": source, "rule": rule, "snippet": snippet, "value": str(seconds)}
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
