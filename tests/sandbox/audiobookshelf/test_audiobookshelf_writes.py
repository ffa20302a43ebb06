"""What a write does and does not do: facts/audiobookshelf.md 3 and 6."""

import aiohttp
import pytest


@pytest.fixture
def book(shelf):
    return shelf.add_synthetic(1)[0]


@pytest.fixture
def patch(ask, book):
    async def send(body, **options):
        return await ask("PATCH", f"/api/items/{book.id}/media", **({"json": body} | options))

    return send


@pytest.mark.parametrize(
    ("metadata", "field", "expected"),
    [
        ({"narrators": [" padded ", "", "A", "A"]}, "narrators", [" padded ", "", "A", "A"]),
        ({"narrators": "Ray Porter"}, "narrators", ["Before"]),
        ({"narrators": ["Ray", 5]}, "narrators", ["Before"]),
        ({"narrators": None}, "narrators", ["Before"]),
        ({"narrators": []}, "narrators", []),
        ({"narratorName": "Ray Porter"}, "narrators", ["Before"]),
        ({"abridged": "false"}, "abridged", True),
        ({"abridged": 0}, "abridged", False),
        ({"abridged": []}, "abridged", True),
        ({"publishedYear": 2021}, "published_year", "2021"),
        ({"publisher": ""}, "publisher", None),
        ({"publisher": ["x"]}, "publisher", "Before"),
        ({"title": ""}, "title", None),
        ({"description": "Plain & simple < 5"}, "description", "Plain &amp; simple &lt; 5"),
        ({"description": "<script>x()</script><p>a<b>b"}, "description", "<p>a<b>b</b></p>"),
        (
            {"description": '<a href="javascript:x" target="t">a</a><h1>b</h1>'},
            "description",
            '<a target="t">a</a>b',
        ),
        ({"tags": ["inside"]}, "tags", ["Before"]),
        ({"duration": 5}, "duration", 7200),
    ],
)
async def test_each_value_is_coerced_ignored_or_stored(shelf, book, patch, metadata, field, expected):
    """The server never complains of a value: it takes it, bends it or leaves it."""
    shelf.edit(book.id, narrators=["Before"], publisher="Before", tags=["Before"])

    reply = await patch({"metadata": metadata})

    assert reply.status == 200
    assert getattr(book, field) == expected


async def test_series_and_authors_have_rules_of_their_own(book, patch):
    """A sequence must be text, a nameless series spoils the list, authors given as strings remove all."""
    await patch(
        {"metadata": {"series": [{"name": "Hail", "sequence": "1.5"}, {"name": "Other", "sequence": 2}]}}
    )
    assert [(one.name, one.sequence) for one in book.series] == [("Hail", "1.5"), ("Other", None)]

    await patch({"metadata": {"series": [{"sequence": "1"}]}})
    assert len(book.series) == 2

    await patch({"metadata": {"authors": [{"name": "AUTHOR 00000"}, {"name": "New"}]}})
    assert [author.name for author in book.authors] == ["Author 00000", "New"]

    await patch({"metadata": {"authors": ["Andy Weir"]}})
    assert book.authors == []


async def test_an_author_that_comes_back_has_a_new_id(book, patch):
    """An author without books is deleted, and made again when named again."""
    former = book.authors[0]

    await patch({"metadata": {"authors": []}})
    await patch({"metadata": {"authors": [{"name": former.name}]}})

    assert book.authors[0].name == former.name
    assert book.authors[0].id != former.id


async def test_raw_html_that_is_sent_again_counts_as_a_change(book, patch):
    """The text is compared before it is cleaned, so only the cleaned form counts as unchanged."""
    raw = {"metadata": {"description": "Plain & simple"}}

    replies = [
        await patch(raw),
        await patch(raw),
        await patch({"metadata": {"description": book.description}}),
    ]

    assert [reply.body.get("updated") for reply in replies] == [True, True, None]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": None, "data": b""}, 200),
        ({"json": []}, 200),
        ({"json": {"media": {"tags": ["x"]}}}, 200),
        ({"json": None, "data": b'{"tags":["x"]}', "headers": {"Content-Type": "text/plain"}}, 200),
        ({"json": None, "data": b"null", "headers": {"Content-Type": "application/json"}}, 400),
        ({"json": None, "data": b"5", "headers": {"Content-Type": "application/json"}}, 400),
    ],
)
async def test_a_body_that_is_not_understood_is_a_lost_write_or_a_page(book, patch, options, status):
    """Most odd bodies are answered 200 without doing anything."""
    reply = await patch(None, **options)

    assert reply.status == status
    assert book.tags == []


@pytest.mark.parametrize(
    "body",
    [
        {"metadata": {"series": [None]}},
        {"metadata": {"authors": [None]}},
        {"metadata": {"authors": [{"name": "Twin"}, {"name": "twin"}]}},
        {"audioFiles": [None]},
    ],
)
async def test_some_payloads_end_the_process(shelf, book, patch, ask, body):
    """The connection breaks, later ones are refused, and the write is half done until it is revived."""
    body = body | {"metadata": {"narrators": ["Half"], **body.get("metadata", {})}}
    with pytest.raises(aiohttp.ClientConnectionError):
        await patch(body)
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask("GET", "/ping")

    await shelf.revive()

    assert (await ask("GET", "/healthcheck")).status == 200
    assert shelf.crashes == 1
    assert book.narrators == ["Half"]
    assert book.stored["narrators"] == []


async def test_a_poisoned_row_kills_every_listing_until_it_is_deleted(shelf, book, patch, ask):
    """A null among the audio files is stored before it kills, and kills again when it is read."""
    with pytest.raises(aiohttp.ClientConnectionError):
        await patch({"audioFiles": [None]})
    await shelf.revive()
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("GET", f"/api/libraries/{shelf.library.id}/items")
    await shelf.revive()

    shelf.forget(book.id)

    assert (await ask("GET", f"/api/libraries/{shelf.library.id}/items")).body["total"] == 0
    assert shelf.crashes == 2


@pytest.mark.parametrize("query", ["filter=narrators.%25", "filter=abridged&filter=issues"])
async def test_a_bad_filter_ends_the_process(shelf, ask, query):
    """So does a filter that is badly encoded or given twice."""
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("GET", f"/api/libraries/{shelf.library.id}/items?{query}")

    assert shelf.crashes == 1


async def test_a_batch_entry_without_payload_ends_the_process_midway(shelf, ask):
    """What stood before it in the batch is applied."""
    first, second = shelf.add_synthetic(2)
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(
            "POST",
            "/api/items/batch/update",
            json=[{"id": first.id, "mediaPayload": {"tags": ["done"]}}, {"id": second.id}],
        )

    assert (shelf.crashes, first.tags, second.tags) == (1, ["done"], [])


async def test_every_write_is_kept_for_the_test_to_see(shelf, book, patch, ask):
    """A write over the API is recorded with its body and user; a person's edit is not."""
    await patch({"tags": ["a"]})
    await ask("POST", "/api/items/batch/update", json=[{"id": book.id, "mediaPayload": {"tags": ["b"]}}])
    shelf.edit(book.id, tags=["c"])

    assert [(one.item_id, one.user, one.body) for one in shelf.writes] == [
        (book.id, "root", {"tags": ["a"]}),
        (book.id, "root", {"tags": ["b"]}),
    ]
    assert book.tags == ["c"]
