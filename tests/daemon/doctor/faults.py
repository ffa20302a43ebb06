"""What a fault is, and the steps that several have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from daemon.doctor.finding import Result
from tests.fixtures.healthy_world import World

WARNING, BROKEN = Result.WARNING, Result.BROKEN
WITHOUT_SHELF = {"permissions", "metadata precedence", "covers", "same files", "import folder", "path map"}
WITHOUT_QBITTORRENT = {"category", "hook", "hook's round trip", "path map", "hard links", "free disk"}

Step = Callable[[World], Any]


@dataclass(frozen=True)
class Break:
    """One fault, and what the fix's words make a person do.

    Args:
        probe: The one that must find it.
        result: How bad it is.
        do: Breaks it.
        says: What must stand in the fix.
        follow: Does what the fix says; it gets its words.
        skips: What then has no sense to be looked at.
    """

    probe: str
    result: Result
    do: Step
    says: str
    follow: Callable[[World, str], Any]
    skips: set[str] = field(default_factory=set)


def set_to(**values: str) -> Callable[..., None]:
    """Set settings; as a break or as its fix."""

    def change(world: World, _mend: str = "") -> None:
        world.environment.update(values)

    return change


def set_as_the_fix_says(world: World, mend: str) -> None:
    world.set_as_the_fix_says(mend)


def down(name: str) -> Step:
    """A service that breaks every connection off."""

    def do(world: World) -> None:
        getattr(world.stage, name).down = True

    return do


def up(name: str) -> Callable[..., None]:
    """The service runs again."""

    def do(world: World, _mend: str) -> None:
        getattr(world.stage, name).down = False

    return do


def new_mam_session(world: World, _mend: str) -> None:
    world.environment["MAM_ID"] = world.stage.mam.new_session()


def key_of_another_user(world: World, _mend: str) -> None:
    editor = world.stage.shelf.editor
    editor.upload = editor.delete = True
    world.environment["ABS_TOKEN"] = editor.token
