"""The work of each phase."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from daemon.commands.workflow import wording
from daemon.commands.workflow.following import Asked, Follow, View
from daemon.commands.workflow.results import NEEDS, End, Report, Result, Step
from daemon.commands.workflow.wording import books, known, left_out, record, records, search, searches
from domain.errors import ShelfhookError
from domain.services import TITLES

_CREDENTIALS: Final = {
    "mam": "MyAnonamouse credentials",
    "audiobookshelf": "Audiobookshelf",
    "google_books": "Google Books API",
}

_RESUME: Final = "to go on, run `shelfhook resume acquisition` while the daemon runs"
_LIBRARY: Final = 6


@dataclass(slots=True, kw_only=True)
class Workflow:
    """Runs the phases in their order; one that fails stops those that need it, and no others.

    Searching, reading and recording are one run of the search cycle: phases 3 and 5 show its results; in
    a dry run there is none. A phase that fails in part leaves its results to the phases that need them.

    Args:
        asked: The daemon's parts, here or in another process.
        follow: Waits for runs.
        report: Gets all results.
        dry_run: Whether nothing may be changed anywhere.
    """

    asked: Asked
    follow: Follow
    report: Report
    dry_run: bool = False
    _about: View = field(default_factory=dict, init=False)
    _searched: list[View] = field(default_factory=list, init=False)
    _records: list[View] = field(default_factory=list, init=False)
    _run: int | None = field(default=None, init=False)
    _in_order: set[str] = field(default_factory=set, init=False)
    _usable: set[int] = field(default_factory=set, init=False)

    async def __call__(self) -> bool:
        """Run them all; whether none failed."""
        ways = (
            self._configuration,
            self._authentication,
            self._search,
            self._extraction,
            self._services,
            self._recording,
            self._library,
        )
        good = True
        try:
            for phase, way in enumerate(ways):
                good = await self._one(phase, way) and good
        finally:
            self.report.close()
        return good

    async def _one(self, phase: int, way: Callable[[], Awaitable[Result]]) -> bool:
        self.report.begin(phase)
        try:
            result = self._blocked(phase) or await way()
        except ShelfhookError as error:
            result = Result(End.ERROR, str(error))
        if result.end is End.SUCCESS:
            self._usable.add(phase)
        self.report.end(phase, result)
        return result.end is not End.ERROR

    def _blocked(self, phase: int) -> Result | None:
        lacking = [f"PHASE {one}" for one in NEEDS.get(phase, ()) if one not in self._usable]
        if phase == _LIBRARY:
            lacking = [TITLES[name] for name in self._about["library_needs"] if name not in self._in_order]
        return Result(End.NOT_RUN, f"it needs {' and '.join(lacking)}") if lacking else None

    async def _configuration(self) -> Result:
        if self.dry_run:
            self.report.step(Step("Dry run", "nothing is recorded, written or downloaded", counts=False))
        self._about = about = await self.asked.about()
        if about["examples"]:
            self.report.step(Step("No list of books", "ten examples are searched for", counts=False))
        missing: dict[str, str] = {one["service"]: one["sentence"] for one in about["missing"]}
        wanted = _CREDENTIALS | {
            service: TITLES[service] for service in missing if service not in _CREDENTIALS
        }
        self.report.expect(len(wanted))
        for service, name in wanted.items():
            self.report.step(Step("Missing", missing[service]) if service in missing else Step(name, "set"))
        if missing:
            return Result(End.ERROR, f"{len(missing)} of {len(wanted)} are not configured")
        return Result(End.SUCCESS, "all required settings are set")

    async def _authentication(self) -> Result:
        self.report.expect(1)
        checked = await self.asked.check("mam")
        self.report.step(Step(TITLES["mam"], "ok" if checked["ok"] else "refused"))
        return _result(checked)

    async def _search(self) -> Result:
        if self._about["mode"] == "off":
            return Result(End.NOT_RUN, self._about["closed"])
        if self._about["closed"] is not None:
            return Result(End.ERROR, self._about["closed"], _RESUME)
        self.report.expect(len(self._about["queries"]))
        ended = await self._previews() if self.dry_run else await self._searches()
        if any(one["error"] is None for one in self._searched):
            self._usable.add(2)
        if ended is not None:
            return ended
        errors = [one for one in self._searched if one["error"] is not None]
        if errors:
            return Result(End.ERROR, f"{len(errors)} of {searches(len(self._searched))} failed")
        found, proved = (sum(one[name] for one in self._searched) for name in ("found", "proved"))
        return Result(
            End.SUCCESS,
            f"{searches(len(self._searched))}: {wording.recordings(found)} found, {proved} proved",
        )

    async def _previews(self) -> Result | None:
        for position in range(len(self._about["queries"])):
            found = await self.asked.preview_search(position)
            self._report_search(found)
            self._records += found["records"]
        return None

    async def _searches(self) -> Result | None:
        def show(view: View) -> None:
            for one in view["searched"][len(self._searched) :]:
                self._report_search(one)

        self._run = await self.asked.begin("search")
        view = await self.follow(self._run, show)
        self._records = view["records"]
        return _unless_done(view)

    def _report_search(self, found: View) -> None:
        self._searched.append(found)
        self.report.step(Step(found["query"], search(found)))

    async def _extraction(self) -> Result:
        matches = [match for one in self._searched for match in one["matches"]]
        self.report.expect(len(matches))
        for match in matches:
            self.report.step(Step(f"{match['title']} by {match['author']}", known(match)))
        extracted = sum(bool(one["matches"]) for one in self._searched)
        if not matches:
            return Result(End.SUCCESS, "nothing was proved, so there is nothing to extract")
        share = sum(len(m["known"]) for m in matches) / sum(
            len(m["known"]) + len(m["missing"]) for m in matches
        )
        return Result(
            End.SUCCESS,
            f"{extracted} of {searches(len(self._searched))} gave metadata: "
            f"{wording.matches(len(matches))}, {share:.0%} of their facts known",
        )

    async def _services(self) -> Result:
        names = [name for name in TITLES if name != "mam"]
        self.report.expect(len(names))
        failed: list[View] = []
        for name in names:
            checked = await self.asked.check(name)
            self.report.step(Step(TITLES[name], checked["said"]))
            if checked["ok"]:
                self._in_order.add(name)
            else:
                failed.append(checked)
        if failed:
            mends = [one["mend"] for one in failed if one["mend"]]
            return Result(
                End.ERROR,
                f"{len(failed)} of {len(names)} services cannot be used",
                "; ".join(mends) or None,
            )
        return Result(End.SUCCESS, f"{len(names)} services work")

    async def _recording(self) -> Result:
        if self._run is not None:
            self._records = await self.follow.downloads(self._run)
        self.report.expect(len(self._records))
        for one in self._records:
            self.report.step(Step(f"{one['title']} by {one['author']}", record(one)))
        for query in self._searched:
            for left in query["left_out"]:
                self.report.step(Step(str(left["title"]), left_out(left), counts=False))
        number = len(self._records)
        if self.dry_run:
            return Result(End.SUCCESS, f"{records(number)} would be created")
        stuck = [one for one in self._records if one["status"] == "approved"]
        if stuck and self._about["mode"] == "auto" and not self._about["dry_run"]:
            return Result(
                End.ERROR,
                f"{records(number)}, of which {len(stuck)} could not be added to qBittorrent yet",
                "the daemon retries them",
            )
        return Result(End.SUCCESS, f"{records(number)} created")

    async def _library(self) -> Result:
        if self.dry_run:
            return await self._library_preview()
        known: set[int] = set()

        def show(view: View) -> None:
            for one in view["steps"]:
                if one["id"] not in known:
                    known.add(one["id"])
                    self.report.step(Step(one["note"]))

        synced = await self.follow(await self.asked.begin("library-sync"), lambda _: None)
        if (ended := _unless_done(synced)) is not None:
            return ended
        due = len((await self.asked.preview_enrichment())["due"])
        self.report.expect(due)
        view = await self.follow(await self.asked.begin("enrichment"), show)
        for error in view["errors"]:
            self.report.step(Step("Error", error, counts=False))
        counts = view["counts"]
        looked, found, filled = (counts.get(name, 0) for name in ("looked", "found", "filled"))
        return _unless_done(view) or Result(
            End.SUCCESS,
            f"{books(looked)} looked up, {found} found, {filled} filled{wording.why(view)}",
        )

    async def _library_preview(self) -> Result:
        due = (await self.asked.preview_enrichment())["due"]
        self.report.expect(len(due))
        for one in due:
            self.report.step(Step(str(one["title"]), f"lacks {', '.join(one['lacks']).replace('_', ' ')}"))
        return Result(
            End.SUCCESS, f"{books(len(due))} would be looked up, at most {self._about['daily_max']}"
        )


def _result(checked: View) -> Result:
    return Result(End.SUCCESS if checked["ok"] else End.ERROR, checked["said"], checked["mend"])


def _unless_done(view: Mapping[str, Any]) -> Result | None:
    """None for a run that succeeded."""
    return None if view["status"] == "done" else Result(End.ERROR, str(view["reason"]))
