"""Pictures that any program shows: one colour, of any size, drawn without a library."""

import struct
import zlib

_ZIGZAG_FLAT = bytes([1] * 64)
"""A table of quantisation that changes nothing."""


def jpeg(width: int, height: int, *, mark: str = "") -> bytes:
    """A grey JPEG; *mark*, a comment in it, makes one differ from another (ITU-T T.81, baseline)."""
    blocks = -(-width // 8) * -(-height // 8)
    # Of each table's only code, 0, every block takes two: no difference in brightness, and no more to come.
    scan = bytes(blocks // 4) + (bytes([0xFF >> blocks % 4 * 2]) if blocks % 4 else b"")
    one_code = bytes([1, *[0] * 15, 0])
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            _segment(0xFE, mark.encode()),
            _segment(0xDB, b"\0" + _ZIGZAG_FLAT),
            _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
            _segment(0xC4, b"\0" + one_code),
            _segment(0xC4, b"\x10" + one_code),
            _segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            scan,
            b"\xff\xd9",
        )
    )


def png(width: int, height: int, *, mark: str = "") -> bytes:
    """A black PNG; *mark*, a text in it, makes one differ from another (RFC 2083)."""
    rows = zlib.compress(bytes((1 + width) * height), 9)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            _chunk(b"tEXt", b"Comment\0" + mark.encode("latin-1")),
            _chunk(b"IDAT", rows),
            _chunk(b"IEND", b""),
        )
    )


def webp(width: int, height: int) -> bytes:
    """A black WebP, lossless (RFC 9649): of five codes with one symbol each, a pixel takes no bit at all."""
    bits = [*_bits(width - 1, 14), *_bits(height - 1, 14), *_bits(0, 1 + 3), 0, 0, 0]
    bits += [1, 0, 0, 0] * 5
    body = b"\x2f" + bytes(
        sum(bit << place for place, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8)
    )
    body += b"\0" * (len(body) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def gif(width: int, height: int) -> bytes:
    """The head of a GIF, without a picture: no server accepts it."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff;"


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _bits(value: int, length: int) -> list[int]:
    """The lowest bit first."""
    return [value >> place & 1 for place in range(length)]
