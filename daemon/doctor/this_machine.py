"""The database: version, writable, whole."""

from daemon.doctor.finding import Seen, broken, good, parted
from daemon.doctor.patient import Patient
from domain.errors import UnavailableError
from store.database import Database
from store.troubles import damaged
from store.upkeep.soundness import Condition, condition

_MIB = 1 << 20


async def look(patient: Patient) -> Seen:
    """Take its lock for writing, and let SQLite look through its file."""
    db = patient.parts.db
    try:
        found = await condition(db)
    except UnavailableError as error:
        return broken(str(error), f"see that {_where(db)} can be reached and written by this user")
    if found.damage and db.file is not None:
        return broken(*parted(str(damaged(db.file, "; ".join(found.damage)))))
    if found.version != found.newest:
        return broken(
            f"its tables are of version {found.version or 'none'}, and this shelfhook's of {found.newest}",
            "start shelfhook anew: it brings them up to date",
        )
    return good(_told(found))


def _told(found: Condition) -> str:
    free = "" if found.free_bytes is None else f", of which {found.free_bytes / _MIB:.1f} are free"
    return f"{found.kind}, writable and whole, version {found.version}, {found.bytes / _MIB:.1f} MiB{free}"


def _where(db: Database) -> str:
    return str(db.file) if db.file else "the server of DATABASE_URL"
