"""The browser's session: one login, then its cookies (facts/mam.md 0 and 1a)."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from clients._http import Answer
from clients.mam.access import LoginAccess
from clients.mam.kept_session import KeptSession
from clients.mam.login import Login
from clients.mam.session import RETRY, SiteSession, described
from clients.mam.signs import Sign, Verdict, sign_of
from clients.mam.wire import Request, Wire
from domain.errors import CredentialsError, UnavailableError

_LOGIN_PAUSE: Final = timedelta(minutes=10)
_MEND: Final = (
    "Log in with a browser to see why, or set MAM_ID to an API session instead; "
    f"`{RETRY}` allows one more login"
)


class BrowserSession(SiteSession):
    """A session that a login begins and a lost page renews, once.

    A refused login is not repeated until the credentials change or a person says so. One whose outcome
    is unknown is repeated after 10 minutes at the earliest, and there are never more than two logins
    within 10 minutes, restarts included where a login's end was not seen.

    Args:
        wire: The way to the site.
        kept: The session.
        access: The credentials.
        host: The site's.
    """

    def __init__(self, *, wire: Wire, kept: KeptSession, access: LoginAccess, host: str) -> None:
        super().__init__(wire=wire, kept=kept)
        self._access = access
        self._host = host
        self._logins: deque[datetime] = deque(maxlen=2)

    async def ask(self, request: Request) -> Answer:
        """The answer, logged in for where that is needed.

        Raises:
            CredentialsError: The login was refused, now or before, or its session was lost at once.
            UnavailableError: No answer, or it is too early for another login.
        """
        async with self._lock:
            await self._kept.open()
            fresh = not self._kept.jar.cookies
            if fresh:
                await self._log_in()
            answer, sign = await self._once(request)
            if sign is not None and sign.verdict is Verdict.DEAD and not fresh:
                await self._log_in()
                answer, sign = await self._once(request)
            if sign is None:
                return await self._accepted(answer)
            if sign.verdict is Verdict.DEAD:
                raise await self._kept.refuse(f"{described(answer, sign)}, right after a login. {_MEND}")
            raise await self._setback(answer, sign)

    async def _once(self, request: Request) -> tuple[Answer, Sign | None]:
        answer = await self._wire.send(request, self._kept.jar, saved=self._kept.answered)
        base_url = self._wire.http.base_url
        return answer, sign_of(answer, request.wants, ended=self._kept.jar.ended, base_url=base_url)

    async def _log_in(self) -> None:
        self._spare_the_login()
        login = Login(wire=self._wire, access=self._access, host=self._host)
        try:
            form = await login.form()
            await self._kept.begin_login()
            cookies = await login.submit(form)
        except CredentialsError as error:
            raise await self._kept.refuse(error.reason) from error
        self._logins.append(self._wire.http.clock.now())
        await self._kept.logged_in(cookies)

    def _spare_the_login(self) -> None:
        now = self._wire.http.clock.now()
        if self._kept.login_began_at is not None:
            self._wait(self._kept.login_began_at, now, "has not shown the result of a login that was started")
        if len(self._logins) == self._logins.maxlen:
            self._wait(self._logins[0], now, "lets the session expire again and again")

    def _wait(self, since: datetime, now: datetime, problem: str) -> None:
        left = since + _LOGIN_PAUSE - now
        if left > timedelta(0):
            raise UnavailableError(
                f"{problem}; the next login is delayed",
                service=self._wire.http.dependency.name,
                retry_after=left,
            )
