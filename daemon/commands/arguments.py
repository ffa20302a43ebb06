"""Arguments that several commands take, with what the shell completes for each."""

import difflib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from daemon.commands.desk import Desk
from daemon.commands.tables import safe
from daemon.config.sources import state_dir
from daemon.wording import named
from domain.errors import NotFoundError, ShelfhookError
from domain.facts import ImportStatus, Status

_SECONDS: Final = 2
"""A person waits behind TAB."""

Completion = tuple[str, str]
"""What may be typed, and what it means; both in one line."""


def typed_state(typed: str, states: type[StrEnum]) -> str:
    """The slug of a state as a person types it: with hyphens, underscores or as it is shown; empty for empty.

    Raises:
        NotFoundError: No state is called so; the message names the nearest.
    """
    known = {_folded(word): str(state.value) for state in states for word in (named(state), state.value)}
    return one_of(known, typed, "state") if typed else ""


def typed_cycle(typed: str) -> str:
    """The cycle's name as a person types it; empty for empty.

    Raises:
        NotFoundError: No cycle is called so.
    """
    from domain.cycles import CYCLES

    return one_of({name: name for name in CYCLES}, typed, "cycle") if typed else ""


def one_of(known: Mapping[str, str], typed: str, thing: str) -> str:
    """What is meant by a word, with hyphens, underscores or spaces.

    Args:
        known: The values, each by a name in lower case with hyphens.
        typed: As a person types it.
        thing: What they are, for the message.

    Raises:
        NotFoundError: None is called so; the message names the nearest, or all.
    """
    if found := known.get(_folded(typed)):
        return found
    near = difflib.get_close_matches(_folded(typed), known, n=1)
    listed = ", ".join(dict.fromkeys(map(_folded, known.values())))
    hint = f"did you mean {_folded(known[near[0]])}?" if near else f"there are {listed}"
    raise NotFoundError(f"there is no {thing} '{safe(typed)}'; {hint}")


def _number(typed: str) -> int:
    """A number as lists show it.

    Raises:
        typer.BadParameter: It is none.
    """
    if not (typed.isascii() and typed.isdigit()):
        raise typer.BadParameter(f"'{safe(typed)}' is not a number")
    return int(typed)


def _folded(text: str) -> str:
    return text.strip().lower().replace("_", "-").replace(" ", "-")


def _states(states: type[StrEnum]) -> list[Completion]:
    return [(_folded(state.value), named(state)) for state in states]


def _asked(path: str) -> Any:
    """What the running daemon answers; an empty list without one."""
    try:
        return Desk.of(state_dir()).ask(path, seconds=_SECONDS)
    except ShelfhookError:
        return []


def _numbered(rows: Iterable[dict[str, Any]], key: str, *about: str) -> list[Completion]:
    return [
        (str(row[key]), safe(", ".join(str(row[name]) for name in about if row[name]), longest=60))
        for row in rows
    ]


def _downloads() -> list[Completion]:
    return _numbered(_asked("/api/downloads"), "id", "title", "author")


def _proposals() -> list[Completion]:
    return _numbered(_asked(f"/api/downloads?status={Status.PROPOSED}"), "id", "title", "author")


def _imports() -> list[Completion]:
    return _numbered(_asked("/api/imports"), "download", "title")


def _events() -> list[Completion]:
    return _numbered(_asked("/api/events"), "id", "title", "kind", "reason")


def _open_events() -> list[Completion]:
    return _numbered(
        [one for one in _asked("/api/events") if one["settled_at"] is None], "id", "title", "kind", "reason"
    )


def changes() -> list[Completion]:
    """The newest changes."""
    return _numbered(_asked("/api/changes"), "id", "title", "field")


def _runs() -> list[Completion]:
    return _numbered(_asked("/api/runs"), "id", "kind", "status")


def _cycles() -> list[Completion]:
    from domain.cycles import CYCLES

    return [(cycle.name, cycle.does) for cycle in CYCLES.values()]


def _cycles_and_runs() -> list[Completion]:
    return [*_cycles(), *_runs()]


def _candidates(ctx: typer.Context) -> list[Completion]:
    """The items that the download on the line may be."""
    number = quote(str(ctx.params.get("number", "")), safe="")
    found = _asked(f"/api/downloads/{number}") or {}
    return _numbered(found.get("candidates") or [], "item_id", "title", "why")


_HELP: Final = "A download's number, as `shelfhook downloads list` shows it."
_EVENT_HELP: Final = "An event's number, as `shelfhook events list` shows it."

DownloadNumber = Annotated[
    int, typer.Argument(metavar="N", parser=_number, help=_HELP, autocompletion=_downloads)
]
ProposalNumber = Annotated[
    int, typer.Argument(metavar="N", parser=_number, help=_HELP, autocompletion=_proposals)
]
ProposalNumbers = Annotated[
    list[int],
    typer.Argument(
        metavar="N…",
        parser=_number,
        help="One or several downloads, by their numbers.",
        autocompletion=_proposals,
    ),
]
ImportNumber = Annotated[
    int, typer.Argument(metavar="N", parser=_number, help=_HELP, autocompletion=_imports)
]
ItemOfDownload = Annotated[
    str,
    typer.Argument(
        metavar="ITEM",
        help="The library item's id: the last part of its page's address.",
        autocompletion=_candidates,
    ),
]
EventNumber = Annotated[
    int,
    typer.Argument(metavar="N", parser=_number, help=_EVENT_HELP, autocompletion=_events),
]
OpenEventNumber = Annotated[
    int,
    typer.Argument(metavar="N", parser=_number, help=_EVENT_HELP, autocompletion=_open_events),
]
BookName = Annotated[
    str,
    typer.Argument(
        metavar="ITEM",
        help="A library item's id, a download's number, or a title.",
        autocompletion=_downloads,
    ),
]
ChangeNumber = Annotated[
    int | None,
    typer.Argument(
        metavar="CHANGE",
        parser=_number,
        help="A change's number, as `shelfhook history` shows it.",
        autocompletion=changes,
    ),
]
RunOption = Annotated[
    int | None,
    typer.Option(
        "--run", metavar="N", parser=_number, help="Undo all changes of this run.", autocompletion=_runs
    ),
]
CycleName = Annotated[str, typer.Argument(help="The cycle's name.", metavar="CYCLE", autocompletion=_cycles)]
CycleOrRun = Annotated[
    str,
    typer.Argument(
        help="A cycle, or a run's number; empty: all cycles.",
        metavar="[CYCLE]",
        autocompletion=_cycles_and_runs,
    ),
]
DownloadState = Annotated[
    str,
    typer.Option(
        "--state",
        help="Only those in this state, like proposed or needs-person.",
        autocompletion=lambda: _states(Status),
    ),
]
ImportState = Annotated[
    str,
    typer.Option(
        "--state",
        help="Only those in this state, like placed or needs-person.",
        autocompletion=lambda: _states(ImportStatus),
    ),
]
