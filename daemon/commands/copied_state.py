"""A copy of the state, for a command that only looks."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from daemon.config.settings import Settings
from daemon.config.state_dir import check_state_dir
from daemon.hook.access import TOKEN_FILE
from domain.errors import ShelfhookError
from store.upkeep.working_copy import working_copy

_STORE: Final = "shelfhook.db"
_SMALL_FILES: Final = ("instance", TOKEN_FILE)


@contextmanager
def copied_state(settings: Settings) -> Iterator[Settings]:
    """The settings with a copy of their state directory, which is removed at the end.

    The state directory is not changed, and not made where there is none; see `working_copy` for what is kept of a
    store. A store on PostgreSQL is no copy.

    Raises:
        BadInputError: The state directory could not be made or written.
        NeedsPersonError: Another process uses the store.
    """
    state = settings.state_dir
    check_state_dir(state)
    with tempfile.TemporaryDirectory(prefix="shelfhook-doctor-") as name:
        copy = Path(name)
        for file in filter(Path.is_file, state.glob("*")):
            if file.name in _SMALL_FILES:
                shutil.copyfile(file, copy / file.name)
            elif not file.name.startswith(_STORE):
                (copy / file.name).symlink_to(file)  # a message names the backups that are there
        try:
            with working_copy(state / _STORE, copy / _STORE):
                yield settings.model_copy(update={"state_dir": copy})
        except ShelfhookError as error:
            error.what = error.what.replace(name, str(state))
            error.mend = error.mend and error.mend.replace(name, str(state))
            raise
