"""Writes docs/json.md: what each command prints with --json, from the types of the API's answers."""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from daemon.commands.settings import Reloaded
from daemon.commands.store import CopiedStore, RestoredStore, SavedStore
from daemon.http.answers import adapter
from daemon.http.api.settings import SettingState
from daemon.http.routes import API

DOCUMENT: Final = Path(__file__).with_name("json.md")

# fmt: off
ANSWERS: Final[Mapping[str, str | type]] = {
    "retry SERVICE": "POST /api/checks/{service}",
    "doctor": "POST /api/doctor",
    "book ITEM": "GET /api/books/{item}",
    "book ITEM take FIELD SOURCE": "POST /api/books/{item}/take",
    "book ITEM lock FIELD": "POST /api/books/{item}/lock",
    "book ITEM unlock FIELD": "POST /api/books/{item}/unlock",
    "history [ITEM]": "GET /api/changes",
    "history --change N": "GET /api/changes/{number}",
    "undo CHANGE": "POST /api/changes/{number}/undo",
    "undo --run N": "POST /api/runs/{number}/undo",
    "downloads list": "GET /api/downloads",
    "downloads show N": "GET /api/downloads/{number}",
    "downloads add": "POST /api/downloads",
    "downloads approve N": "POST /api/downloads/{number}/approve",
    "downloads decline N": "POST /api/downloads/{number}/reject",
    "downloads reconsider N": "POST /api/downloads/{number}/reconsider",
    "downloads choose N MAM_ID": "POST /api/downloads/{number}/edition",
    "downloads rules": "GET /api/rules",
    "downloads left-alone": "GET /api/left-alone",
    "downloads left-alone --retry N": "POST /api/left-alone/{number}/retry",
    "downloads link N ITEM": "POST /api/downloads/{number}/link",
    "downloads unlink N": "POST /api/downloads/{number}/unlink",
    "downloads retry N": "POST /api/downloads/{number}/retry",
    "downloads dismiss N": "POST /api/downloads/{number}/dismiss",
    "downloads refresh N": "POST /api/downloads/{number}/refresh",
    "downloads undo N": "POST /api/downloads/{number}/undo",
    "import N": "POST /api/imports/{number}",
    "import --all": "POST /api/imports",
    "import --all --dry-run": "POST /api/imports/plan",
    "import list": "GET /api/imports",
    "import show N": "GET /api/imports/{number}",
    "import confirm N": "POST /api/imports/{number}/confirm",
    "import undo N": "POST /api/imports/{number}/undo",
    "import check": "POST /api/imports/check",
    "import check --fix": "POST /api/imports/{number}/link-again",
    "import unlink N": "POST /api/imports/{number}/unlink",
    "events list": "GET /api/events",
    "events show N": "GET /api/events/{number}",
    "events retry N": "POST /api/events/{number}/retry",
    "events dismiss N": "POST /api/events/{number}/dismiss",
    "run CYCLE": "POST /api/cycles/{cycle}",
    "runs [CYCLE]": "GET /api/runs",
    "runs N": "GET /api/runs/{number}",
    "runs dismiss N": "POST /api/runs/{number}/dismiss",
    "pause WHAT": "POST /api/acquisition/pause",
    "resume WHAT": "POST /api/acquisition/resume",
    "hook show": "GET /api/hook",
    "hook install": "GET /api/hook",
    "hook remove": "GET /api/hook",
    "hook test": "POST /api/hook/test",
    "provider install": "POST /api/provider/install",
    "provider show": "POST /api/provider/show",
    "provider remove": "POST /api/provider/remove",
    "notifications show": "GET /api/notifications",
    "notifications test": "POST /api/notifications/test",
    "mam search": "POST /api/mam/search",
    "mam retry": "POST /api/checks/{service}",
    "settings list": "GET /api/settings",
    "settings show NAME": SettingState,
    "settings set NAME VALUE": "POST /api/settings",
    "settings unset NAME": "POST /api/settings",
    "reload": Reloaded,
    "store copy FROM TO": CopiedStore,
    "backup FILE": SavedStore,
    "restore FILE": RestoredStore,
}
# fmt: on
"""By command: the operation whose answer it prints, or the type of what it prints itself."""

IN_WORDS: Final[Mapping[str, str]] = {
    "status": "`GET /health`, with `coverage` (`GET /api/coverage`), `overview` (`GET /api/overview`) and "
    "`settings_file`, the file that the command read, or null",
    "mam parse FILES": "a line for each recording: every field that is read, null where it is not known; with `--why` "
    "also `left_out`, by field",
    "mam match FILES": "a line for each row, the best first: `torrent_id`, `score`, `verdict`, `why`",
    "workflow": "a line for each thing that happens: `phase` and `event`; the last one is the event `summary` with `ok` and `phases`",
}
"""What other commands print."""

_INTRODUCTION: Final = """\
# JSON

<!-- This file is written by `make docs`. -->

For scripts. With `--json` a command prints one JSON document on standard output, and what it refuses on standard error with
the [exit status](command-line.md#exit-status) of a failure. Texts are whole. Moments are ISO 8601 in UTC, like
`2026-01-15T12:00:00Z`; a field that is not known is null. Later versions may add fields, so ignore those that you do not know.

The answers are those of the HTTP API; the running daemon shows its
description, with a JSON schema for each, at `/openapi.json`.

## Commands

| `shelfhook …` | prints |
|---|---|
"""
_LINE_BY_LINE: Final = "mam search"
_REF: Final = "{model}"
_LINK: Final = re.compile(r"[^\w-]")
_ARGUMENT: Final = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_MOST_CHOICES: Final = 16


def document() -> str:
    """The whole document."""
    kinds = {command: _kind(said) for command, said in ANSWERS.items()}
    distinct = dict.fromkeys(kinds.values())
    asked = [(index, "serialization", adapter(kind)) for index, kind in enumerate(distinct)]
    schemas, shared = TypeAdapter.json_schemas(asked, ref_template=_REF)  # type: ignore[arg-type]  # any key
    by_kind = {kind: schemas[index, "serialization"] for index, kind in enumerate(distinct)}
    objects: dict[str, Any] = shared.get("$defs", {})
    rows = {command: _in_words(by_kind[kind], objects) for command, kind in kinds.items()} | IN_WORDS
    rows[_LINE_BY_LINE] = rows[_LINE_BY_LINE].replace("a list", "a line for each result, the best first", 1)
    lines = [f"| `{command}` | {words} |" for command, words in sorted(rows.items())]
    return _INTRODUCTION + "\n".join([*lines, "", "## Objects", *_described(objects), ""])


def _kind(said: str | type) -> Any:
    """The type of an operation's answer.

    Raises:
        StopIteration: No operation has this name.
    """
    if not isinstance(said, str):
        return said
    return next(one for one in API if f"{one.method} {one.path}" == said).operation.answer


def _described(objects: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in sorted(objects.items()):
        if "properties" not in schema:
            continue
        yield from ("", f"### {name}", "")
        about, _, arguments = inspect.cleandoc(schema.get("description", "")).partition("Args:\n")
        yield from (_one_line(about), "") if about else ()
        said = {name: _one_line(text).replace("|", "\\|") for name, text in _ARGUMENT.findall(arguments)}
        yield from ("| field | is |", "|---|---|")
        for field, kind in schema["properties"].items():
            words = f": {said[field]}" if field in said else ""
            yield f"| `{field}` | {_in_words(kind, objects)}{words} |"


def _in_words(schema: Mapping[str, Any], objects: Mapping[str, Any]) -> str:
    """A schema in a few words, with links to objects."""
    if name := schema.get("$ref"):
        target = objects[name]
        link = f"[{name}](#{_LINK.sub('', name.lower())})"
        return link if "properties" in target else _in_words(target, objects)
    if options := schema.get("anyOf", schema.get("oneOf")):
        return _either(_in_words(one, objects) for one in options)
    if choices := schema.get("enum"):
        return _choices(choices)
    if "const" in schema:
        return f"`{schema['const']}`"
    return _of_type(schema, objects)


def _of_type(schema: Mapping[str, Any], objects: Mapping[str, Any]) -> str:
    match schema:
        case {"type": "array", "items": {} as items} if items:
            return f"a list: {_in_words(items, objects)}"
        case {"type": "array"}:
            return "a list"
        case {"type": "object", "additionalProperties": {} as values} if values:
            return f"an object by name: {_in_words(values, objects)}"
        case {"format": "date-time"}:
            return "a moment"
        case {"type": kind}:
            return _TYPES[kind]
    return "any value"


_TYPES: Final = {
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


def _either(options: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(options))


def _choices(choices: list[Any]) -> str:
    shown = ", ".join(f"`{one}`" for one in choices[:_MOST_CHOICES])
    return f"one of {shown}" + (", …" if len(choices) > _MOST_CHOICES else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
