"""Database addresses: how they are read, and which are refused with a message."""

from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url

from domain.errors import BadInputError

DRIVERS: Final = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",  # the spelling of version 0.1
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
"""The schemes of an address, and the driver that opens each."""

_ENCODE: Final = (
    "percent-encode what is special in user name and password: @ is %40, : is %3A, / is %2F, % is %25"
)
_LAST_PORT: Final = 65535
_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_OPTIONS: Final = (
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "host", "port", "target_session_attrs"),
    "application_name",
)
"""libpq's options that the driver supports."""


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def checked(url: str) -> URL:
    """The parsed address, with the driver that opens it and libpq's names for options.

    Raises:
        BadInputError: It is neither SQLite nor PostgreSQL, or has an unknown option. The message quotes nothing of it.
    """
    try:
        parsed = make_url(url)
    except Exception as error:
        raise _wrong(
            f"is not a database address: leave it empty for a SQLite file in STATE_DIR, or {_ENCODE}"
        ) from error
    if parsed.drivername not in DRIVERS:
        raise _wrong("must begin with sqlite:/// or postgresql://, or be empty")
    return _sqlite(parsed, url) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)


def password_in(url: str) -> str | None:
    """The password of an address as the server gets it; None without one."""
    try:
        return make_url(url).password
    except Exception:  # noqa: BLE001 - an invalid address has no password, and `checked` reports it
        return None


def sqlite_file(url: URL) -> Path:
    """The file of an address: a relative one is relative to the current folder, as in SQLAlchemy.

    Raises:
        BadInputError: It begins with an unknown home folder.
    """
    try:
        return Path(url.database or "").expanduser().absolute()
    except RuntimeError as error:
        raise _wrong("begins with ~, and that home folder is unknown: write the path out") from error


def file_of(url: str) -> Path | None:
    """The SQLite file of an address; None for PostgreSQL.

    Raises:
        BadInputError: It is neither.
    """
    parsed = checked(url)
    return sqlite_file(parsed) if parsed.drivername == "sqlite" else None


def _sqlite(parsed: URL, url: str) -> URL:
    if parsed.database in {None, "", ":memory:"}:
        raise _wrong("names no file after sqlite:///")
    if parsed.host or "?" in url:
        raise _wrong("must be sqlite:/// and the file's absolute path, and nothing more")
    return parsed.set(drivername="sqlite")


def _postgresql(parsed: URL) -> URL:
    if "@" in (parsed.host or ""):
        raise _wrong(f"has more than one @: {_ENCODE}")
    if not 0 < (parsed.port or 1) <= _LAST_PORT:
        raise _wrong("has no port from 1 to 65535")
    options = dict(parsed.query)
    if "ssl" in options:  # the driver's own name
        options["sslmode"] = options.pop("ssl")
    if unknown := sorted(set(options) - {*_OPTIONS}):
        raise _wrong(f"has the option {unknown[0]}, which is not understood: leave it out")
    if options.get("sslmode", "prefer") not in _MODES:
        raise _wrong(f"must have one of these as sslmode: {', '.join(_MODES)}")
    return parsed.set(drivername=DRIVERS[parsed.drivername], query=options)


def _wrong(problem: str) -> BadInputError:
    return BadInputError("DATABASE_URL", problem)
