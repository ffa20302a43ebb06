"""The known state of each service, and its stored refusals."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from daemon.config.settings import Settings
from daemon.connections import mam_access
from domain.clock import Clock
from domain.dependency import Dependency
from domain.refusals import Refusals
from domain.services import SERVICES
from store.refusals import KeptRefusals, SessionRefusals
from store.store import Store

_TRIES: Final = 3
"""Starts in a day of which each tries refused credentials again; with the first refusal that is one login less than
bring a ban in qBittorrent."""


def build(settings: Settings, clock: Clock, store: Store) -> Mapping[str, Dependency]:
    """Every service by its name."""
    refusals = _refusals(settings, clock, store)
    return {name: Dependency(name, clock, refusals.get(name)) for name in SERVICES}


def _refusals(settings: Settings, clock: Clock, store: Store) -> Mapping[str, Refusals]:
    access = mam_access(settings)
    kept = partial(KeptRefusals, switches=store.switches, budgets=store.budgets, clock=clock)
    return {
        "mam": SessionRefusals(db=store.db, service="mam", fingerprint=lambda: access.fingerprint),
        "audiobookshelf": kept(
            service="audiobookshelf", account=settings.abs_url, secret=settings.abs_token, tries=_TRIES
        ),
        "qbittorrent": kept(
            service="qbittorrent",
            account=f"{settings.qbittorrent_url} {settings.qbittorrent_username or ''}",
            secret=settings.qbittorrent_api_key or settings.qbittorrent_password,
            tries=_TRIES,
        ),
        # A key that is wrong stays so; where it lacks a right, the message names the command for once that is given.
        "google_books": kept(
            service="google_books",
            account=settings.google_books_url,
            secret=settings.google_books_api_key,
            tries=0,
        ),
    }
