"""Sessions with services, sealed: the database alone is not enough to use them."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import SecretStr
from sqlalchemy import Connection, select

from domain.sessions import StoredSession
from domain.stretching import stretched
from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import SESSIONS

_SALT: Final = "shelfhook sealed session 1"


@dataclass(frozen=True, slots=True)
class SessionState:
    """The parts of a session that can be read without its key.

    When it was last used, why it is not used any more, and the fingerprint of the credentials that it came from.
    """

    fingerprint: str
    used_at: datetime | None
    refused: str | None


async def session_state(db: Database, service: str) -> SessionState | None:
    """The state of the session with a service; None if there never was one."""
    columns = (SESSIONS.c.fingerprint, SESSIONS.c.used_at, SESSIONS.c.refused)
    query = select(*columns).where(SESSIONS.c.service == service)
    return next((SessionState(*row) for row in await db.read(work.rows(query))), None)


@dataclass(slots=True)
class SealedSession:
    """The session with one service, sealed with a key derived from the configured credentials.

    Every daemon with the same credentials can open it; with other credentials there is no session.

    Args:
        db: The store.
        service: Which session it is.
        credentials: The source of the key; never stored.
        term: See `domain.sessions.SessionVault`; a process that is alone with the session has one term.
    """

    db: Database
    service: str
    credentials: SecretStr = field(repr=False)
    term: Callable[[], int] = lambda: 1

    async def load(self) -> StoredSession | None:
        """The session last saved; None without one, or when it was sealed with other credentials."""
        query = select(SESSIONS).where(SESSIONS.c.service == self.service)
        row = next(iter(await self.db.read(work.rows(query))), None)
        if row is None:
            return None
        from cryptography.fernet import Fernet, InvalidToken

        try:
            cookies = json.loads(Fernet(self._sealing_key()).decrypt(row.sealed.encode()))
        except InvalidToken:
            return None
        return StoredSession(row.fingerprint, cookies, row.refused, row.used_at)

    async def save(self, session: StoredSession) -> None:
        """Replace the stored session; on disk when this returns."""
        from cryptography.fernet import Fernet

        sealed = Fernet(self._sealing_key()).encrypt(json.dumps(dict(session.cookies)).encode()).decode()
        values = {
            "service": self.service,
            "fingerprint": session.fingerprint,
            "sealed": sealed,
            "refused": session.refused,
            "used_at": session.used_at,
        }

        def replace(connection: Connection) -> None:
            statement = insert_into(SESSIONS, connection.dialect.name).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=["service"], set_=values))

        await self.db.write(replace)

    def _sealing_key(self) -> bytes:
        return base64.urlsafe_b64encode(stretched(self.credentials, salt=_SALT, length=32))
