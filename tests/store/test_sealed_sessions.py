"""Sessions that are worth nothing to who has only the database."""

from pydantic import SecretStr

from domain.sessions import StoredSession
from sandbox.clock import START
from store.database import Database
from store.sessions import SealedSession

SECRET = SecretStr("the-configured-value")
SESSION = StoredSession("fingerprint", {"mam_id": "rotated-cookie-value"}, "because", START)


async def test_a_session_comes_back_as_it_was(db: Database):
    """Cookies, fingerprint, refusal and time survive; the last one saved counts."""
    await SealedSession(db, "mam", SECRET).save(StoredSession("older", {"mam_id": "older"}))
    await SealedSession(db, "mam", SECRET).save(SESSION)

    assert await SealedSession(db, "mam", SECRET).load() == SESSION


async def test_there_is_none_at_first(db: Database):
    """A new store has no session."""
    assert await SealedSession(db, "mam", SECRET).load() is None


async def test_other_credentials_open_nothing(db: Database):
    """A session that was sealed with other credentials is as good as none."""
    await SealedSession(db, "mam", SECRET).save(SESSION)

    assert await SealedSession(db, "mam", SecretStr("another value")).load() is None


async def test_the_database_shows_neither_cookie_nor_credentials(db: Database):
    """Neither stands in clear in any file of the store."""
    await SealedSession(db, "mam", SECRET).save(SESSION)
    await db.close()

    if db.file is not None:
        for file in db.file.parent.glob(db.file.name + "*"):
            assert b"rotated-cookie-value" not in file.read_bytes()
            assert SECRET.get_secret_value().encode() not in file.read_bytes()


def test_no_secret_is_printed(db: Database):
    """Neither the keeper nor a session shows its secrets."""
    assert "the-configured-value" not in repr(SealedSession(db, "mam", SECRET))
    assert "rotated-cookie-value" not in repr(SESSION)
