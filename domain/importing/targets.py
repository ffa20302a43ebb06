"""Which folder an imported book goes to: IMPORT_DIR, or the one that IMPORT_FILE names for it."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from domain.author_keys import share_author
from domain.errors import BadInputError
from domain.languages import language_code
from domain.paths import is_below
from domain.recording import Recording
from domain.toml_lines import TomlLines, loaded

TABLES: Final = ("author", "language", "category")
"""The tables of IMPORT_FILE; the first one that names a book decides."""

_EXAMPLE: Final = 'like [category] and below it "audiobooks/Kids" = "/library/kids"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFolders:
    """The folders of IMPORT_DIR and IMPORT_FILE, as the daemon sees them.

    Args:
        folder: IMPORT_DIR, for every book that no table names; None where it is not set.
        author: By the author's name.
        language: By the language's code.
        category: By qBittorrent's category.
    """

    folder: PurePosixPath | None = None
    author: Mapping[str, PurePosixPath] = field(default_factory=dict)
    language: Mapping[str, PurePosixPath] = field(default_factory=dict)
    category: Mapping[str, PurePosixPath] = field(default_factory=dict)

    def of(self, recording: Recording, *, category: str) -> PurePosixPath | None:
        """The folder that a recording's book goes to; None where no setting says it.

        An author counts before the language, and this before the category. The longest category counts, and its
        sub-categories belong to it, as qBittorrent counts them.

        Args:
            recording: What MAM says.
            category: The torrent's in qBittorrent.
        """
        return (
            self._by_author(recording.authors)
            or self.language.get(language_code(recording.language) or "")
            or self._by_category(category)
            or self.folder
        )

    @property
    def all(self) -> tuple[PurePosixPath, ...]:
        """Every folder that a book may go to, none twice."""
        tables = (self.author, self.language, self.category)
        named = [folder for table in tables for folder in table.values()]
        return tuple(dict.fromkeys([*([self.folder] if self.folder else []), *named]))

    def _by_author(self, authors: Sequence[str]) -> PurePosixPath | None:
        return next((folder for name, folder in self.author.items() if share_author([name], authors)), None)

    def _by_category(self, category: str) -> PurePosixPath | None:
        names = category.split("/")
        outer = ("/".join(names[:length]) for length in range(len(names), 0, -1))
        return next((self.category[name] for name in outer if name in self.category), None)


def read_import_file(
    text: str, *, name: str, folder: PurePosixPath | None, libraries: Iterable[str]
) -> ImportFolders:
    """The folders of IMPORT_FILE beside that of IMPORT_DIR.

    Args:
        text: The file's content, TOML.
        name: The file, for messages.
        folder: IMPORT_DIR.
        libraries: LIBRARY_DIRS; each folder must be one of them, or lie in one.

    Raises:
        BadInputError: With everything that is wrong, each with its line.
    """
    content = loaded(text, name=name, setting="IMPORT_FILE")
    lines, libraries = TomlLines(text), tuple(libraries)
    problems = [
        *(f"{name}, line {lines.of_key(key)}: {_unknown(key)}" for key in content if key not in TABLES),
        *(
            f"{name}, line {lines.of_row(table, key)}: {problem}"
            for table in TABLES
            for key, problem in _table_problems(table, content.get(table, {}), libraries)
        ),
    ]
    if not problems and not any(content.values()):
        problems = [f"{name}, line 1: names no folder; write a table, {_EXAMPLE}"]
    if problems:
        raise BadInputError("IMPORT_FILE", "; ".join(problems))
    tables = {table: _folders(table, content.get(table, {})) for table in TABLES}
    return ImportFolders(folder=folder, **tables)


def outside(folder: str, libraries: Iterable[str]) -> str | None:
    """Why a folder cannot be one that books are imported to; None where it can."""
    if ".." in PurePosixPath(folder).parts:
        return "write it without .."
    if not any(is_below(folder, library) for library in libraries):
        return "must be a folder of LIBRARY_DIRS, or lie in one"
    return None


def _unknown(key: str) -> str:
    near = difflib.get_close_matches(key, TABLES, n=1)
    hint = (
        f"did you mean [{near[0]}]?" if near else f"the tables are {', '.join(f'[{one}]' for one in TABLES)}"
    )
    return f"“{key}” is not known; {hint}"


def _table_problems(table: str, rows: Any, libraries: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The key of each row that is wrong, and what is wrong with it."""
    if not isinstance(rows, dict):
        yield table, f"“{table}” must be a table, {_EXAMPLE}"
        return
    first: dict[str, str] = {}
    for key, folder in rows.items():
        other = first.setdefault(_name(table, key), key)
        again = None if other is key else f"{key} is the same {table} as {other}: remove one of the two"
        if problem := again or _row_problem(table, key, folder, libraries):
            yield key, problem


def _row_problem(table: str, key: str, folder: Any, libraries: Sequence[str]) -> str | None:
    if not key.strip():
        return f"has no {table} before the ="
    if not isinstance(folder, str) or not PurePosixPath(folder).is_absolute():
        return f'{key}: must be one absolute path between quotes, like "/library/kids"'
    if table == "language" and language_code(key) is None:
        return f"there is no language “{key}”; write names or codes like English, de or fre"
    problem = outside(folder, libraries)
    return None if problem is None else f"{key}: {folder}: {problem}"


def _folders(table: str, rows: Mapping[str, str]) -> dict[str, PurePosixPath]:
    return {_name(table, key): PurePosixPath(folder) for key, folder in rows.items()}


def _name(table: str, key: str) -> str:
    """The key by which a row is found."""
    name = " ".join(key.split())
    return (
        (language_code(key) or key)
        if table == "language"
        else name.strip("/")
        if table == "category"
        else name
    )
