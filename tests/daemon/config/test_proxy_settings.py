"""Which header of which proxies signs people in."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from daemon.config.invalid import SettingsProblemsError
from daemon.config.problems import load, said_of
from daemon.config.settings import Settings


def refused(**settings: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        Settings(**settings)
    return "; ".join(map(str, said_of(raised.value)))


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("", None),
        (" ", None),
        ("Remote-User", "Remote-User"),
        (" Remote-User: ", "Remote-User"),
        ("X-authentik-username", "X-authentik-username"),
        ("X-Forwarded-User", "X-Forwarded-User"),
        ("X-Forwarded-Email", "X-Forwarded-Email"),
        ("Tailscale-User-Login", "Tailscale-User-Login"),
    ],
)
def test_auth_header(written: str, header: str | None):
    """As the proxies' own documents write it."""
    assert Settings(auth_header=written).auth_header == header


@pytest.mark.parametrize(
    "written",
    ["Remote_User", "Remote User", "Remote-User, X-User", "Host", "cookie", "Authorization", "X-Api-Key", "Origin",
     "X-Forwarded-For", "X-Forwarded-Host", "User-Agent", "Sec-Fetch-Site", "Accept-Language", "1-2", "-", "Üser",
     "HX-Request", "If-None-Match", "Te"],
)  # fmt: skip
def test_a_header_that_others_send_names_no_one(written: str):
    """Every browser would be signed in by it."""
    assert "AUTH_HEADER: must be the name of a header that your proxy sets" in refused(auth_header=written)


@pytest.mark.parametrize(
    ("written", "proxies"),
    [
        ("", ()),
        ("127.0.0.1", ("127.0.0.1",)),
        ("127.0.0.1,::1", ("127.0.0.1", "::1")),
        ("172.18.0.5/16 10.0.0.1/32;\n[fd00::1]", ("172.18.0.0/16", "10.0.0.1", "fd00::1")),
        ("10.0.0.1, 10.0.0.1", ("10.0.0.1",)),
    ],
)
def test_trusted_proxies(written: str, proxies: tuple[str, ...]):
    """Addresses and networks, as people list them."""
    assert Settings(trusted_proxies=written).trusted_proxies == proxies


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("caddy", "caddy is no IP address"),
        ("127.0.0.1:80", "127.0.0.1:80 is no IP address"),
        ("10.0.0.0/33", "10.0.0.0/33 is no IP address"),
        ("*", "* is no IP address"),
        ("10.0.0.1, 0.0.0.0/0", "0.0.0.0/0 would believe every caller"),
        ("::/0", "::/0 would believe every caller"),
    ],
)
def test_what_is_no_proxy_is_refused(written: str, told: str):
    """Above all what would let everyone in."""
    assert told in refused(trusted_proxies=written)


@given(
    st.lists(
        st.one_of(
            st.ip_addresses(),
            st.ip_addresses(v=4).map(lambda one: ipaddress.ip_network(f"{one}/24", strict=False)),
        )
    )
)
def test_what_is_taken_is_taken_again(networks: list[Any]):
    """The form in which they are kept is one that may be written."""
    taken = Settings(trusted_proxies=", ".join(map(str, networks))).trusted_proxies

    assert Settings(trusted_proxies=", ".join(taken)).trusted_proxies == taken
    assert {ipaddress.ip_network(one) for one in taken} == {ipaddress.ip_network(one) for one in networks}


def test_a_header_without_proxies_is_refused(tmp_path):
    """It would let everyone in, or no one."""
    file = tmp_path / "settings.env"
    file.write_text("AUTH_HEADER=Remote-User\n")

    with pytest.raises(SettingsProblemsError) as raised:
        load(env_file=file)

    assert "TRUSTED_PROXIES: is not set, and AUTH_HEADER needs it" in str(raised.value)
