"""Library items by what a person calls them."""

from urllib.parse import urlencode

from daemon.commands.desk import ask
from daemon.commands.tables import safe
from domain.errors import NotFoundError, ShelfhookError


def item_called(called: str) -> str:
    """The id of the only book that is called so.

    Raises:
        NotFoundError: None is.
        ShelfhookError: Several are.
    """
    found = ask(f"/api/books?{urlencode({'called': called}, errors='replace')}")
    if len(found) == 1:
        return str(found[0]["item_id"])
    if not found:
        raise NotFoundError(f"no library item has this id, download or title: {safe(called)}")
    named = "; ".join(f"{safe(one['item_id'])} ({safe(one['title'])}, {safe(one['path'])})" for one in found)
    raise ShelfhookError(f"several books are called so, give the id of one: {named}")
