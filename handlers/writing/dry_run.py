"""What a dry run leaves behind: the changes that it would have made, each noted once."""

from collections.abc import Sequence

from domain.facts import ChangeStatus
from store.changes import Change, Changes, NewChange


async def note(changes: Changes, rows: Sequence[NewChange]) -> None:
    """Note what would be sent, unless just that was noted last."""
    noted = await changes.newest({row.item_id for row in rows}, (ChangeStatus.DRY_RUN,))
    await changes.plan([row for row in rows if not _alike(row, noted.get(row.item_id, {}).get(row.field))])


def _alike(new: NewChange, noted: Change | None) -> bool:
    return noted is not None and all(
        getattr(new, name) == getattr(noted, name) for name in ("before", "after", "source", "undoes")
    )
