"""The part of the daemon that acquires books, made of the settings."""

from daemon.config.acquisition import search_list
from daemon.config.settings import Settings
from daemon.connections import Connections
from daemon.parts import Acquisition, Parts
from domain.editions import Preferences
from domain.guardian import Limits
from domain.paths import PathMap
from handlers.acquiring.gate import AcquisitionGate
from handlers.acquiring.guard_account import GuardAccount
from handlers.acquiring.holdings import FindHoldings
from handlers.acquiring.manual_searches import ManualSearches
from handlers.acquiring.propose import ProposeBooks
from handlers.download_approved import AddTorrent
from handlers.library.newest import NewestItems
from handlers.search_due import SearchForBooks


def build(parts: Parts, connections: Connections, newest: NewestItems) -> Acquisition:
    """The one of this daemon: its locks keep two wishes for one book from meeting.

    Raises:
        BadInputError: SEARCH_FILE changed since it was checked.
    """
    propose = _propose_books(parts, connections, newest)
    return Acquisition(
        gate=propose.gate,
        proposals=parts.store.proposals,
        propose=propose,
        manual=ManualSearches(
            mam=connections.mam,
            find_holdings=propose.find_holdings,
            preferences=propose.preferences,
            site=parts.settings.mam_url,
            clock=parts.clock,
        ),
        search_for_books=_search_for_books(parts, propose),
        add_torrent=_add_torrent(parts, connections, propose.gate),
    )


def _propose_books(parts: Parts, connections: Connections, newest: NewestItems) -> ProposeBooks:
    store = parts.store
    return ProposeBooks(
        mam=connections.mam,
        find_holdings=FindHoldings(
            downloads=store.downloads,
            books=store.books,
            libraries=store.libraries,
            newest=newest,
            qbittorrent=connections.qbittorrent,
        ),
        proposals=store.proposals,
        rules=store.rules,
        gate=_gate(parts, connections),
        preferences=preferences(parts.settings),
        upgrade_editions=parts.settings.upgrade_editions,
        clock=parts.clock,
    )


def _gate(parts: Parts, connections: Connections) -> AcquisitionGate:
    return AcquisitionGate(
        mode=parts.settings.acquisition,
        dry_run=parts.settings.dry_run,
        switches=parts.store.switches,
        mam=connections.mam,
        clock=parts.clock,
    )


def _search_for_books(parts: Parts, propose: ProposeBooks) -> SearchForBooks:
    return SearchForBooks(
        runs=parts.store.runs,
        propose=propose,
        gate=propose.gate,
        queries=search_list(parts.settings.search_queries, parts.settings.search_file),
        clock=parts.clock,
    )


def preferences(settings: Settings) -> Preferences:
    """Which of two editions is the better one."""
    return Preferences(
        order=settings.edition_order, languages=settings.languages, narrators=settings.preferred_narrators
    )


def _add_torrent(parts: Parts, connections: Connections, gate: AcquisitionGate) -> AddTorrent:
    return AddTorrent(
        downloads=parts.store.downloads,
        proposals=parts.store.proposals,
        mam=connections.mam,
        qbittorrent=connections.qbittorrent,
        guard=_guard_account(parts, connections),
        gate=gate,
        category=parts.settings.qbittorrent_category,
        save_path=parts.settings.qbittorrent_save_path,
        clock=parts.clock,
    )


def _guard_account(parts: Parts, connections: Connections) -> GuardAccount:
    settings = parts.settings
    return GuardAccount(
        qbittorrent=connections.qbittorrent,
        proposals=parts.store.proposals,
        limits=Limits(unsat_buffer=settings.unsat_buffer, min_ratio=settings.min_ratio),
        save_path=settings.qbittorrent_save_path,
        path_map=PathMap(settings.path_map),
        clock=parts.clock,
    )
