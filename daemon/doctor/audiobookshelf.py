"""Audiobookshelf: whether it answers, and to which kind of key."""

import base64
import json
from typing import Any

from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from domain.errors import CredentialsError, ShelfhookError, UnavailableError

_NEW_KEY = "make an API key in Audiobookshelf under Settings, API Keys, set ABS_TOKEN to it, and start shelfhook anew"


async def look(patient: Patient) -> Seen:
    """Ask who is there, and whether the key is known."""
    settings, shelf = patient.settings, patient.connections.audiobookshelf
    if settings.abs_token is None:
        return skipped("ABS_TOKEN is not set")
    there = f"set ABS_URL to Audiobookshelf's address, and start shelfhook anew: it is {settings.abs_url} now"
    try:
        status = await shelf.status()
    except UnavailableError as error:
        return broken(
            str(error),
            f"check that ABS_URL ({settings.abs_url}) is right, and that Audiobookshelf runs there",
        )
    except ShelfhookError as error:  # Audiobookshelf itself answers this to anybody
        return broken(str(error), there)
    if not status.initialised:
        return broken("it has no user yet", "open its page, make the first user, and then an API key")
    try:
        me = await shelf.me()
    except CredentialsError as error:
        return broken(str(error), _NEW_KEY)
    kind, lasts = _kind(settings.abs_token.get_secret_value())
    told = f"version {status.version}, {kind} of {me.username} ({me.user_type})"
    return good(told) if lasts else warning(f"{told}, which ends within hours", _NEW_KEY)


def _kind(token: str) -> tuple[str, bool]:
    """What the token says of itself, and whether it lasts; it is not shown (facts/audiobookshelf.md 1)."""
    about = _payload(token)
    match about.get("type"):
        case "api":
            return "an API key", True
        case "access" | "refresh":
            return "a session's token", False
    return ("a user's permanent token" if "userId" in about else "a key of unknown kind"), True


def _payload(token: str) -> dict[str, Any]:
    part = token.split(".")[1:2]
    try:
        found = json.loads(base64.urlsafe_b64decode(part[0] + "=" * (-len(part[0]) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
