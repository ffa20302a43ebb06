"""Release dates in tags and descriptions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.extraction import extract


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("m4b with chapters, Release Date June 30, 2025, Listening Length 27 hours", "2025-06-30"),
        ("Audible.com Release Date : June 6th, 2023, Listening Length : 12 Hours", "2023-06-06"),
        ("TrueDecrypt 126kbps | 11 hrs | Released 2025-11-10", "2025-11-10"),
        ("Fantasy > Epic, Published June 17, 2021", "2021-06-17"),
        ("Release date: 06-06-2023, Bitrate: 64kbps", "2023-06-06"),
        ("Release date: 16-11-2021, Bitrate: 64kbps", "2021-11-16"),
        ("Release date: 10-24-24", "2024-10-24"),
        ("LitRPG, Release date: 06-21-22", "2022-06-21"),
        ("Release Date: Sep. 12, 2012", "2012-09-12"),
        ("Release Date 06/26/2025", "2025-06-26"),
        ("Released 20-October-2020", "2020-10-20"),
        ("Published 10/30/2020, GameLit", "2020-10-30"),
        ("Audible Release: May 15, 2009", "2009-05-15"),
        ("Published: 23rd Feburary 2023", "2023-02-23"),
        ("Released: Aug-09-2022", "2022-08-09"),
        ("Publication date 1 Dec. 2025", "2025-12-01"),
        ("(13 Oct. 2020): m4b (True Decrypt) @ 125 kbps.", "2020-10-13"),
        ("A LitRPG Adventure. Requested. (February 22, 2022): m4b", "2022-02-22"),
        ("Chapterized | 3h4min | 1 Sep 2023 | Retail", "2023-09-01"),
        ("November 17, 2025 | True Decrypt", "2025-11-17"),
        ("Audible TrueDecrypt (Libation) | 2025-11-18 | 14 h 30 min", "2025-11-18"),
        ("St. Martin's Press (June 4, 2024)", "2024-06-04"),
        ("HarperCollins Audio - July 19, 2018", "2018-07-19"),
        ("Released on 5 May 2020", "2020-05-05"),
        ("Release date: 13.05.2020", "2020-05-13"),
        ("Released 21st of March, 2019", "2019-03-21"),
        ("Release Date: Tuesday, June 4, 2024", "2024-06-04"),
        ("Published by Tantor Media, June 4, 2019", "2019-06-04"),
        ("Audiobook release date: 4 June 2019", "2019-06-04"),
        ("Pub. Date: June 4, 2019", "2019-06-04"),
        ("ReleaseDate: 2020-01-02", "2020-01-02"),
        ("Release date 6-Jun-23", "2023-06-06"),
        ("Released 2020-01-02, Published 2018-03-04", "2020-01-02"),
    ],
)
def test_reads_the_styles_of_tags(tags: str, expected: str) -> None:
    """A day is read in every style that uploaders use, the recording's release before a publication."""
    facts = extract(tags=tags)

    assert facts.release_date == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "tags",
    [
        "(P) 2011 DAW Books",
        "audio release September 2020",
        "This version is the 2012 audio release.",
        "Terry Pratchett, Discworld, 2002, mp3",
        "Classic.Retro.Modern. - Issue 37 - November/December 2025",
        "First published June 4, 1954",
        "Originally published June 4, 1954",
        "Print release date: June 4, 2004",
        "Old time radio, recorded live: October 30, 1988",
        "October 30, 1938",
        "a tale of December 7, 1941",
        "June 5, 2020 - June 9, 2021",
        "Released 2020-01-02, Released 2021-01-02",
        "Release Date: June 31, 2020",
        "Release date: 2023",
        "Uploaded June 4, 2024",
        "Release date: 25-07-17",
        "ISBN 978-0-06-238954-1",
        "version 1.2.2020",
    ],
)
def test_reads_no_date_where_no_single_day_of_release_is_given(tags: str) -> None:
    """Years, months, impossible days, other events and contradictions give no release date."""
    facts = extract(tags=tags)

    assert facts.release_date is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Release date: 05-04-2022", None),
        ("Release date: 05/04/22", None),
        ("Audible.co.uk release date: 05/04/2022", None),
        ("Audible Release Date:05-04-22", date(2022, 5, 4)),
        ("Audible.com Release Date : 10-02-09", date(2009, 10, 2)),
        ("Release date (MM/DD/YYYY): 05/04/2022", date(2022, 5, 4)),
        ("Release date (DD/MM/YYYY): 05/04/2022", date(2022, 4, 5)),
    ],
)
def test_an_open_order_is_settled_only_by_the_source_or_the_text(text: str, expected: date | None) -> None:
    """05-04-2022 is May 4 where Audible says it or the order is written beside it, and else unknown."""
    facts = extract(description=text)

    assert facts.release_date == expected


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Narrated by her\nRelease date: May 4, 2022\nLanguage: English", date(2022, 5, 4)),
        ("Narrated by her Release date: 05-24-2022 Publisher: Tor", date(2022, 5, 24)),
        ("Published June 4, 2019\nA novel", date(2019, 6, 4)),
        ("Copyright: 2007\nAudiobook Copyright: 2012", None),
        ("The next book will be released June 4, 2025.", None),
        ("Book 2 releases on June 4, 2025", None),
        ("On December 7, 1941, the world changed. It was published in 1985.", None),
    ],
)
def test_in_descriptions_only_labels_count(description: str, expected: date | None) -> None:
    """Stories are full of days; the day of release has a colon or begins its line."""
    facts = extract(description=description)

    assert facts.release_date == expected


@given(
    day=st.dates(date(1990, 1, 1), date(2035, 12, 31)),
    style=st.sampled_from(["%B %d, %Y", "%b. %d, %Y", "%d %B %Y", "%Y-%m-%d", "%d-%b-%Y", "%b-%d-%Y"]),
)
def test_what_a_style_prints_is_read_back(day: date, style: str) -> None:
    """A day printed in any unambiguous style is read back."""
    tags = f"MP3, 64 kbps, Release Date: {day.strftime(style)}, 12 hrs 5 mins"

    facts = extract(tags=tags)

    assert facts.release_date == day


@given(
    day=st.dates(date(1990, 1, 1), date(2035, 12, 31)),
    style=st.sampled_from(["%m-%d-%Y", "%d/%m/%Y", "%m-%d-%y"]),
)
def test_a_number_date_is_never_read_as_another_day(day: date, style: str) -> None:
    """A date of three numbers gives its own day or none."""
    facts = extract(tags=f"Release date: {day.strftime(style)}")

    assert facts.release_date in {day, None}
