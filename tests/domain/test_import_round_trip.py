"""A book's folder says what its record says: Audiobookshelf reads the same author, series, place, title, narrators."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.folder_names import read_path
from domain.importing.layout import DEFAULT_LAYOUT, Layout
from domain.importing.names import typed
from domain.name_strings import split_names
from domain.recording import Recording, Series
from domain.sequences import series_place
from domain.titling import titled
from sandbox.audiobookshelf.folder_facts import from_folder
from tests.fixtures.places import ROOT

LABELS = ROOT.parent / "shared" / "corpus" / "mam" / "labels.json"
WITH_NARRATORS = Layout.parse("{author}/{series}/{sequence} - {title} {narrator}")
ROOM_FOR_NARRATORS = 150
"""In letters: longer lists may not fit beside the title, and are then left out."""

OURS = [
    ("Terry Pratchett", "Discworld", "1-41", "Discworld", ""),
    ("Brandon Sanderson & Robert Jordan", "The Wheel of Time", "12", "The Gathering Storm", "Kate Reading & Michael Kramer"),
    ("Ben Bova", "Best of Bova", None, "The Best of Bova: Volume 3", "Full Cast & Efrem Zimbalist Jr"),
    ("Liu Cixin", None, None, "The Three-Body Problem", "Luke Daniels"),
    ("村上 春樹", "ねじまき鳥", "2", "予言する鳥編", "藤木 直人"),
    ("Лев Толстой", None, None, "Война и мир", "Александр Клюквин"),
    ("نجيب محفوظ", "الثلاثية", "1", "بين القصرين", ""),
    ("Jr Author & H0st & TheFirstDefier", "A: B", "0.5", "What? No!", "Cher & Moby"),
    ("Ludwig van Beethoven", "Book 2", "2", "Book 2 - Vol 3", "von Mises"),
    ("A. B. Cee", None, None, "2001 - A Space Odyssey", ""),
    ("Rhett and Link", None, None, "[B012345678] {x}", ""),
    ("Ann O'Neil", "1984", "4", "1984 - 5. 6", "Dr. Seuss & X"),
]  # fmt: skip


def ours() -> Iterator[Recording]:
    for authors, series, place, title, narrators in OURS:
        listed = () if series is None else (Series(name=series, sequence=place),)
        names = [tuple(filter(None, text.split(" & "))) for text in (authors, narrators)]
        yield Recording(title=title, authors=names[0], narrators=names[1], series=listed)


def corpus() -> Iterator[Recording]:
    labels: dict[str, Any] = json.loads(LABELS.read_text()) if LABELS.is_file() else {}
    rows = (row for page in labels.values() for row in (page if isinstance(page, list) else [page]))
    for row in rows:
        yield Recording(**{name: row[name] for name in ("title", "authors", "narrators", "series")})


def expected(record: Recording) -> dict[str, Any]:
    """What a folder can say of a record: one series, a place of up to three digits, and none without an author."""
    listed = [one for one in map(series_place, record.series) if one is not None]
    places = [one for one in listed if re.fullmatch(r"\d{1,3}(\.[1-9]|\.\d[1-9])?", one.sequence or "")]
    series = next(iter(places or listed), None) if record.authors else None
    short = len(", ".join(record.narrators)) <= ROOM_FOR_NARRATORS
    return {
        "authors": list(record.authors),
        "series": series.name if series else None,
        "sequence": series.sequence if series in places else None,
        "title": titled(record).title,
        "narrators": list(record.narrators) if short else None,
    }


def read_back(layout: Layout, record: Recording) -> dict[str, Any]:
    """What Audiobookshelf reads in the record's folder; a fullwidth form counts as what it stands for."""
    read = read_path(str(layout.book(record).path), is_file=False)
    return {
        "authors": [typed(name) for name in split_names(read.authors)],
        "series": typed(read.series) if read.series else None,
        "sequence": read.sequence,
        "title": typed(read.title or ""),
        "narrators": [typed(name) for name in split_names(read.narrators)],
    }


@pytest.mark.parametrize("record", list(ours()), ids=lambda record: record.title)
def test_a_hard_book_is_read_back_as_itself(record: Recording):
    """With its narrators where the layout has them, and without where it has not."""
    assert read_back(WITH_NARRATORS, record) == expected(record)
    assert read_back(DEFAULT_LAYOUT, record) == expected(record) | {"narrators": []}


@pytest.mark.parametrize("record", list(ours()), ids=lambda record: record.title)
@pytest.mark.parametrize("layout", [DEFAULT_LAYOUT, WITH_NARRATORS], ids=str)
def test_the_stand_in_reads_the_same(layout: Layout, record: Recording):
    """Its reading of folders was written apart from the one that the layout is checked with."""
    path = str(layout.book(record).path)
    read, there = read_path(path, is_file=False), from_folder(path, is_file=False)

    assert there["title"] == read.title
    assert there.get("authors", []) == list(split_names(read.authors))
    assert there.get("narrators", []) == list(split_names(read.narrators))
    assert there.get("series", []) == ([(read.series, read.sequence)] if read.series else [])


@pytest.mark.skipif(not LABELS.is_file(), reason="needs the corpus in ../shared")
def test_every_label_of_the_corpus_is_read_back_as_itself():
    """Each of them, in both layouts."""
    records = list(corpus())

    assert len(records) > 100
    for record in records:
        meant, read = expected(record), read_back(WITH_NARRATORS, record)
        if meant["narrators"] is None:
            meant["narrators"] = read["narrators"]
            assert set(read["narrators"]) in (set(), set(record.narrators))
        assert read == meant
        assert read_back(DEFAULT_LAYOUT, record) == meant | {"narrators": []}
