"""Where messages go: settings, the test message, and what is said when something is wrong."""

import sys

import pytest
from pydantic import SecretStr, ValidationError

from clients.apprise import Services, known
from daemon.config.settings import Settings
from domain.errors import BadInputError, UnavailableError
from domain.notices import Message, NoticeKind

SECRET = "a-password-in-an-address"
HELLO = Message("Hello", "Anybody there?")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("json://127.0.0.1/a", 1),
        ("json://127.0.0.1/a, json://127.0.0.1/b\n  ntfy://topic", 3),
        ("mailto://me:word@example.org?to=a@example.org,b@example.org,json://x", 2),
    ],
)
def test_addresses_have_commas_or_spaces_between_them(text, number):
    """An address may hold commas of its own."""
    assert len(Settings(notify_urls=text).notify_urls) == number


@pytest.mark.parametrize("text", [f"me@example.org/{SECRET}", f"json://ok {SECRET}"])
def test_what_is_no_address_is_reported(text):
    """The setting, which one, and how it is written; not the value."""
    with pytest.raises(ValidationError) as raised:
        Settings(notify_urls=text)

    assert "is not an address like ntfys://ntfy.sh/TOPIC" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_an_address_that_apprise_does_not_know_is_reported():
    """Before the daemon starts, by its number and scheme."""
    with pytest.raises(BadInputError) as raised:
        known([SecretStr("json://127.0.0.1/"), SecretStr(f"nonsense://{SECRET}")])

    assert "NOTIFY_URLS: number 2 (nonsense://…) is not an address that apprise knows" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_without_apprise_the_extra_is_named(monkeypatch):
    """The sentence says what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)

    with pytest.raises(BadInputError, match=r"needs apprise: pip install 'shelfhook\[notify\]'"):
        known([SecretStr("json://127.0.0.1/")])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("applied, needs_person", (NoticeKind.NEEDS_PERSON, NoticeKind.APPLIED)),
        ("ALL", tuple(NoticeKind)),
    ],
)
def test_kinds_by_name(text, kinds):
    """In any order; all stands for each."""
    assert Settings(notify_kinds=text).notify_kinds == kinds


def test_updates_are_not_reported_unless_asked_for():
    """By default only what wants a person's eye is."""
    kinds = Settings().notify_kinds

    assert NoticeKind.APPLIED not in kinds
    assert len(kinds) == len(NoticeKind) - 1


def test_an_unknown_kind_is_reported():
    """With the kinds that there are."""
    with pytest.raises(ValidationError, match="aplied is not a notification kind; use session-lost"):
        Settings(notify_kinds="aplied")


async def test_a_test_message_arrives(shelfhook, person):
    """`shelfhook notifications test` sends one, which counts for nothing else."""
    result = await shelfhook("notifications", "test")

    assert (result.exit_code, result.output) == (0, "sent\n")
    assert [one["title"] for one in person.messages] == ["shelfhook: a test"]


async def test_a_test_message_that_no_one_takes(shelfhook, person):
    """The command fails, and says which service it was without its address."""
    person.down = True

    result = await shelfhook("notifications", "test")

    assert result.exit_code == 1
    assert "not taken by number 1 (json)" in result.output
    assert SECRET not in result.output


async def test_how_messages_go(shelfhook, daemon, person):
    """`shelfhook notifications show` shows what is reported, and when last."""
    await daemon.parts.google_books.budget.take()
    await daemon.notifier.step()

    result = await shelfhook("notifications", "show")

    assert "services: 1; notifies about: session-lost, stuck, needs-person" in result.output
    assert "0 waiting to be sent" in result.output


async def test_one_service_that_fails_does_not_make_the_other_hear_twice(person):
    """A message counts as sent when one took it; the log names the other."""
    urls = [SecretStr(person.url), SecretStr("json://127.0.0.1:9/?cto=1&rto=1")]

    await Services(urls).send(HELLO)

    assert len(person.messages) == 1


async def test_no_service_shows_its_address(person, caplog):
    """Neither the error nor any line of a library does."""
    person.down = True
    services = Services([SecretStr(person.url)])

    with pytest.raises(UnavailableError) as raised:
        await services.send(HELLO)

    assert SECRET not in str(raised.value) + repr(services) + caplog.text
    assert caplog.records == []
