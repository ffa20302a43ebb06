"""An Audible that Audiobookshelf searches, and books to look up there."""

from datetime import timedelta

import pytest

from sandbox.audiobookshelf.sources import hit

TITLE, AUTHOR, ASIN = "Project Hail Mary", "Andy Weir", "B08G9PRS1K"


HOURS = 3600


DAY = timedelta(days=1)


WORDS = "<p>Text &amp; more</p><script>x</script>"


FULL = {
    "narrator": "Ray Porter, Second, Jr.",
    "asin": ASIN,
    "duration": 600,
    "subtitle": "A Novel",
    "publisher": "Audible Studios",
    "publishedYear": "2021",
    "description": WORDS,
    "isbn": "9781603935470",
    "genres": ["Science Fiction"],
    "series": [{"series": "Ser", "sequence": "1"}, {"series": "Uni", "sequence": "2"}],
    "cover": "http://127.0.0.1:9/x.jpg",
}


@pytest.fixture
def audible(stage):
    """Audible has the recording of ten hours."""
    stage.shelf.sources.books = {"audible": [hit(TITLE, AUTHOR, **FULL)]}
    return stage.shelf.sources


@pytest.fixture
def put(world, daemon, audible):
    """A book of ten hours from MAM, of which MAM says no more than its title."""

    async def put(title=TITLE, author=AUTHOR, *, known=None, **fields):
        book = await world.put(daemon, title, author, **fields)
        book.duration = 10 * HOURS
        await world.from_mam(daemon, book, **{"title": title, **(known or {})})
        return book

    return put
