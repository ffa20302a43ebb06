"""``shelfhook notifications show`` says when the last message went in the time of the place."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from domain.notices import Notice, NoticeKind

SENT = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"notify_urls": (SecretStr("ntfys://ntfy.example.org/topic"),)})


async def test_the_last_message_is_dated_as_a_person_reads_it(shelfhook, daemon, monkeypatch):
    """By TIMEZONE, not in UTC, and without the signs of ISO 8601."""
    monkeypatch.setenv("TIMEZONE", "Pacific/Chatham")
    notice = Notice(kind=NoticeKind.NEEDS_PERSON, subject="1", text="a book", page="/")
    notices = daemon.parts.store.notices
    await notices.keep([notice], kinds=[NoticeKind.NEEDS_PERSON], now=SENT)
    await notices.mark_sent([notice], now=SENT)

    said = await shelfhook("notifications", "show")

    [line] = [one for one in said.stdout.splitlines() if one.startswith("last message: ")]
    assert "01:45" in line
    assert "T12:00" not in line
