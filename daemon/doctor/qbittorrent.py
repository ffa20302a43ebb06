"""qBittorrent: whether it answers, and to which login."""

from daemon.doctor.finding import Seen, broken, good, parted
from daemon.doctor.patient import Patient
from domain.errors import CredentialsError, UnavailableError, UnexpectedAnswerError


async def look(patient: Patient) -> Seen:
    """Ask for its version."""
    settings = patient.settings
    try:
        version = await patient.connections.qbittorrent.version()
    except UnavailableError as error:
        return broken(
            str(error),
            f"check that QBITTORRENT_URL ({settings.qbittorrent_url}) is right, and that qBittorrent runs there with "
            "its Web UI on",
        )
    except CredentialsError as error:
        what, mend = parted(str(error))
        return broken(
            what, mend or "set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD, and start shelfhook anew"
        )
    except UnexpectedAnswerError as error:
        return broken(
            str(error),
            f"set QBITTORRENT_URL to the address of its Web UI, and start shelfhook anew: it is "
            f"{settings.qbittorrent_url} now",
        )
    return good(f"version {version}, {_login(patient)}")


def _login(patient: Patient) -> str:
    settings = patient.settings
    if settings.qbittorrent_api_key is not None:
        return "by API key"
    return "by name and password" if settings.qbittorrent_username else "without a login"
