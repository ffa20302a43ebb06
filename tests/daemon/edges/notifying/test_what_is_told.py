"""What a person is notified of, and what is no news."""

from datetime import timedelta

import pytest

from clients.mam.access import ApiAccess
from daemon.wiring.daemon import build
from domain.errors import NeedsPersonError, PermanentError
from domain.events import ReconcileDue, TorrentFinished
from domain.facts import DurationVerdict, ReasonKind, RunStatus, Status
from domain.notices import NoticeKind
from domain.outcomes import Later
from domain.retry import Wait
from domain.sessions import StoredSession
from store.sessions import SealedSession


@pytest.mark.databases("sqlite", "postgres")
async def test_what_is_stuck(daemon, record, minute, person, clock):
    """Given up, an hour late, gone from the client, or a cycle that failed: each with its reason."""
    inbox, runs = daemon.parts.store.inbox, daemon.parts.store.runs

    async def later(event, _event_id):
        if event.info_hash.startswith("c"):
            raise PermanentError("12 looks in vain")
        return Later(Wait.LIBRARY_ITEM, "not in Audiobookshelf yet")

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": later}
    await record("Chains", status=Status.WAITING_FOR_ITEM, number=1)
    await inbox.add(TorrentFinished(info_hash=f"{1:040}"), now=clock.now())
    await daemon.dispatcher.step()
    await record(
        "Ropes",
        status=Status.QUEUED,
        number=2,
        reason="no longer in qBittorrent",
        reason_kind=ReasonKind.GONE_FROM_CLIENT,
    )
    run = await runs.start(
        "reconcile", trigger="test", first=lambda number: ReconcileDue(run=number), now=clock.now()
    )
    await runs.end(run.id, status=RunStatus.FAILED, reason="qBittorrent said no", now=clock.now())
    await inbox.add(TorrentFinished(info_hash="c" * 40), now=clock.now())
    while await daemon.dispatcher.step():
        pass

    await minute()
    await minute(70)

    first, second = (one["message"] for one in person.messages)
    assert "- Ropes by Anna Writer: no longer in qBittorrent" in first
    assert "- the reconcile cycle failed: qBittorrent said no" in first
    assert "failed for good: 12 looks in vain" in first
    assert "- Chains by Anna Writer still waits: not in Audiobookshelf yet" in second


@pytest.mark.databases("sqlite", "postgres")
async def test_what_waits_for_a_person_without_a_download(daemon, minute, person, clock):
    """Events that wait for the same reason are one notice."""

    async def refused(_event, _event_id):
        raise NeedsPersonError("Audiobookshelf answered 403: its user may not update items")

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": refused}
    for letter in "ab":
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=letter * 40), now=clock.now())
        await daemon.dispatcher.step()

    await minute(3)

    assert [one["title"] for one in person.messages] == ["shelfhook: 1 needs you"]
    assert (
        "- Audiobookshelf answered 403: its user may not update items (2 waiting)"
        in person.messages[0]["message"]
    )


@pytest.mark.databases("sqlite", "postgres")
async def test_sessions_quotas_and_mismatches(daemon, record, minute, person, clock, settings):
    """The refusal of a session, the end of a day's quota, and a book of another length."""
    vault = SealedSession(daemon.parts.store.db, "mam", settings.mam_id)
    session = ApiAccess(settings.mam_id).fingerprint
    await vault.save(StoredSession(session, refused="refused MAM_ID: make a new one", used_at=clock.now()))
    await daemon.parts.google_books.budget.take()
    await record(
        "Chains",
        status=Status.FINISHED,
        number=1,
        duration_verdict=DurationVerdict.ABRIDGED,
        duration_check="looks abridged: listed 9:00:00, computed 4:00:00",
    )

    await minute(5)

    assert [one["title"] for one in person.messages] == [
        "shelfhook: 1 service refused access, 1 book is not as listed, 1 quota is used up"
    ]
    assert "- MyAnonamouse: refused MAM_ID: make a new one" in person.messages[0]["message"]
    assert (
        "- Chains by Anna Writer: looks abridged: listed 9:00:00, computed 4:00:00"
        in person.messages[0]["message"]
    )


async def test_a_kind_that_is_off_is_not_reported(settings, clock, person):
    """Only the kinds of NOTIFY_KINDS are."""
    chosen = settings.model_copy(update={"notify_kinds": (NoticeKind.STUCK,)})
    async with build(chosen, clock) as daemon:
        await daemon.parts.google_books.budget.take()
        await daemon.notifier.step()

        assert await daemon.notifier.notices.waiting() == 0
    assert person.messages == []


async def test_old_updates_are_no_news(daemon, record, minute, person, clock):
    """Turned on, notifications do not begin with all books there ever were."""
    await record("Chains", status=Status.APPLIED, number=1)
    clock.advance(timedelta(days=3))

    await minute()

    assert person.messages == []


async def test_words_of_others_do_no_harm(record, minute, person):
    """A hostile name stays on its line, and short."""
    await record("\u202eEvil\x1b[31m\nTitle" + "x" * 10_000, status=Status.APPLIED, number=1)

    await minute()

    line = person.messages[0]["message"].splitlines()[1]
    assert line.startswith("- Evil\ufffd[31m Titlexxx")
    assert len(line) <= 202


@pytest.mark.databases("sqlite", "postgres")
async def test_of_several_daemons_only_the_leader_notifies(daemon, record, clock, person):
    """The others leave it to that one."""
    await record("Chains", status=Status.APPLIED, number=1)
    daemon.notifier.leads = lambda: False

    await daemon.notifier.step()

    assert person.messages == []
