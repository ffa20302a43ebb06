"""PostgreSQL's refusals while it is up, with what a person has to do about each.

Source of the codes: PostgreSQL's documentation, appendix A.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy.engine import URL

from domain.errors import StoreRefusedError

_LOGIN: Final = (
    "correct user name and password in DATABASE_URL; in it @ is written %40, : is %3A, / is %2F and % is %25"
)


def _rights(user: str, database: str) -> str:
    return (
        f"as its owner or an administrator run `GRANT ALL ON SCHEMA public TO {user}` in the database {database} "
        f"(or `ALTER DATABASE {database} OWNER TO {user}`)"
    )


_FIXES: Final[dict[str, Callable[[str, str], str]]] = {
    "28P01": lambda _, __: _LOGIN,
    "28000": lambda user, database: (
        f"let {user} in to {database} from here, in the server's pg_hba.conf; or {_LOGIN}"
    ),
    "3D000": lambda user, database: (
        f"create it (`CREATE DATABASE {database} OWNER {user}`), or correct its name in DATABASE_URL"
    ),
    "3F000": _rights,
    "42501": _rights,
    "25006": lambda _, __: "name the primary server in DATABASE_URL, or let the database be written again",
}


def refusal(error: BaseException, url: URL | None) -> StoreRefusedError | None:
    """The refusal in this error; None for any other error, and for SQLite."""
    mend = _FIXES.get(str(getattr(error, "sqlstate", None)))
    if mend is None:
        return None
    user = _quoted(url.username if url is not None else None, "USER")
    database = _quoted(url.database if url is not None else None, "NAME")
    return StoreRefusedError(f"store: {error}", mend(user, database), service="store")


def _quoted(name: str | None, otherwise: str) -> str:
    return otherwise if name is None else '"' + name.replace('"', '""') + '"'
