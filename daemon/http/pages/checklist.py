"""The way from a first visit to a daemon that works."""

from dataclasses import dataclass

from daemon.config.problems import missing
from daemon.config.settings import Settings
from daemon.parts import Parts
from domain.dependency import Dependency


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it is done, its purpose, and, while it is not done, what to do.

    `setting` is what to write or run, `check` a service that can be checked.
    """

    title: str
    done: bool
    text: str
    setting: str | None = None
    check: str | None = None


def steps(parts: Parts, *, has_downloads: bool, has_books: bool) -> list[Step]:
    """The steps, in the order to take them; none once the first download came and nothing is missing."""
    settings = parts.settings
    found = [
        _mam(settings, parts.dependencies["mam"]),
        _audiobookshelf(settings, parts.dependencies["audiobookshelf"]),
        _qbittorrent(settings, parts.dependencies["qbittorrent"]),
        Step(
            "Read the library",
            has_books,
            "Its books are known."
            if has_books
            else "This happens by itself once Audiobookshelf accepts the key.",
        ),
        Step(
            "Install the completion hook",
            has_downloads,
            "The first download has arrived."
            if has_downloads
            else "The hook reports each finished torrent to shelfhook. Any program already configured in "
            "qBittorrent is kept.",
            setting=None if has_downloads else "shelfhook hook install",
        ),
    ]
    return [] if all(one.done for one in found) or (has_downloads and not missing(settings)) else found


def _mam(settings: Settings, mam: Dependency) -> Step:
    title = "Connect MyAnonamouse"
    if settings.mam_access is None:
        text = (
            "Create a session for shelfhook alone on MyAnonamouse, Preferences, Security, and set it in .env:"
        )
        return Step(title, done=False, text=text, setting="MAM_ID=")
    return _asked(title, mam, "MAM_ID")


def _audiobookshelf(settings: Settings, shelf: Dependency) -> Step:
    title = "Connect Audiobookshelf"
    if settings.abs_token is None:
        text = (
            "Create an API key in Audiobookshelf, Settings, API Keys, for a user who may update items, "
            "and set it in .env, with the address where Audiobookshelf runs:"
        )
        return Step(title, done=False, text=text, setting=f"ABS_URL={settings.abs_url}\nABS_TOKEN=")
    return _asked(title, shelf, "ABS_URL and ABS_TOKEN")


def _qbittorrent(settings: Settings, client: Dependency) -> Step:
    title = "Connect qBittorrent"
    if (
        client.last_success is None
        and settings.qbittorrent_username is None
        and settings.qbittorrent_api_key is None
    ):
        text = "Turn on its Web UI (Options, Web UI), and set its address, name and password in .env:"
        setting = f"QBITTORRENT_URL={settings.qbittorrent_url}\nQBITTORRENT_USERNAME=\nQBITTORRENT_PASSWORD="
        return Step(title, done=False, text=text, setting=setting, check="qbittorrent")
    if settings.qbittorrent_lacks is not None:
        text = "Its login needs both name and password. Set in .env, or as a credential:"
        return Step(title, done=False, text=text, setting=f"{settings.qbittorrent_lacks}=")
    return _asked(title, client, "QBITTORRENT_URL and its login")


def _asked(title: str, service: Dependency, settings: str) -> Step:
    if service.last_success is not None and not service.failures_in_a_row:
        return Step(title, done=True, text="It answers.")
    if wrong := service.refused or service.last_error_message:
        return Step(title, done=False, text=f"Check {settings}: {wrong}.", check=service.name)
    return Step(title, done=False, text=f"Set by {settings}; not checked yet.", check=service.name)
