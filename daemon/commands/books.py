"""The command about one book: see each of its fields, and say what is to become of it."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from daemon.commands.arguments import BookName
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.library_items import item_called
from daemon.commands.moments import day
from daemon.commands.tables import AsJson, plain, safe, table
from daemon.commands.typed import one_of
from daemon.commands.wording import origin
from daemon.commands.wording import source as source_name
from domain.facts import ChangeSource
from domain.policy import FieldName

_SECONDS: Final = 60
"""A write waits for its turn, and for Audiobookshelf."""


class What(StrEnum):
    """What a person may do about a field."""

    TAKE = "take"
    LOCK = "lock"
    UNLOCK = "unlock"


def _fields() -> dict[str, str]:
    """The fields by their names in a shell."""
    return {name.value.replace(" ", "-"): name.value for name in FieldName}


def _sources() -> dict[str, str]:
    """The sources whose values may be taken."""
    mine = {ChangeSource.PERSON, ChangeSource.FILES}
    return {one.value.replace("_", "-"): one.value for one in ChangeSource if one not in mine}


@report_errors
def book(
    item: BookName,
    what: Annotated[What | None, typer.Argument(help="What to do; without it the book is shown.")] = None,
    field: Annotated[
        str | None, typer.Argument(help="The field to do it to.", autocompletion=lambda: list(_fields()))
    ] = None,
    source: Annotated[
        str | None,
        typer.Argument(help="With take: whose value to write.", autocompletion=lambda: list(_sources())),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show whose value each field of a book holds and why; take a source's value, or lock a field."""
    if (what is None) != (field is None) or (what is What.TAKE) != (source is not None):
        raise typer.BadParameter(
            "give an item alone, or behind it take FIELD SOURCE, lock FIELD or unlock FIELD"
        )
    path = f"/api/books/{quote(item_called(item), safe='')}"
    said: Callable[[dict[str, Any]], None]
    if what is None:
        found, said = ask(path), _show
    else:
        body = {"field": one_of(_fields(), field or "", "field")}
        body |= {"source": one_of(_sources(), source, "source")} if source else {}
        found, said = send(f"{path}/{what.value}", body, seconds=_SECONDS), _SAID[what]
    if as_json:
        typer.echo(json.dumps(found))
    else:
        said(found)


def _show(book: dict[str, Any]) -> None:
    typer.echo(f"{safe(book['title'] or 'no title')} ({safe(book['item_id'])})")
    if book["note"]:
        typer.echo(f"note: {safe(book['note'])}")
    table(
        ("Field", "Value", "From", "Since", "Locked"),
        [
            (
                one["name"],
                plain(one["value"]) if one["known"] else "not known now",
                origin(one["source"]) if one["source"] else "–",
                day(one["since"]),
                day(one["locked_since"]),
            )
            for one in book["fields"]
        ],
        none="",
        shortened=("Value",),
    )
    table(
        ("Field", "Source", "Says", "Taken?"),
        [
            (one["name"], origin(offer["source"]), plain(offer["value"]), _taken(offer))
            for one in book["fields"]
            for offer in one["offers"]
            if offer["value"] not in (None, "", [])
        ],
        none="No source was asked about this book.",
        shortened=("Says", "Taken?"),
    )
    typer.echo("To change a field, add: take FIELD SOURCE, lock FIELD or unlock FIELD")


def _taken(offer: dict[str, Any]) -> str:
    if offer["taken"]:
        return "yes"
    return f"not yet: {offer['why']}" if offer["allowed"] else f"no: {offer['why']}"


def _took(taken: dict[str, Any]) -> None:
    typer.echo(f"{taken['field']}: set to {plain(taken['value'])}, from {source_name(taken['source'])}")


def _locked(lock: dict[str, Any]) -> None:
    was = "locked" if lock["changed"] else "locked already"
    typer.echo(f"{lock['field']}: {was}, and left as it is")


def _unlocked(lock: dict[str, Any]) -> None:
    typer.echo(f"{lock['field']}: unlocked" if lock["changed"] else f"{lock['field']}: it was not locked")


_SAID: Final[dict[What, Callable[[dict[str, Any]], None]]] = {
    What.TAKE: _took,
    What.LOCK: _locked,
    What.UNLOCK: _unlocked,
}
