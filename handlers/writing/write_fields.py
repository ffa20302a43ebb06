"""Setting fields of library items where no person has spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.audiobookshelf import LibraryItem
from domain.errors import NotFoundError
from domain.facts import ChangeSource
from domain.merging import Decision, Standing, decide
from domain.policy import FieldName, Policy
from handlers.writing.item_desk import JustRead, KnownItem, NewValue, Reason, SendChanges
from store.changes import Change

__all__ = ["Reason", "WriteFields", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of each field, as a phrase, and the item as it was read last."""

    item: LibraryItem
    phrases: Mapping[FieldName, str]

    @property
    def sentence(self) -> str:
        """All fields in one line."""
        return "; ".join(f"{name}: {phrase}" for name, phrase in self.phrases.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFields:
    """Sets fields as the policy allows, and never where a person has spoken.

    Safe to repeat: what is right already is not sent again, and a person's value stays.

    Args:
        send: Changes the items.
        policy: When a field may be written.
    """

    send: SendChanges
    policy: Policy

    async def __call__(
        self,
        item_id: str,
        wanted: Mapping[FieldName, Any],
        reason: Reason,
        *,
        just_read: JustRead | None = None,
    ) -> Written:
        """Set what may be set of *wanted*.

        Args:
            item_id: The item.
            wanted: By field what it should hold.
            reason: Whose words these are.
            just_read: The item, where it was read a moment ago.

        Raises:
            NotFoundError: The item is gone.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        written = await self.many({item_id: wanted}, reason, just_read=just_read)
        if item_id not in written:
            raise NotFoundError(f"audiobookshelf has no item {item_id} any more")
        return written[item_id]

    async def many(
        self,
        wanted: Mapping[str, Mapping[FieldName, Any]],
        reason: Reason,
        *,
        just_read: JustRead | None = None,
    ) -> Mapping[str, Written]:
        """Set what may be set of what is wanted for each item, by id.

        Returns:
            By id what became of each item's fields; items that are gone are left out.

        Raises:
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        phrases: dict[str, dict[FieldName, str]] = {}
        sent: dict[str, dict[FieldName, Any]] = {}

        async def choose(known: KnownItem) -> Mapping[FieldName, NewValue]:
            told, allowed = phrases.setdefault(known.item.id, {}), sent.setdefault(known.item.id, {})
            for name, value in wanted[known.item.id].items():
                tidy = self.send.fields.normal(name, value)
                decision = await self._decide(known, name, tidy)
                told[name] = decision.why
                if decision.write:
                    allowed[name] = tidy
            return {name: NewValue(value=value, reason=reason) for name, value in allowed.items()}

        items = await self.send(wanted, choose, just_read=just_read)
        for item_id, item in items.items():
            phrases[item_id] |= {
                name: self._outcome(item, name, value) for name, value in sent[item_id].items()
            }
        return {item_id: Written(item, phrases[item_id]) for item_id, item in items.items()}

    async def _decide(self, known: KnownItem, name: FieldName, wanted: Any) -> Decision:
        standing = await self._standing(known.item, name, known.newest.get(name))
        right = self.send.fields.same(name, wanted, standing.current)
        return decide(standing, standing.current if right else wanted, self.policy[name])

    async def _standing(self, item: LibraryItem, name: FieldName, last: Change | None) -> Standing:
        fields = self.send.fields
        current = fields.value(item, name)
        left = None if last is None else _why_left(last)
        embedded = fields.embedded(item, name)
        says_so = embedded is not None and fields.same(name, embedded, current)
        if last is not None and current == last.after:
            return Standing(current=current, last_written=last.after, left_to_people=left)
        if last is None or _as_scanned(item):
            # What was written before the item was added anew is gone, and nobody took it away.
            nobodys = says_so or _as_scanned(item)
            return Standing(current=current, from_files=current if nobodys else None, left_to_people=left)
        reverted = says_so and await self._scans_revert(item)
        return Standing(
            current=current,
            last_written=last.after,
            from_files=current if reverted else None,
            left_to_people=left,
        )

    async def _scans_revert(self, item: LibraryItem) -> bool:
        """Whether a scan of its library undoes what is written over the API; facts/audiobookshelf.md 3."""
        libraries = await self.send.audiobookshelf.libraries()
        return any(
            library.id == item.library_id and "absMetadata" not in library.metadata_precedence
            for library in libraries
        )

    def _outcome(self, item: LibraryItem, name: FieldName, value: Any) -> str:
        fields = self.send.fields
        if self.send.dry_run:
            return f"would be set to {fields.shown(value)}"
        if fields.same(name, value, fields.value(item, name)):
            return f"set to {fields.shown(value)}"
        return "a person changed it while it was written"


def _as_scanned(item: LibraryItem) -> bool:
    """Whether nobody changed the item since it was added, and no metadata.json brought a person's values along."""
    untouched = item.added_at is not None and item.added_at == item.updated_at
    return untouched and not item.brings_metadata


def _why_left(last: Change) -> str | None:
    return f"a person undid change {last.undoes}" if last.source is ChangeSource.PERSON else None
