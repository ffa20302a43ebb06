"""Puts the hook's line into qBittorrent, and takes it out again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from clients.qbittorrent import Autorun, Qbittorrent
from daemon.hook.access import HookAccess
from daemon.hook.kinds import Kind
from daemon.hook.line import HookLine, Read, Standing
from domain import paths
from domain.errors import NeedsPersonError

_MEMORY: Final = "hook.before.json"
_NOTHING: Final = Autorun(enabled=False, program="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The present line in qBittorrent, and the wanted one.

    `kept` is the program that is run beside ours, `aside` one that was there and turned off: it is put back when
    ours is removed. `refused` says why nothing can be changed, `changes` whether there is anything to do.
    """

    standing: Standing
    now: Autorun
    then: Autorun
    kept: str
    aside: str
    refused: str | None = None
    changes: bool = False

    def __post_init__(self) -> None:
        """Say whether there is anything to do."""
        object.__setattr__(self, "changes", self.refused is None and self.now != self.then)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookInstall:
    """The hook of one daemon in one qBittorrent. Installing twice, or removing twice, changes nothing more.

    Args:
        qbittorrent: Asked for its options.
        access: Knows the state directory, where the former line is stored.
    """

    qbittorrent: Qbittorrent
    access: HookAccess

    @property
    def line(self) -> HookLine:
        """The lines that lead here."""
        return HookLine.to(self.access)

    @property
    def leads_from_elsewhere(self) -> bool:
        """Whether the lines are for a qBittorrent that sees us otherwise, so that nothing here can run them."""
        return self.access.hook_url is not None or self.access.header_file is not None

    async def found(self) -> tuple[Autorun, Read]:
        """The present line in qBittorrent, and its kind for this daemon. A line that is turned off has no target."""
        now = await self.qbittorrent.setup.autorun()
        read = self.line.read(now.program)
        return now, read if now.enabled else Read(Standing.ABSENT, now.program)

    async def plan(self, kind: Kind | None = None) -> Plan:
        """What `install` would do.

        Args:
            kind: The line's kind; None keeps the present one, and is curl without one.
        """
        now, read = await self.found()
        kept = read.before if now.enabled else ""
        ours = kind or read.kind or Kind.CURL
        then = Autorun(enabled=True, program=self.line.with_program(ours, kept))
        return Plan(
            standing=read.standing,
            now=now,
            then=then,
            kept=kept,
            aside="" if now.enabled else self.line.read(now.program).before,
            refused=await self._why_not(read, ours),
        )

    async def install(self, kind: Kind | None = None) -> Plan:
        """Let qBittorrent run the hook, and still run its present program.

        Raises:
            NeedsPersonError: qBittorrent is on Windows, or its line was made by hand.
        """
        plan = await self.plan(kind)
        if plan.refused is not None:
            raise NeedsPersonError(plan.refused)
        if plan.changes:
            if plan.standing is Standing.ABSENT and not plan.kept:
                self._remember(Autorun(enabled=plan.now.enabled, program=plan.aside))
            await self._set(plan.then)
        return plan

    async def removal(self) -> Plan:
        """What `remove` would do."""
        now, read = await self.found()
        then = now
        if read.standing in {Standing.HERE, Standing.OUTDATED, Standing.ELSEWHERE}:
            then = Autorun(enabled=True, program=read.before) if read.before else self._before()
        refused = None
        if read.standing is Standing.BY_HAND:
            refused = "the command in qBittorrent was entered by hand: remove shelfhook from it there"
        return Plan(standing=read.standing, now=now, then=then, kept=read.before, aside="", refused=refused)

    async def remove(self) -> Plan:
        """Restore the former line.

        Raises:
            NeedsPersonError: The line was made by hand.
        """
        plan = await self.removal()
        if plan.refused is not None:
            raise NeedsPersonError(plan.refused)
        if plan.changes:
            await self._set(plan.then)
        self._file.unlink(missing_ok=True)
        return plan

    async def _why_not(self, read: Read, kind: Kind) -> str | None:
        if read.standing is Standing.BY_HAND:
            return (
                "qBittorrent runs a custom command that already calls shelfhook: clear it under Options, "
                "Downloads, Run external program on torrent finished, and run `shelfhook hook install` again"
            )
        if paths.is_windows(await self.qbittorrent.default_save_path()):
            return (
                "qBittorrent runs on Windows, where its lines are read otherwise: enter one by hand, like "
                + self.line.alone(kind)
            )
        return None

    async def _set(self, autorun: Autorun) -> None:
        await self.qbittorrent.setup.set_autorun(autorun)
        took = await self.qbittorrent.setup.autorun()
        if (took.enabled, took.program.strip()) != (autorun.enabled, autorun.program.strip()):
            raise NeedsPersonError(
                "qBittorrent did not accept the command",
                "enter it by hand under Options, Downloads, "
                f"Run external program on torrent finished: {autorun.program}",
            )

    @property
    def _file(self) -> Path:
        return self.access.state / _MEMORY

    def _remember(self, autorun: Autorun) -> None:
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps(asdict(autorun)), encoding="utf-8")

    def _before(self) -> Autorun:
        """The former line, if it was turned off; a program that was turned on is part of the line itself."""
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            return Autorun(enabled=bool(stored["enabled"]), program=str(stored["program"]))
        except (OSError, ValueError, KeyError, TypeError):
            return _NOTHING
