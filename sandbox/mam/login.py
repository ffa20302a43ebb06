"""The login by e-mail and password (facts/mam.md 1a)."""

import base64
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final
from urllib.parse import quote

from sandbox.mam.frame import guest_page, login_form, not_logged_in
from sandbox.mam.tokens import octets

_MOST_FAILURES: Final = 5
_REFRESH: Final = '<meta http-equiv="refresh" content="570">'


class Verdict(Enum):
    """What became of a login."""

    WELCOME = auto()
    MISSING_FIELDS = auto()
    WRONG = auto()
    LOCKED = auto()


class LoginDesk:
    """Hands out login forms and judges those that come back.

    Args:
        email: Of the one account.
        password: Its.
    """

    def __init__(self, *, email: str, password: str) -> None:
        self.email = email
        self.password = password
        self.attempts = 0
        self.failures = 0
        self._forms = 0
        self._issued: dict[str, str] = {}

    def form_page(self, *, returnto: str = "") -> str:
        """The login page, with new tokens on every call."""
        t, a = self._tokens()
        return guest_page("Login", login_form(t=t, a=a, returnto=returnto), meta=_REFRESH)

    def not_logged_in_page(self, path: str) -> str:
        """The page in the place of one that needs a session, with new tokens on every call."""
        t, a = self._tokens()
        return not_logged_in(path, t=t, a=a)

    def judge(self, form: Mapping[str, str]) -> Verdict:
        """Whether these fields log in; every call counts as an attempt, every refusal towards the lock.

        `t` must come back as it stood in the form's attribute, percent-encoded; `j` is its length.
        """
        self.attempts += 1
        if self.failures >= _MOST_FAILURES:
            return Verdict.LOCKED
        t = form.get("t", "")
        if not t or form.get("a") != self._issued.pop(t, None) or form.get("j") != str(len(t)):
            self.failures += 1
            return Verdict.MISSING_FIELDS
        if (form.get("email"), form.get("password")) != (self.email, self.password):
            self.failures += 1
            return Verdict.WRONG
        self.failures = 0
        return Verdict.WELCOME

    def _tokens(self) -> tuple[str, str]:
        self._forms += 1
        t = quote(base64.b64encode(octets("t", self._forms, length=80)).decode(), safe="")
        a = base64.b64encode(octets("a", self._forms, length=64)).decode()
        self._issued[t] = a
        return t, a


_REFUSALS: Final = {
    Verdict.MISSING_FIELDS: (
        "Login failed!",
        'Error: Required fields are missing. Go back to the <a href="/login.php">login page</a>.',
    ),
    Verdict.WRONG: (
        "Login failed!",
        'Error: Email or password incorrect. <a href="/recover.php">Forgot your password?</a>',
    ),
    Verdict.LOCKED: ("Login Locked!", "Error: Too many failed logins in a row."),
}


def refusal_page(verdict: Verdict) -> str:
    """The page that says why the login failed; the real ones of the last two were not captured."""
    heading, reason = _REFUSALS[verdict]
    return guest_page("My Anonamouse", f"<h2>{heading}</h2>\n<p>{reason}</p>")
