"""Text of unknown origin, made fit to be shown."""

import re
from datetime import datetime, tzinfo
from typing import Any, Final

from markupsafe import Markup, escape

from daemon.words import units
from domain.recording import utc_text

LONG: Final = 240
"""The rest of a text beyond this is only shown on request."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile("[&<>'\"]")
_TYPED: Final = re.compile(r"`([^`\n]{1,300})`")
# Marks that change the reading direction: those in one text must not affect the next.
_TURNING: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: Any) -> str:
    """The text with a visible sign for each character that controls something, and without turning marks."""
    whole = str(text)
    # Python calls none of these characters printable: a text without them is found fast.
    return whole if whole.isprintable() else _TURNING.sub("", _CONTROL.sub("�", whole))


def shown(given: Any) -> str:
    """A value as HTML: no text can steer the reader's screen or add to the page, whatever its name; markup stays as it is."""
    if isinstance(given, Markup):
        return given
    whole = clean(given)
    return whole if _SPECIAL.search(whole) is None else escape(whole)


def clip(text: Any, length: int = LONG) -> str:
    """The beginning of a text."""
    whole = clean(text)
    return whole if len(whole) <= length else whole[: length - 1].rstrip() + "…"


def isolated(text: Any, length: int = LONG) -> Markup:
    """A text that keeps its direction to itself; the rest of a long one is behind a click."""
    whole = clean(text)
    if len(whole) <= length:
        return Markup(f"<bdi>{shown(whole)}</bdi>")  # noqa: S704 - escaped here
    return Markup(
        '<details class="long"><summary><bdi>{}</bdi></summary><bdi class="whole">{}</bdi></details>'
    ).format(clip(whole, length), whole)


def sentence(text: Any, length: int = LONG) -> Markup:
    """A text of ours as `isolated` shows it; what stands in backticks is shown as what a person types."""
    return Markup(_TYPED.sub(r"<code>\1</code>", str(isolated(text, length))))  # noqa: S704 - escaped already


def moment(given: datetime, now: datetime, zone: tzinfo) -> Markup:
    """A point in time as a person says it, with the exact one behind it."""
    exact, ago = shown(units.exact(given, zone)), shown(units.ago(given, now))
    return Markup(f'<time datetime="{utc_text(given)}" title="{exact}">{ago}</time>')  # noqa: S704 - escaped here
