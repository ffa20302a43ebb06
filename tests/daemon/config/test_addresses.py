"""Addresses and hosts as people write them: taken as they are meant, or refused with what to write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from daemon.config.addresses import called
from daemon.config.problems import said_of
from daemon.config.settings import Settings

ADDRESSES = sorted(name for name in Settings.names() if name.endswith("_url") and name != "database_url")


def refused(**settings: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        Settings(**settings)
    return "; ".join(map(str, said_of(raised.value)))


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    ["http://door:planted@h", "https://planted@h:1/x", "http://u:pla/nted@h", "HTTP://u:80/planted@h"],
)
def test_no_address_holds_a_user_or_a_password(name: str, address: str):
    """They would be shown; the message names the setting and what to set, and shows nothing of it."""
    told = refused(**{name: address})

    assert told.startswith(
        f"{name.upper()}: must not hold a user name or a password: leave out all up to the @"
    )
    assert "planted" not in told
    assert "nted" not in told


def test_where_a_login_belongs():
    """In settings of its own."""
    told = refused(qbittorrent_url="http://admin:secret@localhost")

    assert "set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD" in told


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    [
        "books", "ftp://h", "http://", "http:///x", "http://h:99999", "http://h:0", "http://h:port", "http://::1:80",
        "http://h h", "http://h/a b", "http://${HOST}:80", "http://h?x=1", "http://h/#/", "http://h\n", "http://h\0",
        "http://[::1", "http://..",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(name: str, address: str):
    """At the start, and not with the first request."""
    assert refused(**{name: address}).startswith(f"{name.upper()}: ")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://localhost:8080/", "http://localhost:8080"),
        ("HTTPS://Books.Example.org/audiobookshelf/", "https://Books.Example.org/audiobookshelf"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://shelf_hook", "http://shelf_hook"),
        ("http://bücher.example", "http://bücher.example"),
    ],
)
def test_addresses(written: str, address: str):
    """With a path and without the slash behind it."""
    assert Settings(abs_url=written).abs_url == address


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("192.168.1.5:8787", ("192.168.1.5",)),
        ("https://books.example.org", ("books.example.org",)),
        ("HTTP://Books.Example.org:8443/shelf/,nas", ("books.example.org", "nas")),
        ("shelfhook nas", ("shelfhook", "nas")),
        (" a , b;c\nd,, ", ("a", "b", "c", "d")),
        ("[fd00::5]:8787 fd00:0::6 [FD00::7]", ("fd00::5", "fd00::6", "fd00::7")),
        ("bücher.example", ("xn--bcher-kva.example",)),
        ("shelf.example.", ("shelf.example",)),
        ("nas,NAS,nas:1", ("nas",)),
        ("", ()),
    ],
)
def test_allowed_hosts(written: str, hosts: tuple[str, ...]):
    """What stands around the name in an address does not count; commas and blanks are between two."""
    assert Settings(allowed_hosts=written).allowed_hosts == hosts


@pytest.mark.parametrize("written", ["*", "nas *", "*.example.org", ".example.org", "*:8787"])
def test_not_every_host_is_allowed(written: str):
    """That would let every site's pages in."""
    assert "ALLOWED_HOSTS: must name each host" in refused(allowed_hosts=written)


@pytest.mark.parametrize("written", ["nas:port", "http://", "user@nas", "[::1", "${HOST}", "a|b"])
def test_what_is_no_host_is_refused(written: str):
    """With how one is written."""
    assert "like books.example.org" in refused(allowed_hosts=written)


@given(st.text(max_size=20))
def test_any_text_is_hosts_or_is_refused(text: str):
    """Nothing ends in another error, and what is taken is compared as it is."""
    try:
        hosts = Settings(allowed_hosts=text).allowed_hosts
    except ValidationError:
        return
    assert Settings(allowed_hosts=", ".join(hosts)).allowed_hosts == hosts


@pytest.mark.parametrize(
    ("written", "listen", "at"),
    [
        ("127.0.0.1:8787", "127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("localhost:1", "localhost:1", "http://localhost:1"),
        ("[::1]:1", "[::1]:1", "http://[::1]:1"),
        ("*:8787", "[::]:8787", "http://127.0.0.1:8787"),
        ("[::]:8787", "[::]:8787", "http://127.0.0.1:8787"),
        ("0.0.0.0:08787", "0.0.0.0:8787", "http://127.0.0.1:8787"),
    ],
)
def test_where_to_listen(written: str, listen: str, at: str):
    """`*` and `[::]` are every address; what calls from this machine gets one that can be called."""
    settings = Settings(listen=written)

    assert settings.listen == listen
    assert called(*settings.host_and_port) == at


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("8787", "HOST:PORT, like 127.0.0.1:8787, or *:8787"),
        (":8787", "HOST:PORT, like 127.0.0.1:8787, or *:8787"),
        ("nas:99999", "HOST:PORT, like 127.0.0.1:8787"),
        ("http://127.0.0.1:8787", "leave out http:// and the path"),
        ("::1:8787", "IPv6 address in brackets"),
        ("a b:1", "a name or an IP address"),
    ],
)
def test_where_one_cannot_listen(written: str, told: str):
    """With how it is written."""
    assert told in refused(listen=written)


@pytest.mark.parametrize("name", [n for n, f in Settings.names().items() if "Secret" in str(f)])
@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\x7f", "\udce4"])
def test_no_secret_holds_what_cannot_be_seen(name: str, odd: str):
    """A request would end there; addresses of messengers may stand in several lines."""
    told = refused(**{name: f"json://planted{odd}planted-too-long-to-guess"})

    assert told.startswith(f"{name.upper()}: holds a line break, or another character that cannot be seen")
    assert "planted" not in told


def test_a_line_break_ends_no_token():
    """As when two lines were pasted."""
    assert "ABS_TOKEN: holds a line break" in refused(abs_token="one\ntwo")
    assert "ABS_TOKEN: holds a character that no key or token has" in refused(abs_token="tökén")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("", ""),
        ("/", ""),
        ("shelfhook", "/shelfhook"),
        (" /shelfhook/ ", "/shelfhook"),
        ("/a/b-c.d", "/a/b-c.d"),
    ],
)
def test_base_path(written: str, path: str):
    """One slash before it and none after it, however it is written."""
    assert Settings(base_path=written).base_path == path


@pytest.mark.parametrize(
    "written",
    ["https://h/shelfhook", "/a//b", "/a/../b", "/..", "/a b", "/a?b", "/a#b", "/ä", '/"', "/a%2fb"],
)
def test_what_is_no_base_path_is_refused(written: str):
    """It would be in no address as it is written."""
    assert "BASE_PATH: must be a path like /shelfhook" in refused(base_path=written)


@pytest.mark.parametrize("written", ["/api", "books/shelfhook", "/downloads/"])
def test_a_base_path_is_no_address_of_our_own(written: str):
    """It could not be distinguished from it."""
    assert "BASE_PATH: must not begin with /" in refused(base_path=written)
