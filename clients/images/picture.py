"""What makes some bytes a picture that can be a cover."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final, Literal

import imagesize  # type: ignore[import-untyped]

from domain.errors import UnexpectedAnswerError

Kind = Literal["jpeg", "png", "webp"]

SMALLEST: Final = 100
"""Pixels of a side: what is smaller is an icon."""

LARGEST: Final = 10_000
MOST_BYTES: Final = 10 * 1024 * 1024

_NEARLY: Final = 0.05
"""By so much of its longer side a square picture may be off."""

_END: Final = 4096
_ENDS: Final[dict[Kind, bytes]] = {"jpeg": b"\xff\xd9", "png": b"IEND"}
EXTENSIONS: Final[dict[Kind, str]] = {"jpeg": "jpg", "png": "png", "webp": "webp"}


class NoPictureError(UnexpectedAnswerError):
    """What is at an address cannot be a cover, and will not be one the next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A whole picture. `width` and `height` are pixels, as its head says."""

    data: bytes = field(repr=False)
    kind: Kind
    width: int
    height: int

    @property
    def is_square(self) -> bool:
        """Whether it is as high as wide, or nearly."""
        return abs(self.width - self.height) <= _NEARLY * max(self.width, self.height)

    @property
    def content_type(self) -> str:
        """Its media type."""
        return f"image/{self.kind}"

    @property
    def file_name(self) -> str:
        """Of a file that holds it as a cover."""
        return f"cover.{EXTENSIONS[self.kind]}"

    @property
    def description(self) -> str:
        """One line that no other picture has: kind, size and digest."""
        return f"{self.kind} {self.width}x{self.height} sha256:{hashlib.sha256(self.data).hexdigest()}"


def read_picture(data: bytes, *, of: str = "it") -> Picture:
    """The picture that these bytes are; nothing but the bytes themselves is believed.

    Args:
        data: All of them.
        of: What they are of, for the error.

    Raises:
        NoPictureError: They are no JPEG, PNG or WebP, are cut short, or are too small or too large for a cover.
    """
    if len(data) > MOST_BYTES:
        raise NoPictureError(f"{of} is larger than {MOST_BYTES} bytes")
    kind = _kind(data)
    if kind is None:
        raise NoPictureError(f"{of} is no JPEG, PNG or WebP")
    if not _is_whole(data, kind):
        raise NoPictureError(f"{of} is cut short")
    width, height = _sides(data)
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise NoPictureError(
            f"{of} measures {width}x{height} pixels, and a cover has from {SMALLEST} to {LARGEST} a side"
        )
    return Picture(data=data, kind=kind, width=width, height=height)


def _kind(data: bytes) -> Kind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _is_whole(data: bytes, kind: Kind) -> bool:
    """Whether the end is there; some programs leave a little behind it."""
    if kind == "webp":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")  # the length that its head states
    return _ENDS[kind] in data[-_END:]


def _sides(data: bytes) -> tuple[int, int]:
    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # noqa: BLE001 - whatever trips the library up is no picture
        return 0, 0
    return int(width), int(height)
