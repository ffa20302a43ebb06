"""The metadata provider, asked by an Audiobookshelf as its Match dialog and quick match ask."""

from datetime import date

import aiohttp
import pytest

from daemon.http.api.provider import book_metadata
from domain.described import Describe, TagsFromMam
from domain.facts import Status
from domain.recording import Recording, Series
from tests.daemon.http.provider.conftest import HAIL_MARY


async def test_the_match_dialog_is_offered_the_recording(shelfhook, record, search, shelf):
    """Narrators, series, publisher, year, language and the duration in minutes of what was downloaded."""
    await record(HAIL_MARY)
    installed = await shelfhook("install")

    found = await search("Project Hail Mary", "Andy Weir")

    assert (installed.exit_code, installed.stdout.splitlines()[-1]) == (
        0,
        "it works: Audiobookshelf finds Project Hail Mary by Andy Weir",
    )
    assert found == [
        {
            "title": "Project Hail Mary",
            "author": "Andy Weir",
            "narrator": "Ray Porter, Second Jr.",
            "publisher": "Audible Studios",
            "publishedYear": "2021",
            "series": [{"series": "Hail", "sequence": "1"}],
            "language": "English",
            "duration": 970,
        }
    ]


async def test_quick_match_fills_what_is_empty(shelfhook, record, shelf, http):
    """Each narrator becomes one, also one with a comma in his name."""
    await record(HAIL_MARY)
    await shelfhook("install")
    book = shelf.item("Project Hail Mary")

    body = {"provider": f"custom-{shelf.state.providers[0].id}"}
    headers = {"Authorization": f"Bearer {shelf.editor.token}"}
    async with http.post(f"{shelf.url}/api/items/{book.id}/match", json=body, headers=headers) as answer:
        matched = await answer.json()

    assert matched["updated"] is True
    assert book.narrators == ["Ray Porter", "Second Jr."]
    assert book.publisher == "Audible Studios"


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Project Hail Mary", "Andrea Wierbicki"),
        ("Artemis", "Andy Weir"),
        ("Project Hail Mary", ""),
        ("Project Hail Mary", "X"),
        ("%_", "Andy % _Weir"),
    ],
)
async def test_what_is_not_proved_is_not_offered(shelfhook, record, search, title, author):
    """Quick match takes the first answer unseen, so another book, or one without its author, is none."""
    await record(HAIL_MARY)
    await shelfhook("install")

    assert await search(title, author) == []


async def test_only_what_was_downloaded_is_offered(shelfhook, record, search):
    """A proposal is no recording that anybody has."""
    await record(HAIL_MARY, Status.PROPOSED)
    await shelfhook("install")

    assert await search("Project Hail Mary", "Andy Weir") == []


async def test_a_recording_downloaded_twice_is_offered_once(shelfhook, record, search, parts, clock):
    """Two records of one torrent are one recording."""
    await record(HAIL_MARY)
    await parts.store.downloads.create(
        HAIL_MARY, hashes=("f" * 40, None, None), found_by="test", status=Status.FINISHED, now=clock.now()
    )
    await shelfhook("install")

    assert len(await search("Project Hail Mary", "Andy Weir")) == 1


async def test_mam_is_never_asked(daemon, shelfhook, record, search):
    """All answers come from the store."""
    await record(HAIL_MARY)
    await shelfhook("install")
    await search("Project Hail Mary", "Andy Weir")

    assert daemon.parts.dependencies["mam"].durations.count == 0


async def test_a_search_without_a_title_is_reported(url, http, parts):
    """The parameter that is missing is named."""
    headers = {"Authorization": f"Bearer {parts.access.provider_token.get_secret_value()}"}

    async with http.get(f"{url}/provider/search", headers=headers) as answer:
        problem = await answer.json()

    assert (answer.status, problem["field"]) == (400, "query")


def test_what_is_unknown_is_left_out():
    """A record with a title alone is a title alone."""
    assert book_metadata(Recording(title="Chains"), Describe()) == {"title": "Chains"}


def test_a_provider_offers_every_field_that_the_record_has():
    """Subtitle, genres, tags and flags, too, in the forms that a write would have them."""
    recording = Recording(
        title="Manufacturing Magic: A LitRPG Adventure [Unabridged]",
        authors=("William D. Arand", "Second, Jr."),
        series=(Series(name="Jeff", sequence="02"), Series(name="World")),
        release_date=date(2021, 5, 4),
        language="ENG",
        description="One & two\n\nThree",
        isbn="0-593-13520-2",
        category="Audiobooks - Fantasy",
        tags="LitRPG, full cast, 64 kbps",
        abridged=False,
        explicit=True,
    )

    assert book_metadata(recording, Describe(tags=TagsFromMam(("Full Cast",)))) == {
        "title": "Manufacturing Magic",
        "subtitle": "A LitRPG Adventure",
        "author": "William D. Arand, Second Jr.",
        "series": [{"series": "Jeff", "sequence": "2"}, {"series": "World", "sequence": ""}],
        "publishedYear": "2021",
        "language": "English",
        "description": "<p>One &amp; two</p><p>Three</p>",
        "isbn": "9780593135204",
        "genres": ["Fantasy", "LitRPG"],
        "tags": ["Full Cast"],
        "abridged": False,
        "explicit": True,
    }


async def test_audiobookshelf_survives_a_provider_that_fails(shelf, http):
    """The stand-in answers with nothing, as the real one does."""
    headers = {"Authorization": f"Bearer {shelf.token}"}
    body = {"name": "away", "url": "http://127.0.0.1:9", "mediaType": "book"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{shelf.url}/api/custom-metadata-providers", json=body) as answer:
            made = (await answer.json())["provider"]
        params = {"provider": f"custom-{made['id']}", "title": "A", "author": "B"}
        async with session.get(f"{shelf.url}/api/search/books", params=params) as answer:
            assert await answer.json() == []
