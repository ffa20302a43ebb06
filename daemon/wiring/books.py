"""What a person sees and says of one book, made of the daemon's parts."""

from daemon.parts import BookDesk, Parts
from domain.described import Describe
from domain.listed_duration import DurationTag
from domain.policy import with_chapters
from handlers.writing.cover import CoverDesk
from handlers.writing.describe_book import DescribeBook
from handlers.writing.describe_cover import DescribeCover
from handlers.writing.item_desk import ItemDesk
from handlers.writing.sayings import GatherSayings
from handlers.writing.take_cover import TakeCover
from handlers.writing.take_value import LockField, TakeValue
from handlers.writing.write_fields import WriteFields


def sayings(parts: Parts) -> GatherSayings:
    """What reads from the store what the sources said."""
    settings, store = parts.settings, parts.store
    return GatherSayings(
        joined=store.views.of_book,
        answers=store.source_answers,
        describe=Describe(genres=settings.genres, tags=settings.tags_from_mam),
        duration_tag=DurationTag(settings.abs_duration_tag),
    )


def build(parts: Parts, desk: ItemDesk, covers: CoverDesk) -> BookDesk:
    """The one of this daemon, on its only ways of changing library items and their covers."""
    store, gather = parts.store, sayings(parts)
    return BookDesk(
        describe=DescribeBook(
            write_fields=WriteFields(
                desk=desk, policy=with_chapters(parts.settings.metadata_policy, parts.settings.chapters)
            ),
            gather=gather,
            books=store.books,
            cover=DescribeCover(covers),
        ),
        take=TakeValue(desk=desk, gather=gather, cover=TakeCover(desk=covers, joined=store.views.of_book)),
        lock=LockField(desk=desk, books=store.books, clock=parts.clock),
    )
