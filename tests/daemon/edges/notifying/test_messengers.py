"""What messengers are sent is text, and what they answer brings no secret of theirs into a log."""

import logging
from contextlib import suppress

import pytest
from aiohttp import web
from messengers import PLANTED, SHAPES, answering, services_at
from pydantic import SecretStr

from clients.apprise import Services
from daemon.config.settings import Settings
from domain.errors import UnavailableError
from domain.notices import Message, Notice, NoticeKind, message
from tests.fixtures.certificates import Certificate, served

HOSTILE = (
    "<a href='https://evil.example'>y</a> <b>x</b> @everyone @here <@&123> <!channel> <https://evil.example|y> "
    "[Sign in again](https://evil.example/login) `code` **bold** __under__ ~~gone~~ ||hidden|| &lt;i&gt;"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
ODD = [
    b"HTTP/1.1 200 OK\r\na header line without a colon\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
    b"HTTP/1.1 500 Oh\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    b"no HTTP at all\r\n\r\n",
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
async def test_an_odd_answer_shows_no_address(shape, odd, log):
    """The libraries quote it; no line of theirs is shown, at any level."""
    async with answering(odd) as raw:
        with suppress(UnavailableError):
            await services_at(shape, raw).send(Message("Hello", "Anybody there?"))

    logging.getLogger("another").debug("is shown")
    assert any(secret in one for one in raw.heads + raw.bodies for secret in PLANTED)
    assert [secret for secret in PLANTED if secret in log.getvalue()] == []
    assert "is shown" in log.getvalue()


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_title_is_no_markup(shape):
    """It mentions no one, is no link and no tag, also where the address asks for another format."""
    notice = Notice(kind=NoticeKind.NEEDS_PERSON, subject="1", text=HOSTILE, page="/downloads/1")

    async with answering(OK) as raw:
        with suppress(UnavailableError):  # what each wants to hear is not the point
            await services_at(shape, raw).send(message([notice], page="https://books.example.org"))

    # Telegram's plugin sets our own title in bold, and the rest as the text that it is.
    said = raw.said().replace("<b>shelfhook: 1 needs you</b>", "")
    for live in ("@everyone", "@here", "<", "](", "://evil", "**", "__under", "~~gone", "||hidden", "`code"):
        assert live not in said, live
    assert "Sign in again" in said
    assert "https://books.example.org/downloads/1" in said


@pytest.mark.parametrize("shape", SHAPES)
def test_each_part_of_an_address_is_masked(shape, tmp_path):
    """A service may quote a token alone, in another address or unquoted; no word of ours is masked."""
    address = SHAPES[shape].format(place="127.0.0.1:8123")
    secrets = Settings(state_dir=tmp_path, notify_urls=address + ",ntfys://ntfy.sh/shelfhook").secrets()

    def masked(text: str) -> bool:
        return any(secret in text for secret in secrets if len(secret) >= 6)

    planted = [one for one in PLANTED if one in address]
    assert planted
    assert [one for one in planted if not masked(f"https://elsewhere.example/hooks/{one}/x")] == []
    assert not masked("shelfhook.notifications: 127.0.0.1:8123 ntfy.sh /var/lib/shelfhook")


async def test_a_messenger_with_a_certificate_of_ca_file(tmp_path):
    """The one setting holds for messengers, too; without it nothing is sent."""
    own, heard = Certificate.make("localhost"), []
    (tmp_path / "ca.pem").write_bytes(own.pem)

    async def take(request: web.Request) -> web.Response:
        heard.append((await request.json())["title"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    async with served(app, own.for_server(tmp_path)) as url:
        address = SecretStr(url.replace("https:", "jsons:"))
        await Services([address], tmp_path / "ca.pem").send(Message("Hello", "Anybody there?"))
        with pytest.raises(UnavailableError):
            await Services([address]).send(Message("Bye", "Anybody there?"))

    assert heard == ["Hello"]
