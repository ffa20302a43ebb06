"""Figures for Prometheus."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from daemon.parts import Parts
from domain.recording_check import RecordingVerdict
from store.downloads import Status
from store.inbox import Depth

if TYPE_CHECKING:
    from prometheus_client.core import Metric


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /metrics``."""

    async def metrics(_request: web.Request) -> web.Response:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.exposition import CONTENT_TYPE_LATEST

        registry = CollectorRegistry()
        counts = await parts.downloads.counts()
        registry.register(_Collector(parts, await parts.inbox.depth(), counts))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", metrics)]


class _Collector:
    """Reads what the parts know at the moment of the scrape."""

    def __init__(
        self, parts: Parts, depth: Depth, counts: Mapping[tuple[Status, RecordingVerdict | None], int]
    ) -> None:
        self._parts = parts
        self._depth = depth
        self._counts = counts

    def collect(self) -> Iterable["Metric"]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        now = self._parts.clock.now()
        age = 0.0 if self._depth.oldest is None else (now - self._depth.oldest).total_seconds()
        yield GaugeMetricFamily("shelfhook_inbox_events", "Events that wait", value=self._depth.waiting)
        yield GaugeMetricFamily(
            "shelfhook_inbox_oldest_age_seconds", "Age of the oldest waiting event", value=age
        )
        yield GaugeMetricFamily(
            "shelfhook_inbox_buried_events", "Events that need a person", value=self._depth.buried
        )
        requests = CounterMetricFamily("shelfhook_service_requests", "Calls to a service", labels=["service"])
        seconds = CounterMetricFamily(
            "shelfhook_service_request_seconds", "Time in calls", labels=["service"]
        )
        failures = GaugeMetricFamily(
            "shelfhook_service_failures_in_a_row", "Failed calls", labels=["service"]
        )
        for name, dependency in self._parts.dependencies.items():
            requests.add_metric([name], dependency.requests)
            seconds.add_metric([name], dependency.seconds)
            failures.add_metric([name], dependency.failures_in_a_row)
        yield from (requests, seconds, failures)
        yield from self._downloads()

    def _downloads(self) -> Iterable["Metric"]:
        from prometheus_client.core import GaugeMetricFamily

        downloads = GaugeMetricFamily("shelfhook_downloads", "Download records", labels=["status"])
        for status in Status:
            downloads.add_metric([status.value], sum(n for (s, _), n in self._counts.items() if s is status))
        recordings = GaugeMetricFamily(
            "shelfhook_recordings", "Recordings in the library, by what their check says", labels=["verdict"]
        )
        for verdict in RecordingVerdict:
            number = sum(n for (_, v), n in self._counts.items() if v is verdict)
            recordings.add_metric([verdict.value], number)
        yield from (downloads, recordings)
