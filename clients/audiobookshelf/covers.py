"""The covers of items: facts/audiobookshelf_2.md 2 and 8."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from clients.audiobookshelf.server import Form, Server
from clients.audiobookshelf.values import mapping
from clients.images.picture import NoPictureError, Picture, read_picture
from domain.errors import NotFoundError

_ITEMS: Final = "/api/items"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverRules:
    """What the key's user may do with covers, and where the server keeps them.

    `beside_books` is whether it writes them into the books' folders; None when it did not say.
    """

    username: str
    can_upload: bool
    can_remove: bool
    beside_books: bool | None


@dataclass(frozen=True, slots=True)
class Covers:
    """The covers of a server's items. The server is never given an address to fetch one from: that can block it."""

    server: Server

    async def rules(self) -> CoverRules:
        """What may be done; any user's key gets it (facts/audiobookshelf_2.md 4)."""
        told = self.server.object_of(await self.server.ask("/api/authorize", {}))
        user, settings = mapping(told.get("user")), mapping(told.get("serverSettings"))
        may, beside = mapping(user.get("permissions")), settings.get("storeCoverWithItem")
        return CoverRules(
            username=str(user.get("username") or ""),
            can_upload=may.get("update") is True and may.get("upload") is True,
            can_remove=may.get("delete") is True,
            beside_books=beside if isinstance(beside, bool) else None,
        )

    async def shown(self, item_id: str) -> bytes | None:
        """The file of an item's cover as it is; None where there is no cover."""
        return await self._bytes(item_id, {"raw": "1"})

    async def small(self, item_id: str, width: int) -> Picture | None:
        """An item's cover, *width* pixels wide at most; None where there is none that can be shown."""
        found = await self._bytes(item_id, {"width": str(width), "format": "jpeg"})
        try:
            return None if found is None else read_picture(found)
        except NoPictureError:
            return None

    async def _bytes(self, item_id: str, query: Mapping[str, str]) -> bytes | None:
        # A cover may be any file, a page among them, and says nothing of who answered.
        raw = replace(self.server, http=replace(self.server.http, has_pages=True))
        try:
            return (await raw.get(_path(item_id), query)).body
        except NotFoundError:
            return None

    async def upload(self, item_id: str, picture: Picture) -> None:
        """Send a picture; it becomes the item's cover in place of any other. The server believes the file's name."""
        form = Form()
        form.add_field("cover", picture.data, filename=picture.file_name, content_type=picture.content_type)
        await self.server.write("POST", _path(item_id), form, needs="upload")

    async def remove(self, item_id: str) -> None:
        """Let an item have no cover; the file stays where the server keeps it."""
        await self.server.write("DELETE", _path(item_id), needs="delete")


def _path(item_id: str) -> str:
    return f"{_ITEMS}/{quote(item_id, safe='')}/cover"
