"""What the command line says of an import."""

from collections.abc import Iterator, Mapping
from typing import Any

from daemon.commands.tables import safe
from daemon.words import units
from daemon.words.wording import IMPORT_MODES, IMPORT_PROBLEMS, LEFT_OUT, QUESTIONS, SHELVES, named
from domain.facts import ImportStatus
from domain.importing.since import ShelfState


def title(one: Mapping[str, Any]) -> str:
    """A download, by number, title and author."""
    author = f" by {safe(one['author'])}" if one.get("author") else ""
    number = f"download {one['download']}" if one["download"] else "not known yet"
    return f"{number}: {safe(one['title'] or 'no title')}{author}"


def note(one: Mapping[str, Any]) -> str:
    """What there is to say of an import, in a few words."""
    if kind := one["problem_kind"]:
        return IMPORT_PROBLEMS.get(kind, named(kind))
    if one["status"] == ImportStatus.PLACING and one["copied"]:
        return f"{units.size(one['copied'])} copied"
    strange = [SHELVES[book["state"]] for book in one["books"] if ShelfState(book["state"]).is_strange]
    gone = ["torrent gone from qBittorrent"] if one["torrent_gone"] else []
    return "; ".join(dict.fromkeys([*strange, *gone])) or IMPORT_MODES.get(one["mode"] or "", "")


def plan_lines(plan: Mapping[str, Any]) -> Iterator[str]:
    """What goes where."""
    for book in plan["books"]:
        yield f"to {safe(book['folder'])}"
        for file in book["files"]:
            copied = ", copied" if file["copied"] else ""
            yield f"  {safe(file['source'])} -> {safe(file['target'])} ({units.size(file['size'])}{copied})"
    for one in plan["renamed"]:
        yield f"renamed: {safe(one['before'])} -> {safe(one['after'])}"
    for one in plan["left_out"]:
        yield f"left out: {safe(one['path'])}: {LEFT_OUT.get(one['kind'], named(one['kind']))}"
    if plan["question"]:
        yield f"question: {QUESTIONS.get(plan['question'], named(plan['question']))}"


def about(found: Mapping[str, Any]) -> Iterator[str]:
    """The state of an import, and where its books are."""
    if found["detail"]:
        yield safe(found["detail"])
    if found["status"] == ImportStatus.PLACING:
        yield f"copied: {units.size(found['copied'])} of {units.size(found['size'])}"
    elif found["mode"]:
        yield f"made as {IMPORT_MODES[found['mode']]}, {units.size(found['size'])}"
    yield from where(found)


def where(one: Mapping[str, Any]) -> Iterator[str]:
    """Where its books are, and what became of its torrent."""
    for book in one["books"]:
        at = f": {safe(book['at'])}" if book["at"] else ""
        yield f"{SHELVES[book['state']]}{at} (put into {safe(book['folder'])})"
    if one["torrent_gone"]:
        yield "qBittorrent no longer has the torrent; the files in the library stay"
