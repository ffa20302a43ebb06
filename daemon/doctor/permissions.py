"""What the user of ABS_TOKEN may do and see."""

from daemon.doctor.finding import Seen, broken, good, warning
from daemon.doctor.patient import Patient


async def look(patient: Patient) -> Seen:
    """Ask for the user and its libraries."""
    shelf = patient.connections.audiobookshelf
    me = await shelf.me()
    user = f"in Audiobookshelf under Settings, Users, edit {me.username}"
    if not me.can_update:
        return broken(f"{me.username} may not change items", f"{user}: turn on Can Update")
    libraries = await shelf.libraries()
    if not libraries:
        return broken(
            f"{me.username} sees no library of books",
            f"{user}: turn on Can Access All Libraries, or make a library",
        )
    if not me.sees_all_libraries:
        return warning(
            f"{me.username} may not see every library", f"{user}: turn on Can Access All Libraries"
        )
    if not me.sees_explicit:
        return warning(
            f"{me.username} does not see explicit books", f"{user}: turn on Can Access Explicit Content"
        )
    names = ", ".join(library.name for library in libraries)
    scans = "" if me.is_admin or patient.settings.abs_scan == "never" else "; it may not ask for scans"
    return good(f"{me.username} may change all items, explicit ones too, in {names}{scans}")
