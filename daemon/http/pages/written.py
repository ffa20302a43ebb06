"""What is shown beside changes: whose they are, and which of them can be undone."""

from collections.abc import Sequence
from typing import Any

from daemon.parts import Parts
from domain.facts import ChangeStatus
from store.changes import Change


async def written(parts: Parts, changes: Sequence[Change]) -> dict[str, Any]:
    """The items' titles by id, and by change whether it is ``open`` to an undoing or ``undone`` already.

    Only the newest change of a field can be undone; a change that was followed by another is neither.
    """
    item_ids = {change.item_id for change in changes}
    books = await parts.books.by_ids(item_ids)
    newest = await parts.changes.newest(item_ids)
    undoing: dict[int, str] = {}
    for change in changes:
        last = newest.get(change.item_id, {}).get(change.field)
        if last is None:
            continue
        if last.undoes == change.id:
            undoing[change.id] = "undone"
        elif last.id == change.id and change.status is ChangeStatus.WRITTEN:
            undoing[change.id] = "open"
    return {"titles": {one.item_id: one.title or one.rel_path for one in books}, "undoing": undoing}
