"""The composition root: which part is made of which, and which event goes where."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from aiohttp import web

from daemon.config.settings import Settings
from daemon.config.state_dir import owner_name, prepare_state_dir
from daemon.connections import Connections, connect
from daemon.dispatch.dispatcher import Dispatcher
from daemon.dispatch.handling import Handler
from daemon.dispatch.leadership import Leadership, Listener, leadership
from daemon.dispatch.pulse import Pulse
from daemon.dispatch.tally import Tally
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
from daemon.kept_log.ring import LogRing
from daemon.log import hide
from daemon.parts import Parts
from daemon.wiring import acquisition, books, enriching, imported, importing, noticing, services
from daemon.wiring import handlers as routes
from daemon.wiring.library import Library
from daemon.wiring.noticing import NoticeItems
from domain.clock import Clock
from domain.policy import FieldName
from handlers.writing.cover_undo import UndoCover
from handlers.writing.item_desk import ItemDesk
from handlers.writing.undo import UndoChanges
from store.budgets import DayBudget, google_books_allowance
from store.database import Database
from store.queue.claims import Claims
from store.store import Store
from store.upkeep.soundness import examine
from store.upkeep.upgrade import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A daemon that is ready to run."""

    parts: Parts
    dispatcher: Dispatcher
    pulse: Pulse
    claims: Claims
    timer: Timer
    patient: Patient
    api: Api
    new_items: NoticeItems
    keep_alive: KeepAlive
    prune: PruneHistory
    listener: Listener
    notifier: Notifier | None
    spool: Spool
    watcher: Watcher
    app: web.Application


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
    async with AsyncExitStack() as stack:
        parts = await _open(stack, settings, clock, alone=alone)
        if listens:
            stack.enter_context(parts.kept_log.kept())
        connections = await stack.enter_async_context(connect(parts))
        yield _assembled(parts, connections, listens=listens)


async def _open(stack: AsyncExitStack, settings: Settings, clock: Clock, *, alone: bool) -> Parts:
    """The store, once no other process has it, and its parts."""
    db = Database(settings.store_url)
    prepare_state_dir(settings.state_dir)
    stack.push_async_callback(db.close)
    store = Store(db)
    arrived = store.inbox.arrived
    leading = leadership(db, owner_name(settings.state_dir), arrived, clock, alone=alone)
    stack.push_async_callback(leading.close)
    await leading.open()
    await examine(db)
    await upgrade(db)
    parts = _parts(settings, clock, store, leading)
    for service in parts.dependencies.values():
        await service.restore()
    return parts


def _assembled(parts: Parts, connections: Connections, *, listens: bool) -> Daemon:
    settings, clock, store = parts.settings, parts.clock, parts.store
    desk, importer = routes.item_desk(parts, connections), importing.build(parts, connections)
    acquiring = acquisition.build(parts, connections, importer.library.newest)
    enrich = enriching.build(parts, connections, desk)
    handlers = routes.build(parts, connections, desk, importer, acquisition=acquiring, enrich_books=enrich)
    cycles = Cycles(runs=store.runs, clock=clock, kinds=with_handlers(handlers))
    pulse, since = Pulse(clock), imported.build(parts, connections, importer.library.locate.linked_paths)
    api = Api(
        parts=parts,
        watch=Watch(parts, since.whereabouts),
        cycles=cycles,
        undo=_undo(parts, desk, importer.library),
        books=books.build(parts, desk, importer.library.covers),
        imported=since,
        refresh_record=routes.refresh_record(parts, connections),
        acquisition=acquiring,
        importing=importer.desk,
        enrich_books=enrich,
        claims=_claims(parts),
        patient=Patient(parts=parts, connections=connections, settings=settings, listens=listens),
        notifier=notifications.build(parts),
    )
    return Daemon(
        parts=parts,
        claims=api.claims,
        dispatcher=_dispatcher(parts, api.claims, handlers, pulse),
        pulse=pulse,
        timer=_timer(parts, cycles),
        patient=api.patient,
        api=api,
        new_items=noticing.build(parts, connections, importer.library),
        keep_alive=KeepAlive(mam=connections.mam, clock=clock, leads=parts.leadership.leads),
        prune=_prune(parts),
        listener=Listener(wakes=store.wakes, clock=clock),
        notifier=api.notifier,
        spool=_spool(parts),
        watcher=watcher.build(settings, inbox=store.inbox, compare=importer.library.compare, clock=clock),
        app=app.build(api),
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


def _parts(settings: Settings, clock: Clock, store: Store, leading: Leadership) -> Parts:
    access = open_access(settings)
    hide("hook", [one.get_secret_value() for one in (access.token, access.provider_token)])
    return Parts(
        settings=settings,
        clock=clock,
        store=store,
        leadership=leading,
        google_books=google_books_allowance(
            settings.google_books_api_key,
            budgets=store.budgets,
            daily_quota=settings.google_books_daily_quota,
            clock=clock,
        ),
        lookups=_budget("enrichment", settings.daily_max, settings, clock, store),
        audible=_budget("audible", settings.abs_provider_per_day, settings, clock, store),
        dependencies=services.build(settings, clock, store),
        tally=Tally(),
        access=access,
        kept_log=LogRing(settings.state_dir),
        started_at=clock.now(),
        version=version("shelfhook"),
    )


def _budget(name: str, limit: int, settings: Settings, clock: Clock, store: Store) -> DayBudget:
    """A budget of the user's own days."""
    return DayBudget(budgets=store.budgets, name=name, limit=limit, zone=settings.timezone, clock=clock)
