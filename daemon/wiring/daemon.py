"""The composition root: which part is made of which, and which event goes where."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from aiohttp import web

from daemon.config.settings import Settings
from daemon.config.state_dir import owner_name, prepare_state_dir
from daemon.connections import connect
from daemon.dispatch.dispatcher import Dispatcher
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
from daemon.parts import Acquisition, Parts
from daemon.wiring import acquisition, library
from daemon.wiring import handlers as routes
from domain.clock import Clock
from domain.dependency import Dependency
from domain.services import SERVICES
from handlers.library.mirror import MirrorLibrary
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
    acquisition: Acquisition
    patient: Patient
    api: Api
    keep_alive: KeepAlive
    prune: PruneHistory
    listener: Listener
    notifier: Notifier | None
    spool: Spool
    mirror: MirrorLibrary
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
        prepare_state_dir(settings.state_dir)
        db = Database(settings.store_url)
        stack.push_async_callback(db.close)
        store, instance = Store(db), owner_name(settings.state_dir)
        leading = leadership(db, instance, store.inbox.arrived, clock, alone=alone)
        stack.push_async_callback(leading.close)
        await leading.open()
        await examine(db)
        await upgrade(db)
        parts = _parts(settings, clock, store, leading)
        connections = await stack.enter_async_context(connect(parts))
        desk = routes.item_desk(parts, connections)
        shelves = library.build(parts, connections)
        acquiring = acquisition.build(parts, connections, shelves.mirror)
        handlers = routes.build(parts, connections, desk=desk, library=shelves, acquisition=acquiring)
        cycles = Cycles(runs=parts.store.runs, clock=clock, kinds=with_handlers(handlers))
        claims = Claims(db, instance, store.inbox.arrived, leads=leading.leads)
        patient = Patient(parts=parts, connections=connections, settings=settings, listens=listens)
        pulse = Pulse(clock)
        notifier = notifications.build(parts)
        api = Api(
            parts=parts,
            watch=Watch(parts),
            cycles=cycles,
            undo=UndoChanges(changes=parts.store.changes, desk=desk),
            acquisition=acquiring,
            claims=claims,
            patient=patient,
            notifier=notifier,
        )
        yield Daemon(
            parts=parts,
            claims=claims,
            dispatcher=Dispatcher(
                claims=claims,
                routes=handlers,
                dependencies=parts.dependencies,
                clock=pulse,
                tally=parts.tally,
                hooks=parts.hooks,
            ),
            pulse=pulse,
            timer=Timer(
                cycles=cycles,
                due_times=store.due_times,
                run_steps=parts.store.run_steps,
                schedules=settings.schedules,
                clock=clock,
                leads=leading.leads,
            ),
            acquisition=acquiring,
            patient=patient,
            api=api,
            keep_alive=KeepAlive(mam=connections.mam, clock=clock, leads=leading.leads),
            prune=PruneHistory(
                pruning=store.pruning, keep_days=settings.keep_days, clock=clock, leads=leading.leads
            ),
            listener=Listener(wakes=store.wakes, clock=clock),
            notifier=notifier,
            spool=Spool(folder=settings.state_dir / SPOOL, inbox=parts.store.inbox, clock=clock),
            mirror=shelves.mirror,
            watcher=watcher.build(settings, inbox=parts.store.inbox, compare=shelves.compare, clock=clock),
            app=app.build(api),
        )


def _parts(settings: Settings, clock: Clock, store: Store, leading: Leadership) -> Parts:
    return Parts(
        settings=settings,
        clock=clock,
        store=store,
        leadership=leading,
        google_books=google_books_allowance(
            settings.google_books_api_key,
            budgets=store.budgets,
            switches=store.switches,
            daily_quota=settings.google_books_daily_quota,
            clock=clock,
        ),
        lookups=DayBudget(
            budgets=store.budgets,
            name="enrichment",
            limit=settings.daily_max,
            zone=settings.timezone,
            clock=clock,
        ),
        dependencies={name: Dependency(name, clock) for name in SERVICES},
        tally=Tally(),
        access=open_access(settings),
        started_at=clock.now(),
        version=version("shelfhook"),
    )
