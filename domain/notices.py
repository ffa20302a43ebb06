"""What people are notified of, and in which words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from gettext import ngettext
from itertools import groupby
from typing import Final

from domain.harmless import harmless, unmarked


class NoticeKind(StrEnum):
    """Kinds of notices, the most important first."""

    SESSION_LOST = "session-lost"
    STUCK = "stuck"
    NEEDS_PERSON = "needs-person"
    MISMATCH = "mismatch"
    QUOTA_GONE = "quota-gone"
    APPLIED = "applied"


EACH: Final = 8
"""How many notices of a kind are sent in full; the rest are counted."""

_COUNTED: Final = {
    NoticeKind.SESSION_LOST: ("service refused access", "services refused access"),
    NoticeKind.STUCK: ("is stuck", "are stuck"),
    NoticeKind.NEEDS_PERSON: ("needs you", "need you"),
    NoticeKind.MISMATCH: ("book is not as listed", "books are not as listed"),
    NoticeKind.QUOTA_GONE: ("quota is used up", "quotas are used up"),
    NoticeKind.APPLIED: ("book updated", "books updated"),
}
_ORDER: Final = tuple(NoticeKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice.

    Args:
        kind: Of what.
        subject: What it is about; a kind has one notice of each subject as long as it holds.
        text: In one line; may contain texts from others.
        page: The path of the daemon's page about it; None for the overview.
    """

    kind: NoticeKind
    subject: str
    text: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as sent: plain text."""

    title: str
    body: str


def message(notices: Sequence[Notice], *, page: str) -> Message:
    """All of these in one message.

    Args:
        notices: At least one.
        page: The address of the daemon's page, without a slash at its end.
    """
    by_kind = sorted(notices, key=lambda notice: _ORDER.index(notice.kind))
    groups = [(kind, list(group)) for kind, group in groupby(by_kind, key=lambda notice: notice.kind)]
    title = ", ".join(_counted(kind, len(group)) for kind, group in groups)
    lines = [line for kind, group in groups for line in (*_lines(kind, group, page), "")]
    return Message(f"shelfhook: {title}", "\n".join([*lines, f"{page}/"]))


def _counted(kind: NoticeKind, number: int) -> str:
    one, many = _COUNTED[kind]
    return f"{number} {ngettext(one, many, number)}"


def _lines(kind: NoticeKind, group: Sequence[Notice], page: str) -> Iterator[str]:
    yield f"{_counted(kind, len(group))}:"
    for notice in group[:EACH]:
        yield f"- {unmarked(harmless(notice.text))}"
        if notice.page is not None:
            yield f"  {page}{notice.page}"
    if len(group) > EACH:
        yield f"- and {len(group) - EACH} more"


def by_subject(notices: Iterable[Notice]) -> dict[tuple[NoticeKind, str], Notice]:
    """The notices by kind and subject."""
    return {(notice.kind, notice.subject): notice for notice in notices}
