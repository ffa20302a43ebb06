"""The ways into MAM (facts/mam.md 0), and what is stored of the credentials."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pydantic import SecretStr

from domain.errors import BadInputError
from domain.stretching import stretched

API_COOKIE: Final = "mam_id"
BROWSER_COOKIE: Final = "mbsc"
_MAKE_ONE: Final = "paste only the value that MyAnonamouse shows under Preferences → Security"


@dataclass(frozen=True)
class ApiAccess:
    """The sanctioned way: an API session that the user made on the site.

    Args:
        mam_id: As the site shows it; a pasted ``mam_id=`` in front is taken off.

    Raises:
        BadInputError: It cannot be the value of a cookie.
    """

    session_cookie = API_COOKIE

    mam_id: SecretStr

    def __post_init__(self) -> None:
        value = self.mam_id.get_secret_value()
        if value[: len("mam_id=")].lower() == "mam_id=":
            value = value[len("mam_id=") :]
        if not value:
            raise BadInputError("MAM_ID", f"is empty; {_MAKE_ONE}")
        if not is_cookie_value(value):
            raise BadInputError(
                "MAM_ID", f"holds a blank, a line break, a `;` or another unexpected character; {_MAKE_ONE}"
            )
        object.__setattr__(self, "mam_id", SecretStr(value))

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint: shows whether the value has changed, without revealing it; slow to compute."""
        return _fingerprint("api", "", self.mam_id)

    @property
    def secret(self) -> SecretStr:
        """The credential."""
        return self.mam_id

    def seed(self) -> Mapping[str, str]:
        """The cookies to begin with."""
        return {API_COOKIE: self.mam_id.get_secret_value()}

    def keeps(self, cookie: str) -> bool:
        """Whether a cookie of that name belongs to this kind of session."""
        return cookie == API_COOKIE


@dataclass(frozen=True)
class LoginAccess:
    """The browser's way: e-mail and password, one login, and its cookies from then on.

    Raises:
        BadInputError: One of them is empty.
    """

    session_cookie = BROWSER_COOKIE

    username: str = field(repr=False)
    password: SecretStr

    def __post_init__(self) -> None:
        if not self.username.strip():
            raise BadInputError("MAM_USERNAME", "is empty; it is the e-mail address of the account")
        if not self.password.get_secret_value():
            raise BadInputError("MAM_PASSWORD", "is empty")

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint: shows whether either has changed, without revealing them; slow to compute."""
        return _fingerprint("login", self.username, self.password)

    @property
    def secret(self) -> SecretStr:
        """The credentials."""
        return self.password

    def seed(self) -> Mapping[str, str]:
        """Nothing: the login brings the cookies."""
        return {}

    def keeps(self, cookie: str) -> bool:
        """Whether a cookie of that name belongs to this kind of session: the API's never does."""
        return cookie != API_COOKIE


@dataclass(frozen=True)
class NoAccess:
    """No way in: nothing is set yet, and nothing is asked."""

    session_cookie = API_COOKIE
    fingerprint = ""
    secret = SecretStr("")

    def seed(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def keeps(self, cookie: str) -> bool:  # noqa: ARG002 - as the other ways have it
        """None."""
        return False


Access = ApiAccess | LoginAccess | NoAccess


def is_cookie_value(value: str) -> bool:
    """Whether *value* keeps its meaning in a Cookie header."""
    return all("!" <= sign <= "~" and sign != ";" for sign in value)


def _fingerprint(way: str, who: str, secret: SecretStr) -> str:
    return stretched(secret, salt=f"shelfhook mam {way} {who}", length=32).hex()
