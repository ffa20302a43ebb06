"""What sees to the chapters of library items, made of the daemon's parts."""

from daemon.connections import Connections
from daemon.parts import Parts
from daemon.wiring.books import sayings
from handlers.chapters_due import SeeToChapters
from handlers.writing.chapters import CureChapters, FillChapters
from handlers.writing.write_fields import WriteFields


def build(parts: Parts, connections: Connections, write_fields: WriteFields) -> SeeToChapters:
    """The handler of this daemon."""
    return SeeToChapters(
        cure=CureChapters(desk=write_fields.desk, scans=parts.settings.abs_scan == "auto"),
        fill=FillChapters(
            search=connections.book_search,
            region=parts.settings.abs_provider_region,
            gather=sayings(parts),
            answers=parts.store.source_answers,
            write_fields=write_fields,
            clock=parts.clock,
        ),
    )
