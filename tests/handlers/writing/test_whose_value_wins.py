"""A person's value is never lost, whatever happens in whatever order.

A model of who spoke last is kept beside a library that is written to, edited, scanned and undone at random,
with crashes between any two calls. Of a field it is a person's

* what they entered, where it differs from what the files say and from what was sent last: a person who enters
  the very value that was sent agrees with it;
* nothing, where they took away what was sent before: an empty field that was never written is there to be filled,
  and one that a scan has filled with the very value that was sent cannot be told from ours;
* what an undoing put back;
* whatever it holds, while they keep it locked.

HYPOTHESIS_PROFILE=thorough looks longer, and elsewhere each time.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from whose_value_world import EMPTY, FIELDS, POLICY, TAPE, VALUES, World, entered, is_persons

from clients.audiobookshelf import LibraryItem
from clients.audiobookshelf.item_reading import read_item
from domain.errors import TransientError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName, Rule
from handlers.writing.item_desk import Reason
from sandbox.audiobookshelf import Fault, write_audio
from sandbox.audiobookshelf.shapes import expanded
from store.changes import Change
from tests.fixtures.examples import THOROUGH

STEPS: Final = (
    settings(stateful_step_count=50)
    if THOROUGH
    # Shrinking takes longer than a test may: the thorough profile does it.
    else settings(stateful_step_count=25, derandomize=True, phases=[Phase.explicit, Phase.generate])
)

IN_TAGS: Final = (FieldName.NARRATORS, FieldName.PUBLISHER)
"""What files say has more to it, and comes more often."""

places = st.integers(0, 1)
data = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
edits = st.tuples(st.integers(0, 1), st.integers(0, 3))
"""Which of the example's fields, and which of its values; the first one is nothing."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The call of an operation that breaks off, counted from 0, and on which side of its effect.

    `half` leaves the metadata.json of the written items as it was: the server died between the two.
    """

    call: int
    drop: str
    half: bool = False


crashes = st.builds(
    Crash, call=st.integers(0, 3), drop=st.sampled_from(["before", "after"]), half=st.booleans()
)
rarely = st.sampled_from([False, False, False, True])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with asyncio.Runner() as runner:
        world = World(tmp_path, runner)
        runner.run(world.open())
        yield world
        runner.run(world.close())


class WhoseValueWins(RuleBasedStateMachine):
    """Two books; one's files say who reads it and who published it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.write, self.undo = self.world.process()
        self.changes = self.write.desk.changes
        self.persons: dict[tuple[int, FieldName], Any] = {}
        self.disturbed: set[tuple[int, FieldName]] = set()
        self.locked: set[tuple[int, FieldName]] = set()

    @initialize(
        names=st.sets(st.sampled_from([*VALUES, *IN_TAGS]), min_size=1, max_size=2),
        used=st.sampled_from([(0,), (1,), (0,), (0, 1)]),
    )
    def books_are_added(self, names: set[FieldName], used: tuple[int, ...]) -> None:
        """An example is about one or two fields of one or two books: what matters happens between few."""
        self.world.examples += 1
        self.names = sorted(names)
        self.folder = self.world.folder / "books" / str(self.world.examples)
        for name, tags in (("Tape", TAPE), ("Bare", {})):
            write_audio(self.folder / name / "1.mp3", seconds=60, tags=tags)
        added = {book.rel_path.rpartition("/")[2]: book for book in self.world.shelf.scan_library().added}
        self.books = [added["Tape"], added["Bare"]]
        self.used = used
        self._time_passes()

    def teardown(self) -> None:
        if hasattr(self, "books"):
            shutil.rmtree(self.folder)
            for book in self.books:
                self.world.shelf.forget(book.id)

    @rule(wanted=data, crash=crashes, breaks=rarely, dry=rarely)
    def data_come(self, wanted: dict[FieldName, Any], crash: Crash, breaks: bool, dry: bool) -> None:
        """A MAM record or an enrichment is applied, and the same again changes nothing."""
        wanted, which = {name: wanted[name] for name in self.names}, self.used
        if dry:
            self._dry_run(wanted, which)
        known = {change.id for change in self._history()}
        kept = self._locked_values()
        if not self._try(self._apply(wanted, which), crash if breaks else None):
            assert self._locked_values() == kept
            return
        assert self._locked_values() == kept
        assert {c.status for c in self._history() if c.id not in known} <= {ChangeStatus.WRITTEN}
        seen = self._everything()
        assert self._try(self._apply(wanted, which), None)
        assert self._everything() == seen
        self._check_written(wanted, which)

    @rule(wanted=data, place=places, edit=edits, quick=rarely)
    def a_person_edits(
        self, wanted: dict[FieldName, Any], place: int, edit: tuple[int, int], quick: bool
    ) -> None:
        """In the web interface; a quick one while data are applied, between our write and the look at it."""
        if not quick:
            self._time_passes()
            self._edit(self._used(place), *self._chosen(edit), self._newest(self._used(place)))
            return
        wanted, place = {name: wanted[name] for name in self.names}, self._used(place)
        orders = self.world.shelf.state.orders
        for fault in (Fault(), Fault(slow=timedelta(seconds=1))):
            orders.add(fault, times=1, on="GET /api/items/")
        self._run(self._apply_while(wanted, place, self._chosen(edit)))
        orders.waiting.clear()

    @rule(place=places, number=st.integers(0, 1))
    def a_person_locks(self, place: int, number: int) -> None:
        """A field, or unlocks it."""
        place, name = self._used(place), self.names[number % len(self.names)]
        locks, item_id = self.write.desk.locks, self.books[place].id
        self.disturbed.add((place, name))
        if (place, name) in self.locked:
            assert self._run(locks.unlock(item_id, name))
        else:
            self._run(locks.lock(item_id, name, now=self.world.clock.now()))
        self.locked ^= {(place, name)}

    @rule(place=places, anew=rarely)
    def an_item_is_scanned(self, place: int, anew: bool) -> None:
        """A null comes back from the tags: nobody's edit, and still not ours to replace."""
        self._time_passes()
        if anew:
            self._add_anew(self._used(place))
            return
        self._scanned(lambda: self.world.shelf.rescan(self.books[self._used(place)].id))

    @rule(place=places, number=st.integers(0, 3), crash=crashes, breaks=rarely, insists=st.booleans())
    def a_person_undoes(self, place: int, number: int, crash: Crash, breaks: bool, insists: bool) -> None:
        """One of a book's newest changes, perhaps asking again when the answer was lost."""
        place = self._used(place)
        history = self._history(place)
        if not history:
            return
        change = history[number % len(history)]
        name = FieldName(change.field)
        before, known = self._values(place)[name], {one.id for one in history}
        answered = self._try(self.undo.change(change.id), crash if breaks else None)
        if not answered and insists:
            assert self._try(self.undo.change(change.id), None)
        newest = self._newest(place).get(name)
        if newest is None or newest.undoes != change.id or newest.id in known:
            assert self._values(place)[name] == before
            return
        assert before == self._run(self.changes.by_id(change.id)).after, "a person had changed it since"
        self.disturbed.add((place, name))
        now = self._values(place)[name]
        if FIELDS.same(name, newest.after, now):
            self.persons.pop((place, name), None)
            if newest.source is ChangeSource.PERSON:
                self.persons[place, name] = now

    @invariant()
    def no_persons_value_is_lost(self) -> None:
        """Each field that a person spoke of holds what they said."""
        for (place, name), value in self.persons.items():
            assert self._values(place)[name] == value, f"{name} of book {place} was a person's"

    def _scanned(self, scan: Callable[[], Any]) -> Any:
        """What a scan answers; where it puts the tags' value in the place of a person's, that is how it is."""
        before = [self._values(0), self._values(1)]
        answer = scan()
        for place in (0, 1):
            newest = self._newest(place)
            for name, value in self._values(place).items():
                if value == before[place][name]:
                    continue
                self.disturbed.add((place, name))
                theirs = self.persons.pop((place, name), ...) is not ...
                if theirs and is_persons(self._item(place), name, value, newest.get(name)):
                    self.persons[place, name] = value
        return answer

    def _used(self, place: int) -> int:
        return self.used[place % len(self.used)]

    def _chosen(self, edit: tuple[int, int]) -> tuple[FieldName, Any]:
        name = self.names[edit[0] % len(self.names)]
        values = [EMPTY[name], *VALUES[name]]
        return name, values[edit[1] % len(values)]

    def _dry_run(self, wanted: Mapping[FieldName, Any], which: Sequence[int]) -> None:
        """It writes nothing, and notes the same thing once."""
        sent = len(self.world.shelf.writes)
        write, _ = self.world.process(dry_run=True)
        rows = []
        for _ in range(2):
            for place in which:
                self._run(write(self.books[place].id, wanted, _reason()))
            rows.append(len(self._history()))
        assert len(self.world.shelf.writes) == sent
        assert rows[0] == rows[1]

    def _add_anew(self, place: int) -> None:
        """Under another id, with its values lost and nothing known of it."""
        self.world.shelf.forget(self.books[place].id)
        [self.books[place]] = self._scanned(self.world.shelf.scan_library).added
        for name in VALUES:
            self.persons.pop((place, name), None)
            self.disturbed.discard((place, name))
            self.locked.discard((place, name))
        self._time_passes()

    def _run(self, work: Any) -> Any:
        self._time_passes()
        return self.world.runner.run(work)

    def _time_passes(self) -> None:
        self.world.clock.advance(timedelta(seconds=1))

    def _try(self, work: Any, crash: Crash | None) -> bool:
        """Whether it came to its end. A crash is one of the process as well: the next one starts anew."""
        stored = [book.stored for book in self.books]
        orders = self.world.shelf.state.orders
        if crash is not None:
            orders.add(Fault(), times=crash.call, on="")
            orders.add(Fault(drop=crash.drop), times=1, on="")
        sent = len(self.world.shelf.writes)
        try:
            self._run(work)
        except TransientError:
            self.write, self.undo = self.world.process()
            if crash is not None and crash.half and len(self.world.shelf.writes) > sent:
                for book, former in zip(self.books, stored, strict=True):
                    book.stored = former
            return False
        finally:
            orders.waiting.clear()
        return True

    async def _apply(self, wanted: Mapping[FieldName, Any], which: Sequence[int]) -> None:
        for place in which:
            await self.write(self.books[place].id, wanted, _reason())

    async def _apply_while(
        self, wanted: Mapping[FieldName, Any], place: int, edit: tuple[FieldName, Any]
    ) -> None:
        clock = self.world.clock
        clock.slept.clear()
        async with asyncio.TaskGroup() as tasks:
            applying = tasks.create_task(self._apply(wanted, [place]))
            while not applying.done():
                await clock.sleep(timedelta(0))
                if timedelta(seconds=1) in clock.slept:
                    self._edit(place, *edit, await self._newest_of(place))
                    clock.slept.clear()
                    clock.advance(timedelta(seconds=1))

    def _edit(self, place: int, name: FieldName, value: Any, newest: Mapping[str, Change]) -> None:
        """Enter *value* as a person, and note in the model whether the field is theirs now."""
        book = self.books[place]
        before = self._values(place)[name]
        self.world.shelf.edit(book.id, **entered(book, name, value))
        now = self._values(place)[name]
        if now == before:
            return
        self.disturbed.add((place, name))
        if is_persons(self._item(place), name, now, newest.get(name)):
            self.persons[place, name] = now
        else:
            self.persons.pop((place, name), None)

    def _check_written(self, wanted: Mapping[FieldName, Any], which: Sequence[int]) -> None:
        """What nobody but the data has touched holds what the data say."""
        for place in which:
            newest, values = self._newest(place), self._values(place)
            for name, value in wanted.items():
                last = newest.get(name)
                if (place, name) in self.disturbed or (last and last.status is ChangeStatus.OVERTAKEN):
                    continue
                ours = POLICY[name] is Rule.OURS
                assert FIELDS.same(name, value, values[name]) if ours else values[name]

    def _item(self, place: int) -> LibraryItem:
        return read_item(expanded(self.books[place]))

    def _values(self, place: int) -> dict[FieldName, Any]:
        item = self._item(place)
        return {name: FIELDS.value(item, name) for name in VALUES}

    def _locked_values(self) -> dict[tuple[int, FieldName], Any]:
        return {(place, name): self._values(place)[name] for place, name in self.locked}

    def _newest(self, place: int) -> Mapping[str, Change]:
        return self.world.runner.run(self._newest_of(place))

    async def _newest_of(self, place: int) -> Mapping[str, Change]:
        item_id = self.books[place].id
        return (await self.changes.newest([item_id])).get(item_id, {})

    def _history(self, *places: int) -> list[Change]:
        """Of these books, of all without them; the newest first."""
        found = [
            change
            for place in places or self.used
            for change in self.world.runner.run(self.changes.recent(item_id=self.books[place].id, limit=1000))
        ]
        return sorted(found, key=lambda change: change.id, reverse=True)

    def _everything(self) -> tuple[Any, ...]:
        """What must not change when an event is repeated."""
        history = [(change.id, change.status) for change in self._history()]
        return len(self.world.shelf.writes), history, self._values(0), self._values(1)


def _reason() -> Reason:
    return Reason(source=ChangeSource.MAM, event_id=1, download_id=None)


@pytest.mark.timeout(1200 if THOROUGH else 120)
def test_a_persons_value_is_never_lost(world: World) -> None:
    """Whatever our writes, a person's edits, scans, undoing and crashes do to each other."""
    WhoseValueWins.world = world
    profile = settings(STEPS, suppress_health_check=[HealthCheck.too_slow])

    run_state_machine_as_test(WhoseValueWins, settings=profile)
