"""Health, page, status, metrics and notifications say the same of every service in every state."""

from datetime import timedelta

import pytest
from faults_of_keys import GROUPS, Group, forget

from domain.dependency import Dependency
from domain.errors import PermanentError
from domain.events import LibrarySyncDue, SearchDue, TorrentFinished
from domain.facts import RunStatus, ServiceState, Status
from domain.recording import Recording
from domain.services import SERVICES


async def refuse(one: Dependency) -> None:
    await one.refuse("it refuses that: set another one", keep=False)


async def fail(one: Dependency) -> None:
    one.failed("it answered 500")


async def answer(one: Dependency) -> None:
    one.succeeded()


async def go_away(one: Dependency) -> None:
    one.breaker.rest("it asks for a pause", timedelta(minutes=5))


async def nothing(one: Dependency) -> None:
    del one


STATES = {
    ServiceState.REFUSED: refuse,
    ServiceState.FAILING: fail,
    ServiceState.AVAILABLE: answer,
    ServiceState.UNAVAILABLE: go_away,
    ServiceState.UNKNOWN: nothing,
}


@pytest.mark.parametrize("state", STATES)
async def test_every_service_in_every_state(start, state: ServiceState):
    """One after the other comes into a state, and all surfaces name it, and no other; a success ends it everywhere."""
    async with start() as one:
        for service in SERVICES:
            dependency = one.daemon.parts.dependencies[service]
            await STATES[state](dependency)

            said = await one.said()

            assert said.state(service) == state
            assert [name for name in SERVICES if said.refused(name)] == (
                [service] if state is ServiceState.REFUSED else []
            )
            assert said.is_well == (state in {ServiceState.AVAILABLE, ServiceState.UNKNOWN})
            assert said.waiting == (state is ServiceState.REFUSED)
            assert {name for metric, name in said.metrics if metric == "shelfhook_service_refused"} == set(
                SERVICES
            )
            dependency.succeeded()
            dependency.breaker.answered()
            await dependency.accepted()
        assert (await one.said()).is_well


async def test_services_that_are_not_set_up(start):
    """They are said to be so, and nothing is refused, whatever a call without a key gets."""
    async with start(mam_id=None, abs_token=None, google_books_api_key=None) as one:
        for name in ("mam", "audiobookshelf", "google_books"):
            await one.post(f"/api/checks/{name}")

        said = await one.said()

        for name in ("mam", "audiobookshelf", "google_books"):
            assert said.state(name) == ServiceState.NOT_SET_UP
            assert not said.refused(name)


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
async def test_a_refusal_on_the_wire_is_said_everywhere_at_once(start, stage, group: Group):
    """After the first call that meets it; the next success ends it everywhere."""
    async with start(**group.settings(stage)) as one:
        for name, kind in group.kinds.items():
            kind.refuse(stage)
            forget(stage)
            first = await one.post(f"/api/checks/{group.service}")
            refused = await one.said()
            kind.mend(stage)
            one.clock.advance(timedelta(hours=2))
            second = await one.post(f"/api/checks/{group.service}")
            mended = await one.said()

            assert not first["ok"], name
            assert [each for each in SERVICES if refused.refused(each)] == [group.service], name
            assert not refused.is_well, name
            assert second["ok"], (name, second)
            assert not mended.refused(group.service), name
            assert mended.is_well, name
            assert mended.waiting == 0, name


async def test_what_waits_for_a_person_is_counted_once_and_everywhere(start, clock):
    """A decision, a proposal, an event that failed for good, a reason of many events, a refused service."""
    async with start() as one:
        parts = one.daemon.parts
        for number, status in ((1, Status.NEEDS_PERSON), (2, Status.PROPOSED), (3, Status.APPLIED)):
            await parts.store.downloads.create(
                Recording(torrent_id=number, title=f"Book {number}"),
                hashes=(f"{number:040x}", None, None),
                found_by="a test",
                status=status,
                now=clock.now(),
            )

        async def bury(_event, _event_id):
            raise PermanentError("12 looks in vain")

        one.daemon.dispatcher.routes = {**one.daemon.dispatcher.routes, "torrent.finished": bury}
        for number in range(1, 9):  # the first is that of the download that is to be decided on
            await parts.store.inbox.add(TorrentFinished(info_hash=f"{number:040x}"), now=clock.now())
        await one.settle()
        await parts.dependencies["audiobookshelf"].refuse("it refuses the key: set another one")

        said = await one.said()

        assert said.waiting == 1 + 1 + 7 + 1
        assert not said.is_well
        assert "10 things need you" in said.page or "Something is wrong" in said.title


async def test_a_proposal_alone_is_nothing_wrong(start, clock):
    """It waits for a person, and health is good."""
    async with start() as one:
        await one.daemon.parts.store.downloads.create(
            Recording(torrent_id=1, title="A book"),
            hashes=("1" * 40, None, None),
            found_by="a test",
            status=Status.PROPOSED,
            now=clock.now(),
        )

        said = await one.said()

        assert said.is_well
        assert said.waiting == 1


async def test_a_run_that_failed_is_wrong_everywhere(start, clock):
    """Until the next one goes well."""
    async with start() as one:
        runs = one.daemon.parts.store.runs
        for status, well in ((RunStatus.FAILED, False), (RunStatus.DONE, True)):
            run = await runs.start(
                "library-sync",
                trigger="test",
                first=lambda number: LibrarySyncDue(run=number),
                now=clock.now(),
            )
            await runs.end(run.id, status=status, reason="it could not be read", now=clock.now())

            assert (await one.said()).is_well == well


async def test_a_person_dismisses_a_failed_run(start, clock):
    """Then nothing is wrong anywhere, until a later run fails; a run that went well cannot be dismissed."""
    async with start() as one:
        runs = one.daemon.parts.store.runs

        async def ends(status):
            run = await runs.start(
                "search", trigger="test", first=lambda number: SearchDue(run=number), now=clock.now()
            )
            await runs.end(run.id, status=status, reason="it could not be read", now=clock.now())
            return run.id

        good, failed = await ends(RunStatus.DONE), await ends(RunStatus.FAILED)
        before = await one.said()
        refused = await one.post(f"/api/runs/{good}/dismiss")
        dismissed = await one.post(f"/api/runs/{failed}/dismiss")
        after = await one.said()
        await ends(RunStatus.FAILED)

        assert "The last search failed: it could not be read" in before.page
        assert f'action="/api/runs/{failed}/dismiss"' in before.page
        assert (refused["status"], dismissed) == (409, {"run": failed})
        assert (before.is_well, after.is_well) == (False, True)
        assert not (await one.said()).is_well
