"""Sessions with services, sealed: who has the database alone cannot use them."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import SecretStr
from sqlalchemy import Table, select

from domain.sessions import StoredSession
from store.database import Database
from store.dialects import postgresql, sqlite
from store.tables import SealedSessionRow

_SESSIONS: Final[Table] = SealedSessionRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_SALT: Final = b"shelfhook sealed session 1"


@dataclass(frozen=True, slots=True)
class SessionStanding:
    """What of a session needs no key to be read: when it was last used, and why it is not used any more."""

    used_at: datetime | None
    refused: str | None


async def standing(db: Database, service: str) -> SessionStanding | None:
    """How the session with a service stands; None when there never was one."""
    query = select(_SESSIONS.c.used_at, _SESSIONS.c.refused).where(_SESSIONS.c.service == service)
    async with db.read() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else SessionStanding(row.used_at, row.refused)


@dataclass(slots=True)
class SealedSession:
    """The session with one service, sealed with a key made of the configured credentials.

    Every daemon with the same credentials can open it; with other credentials it is as good as none.

    Args:
        db: The store.
        service: Which session it is.
        credentials: What the key is made of; never stored.
        term: See `domain.sessions.SessionVault`; a process that is alone with the session has one term.
    """

    db: Database
    service: str
    credentials: SecretStr = field(repr=False)
    term: Callable[[], int] = lambda: 1
    _key: bytes | None = field(default=None, repr=False)

    async def load(self) -> StoredSession | None:
        """The session last saved; None when there is none, or when it was sealed with other credentials."""
        query = select(_SESSIONS).where(_SESSIONS.c.service == self.service)
        async with self.db.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
        from cryptography.fernet import Fernet, InvalidToken

        try:
            cookies = json.loads(Fernet(self._sealing_key()).decrypt(row["sealed"].encode()))
        except InvalidToken:
            return None
        return StoredSession(row["fingerprint"], cookies, row["refused"], row["used_at"])

    async def save(self, session: StoredSession) -> None:
        """Replace what was kept; on disk when it returns."""
        from cryptography.fernet import Fernet

        sealed = Fernet(self._sealing_key()).encrypt(json.dumps(dict(session.cookies)).encode()).decode()
        values = {
            "service": self.service,
            "fingerprint": session.fingerprint,
            "sealed": sealed,
            "refused": session.refused,
            "used_at": session.used_at,
        }
        insert = (sqlite if self.db.is_sqlite else postgresql).insert
        statement = insert(_SESSIONS).values(values)
        replacing = statement.on_conflict_do_update(index_elements=["service"], set_=values)
        await self.db.run(lambda connection: connection.execute(replacing))

    def _sealing_key(self) -> bytes:
        if self._key is None:
            secret = self.credentials.get_secret_value().encode()
            self._key = base64.urlsafe_b64encode(
                hashlib.scrypt(secret, salt=_SALT, n=2**14, r=8, p=1, dklen=32)
            )
        return self._key
