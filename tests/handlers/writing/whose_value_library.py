"""The books of one example of whose value wins, and what happens to them but for the rules."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from whose_value_fields import TAPE, VALUES, is_persons
from whose_value_world import World

from domain.errors import TransientError
from domain.facts import ChangeSource
from domain.policy import FieldName
from sandbox.audiobookshelf import Fault, write_audio
from store.changes import Change

Spot = tuple[int, FieldName]
"""A field of a book, by the book's number."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The call of an operation that breaks off, counted from 0, and on which side of its effect.

    `half` leaves the metadata.json of the written items as it was: the server died between the two.
    """

    call: int
    drop: str
    half: bool = False


class TwoBooks(RuleBasedStateMachine):
    """Two books; one's files say who reads it and who published it, and the other has two files."""

    world: ClassVar[World]
    fields: ClassVar[Sequence[FieldName]]

    def __init__(self) -> None:
        super().__init__()
        self.process = self.world.process()
        self.changes = self.process.desk.changes
        self.persons: dict[Spot, Any] = {}
        self.disturbed: set[Spot] = set()
        self.locked: set[Spot] = set()
        self.filled: set[Spot] = set()

    @initialize(
        numbers=st.tuples(st.integers(0, 2 * len(VALUES)), st.integers(0, 2 * len(VALUES))),
        used=st.sampled_from([(0,), (1,), (0,), (0, 1)]),
        theirs=st.sampled_from([None, 1, None, 0, None]),
    )
    def books_are_added(self, numbers: tuple[int, int], used: tuple[int, ...], theirs: int | None) -> None:
        """An example is about one or two fields of one or two books: what matters happens between few.

        In some of them a person has filled in the first one already.
        """
        self.world.examples += 1
        self.names = sorted({self.fields[number % len(self.fields)] for number in numbers})
        self.folder = self.world.folder / "books" / str(self.world.examples)
        for path, tags in (("Tape/1.mp3", TAPE), ("Bare/1.mp3", {}), ("Bare/2.mp3", {})):
            write_audio(self.folder / path, seconds=60, tags=tags)
        added = {book.rel_path.rpartition("/")[2]: book for book in self.world.shelf.scan_library().added}
        self.books = [added["Tape"], added["Bare"]]
        for book in self.books:
            self.run(self.world.know_the_pictures(book.id))
        self.used = used
        for place in used if theirs is not None else ():
            self.edit(place, self.names[0], VALUES[self.names[0]][theirs or 0], {})

    def teardown(self) -> None:
        if hasattr(self, "books"):
            shutil.rmtree(self.folder)
            for book in self.books:
                self.world.shelf.forget(book.id)

    def wanted(self, picks: Sequence[int]) -> dict[FieldName, Any]:
        """What a source says of each of the example's fields."""
        picked = zip(self.names, picks, strict=False)
        return {name: VALUES[name][pick % len(VALUES[name])] for name, pick in picked}

    def place(self, number: int) -> int:
        return self.used[number % len(self.used)]

    def run(self, work: Any) -> Any:
        self.time_passes()
        return self.world.runner.run(work)

    def time_passes(self) -> None:
        self.world.clock.advance(timedelta(seconds=1))

    def ends(self, work: Any, crash: Crash | None) -> bool:
        """Whether it came to its end. A crash is one of the process as well: the next one starts again."""
        stored = [book.stored for book in self.books]
        orders = self.world.shelf.state.orders
        if crash is not None:
            orders.add(Fault(), times=crash.call, on="")
            orders.add(Fault(drop=crash.drop), times=1, on="")
        sent = len(self.world.shelf.writes)
        try:
            self.run(work)
        except TransientError:
            self.process = self.world.process()
            if crash is not None and crash.half and len(self.world.shelf.writes) > sent:
                for book, former in zip(self.books, stored, strict=True):
                    book.stored = former
            return False
        finally:
            orders.waiting.clear()
        return True

    async def bring(
        self, wanted: Mapping[FieldName, Any], which: Sequence[int], source: ChangeSource
    ) -> None:
        for place in which:
            await self.process.bring(self.books[place].id, wanted, source)

    async def bring_while(
        self, wanted: Mapping[FieldName, Any], place: int, name: FieldName, value: Any
    ) -> None:
        """Apply what MAM says, while a person edits between our write and the look at it."""
        clock = self.world.clock
        clock.slept.clear()
        async with asyncio.TaskGroup() as tasks:
            applying = tasks.create_task(self.bring(wanted, [place], ChangeSource.MAM))
            while not applying.done():
                await clock.sleep(timedelta(0))
                if timedelta(seconds=1) in clock.slept:
                    self.edit(place, name, value, await self._newest_of(place))
                    clock.slept.clear()
                    clock.advance(timedelta(seconds=1))

    def edit(self, place: int, name: FieldName, value: Any, newest: Mapping[str, Change]) -> None:
        """Enter *value* as a person, and note in the model whether the field is theirs now."""
        book, before = self.books[place], self.values(place)[name]
        self.world.enter(book, name, value)
        now = self.values(place)[name]
        if now == before:
            return
        self.disturbed.add((place, name))
        self.persons.pop((place, name), None)
        if is_persons(self.world.item(book), name, now, newest.get(name)):
            self.persons[place, name] = now

    def values(self, place: int) -> dict[FieldName, Any]:
        """What the example's fields hold."""
        book = self.books[place]
        item = self.world.item(book)
        return {name: self.world.value(book, item, name) for name in self.names}

    def held(self) -> dict[Spot, Any]:
        """The same of both books."""
        return {(place, name): value for place in (0, 1) for name, value in self.values(place).items()}

    def note_filled(self, before: Mapping[Spot, Any]) -> set[Spot]:
        """What holds another value than before; where that is a write of ours and no quick edit, it was ours once."""
        changed = {spot for spot, value in self.held().items() if value != before[spot]}
        self.filled |= {(place, name) for place, name in changed if name.value in self.newest(place)}
        return changed

    def newest(self, place: int) -> Mapping[str, Change]:
        return self.world.runner.run(self._newest_of(place))

    async def _newest_of(self, place: int) -> Mapping[str, Change]:
        item_id = self.books[place].id
        newest = [await self.changes.newest_of(item_id, name.value) for name in self.names]
        return {change.field: change for change in newest if change is not None}

    def history(self, *places: int) -> list[Change]:
        """Of these books, of all without them; the newest first."""
        found = [
            change
            for place in places or self.used
            for change in self.world.runner.run(self.changes.recent(item_id=self.books[place].id, limit=1000))
        ]
        return sorted(found, key=lambda change: change.id, reverse=True)

    def everything(self) -> tuple[Any, ...]:
        """What must not change when an event is repeated."""
        history = [(change.id, change.status) for change in self.history()]
        return len(self.world.shelf.writes), history, self.held()
