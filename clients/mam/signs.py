"""The signs that a session is no longer accepted, and how certain they are."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from clients._http import Answer
from clients.mam.wire import Wants


class Verdict(Enum):
    """The meaning of a sign for the session.

    Attributes:
        DEAD: The site said that it does not know the session. It is not sent again.
        ELSEWHERE: The site refuses it from this address; the session itself may be good. A person should
            check it; it is also tried again after an hour, because a network may come back by itself.
        DOUBTFUL: The cause may be the session, the site or something between. It is tried again,
            after pauses that grow.
    """

    DEAD = auto()
    ELSEWHERE = auto()
    DOUBTFUL = auto()


@dataclass(frozen=True, slots=True)
class Sign:
    """One way in which the site shows that a session is not good.

    Args:
        verdict: How sure that is.
        says: The event, for the sentence "MAM /path answered 403: …".
    """

    verdict: Verdict
    says: str


# facts/mam.md 1a (deletion), 1b (how clients decide), 1c (messages), 4 and 6 (bodies and statuses).
ENDED: Final = Sign(Verdict.DEAD, "the session was ended, and its cookie deleted")
INVALID_COOKIE: Final = Sign(Verdict.DEAD, "the session's cookie is invalid or missing")
NOT_SIGNED_IN: Final = Sign(Verdict.DEAD, "the session is not signed in")
OTHER_TYPE: Final = Sign(Verdict.DEAD, "the session is of a type that may not do this")
LOGIN_REDIRECT: Final = Sign(Verdict.DEAD, "the session has expired, and a login is needed")
LOGIN_PAGE: Final = Sign(Verdict.DEAD, "the login page came instead, so the session is not valid")
ERROR_TEXT: Final = Sign(Verdict.DEAD, "an error text came instead, as for a session that is not valid")
IP_MISMATCH: Final = Sign(Verdict.ELSEWHERE, "the session belongs to another IP address")
ASN_MISMATCH: Final = Sign(Verdict.ELSEWHERE, "the session belongs to another network (ASN)")
UNAUTHORIZED: Final = Sign(Verdict.ELSEWHERE, "the session or this IP address is not accepted")
FORBIDDEN: Final = Sign(Verdict.DOUBTFUL, "the web server refused without saying why")
EMPTY: Final = Sign(Verdict.DOUBTFUL, "the answer is empty, as for a session that is not accepted")
NOT_JSON: Final = Sign(Verdict.DOUBTFUL, "the answer is not JSON, as for a session that is not accepted")
NOT_TORRENT: Final = Sign(Verdict.DOUBTFUL, "the answer is no torrent file, as without a session")
REDIRECT: Final = Sign(Verdict.DOUBTFUL, "it redirects to another page, which is not followed")
OFF_SITE: Final = Sign(Verdict.DOUBTFUL, "it redirects to another host, which is not followed")

_SAID: Final[tuple[tuple[re.Pattern[str], Sign], ...]] = (
    (re.compile(r"\bip mismatch|\bip\b[^.<]{0,60} not match", re.IGNORECASE), IP_MISMATCH),
    (re.compile(r"\basn mismatch", re.IGNORECASE), ASN_MISMATCH),
    (re.compile(r"incorrect session type", re.IGNORECASE), OTHER_TYPE),
    (re.compile(r"invalid/missing cookie|invalid cookie|no session cookie", re.IGNORECASE), INVALID_COOKIE),
    (re.compile(r"not signed in|invalid session", re.IGNORECASE), NOT_SIGNED_IN),
)
_LOGIN_PATHS: Final = ("/login.php", "/loggedin.php")
_LOGIN_FORM: Final = re.compile(rb"<form[^>]{1,300}takelogin\.php", re.IGNORECASE)
_USER_BAR: Final = re.compile(rb"""id=["']?userStat\b""")
_SEARCHED: Final = 64 * 1024
_BEGINNINGS: Final = {Wants.JSON: ("{", "["), Wants.TORRENT: ("d",), Wants.TEXT: ("",), Wants.PAGE: ("",)}
_WRONG_KIND: Final = {
    Wants.JSON: NOT_JSON,
    Wants.TORRENT: NOT_TORRENT,
    Wants.TEXT: NOT_JSON,
    Wants.PAGE: NOT_JSON,
}


def sign_of(answer: Answer, wants: Wants, *, ended: bool, base_url: str) -> Sign | None:
    """What the answer shows about the session; None for nothing.

    Args:
        answer: From the site, no 429 and no 5xx.
        wants: The form of a good answer.
        ended: Whether the answer deleted the session's cookie.
        base_url: The site; another host is off the site.
    """
    if ended:
        return ENDED
    if is_redirect(answer):
        return _of_redirect(answer, base_url)
    head = answer.body[:_SEARCHED].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return _said(head) or UNAUTHORIZED
    if answer.status == HTTPStatus.FORBIDDEN:
        return _said(head) or FORBIDDEN
    if answer.status != HTTPStatus.OK:
        return None
    return _of_body(answer.body, head, wants)


def is_login_page(body: bytes) -> bool:
    """Whether the page has the login form, which a logged-in user does not get."""
    return _LOGIN_FORM.search(body) is not None and _USER_BAR.search(body) is None


def is_redirect(answer: Answer) -> bool:
    """Whether the answer leads elsewhere."""
    return HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST


def destination(answer: Answer, base_url: str) -> SplitResult | None:
    """Where a redirect leads; None when that is another host, another scheme or no address at all."""
    try:
        there = urlsplit(urljoin(base_url + answer.path, answer.headers.get("Location", "")))
        return there if _origin(there) == _origin(urlsplit(base_url)) else None
    except ValueError:
        return None


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    return address.scheme, address.hostname, address.port or {"https": 443, "http": 80}.get(address.scheme)


def _of_redirect(answer: Answer, base_url: str) -> Sign:
    there = destination(answer, base_url)
    if there is None:
        return OFF_SITE
    return LOGIN_REDIRECT if there.path.endswith(_LOGIN_PATHS) else REDIRECT


def _of_body(body: bytes, head: str, wants: Wants) -> Sign | None:
    if not head:
        return EMPTY
    if head[:5].lower() == "error":
        return _said(head) or ERROR_TEXT
    if head.startswith("<"):
        if is_login_page(body):
            return LOGIN_PAGE
        return None if wants is Wants.PAGE else _said(head) or _WRONG_KIND[wants]
    if head.startswith(_BEGINNINGS[wants]):
        return None
    return _WRONG_KIND[wants]


def _said(text: str) -> Sign | None:
    return next((sign for pattern, sign in _SAID if pattern.search(text)), None)
