"""Runs the daemon until it is stopped, with the settings of its start or those of a reload."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.reloading import changed
from daemon.config.settings import Settings
from daemon.doctor.this_machine import too_open
from daemon.http.listening import listening
from daemon.log import hide, is_json
from daemon.process.listening import listen
from daemon.process.loops import at_work, is_set_up, run_loops
from daemon.process.service_manager import ServiceManager, activated_sockets, listen_of
from daemon.wiring.daemon import Daemon, assembled
from daemon.wiring.lasting import Lasting, opened
from domain.clock import Clock
from domain.errors import ShelfhookError
from domain.retry import Wait

LAST_WORDS: Final = timedelta(seconds=0.5)
"""A hook sends its request at once; a connection that is silent for this long after the door closed is cut off."""

_log: Final = structlog.get_logger("shelfhook")


async def serve(
    settings: Settings,
    clock: Clock,
    *,
    read: Callable[[], Settings],
    look: Callable[[], Settings] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends the process at once. SIGHUP asks for a reload.

    Args:
        settings: Complete ones; sockets that the service manager hands over take the place of LISTEN.
        clock: The time.
        read: The settings as they are by now, for a reload.
        look: The same, for a check that takes none of them.
        environment: Has the service manager's socket.

    Raises:
        BadInputError: The address to listen at is taken or is not this machine's.
    """
    manager = ServiceManager.of(environment)
    handed = activated_sockets(environment)
    # From here on LISTEN is the address for callers: access, and where the hook calls, depend on it.
    in_force = settings.model_copy(update={"listen": listen_of(handed)}) if handed else settings
    async with opened(in_force, clock) as lasting:
        lasting.reloading.read, lasting.reloading.configured = look, settings
        listeners, url = await listen(in_force, handed)
        process = _Process(
            lasting=lasting,
            manager=manager,
            listeners=listeners,
            url=url,
            read=read,
            configured=settings,
            listen=in_force.listen,
        )
        process.obey_signals()
        try:
            with lasting.kept_log.kept():
                await process.run(in_force)
        finally:
            for listener in listeners:
                listener.close()
    _log.info("daemon_stopped")


def _invite(daemon: Daemon) -> None:
    """Say on a terminal where the page is; a program that reads the log has it there."""
    if is_json(daemon.parts.settings.log_format):
        return
    page = daemon.parts.page_url
    where = f"{page}/" if is_set_up(daemon) else f"{page}/setup to set shelfhook up"
    sys.stderr.write(f"Open {where}\n")


@dataclass(slots=True, kw_only=True)
class _Process:
    """One daemon after another, each with its settings, on the same store and the same sockets."""

    lasting: Lasting
    manager: ServiceManager
    listeners: Sequence[socket.socket]
    url: str
    read: Callable[[], Settings]
    configured: Settings
    listen: str
    _stops: bool = field(default=False, init=False)
    _next: Settings | None = field(default=None, init=False)
    _worked: Settings | None = field(default=None, init=False)

    def obey_signals(self) -> None:
        """The first signal to stop is obeyed; the second does not wait for anything."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(signal.SIGHUP, self.lasting.reloading.ask)

    def _stop(self) -> None:
        if self._stops:
            sys.stderr.flush()
            os._exit(1)
        self._stops = True
        self.lasting.reloading.ask()

    async def run(self, settings: Settings) -> None:
        """Run until the stop; settings with which no daemon can be made give way to those that worked."""
        self._next = settings
        while (given := self._next) is not None:
            try:
                await self._serve(given)
            except ShelfhookError as error:
                if self._worked is None or given is self._worked:
                    raise
                self._refuse(error)
                self._next = self._worked

    async def _serve(self, settings: Settings) -> None:
        """Run one daemon, from its making to its end."""
        clock, former = self.lasting.clock, self._worked
        async with assembled(self.lasting, settings) as daemon:
            for file, mode, right in too_open(settings.state_dir):
                _log.warning("file_open_to_others", file=str(file), mode=f"{mode:o}", should_be=f"{right:o}")
            async with listening(
                daemon.app, self.listeners, clock, last_words=LAST_WORDS, go_on=lambda: not self._stops
            ):
                await self._begin(daemon)
                self._worked = settings
                if former is None:
                    _invite(daemon)
                else:
                    # Work and answers that began under them may still name them.
                    hide("former settings", former.secrets())
                    _log.info("settings_taken", changed=changed(former, settings))
                self.lasting.reloading.settled()
                self.manager.notify("READY=1", f"STATUS={at_work(daemon)} at {self.url}")
                await run_loops(daemon, self._until_over(daemon), self.manager)

    async def _begin(self, daemon: Daemon) -> None:
        parts, now = daemon.parts, self.lasting.clock.now()
        parts.access.publish(self.url)
        returned = await daemon.claims.take_back(now=now)
        # Events that were paused, or waited for a person, may continue under the new settings.
        for wait in (Wait.PAUSE, Wait.PERSON):
            await daemon.parts.store.waits.wake(wait=wait.value, now=now)
        await daemon.spool.try_take()
        if is_set_up(daemon):
            await daemon.timer.cycles.start("library-sync", trigger="start")
        _log.info(
            "daemon_ready",
            url=self.url,
            version=parts.version,
            timezone=parts.settings.timezone.key,
            events_taken_back=returned,
        )

    async def _until_over(self, daemon: Daemon) -> None:
        """Wait until this daemon is to end: for a stop, or for one with other settings."""
        self._next, reloading = None, self.lasting.reloading
        while not self._stops:
            await reloading.asked.wait()
            reloading.asked.clear()
            if not self._stops and await self._read_again(daemon):
                return
        self.manager.notify("STOPPING=1", "STATUS=Finishing the work in progress")
        _log.info("daemon_stopping")

    async def _read_again(self, daemon: Daemon) -> bool:
        """Read the settings; whether they can be taken. Otherwise the present ones stay in force."""
        usec = int(self.lasting.clock.monotonic() * 1_000_000)
        self.manager.notify("RELOADING=1", f"MONOTONIC_USEC={usec}", "STATUS=Reading the settings again")
        try:
            given = await asyncio.to_thread(self.read)
        except ShelfhookError as error:
            self._refuse(error)
            self.lasting.reloading.settled()
            status = f"STATUS={at_work(daemon)} at {self.url}; the new settings are wrong, see the log"
            self.manager.notify("READY=1", status)
            return False
        taken = self.lasting.reloading.taken(self.configured, given)
        for name in self.lasting.reloading.at_next_start:
            _log.warning("setting_counts_from_next_start", setting=name.upper())
        self._next = taken.model_copy(update={"listen": self.listen})
        return True

    def _refuse(self, error: ShelfhookError) -> None:
        problems = error.problems if isinstance(error, SettingsProblemsError) else (Problem(str(error), ""),)
        self.lasting.reloading.refused(problems)
        for one in problems:
            _log.error("settings_refused", reason=str(one))
