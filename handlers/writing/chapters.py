"""Gives items chapters: of all their files where a scan came too early, of a source where they have none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clients.audiobookshelf import BookSearch, LibraryItem
from clients.audiobookshelf.marks import FoundChapters
from domain.asin import asin_of
from domain.chapters import as_json, fitted, from_json, is_left_open, is_of_a_part, problem, same_length
from domain.clock import Clock
from domain.counted import counted
from domain.errors import NotFoundError, TransientError, UnexpectedAnswerError
from domain.events import ChaptersDue
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName, Policy, Rule
from handlers.writing.item_desk import FieldDecision, ItemDesk, KnownItem, NewValue, Reason
from handlers.writing.sayings import GatherSayings, Said
from handlers.writing.write_fields import WriteFields
from store.changes import Change
from store.source_answers import SourceAnswer, SourceAnswers

_NAME: Final = FieldName.CHAPTERS
_ASKED: Final = "asked asin"
"""Beside the values of an answer: the ASIN that was asked for."""


def chapters_due(policy: Policy, item: LibraryItem, download_id: int | None) -> tuple[ChaptersDue, ...]:
    """The event that sees to an item's chapters, where there is anything to see to."""
    files, chapters = item.chapter_files, item.chapters
    lacks = policy[_NAME] is not Rule.NEVER and asin_of(item.asin) and is_left_open(chapters, files)
    due = not item.is_missing and files and (lacks or is_of_a_part(chapters, files))
    return (ChaptersDue(item=item.id, download=download_id),) if due else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CureChapters:
    """Lets an item have the chapters of all its files, where its first scan saw only some of them.

    Audiobookshelf keeps what its first scan made, also when files are added: the one cure is to empty the chapters and
    to scan the item (facts/audiobookshelf_2.md 3). It is done once for an item, and only where the chapters are just
    what a scan made of a part of the files. Safe to repeat, after a crash between the two steps as well.

    Args:
        desk: Empties them.
        scans: Whether Audiobookshelf may be asked to scan, `ABS_SCAN`.
    """

    desk: ItemDesk
    scans: bool

    async def __call__(self, item_id: str, reason: Reason) -> str:
        """Cure an item's chapters if they need it; what became of it, as a phrase.

        Raises:
            NotFoundError: The item is gone.
            TransientError: Audiobookshelf did not do what it was sent.
        """
        shelf = self.desk.audiobookshelf
        if not self.scans or not (await shelf.me()).is_admin:
            return "they are of the files that came first: only a scan can fix that, and shelfhook may not ask for it"
        served = (await self.desk([item_id], partial(_decide, reason))).get(item_id)
        if served is None:
            raise NotFoundError(f"Audiobookshelf no longer has the item {item_id}")
        emptied = await self._emptied(served.item)
        if emptied is None:
            return served.decided[_NAME].why
        await shelf.scan_item(item_id)
        item = await shelf.item(item_id)
        if item is None or not item.chapters:
            raise TransientError("Audiobookshelf made no chapters of the files")
        after = self.desk.fields.value(item, _NAME)
        await self.desk.changes.settle({emptied.id: (ChangeStatus.WRITTEN, after)})
        return f"made again of {counted(len(item.audio_files), 'file', 'files')}"

    async def is_under_way(self, item: LibraryItem) -> bool:
        """Whether an item's chapters were emptied for a scan that did not come yet."""
        return await self._emptied(item) is not None

    async def _emptied(self, item: LibraryItem) -> Change | None:
        if item.chapters:
            return None
        last = (await self.desk.changes.newest([item.id])).get(item.id, {}).get(_NAME.value)
        return last if last is not None and last.source is ChangeSource.FILES and last.after == [] else None


def _decide(reason: Reason, known: KnownItem) -> Mapping[FieldName, FieldDecision]:
    return {_NAME: _emptying(reason, known)}


def _emptying(reason: Reason, known: KnownItem) -> FieldDecision:
    item = known.item
    if _NAME in known.locked:
        return FieldDecision("you locked them")
    if _NAME in known.newest:
        return FieldDecision("they were seen to before")
    if item.is_missing or not is_of_a_part(item.chapters, item.chapter_files):
        return FieldDecision("they are not those of a part")
    return FieldDecision("would be made again of all files", NewValue(value=[], reason=reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class FillChapters:
    """Gives an item the chapters that Audible lists for its ASIN, where it has none of its own.

    Only for a proved ASIN, and only if the recording is as long as the item; asked for once in an item's life, and
    once more only for another ASIN. Chapters that files or a person brought stay.

    Args:
        search: Asks Audiobookshelf, which asks Audnexus.
        region: Where the editions are sold.
        gather: What is known of the item, its ASIN among it.
        answers: Remembers what was said.
        write_fields: Decides and writes.
        clock: The time.
    """

    search: BookSearch
    region: str
    gather: GatherSayings
    answers: SourceAnswers
    write_fields: WriteFields
    clock: Clock

    async def __call__(self, item: LibraryItem, reason: Reason) -> str:
        """Set them if the item may have them; what became of it, as a phrase.

        Raises:
            NotFoundError: The item is gone.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        said = await self.gather(item.id)
        asin = _proved_asin(item, said)
        if asin is None:
            return "its ASIN is not proved"
        answer = next((one for one in said.answers if one.source is ChangeSource.AUDNEXUS), None)
        if answer is None or answer.values.get(_ASKED) != asin:
            answer = await self._ask(item, asin)
            await self.answers.keep(answer)
        if not answer.found:
            return answer.why or "not found"
        written = await self.write_fields.as_it_is(
            item.id, partial(_fitting, answer.values[_NAME.value]), reason
        )
        if written is None:
            raise NotFoundError(f"Audiobookshelf no longer has the item {item.id}")
        return written.phrases.get(_NAME, "the item has another length by now")

    async def _search(self, asin: str) -> tuple[FoundChapters | None, str | None]:
        """What was found, and what went wrong on the way; a source that is away says nothing of Audiobookshelf."""
        try:
            return await self.search.chapters(asin, region=self.region), None
        except (TransientError, UnexpectedAnswerError) as error:
            return None, str(error)

    async def _ask(self, item: LibraryItem, asin: str) -> SourceAnswer:
        found, why = await self._search(asin)
        why = why or _why_not(found, asin, item.duration_seconds)
        values: dict[str, Any] = {_ASKED: asin}
        if found is not None and why is None:
            values[_NAME.value] = as_json(fitted(found.chapters, item.duration_seconds))
        return SourceAnswer(
            item_id=item.id,
            source=ChangeSource.AUDNEXUS,
            asked_at=self.clock.now(),
            in_vain=0 if why is None else 1,
            found=why is None,
            values=values,
            why=why or f"the same ASIN, {asin}, and the same length",
        )


def _proved_asin(item: LibraryItem, said: Said) -> str | None:
    """The item's ASIN, where MAM's record or a source that is proved to mean this book says the same."""
    own = asin_of(item.asin)
    told = [] if said.download is None else [said.download.recording.asin]
    told += [one.values.get(FieldName.ASIN.value) for one in said.answers if one.found]
    return own if own in {asin_of(one) for one in told if isinstance(one, str)} else None


def _why_not(found: FoundChapters | None, asin: str, seconds: float) -> str | None:
    """Why these are not the item's chapters; None when they are."""
    if found is None:
        return f"Audible lists no chapters for {asin}"
    if found.asin != asin:
        return f"asked for {asin}, Audible spoke of {found.asin or 'nothing'}"
    if not same_length(found.seconds, seconds):
        return f"it is {found.seconds:.0f} s long at Audible, and {seconds:.0f} s here"
    return problem(found.chapters, seconds)


def _fitting(chapters: list[Any], item: LibraryItem) -> Mapping[FieldName, Any]:
    """The chapters, unless the item's files have changed since."""
    return {_NAME: chapters} if problem(from_json(chapters), item.duration_seconds) is None else {}
