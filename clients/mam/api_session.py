"""The sanctioned session: JSON and torrent files with a ``mam_id`` (facts/mam.md 1b)."""

from typing import Final

from clients._http import Answer
from clients.mam.session import RETRY, SiteSession, described
from clients.mam.signs import ENDED, Verdict, sign_of
from clients.mam.wire import Request, Wants
from domain.errors import BadInputError

_MEND: Final = (
    "Create a new session on MyAnonamouse under Preferences → Security and set MAM_ID to it, or run "
    f"`{RETRY}` to try this one once more"
)


class ApiSession(SiteSession):
    """A session that the user created on the site. It requests no HTML page, and never logs in.

    A session that the site called dead is not sent again until MAM_ID changes or a person says so.

    Args:
        wire: The way to the site.
        kept: The session.
    """

    async def ask(self, request: Request) -> Answer:
        """The answer, once it shows that the session is good.

        Raises:
            BadInputError: An HTML page: the site allows an API session none.
            CredentialsError: The session was refused, now or before.
            UnavailableError: No answer, or one that may come from a dead session as well as from a bad day.
        """
        if request.wants is Wants.PAGE:
            raise BadInputError("MAM_ID", "an API session may not read the site's pages")
        async with self._lock:
            await self._kept.open()
            if not self._kept.jar.cookies:
                raise await self._kept.refuse(f"refused MAM_ID: {ENDED.says}. {_MEND}")
            answer = await self._wire.send(request, self._kept.jar, saved=self._kept.answered)
            sign = sign_of(
                answer, request.wants, ended=self._kept.jar.ended, base_url=self._wire.http.base_url
            )
            if sign is None:
                return await self._accepted(answer)
            if sign.verdict is Verdict.DEAD:
                raise await self._kept.refuse(f"{described(answer, sign)}. {_MEND}")
            raise await self._setback(answer, sign)
