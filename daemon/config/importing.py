"""The settings for importing: their forms, and the folders that books go to."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from daemon.config.text_files import UnreadableError, text_of
from domain.errors import BadInputError
from domain.facts import ImportMode
from domain.importing.layout import Layout
from domain.importing.targets import ImportFolders, outside, read_import_file

_MODES: Final = ", ".join(ImportMode)
_LONGEST: Final = 2048
"""In bytes: with a book's folder and file in it, a path stays below the 4,096 that Linux takes."""


def _modes(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    names = [name for part in value.lower().split(",") if (name := part.strip())]
    if not names or names == ["off"]:
        return ()
    if "off" in names:
        raise ValueError(f"must be off, or some of {_MODES} in the order to try, like hardlink,copy")
    if unknown := [name for name in names if name not in set(ImportMode)]:
        raise ValueError(f"there is no way “{unknown[0]}” to import; write off, or some of {_MODES}")
    return tuple(dict.fromkeys(map(ImportMode, names)))


def _layout(value: Any) -> Any:
    return Layout.parse(value) if isinstance(value, str) else value


ImportModes = Annotated[tuple[ImportMode, ...], BeforeValidator(_modes)]
ImportLayout = Annotated[Layout, BeforeValidator(_layout)]


def import_folders(
    modes: Sequence[ImportMode], folder: Path | None, file: Path | None, libraries: Sequence[Path]
) -> ImportFolders:
    """Where imported books go.

    Args:
        modes: IMPORT; empty where it is off.
        folder: IMPORT_DIR.
        file: IMPORT_FILE.
        libraries: LIBRARY_DIRS.

    Raises:
        BadInputError: A folder is in no library, the file is wrong, or IMPORT is on and neither is set.
    """
    within = [str(library) for library in libraries]
    if folder is not None and (problem := _problem(folder, within)) is not None:
        raise BadInputError("IMPORT_DIR", problem)
    if modes and folder is None and file is None:
        problem = "is not set, and IMPORT needs it: set it to a folder of LIBRARY_DIRS"
        raise BadInputError("IMPORT_DIR", problem)
    own = None if folder is None else PurePosixPath(folder)
    if file is None:
        return ImportFolders(folder=own)
    try:
        text = text_of(file)
    except UnreadableError as error:
        raise BadInputError("IMPORT_FILE", error.what, mend=error.mend) from error
    return read_import_file(text, name=str(file), folder=own, libraries=within)


def _problem(folder: Path, libraries: Sequence[str]) -> str | None:
    if len(bytes(folder)) > _LONGEST:
        return f"is longer than {_LONGEST} bytes: name a folder with a shorter path"
    return outside(str(folder), libraries)
