"""Changes that the client sends, as the stand-in holds them afterwards."""

from clients.audiobookshelf import ItemChange
from domain.recording import Series
from sandbox.clock import START


async def test_a_change_arrives_as_it_was_built(client, shelf):
    """Every field of a change ends where it belongs, and no other is touched."""
    book = shelf.add_synthetic(1)[0]
    shelf.edit(book.id, genres=["SF"], narrators=["Before"])
    change = ItemChange(
        narrators=(" Ray  Porter ", "ray porter", "Jo Smith"),
        abridged=True,
        tags=("Listed duration 16h 10m",),
        title="Hail",
        subtitle="A Novel",
        authors=("Andy Weir", "ANDY WEIR"),
        series=(Series(name="Lone", sequence="1.5"), Series(name="Other")),
        publisher="Audible",
        published_year="2021",
        description="<p>x</p>",
        isbn="9780593135204",
        asin="B08G9PRS1K",
        language="English",
    )

    await client.update(book.id, change)

    item = await client.item(book.id)
    assert item is not None
    assert (item.narrators, item.abridged) == (("Ray Porter", "Jo Smith"), True)
    assert (item.title, item.subtitle, item.authors) == ("Hail", "A Novel", ("Andy Weir",))
    assert item.series == (Series(name="Lone", sequence="1.5"), Series(name="Other"))
    assert (item.tags, item.publisher, item.published_year) == (
        ("Listed duration 16h 10m",),
        "Audible",
        "2021",
    )
    assert (item.description, item.isbn, item.asin) == ("<p>x</p>", "9780593135204", "B08G9PRS1K")
    assert (item.language, book.genres) == ("English", ["SF"])
    assert item.updated_at is not None
    assert item.updated_at > START


async def test_an_empty_change_is_not_sent(client, shelf):
    """Neither alone nor among others."""
    first, second = shelf.add_synthetic(2)

    await client.update(first.id, ItemChange())
    await client.update_many({first.id: ItemChange(), second.id: ItemChange(abridged=True)})

    assert [write.item_id for write in shelf.writes] == [second.id]


async def test_many_changes_go_in_batches_of_fifty(client, shelf):
    """Each item gets its own."""
    books = shelf.add_synthetic(120)

    await client.update_many({book.id: ItemChange(narrators=(f"Reader {book.id}",)) for book in books})

    assert all(book.narrators == [f"Reader {book.id}"] for book in books)
    assert len(shelf.requests) == 3


async def test_a_long_description_is_sent_whole(client, shelf):
    """Beyond a megabyte as well."""
    book = shelf.add_synthetic(1)[0]

    await client.update(book.id, ItemChange(description="x" * 2_000_000))

    assert book.description is not None
    assert len(book.description) == 2_000_000
