"""The figures of a running daemon, and the alert rules and the board that use them."""

import json
import re
from datetime import timedelta

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from domain.events import TorrentFinished
from domain.facts import RunStatus
from domain.outcomes import Done, Later
from domain.retry import Wait
from tests.fixtures.places import ROOT

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "shelfhook.rules.yml"
DOCUMENT = DEPLOY.parent / "docs" / "monitoring.md"
BOARD = DEPLOY / "grafana" / "shelfhook.json"

HASH = "a" * 40


@pytest.fixture
def scrape(url, http):
    """All samples, by name and labels."""

    async def read():
        async with http.get(f"{url}/metrics") as answer:
            assert answer.status == 200
            families = text_string_to_metric_families(await answer.text())
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in families
            for sample in family.samples
        }

    return read


@pytest.fixture
def answers(daemon):
    """What the handler of completions answers, one after the other."""
    coming = []

    async def handler(_event, _event_id):
        return coming.pop(0)

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": handler}
    return coming


async def test_a_completion_is_timed_until_it_is_applied(daemon, parts, clock, answers, scrape):
    """From its report on, over all waits, and once."""
    await parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    answers += [Later(Wait.LIBRARY_ITEM, "not there yet"), Done()]

    await daemon.dispatcher.step()
    clock.advance(timedelta(seconds=40))
    await daemon.dispatcher.step()

    name, found = "shelfhook_completion_to_applied_seconds", await scrape()
    assert found[f"{name}_sum", ()] == 40
    assert found[f"{name}_bucket", (("le", "30.0"),)] == 0
    assert found[f"{name}_bucket", (("le", "60.0"),)] == 1
    assert found[f"{name}_bucket", (("le", "+Inf"),)] == found[f"{name}_count", ()] == 1
    labels = (("kind", "torrent.finished"), ("verdict", "done"))
    assert found["shelfhook_events_settled_total", labels] == 1


async def test_calls_are_counted_by_service_and_outcome(parts, scrape):
    """With the time that they took."""
    mam = parts.dependencies["mam"]
    mam.succeeded(seconds=0.3)
    mam.failed("mam /x answered 500", seconds=2)

    found = await scrape()

    requests = "shelfhook_service_requests_total"
    assert found[requests, (("outcome", "answered"), ("service", "mam"))] == 1
    assert found[requests, (("outcome", "failed"), ("service", "mam"))] == 1
    took = "shelfhook_service_request_duration_seconds"
    assert found[f"{took}_sum", (("service", "mam"),)] == 2.3
    assert found[f"{took}_bucket", (("le", "0.5"), ("service", "mam"))] == 1
    assert found["shelfhook_service_failures_in_a_row", (("service", "mam"),)] == 1
    assert found["shelfhook_service_breaker_open", (("service", "mam"),)] == 0


async def test_a_service_that_is_away(parts, scrape):
    """Its breaker is open until it answers."""
    breaker = parts.dependencies["audiobookshelf"].breaker
    labels = (("service", "audiobookshelf"),)
    breaker.rest("it asks for a pause", timedelta(minutes=1))

    away = await scrape()
    breaker.answered()

    assert away["shelfhook_service_breaker_open", labels] == 1
    assert (await scrape())["shelfhook_service_breaker_open", labels] == 0


@pytest.mark.databases("sqlite", "postgres")
async def test_the_inbox_the_budgets_and_the_cycles(parts, clock, scrape):
    """How much waits and since when, what is used of the day, and when a cycle last went well."""
    await parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    await parts.lookups.take()
    run = await parts.store.runs.start(
        "search", trigger="test", first=lambda _: TorrentFinished(info_hash="b" * 40), now=clock.now()
    )
    await parts.store.runs.end(run.id, status=RunStatus.DONE, reason=None, now=clock.now())
    ended = clock.now().timestamp()
    clock.advance(timedelta(seconds=90))

    found = await scrape()

    assert found["shelfhook_inbox_events", ()] == 2
    assert found["shelfhook_inbox_oldest_age_seconds", ()] == 90
    assert found["shelfhook_budget_used", (("budget", "enrichment"),)] == 1
    assert found["shelfhook_budget_limit", (("budget", "enrichment"),)] == 50
    last = "shelfhook_cycle_last_success_timestamp_seconds"
    assert found[last, (("cycle", "search"),)] == ended
    assert found[last, (("cycle", "reconcile"),)] == 0


def expressions():
    """Every PromQL expression of the rules and the board."""
    rules = [rule["expr"] for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    panels = json.loads(BOARD.read_text())["panels"]
    return rules + [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.databases("sqlite", "postgres")
async def test_what_rules_and_board_name_is_exported(scrape):
    """Every metric in their expressions, with labels that it has, comes from a running daemon."""
    exported = {}
    for name, labels in await scrape():
        exported.setdefault(name, set()).update(label for label, _ in labels)

    named = [
        (name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", matchers)) - {"job"})
        for text in expressions()
        for name, matchers in re.findall(r"\b((?:shelfhook|process)_\w+)(\{[^}]*\})?", text)
    ]

    assert len(named) > 25
    assert [one for one in named if one[0] not in exported or not one[1] <= exported[one[0]]] == []


async def test_what_the_document_names_is_exported(scrape):
    """docs/monitoring.md names no metric that is not there, and leaves out none of ours."""
    exported = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name, _ in await scrape()}
    text = DOCUMENT.read_text()

    named = set()
    for whole, parts in re.findall(r"^\| `(shelfhook_\w+)(.*?) \|", text, re.MULTILINE):
        named |= {whole, *re.findall(r"`(shelfhook_\w+)", parts)}
        # `_suffix` stands for another metric of the same subject.
        subject = next(
            one for one in ("shelfhook_inbox", "shelfhook_service", whole) if whole.startswith(one)
        )
        named |= {subject + suffix for suffix in re.findall(r"`(_\w+)`", parts)}

    assert named == {name for name in exported if name.startswith("shelfhook_")}


def test_each_alert_says_what_to_do():
    """A rule has a name of ours, a severity, a summary and a description."""
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["alert"].startswith("Shelfhook")
        assert rule["labels"]["severity"] in {"info", "warning", "critical"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]


def test_the_panels_lie_beside_each_other():
    """No panel of the board covers another, and none has another's number."""
    panels = json.loads(BOARD.read_text())["panels"]
    taken = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]

    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24
    assert len({panel["id"] for panel in panels}) == len(panels)
