"""Publishers in tags and descriptions."""

import pytest

from domain.extraction import extract


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("Publisher: Eakin Press | Published: July 23, 2020 | Print length: 582 pages", "Eakin Press"),
        ("Publisher: Audible Originals", "Audible Originals"),
        ("Romance, Publisher EA Mayes, 64 kbps", "EA Mayes"),
        ("Publisher - Tantor Audio", "Tantor Audio"),
        ("publisher: podium audio", "podium audio"),
        ("Publisher: Recorded Books, Inc., 2012", "Recorded Books, Inc."),
        ("Publisher: Penguin Random House Audio, Unabridged", "Penguin Random House Audio"),
        ("Publisher: Hachette Audio // Length: 3 hrs", "Hachette Audio"),
        ("Publisher: Orion (2012)", "Orion"),
        (
            "TrueDecrypt 126kbps | 11 hrs | Royal Guard Publishing LLC | Released 2025-11-10",
            "Royal Guard Publishing LLC",
        ),
        ("Soundbooth Theater, LitRPG, cinematic", "Soundbooth Theater"),
        ("25 hrs 9 mins | Aethon Audio", "Aethon Audio"),
        ("HarperCollins Audio - July 19, 2018", "HarperCollins Audio"),
        ("St. Martin's Press (June 4, 2024)", "St. Martin's Press"),
        ("Podium Audio 2023", "Podium Audio"),
        ("Retail. Podium Audio.", "Podium Audio"),
        ("Unabridged, Little, Brown Audio, 2019", "Little, Brown Audio"),
        ("(P) 2011 DAW Books, 42hr 49min, UK edition", "DAW Books"),
        ("©2010 Patrick Rothfuss (P)2011 Brilliance Audio, Inc.", "Brilliance Audio, Inc."),
        ("℗ 2016 Podium Publishing", "Podium Publishing"),
        ("M4B, Published by Tantor Media on June 4, 2019", "Tantor Media"),
        ("Moon Gate Publishing LLC, LitRPG", "Moon Gate Publishing LLC"),
    ],
)
def test_reads_tags(tags: str, expected: str) -> None:
    """A label, a notice, a known name or a company's name as a tag names the publisher, as written."""
    facts = extract(tags=tags)

    assert facts.publisher == expected


@pytest.mark.parametrize(
    "tags",
    [
        "Terry Pratchett - BBC Drama",
        "Seven BBC Radio 4 full-cast dramatisations, chapterized mp3s",
        "SPECIAL VERSION WITH:CINEMATIC AUDIO, 192 kbps",
        "Scott Lynch, Lies Of Locke Lamora, Fantasy, Audible, m4b.",
        "Audible TrueDecrypt (Libation)",
        "a sentence on Podium Audio and others",
        "Narrated by Jeff Hays of Soundbooth Theater",
        "Narrator: Soundbooth Theater",
        "Publisher's Summary: a tale",
        "Publishers Weekly",
        "Publisher: Unknown",
        "Podium Audio, Tantor Audio",
        "Self-Publishing, Writing & Publishing",
        "French Press",
    ],
)
def test_names_no_publisher_where_none_is_named(tags: str) -> None:
    """A name within a sentence, a shop, a subject or two names at odds are no publisher."""
    facts = extract(tags=tags)

    assert facts.publisher is None


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (
            "Genre: Fantasy\nPublisher: Orion Publishing Group\nSeries Name: Kingkiller Chronicle",
            "Orion Publishing Group",
        ),
        (
            "Genre: Fantasy Publisher: Orion Publishing Group Series Name: Kingkiller",
            "Orion Publishing Group",
        ),
        ("Publisher:Recorded Books", "Recorded Books"),
        ("By: A\nPublisher: Tantor Audio Release date: 05-04-22", "Tantor Audio"),
        ("A tale of two.\nPublished by: Tantor Media", "Tantor Media"),
        ("Ian Robertson as Publisher, Richard Dredge in as Editor", None),
        ("From the publisher: Bla bla story of a man", None),
        ("Publisher's Summary\nBla", None),
        ("It was published by Tor in 1985.", None),
        ("Podium Audio", None),
    ],
)
def test_in_descriptions_only_labels_count(description: str, expected: str | None) -> None:
    """Running text mentions publishers, too; a label ends where the next one begins."""
    facts = extract(description=description)

    assert facts.publisher == expected
