r"""The lines of a settings file, ``.env``.

The rules lose nothing of a secret silently: between quotes all is literal, but for ``\"`` and ``\\`` between double
ones; without quotes, too, but for ``#`` behind a blank: it begins a comment, and where it may be meant the line is
refused. Nothing is put in for ``$NAME``, and a value is one line.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.text_files import UnreadableError, text_of

MAY_HOLD_HASH: Final = frozenset(
    {
        *("mam_id", "mam_username", "mam_password", "abs_token", "google_books_api_key", "webhook_token"),
        *(
            "qbittorrent_username",
            "qbittorrent_password",
            "qbittorrent_api_key",
            "database_url",
            "notify_urls",
        ),
        *("extra_fields", "metadata_policy", "path_map", "search_queries", "abs_duration_tag"),
        *(
            "library_dirs",
            "search_file",
            *("import_dir", "import_file", "import_layout"),
            "ca_file",
            "mam_proxy",
            "state_dir",
            "hook_header_file",
            "preferred_narrators",
        ),
        *("qbittorrent_category", "qbittorrent_save_path"),
    }
)
"""Settings of which ``#`` behind a blank may be a part: secrets, names and paths."""

_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:=\s*(.*))?", re.ASCII | re.DOTALL)
_QUOTED: Final = {"'": "'(.*{})'", '"': r'"((?:\\.|[^\\])*{})"'}
# Behind the closing quote is nothing but a comment. Where two could be that one, the shortest and the longest differ.
_CLOSED: Final = {
    mark: tuple(re.compile(text.format(lazy) + r"(?:\s+#.*)?") for lazy in ("?", ""))
    for mark, text in _QUOTED.items()
}
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_ESCAPED: Final = re.compile(r'\\(["\\])')
_COMMENT: Final = re.compile(r"(?:^|\s+)#.*")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A line that sets something; *name* is as it is written, *number* counts from 1."""

    name: str
    value: str
    number: int


def assignments(file: Path) -> tuple[Assignment, ...]:
    """The settings in *file*; none without a file.

    Raises:
        SettingsProblemsError: It cannot be read, or with each line of it that cannot.
    """
    if not os.path.lexists(file):
        return ()
    try:
        text = text_of(file)
    except UnreadableError as error:
        raise SettingsProblemsError([Problem(error.what, error.mend or "")]) from error
    found, problems = [], []
    for number, line in enumerate(_BREAK.split(text), 1):
        try:
            found += [Assignment(name, value, number) for name, value in _set_by(line.strip())]
        except ValueError as error:
            problems.append(Problem(f"{file}, line {number}", str(error)))
    if problems:
        raise SettingsProblemsError(problems)
    return tuple(found)


def line(name: str, value: str) -> str:
    """A line that is read as this value again; the value must be of one line."""
    if "'" not in value:
        return f"{name}='{value}'"
    escaped = re.sub(r'(["\\])', r"\\\1", value)
    return f'{name}="{escaped}"'


def _set_by(line: str) -> Iterator[tuple[str, str]]:
    """The name and the value of a line that sets something: a name alone does not."""
    if not line or line.startswith("#"):
        return
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise ValueError("is not NAME=value: write it so, or begin it with # if it is a comment")
    name, text = parts.groups()
    if text is not None:
        yield name, _quoted(name, text) if text[:1] in _QUOTED else _plain(name, text)


def _quoted(name: str, text: str) -> str:
    mark = text[0]
    shortest, longest = (closed.fullmatch(text) for closed in _CLOSED[mark])
    if shortest is None or longest is None:
        raise ValueError(
            f"the quotation mark that the value of {name} begins with is not closed in this line: close it at the "
            "end, or put the whole value into the other kind"
        )
    if shortest[1] != longest[1]:
        raise ValueError(f"where the value of {name} ends is not clear: put the comment on a line of its own")
    return shortest[1] if mark == "'" else _ESCAPED.sub(r"\1", shortest[1])


def _plain(name: str, text: str) -> str:
    value = _COMMENT.sub("", text)
    if value != text and name.lower() in MAY_HOLD_HASH:
        raise ValueError(
            f"whether # belongs to the value of {name} or begins a comment is not clear: put the value between "
            "single quotes, or the comment on a line of its own"
        )
    return value
