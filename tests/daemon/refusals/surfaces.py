"""A daemon in a world of stand-ins, and what each of its surfaces says."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from daemon.cli import app
from daemon.edges.notifying.noticing import Conditions
from daemon.wiring.daemon import Daemon
from domain.notices import NoticeKind
from sandbox.clock import FakeClock


@dataclass(frozen=True, kw_only=True)
class Said:
    """What every surface said at one moment.

    Args:
        health: ``/health``.
        overview: What the page shows, as JSON.
        page: The first page's words.
        title: Of the first page.
        status: ``shelfhook status``.
        metrics: By name and service.
        notices: The subjects of the notices of refused services.
        noticed: How many notices there are of what waits for a person.
    """

    health: dict[str, Any]
    overview: dict[str, Any]
    page: str
    title: str
    status: str
    metrics: dict[tuple[str, str], float]
    notices: set[str]
    noticed: int

    def state(self, service: str) -> str:
        """The service's state, on which health and page agree."""
        states = {
            self.health["dependencies"][service]["state"],
            next(one["state"] for one in self.overview["services"] if one["name"] == service),
        }
        assert len(states) == 1
        return str(states.pop())

    def refused(self, service: str) -> bool:
        """Whether the service refuses us, on which all agree."""
        told = {
            self.state(service) == "refused",
            self.health["dependencies"][service]["refused"] is not None,
            any(one["service"] == service for one in self.overview["waiting"]),
            f'action="/api/checks/{service}"' in self.page and f'id="service-{service}"' in self.page,
            f"  shelfhook retry {service.replace('_', '-')}\n" in self.status,
            self.metrics["shelfhook_service_refused", service] == 1,
            service in self.notices,
        }
        assert len(told) == 1, told
        return told.pop()

    @property
    def waiting(self) -> int:
        """How many things wait for a person, on which all agree."""
        said = re.search(r"^Needs you: (\w+)$", self.status, re.MULTILINE)
        assert said is not None
        told = {
            self.health["needs_person"],
            self.overview["waiting_total"],
            self.metrics["shelfhook_needs_person", ""],
            0 if said[1] == "nothing" else int(said[1]),
            self.noticed,
        }
        assert len(told) == 1, told
        return int(told.pop())

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong, on which all agree; where something waits, no title says that all is well."""
        degraded = self.health["status"] == "degraded"
        assert self.status.splitlines()[0].partition(": ")[2].startswith(self.health["status"])
        assert any(one in self.title for one in ("All is well", "Almost there")) == (
            not degraded and not self.waiting
        )
        if self.overview["troubles"]:
            assert degraded
            assert "Something is wrong" in self.title
        return not degraded


@dataclass(kw_only=True)
class Running:
    """A daemon that listens and is moved by hand."""

    daemon: Daemon
    clock: FakeClock
    url: str
    http: aiohttp.ClientSession

    async def command(self, *arguments: str) -> Any:
        """A command beside it; its result."""
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)

    async def settle(self) -> None:
        """Handle all that is due."""
        while await self.daemon.dispatcher.step():
            pass

    async def post(self, path: str) -> Any:
        token = self.daemon.parts.access.token.get_secret_value()
        async with self.http.post(self.url + path, headers={"Authorization": f"Bearer {token}"}) as answer:
            return await answer.json()

    async def said(self) -> Said:
        """What all surfaces say now."""
        page = await self._text("/", {"Accept": "text/html"})
        found = re.search(r"<title>(.*?)</title>", page)
        assert found is not None
        families = text_string_to_metric_families(await self._text("/metrics", {}))
        notices = await Conditions(self.daemon.parts, tuple(NoticeKind))(self.clock.now())
        return Said(
            health=await self._json("/health"),
            overview=await self._json("/api/overview"),
            page=page,
            title=found[1],
            status=(await self.command("status")).output,
            metrics={
                (sample.name, sample.labels.get("service", "")): sample.value
                for family in families
                for sample in family.samples
            },
            notices={one.subject for one in notices if one.kind is NoticeKind.SESSION_LOST},
            noticed=sum(
                one.kind in {NoticeKind.SESSION_LOST, NoticeKind.NEEDS_PERSON}
                or one.subject.endswith("failed for good")
                for one in notices
            ),
        )

    async def _text(self, path: str, headers: dict[str, str]) -> str:
        async with self.http.get(self.url + path, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()

    async def _json(self, path: str) -> dict[str, Any]:
        async with self.http.get(self.url + path) as answer:
            return dict(await answer.json())
