"""Arguments that several commands take, with what the shell completes for each."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from daemon.commands.desk import Desk
from daemon.commands.tables import safe
from daemon.commands.typed import folded, number
from daemon.config.sources import state_dir
from daemon.words.wording import named
from domain.errors import ShelfhookError
from domain.event_state import EventState
from domain.facts import ImportStatus, RunStatus, Status

_SECONDS: Final = 2
"""A person waits behind TAB."""

DISMISS: Final = "dismiss"

Completion = tuple[str, str]
"""What may be typed, and what it means; both in one line."""


def _states(states: type[StrEnum]) -> list[Completion]:
    return [(folded(state.value), named(state)) for state in states]


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


def _changes() -> list[Completion]:
    return _numbered(_asked("/api/changes"), "id", "title", "field")


def _runs() -> list[Completion]:
    return _numbered(_asked("/api/runs"), "id", "kind", "status")


def _failed_runs() -> list[Completion]:
    failed = [one for one in _asked("/api/runs") if one["status"] == RunStatus.FAILED]
    return _numbered(failed, "id", "kind", "reason")


def _left_alone() -> list[Completion]:
    return _numbered(_asked("/api/left-alone"), "id", "name", "category")


def _rules() -> list[Completion]:
    return _numbered(_asked("/api/rules"), "id", "what")


def _cycles() -> list[Completion]:
    from domain.cycles import CYCLES

    return [(cycle.name, cycle.does) for cycle in CYCLES.values()]


def _event_kinds() -> list[Completion]:
    from daemon.words.event_kinds import EVENT_KINDS

    return list(EVENT_KINDS.items())


def _of_runs() -> list[Completion]:
    return [*_cycles(), (DISMISS, "a failed run is no trouble any more"), *_runs()]


def _candidates(ctx: typer.Context) -> list[Completion]:
    """The items that the download on the line may be."""
    number = quote(str(ctx.params.get("number", "")), safe="")
    found = _asked(f"/api/downloads/{number}") or {}
    return _numbered(found.get("candidates") or [], "item_id", "title", "why")


_HELP: Final = "A download's number, as `shelfhook downloads list` shows it."
_EVENT_HELP: Final = "An event's number, as `shelfhook events list` shows it."

DownloadNumber = Annotated[
    int, typer.Argument(metavar="N", parser=number, help=_HELP, autocompletion=_downloads)
]
ProposalNumber = Annotated[
    int, typer.Argument(metavar="N", parser=number, help=_HELP, autocompletion=_proposals)
]
ProposalNumbers = Annotated[
    list[int],
    typer.Argument(
        metavar="N…",
        parser=number,
        help="One or several downloads, by their numbers.",
        autocompletion=_proposals,
    ),
]
ImportNumber = Annotated[int, typer.Argument(metavar="N", parser=number, help=_HELP, autocompletion=_imports)]
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
    typer.Argument(metavar="N", parser=number, help=_EVENT_HELP, autocompletion=_events),
]
OpenEventNumber = Annotated[
    int,
    typer.Argument(metavar="N", parser=number, help=_EVENT_HELP, autocompletion=_open_events),
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
        parser=number,
        help="A change's number, as `shelfhook history` shows it.",
        autocompletion=_changes,
    ),
]
ChangeOption = Annotated[
    int | None,
    typer.Option(
        "--change", metavar="N", parser=number, help="Show this change, whole.", autocompletion=_changes
    ),
]
RunOption = Annotated[
    int | None,
    typer.Option(
        "--run", metavar="N", parser=number, help="Undo all changes of this run.", autocompletion=_runs
    ),
]
CycleName = Annotated[str, typer.Argument(help="The cycle's name.", metavar="CYCLE", autocompletion=_cycles)]
CycleOrRun = Annotated[
    str,
    typer.Argument(
        help="A cycle, a run's number, or `dismiss`; empty: all cycles.",
        metavar="[CYCLE]",
        autocompletion=_of_runs,
    ),
]
FailedRun = Annotated[
    int | None,
    typer.Argument(
        metavar="[N]",
        parser=number,
        help="With `dismiss`: the number of a failed run.",
        autocompletion=_failed_runs,
    ),
]
LeftNumber = Annotated[
    int | None,
    typer.Option(
        "--retry",
        metavar="N",
        parser=number,
        help="Check again whether this torrent is ours.",
        autocompletion=_left_alone,
    ),
]
RuleNumber = Annotated[
    int | None,
    typer.Option("--remove", metavar="N", parser=number, help="Take this rule back.", autocompletion=_rules),
]


def _in_state(states: type[StrEnum], examples: str) -> Any:
    return typer.Option(
        "--state", help=f"Only those in this state, like {examples}.", autocompletion=lambda: _states(states)
    )


DownloadState = Annotated[str, _in_state(Status, "proposed or needs-you")]
ImportState = Annotated[str, _in_state(ImportStatus, "placed or needs-you")]
EventStates = Annotated[str, _in_state(EventState, "waiting or failed-for-good")]
EventKind = Annotated[
    str,
    typer.Option(
        "--kind", help="Only those of this kind, like torrent.finished.", autocompletion=_event_kinds
    ),
]
EventBook = Annotated[
    str,
    typer.Option(
        "--book",
        metavar="ITEM",
        help="Only those about this book: a download's number, or a library item's id.",
        autocompletion=_downloads,
    ),
]
