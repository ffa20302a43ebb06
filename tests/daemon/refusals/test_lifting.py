"""A refusal is lifted by a person's word, which is one more try each; no timer and no event repeats it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest
from faults_of_keys import GROUPS, editor
from surfaces import Running

from domain.cycles import CYCLES
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.stage import Stage


@dataclass(frozen=True)
class Refusing:
    """A service that refuses: its name, how it refuses and accepts again, and how often it was shown credentials."""

    service: str
    refuse: Callable[[Stage], None]
    mend: Callable[[Stage], None]
    tries: Callable[[Stage], int]
    settings: Callable[[Stage], Mapping[str, Any]] = lambda _: {}


def of(group: str, kind: str, tries: Callable[[Any], int], **others: Any) -> Refusing:
    found = GROUPS[group].kinds[kind]
    return Refusing(GROUPS[group].service, found.refuse, found.mend, tries, **others)


SERVICES: Final = {
    one.service: one
    for one in (
        of("the session with MyAnonamouse", "403 not signed in", lambda stage: len(stage.mam.visits)),
        of(
            "the key of Audiobookshelf",
            "401",
            lambda stage: sum("Authorization" in seen.headers for seen in stage.shelf.requests),
            settings=editor,
        ),
        of(
            "the login to qBittorrent",
            "another password",
            lambda stage: stage.client.asked("auth/login"),
            settings=lambda _: {"qbittorrent_password": "right"},
        ),
        of("the key of Google Books", "403 not valid", lambda stage: len(stage.google_books.visits)),
    )
}


async def check(one: Running, service: str) -> None:
    await one.post(f"/api/checks/{service}")


async def retry(one: Running, service: str) -> None:
    await one.command("retry", service.replace("_", "-"))


async def mam_retry(one: Running, _service: str) -> None:
    await one.command("mam", "retry")


async def doctor(one: Running, _service: str) -> None:
    await one.command("doctor")


async def hook_install(one: Running, _service: str) -> None:
    await one.command("hook", "install", "--yes")


async def retry_event(one: Running, service: str) -> None:
    events = await one.daemon.parts.store.inbox.recent()
    waiting = next(event for event in events if event.waits_for == service)
    await one.command("events", "retry", str(waiting.id))
    await one.settle()


async def run_sync(one: Running, _service: str) -> None:
    await one.command("run", "library-sync")
    await one.settle()


async def run_reconcile(one: Running, _service: str) -> None:
    await one.command("run", "reconcile")
    await one.settle()


WORDS: Final = [
    *((service, check) for service in SERVICES),
    ("google_books", retry),
    ("mam", doctor),
    ("mam", mam_retry),
    ("mam", retry_event),
    ("audiobookshelf", run_sync),
    ("qbittorrent", doctor),
    ("qbittorrent", hook_install),
    ("qbittorrent", retry_event),
    ("qbittorrent", run_reconcile),
]


async def complete(one: Running, stage: Stage, number: int = 9000401) -> None:
    """Let a book finish, and handle that."""
    staged = stage.prepare(listing(number))
    await stage.finish(staged)
    event = TorrentFinished(info_hash=staged.info_hash)
    await one.daemon.parts.store.inbox.add(event, now=one.clock.now())
    await one.settle()


@pytest.mark.parametrize("service", SERVICES)
async def test_neither_timer_nor_event_repeats_it(start, stage, service: str):
    """A completion and all cycles, again and again over two days, and the service is shown nothing more."""
    one_of = SERVICES[service]
    async with start(**one_of.settings(stage)) as one:
        one_of.refuse(stage)
        await check(one, service)
        shown = one_of.tries(stage)

        await complete(one, stage)
        for _ in range(3):
            for cycle in CYCLES:
                await one.daemon.api.cycles.start(cycle, trigger="timer")
            await one.settle()
            one.clock.advance(timedelta(hours=16))
        await one.settle()

        assert one_of.tries(stage) == shown
        assert (await one.said()).refused(service)


@pytest.mark.parametrize(("service", "word"), WORDS, ids=[f"{one}-{word.__name__}" for one, word in WORDS])
async def test_a_person_s_word_is_one_more_try(start, stage, service: str, word: Any):
    """One while it still refuses; and once it is fixed on the service's side, all is well again, and what waited goes on."""
    one_of = SERVICES[service]
    async with start(**one_of.settings(stage)) as one:
        one_of.refuse(stage)
        await complete(one, stage)
        await check(one, service)
        shown = one_of.tries(stage)

        await word(one, service)
        await one.settle()
        assert one_of.tries(stage) == shown + 1
        assert one.daemon.parts.dependencies[service].refused is not None

        one_of.mend(stage)
        await word(one, service)
        await one.settle()
        stage.shelf.scan_library()
        one.clock.advance(timedelta(minutes=2))
        await one.settle()

        said = await one.said()
        assert not said.refused(service)
        assert said.is_well
        [download] = await one.daemon.parts.store.views.listing.downloads(limit=5)
        assert download.status == "applied"


@pytest.mark.parametrize(("service", "more"), [("qbittorrent", 1), ("audiobookshelf", 1), ("mam", 0)])
async def test_a_restart_with_the_same_secret(start, stage, service: str, more: int):
    """It is one more try where a login or key can be fixed on the other side; a dead session does not come alive."""
    one_of = SERVICES[service]
    settings = one_of.settings(stage)
    async with start(**settings) as one:
        one_of.refuse(stage)
        await complete(one, stage)
        shown = one_of.tries(stage)

    async with start(**settings) as one:
        assert (await one.said()).refused(service)
        await one.settle()
        await one.settle()

    assert one_of.tries(stage) == shown + more


async def test_what_waits_goes_on_after_a_restart(start, stage):
    """The password was corrected in qBittorrent: a restart alone applies the book that finished before."""
    one_of = SERVICES["qbittorrent"]
    async with start() as one:
        one_of.refuse(stage)
        await complete(one, stage)
    one_of.mend(stage)
    stage.shelf.scan_library()

    async with start() as one:
        await one.settle()
        said = await one.said()
        [download] = await one.daemon.parts.store.views.listing.downloads(limit=5)

    assert said.is_well
    assert download.status == "applied"


@pytest.mark.parametrize(
    ("service", "good"),
    [
        ("mam", lambda stage: {"mam_id": stage.mam.new_session()}),
        ("audiobookshelf", lambda stage: {"abs_token": stage.shelf.admin.token}),
        ("qbittorrent", lambda stage: {"qbittorrent_password": stage.client.password}),
        ("google_books", lambda _: {"google_books_api_key": "another-key"}),
    ],
)
async def test_a_changed_secret_was_not_refused(start, stage, service: str, good: Any):
    """After a restart with it nothing is refused any more, before anything is asked."""
    one_of = SERVICES[service]
    async with start(**one_of.settings(stage)) as one:
        one_of.refuse(stage)
        await check(one, service)
        assert (await one.said()).refused(service)
    shown = one_of.tries(stage)

    async with start(**one_of.settings(stage) | good(stage)) as one:
        assert not (await one.said()).refused(service)

    assert one_of.tries(stage) == shown


@pytest.mark.parametrize("service", SERVICES)
async def test_the_message_names_the_command(start, stage, service: str):
    """And the command ends with 1 while the service still refuses, with 0 once it does not."""
    one_of = SERVICES[service]
    command = f"retry {service.replace('_', '-')}"
    async with start(**one_of.settings(stage)) as one:
        one_of.refuse(stage)
        await check(one, service)
        said = await one.said()
        refused = await one.command(*command.split())
        one_of.mend(stage)
        accepted = await one.command(*command.split())

    assert f"`shelfhook {command}`" in said.health["dependencies"][service]["refused"]
    assert refused.exit_code == 1
    assert accepted.exit_code == 0, accepted.output
