"""The notifier of a daemon, made of the settings."""

from clients.apprise import Services
from daemon.edges.notifying.noticing import Look
from daemon.edges.notifying.notifier import Notifier
from daemon.parts import Parts
from store.notices import Notices


def build(parts: Parts) -> Notifier | None:
    """The notifier; None where nobody is to be told anything."""
    settings = parts.settings
    if not settings.notify_urls:
        return None
    return Notifier(
        notices=Notices(parts.db),
        look=Look(parts, settings.notify_kinds),
        send=Services(settings.notify_urls).send,
        kinds=settings.notify_kinds,
        page=lambda: page_url(parts),
        leads=parts.leadership.leads,
        clock=parts.clock,
    )


def page_url(parts: Parts) -> str:
    """The address of the daemon's page: as set, else where it listens."""
    if parts.settings.page_url is not None:
        return parts.settings.page_url
    return parts.access.url
