"""The login by e-mail and password, as the site's form wants it (facts/mam.md 1a)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from clients._http import Answer
from clients.mam.access import LoginAccess
from clients.mam.cookies import Jar
from clients.mam.signs import destination, is_login_page, is_redirect
from clients.mam.wire import Request, Wants, Wire
from domain.errors import CredentialsError
from domain.refusals import command

_LOGIN: Final = "/login.php"
_TAKE_LOGIN: Final = "/takelogin.php"
_MOST_REDIRECTS: Final = 4
_CHANGE: Final = (
    "shelfhook does not log in again until MAM_USERNAME or MAM_PASSWORD changes, or you run "
    f"`{command('mam')}`"
)
_LOCKED: Final = f"has locked the login after too many failed ones; wait for the lock to end. {_CHANGE}"
_MISSING: Final = (
    f"{_TAKE_LOGIN} needs fields that the login form did not show: the form has changed. {_CHANGE}"
)
_WRONG: Final = f"refused the e-mail address or the password; correct them. {_CHANGE}"
_OFF_SITE: Final = f"{_TAKE_LOGIN} leads to another host, which is not followed. {_CHANGE}"


@dataclass(frozen=True, slots=True)
class LoginForm:
    """The hidden fields of one login form; they are good once and for some minutes."""

    fields: Mapping[str, str] = field(repr=False)


class Login:
    """One attempt to log in, with cookies of its own.

    Args:
        wire: The way to the site.
        access: The credentials.
        host: The site's.
    """

    def __init__(self, *, wire: Wire, access: LoginAccess, host: str) -> None:
        self._wire = wire
        self._access = access
        self._jar = Jar(host=host, session_cookie=access.session_cookie, keeps=access.keeps)

    async def form(self) -> LoginForm:
        """The form; asking for it is no attempt yet.

        Raises:
            CredentialsError: The login is locked.
            UnavailableError: There is no form now.
        """
        answer = await self._wire.send(Request(path=_LOGIN, wants=Wants.PAGE), self._jar)
        if _is_locked(answer):
            raise CredentialsError(_LOCKED, service="mam")
        form = read_form(answer.text()) if answer.status == HTTPStatus.OK else None
        if form is not None:
            return form
        raise self._wire.pace.back_off(f"{_LOGIN} answered {answer.status} without a login form")

    async def submit(self, form: LoginForm) -> Mapping[str, str]:
        """Log in and return the session's cookies.

        Raises:
            CredentialsError: It did not succeed, as far as the site's answer shows.
            UnavailableError: No answer: whether it succeeded is unknown.
        """
        credentials = {
            "email": self._access.username,
            "password": self._access.password.get_secret_value(),
            "rememberMe": "yes",
        }
        body = urlencode({**form.fields, **credentials}, errors="surrogateescape").encode("ascii")
        answer = await self._wire.send(
            Request(
                path=_TAKE_LOGIN,
                wants=Wants.PAGE,
                method="POST",
                body=("application/x-www-form-urlencoded", body),
            ),
            self._jar,
        )
        for _ in range(_MOST_REDIRECTS):
            if not is_redirect(answer):
                break
            answer = await self._wire.send(self._next(answer), self._jar)
        if not (proves_login(answer) and self._jar.cookies):
            raise CredentialsError(refusal(answer), service="mam")
        return self._jar.cookies

    def _next(self, answer: Answer) -> Request:
        base_url = self._wire.http.base_url
        there = destination(answer, base_url)
        if there is None:
            raise CredentialsError(_OFF_SITE, service="mam")
        # The user's own page has the account's id in its path.
        return Request(
            path=there.path.removeprefix(urlsplit(base_url).path) or "/",
            wants=Wants.PAGE,
            shown=_TAKE_LOGIN,
            params=dict(parse_qsl(there.query)),
        )


def read_form(page: str) -> LoginForm | None:
    """The login form on a page; None without one that has the site's tokens.

    The field ``j`` is put in by the page's script: the length of the token ``t`` as the page writes it,
    percent-encoded. All hidden fields are sent, as a browser would.
    """
    from parsel import Selector

    hidden = {
        name: node.attrib.get("value", "")
        for node in Selector(text=page, type="html").css(
            f'form[action$="{_TAKE_LOGIN}"] input[type="hidden"]'
        )
        if (name := node.attrib.get("name"))
    }
    if not (hidden.get("t") and hidden.get("a")):
        return None
    return LoginForm({"t": hidden["t"], "j": hidden.get("j") or str(len(hidden["t"]))} | hidden)


def proves_login(answer: Answer) -> bool:
    """Whether the page has the user bar and a way to log out; words like "torrent" prove nothing."""
    if answer.status != HTTPStatus.OK:
        return False
    from parsel import Selector

    page = Selector(text=answer.text(), type="html")
    return bool(page.css('a[href*="/logout.php"]')) and bool(page.css("#userStat"))


def refusal(answer: Answer) -> str:
    """Why the login did not succeed, in sentences that follow the site's name."""
    if _is_locked(answer):
        return _LOCKED
    text = answer.text().lower()
    if "required fields are missing" in text:
        return _MISSING
    if "login failed!" in text or is_login_page(answer.body):
        return _WRONG
    return f"{_TAKE_LOGIN} answered {answer.status} with a page that does not show a login. {_CHANGE}"


def _is_locked(answer: Answer) -> bool:
    return "login locked" in answer.text().lower()
