"""An edition in another language, or an abridged one: a person decides, whatever the settings say."""

from dataclasses import replace

import pytest

ENGLISH, GERMAN = 1, 37
STAND = '[["Stephen King", "The Stand"]]'


@pytest.fixture
def only(stage):
    """Leaves one listing of a title, changed."""

    def leave(title: str, **changed) -> None:
        listings = stage.mam.site.listings
        one = next(listing for listing in listings if listing.title.startswith(title))
        others = tuple(listing for listing in listings if not listing.title.startswith(title))
        stage.mam.site.listings = (*others, replace(one, **changed))

    return leave


async def found(daemon):
    await daemon.search()
    return await daemon.record()


async def test_another_language_waits_for_a_person(acquirer, only):
    """The only edition is German: it is proposed with that doubt, and `auto` does not download it."""
    only("The Stand", language=GERMAN, abridged=False)

    record = await found(await acquirer(acquisition="auto", search_queries=STAND))

    assert (record.status, record.reason_kind) == ("proposed", "other_language")
    assert record.reason == "the best edition found is in German, not in English"


async def test_an_abridged_edition_waits_for_a_person(acquirer, only):
    """The only edition is abridged: so it is proposed, and `auto` does not download it."""
    only("The Stand", abridged=True, tags="Abridged", language=ENGLISH)

    record = await found(await acquirer(acquisition="auto", search_queries=STAND))

    assert (record.status, record.reason_kind) == ("proposed", "abridged")
    assert record.reason == "the best edition found is abridged"


async def test_both_doubts_are_reported(acquirer, only):
    """A German abridgement says both."""
    only("The Stand", abridged=True, tags="Abridged", language=GERMAN)

    record = await found(await acquirer(acquisition="auto", search_queries=STAND))

    assert record.reason_kind == "other_language"
    assert "German" in record.reason
    assert "abridged" in record.reason


@pytest.mark.parametrize("languages", ["German", "de", "English, ger", "fr,Deutsch"])
async def test_a_language_of_the_settings_is_no_doubt(acquirer, only, languages):
    """LANGUAGES says what is wanted, by name or code."""
    only("The Stand", language=GERMAN, abridged=False)

    record = await found(await acquirer(acquisition="auto", search_queries=STAND, languages=languages))

    assert record.status != "proposed"
    assert record.reason_kind != "other_language"


async def test_a_query_says_its_own_languages(acquirer, only, tmp_path):
    """They take the place of LANGUAGES for that query."""
    only("The Stand", language=GERMAN, abridged=False)
    books = tmp_path / "books.toml"
    books.write_text('[[query]]\nauthor = "Stephen King"\ntitle = "The Stand"\nlanguages = ["German"]\n')

    record = await found(await acquirer(acquisition="auto", search_queries="", search_file=books))

    assert record.reason_kind != "other_language"
    assert record.wanted["languages"] == ["German"]
