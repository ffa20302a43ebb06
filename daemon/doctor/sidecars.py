"""Metadata files that shelfhook wrote beside books: they are there for half a minute, until the book's item has their values."""

from datetime import timedelta
from gettext import ngettext
from typing import Final

from daemon.doctor.finding import Seen, good, warning
from daemon.doctor.patient import Patient
from daemon.words.units import count
from domain.counted import counted

_USUAL: Final = timedelta(minutes=15)


async def probe(patient: Patient) -> Seen:
    """Name those that are there for longer; nothing is read on the disk."""
    now = patient.parts.clock.now()
    present = await patient.parts.store.sidecars.present()
    late = [one for one in present if now - one.written_at > _USUAL]
    if not late:
        return good(
            f"{count(len(present), 'metadata file', 'metadata files')} of shelfhook's beside books"
            if present
            else "no metadata file of shelfhook's is beside a book"
        )
    return warning(
        f"{late[0].path} is shelfhook's and waits for a library item{_more(len(late) - 1)}",
        "let Audiobookshelf scan the library, or undo the import: with a later item, the file's values win over your edits",
    )


def _more(number: int) -> str:
    return f", as {ngettext('does', 'do', number)} {counted(number, 'other', 'others')}" if number else ""
