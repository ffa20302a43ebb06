"""Books to look up at a second source that lies."""

import pytest

TITLE, AUTHOR, ASIN = "Project Hail Mary", "Andy Weir", "B08G9PRS1K"


TRUE = {
    "narrator": "Ray Porter",
    "asin": ASIN,
    "duration": 600,
    "series": [{"series": "Ser", "sequence": "1"}],
}


@pytest.fixture
def put(world, daemon):
    """A book of ten hours from MAM, which says nothing of it; Google Books has nothing either."""

    async def put(title=TITLE, author=AUTHOR, **fields):
        book = await world.put(daemon, title, author, **fields)
        book.duration = 10 * 3600
        await world.from_mam(daemon, book, title=title)
        return book

    return put
