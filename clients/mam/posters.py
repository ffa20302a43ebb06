"""How MAM is asked for its pictures (facts/mam.md 3.2)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

from yarl import URL

from clients._http import Answer
from clients.images.fetching import Visit
from clients.images.picture import NoPictureError
from clients.mam.session import Session
from clients.mam.wire import Wire

SITE: Final = "myanonamouse.net"


@dataclass(frozen=True, slots=True)
class Posters:
    """MAM's pictures, each request in its turn at the site's pace.

    The session's cookie goes to the address of MAM_URL alone: not to the site's other hosts, where its pictures are,
    and nowhere that a redirect leads. What comes says nothing of the session, and a picture that is missing nothing
    of the site.

    Args:
        session: The one that everything else is asked with.
        wire: To the site.
    """

    session: Session
    wire: Wire

    def serves(self, address: URL) -> bool:
        """Whether it is MAM's, by its own name or by that in MAM_URL."""
        return self._is_own(address) or _is_of(address.host, SITE)

    @asynccontextmanager
    async def visit(self, address: URL) -> AsyncIterator[Visit]:
        """Hold MAM's turn.

        Raises:
            NoPictureError: It is of the real site, and MAM_URL is another one.
            CredentialsError: The session was refused, and nothing is asked of the site meanwhile.
            UnavailableError: The site is away, or wants a pause.
        """
        own = self._is_own(address)
        if not own and not _is_of(URL(self.wire.http.base_url).host, SITE):
            raise NoPictureError(f"{address.host} is not of MAM_URL, and is not asked")
        async with self.session.lent() as jar, self.wire.pace.turn():
            cookie = jar.header() if own else ""
            yield Visit(
                headers={"Cookie": cookie} if cookie else {},
                proxy=self.wire.http.proxy,
                private=own,
                heard=partial(self._heed, own=own),
            )

    def _is_own(self, address: URL) -> bool:
        return address.origin() == URL(self.wire.http.base_url).origin()

    async def _heed(self, answer: Answer, *, own: bool) -> None:
        """Take the rotated cookie of the site itself, and note its request for a pause."""
        if own:
            await self.session.heard(answer.set_cookies)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self.wire.pace.back_off(
                f"asked for a pause (429 at {answer.path})",
                asked=answer.retry_after(self.wire.http.clock.now()),
            )


def _is_of(host: str | None, domain: str) -> bool:
    return host is not None and (host == domain or host.endswith(f".{domain}"))
