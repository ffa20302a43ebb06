"""What a person sees and says of one book, made of the daemon's parts."""

from daemon.parts import BookDesk, Parts
from domain.described import Describe
from domain.listed_duration import DurationTag
from handlers.writing.describe_book import DescribeBook
from handlers.writing.item_desk import ItemDesk
from handlers.writing.sayings import GatherSayings
from handlers.writing.take_value import LockField, TakeValue
from handlers.writing.write_fields import WriteFields


def build(parts: Parts, desk: ItemDesk) -> BookDesk:
    """The one of this daemon, on its only way of changing library items."""
    settings, store = parts.settings, parts.store
    gather = GatherSayings(
        joined=store.views.of_book,
        answers=store.source_answers,
        describe=Describe(genres=settings.genres, tags=settings.tags_from_mam),
        duration_tag=DurationTag(settings.abs_duration_tag),
    )
    return BookDesk(
        describe=DescribeBook(
            write_fields=WriteFields(desk=desk, policy=settings.metadata_policy),
            gather=gather,
            books=store.books,
        ),
        take=TakeValue(desk=desk, gather=gather),
        lock=LockField(desk=desk, books=store.books, clock=parts.clock),
    )
