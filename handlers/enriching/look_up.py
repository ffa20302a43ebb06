"""Looks one book up at one source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clients.audiobookshelf import Audiobookshelf, LibraryItem
from domain.clock import Clock
from domain.enrichment import LONGEST, Finding, filling
from domain.errors import NeedsPersonError
from domain.events import Event
from domain.policy import FieldName
from handlers.enriching.source import Source
from handlers.library.mirror import book_of
from handlers.writing.chapters import chapters_due
from handlers.writing.cover_standing import cover_due
from handlers.writing.write_fields import Reason, WriteFields
from store.books import Books
from store.downloads import Downloads
from store.enrichment import DueBook
from store.source_answers import SourceAnswer, SourceAnswers


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The item that was looked up, what was found, and the fields that now hold something.

    `finding` is None where nothing is empty that the source may fill, so that it was not asked. `then` follows: a cover
    where the source has a picture for an item without one, chapters where its ASIN is known by now.
    """

    item: LibraryItem
    finding: Finding | None
    filled: Sequence[FieldName] = ()
    then: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Fills a book's empty fields from what a source says, by one write, and remembers the answer.

    Args:
        audiobookshelf: The library.
        write_fields: Sets fields in it where they are empty.
        books: The mirror's rows.
        downloads: The records of what is joined to an item.
        answers: What each source said.
        clock: The time.
    """

    audiobookshelf: Audiobookshelf
    write_fields: WriteFields
    books: Books
    downloads: Downloads
    answers: SourceAnswers
    clock: Clock

    async def __call__(
        self, source: Source, book: DueBook, *, run_id: int, event_id: int
    ) -> LookedUp | NeedsPersonError | None:
        """What came of it, or the source's refusal; None when the item is gone."""
        # The library first: while it is away, no source is asked in vain.
        item = await self.audiobookshelf.item(book.item_id)
        if item is None or item.is_missing:
            return None
        empty = await source.empty(item)
        if not empty:
            await self._settle(source, book, in_vain=LONGEST)
            await self.books.save([book_of(item)], now=self.clock.now())
            return LookedUp(item, None)
        try:
            finding = await source.find(item, in_vain=book.in_vain)
        except NeedsPersonError as error:
            return error
        reason = Reason(source=source.name, event_id=event_id, download_id=None, run_id=run_id)
        wanted = filling(finding.values, empty, item.title)
        item = await self._fill(item, wanted, reason)
        filled = self._filled(item, wanted)
        in_vain = source.in_vain_after(book.in_vain, finding, filled=bool(filled))
        if self.write_fields.desk.dry_run and filled:
            in_vain = 0  # the real run must not find the book put off for weeks
        await self._settle(source, book, in_vain=in_vain)
        await self._keep(source, book, finding, in_vain=in_vain)
        return LookedUp(item, finding, filled, await self._then(item, finding))

    async def _fill(
        self, item: LibraryItem, wanted: Mapping[FieldName, object], reason: Reason
    ) -> LibraryItem:
        """Fill the fields, in the library and here; the item as it is then."""
        if wanted:
            item = (await self.write_fields(item.id, wanted, reason)).item
        await self.books.save([book_of(item)], now=self.clock.now())
        return item

    def _filled(self, item: LibraryItem, wanted: Iterable[FieldName]) -> Sequence[FieldName]:
        """Those of the fields that now hold something."""
        desk = self.write_fields.desk
        return tuple(name for name in wanted if desk.dry_run or desk.fields.value(item, name))

    async def _then(self, item: LibraryItem, finding: Finding) -> tuple[Event, ...]:
        """What the item wants besides its fields, by what was found."""
        joined, policy = await self.downloads.of_item(item.id), self.write_fields.policy
        picture, number = finding.values.get(FieldName.COVER), joined[0].id if joined else None
        chapters = chapters_due(policy, item, number) if finding.values.get(FieldName.ASIN) else ()
        return (*cover_due(policy, item, picture, number), *chapters)

    async def _settle(self, source: Source, book: DueBook, *, in_vain: int) -> None:
        await source.queue.settle([book.item_id], in_vain=in_vain, now=self.clock.now())

    async def _keep(self, source: Source, book: DueBook, finding: Finding, *, in_vain: int) -> None:
        await self.answers.keep(
            SourceAnswer(
                item_id=book.item_id,
                source=source.name,
                asked_at=self.clock.now(),
                in_vain=in_vain,
                found=finding.found,
                values={name.value: value for name, value in finding.values.items()},
                why=finding.why,
            )
        )
