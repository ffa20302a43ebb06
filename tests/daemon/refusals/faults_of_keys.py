"""The ways in which the services refuse a key, a session or a login, and how a person fixes each on their side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.google_books.faults import Fault as BooksFault
from sandbox.mam import Fault as MamFault
from sandbox.stage import Stage

Do = Callable[[Stage], None]


@dataclass(frozen=True)
class Kind:
    """One way of refusing: what makes it, and what undoes it without a change here."""

    refuse: Do
    mend: Do


@dataclass(frozen=True)
class Group:
    """What one service may refuse of a daemon with settings beside the stage's."""

    service: str
    kinds: Mapping[str, Kind]
    settings: Callable[[Stage], Mapping[str, Any]] = lambda _: {}


def mam(fault: MamFault) -> Kind:
    return Kind(lambda stage: stage.mam.always(fault), lambda stage: stage.mam.always(None))


def books(fault: BooksFault) -> Kind:
    return Kind(
        lambda stage: stage.google_books.always(fault),
        lambda stage: stage.google_books.always(None),
    )


def set_on(part: str, name: str, bad: Any, good: Any) -> tuple[Do, Do]:
    """Change an attribute of a stand-in, and change it back."""

    def change(value: Any) -> Do:
        def do(stage: Stage) -> None:
            target: Any = stage
            for one in part.split("."):
                target = getattr(target, one)
            setattr(target, name, value)

        return do

    return change(bad), change(good)


def editor(stage: Stage) -> Mapping[str, Any]:
    return {"abs_token": stage.shelf.editor.token}


def by_key(stage: Stage) -> Mapping[str, Any]:
    set_on("client", "modern", bad=True, good=False)[0](stage)
    return {
        "qbittorrent_username": None,
        "qbittorrent_password": None,
        "qbittorrent_api_key": getattr(stage.client, "api_key", ""),
    }


def modern(stage: Stage) -> Mapping[str, Any]:
    set_on("client", "modern", bad=True, good=False)[0](stage)
    return {}


def by_login(stage: Stage) -> Mapping[str, Any]:
    return {"mam_id": None, "mam_username": stage.mam.email, "mam_password": stage.mam.password}


def forget(stage: Stage) -> None:
    """Let qBittorrent ask for a login again."""
    stage.client.sessions.forget()  # type: ignore[union-attr]  # the stand-in's


GROUPS: Final[Mapping[str, Group]] = {
    "the session with MyAnonamouse": Group(
        "mam",
        {
            "the cookie is deleted": mam(MamFault.LOGGED_OUT),
            "403 not signed in": mam(MamFault.NOT_SIGNED_IN),
            "403 of the web server": mam(MamFault.FORBIDDEN),
            "401": mam(MamFault.NO_COOKIE),
            "200 and the login page": mam(MamFault.LOGIN_PAGE),
        },
    ),
    "the login to MyAnonamouse": Group(
        "mam", {"it is locked": Kind(*set_on("mam.site.login", "failures", 5, 0))}, by_login
    ),
    "the key of Audiobookshelf": Group(
        "audiobookshelf",
        {
            "401": Kind(*set_on("shelf.editor", "is_active", False, True)),
            "no right to update": Kind(*set_on("shelf.editor", "update", False, True)),
        },
        editor,
    ),
    "the login to qBittorrent": Group(
        "qbittorrent",
        {
            "another password": Kind(*set_on("client", "password", "another", "right")),
            "a ban": Kind(*set_on("client", "banned", True, False)),
            "401": Kind(*set_on("client", "answer", lambda: web.Response(status=401), None)),
            "403 to everything": Kind(*set_on("client", "answer", lambda: web.Response(status=403), None)),
        },
    ),
    "the login to qBittorrent 5.2": Group(
        "qbittorrent", {"another password": Kind(*set_on("client", "password", "another", "right"))}, modern
    ),
    "the key of qBittorrent 5.2": Group(
        "qbittorrent", {"another key": Kind(*set_on("client", "api_key", "qbt_other", "qbt_planted"))}, by_key
    ),
    "the key of Google Books": Group(
        "google_books",
        {
            "400 not valid": books(BooksFault.BAD_KEY),
            "403 not valid": books(BooksFault.KEY_INVALID),
            "403 not enabled": books(BooksFault.NOT_CONFIGURED),
        },
    ),
}
