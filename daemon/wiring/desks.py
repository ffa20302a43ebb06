"""What the handlers share with the page, the API and the commands."""

from dataclasses import dataclass

from daemon.connections import Connections
from daemon.parts import Acquisition, Parts
from daemon.wiring import acquisition, enriching, importing
from daemon.wiring.importing import Importing
from daemon.wiring.library import Library
from domain.listed_duration import DurationTag
from handlers.enrichment_due import EnrichBooks
from handlers.library.as_written import MirrorWritten
from handlers.writing.item_desk import ItemDesk
from handlers.writing.item_fields import ItemFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Desks:
    """One of each: their locks keep a handler and a person apart.

    Args:
        items: The daemon's only way of changing library items.
        importing: All that puts torrents' files into the library, and the library.
        acquisition: Searching and adding.
        enrich_books: The enrichment cycle.
    """

    items: ItemDesk
    importing: Importing
    acquisition: Acquisition
    enrich_books: EnrichBooks

    @property
    def library(self) -> Library:
        """What finds, mirrors and watches library items."""
        return self.importing.library


def build(parts: Parts, connections: Connections) -> Desks:
    """Put them together."""
    items, importer = item_desk(parts, connections), importing.build(parts, connections)
    return Desks(
        items=items,
        importing=importer,
        acquisition=acquisition.build(parts, connections, importer.library.newest),
        enrich_books=enriching.build(parts, connections, items),
    )


def item_desk(parts: Parts, connections: Connections) -> ItemDesk:
    """The way of changing library items; a daemon needs exactly one."""
    return ItemDesk(
        audiobookshelf=connections.audiobookshelf,
        changes=parts.store.changes,
        locks=parts.store.field_locks,
        fields=ItemFields(DurationTag(parts.settings.abs_duration_tag), parts.settings.tags_from_mam),
        clock=parts.clock,
        dry_run=parts.settings.dry_run,
        items=parts.store.item_locks,
        written=MirrorWritten(parts.clock),
    )
