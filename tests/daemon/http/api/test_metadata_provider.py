"""The metadata provider, asked by an Audiobookshelf as its Match dialog and quick match ask."""

import asyncio
from datetime import date

import aiohttp
import pytest
from typer.testing import CliRunner

from daemon.cli import app
from daemon.http.api.provider import book_metadata
from domain.described import Describe, TagsFromMam
from domain.facts import Status
from domain.recording import Recording, Series
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio

HAIL_MARY = Recording(
    torrent_id=7,
    title="Project Hail Mary",
    authors=("Andy Weir",),
    narrators=("Ray Porter", "Second, Jr."),
    series=(Series(name="Hail", sequence="1"),),
    publisher="Audible Studios",
    release_date=date(2021, 5, 4),
    language="English",
    duration_seconds=58_230,
    abridged=False,
)


@pytest.fixture
async def shelf(clock, tmp_path):
    folder = tmp_path / "books"
    write_audio(folder / "Andy Weir" / "Project Hail Mary" / "1.mp3", seconds=60)
    async with SandboxAudiobookshelf(clock=clock, folder=folder) as server:
        server.scan_library()
        yield server


@pytest.fixture
def settings(beside_the_shelf):
    return beside_the_shelf


@pytest.fixture
def record(parts, clock):
    """Store what MAM said of a recording."""

    async def make(recording, status=Status.APPLIED):
        info_hash = f"{recording.torrent_id:040}"
        return await parts.store.downloads.create(
            recording, hashes=(info_hash, None, None), found_by="test", status=status, now=clock.now()
        )

    return make


@pytest.fixture
def shelfhook(url, shelf, parts, monkeypatch):
    """Run a command beside the daemon, with an administrator's key unless another is given."""
    for name, value in (
        ("STATE_DIR", str(parts.settings.state_dir)),
        ("ABS_URL", shelf.url),
        ("ABS_TOKEN", shelf.token),
    ):
        monkeypatch.setenv(name, value)

    async def run(*arguments, key=None):
        if key is not None:
            monkeypatch.setenv("ABS_TOKEN", key)
        return await asyncio.to_thread(CliRunner().invoke, app, ["provider", *arguments])

    return run


@pytest.fixture
def search(shelf, http):
    """What Audiobookshelf's Match dialog shows for a provider."""

    async def ask(title, author):
        [provider] = shelf.state.providers
        params = {"provider": f"custom-{provider.id}", "title": title, "author": author}
        headers = {"Authorization": f"Bearer {shelf.editor.token}"}
        async with http.get(f"{shelf.url}/api/search/books", params=params, headers=headers) as answer:
            return await answer.json()

    return ask


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


async def test_the_provider_has_a_token_of_its_own(url, http, parts):
    """It opens the provider and nothing else; the daemon's own, or none, does not open the provider."""
    narrow = {"Authorization": f"Bearer {parts.access.provider_token.get_secret_value()}"}
    broad = {"Authorization": f"Bearer {parts.access.token.get_secret_value()}"}
    search = f"{url}/provider/search?query=a&author=b"

    async def status(address, headers):
        async with http.get(address, headers=headers) as answer:
            return answer.status

    assert await status(search, narrow) == 200
    assert await status(search, broad) == 403
    assert await status(search, {}) == 401
    assert await status(f"{url}/api/downloads", narrow) == 403


async def test_an_old_token_of_the_provider_keeps_no_one_else_out(url, http, parts):
    """However often Audiobookshelf shows it, the hook on the same machine gets in."""
    old = {"Authorization": "Bearer what-it-was-before"}
    for _ in range(20):
        async with http.get(f"{url}/provider/search?query=a", headers=old) as answer:
            refused = answer.status

    own = {"Authorization": f"Bearer {parts.access.token.get_secret_value()}"}
    async with http.post(f"{url}/webhooks/qbittorrent", data={"hash": "a" * 40}, headers=own) as answer:
        assert answer.status == 202
    assert refused == 429


async def test_a_search_without_a_title_is_reported(url, http, parts):
    """The parameter that is missing is named."""
    headers = {"Authorization": f"Bearer {parts.access.provider_token.get_secret_value()}"}

    async with http.get(f"{url}/provider/search", headers=headers) as answer:
        problem = await answer.json()

    assert (answer.status, problem["field"]) == (400, "query")


async def test_installing_twice_leaves_one(shelfhook, shelf):
    """What is right already stays, under its id; another address takes its place."""
    await shelfhook("install")
    first = shelf.state.providers[0].id
    again = await shelfhook("install")

    assert "provider shelfhook is already in Audiobookshelf" in again.stdout
    assert [one.id for one in shelf.state.providers] == [first]

    await shelfhook("install", "--url", "http://127.0.0.1:9/")

    assert [one.url for one in shelf.state.providers] == ["http://127.0.0.1:9/provider"]


async def test_an_address_that_audiobookshelf_cannot_reach(shelfhook, record, shelf):
    """Installing tries it with a book of ours, and says what is wrong."""
    await record(HAIL_MARY)

    result = await shelfhook("install", "--url", "http://127.0.0.1:9")

    assert result.exit_code == 1
    assert "set --url to an address that it can reach" in result.output


async def test_installing_takes_an_administrator(shelfhook, shelf):
    """Another key is refused in one sentence with the fix."""
    result = await shelfhook("install", key=shelf.editor.token)

    assert result.exit_code == 1
    assert "only an administrator may change metadata providers; set ABS_TOKEN" in result.output
    assert shelf.editor.token not in result.output
    assert shelf.state.providers == []


async def test_shown_and_removed(shelfhook, shelf, url):
    """`show` says whether it is there, `remove` takes it out; neither shows the header."""
    missing = await shelfhook("show")
    await shelfhook("install")
    there = await shelfhook("show")
    removed = await shelfhook("remove")
    again = await shelfhook("remove")

    assert missing.stdout.startswith("not installed")
    assert there.stdout == f"installed: shelfhook at {url}/provider\n"
    assert (removed.stdout, again.stdout) == ("removed\n", "it was not installed\n")
    assert shelf.state.providers == []


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
