"""The settings about the sources of the enrichment cycle."""

import pytest
from pydantic import ValidationError

from daemon.config.settings import Settings

CUSTOM = "custom-e1658373-5e6d-4d4d-8412-bbdad1407fb3"


def test_the_default_asks_audible_first():
    """Audible of the United States for books from MAM, then Google Books for all."""
    settings = Settings()

    assert settings.enrichment_sources == ("audible", "google")
    assert (settings.book_provider, settings.enrich_library, settings.abs_provider_per_day) == (
        "audible",
        False,
        200,
    )


@pytest.mark.parametrize(
    ("given", "sources"),
    [
        ("google", ("google",)),
        (" Google , AUDIBLE,google", ("google", "audible")),
        ("audible,", ("audible",)),
    ],
)
def test_the_order_is_as_it_is_written(given, sources):
    """In either case, each once."""
    assert Settings(enrichment_sources=given).enrichment_sources == sources


@pytest.mark.parametrize(
    ("provider", "region", "named"),
    [("Audible", "uk", "audible.uk"), ("audible", " US ", "audible"), (CUSTOM, "de", CUSTOM)],
)
def test_the_provider_is_called_as_audiobookshelf_calls_it(provider, region, named):
    """A region has a shop of Audible; a provider of one's own has none."""
    assert Settings(abs_provider=provider, abs_provider_region=region).book_provider == named


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (
            "enrichment_sources",
            "audible,goodreads",
            "there is no source 'goodreads'; the sources are audible, google",
        ),
        ("enrichment_sources", " ,", "name at least one of audible, google"),
        ("abs_provider", "itunes", "must be audible, or custom-"),
        ("abs_provider", "custom-1", "must be audible, or custom-"),
        ("abs_provider", "", "must be audible, or custom-"),
        ("abs_provider_region", "xx", "must be one of us, ca, uk"),
        ("abs_provider_per_day", "0", "greater than or equal to 1"),
    ],
)
def test_what_audiobookshelf_would_take_for_another_source_is_refused(name, value, problem):
    """A provider or region that it does not know is Google Books to it."""
    with pytest.raises(ValidationError) as caught:
        Settings(**{name: value})

    assert problem in str(caught.value)
