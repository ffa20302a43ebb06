"""What sees to metadata files of ours, put together."""

from daemon.connections import Connections
from daemon.parts import Parts
from daemon.wiring.library import Library, sidecar_of
from handlers.importing.sidecars import RemoveSidecar
from handlers.sidecar_due import SeeToSidecar
from handlers.writing.item_desk import ItemDesk


def build(parts: Parts, connections: Connections, desk: ItemDesk, library: Library) -> SeeToSidecar:
    """The handler of their event."""
    store = parts.store
    return SeeToSidecar(
        RemoveSidecar(
            sidecars=store.sidecars,
            imports=store.imports,
            sidecar_of=sidecar_of(parts.settings),
            books=store.books,
            newest=library.newest,
            linked_paths=library.linked_paths,
            desk=desk,
            server_writes=connections.server_settings.metadata_beside_books,
            clock=parts.clock,
        )
    )
