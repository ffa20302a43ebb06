"""Figures for Prometheus."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isinf
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web

from daemon.http.api.context import Api
from daemon.parts import Parts
from daemon.standing import Standing, standing
from domain.facts import CallProblem, DurationVerdict, EventVerdict, ServiceState, Status
from domain.histogram import Histogram
from handlers.acquiring.gate import SWITCH
from store.budgets import DayBudget
from store.sessions import SessionState, session_state

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_T = TypeVar("_T")

_VERDICTS = (EventVerdict.DONE, EventVerdict.DROPPED, EventVerdict.BURIED)


async def figures(api: Api) -> web.Response:
    """Metrics for Prometheus."""
    from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    registry = CollectorRegistry()
    registry.register(_Collector(api.parts, await _read(api.parts)))
    ProcessCollector(registry=registry)
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


@dataclass(frozen=True, slots=True)
class _Stored:
    """The store's figures at the moment of the scrape."""

    standing: Standing
    downloads: Mapping[tuple[Status, DurationVerdict | None], int]
    last_done: Mapping[str, datetime]
    session: SessionState | None
    paused: bool
    notices: int
    budgets: Mapping[str, tuple[int, int]]
    """By name, how much of the day is used, and its limit."""


async def _read(parts: Parts) -> _Stored:
    google_books = parts.google_books
    budgets = {"enrichment": await _budget(parts.lookups), "audible": await _budget(parts.audible)}
    if google_books is not None:
        budgets["google_books"] = await _budget(google_books.budget)
    return _Stored(
        standing=await standing(parts),
        downloads=await parts.store.views.listing.counts(),
        last_done=await parts.store.runs.last_done(),
        session=await session_state(parts.store.db, "mam"),
        paused=await parts.store.switches.why_off(SWITCH) is not None,
        notices=await parts.store.notices.waiting(),
        budgets=budgets,
    )


async def _budget(day: DayBudget) -> tuple[int, int]:
    return day.limit - await day.left(), day.limit


class _Collector:
    """Puts the parts' figures into Prometheus' form."""

    def __init__(self, parts: Parts, stored: _Stored) -> None:
        self._parts = parts
        self._stored = stored

    def collect(self) -> Iterable["Metric"]:
        yield from self._inbox()
        yield from self._services()
        yield from self._downloads()
        yield from self._allowances()
        yield from self._cycles()

    def _inbox(self) -> Iterator["Metric"]:
        from prometheus_client.core import CounterMetricFamily

        depth, tally = self._stored.standing.depth, self._parts.tally
        age = 0.0 if depth.oldest is None else (self._parts.clock.now() - depth.oldest).total_seconds()
        yield _gauge("shelfhook_inbox_events", "Events that wait", depth.waiting)
        yield _gauge("shelfhook_inbox_oldest_age_seconds", "Age of the oldest waiting event", age)
        yield _gauge("shelfhook_inbox_buried_events", "Events that failed for good", depth.buried)
        waiting = self._stored.standing.waiting
        yield _gauge("shelfhook_needs_person", "Things that need you, as the page counts them", waiting)
        settled = CounterMetricFamily(
            "shelfhook_events_settled", "Events settled here since the start", labels=["kind", "verdict"]
        )
        known = {("torrent.finished", verdict.value): 0 for verdict in _VERDICTS}
        for labels, number in (known | tally.settled).items():
            settled.add_metric(labels, number)
        yield settled
        yield self._refused_hooks()
        yield _histogram(
            "shelfhook_completion_to_applied_seconds",
            "From the report of a completion until its book was updated",
            tally.applied,
        )

    def _refused_hooks(self) -> "Metric":
        from prometheus_client.core import CounterMetricFamily

        refused = CounterMetricFamily(
            "shelfhook_hook_calls_refused",
            "Calls of the completion hook that were refused",
            labels=["problem"],
        )
        for kind in CallProblem:
            refused.add_metric([kind.value], self._parts.hook_calls.refused_total[kind])
        return refused

    def _services(self) -> Iterator["Metric"]:
        from prometheus_client.core import CounterMetricFamily

        dependencies = self._parts.dependencies
        requests = CounterMetricFamily(
            "shelfhook_service_requests", "Calls to a service", labels=["service", "outcome"]
        )
        for name, one in dependencies.items():
            requests.add_metric([name, "answered"], one.durations.count - one.failures)
            requests.add_metric([name, "failed"], one.failures)
        yield requests
        yield _histogram(
            "shelfhook_service_request_duration_seconds",
            "How long calls to a service took",
            {name: one.durations for name, one in dependencies.items()},
            "service",
        )
        yield _gauge(
            "shelfhook_service_failures_in_a_row",
            "Calls that failed since the last one that was answered",
            {name: one.failures_in_a_row for name, one in dependencies.items()},
            "service",
        )
        yield self._in_state(
            "shelfhook_service_breaker_open",
            "Whether a service is away, so that what needs it waits",
            ServiceState.UNAVAILABLE,
        )
        yield self._in_state(
            "shelfhook_service_refused", "Whether a service refuses our credentials", ServiceState.REFUSED
        )

    def _in_state(self, name: str, says: str, state: ServiceState) -> "Metric":
        services = self._stored.standing.services
        return _gauge(name, says, {one.name: one.state is state for one in services.values()}, "service")

    def _downloads(self) -> Iterator["Metric"]:
        counts = self._stored.downloads
        by_status = {
            status.value: sum(number for (one, _), number in counts.items() if one is status)
            for status in Status
        }
        by_verdict = {
            verdict.value: sum(number for (_, one), number in counts.items() if one is verdict)
            for verdict in DurationVerdict
        }
        yield _gauge("shelfhook_downloads", "Download records", by_status, "status")
        yield _gauge(
            "shelfhook_recordings",
            "Recordings, by what the check of their length says",
            by_verdict,
            "verdict",
        )

    def _allowances(self) -> Iterator["Metric"]:
        stored = self._stored
        used = {name: budget[0] for name, budget in stored.budgets.items()}
        limits = {name: budget[1] for name, budget in stored.budgets.items()}
        yield _gauge("shelfhook_budget_used", "How much of a day's budget is used", used, "budget")
        yield _gauge("shelfhook_budget_limit", "A day's budget", limits, "budget")
        session = stored.session
        last = None if session is None else session.used_at
        yield _gauge(
            "shelfhook_mam_session_used_timestamp_seconds",
            "When MyAnonamouse last answered to the session; 0 when it never did",
            0 if last is None else last.timestamp(),
        )
        yield _gauge("shelfhook_acquisition_paused", "Whether search and download are paused", stored.paused)

    def _cycles(self) -> Iterator["Metric"]:
        done = self._stored.last_done
        yield _gauge(
            "shelfhook_cycle_last_success_timestamp_seconds",
            "When a cycle's newest run that went well ended, 0 when none did; not for one that is turned off",
            {kind: done[kind].timestamp() if kind in done else 0 for kind in self._parts.settings.schedules},
            "cycle",
        )
        yield _gauge("shelfhook_notices_waiting", "Notices that were not sent yet", self._stored.notices)
        yield _gauge("shelfhook_build_info", "The version that runs", {self._parts.version: 1}, "version")


def _gauge(name: str, says: str, values: float | Mapping[str, float], label: str | None = None) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, says, labels=[label] if label else [])
    for labels, value in _labelled(values):
        family.add_metric(labels, float(value))
    return family


def _histogram(
    name: str, says: str, values: Histogram | Mapping[str, Histogram], label: str | None = None
) -> "Metric":
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(name, says, labels=[label] if label else [])
    for labels, histogram in _labelled(values):
        buckets = [
            ("+Inf" if isinf(bound) else str(bound), number) for bound, number in histogram.cumulative()
        ]
        family.add_metric(labels, buckets=buckets, sum_value=histogram.total)
    return family


def _labelled(values: _T | Mapping[str, _T]) -> Iterator[tuple[list[str], _T]]:
    """The values with their labels; one alone has none."""
    if isinstance(values, Mapping):
        yield from (([label], value) for label, value in values.items())
    else:
        yield [], values
