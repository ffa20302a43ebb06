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
from store.proposals import Proposals


def build(parts: Parts, connections: Connections, newest: NewestItems) -> Acquisition:
    """The one of this daemon: its locks keep two wishes for one book from meeting.

    Raises:
        BadInputError: SEARCH_FILE changed since it was checked.
    """
    settings = parts.settings
    gate = AcquisitionGate(
        mode=settings.acquisition,
        dry_run=settings.dry_run,
        switches=parts.store.switches,
        mam=connections.mam,
        clock=parts.clock,
    )
    proposals = parts.store.proposals
    propose = _propose_books(parts, connections, newest, gate, proposals)
    return Acquisition(
        gate=gate,
        proposals=proposals,
        propose=propose,
        manual=ManualSearches(
            mam=connections.mam,
            find_holdings=propose.find_holdings,
            preferences=propose.preferences,
            site=settings.mam_url,
            clock=parts.clock,
        ),
        search_for_books=SearchForBooks(
            runs=parts.store.runs,
            propose=propose,
            gate=gate,
            queries=search_list(settings.search_queries, settings.search_file),
            clock=parts.clock,
        ),
        add_torrent=_add_torrent(parts, connections, gate, proposals),
    )


def _propose_books(
    parts: Parts,
    connections: Connections,
    newest: NewestItems,
    gate: AcquisitionGate,
    proposals: Proposals,
) -> ProposeBooks:
    settings = parts.settings
    return ProposeBooks(
        mam=connections.mam,
        find_holdings=FindHoldings(
            downloads=parts.store.downloads,
            books=parts.store.books,
            libraries=parts.store.libraries,
            newest=newest,
            qbittorrent=connections.qbittorrent,
        ),
        proposals=proposals,
        rules=parts.store.rules,
        gate=gate,
        preferences=preferences(settings),
        upgrade_editions=settings.upgrade_editions,
        clock=parts.clock,
    )


def preferences(settings: Settings) -> Preferences:
    """Which of two editions is the better one."""
    return Preferences(
        order=settings.edition_order, languages=settings.languages, narrators=settings.preferred_narrators
    )


def _add_torrent(
    parts: Parts, connections: Connections, gate: AcquisitionGate, proposals: Proposals
) -> AddTorrent:
    settings = parts.settings
    return AddTorrent(
        downloads=parts.store.downloads,
        proposals=proposals,
        mam=connections.mam,
        qbittorrent=connections.qbittorrent,
        guard=GuardAccount(
            qbittorrent=connections.qbittorrent,
            proposals=proposals,
            limits=Limits(unsat_buffer=settings.unsat_buffer, min_ratio=settings.min_ratio),
            save_path=settings.qbittorrent_save_path,
            path_map=PathMap(settings.path_map),
            clock=parts.clock,
        ),
        gate=gate,
        category=settings.qbittorrent_category,
        save_path=settings.qbittorrent_save_path,
        clock=parts.clock,
    )
