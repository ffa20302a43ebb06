"""Who may call, and what for."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.audiobookshelf.book import Book, new_id

_HEADER: Final = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
_ISSUED: Final = 1795337546


def _token(**payload: Any) -> str:
    """A JSON Web Token, whose payload says what it is (facts/audiobookshelf_2.md 8)."""
    about = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"{_HEADER}.{about}.{secrets.token_urlsafe(24)}"


def _api_key() -> str:
    return _token(keyId=new_id(), name="shelfhook", type="api", iat=_ISSUED)


def _legacy_token() -> str:
    return _token(userId=new_id(), username="shelfhook", iat=_ISSUED)


@dataclass(slots=True, kw_only=True)
class User:
    """A user with an API key. `libraries` None means all of them."""

    name: str
    type: str = "user"
    update: bool = False
    upload: bool = False
    delete: bool = False
    explicit: bool = True
    libraries: tuple[str, ...] | None = None
    is_active: bool = True
    token: str = field(default_factory=_api_key, repr=False)
    legacy_token: str = field(default_factory=_legacy_token, repr=False)
    id: str = field(default_factory=new_id)

    @property
    def is_admin(self) -> bool:
        """Whether scans and the watcher are open to it."""
        return self.type in {"root", "admin"}

    def sees_library(self, library_id: str) -> bool:
        """Whether the library exists for it."""
        return self.libraries is None or library_id in self.libraries

    def sees(self, book: Book) -> bool:
        """Whether the book exists for it."""
        return self.sees_library(book.library_id) and (self.explicit or not book.explicit)

    def me(self, now: int) -> dict[str, Any]:
        """The body of ``/api/me``, credential included."""
        return {
            "id": self.id,
            "username": self.name,
            "email": None,
            "type": self.type,
            "token": self.legacy_token,
            "mediaProgress": [],
            "seriesHideFromContinueListening": [],
            "bookmarks": [],
            "isActive": self.is_active,
            "isLocked": False,
            "lastSeen": now,
            "createdAt": now,
            "permissions": self._permissions(),
            "librariesAccessible": list(self.libraries or ()),
            "itemTagsSelected": [],
            "hasOpenIDLink": False,
        }

    def _permissions(self) -> dict[str, bool]:
        return {
            "download": True,
            "update": self.update,
            "delete": self.delete,
            "upload": self.upload,
            "createEreader": self.is_admin,
            "accessAllLibraries": self.libraries is None,
            "accessAllTags": True,
            "accessExplicitContent": self.explicit,
            "selectedTagsNotAccessible": False,
        }
