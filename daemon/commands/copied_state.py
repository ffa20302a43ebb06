"""A copy of the state, for a command that only looks."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

from daemon.config.settings import Settings
from daemon.config.state_dir import check_state_dir
from daemon.hook.access import TOKEN_FILE
from domain.errors import ShelfhookError
from store.addresses import file_of
from store.upkeep.working_copy import working_copy

_STORE: Final = "shelfhook.db"
_SMALL_FILES: Final = ("instance", TOKEN_FILE)


@contextmanager
def copied_state(settings: Settings) -> Iterator[Settings]:
    """The settings with a copy of their state directory, which is removed at the end.

    The state directory is not changed, and not made where there is none; see `working_copy` for what is kept of a
    store. One on PostgreSQL is not copied: the settings name an empty one in its place.

    Raises:
        BadInputError: The state directory could not be made or written.
        NeedsPersonError: Another process uses the store.
    """
    state, store = settings.state_dir, file_of(settings.store_url)
    check_state_dir(state)
    with tempfile.TemporaryDirectory(prefix="shelfhook-doctor-") as name:
        copy = Path(name)
        for file in filter(Path.is_file, state.glob("*")):
            if file.name in _SMALL_FILES:
                shutil.copyfile(file, copy / file.name)
            elif not file.name.startswith(_STORE):
                (copy / file.name).symlink_to(file)  # a message names the backups that are there
        try:
            with working_copy(store, copy / _STORE) if store else nullcontext():
                yield settings.model_copy(update={"state_dir": copy, "database_url": None})
        except ShelfhookError as error:
            for there, here in ((str(copy / _STORE), str(store)), (name, str(state))):
                error.said = error.said.replace(there, here)
                error.mend = error.mend and error.mend.replace(there, here)
            raise
