"""What a log line would say all the same is masked."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from daemon.config.settings import Settings
from tests.fixtures.logs import logged

SECRET = "pass/word+of=us"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Log lines with this secret masked."""
    with logged(level="debug", form="json", secrets=[SECRET, "tiny"]) as written:
        yield written


def test_a_secret_is_masked_wherever_it_stands(log):
    """In the event, in values, within lists and mappings, in an exception, and as an address writes it."""
    logger = structlog.get_logger("a test")
    event = f"sent {SECRET}"
    logger.info(event, plain=SECRET, listed=["a", {"b": f"x{SECRET}y"}], number=5, kept="tiny")
    logger.info("asked", address="http://x/?key=pass%2Fword%2Bof%3Dus")
    try:
        int(SECRET)
    except ValueError:
        logger.exception("failed")
    logging.getLogger("a.library").warning("it said %s", SECRET)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]

    assert len(lines) == 4
    assert "word" not in log.getvalue()
    assert lines[0]["event"] == "sent •••"
    assert (lines[0]["listed"], lines[0]["number"], lines[0]["kept"]) == (["a", {"b": "x•••y"}], 5, "tiny")
    assert "'•••'" in lines[2]["exception"]


def test_every_secret_setting_is_masked(tmp_path):
    """Also the password within DATABASE_URL, and those within NOTIFY_URLS."""
    planted = {
        name: f"planted-{name}"
        for name, field in Settings.names().items()
        if "SecretStr" in str(field.annotation) and name not in {"database_url", "mam_proxy", "notify_urls"}
    }
    settings = Settings(
        state_dir=tmp_path,
        database_url="postgresql+asyncpg://me:planted%2Fdatabase@127.0.0.1/store",
        notify_urls="json://me:planted-notify@127.0.0.1/",
        mam_proxy="http://me:planted-proxy@127.0.0.1:3128",
        **planted,
    )

    secrets = settings.secrets()

    assert len(planted) >= 6
    assert {*planted.values(), "planted/database", settings.store_url} <= set(secrets)
    assert any("planted-notify" in secret for secret in secrets)
    assert any("planted-proxy" in secret for secret in secrets)
    assert "planted" not in repr(settings)
