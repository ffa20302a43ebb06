"""The composition root: which part is made of which, and which event goes where."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version

from aiohttp import web

from daemon.config.settings import Settings
from daemon.config.state_dir import owner_name
from daemon.connections import Connections, connect
from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.handling import Handler
from daemon.dispatch.leadership import Listener
from daemon.dispatch.pulse import Pulse
from daemon.doctor.check_up import CheckUp
from daemon.doctor.patient import Patient
from daemon.edges.cycles import Cycles, with_handlers
from daemon.edges.keep_alive import KeepAlive
from daemon.edges.notifying import notifier as notifications
from daemon.edges.notifying.notifier import Notifier
from daemon.edges.pruning import PruneHistory
from daemon.edges.spool import Spool
from daemon.edges.timer import Timer
from daemon.edges.watching import watcher
from daemon.edges.watching.watcher import Watcher
from daemon.hook.access import open_access
from daemon.hook.files import SPOOL
from daemon.http import app
from daemon.http.api.context import Api
from daemon.http.api.situation import Watch
from daemon.http.api.transfers import Transfers
from daemon.log import hide
from daemon.parts import Parts
from daemon.setup.desk import SetupDesk
from daemon.wiring import acquisition, books, enriching, imported, importing, noticing
from daemon.wiring import handlers as routes
from daemon.wiring.lasting import Lasting, opened
from daemon.wiring.library import Library
from daemon.wiring.noticing import NoticeItems
from domain.clock import Clock
from domain.policy import FieldName
from handlers.writing.cover_undo import UndoCover
from handlers.writing.item_desk import ItemDesk
from handlers.writing.undo import UndoChanges
from store.budgets import DayBudget, google_books_allowance
from store.queue.claims import Claims
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A daemon that is ready to run."""

    parts: Parts
    dispatcher: Dispatcher
    pulse: Pulse
    timer: Timer
    api: Api
    new_items: NoticeItems
    keep_alive: KeepAlive
    prune: PruneHistory
    listener: Listener
    notifier: Notifier | None
    spool: Spool
    watcher: Watcher
    app: web.Application

    @property
    def claims(self) -> Claims:
        """The events in hand."""
        return self.api.claims

    @property
    def patient(self) -> Patient:
        """What the doctor's probes check."""
        return self.api.patient


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock, *, alone: bool = False, listens: bool = True
) -> AsyncIterator[Daemon]:
    """Make the daemon of these settings; everything it holds is closed at the end.

    Nothing here asks a service anything: the daemon starts when all of them are down.

    Args:
        settings: Complete ones.
        clock: The time.
        alone: Whether other daemons on the same PostgreSQL are in the way; on SQLite they always are.
        listens: Whether it will listen where the settings say, so that a hook can reach it.

    Raises:
        NeedsPersonError: Another daemon runs on this store, or with this state directory.
        BadInputError: The store is of a newer version, or it or the state directory cannot be written.
        DamagedStoreError: The store is no whole database.
        UnavailableError: The database does not answer.
    """
    async with opened(settings, clock, alone=alone) as lasting:
        with lasting.kept_log.kept() if listens else nullcontext():
            async with assembled(lasting, settings, listens=listens) as daemon:
                yield daemon


@asynccontextmanager
async def assembled(lasting: Lasting, settings: Settings, *, listens: bool = True) -> AsyncIterator[Daemon]:
    """Make the daemon of these settings on what lasts; what it holds beside that is closed at the end.

    Args:
        lasting: The store and the rest.
        settings: Complete ones, with the store's place and the state directory that it was opened with.
        listens: See `build`.

    Raises:
        BadInputError: A file of the settings, or of the state directory, cannot be used.
    """
    parts = await _parts(lasting, settings)
    async with connect(parts) as connections:
        yield _assembled(parts, connections, lasting, listens=listens)


def _assembled(parts: Parts, connections: Connections, lasting: Lasting, *, listens: bool) -> Daemon:
    settings, clock, store = parts.settings, parts.clock, parts.store
    desk, importer = routes.item_desk(parts, connections), importing.build(parts, connections)
    acquiring = acquisition.build(parts, connections, importer.library.newest)
    enrich = enriching.build(parts, connections, desk)
    handlers = routes.build(parts, connections, desk, importer, acquisition=acquiring, enrich_books=enrich)
    pulse, since = Pulse(clock), imported.build(parts, connections, importer.library.locate.linked_paths)
    patient = Patient(parts=parts, connections=connections, settings=settings, listens=listens)
    api = Api(
        parts=parts,
        watch=Watch(parts, connections.mam, since.whereabouts),
        cycles=Cycles(runs=store.runs, clock=clock, kinds=with_handlers(handlers)),
        undo=_undo(parts, desk, importer.library),
        books=books.build(parts, desk, importer.library.covers),
        imported=since,
        refresh_record=routes.refresh_record(parts, connections),
        acquisition=acquiring,
        importing=importer.desk,
        enrich_books=enrich,
        claims=_claims(parts),
        check_up=CheckUp(patient),
        setup=SetupDesk(patient=patient, drafts=lasting.drafts),
        notifier=notifications.build(parts),
        transfers=Transfers(connections.qbittorrent, store.views.unfinished, clock),
    )
    return Daemon(
        parts=parts,
        dispatcher=_dispatcher(parts, api.claims, handlers, pulse),
        pulse=pulse,
        timer=_timer(parts, api.cycles),
        api=api,
        new_items=noticing.build(parts, connections, importer.library),
        keep_alive=KeepAlive(mam=connections.mam, clock=clock, leads=parts.leadership.leads),
        prune=_prune(parts),
        listener=Listener(wakes=store.wakes, clock=clock),
        notifier=api.notifier,
        spool=_spool(parts),
        watcher=watcher.build(settings, inbox=store.inbox, compare=importer.library.compare, clock=clock),
        app=app.build(api, lasting.notices),
    )


def _claims(parts: Parts) -> Claims:
    owner = owner_name(parts.settings.state_dir)
    return Claims(parts.store.db, owner, parts.store.inbox.arrived, leads=parts.leadership.leads)


def _prune(parts: Parts) -> PruneHistory:
    return PruneHistory(
        pruning=parts.store.pruning,
        keep_days=parts.settings.keep_days,
        clock=parts.clock,
        leads=parts.leadership.leads,
    )


def _undo(parts: Parts, desk: ItemDesk, shelves: Library) -> UndoChanges:
    apart = {FieldName.COVER.value: UndoCover(shelves.covers)}
    return UndoChanges(changes=parts.store.changes, desk=desk, apart=apart)


def _spool(parts: Parts) -> Spool:
    return Spool(
        folder=parts.settings.state_dir / SPOOL,
        inbox=parts.store.inbox,
        clock=parts.clock,
        is_of_a_test=parts.hook_calls.is_of_a_test,
    )


def _dispatcher(parts: Parts, claims: Claims, handlers: Mapping[str, Handler], pulse: Pulse) -> Dispatcher:
    return Dispatcher(
        claims=claims,
        routes=handlers,
        dependencies=parts.dependencies,
        clock=pulse,
        tally=parts.tally,
        hooks=parts.hooks,
        awaiting=parts.awaiting,
    )


def _timer(parts: Parts, cycles: Cycles) -> Timer:
    return Timer(
        cycles=cycles,
        due_times=parts.store.due_times,
        run_steps=parts.store.run_steps,
        schedules=parts.settings.schedules,
        clock=parts.clock,
        leads=parts.leadership.leads,
    )


async def _parts(lasting: Lasting, settings: Settings) -> Parts:
    access, store, clock = open_access(settings), lasting.store, lasting.clock
    hide("hook", [one.get_secret_value() for one in (access.token, access.provider_token)])
    return Parts(
        settings=settings,
        clock=clock,
        store=store,
        leadership=lasting.leadership,
        google_books=google_books_allowance(
            settings.google_books_api_key,
            budgets=store.budgets,
            daily_quota=settings.google_books_daily_quota,
            clock=clock,
        ),
        lookups=_budget("enrichment", settings.daily_max, settings, clock, store),
        audible=_budget("audible", settings.abs_provider_per_day, settings, clock, store),
        dependencies=await lasting.services(settings),
        mam_pace=lasting.mam_pace,
        tally=lasting.tally,
        access=access,
        kept_log=lasting.kept_log,
        reloading=lasting.reloading,
        started_at=clock.now(),
        version=version("shelfhook"),
        hook_calls=lasting.hook_calls,
        hooks=lasting.hooks,
    )


def _budget(name: str, limit: int, settings: Settings, clock: Clock, store: Store) -> DayBudget:
    """A budget of the user's own days."""
    return DayBudget(budgets=store.budgets, name=name, limit=limit, zone=settings.timezone, clock=clock)
