"""Sessions with services, sealed: who has the database alone cannot use them."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Final

from pydantic import SecretStr
from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.sessions import StoredSession
from store.database import Database
from store.tables import SealedSessionRow

_SESSIONS: Final[Table] = SealedSessionRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_SALT: Final = b"shelfhook sealed session 1"


@dataclass(slots=True)
class SealedSession:
    """The session with one service, sealed with a key made of the configured credentials.

    Every daemon with the same credentials can open it; with other credentials it is as good as none.

    Args:
        db: The store.
        service: Which session it is.
        credentials: What the key is made of; never stored.
    """

    db: Database
    service: str
    credentials: SecretStr = field(repr=False)
    _key: bytes | None = field(default=None, repr=False)

    async def load(self) -> StoredSession | None:
        """The session last saved; None when there is none, or when it was sealed with other credentials."""
        from cryptography.fernet import Fernet, InvalidToken

        query = select(_SESSIONS).where(_SESSIONS.c.service == self.service)
        async with self.db.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
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
        async with self.db.write() as connection:
            await connection.execute(
                insert(_SESSIONS)
                .values(values)
                .on_conflict_do_update(index_elements=["service"], set_=values)
            )

    def _sealing_key(self) -> bytes:
        if self._key is None:
            secret = self.credentials.get_secret_value().encode()
            self._key = base64.urlsafe_b64encode(
                hashlib.scrypt(secret, salt=_SALT, n=2**14, r=8, p=1, dklen=32)
            )
        return self._key
