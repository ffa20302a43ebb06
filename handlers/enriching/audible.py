"""Audible, by Audiobookshelf's own search, as a source of the enrichment cycle."""

from collections.abc import Sequence
from dataclasses import dataclass

from clients.audiobookshelf import BookSearch, LibraryItem
from domain import enrichment, second_source
from domain.described import Describe
from domain.enrichment import LONGEST, Finding
from domain.errors import QuotaGoneError
from domain.facts import ChangeSource
from domain.policy import FieldName, Policy, Rule
from domain.recording import Recording
from domain.second_source import FILLED, WORTH_ASKING, Held
from handlers.writing.item_fields import ItemFields
from store.answered_books import AnsweredBooks
from store.budgets import DayBudget
from store.downloads import Downloads
from store.enrichment import DueBook
from store.source_answers import SourceAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAudible:
    """Finds the recording of an item by one request, and only one that is proved to be it.

    It is asked only for what neither the item nor MAM's record of it says. What a recording that was found does not
    say is not known there, so that it is asked for again only after the longest interval.

    Args:
        search: At Audiobookshelf.
        provider: As Audiobookshelf calls it, with the region: ``audible.uk``.
        queue: The books from MAM, or of the whole library.
        requests: How many may be made in a day.
        downloads: What MAM says.
        answers: What was answered before.
        fields: How the fields show in an item.
        policy: Fields that are never written are not asked for.
        describe: What a record says of each field.
    """

    search: BookSearch
    provider: str
    queue: AnsweredBooks
    requests: DayBudget
    downloads: Downloads
    answers: SourceAnswers
    fields: ItemFields
    policy: Policy
    describe: Describe
    name: ChangeSource = ChangeSource.AUDIBLE
    title: str = "Audible"
    day: None = None
    not_set_up: None = None

    def lacks(self, book: DueBook) -> tuple[FieldName, ...]:
        """What is empty of what the mirror has."""
        facts = book.facts
        there = {
            FieldName.NARRATORS: book.narrators,
            FieldName.ABRIDGED: book.abridged,
            FieldName.SERIES: book.series,
            FieldName.ASIN: book.asin,
            FieldName.PUBLISHER: facts.publisher,
            FieldName.PUBLISHED_YEAR: facts.published_year,
            FieldName.DESCRIPTION: facts.description,
        }
        return tuple(name for name, value in there.items() if not value and self._may_write(name))

    def provable(self, book: DueBook) -> bool:  # noqa: ARG002 - MAM's record may have what the mirror lacks
        """Anything, as far as the mirror knows."""
        return True

    async def empty(self, item: LibraryItem) -> Sequence[FieldName]:
        """What neither the item nor MAM says; none where nothing of it is worth a request."""
        known = {name for record in await self._records(item) for name in self.describe(record)}
        if item.abridged or await self._said_whether_abridged(item):
            known.add(FieldName.ABRIDGED)
        names = [
            name
            for name in FILLED
            if name not in known and self._may_write(name) and not self.fields.value(item, name)
        ]
        return names if set(names) & set(WORTH_ASKING) else ()

    async def find(self, item: LibraryItem, *, in_vain: int) -> Finding:
        """What the recording says that is proved to be the item's, if there is one among the hits."""
        held = _held(item, await self._records(item))
        if not second_source.provable(held):
            return Finding(found=False, why="there is nothing to look it up by")
        if not await self.requests.take():
            raise QuotaGoneError(
                f"the day's {self.requests.limit} requests to Audible are used up (ABS_PROVIDER_PER_DAY)",
                retry_after=self.requests.until_next(),
            )
        asin = second_source.asin_to_ask(held, in_vain=in_vain)
        hits = (
            await self.search.books(self.provider, held.title or "", held.authors[0], item_id=item.id)
            if asin is None
            else await self.search.books(self.provider, asin, item_id=item.id)
        )
        return second_source.choose(held, hits)

    def in_vain_after(self, before: int, finding: Finding, *, filled: bool) -> int:
        """The longest interval after a recording that was found, else one look more."""
        return LONGEST if finding.found else enrichment.looks_in_vain(before, filled=filled)

    def _may_write(self, name: FieldName) -> bool:
        return self.policy[name] is not Rule.NEVER

    async def _records(self, item: LibraryItem) -> list[Recording]:
        return [download.recording for download in await self.downloads.of_item(item.id)]

    async def _said_whether_abridged(self, item: LibraryItem) -> bool:
        """Whether it said so before: that a book is unabridged shows nowhere in the item."""
        answers = await self.answers.of(item.id)
        return any(one.source is self.name and FieldName.ABRIDGED in one.values for one in answers)


def _held(item: LibraryItem, records: Sequence[Recording]) -> Held:
    """What the item says of its recording, and for what it does not say MAM's newest record."""
    record = records[0] if records else Recording()
    return Held(
        title=item.title or record.title,
        authors=item.authors or record.authors,
        narrators=item.narrators or record.narrators,
        series=item.series or record.series,
        asin=item.asin or record.asin,
        language=item.language or record.language,
        seconds=item.duration_seconds,
        abridged=item.abridged or record.abridged,
    )
