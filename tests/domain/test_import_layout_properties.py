"""The layout of imported books, tried with records that were made to break it."""

import os
from itertools import permutations
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from domain.folder_names import read_path
from domain.importing.layout import DEFAULT_LAYOUT, Layout
from domain.importing.names import LONGEST, clean, typed, visible
from domain.importing.shapes import apart, trouble
from domain.paths import key
from domain.recording import Recording, Series
from domain.sequences import series_place

IMPORT_DIR = PurePosixPath("/library/books")
ALL_FIELDS = Layout.parse("{author}/{series}/{sequence} - {year} - {title} ({edition}) {asin} {narrator}")

HOSTILE = [
    "..", ".", "/", "../../etc/passwd", "a/b", "\\\\server\\share", "C:\\x", "\0", "x\0y", "Title.", "Title ", " ", "...",
    "CON", "nul", "Com1. Title", "lpt9.mp3", "x.part", "x.TMP", ".hidden", "@eaDir", ".ignore", "CD 1", "disk02", "~", "-rf",
    "x" * 10_000, "é" * 10_000, "\u0301" * 300, "👩‍👩‍👧‍👦" * 60, "\u202eevil", "שלום עולם", "مرحبا بالعالم", "\ud800", "\ue000",
    "Book 1", "Vol. 1", "101. Dalmatians", "1984 - A Novel", "(2010) - T", "2010 -T", "T {x}", "{x} T", "T [B012345678]",
    "T [UNABRIDGED]", "[B012345678]", "T - Vol 2 - Sub", "1 - ", "a - . - b", "- - -", "𝒜", "Dune: Messiah", "What?", "村上 春樹",
]  # fmt: skip
NAMES = [
    "Smith, John", "A and B", "A & B", "X; Y", "Full Name Jr.", "Dr. X, PhD", "Author [x]", "bell hooks", "T J KLUNE", "von Mises",
    "A, B, C", "{x}", "Efrem Zimbalist Jr", "Dr. Seuss", "X", "&", ",", "H0st", "the complete and utter full cast of it all",
]  # fmt: skip
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))
people = st.lists(st.one_of(st.sampled_from(NAMES), texts), max_size=3)
places = st.one_of(
    st.none(), texts, st.sampled_from(["1", "01", "1.5", "0", "1-3", "1000", "10.10", "0,5 - 7", "#2", "1p1"])
)
series = st.lists(st.builds(Series, name=texts, sequence=places), max_size=2)
records = st.builds(
    Recording,
    title=st.none() | texts,
    authors=people,
    narrators=people,
    series=series,
    abridged=st.none() | st.booleans(),
    release_date=st.none() | st.dates(),
    asin=st.none() | st.sampled_from(["B012345678", "b012345678", "../../B01", "1234567890"]),
    file_types=st.lists(st.sampled_from(["m4b", "mp3", "../x"]), max_size=2),
)  # fmt: skip
layouts = st.sampled_from(
    [
        DEFAULT_LAYOUT,
        ALL_FIELDS,
        *map(Layout.parse, ("{title}", "{author}/{series}/{title} - Vol {sequence}")),
    ]
)


def is_name(part: str) -> bool:
    """Whether Linux, SMB and Audiobookshelf take it."""
    forbidden = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
    return (
        0 < len(part.encode()) <= LONGEST
        and part == clean(part)
        and not forbidden & set(part)
        and not part.startswith((".", " "))
        and not part.endswith((".", " "))
    )


@given(layout=layouts, record=records, name=texts)
def test_no_folder_leaves_the_library(layout: Layout, record: Recording, name: str):
    """Whatever the record holds, the path has one to three names, none of them `..` or one that SMB refuses."""
    path = layout.book(record, name=name).path

    assert not path.is_absolute()
    assert 1 <= len(path.parts) <= 3
    assert all(map(is_name, path.parts))


@given(record=records, name=texts)
def test_a_path_says_nothing_that_is_not_so(record: Recording, name: str):
    """Audiobookshelf reads in it the record's series and place, or none, and no narrator, year or ASIN."""
    read = read_path(str(DEFAULT_LAYOUT.book(record, name=name).path), is_file=False)

    places = [one for one in map(series_place, record.series) if one is not None]
    assert (read.published_year, read.narrators, read.asin) == (None, "", None)
    assert read.title
    assert read.series is None or (
        typed(read.series)[:60] in {typed(visible(one.name))[:60] for one in places}
    )
    assert read.sequence is None or read.sequence in {one.sequence for one in places}


@given(layout=layouts, books=st.lists(records, min_size=2, max_size=4), name=texts)
def test_no_two_books_of_a_torrent_share_a_folder(layout: Layout, books: list[Recording], name: str):
    """Nor does one lie in another's, nor any outside of the library; case does not count."""
    folders = apart([IMPORT_DIR / layout.book(book, name=name).path for book in [*books, books[0]]])

    keys = [f"{key(str(folder))}/" for folder in folders]
    assert not any(one.startswith(other) for one, other in permutations(keys, 2))
    assert all(
        os.path.normpath(folder) == str(folder) and folder.is_relative_to(IMPORT_DIR) for folder in folders
    )
    assert all(is_name(part) for folder in folders for part in folder.relative_to(IMPORT_DIR).parts)
    assert trouble(folders, ()) is None


@given(text=st.one_of(texts, st.text()))
def test_a_clean_name_stays_as_it_is(text: str):
    """Cleaning twice changes nothing more; with what was respelled typed again it is the text that was seen."""
    once = clean(text)

    assert clean(once) == once
    assert len(visible(text).encode()) > 200 or typed(once) == typed(visible(text))
