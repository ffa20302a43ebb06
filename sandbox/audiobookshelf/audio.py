"""Audio files that say in their first line what a prober would find, and are padding after it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MARK: Final = b"sandbox-audio "
_HEAD: Final = 65536

AUDIO_EXTENSIONS: Final = frozenset(
    [
        "m4b",
        "mp3",
        "m4a",
        "flac",
        "opus",
        "ogg",
        "oga",
        "mp4",
        "aac",
        "wma",
        "aiff",
        "aif",
        "wav",
        "webm",
        "webma",
        "mka",
        "awb",
        "caf",
        "mpg",
        "mpeg",
    ]
)
_FORMATS: Final = {
    "mp3": ("MP2/3 (MPEG audio layer 2/3)", "mp3", "1/14112000", "audio/mpeg"),
    "flac": ("raw FLAC", "flac", "1/44100", "audio/flac"),
    "opus": ("Ogg", "opus", "1/48000", "audio/ogg"),
    "ogg": ("Ogg", "vorbis", "1/44100", "audio/ogg"),
}
_MOV: Final = ("QuickTime / MOV", "aac", "1/44100", "audio/mp4")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a prober reads in a file. `tags` go by their plain names: artist, album, composer and so on."""

    seconds: float
    tags: Mapping[str, str]
    marks: Sequence[tuple[float, float, str]] = ()


def write_audio(
    path: Path,
    *,
    seconds: float,
    tags: Mapping[str, str] | None = None,
    size: int = 4096,
    marks: Sequence[tuple[float, float, str]] = (),
) -> Path:
    """Make an audio file of *size* bytes that the stand-in takes for *seconds* long.

    Cut short after its first line it keeps its duration, as a half-copied file with an intact header does.

    Args:
        path: Its folder is made if need be.
        seconds: What a prober would measure.
        tags: By plain name, such as ``artist``, ``album``, ``composer``, ``publisher``; with ``picture`` it holds one.
        size: In bytes; at least what the first line takes.
        marks: The chapters in it: from second, to second, title.
    """
    says = {"seconds": seconds, "tags": dict(tags or {}), "marks": list(marks)}
    head = _MARK + json.dumps(says).encode() + b"\n"
    if size < len(head):
        raise ValueError(f"an audio file with these tags takes at least {len(head)} bytes")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.ljust(size, b"\0"))
    return path


def probe(path: Path) -> Probe | None:
    """What *path* says; None when it is empty, garbage, gone or cut within its first line."""
    try:
        with path.open("rb") as file:
            line = file.readline(_HEAD)
    except OSError:
        return None
    if not line.startswith(_MARK) or not line.endswith(b"\n"):
        return None
    raw = json.loads(line[len(_MARK) :])
    return Probe(seconds=raw["seconds"], tags=raw["tags"], marks=raw["marks"])


def audio_file(index: int, library_file: Mapping[str, Any], found: Probe) -> dict[str, Any]:
    """One element of ``media.audioFiles``, for the file of ``libraryFiles`` that it is."""
    ext = library_file["metadata"]["ext"].removeprefix(".").lower()
    form, codec, time_base, mime = _FORMATS.get(ext, _MOV)
    size = library_file["metadata"]["size"]
    return {
        "index": index,
        "ino": library_file["ino"],
        "metadata": dict(library_file["metadata"]),
        "addedAt": library_file["addedAt"],
        "updatedAt": library_file["updatedAt"],
        "trackNumFromMeta": _track(found.tags),
        "discNumFromMeta": None,
        "trackNumFromFilename": None,
        "discNumFromFilename": None,
        "manuallyVerified": False,
        "exclude": False,
        "error": None,
        "format": form,
        "duration": int(found.seconds) if float(found.seconds).is_integer() else found.seconds,
        "bitRate": int(size * 8 / found.seconds) if found.seconds else 0,
        "language": None,
        "codec": codec,
        "timeBase": time_base,
        "channels": 1,
        "channelLayout": "mono",
        "chapters": [
            {"id": number, "start": start, "end": end, "title": title}
            for number, (start, end, title) in enumerate(found.marks)
        ],
        "embeddedCoverArt": "mjpeg" if "picture" in found.tags else None,
        "metaTags": {_meta_tag(name): value for name, value in found.tags.items() if name != "picture"},
        "mimeType": mime,
    }


def _track(tags: Mapping[str, str]) -> int | None:
    number = tags.get("track", "").partition("/")[0]
    return int(number) if number.isdigit() else None


def _meta_tag(name: str) -> str:
    return "tagASIN" if name == "asin" else f"tag{name[:1].upper()}{name[1:]}"
