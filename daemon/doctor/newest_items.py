"""Some of the library's items, with their files."""

from clients.audiobookshelf import Audiobookshelf, Library, LibraryItem

_MOST = 100


async def newest_items(shelf: Audiobookshelf) -> tuple[list[Library], list[LibraryItem]]:
    """The libraries, and those of their items that were added last, as one batch: at most a hundred."""
    libraries = list(await shelf.libraries())
    ids: list[str] = []
    for library in libraries:
        page, _ = await shelf.page(library.id, 0, limit=_MOST // len(libraries) or 1, newest_first=True)
        ids += [item.id for item in page.items if not item.is_missing]
    return libraries, list((await shelf.items(ids[:_MOST])).items)
