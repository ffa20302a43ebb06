"""What is believed when several sources speak, or the files."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.extraction import Files, extract
from domain.recording import Evidence

MIB = 1 << 20
HOURS_8 = 8 * 3600 + 17 * 60 + 9


def test_a_fact_carries_its_evidence() -> None:
    """Each fact says where it stood, which rule read it, the words, and what they say."""
    facts = extract(tags="MP3 | Length: 8 hrs and 17 mins | 64 kbps")

    assert facts.evidence == {
        "duration_seconds": (
            Evidence(
                source="tags",
                rule="labelled length as a tag",
                snippet="Length: 8 hrs and 17 mins",
                value="29820",
            ),
        )
    }
    assert facts.contradicted == ()


def test_two_labels_that_disagree_leave_the_fact_unknown() -> None:
    """Tags and description give different lengths: neither is believed, both are shown."""
    facts = extract(tags="Length: 10 hrs 5 mins", description="Length: 12 hrs and 5 mins")

    assert facts.duration_seconds is None
    assert facts.contradicted == ("duration_seconds",)
    assert [one.value for one in facts.evidence["duration_seconds"]] == ["36300", "43500"]


def test_lengths_that_differ_by_rounding_agree() -> None:
    """A length in seconds and one in minutes are the same one; the first of the equally trusted counts."""
    facts = extract(tags="Length: 12 hrs and 5 mins", description="Duration: 12:04:10")

    assert facts.duration_seconds == 43500
    assert facts.contradicted == ()


def test_a_label_stands_against_a_word() -> None:
    """What is labelled is believed against a mere tag, and the contradiction is reported."""
    facts = extract(tags="Abridged | Podium Audio", description="Abridged: No\nPublisher: Tantor Media")

    assert facts.abridged is False
    assert facts.publisher == "Tantor Media"
    assert facts.contradicted == ("abridged", "publisher")


def test_one_publisher_spelt_twice_is_no_contradiction() -> None:
    """Case and legal form make no other publisher."""
    facts = extract(tags="PODIUM AUDIO", description="Publisher: Podium Audio, LLC")

    assert facts.publisher == "Podium Audio, LLC"
    assert facts.contradicted == ()


def test_mediainfo_of_the_only_file_is_the_duration() -> None:
    """A single audio file's MediaInfo is exact and comes before what is listed."""
    facts = extract(
        tags="Length: 8 hrs and 17 mins", files=Files(types=("m4b",), number=1, mediainfo_seconds=HOURS_8)
    )

    assert facts.duration_seconds == HOURS_8
    assert facts.evidence["duration_seconds"][0].source == "mediainfo"


def test_mediainfo_with_a_cover_beside_the_file_is_the_duration() -> None:
    """Files that are surely no audio do not count; nor does a file whose own size is all but the whole."""
    beside = Files(types=("m4b",), other_types=("jpg",), number=2, mediainfo_seconds=HOURS_8)
    by_size = Files(
        types=("m4b",), number=2, size_bytes=round(451.8 * MIB), mediainfo_seconds=HOURS_8, mediainfo_kbps=126
    )

    assert extract(files=beside).duration_seconds == HOURS_8
    assert extract(files=by_size).duration_seconds == HOURS_8


def test_mediainfo_of_one_of_several_files_is_no_duration() -> None:
    """It may be a part: two files, two kinds, or twice the size are never taken for one."""
    several = Files(types=("mp3",), number=6, size_bytes=164 * MIB, mediainfo_seconds=4724, mediainfo_kbps=64)
    two_halves = Files(
        types=("m4b",), number=2, size_bytes=900 * MIB, mediainfo_seconds=HOURS_8, mediainfo_kbps=126
    )
    two_kinds = Files(types=("m4b", "mp3"), number=2, mediainfo_seconds=HOURS_8)

    assert [extract(files=files).duration_seconds for files in (several, two_halves, two_kinds)] == [None] * 3


def test_mediainfo_of_one_file_refutes_a_shorter_listing() -> None:
    """The whole cannot be shorter than a part of it."""
    files = Files(types=("mp3",), number=6, size_bytes=164 * MIB, mediainfo_seconds=4724, mediainfo_kbps=64)

    right = extract(description="Length: 5 hrs and 59 mins", files=files)
    wrong = extract(description="Length: 1 hr and 1 min", files=files)

    assert right.duration_seconds == 21540
    assert wrong.duration_seconds is None
    assert wrong.contradicted == ("duration_seconds",)
    assert [one.source for one in wrong.evidence["duration_seconds"]] == ["description", "mediainfo", "row"][
        :2
    ]


def test_the_size_refutes_the_length_of_one_book_of_many() -> None:
    """5 GB of MP3 do not last ten hours, and 30 MB not a hundred."""
    too_short = extract(
        tags="Length: 10 hrs 5 mins", files=Files(types=("mp3",), number=600, size_bytes=5 * 10**9)
    )
    too_long = extract(
        tags="Length: 100 hrs 5 mins", files=Files(types=("mp3",), number=6, size_bytes=30 * 10**6)
    )

    assert too_short.duration_seconds is None
    assert too_long.duration_seconds is None
    assert too_short.contradicted == too_long.contradicted == ("duration_seconds",)


def test_a_stated_bit_rate_narrows_what_the_size_allows() -> None:
    """1:18 of 164 MiB would be 291 kbit/s, and the tags say 64: it is one part's length."""
    files = Files(types=("mp3",), number=6, size_bytes=164 * MIB)

    assert extract(tags="64 kbps, 1 hr 18 mins", files=files).duration_seconds is None
    assert extract(tags="64 kbps, 5 hrs 59 mins", files=files).duration_seconds == 21540


def test_mediainfo_pasted_into_a_description_is_of_one_file() -> None:
    """Its Duration counts only for a torrent of one audio file."""
    pasted = "General\nComplete name : a.mp3\nDuration : 1 h 18 min\nOverall bit rate : 64.0 kb/s"

    one = extract(description=pasted, files=Files(types=("mp3",), number=1, size_bytes=37_500_000))
    many = extract(description=pasted, files=Files(types=("mp3",), number=6, size_bytes=164 * MIB))

    assert one.duration_seconds == 4680
    assert many.duration_seconds is None


def test_a_list_of_facts_with_commas_in_them() -> None:
    """Commas inside dates and durations split nothing."""
    facts = extract(
        tags="Requested, Chaptered M4B, 126kbps, Duration 4 hours, 21 minutes, 48 seconds, Fantasy, "
        "Published November 14, 2023, Unabridged, Little, Brown Audio"
    )

    assert facts.duration_seconds == 15708
    assert facts.release_date == date(2023, 11, 14)
    assert facts.abridged is False
    assert facts.publisher == "Little, Brown Audio"


@given(tags=st.text(), description=st.text(), title=st.text(), size=st.integers(0, 10**12))
def test_any_text_is_read(tags: str, description: str, title: str, size: int) -> None:
    """Whatever the texts are, the answer is facts and never an error."""
    facts = extract(
        tags=tags, description=description, title=title, files=Files(types=("mp3",), size_bytes=size)
    )

    assert set(facts.contradicted) <= set(facts.evidence)


@given(
    st.lists(
        st.sampled_from(
            [
                "12",
                ":",
                "05",
                " hrs",
                " mins",
                ",",
                " ",
                "|",
                "\n",
                "(",
                ")",
                "2023",
                "-",
                "/",
                "June",
                "Release Date",
                "th",
                "Length",
                "unabridged",
                "Publisher:",
                "Podium Audio",
                "(P)",
                "each",
                "\xa0",
                "İ",
                "published by",
                "seed ",
            ]
        ),
        max_size=60,
    )
)
def test_any_words_of_the_field_are_read(words: list[str]) -> None:
    """The words that rules look for, in any order, give facts with evidence and never an error."""
    text = "".join(words)

    facts = extract(tags=text, description=text, title=text)

    assert all(0 < len(one.snippet) <= 120 for found in facts.evidence.values() for one in found)


def test_a_long_text_is_read_in_time() -> None:
    """Megabytes of what the rules look for cost no more than their first part: this would take minutes."""
    for piece in (
        "12 hrs ",
        "unabridged ",
        "June 5, ",
        "(P) 2011 ",
        "publisher ",
        "published by a ",
        "1:",
        "12 ",
        "[img]",
        "a.",
    ):
        extract(tags=piece * 200_000, description=piece * 200_000, title=piece * 200_000)
