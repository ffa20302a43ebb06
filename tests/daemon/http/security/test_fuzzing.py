"""The API under requests that no one would think of, held to its own description."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as conformance
from security_world import populated, served
from served_daemon import TOKEN

from daemon.hook.access import HookAccess
from tests.fixtures.examples import THOROUGH

EXAMPLES = 30 if THOROUGH else 5
REAL = {"POST /api/hook/test"}
"""What waits for a real qBittorrent."""

ACCESS = HookAccess(Path(), SecretStr(TOKEN))
PROVIDERS = {"X-Api-Key": ACCESS.provider_token.get_secret_value()}
CHECKS = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
]


@contextmanager
def running(folder: Path, **given: Any) -> Iterator[str]:
    """The address of a daemon that serves in a thread of its own, with something of everything in its store."""
    told: Queue[tuple[str, Callable[[], None]] | BaseException] = Queue()

    async def serve() -> None:
        async with populated(folder, webhook_token=TOKEN, **given) as (_, daemon), served(daemon) as url:
            stop, loop = asyncio.Event(), asyncio.get_running_loop()
            told.put((url, lambda: loop.call_soon_threadsafe(stop.set)))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - the test's thread raises it
            told.put(error)

    thread = threading.Thread(target=run)
    thread.start()
    said = told.get(timeout=60)
    if isinstance(said, BaseException):
        raise said
    url, stop = said
    try:
        yield url
    finally:
        stop()
        thread.join(30)


def statuses_of(operation: Any, mode: GenerationMode, **sent: Any) -> set[int]:
    """How an operation answers; each answer is as the document says, and none is 5xx."""
    seen = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        seen.add(case.call_and_validate(checks=CHECKS, timeout=30, **sent).status_code)

    ask()
    return seen


def may_be_wrong(operation: Any) -> bool:
    """Whether a request can say anything wrong: any text may be the id of an item."""
    told = [one.definition for part in (operation.path_parameters, operation.query) for one in part]
    return any(True for _ in operation.body) or any(one["schema"] != {"type": "string"} for one in told)


def fuzz(subtests, url: str, mode: GenerationMode, headers: dict[str, str]) -> dict[str, set[int]]:
    """The statuses of every operation."""
    told = requests.get(f"{url}/openapi.json", headers={"X-Api-Key": TOKEN}, timeout=30).json()
    seen = {}
    with requests.Session() as session:
        session.trust_env = False
        schema = schemathesis.openapi.from_dict(told)
        schema.config.generation.with_security_parameters = False
        for found in schema.get_all_operations():
            operation = found.ok()
            name = f"{operation.method.upper()} {operation.path}"
            if name in REAL or (mode is GenerationMode.NEGATIVE and not may_be_wrong(operation)):
                continue
            shown = PROVIDERS if headers and "/provider/" in name else headers
            with subtests.test(name):
                seen[name] = statuses_of(operation, mode, base_url=url, session=session, headers=shown)
    return seen


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_with_the_token_every_answer_is_as_described(tmp_path, subtests, mode):
    """Right and wrong requests alike are answered as the document says, and none breaks the daemon."""
    with running(tmp_path) as url:
        seen = fuzz(subtests, url, mode, {"Authorization": f"Bearer {TOKEN}"})

    assert len(seen) > 25
    if mode is GenerationMode.POSITIVE:
        assert 202 in seen["POST /webhooks/qbittorrent"]
        assert {200} <= seen["GET /api/events"] <= {200, 422}  # words with NUL in them are refused
        assert 200 in seen["GET /provider/search"]
        assert 401 not in set().union(*seen.values())


def test_without_the_token_nothing_is_reported(tmp_path, subtests):
    """A daemon that listens to everybody shows a stranger that it lives, and nothing else."""
    with running(tmp_path, listen="0.0.0.0:0") as url:
        seen = fuzz(subtests, url, GenerationMode.POSITIVE, {})

    told = {name for name, statuses in seen.items() if statuses & {200, 201, 202}}
    assert told == {"GET /livez", "GET /readyz"}
