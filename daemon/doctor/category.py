"""qBittorrent's category of audiobooks."""

from daemon.doctor.finding import Fix, Seen, good, warning
from daemon.doctor.patient import Patient


async def look(patient: Patient) -> Seen:
    """Ask for the categories."""
    wanted = patient.settings.qbittorrent_category
    categories = await patient.connections.qbittorrent.setup.categories()
    if not wanted or wanted in categories:
        place = categories.get(wanted)
        return good(f"{wanted or 'none is wanted'}{f', which saves to {place}' if place else ''}")
    others = ", ".join(sorted(categories)) or "none"
    return warning(
        f"there is no category {wanted}; there are: {others}",
        f"make the category {wanted} in qBittorrent, or set QBITTORRENT_CATEGORY to yours and start shelfhook anew",
        fix=Fix.CREATE_CATEGORY,
    )
