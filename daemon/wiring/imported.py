"""What became of the imports, made of the daemon's parts."""

from daemon.connections import Connections
from daemon.parts import Imported, Parts
from handlers.importing.check_links import CheckLinks
from handlers.importing.link_again import LinkAgain
from handlers.importing.whereabouts import FindWhereabouts
from handlers.library.linked_paths import LinkedPaths


def build(parts: Parts, connections: Connections, linked_paths: LinkedPaths) -> Imported:
    """The one of this daemon."""
    whereabouts = FindWhereabouts(
        books=parts.store.books,
        qbittorrent=connections.qbittorrent,
        linked_paths=linked_paths,
        clock=parts.clock,
    )
    check = CheckLinks(
        qbittorrent=connections.qbittorrent, linked_paths=linked_paths, whereabouts=whereabouts
    )
    return Imported(
        whereabouts=whereabouts,
        check=check,
        links=LinkAgain(check=check, relinks=parts.store.relinks, clock=parts.clock),
    )
