"""Durations in tags and descriptions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.extraction import extract


def seconds(hours: int, minutes: int = 0, odd: int = 0) -> int:
    return hours * 3600 + minutes * 60 + odd


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            "VBR kbps m4b, Release Date June 30, 2025, Listening Length 27 hours and 12 minutes",
            seconds(27, 12),
        ),
        (
            "Audible.com Release Date : August 17th, 2021, Listening Length : 8 Hours and 0 Minutes",
            seconds(8),
        ),
        ("TrueDecrypt 126kbps | 8 hrs 56 mins | Royal Guard Publishing LLC", seconds(8, 56)),
        ("48kbps@44kHz || Length: 22 hrs 28 mins || Release date: April 4, 2023", seconds(22, 28)),
        ("126 kbps m4b, Release Date March 08, 2022, 17 hours and 22 minutes", seconds(17, 22)),
        ("LitRPG, Length: 13 hrs and 19 mins, Release date: 06-21-22", seconds(13, 19)),
        ("m4b, 128 kbps, LitRPG, Chapters, 13 h 31 min", seconds(13, 31)),
        ("Requested, Duration 16 hours and 47 minutes, Fantasy > Epic", seconds(16, 47)),
        ("16h 07m", seconds(16, 7)),
        ("MP3, 64kbps, Published 2025-02-11, Unabridged, 28h40m", seconds(28, 40)),
        ("(P) 2011 DAW Books, 42hr 49min, UK edition", seconds(42, 49)),
        ("Duration 1 hour and 51 minutes (unabridged)", seconds(1, 51)),
        ("126kbps, Duration 4 hours, 21 minutes, 48 seconds, Fantasy", seconds(4, 21, 48)),
        ("Series: Piano by Ear// Length:18 hrs and 55 mins", seconds(18, 55)),
        ("27 hours, 55 minutes, 3 seconds", seconds(27, 55, 3)),
        ("TrueDecrypt | 11 hrs | Released 2025-11-10", seconds(11)),
        ("MP3 | 192kb/s | 3h4min | 1 Sep 2023", seconds(3, 4)),
        ("16hrs 13mins", seconds(16, 13)),
        ("Runtime: 9h 12m", seconds(9, 12)),
        ("Running time 9:12:45", seconds(9, 12, 45)),
        ("MP3 | 64 kbps | 13:02:11 | Retail", seconds(13, 2, 11)),
        ("Playing Time: 4 hrs.", seconds(4)),
        ("Length: 45 mins", seconds(0, 45)),
        ("Length: 8.5 hours", seconds(8, 30)),
        ("Length: 12:05 hours", seconds(12, 5)),
        ("[13 hrs 2 min]", seconds(13, 2)),
        ("~12 hrs", seconds(12)),
        ("Length: approx. 12 hours", seconds(12)),
        ("Fantasy. 10 hrs and 58 mins. mp3", seconds(10, 58)),
        ("LitRPG / 10 hrs and 58 mins / m4b", seconds(10, 58)),
        ("12h04", seconds(12, 4)),
        ("MP3 - 12 hrs 5 mins", seconds(12, 5)),
        ("Part 2 of 3 | 12 hrs 4 mins", seconds(12, 4)),
        ("Laufzeit: 12 Std. 4 Min.", seconds(12, 4)),
        ("64k\u00a012\u00a0hrs\u00a04\u00a0mins unabridged", seconds(12, 4)),
    ],
)
def test_reads_the_styles_of_tags(tags: str, expected: int) -> None:
    """A duration in a list of tags is read in every style that uploaders use."""
    facts = extract(tags=tags)

    assert facts.duration_seconds == expected


@pytest.mark.parametrize(
    "tags",
    [
        "Please seed for 72 hours",
        "seed for at least 72 hours 30 minutes, MP3",
        "CBR, 44100 Hz, joint stereo",
        "64 Kbps, CBR, 22.05 KHz",
        "2025 Hoopla",
        "Chaperized 5mins",
        "Chapterized, 5 mins",
        "split into 30 minute parts",
        "10 minute chapters",
        "six parts of each 8 hrs 3 mins",
        "Part 1: 8 hrs 5 mins | Part 2: 7 hrs 4 mins",
        "Book 1: 8 hrs 5 mins, Book 2: 7 hrs 4 mins",
        "Average chapter length: 1 hr 10 mins",
        "Series length: 80 hours",
        "Sample length: 5 min 10 sec",
        "more than 12 hours",
        "12+ hours",
        "10-12 hours",
        "10 to 12 hours",
        "12 hrs at 1.5x speed",
        "takes 12 hours to read",
        "reading time 8 hours",
        "60 minutes per CD",
        "the story of 24 hours in the life of a bank",
        "12 hours on 10 CDs, 64kbps",
        "Length: 05:59",
        "Print length: 582 pages",
        "in 2 hrs 30 mins chunks",
        "1,200 hours",
    ],
)
def test_reads_no_duration_where_none_of_the_whole_is_meant(tags: str) -> None:
    """Seeding times, parts, bounds, ranges, sample rates and reading speeds are no duration."""
    facts = extract(tags=tags)

    assert facts.duration_seconds is None


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("By: A\nNarrated by: B\nLength: 5 hrs and 59 mins\nUnabridged", seconds(5, 59)),
        ("Narrated by: X Length:45 hrs and 58 mins Unabridged Audiobook", seconds(45, 58)),
        ("Number of MP3s: 24\nTotal Duration: 28:05:31\nParity Archive: No", seconds(28, 5, 31)),
        ("Duration: 19 hours, 3 minutes, 23 seconds", seconds(19, 3, 23)),
        ("**Length:** 5 hrs and 59 mins", seconds(5, 59)),
        ("Read by the author\n9 hrs and 14 mins", seconds(9, 14)),
        ("He has 24 hours to save her.", None),
        ("In 12 hours and 30 minutes the bomb explodes.", None),
        ("After 3 hours, 20 minutes, they left", None),
        ("Over the length of 3 hours 5 minutes it grew", None),
        ("Chapter 1 (12:34)\nChapter 2 (13:10)", None),
        ("Track 1 - 0:12:34\nTrack 2 - 0:10:00", None),
        ("Book 1\nLength: 5 hrs and 59 mins\nBook 2\nLength: 7 hrs and 1 mins", None),
    ],
)
def test_in_descriptions_only_labels_and_lines_count(description: str, expected: int | None) -> None:
    """Running text mentions hours, too; a duration there has a label or a line of its own."""
    facts = extract(description=description)

    assert facts.duration_seconds == expected


STYLES = (
    "Listening Length {h} hours and {m} minutes",
    "Listening Length : {h} Hours and {m} Minutes",
    "{h} hrs {m} mins",
    "Length: {h} hrs {m} mins",
    "{h} hours and {m} minutes",
    "Length: {h} hrs and {m} mins",
    "{h} h {m} min",
    "{h} hrs and {m} mins",
    "Duration {h} hours and {m} minutes",
    "{h}h {m:02}m",
    "{h}h{m}m",
    "{h}hr {m:02}min",
    "Length {h} hours and {m} minutes",
    "Length:{h} hrs and {m} mins",
    "Listening Length: {h} hours {m} minutes",
    "Listening Length: {h} hrs and {m} mins",
    "{h}h{m}min",
    "{h}hrs {m}mins",
)
EXACT_STYLES = (
    "Total Duration: {h}:{m:02}:{s:02}",
    "Duration: {h} hours, {m} minutes, {s} seconds",
    "{h} hours, {m} minutes, {s} seconds",
)
AROUND = (
    "{}",
    "MP3, 64kbps, {}, Fantasy",
    "TrueDecrypt 126kbps | {} | Released 2025-11-10",
    "Fantasy; {}; 44.1 KHz",
    "Series: Foo// {}",
)


@given(
    hours=st.integers(1, 99),
    minutes=st.integers(0, 59),
    style=st.sampled_from(STYLES),
    around=st.sampled_from(AROUND),
)
def test_what_a_style_prints_is_read_back(hours: int, minutes: int, style: str, around: str) -> None:
    """A duration printed in any of the catalogue's styles, among other tags, is read back to the minute."""
    tags = around.format(style.format(h=hours, m=minutes))

    facts = extract(tags=tags)

    assert facts.duration_seconds == seconds(hours, minutes)


@given(
    hours=st.integers(1, 99),
    minutes=st.integers(0, 59),
    odd=st.integers(0, 59),
    style=st.sampled_from(EXACT_STYLES),
    around=st.sampled_from(AROUND),
)
def test_seconds_are_read_back(hours: int, minutes: int, odd: int, style: str, around: str) -> None:
    """The styles with seconds are read back to the second."""
    tags = around.format(style.format(h=hours, m=minutes, s=odd))

    facts = extract(tags=tags)

    assert facts.duration_seconds == seconds(hours, minutes, odd)
