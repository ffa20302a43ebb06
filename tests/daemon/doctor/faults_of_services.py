"""Faults of MAM, Google Books and Audiobookshelf."""

import base64
import json
from collections.abc import Callable
from typing import Any

from faults import (
    BROKEN,
    WARNING,
    WITHOUT_SHELF,
    Break,
    Step,
    down,
    key_of_another_user,
    new_mam_session,
    set_as_the_fix_says,
    set_to,
    up,
)

from tests.fixtures.healthy_world import World


def end_mam_session(world: World) -> None:
    world.stage.mam.end_sessions()


def by_login(world: World) -> None:
    mam = world.stage.mam
    world.environment.update(MAM_ID="", MAM_USERNAME=mam.email, MAM_PASSWORD=mam.password)


def revoke_books_key(world: World) -> None:
    world.stage.google_books.key = "another-key-of-google-books"


def deactivate_key(world: World) -> None:
    world.stage.shelf.admin.is_active = False


def token_of_a_session(world: World) -> None:
    payload = (
        base64.urlsafe_b64encode(json.dumps({"type": "access", "userId": "1"}).encode()).decode().rstrip("=")
    )
    world.environment["ABS_TOKEN"] = world.stage.shelf.admin.token = f"e30.{payload}.c2ln"


def shelf_at(address: Callable[[World], str]) -> Callable[..., None]:
    """Set Audiobookshelf's address; as a break or as its fix."""

    def change(world: World, _mend: str = "") -> None:
        world.environment["ABS_URL"] = address(world)

    return change


def key_of(change: Callable[[Any], None]) -> Step:
    """Use the key of a user that is no administrator, and otherwise may do all that is needed, changed so."""

    def do(world: World) -> None:
        editor = world.stage.shelf.editor
        editor.upload = editor.delete = True
        world.environment["ABS_TOKEN"] = editor.token
        change(editor)

    return do


def user(**values: Any) -> Callable[..., None]:
    """Change the user as its fix says."""

    def change(world: World, _mend: str) -> None:
        for name, value in values.items():
            setattr(world.stage.shelf.editor, name, value)

    return change


def forget_own_metadata(world: World) -> None:
    world.stage.shelf.library.settings["metadataPrecedence"].remove("absMetadata")


def highest_priority(world: World, _mend: str) -> None:
    world.stage.shelf.library.settings["metadataPrecedence"].append("absMetadata")


def in_a_container(world: World) -> None:
    """Audiobookshelf calls the library otherwise from now on."""
    library = world.stage.shelf.library
    library.view = "/audiobooks"
    for book in world.stage.shelf.items():
        world.stage.shelf.forget(book.id)
    world.stage.shelf.scan_library()


def another_library_folder(world: World) -> None:
    in_a_container(world)
    world.environment["PATH_MAP"] = json.dumps(
        [{"daemon": "/nowhere", "abs": "/audiobooks"}, {"client": "/else", "daemon": "/where"}]
    )


def import_to(*names: str) -> Callable[..., None]:
    """Import into the library's folder, or into another one from there; as a break or as its fix."""

    def change(world: World, _mend: str = "") -> None:
        folder = world.stage.library.joinpath(*names).resolve()
        folder.mkdir(exist_ok=True)
        world.environment.update(
            LIBRARY_DIRS=str(world.stage.library.parent), IMPORT="copy", IMPORT_DIR=str(folder)
        )

    return change


SERVICES = {
    "the session with MyAnonamouse is dead": Break(
        "MyAnonamouse", BROKEN, end_mam_session, "create a new session", new_mam_session
    ),
    "MyAnonamouse is used by a login": Break("MyAnonamouse", WARNING, by_login, "set MAM_ID", new_mam_session),
    "MyAnonamouse does not answer": Break("MyAnonamouse", BROKEN, down("mam"), "check this machine's network", up("mam")),
    "Google Books refuses the key": Break(
        "Google Books", BROKEN, revoke_books_key, "set GOOGLE_BOOKS_API_KEY",
        set_to(GOOGLE_BOOKS_API_KEY="another-key-of-google-books"),
    ),
    "Audiobookshelf refuses the key": Break(
        "Audiobookshelf", BROKEN, deactivate_key, "set ABS_TOKEN", key_of_another_user, WITHOUT_SHELF
    ),
    "Audiobookshelf does not run": Break(
        "Audiobookshelf", BROKEN, down("shelf"), "Audiobookshelf is running", up("shelf"), WITHOUT_SHELF
    ),
    "the key is a session's token": Break(
        "Audiobookshelf", WARNING, token_of_a_session, "create an API key", key_of_another_user
    ),
    "ABS_URL is another server's": Break(
        "Audiobookshelf", BROKEN, shelf_at(lambda world: world.stage.google_books.url), "set ABS_URL to",
        shelf_at(lambda world: world.stage.shelf.url), WITHOUT_SHELF,
    ),
    "the key's user may not update items": Break(
        "permissions", BROKEN, key_of(lambda one: setattr(one, "update", False)), "Can Update",
        user(update=True), WITHOUT_SHELF - {"permissions"},
    ),
    "the key's user sees no library": Break(
        "permissions", BROKEN, key_of(lambda one: setattr(one, "libraries", ())),
        "Can Access All Libraries", user(libraries=None), WITHOUT_SHELF - {"permissions"},
    ),
    "the key's user cannot see explicit books": Break(
        "permissions", WARNING, key_of(lambda one: setattr(one, "explicit", False)),
        "Can Access Explicit Content", user(explicit=True),
    ),
    "the key's user may not upload covers": Break(
        "covers", WARNING, key_of(lambda one: setattr(one, "upload", False)), "Can Upload", user(upload=True)
    ),
    "the key's user may not delete covers": Break(
        "covers", WARNING, key_of(lambda one: setattr(one, "delete", False)), "Can Delete", user(delete=True)
    ),
    "a scan takes back what was written": Break(
        "metadata precedence", WARNING, forget_own_metadata, "the highest priority", highest_priority
    ),
    "Audiobookshelf sees the library under another path": Break(
        "same files", BROKEN, in_a_container, "set PATH_MAP=", set_as_the_fix_says, {"path map"}
    ),
    "PATH_MAP names a wrong folder": Break(
        "same files", BROKEN, another_library_folder, "set PATH_MAP=", set_as_the_fix_says, {"path map"}
    ),
    "books are imported into a folder inside of the library": Break(
        "import folder", WARNING, import_to("Audiobooks"), "or make", import_to()
    ),
    "books are imported into no library": Break(
        "import folder", BROKEN, import_to("..", "new"), "set IMPORT_DIR", import_to()
    ),
}  # fmt: skip
