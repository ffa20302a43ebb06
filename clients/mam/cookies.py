"""The cookies of one session, as the site rotates and deletes them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from clients.mam.access import is_cookie_value

_SITE: Final = "myanonamouse.net"
"""The site's own domain: its cookies are also ours when another host, such as a stand-in, sends them."""

_LONGEST_VALUE: Final = 4096


class Jar:
    """Takes only what belongs to one session and to this site.

    Args:
        host: The host of the request; cookies for other hosts are refused.
        session_cookie: The one whose deletion ends the session.
        keeps: Whether a cookie of that name belongs to the session.
    """

    def __init__(self, *, host: str, session_cookie: str, keeps: Callable[[str], bool]) -> None:
        self._host = host.lower()
        self._session_cookie = session_cookie
        self._keeps = keeps
        self.cookies: dict[str, str] = {}
        self.ended = False
        """Whether the last answer deleted the session's cookie."""

    def fill(self, cookies: Mapping[str, str]) -> None:
        """Hold *cookies* instead of the present ones."""
        self.cookies = {name: value for name, value in cookies.items() if self._keeps(name)}
        self.ended = False

    def header(self) -> str:
        """The value of the Cookie header; empty without cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def take(self, lines: Iterable[str], now: datetime) -> None:
        """Follow an answer's ``Set-Cookie`` lines: the newest value stays, deletion is honoured.

        The site deletes with the value ``deleted``, Max-Age=0 and a date in the past (facts/mam.md 1a).
        When it deletes the session's own cookie nothing of the session is kept.
        """
        values = {
            name: value
            for name, value in _parsed(lines, host=self._host, now=now).items()
            if self._keeps(name)
        }
        self.ended = values.get(self._session_cookie, "") is None
        if self.ended:
            self.cookies = {}
            return
        for name, value in values.items():
            if value is None:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def _parsed(lines: Iterable[str], *, host: str, now: datetime) -> dict[str, str | None]:
    """Per name the value that is left once all lines are followed; None for a deleted one."""
    by_domain: dict[tuple[str, str], str | None] = {}
    for line in lines:
        name, value, attributes = _split(line)
        domain = attributes.get("domain", "").lstrip(".").lower()
        if (
            not name
            or not _is_ours(domain, host)
            or len(value) > _LONGEST_VALUE
            or not is_cookie_value(value)
        ):
            continue
        by_domain[name, domain or host] = None if _is_deletion(value, attributes, now) else value
    values: dict[str, str | None] = {}
    for (name, _), kept in by_domain.items():
        # A site that moves a cookie to another domain deletes it on the old one in the same answer.
        values[name] = kept if kept is not None else values.get(name)
    return values


def _split(line: str) -> tuple[str, str, dict[str, str]]:
    pair, _, rest = line.partition(";")
    name, _, value = pair.partition("=")
    attributes: dict[str, str] = {}
    for part in rest.split(";"):
        key, _, content = part.partition("=")
        attributes[key.strip().lower()] = content.strip()
    return name.strip(), value.strip(), attributes


def _is_ours(domain: str, host: str) -> bool:
    if domain in {"", host, _SITE}:
        return True
    return "." in domain and host.endswith("." + domain)


def _is_deletion(value: str, attributes: Mapping[str, str], now: datetime) -> bool:
    if value in {"", "deleted"}:
        return True
    age = attributes.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return age.startswith("-") or not age.strip("0")
    try:
        expires = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, OverflowError):
        return False
    return expires.replace(tzinfo=expires.tzinfo or UTC) <= now
