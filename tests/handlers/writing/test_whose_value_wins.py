"""A person's value is never lost, whatever happens in whatever order.

A model of who spoke last is kept beside a library that is written to, edited, locked, scanned and undone at random,
with crashes between any two calls. Of a field, the cover and the chapters among them, it is a person's

* what they entered, where it differs from what the files say and from what was sent last: a person who enters
  the very value that was sent agrees with it;
* nothing, where they took away what was sent before: an empty field that was never written is there to be filled,
  and one that a scan has filled with the very value that was sent cannot be distinguished from ours;
* what an undoing put back;
* whatever it holds, while they keep it locked.

HYPOTHESIS_PROFILE=thorough tries longer, and explore other stories each time.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from whose_value_fields import EMPTY, FIELDS, PLACEHOLDERS, POLICY, VALUES, is_persons
from whose_value_library import Crash, TwoBooks
from whose_value_world import World

from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName, Rule
from sandbox.audiobookshelf import Fault
from tests.fixtures.examples import EXPLORING, THOROUGH

STEPS: Final = (
    settings(max_examples=150 if EXPLORING else 30, stateful_step_count=40)
    if THOROUGH
    # Shrinking takes longer than a test may: the thorough profile does it.
    else settings(
        max_examples=8, stateful_step_count=25, derandomize=True, phases=[Phase.explicit, Phase.generate]
    )
)

GROUPS: Final = {
    "cover": (FieldName.COVER, FieldName.PUBLISHER),
    "chapters": (FieldName.CHAPTERS, FieldName.NARRATORS),
    "all": (*VALUES, FieldName.NARRATORS, FieldName.PUBLISHER),
}
"""An example is about one or two fields of one of these; what has calls of its own or stands in files, often."""

places = st.integers(0, 1)
picks = st.tuples(st.integers(0, 2), st.integers(0, 2))
"""Which values a source has of the example's fields."""
edits = st.tuples(st.integers(0, 1), st.sampled_from([2, 1, 0, 3]))
"""Which of the example's fields, and which of its values; the first one is nothing."""
crashes = st.builds(
    Crash, call=st.integers(0, 4), drop=st.sampled_from(["before", "after"]), half=st.booleans()
)
rarely = st.sampled_from([False, False, False, True])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with asyncio.Runner() as runner:
        world = World(tmp_path, runner)
        runner.run(world.open())
        yield world
        runner.run(world.close())


class WhoseValueWins(TwoBooks):
    """All that may happen, with what must hold after it."""

    @rule(picks=picks, crash=crashes, breaks=rarely, dry=rarely)
    def mam_says_or_corrects(self, picks: tuple[int, int], crash: Crash, breaks: bool, dry: bool) -> None:
        """A completion and a refresh apply what MAM's record says in the same way; each time it may say another thing."""
        self._brought(self.wanted(picks), ChangeSource.MAM, crash if breaks else None, dry=dry)

    @rule(picks=picks, crash=crashes, breaks=rarely, dry=rarely)
    def another_source_says(self, picks: tuple[int, int], crash: Crash, breaks: bool, dry: bool) -> None:
        """It fills what is empty and was never filled by us, and replaces nothing: neither MAM's nor a person's."""
        before = self.held()
        self._brought(
            self.wanted(picks), ChangeSource.AUDIBLE, crash if breaks else None, dry=dry, first=True
        )
        for (place, name), value in self.held().items():
            former = before[place, name]
            assert value == former or not former or former == PLACEHOLDERS.get(name)

    @rule(picks=picks, place=places, edit=edits, quick=rarely)
    def a_person_edits(self, picks: tuple[int, int], place: int, edit: tuple[int, int], quick: bool) -> None:
        """In the web interface; a quick one while data are applied, between our write and the look at it."""
        place, (name, value) = self.place(place), self._chosen(edit)
        # What is done to a cover right before an upload cannot be seen by anybody.
        if not quick or FieldName.COVER in self.names:
            self.time_passes()
            self.edit(place, name, value, self.newest(place))
            return
        orders, before = self.world.shelf.state.orders, self.held()
        for fault in (Fault(), Fault(slow=timedelta(seconds=1))):
            orders.add(fault, times=1, on="GET /api/items/")
        self.run(self.bring_while(self.wanted(picks), place, name, value))
        orders.waiting.clear()
        self.note_filled(before)

    @rule(place=places, number=st.integers(0, 1))
    def a_person_locks(self, place: int, number: int) -> None:
        """A field, or unlocks it."""
        place, name = self.place(place), self.names[number % len(self.names)]
        locks, item_id = self.process.desk.locks, self.books[place].id
        self.disturbed.add((place, name))
        if (place, name) in self.locked:
            assert self.run(locks.unlock(item_id, name))
        else:
            self.run(locks.lock(item_id, name, now=self.world.clock.now()))
        self.locked ^= {(place, name)}

    @rule(place=places, anew=rarely)
    def an_item_is_scanned(self, place: int, anew: bool) -> None:
        """A null comes back from the tags: no one's edit, and still not ours to replace."""
        self.time_passes()
        if anew:
            self._add_again(self.place(place))
            return
        self._scanned(lambda: self.world.shelf.rescan(self.books[self.place(place)].id))

    @rule(place=places, number=st.integers(0, 3), crash=crashes, breaks=rarely, insists=st.booleans())
    def a_person_undoes(self, place: int, number: int, crash: Crash, breaks: bool, insists: bool) -> None:
        """One of a book's newest changes, perhaps asking again when the answer was lost; it takes back only ours."""
        place = self.place(place)
        history = self.history(place)
        if not history:
            return
        change = history[number % len(history)]
        name = FieldName(change.field)
        before, known = self.values(place)[name], {one.id for one in history}
        answered = self.ends(self.process.undo.change(change.id), crash if breaks else None)
        if not answered and insists:
            assert self.ends(self.process.undo.change(change.id), None)
        newest = self.newest(place).get(name)
        if newest is None or newest.undoes != change.id or newest.id in known:
            assert self.values(place)[name] == before
            return
        assert before == self.run(self.changes.by_id(change.id)).after, "a person had changed it since"
        self.disturbed.add((place, name))
        now = self.values(place)[name]
        if FIELDS.same(name, newest.after, now):
            self.persons.pop((place, name), None)
            if newest.source is ChangeSource.PERSON:
                self.persons[place, name] = now

    @invariant()
    def no_persons_value_is_lost(self) -> None:
        """Each field that a person spoke of holds what they said."""
        for (place, name), value in self.persons.items():
            assert self.values(place)[name] == value, f"{name} of book {place} was a person's"

    def _brought(
        self,
        wanted: Mapping[FieldName, Any],
        source: ChangeSource,
        crash: Crash | None,
        *,
        dry: bool,
        first: bool = False,
    ) -> None:
        """Apply what a source says; the same again changes nothing. If *first*, nothing that was ours is written."""
        which, before, filled = self.used, self.held(), set(self.filled)
        if dry:
            self._dry_run(wanted, source)
        known = {change.id for change in self.history()}
        ended = self.ends(self.bring(wanted, which, source), crash)
        changed = self.note_filled(before)
        assert not changed & self.locked, "a locked field was written"
        assert not (first and changed & filled), "a field was filled twice"
        if not ended:
            return
        assert {c.status for c in self.history() if c.id not in known} <= {ChangeStatus.WRITTEN}
        seen = self.everything()
        assert self.ends(self.bring(wanted, which, source), None)
        assert self.everything() == seen
        self._check_written(wanted, which, ours=source is ChangeSource.MAM)

    def _scanned(self, scan: Callable[[], Any]) -> Any:
        """What a scan answers; where it puts the tags' value in the place of a person's, that is how it is."""
        before = self.held()
        answer = scan()
        for (place, name), value in self.held().items():
            if value == before[place, name]:
                continue
            self.disturbed.add((place, name))
            theirs = self.persons.pop((place, name), ...) is not ...
            item, newest = self.world.item(self.books[place]), self.newest(place).get(name)
            if theirs and is_persons(item, name, value, newest):
                self.persons[place, name] = value
        return answer

    def _chosen(self, edit: tuple[int, int]) -> tuple[FieldName, Any]:
        name = self.names[edit[0] % len(self.names)]
        values = [EMPTY[name], *VALUES[name]]
        return name, values[edit[1] % len(values)]

    def _dry_run(self, wanted: Mapping[FieldName, Any], source: ChangeSource) -> None:
        """It writes nothing, and notes the same thing once."""
        sent = len(self.world.shelf.writes)
        dry, rows = self.world.process(dry_run=True), []
        for _ in range(2):
            for place in self.used:
                self.run(dry.bring(self.books[place].id, wanted, source))
            rows.append(len(self.history()))
        assert len(self.world.shelf.writes) == sent
        assert rows[0] == rows[1]

    def _add_again(self, place: int) -> None:
        """Under another id, with its values lost and nothing known of it."""
        self.world.shelf.forget(self.books[place].id)
        [self.books[place]] = self._scanned(self.world.shelf.scan_library).added
        self.run(self.world.know_the_pictures(self.books[place].id))
        for name in self.names:
            self.persons.pop((place, name), None)
            for spots in (self.disturbed, self.locked, self.filled):
                spots.discard((place, name))

    def _check_written(self, wanted: Mapping[FieldName, Any], which: Sequence[int], *, ours: bool) -> None:
        """What no one but the data has touched holds what the data say, or is filled at least: with no, where ours said so."""
        for place in which:
            newest, values = self.newest(place), self.values(place)
            for name, value in wanted.items():
                last = newest.get(name)
                if (place, name) in self.disturbed or (last and last.status is ChangeStatus.OVERTAKEN):
                    continue
                if ours and POLICY[name] is Rule.OURS:
                    assert FIELDS.same(name, value, values[name])
                else:
                    told = last is not None and FIELDS.same(name, last.after, values[name])
                    assert values[name] or told or not value
                    assert name is not FieldName.CHAPTERS or values[name] != PLACEHOLDERS[name]


@pytest.mark.timeout(1200 if THOROUGH else 120)
@pytest.mark.parametrize("fields", GROUPS.values(), ids=GROUPS)
def test_a_persons_value_is_never_lost(world: World, fields: Sequence[FieldName]) -> None:
    """Whatever our writes, a person's edits, scans, undoing and crashes do to each other."""
    WhoseValueWins.world, WhoseValueWins.fields = world, fields
    profile = settings(STEPS, suppress_health_check=[HealthCheck.too_slow])

    run_state_machine_as_test(WhoseValueWins, settings=profile)
