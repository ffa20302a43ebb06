"""What counts as a correction of MAM's."""

from datetime import date

import pytest

from domain.corrections import FACTS, Correction, corrections
from domain.recording import Evidence, Recording, Series

KNOWN = Recording(
    torrent_id=7,
    title="Chains",
    authors=("Jo Doe",),
    narrators=("Ann Reed",),
    series=(Series(name="Ember", sequence="1"),),
    duration_seconds=36_000,
    abridged=False,
    release_date=date(2020, 5, 1),
    seeders=3,
)
OF_THE_TORRENT = {
    "torrent_id",
    "file_types",
    "size_bytes",
    "files",
    "bitrate_kbps",
    "chapters",
    "category_id",
    "added",
    "download_key",
}
OF_THE_DAY = {
    "seeders",
    "leechers",
    "snatched",
    "freeleech",
    "personal_freeleech",
    "vip",
    "fl_vip",
    "my_snatched",
}
HOW_IT_WAS_READ = {"evidence", "contradicted", "left_out", "extra"}


def test_every_field_is_a_fact_or_is_known_not_to_be():
    """A developer who adds a field to a recording decides whether its change is shown to a person."""
    others = OF_THE_TORRENT | OF_THE_DAY | HOW_IT_WAS_READ

    assert set(FACTS) | others == set(Recording.model_fields)
    assert not set(FACTS) & others


def test_an_equal_record_has_no_corrections():
    """Nor has one that differs in numbers of the day, or in the words that a fact was read from."""
    seen = Evidence(source="tags", rule="length", snippet="10 hours", value="36000")
    later = KNOWN.model_copy(
        update={
            "seeders": 900,
            "description": "",
            "freeleech": True,
            "evidence": {"duration_seconds": (seen,)},
        }
    )

    assert corrections(KNOWN, KNOWN) == corrections(KNOWN, later) == ()


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("narrators", ("Ann Reed", "Bo Lee"), ["Ann Reed"], ["Ann Reed", "Bo Lee"]),
        ("narrators", (), ["Ann Reed"], []),
        (
            "series",
            (Series(name="Ember", sequence="2"), Series(name="World")),
            [{"name": "Ember", "sequence": "1"}],
            [{"name": "Ember", "sequence": "2"}, {"name": "World", "sequence": None}],
        ),
        ("abridged", True, False, True),
        ("abridged", None, False, None),
        ("release_date", date(2021, 5, 1), "2020-05-01", "2021-05-01"),
        ("duration_seconds", 36_060, 36_000, 36_060),
        ("publisher", "Podium Audio", None, "Podium Audio"),
        ("title", "Chains of Ember", "Chains", "Chains of Ember"),
        ("categories", (29, 13, 7), [], ["LitRPG", "Fantasy", "category 7"]),
    ],
)
def test_a_fact_that_differs_is_a_correction(field, value, before, after):
    """Also one that became known, and one that MAM states no more; as JSON, so that it can be kept."""
    assert corrections(KNOWN, KNOWN.model_copy(update={field: value})) == (
        Correction(field=field, before=before, after=after),
    )


def test_all_corrections_in_one_order():
    """In the order of the facts, whatever the order of the changes."""
    later = KNOWN.model_copy(update={"isbn": "9780000000002", "authors": ("J. Doe",), "title": "Chain"})

    assert [one.field for one in corrections(KNOWN, later)] == ["title", "authors", "isbn"]
