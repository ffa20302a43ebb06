"""The enrichment cycle and its sources."""

from collections.abc import Callable, Mapping
from typing import Final

from daemon.config.enriching import AUDIBLE, GOOGLE
from daemon.connections import Connections
from daemon.parts import Parts
from domain.described import Describe
from domain.facts import ChangeSource
from domain.policy import only_empty, with_chapters
from handlers.enriching.audible import AskAudible
from handlers.enriching.google_books import AskGoogleBooks
from handlers.enriching.look_up import LookUp
from handlers.enriching.source import Source
from handlers.enrichment_due import EnrichBooks
from handlers.writing.item_desk import ItemDesk
from handlers.writing.write_fields import WriteFields
from store.answered_books import AnsweredBooks


def build(parts: Parts, connections: Connections, desk: ItemDesk) -> EnrichBooks:
    """The cycle with the sources that are set, in their order."""
    store = parts.store
    policy = with_chapters(parts.settings.metadata_policy, parts.settings.chapters)
    return EnrichBooks(
        sources=[_SOURCES[name](parts, connections, desk) for name in parts.settings.enrichment_sources],
        look_up=LookUp(
            audiobookshelf=connections.audiobookshelf,
            write_fields=WriteFields(desk=desk, policy=only_empty(policy)),
            books=store.books,
            downloads=store.downloads,
            answers=store.source_answers,
            clock=parts.clock,
        ),
        mirror=store.mirror,
        runs=store.runs,
        clock=parts.clock,
    )


def _audible(parts: Parts, connections: Connections, desk: ItemDesk) -> Source:
    settings, store = parts.settings, parts.store
    return AskAudible(
        search=connections.book_search,
        provider=settings.book_provider,
        queue=AnsweredBooks(db=store.db, source=ChangeSource.AUDIBLE, whole_library=settings.enrich_library),
        requests=parts.audible,
        downloads=store.downloads,
        answers=store.source_answers,
        fields=desk.fields,
        policy=settings.metadata_policy,
        describe=Describe(genres=settings.genres),
    )


def _google_books(parts: Parts, connections: Connections, desk: ItemDesk) -> Source:  # noqa: ARG001 - as every source is made
    return AskGoogleBooks(
        google_books=connections.google_books,
        queue=parts.store.enrichment,
        day=parts.lookups,
        with_edition=parts.settings.enrich_edition_fields,
    )


_SOURCES: Final[Mapping[str, Callable[[Parts, Connections, ItemDesk], Source]]] = {
    AUDIBLE: _audible,
    GOOGLE: _google_books,
}
