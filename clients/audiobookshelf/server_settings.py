"""What the server's own settings say of the files beside books: facts/audiobookshelf_2.md 4."""

from dataclasses import dataclass

from clients.audiobookshelf.server import Server
from clients.audiobookshelf.values import mapping


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of a server; any user's key gets them."""

    server: Server

    async def metadata_beside_books(self) -> bool | None:
        """Whether it writes a metadata.json into each book's folder, over one that is there; None when it did not say."""
        told = self.server.object_of(await self.server.ask("/api/authorize", {}))
        beside = mapping(told.get("serverSettings")).get("storeMetadataWithItem")
        return beside if isinstance(beside, bool) else None
