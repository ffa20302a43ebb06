"""What every source that was asked says of a library item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.book_view import Sayings, SourceView
from domain.described import Describe
from domain.facts import ChangeSource, DurationVerdict
from domain.listed_duration import DurationTag
from domain.policy import FieldName
from store.downloads import Download
from store.source_answers import SourceAnswer, SourceAnswers
from store.views.of_book import OfBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What MAM's record of the item's download says, and what the other sources answered last."""

    download: Download | None
    answers: Sequence[SourceAnswer]
    describe: Describe
    duration_tag: DurationTag

    @property
    def sources(self) -> tuple[SourceView, ...]:
        """The sources that were asked."""
        mam = [] if self.download is None else [_of_record(self.download)]
        return (*mam, *map(_of_answer, self.answers))

    def values(self, called: Iterable[str]) -> Sayings:
        """What each source says of each field.

        Args:
            called: The titles under which the item's book is known.
        """
        said: dict[ChangeSource, Mapping[FieldName, Any]] = {}
        if self.download is not None:
            described = self.describe(self.download.recording, called=called)
            said[ChangeSource.MAM] = {**described, **self._checked(self.download)}
        for one in self.answers:
            said[one.source] = {
                FieldName(name): value for name, value in one.values.items() if name in _NAMES
            }
        return said

    def _checked(self, download: Download) -> Mapping[FieldName, Any]:
        """The two tags: the listed duration, and whether the files' is another."""
        listed, verdict = download.recording.duration_seconds, download.duration_verdict
        said: dict[FieldName, Any] = {}
        if listed is not None and (tag := self.duration_tag.text(listed)) is not None:
            said[FieldName.DURATION_TAG] = tag
        if verdict is not None and verdict is not DurationVerdict.UNKNOWN:
            said[FieldName.MISMATCH_TAG] = verdict.is_mismatch
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherSayings:
    """Reads from the store what the sources said; asks none of them.

    Args:
        joined: The downloads of items; of several, the one that was applied last speaks.
        answers: What the other sources said.
        describe: What a record of MAM says of each field.
        duration_tag: How the listed duration is written as a tag.
    """

    joined: OfBook
    answers: SourceAnswers
    describe: Describe
    duration_tag: DurationTag

    async def __call__(self, item_id: str) -> Said:
        """What is said of an item."""
        return Said(
            download=next(iter(await self.joined.downloads(item_id, limit=1)), None),
            answers=await self.answers.of(item_id),
            describe=self.describe,
            duration_tag=self.duration_tag,
        )


_NAMES: Final = frozenset(name.value for name in FieldName)


def _of_record(download: Download) -> SourceView:
    return SourceView(
        source=ChangeSource.MAM,
        asked_at=download.created_at,
        found=True,
        why=download.item_found_by,
        download=download.id,
    )


def _of_answer(answer: SourceAnswer) -> SourceView:
    return SourceView(source=answer.source, asked_at=answer.asked_at, found=answer.found, why=answer.why)
