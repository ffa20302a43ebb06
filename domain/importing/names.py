r"""Names of folders and files that every file system, SMB and Audiobookshelf take.

What one of them refuses is written in its fullwidth form, one rule that can be read back: ``:`` is ``：``, ``?`` is
``？``, the dot at the end of "Mr." is ``．``. Only what cannot be seen is left out.
"""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from domain.library_layout import is_unfinished

LONGEST: Final = 255
"""In bytes: what Linux takes for one name; Windows and SMB count 255 UTF-16 units, which are never more."""

UNCUT: Final = 1 << 20
"""In bytes: no name is as long."""

_WIDE: Final = 0xFEE0
"""From a character of ASCII to its fullwidth form."""
_REFUSED: Final = {ord(char): ord(char) + _WIDE for char in '<>:"/\\|?*'}
_TYPED: Final = {char + _WIDE: char for char in range(0x21, 0x7F)}
# Windows takes them for devices, with any ending: "nul", "NUL.mp3", "Com1. Title".
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?= *(?:\.|$))", re.IGNORECASE
)
# Joiners belong to letters of Persian and of India, and to emoji.
_JOINERS: Final = frozenset("\u200c\u200d")
# A usual file name, to which no rule applies: it is most of a book's, and each rule costs more than this.
_PLAIN: Final = re.compile(
    r"(?!\.)(?:[A-Za-z0-9'()&!,_#+\[\]{}.-]+ )*[A-Za-z0-9'()&!,_#+\[\]{}.-]*[A-Za-z0-9'()&!,_#+\[\]{}-]\.[A-Za-z0-9]{2,4}"
)
_LOST: Final = "\ufffd"
_LONGEST_ENDING: Final = 16
"""In bytes, of a file's ending."""


def clean(text: str, *, most: int = LONGEST) -> str:
    """The text as a name of one folder or file; empty where nothing of it can be seen.

    It is composed (NFC), without control and invisible characters, does not begin or end with a dot or a blank,
    is no device of Windows, nothing that Audiobookshelf overlooks, and not longer than *most* bytes.
    """
    name = _accepted(visible(text))
    if len(name.encode()) > most:
        name = _accepted(shortened(name, most - 2).rstrip(" ."))
    return name


def clean_file(name: str, *, most: int = LONGEST) -> str:
    """The same for a file's name, which keeps its ending when it is cut."""
    if len(name) <= most and _is_plain(name):
        return name
    ending = PurePosixPath(visible(name).translate(_REFUSED)).suffix
    if not 1 < len(ending.encode()) <= _LONGEST_ENDING:
        return clean(name, most=most)
    stem = clean(visible(name).removesuffix(ending), most=most - len(ending.encode()))
    return clean(f"{stem}{ending}", most=most)


def _is_plain(name: str) -> bool:
    if _PLAIN.fullmatch(name) is None or _DEVICE.match(name):
        return False
    return not is_unfinished(name) and not is_unfinished(name.rpartition(".")[0])


def visible(text: str) -> str:
    """The text composed, without characters that cannot be seen, with single blanks between its words."""
    seen = text if text.isprintable() else "".join(map(_seen, text))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def escaped(text: str) -> str:
    r"""The text with what cannot be seen written out: a NUL as ``\x00``."""
    if text.isprintable():
        return text
    return "".join(char if _seen(char) == char else ascii(char)[1:-1] for char in text)


def typed(name: str) -> str:
    """The name with every fullwidth form as it would be typed: equal for a text and its cleaned form."""
    return name.translate(_TYPED)


def widened(text: str, place: int) -> str:
    """The text with the character of ASCII at a place in its fullwidth form, so that no rule applies to it."""
    return f"{text[:place]}{chr(ord(text[place]) + _WIDE)}{text[place + 1 :]}"


def shortened(text: str, most: int) -> str:
    """The beginning of the text that has at most so many bytes, without a part of a character at its end."""
    content = text.encode()
    if len(content) <= most:
        return text
    cut = content[: max(most, 0)].decode("utf-8", "ignore")
    end = len(cut)
    while end and (_belongs_before(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return (cut[:end] or cut).rstrip()


def _seen(char: str) -> str:
    """The character; a blank or nothing for one that cannot be seen, a mark for what is none."""
    kind = unicodedata.category(char)
    if kind in {"Cs", "Co"}:  # half a character, or one that SMB uses for those it refuses
        return _LOST
    if kind == "Cf":
        return char if char in _JOINERS else ""
    return " " if kind in {"Cc", "Zl", "Zp"} else char


def _accepted(name: str) -> str:
    """The visible text with every character in its fullwidth form that makes it no name."""
    name = name.translate(_REFUSED)
    if name.startswith("."):  # Audiobookshelf does not see it
        name = widened(name, 0)
    if name.endswith("."):  # Windows drops it
        name = widened(name, len(name) - 1)
    if _DEVICE.match(name) or name.casefold() == "@eadir":
        name = widened(name, 0)
    if is_unfinished(name):
        name = widened(name, name.rindex("."))
    return name


def _belongs_before(char: str) -> bool:
    """Whether the character is seen as a part of the one before it: an accent, a colour of skin."""
    return (
        unicodedata.combining(char) != 0
        or unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or (char == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff")
    )
