"""The composition root: which part is made of which, and which event goes where."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass

from aiohttp import web

from daemon.config.settings import Settings
from daemon.config.state_dir import owner_name
from daemon.connections import Connections, connect
from daemon.dispatch.clock_jumps import ClockJumps
from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.handling import Handler
from daemon.dispatch.leadership import Listener
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
from daemon.hook.files import SPOOL
from daemon.http import app
from daemon.http.api.context import Api
from daemon.http.api.situation import Watch
from daemon.http.api.transfers import Transfers
from daemon.parts import Parts
from daemon.setup.desk import SetupDesk
from daemon.setup.drafts import Drafts
from daemon.wiring import books, imported, noticing
from daemon.wiring import handlers as routes
from daemon.wiring.desks import Desks
from daemon.wiring.desks import build as built_desks
from daemon.wiring.lasting import Lasting, opened
from daemon.wiring.noticing import NoticeItems
from daemon.wiring.parts import build as built_parts
from domain.clock import Clock
from domain.policy import FieldName
from handlers.writing.cover_undo import UndoCover
from handlers.writing.undo import UndoChanges
from store.queue.claims import Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A daemon that is ready to run."""

    parts: Parts
    dispatcher: Dispatcher
    clock_jumps: ClockJumps
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
    parts = await built_parts(lasting, settings)
    async with connect(parts) as connections:
        yield _assembled(parts, connections, lasting, listens=listens)


def _assembled(parts: Parts, connections: Connections, lasting: Lasting, *, listens: bool) -> Daemon:
    settings, clock, store = parts.settings, parts.clock, parts.store
    desks = built_desks(parts, connections)
    handlers = routes.build(parts, connections, desks)
    cycles = Cycles(runs=store.runs, clock=clock, kinds=with_handlers(handlers))
    patient = Patient(parts=parts, connections=connections, settings=settings, listens=listens)
    api = _api(desks, cycles, CheckUp(patient), drafts=lasting.drafts)
    return Daemon(
        parts=parts,
        dispatcher=_dispatcher(parts, api.claims, handlers),
        clock_jumps=ClockJumps(waits=store.waits, clock=clock),
        timer=_timer(parts, cycles),
        api=api,
        new_items=noticing.build(parts, connections, desks.library),
        keep_alive=KeepAlive(mam=connections.mam, clock=clock, leads=parts.leadership.leads),
        prune=_prune(parts),
        listener=Listener(wakes=store.wakes, clock=clock),
        notifier=api.notifier,
        spool=_spool(parts),
        watcher=watcher.build(settings, inbox=store.inbox, compare=desks.library.compare, clock=clock),
        app=app.build(api, lasting.notices),
    )


def _api(desks: Desks, cycles: Cycles, check_up: CheckUp, *, drafts: Drafts) -> Api:
    """What people may do, on the check-up's parts and connections."""
    parts, connections = check_up.patient.parts, check_up.patient.connections
    since = imported.build(parts, connections, desks.library.locate.linked_paths)
    return Api(
        parts=parts,
        watch=Watch(parts, connections.mam, since.whereabouts),
        cycles=cycles,
        undo=_undo(parts, desks),
        books=books.build(parts, desks.items, desks.library.covers),
        imported=since,
        refresh_record=routes.refresh_record(parts, connections),
        acquisition=desks.acquisition,
        importing=desks.importing.desk,
        enrich_books=desks.enrich_books,
        claims=_claims(parts),
        check_up=check_up,
        setup=SetupDesk(patient=check_up.patient, drafts=drafts),
        notifier=notifications.build(parts),
        transfers=Transfers(connections.qbittorrent, parts.store.views.unfinished, parts.clock),
    )


def _claims(parts: Parts) -> Claims:
    owner = owner_name(parts.settings.state_dir)
    return Claims(parts.store.db, owner, parts.store.inbox.arrived, lead=parts.leadership.lead)


def _prune(parts: Parts) -> PruneHistory:
    return PruneHistory(
        pruning=parts.store.pruning,
        keep_days=parts.settings.keep_days,
        clock=parts.clock,
        leads=parts.leadership.leads,
    )


def _undo(parts: Parts, desks: Desks) -> UndoChanges:
    apart = {FieldName.COVER.value: UndoCover(desks.library.covers)}
    return UndoChanges(changes=parts.store.changes, desk=desks.items, apart=apart)


def _spool(parts: Parts) -> Spool:
    return Spool(
        folder=parts.settings.state_dir / SPOOL,
        inbox=parts.store.inbox,
        clock=parts.clock,
        is_of_a_test=parts.hook_calls.is_of_a_test,
    )


def _dispatcher(parts: Parts, claims: Claims, handlers: Mapping[str, Handler]) -> Dispatcher:
    return Dispatcher(
        claims=claims,
        routes=handlers,
        dependencies=parts.dependencies,
        clock=parts.clock,
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
