"""Sets fields of library items where no person has spoken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clients.audiobookshelf import LibraryItem
from domain.chapters import is_left_open
from domain.errors import NotFoundError
from domain.facts import ChangeSource
from domain.merging import Decision, Standing, decide
from domain.policy import FieldName, Policy, Rule, rule_for
from domain.value_words import value_in_words
from handlers.writing.item_desk import FieldDecision, ItemDesk, KnownItem, NewValue, Reason, ServedItem
from store.changes import Change

__all__ = ["Reason", "WriteFields", "Written"]

Wanted = Callable[[LibraryItem], Mapping[FieldName, Any]]
"""By field what an item should hold, given what it is."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of each field, as a phrase; the item as it was before, and as it was read last.

    `changed` are the fields that were to hold another value, also where that did not come about; `kept` those that
    were left because a person has spoken.
    """

    before: LibraryItem
    item: LibraryItem
    phrases: Mapping[FieldName, str]
    changed: frozenset[FieldName]
    kept: frozenset[FieldName]

    @property
    def sentence(self) -> str:
        """The changed and the kept fields in one line."""
        fields: dict[str, list[str]] = {}
        for name, phrase in self.phrases.items():
            if name in self.changed | self.kept:
                fields.setdefault(f"kept, {phrase}" if name in self.kept else phrase, []).append(name)
        told = (f"{', '.join(names)}: {phrase}" for phrase, names in fields.items())
        return "; ".join(told) or "nothing to change"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFields:
    """Sets fields as the policy allows, and never where a person has spoken.

    Safe to repeat: what is right already is not sent again, and a person's value stays.

    Args:
        desk: Changes the items.
        policy: When a field may be written.
    """

    desk: ItemDesk
    policy: Policy

    async def __call__(self, item_id: str, wanted: Mapping[FieldName, Any], reason: Reason) -> Written:
        """Set what may be set of *wanted*.

        Args:
            item_id: The item.
            wanted: By field what it should hold.
            reason: Whose words these are.

        Raises:
            NotFoundError: The item is gone.
            TransientError: Audiobookshelf did not keep what it was sent.
            ScanningError: It is scanning the item, or was while it was written.
        """
        written = await self.as_it_is(item_id, lambda _: wanted, reason)
        if written is None:
            raise NotFoundError(f"Audiobookshelf no longer has the item {item_id}")
        return written

    async def as_it_is(self, item_id: str, wanted: Wanted, reason: Reason) -> Written | None:
        """Set what may be set of what is wanted of the item as it is now; None when it is gone.

        Raises:
            TransientError: Audiobookshelf did not keep what it was sent.
            ScanningError: It is scanning the item, or was while it was written.
        """
        served = (await self.desk([item_id], partial(self._decide, wanted, reason))).get(item_id)
        return None if served is None else self._written(served)

    def _decide(self, wanted: Wanted, reason: Reason, known: KnownItem) -> Mapping[FieldName, FieldDecision]:
        """What becomes of each field that something is wanted of."""
        return {
            name: self._decide_field(known, name, self.desk.fields.normal(name, value), reason)
            for name, value in wanted(known.item).items()
        }

    def _decide_field(self, known: KnownItem, name: FieldName, wanted: Any, reason: Reason) -> FieldDecision:
        decision = self.weigh(known, name, wanted, reason.source)
        new = NewValue(value=wanted, reason=reason) if decision.write else None
        return FieldDecision(decision.why, new, kept=decision.kept)

    def weigh(self, known: KnownItem, name: FieldName, wanted: Any, source: ChangeSource) -> Decision:
        """Whether what a source says, in its normal form, may be written, and why. Nothing else decides that."""
        standing = self.standing(known, name)
        right = self.desk.fields.same(name, wanted, standing.current)
        rule = rule_for(self.policy, name, source)
        if name is FieldName.CHAPTERS and rule is Rule.NEVER:
            return Decision(write=False, why="CHAPTERS is off")
        return decide(standing, standing.current if right else wanted, rule)

    def standing(self, known: KnownItem, name: FieldName) -> Standing:
        """What is known of a field."""
        fields, item, last = self.desk.fields, known.item, self.desk.fields.last(known.newest, name)
        current = fields.value(item, name)
        left = _LOCKED if name in known.locked else _why_left(last)
        embedded = fields.embedded(item, name)
        is_files = embedded is not None and fields.same(name, embedded, current)
        if last is not None and current == last.after:
            return Standing(current=current, last_written=last.after, left_to_people=left)
        # That chapters are set moves no time of the item (facts/audiobookshelf_2.md 3).
        as_scanned = name is not FieldName.CHAPTERS and _as_scanned(item)
        if last is not None and not as_scanned:
            files = current if is_files and known.scans_revert else None
            return Standing(current=current, last_written=last.after, from_files=files, left_to_people=left)
        # What was written before the item was added again is gone, and no person removed it.
        return Standing(
            current=current,
            from_files=current if is_files or as_scanned else None,
            is_placeholder=_is_placeholder(item, name, as_scanned=as_scanned),
            left_to_people=left,
        )

    def _written(self, served: ServedItem) -> Written:
        phrases = {
            name: one.why if one.new is None else self._outcome(served.item, name, one.new.value)
            for name, one in served.decided.items()
        }
        changed = frozenset(name for name, one in served.decided.items() if one.new is not None)
        kept = frozenset(name for name, one in served.decided.items() if one.kept)
        return Written(served.before, served.item, phrases, changed, kept)

    def _outcome(self, item: LibraryItem, name: FieldName, value: Any) -> str:
        fields = self.desk.fields
        if self.desk.dry_run:
            return f"would be set to {value_in_words(value)}"
        if fields.same(name, value, fields.value(item, name)):
            return f"set to {value_in_words(value)}"
        return "someone changed it while it was written"


def _as_scanned(item: LibraryItem) -> bool:
    """Whether the item was not changed since it was added, and no metadata.json brought a person's values along."""
    untouched = item.added_at is not None and item.added_at == item.updated_at
    return untouched and not item.brings_metadata


def _is_placeholder(item: LibraryItem, name: FieldName, *, as_scanned: bool) -> bool:
    """Whether a scan put there what it had for want of a value: the path for a title, each file for a chapter."""
    if name is FieldName.CHAPTERS:
        return is_left_open(item.chapters, item.chapter_files)
    return as_scanned and name is FieldName.TITLE and item.titled_by_path


_LOCKED: Final = "you locked it"


def _why_left(last: Change | None) -> str | None:
    if last is None or last.source is not ChangeSource.PERSON:
        return None
    return f"you undid change {last.undoes}"
