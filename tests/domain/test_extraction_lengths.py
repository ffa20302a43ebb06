"""Lengths in every way to write them: the whole value or none, never a part of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.extraction import extract
from domain.extraction.written_durations import written_durations

HALF = 30


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("1/2 hour", HALF),
        ("10 1/2 hours", 630),
        ("10½ hours", 630),
        ("10 ½ hrs", 630),
        ("8 3/4 hours", 525),
        ("10 and a half hours", 630),
        ("ten and a half hours", 630),
        ("twenty one and a half hours", 1290),
        ("twenty-two hours", 1320),
        ("one hundred and five hours", 6300),
        ("an hour and a half", 90),
        ("10 hours and a half", 630),
        ("half an hour", HALF),
        ("three quarters of an hour", 45),
        ("two and three quarter hours", 165),
        ("two hours and ten minutes", 130),
        ("5 hrs 59", 359),
        ("1h 05m", 65),
        ("1 h 5 m", 65),
        ("1hr05min", 65),
        ("10.5 hours", 630),
        ("1 day, 2 hours", 1560),
        ("1 day, 2 hours and 3 minutes", 1563),
        ("1d 2h 3m", 1563),
        ("10 Std. 5 Min.", 605),
        ("10 Stunden und 5 Minuten", 605),
        ("1,5 Stunden", 90),
        ("ein\u00adeinhalb Stunden", 90),
        ("anderthalb Stunden", 90),
        ("zehneinhalb Stunden", 630),
        ("einundzwanzig Stunden", 1260),
        ("1 Tag 2 Std.", 1560),
        ("2 heures, 35 minutes", 155),
        ("2 heures et demie", 150),
        ("10 h 35", 635),
        ("10 h 35 min", 635),
        ("2 horas y media", 150),
        ("10 horas y 5 minutos", 605),
        ("10 ore e 5 minuti", 605),
        ("2 ore e mezza", 150),
        ("10 uur en 5 minuten", 605),
        ("7 godz. 12 min", 432),
        ("7 godzin i 12 minut", 432),
        ("2 i pół godziny", 150),
        ("8 ч 5 мин", 485),
        ("8 часов 5 минут", 485),
        ("2 с половиной часа", 150),
        ("10時間5分", 605),
        ("10時間半", 630),
        ("１０時間５分", 605),
        ("10\u202fh\u202f35\u202fmin", 635),
    ],
)
def test_the_whole_length_is_read(words: str, minutes: int) -> None:
    """As a labelled tag, as a labelled line and within other tags."""
    seconds = minutes * 60

    assert extract(tags=f"MP3 | Length: {words} | 64 kbps").duration_seconds == seconds
    assert extract(description=f"A tale.\nLength: {words}\nRead by Ann").duration_seconds == seconds
    assert extract(tags=f"MP3, Length: {words}, 64 kbps").duration_seconds == seconds


@pytest.mark.parametrize(
    "words",
    [
        "deux heures, 35 minutes",
        "vingt-deux heures 35 minutes",
        "dos horas y 35 minutos",
        "due ore e 35 minuti",
        "dwie godziny 35 minut",
        "два часа 35 минут",
        "十時間35分",
        "2 hodiny 35 minut",
        "2 óra 35 minutes",
        "1,200 hours",
        "1,5 hours",
        "24/7 hours",
        "12.30 hours",
        "10+ hours",
        "10 hours+",
        "10-12 hours",
        "10 – 12 hours",
        "10 hours - 12 hours",
        "10 to 12 hours",
        "10 hrs to 12 hrs",
        "ten or twelve hours",
        "10 bis 12 Stunden",
        "10 à 12 heures",
        "od 10 do 12 godzin",
        "10 hours or more",
        "more than 10 hours",
        "mehr als 10 Stunden 5 Minuten",
        "plus de 10 heures 5 minutes",
        "más de 10 horas 5 minutos",
        "ponad 10 godzin 5 minut",
        "более 10 часов 5 минут",
        "10時間以上",
        "10 hours 5 perc",
        "10 hours 1/2",
        "10…5 hours",
        "2:10:05:07",
        "10 hours 75 minutes",
        "10.5 hours 5 minutes",
        "unknown",
        "see below",
        "10",
        "?",
    ],
)
def test_what_cannot_be_read_whole_is_not_read(words: str) -> None:
    """Unknown words, ranges, bounds and numbers of another form: no part of them is a length."""
    assert extract(tags=f"MP3 | Length: {words} | 64 kbps").duration_seconds is None
    assert extract(tags=f"MP3, {words}, 64 kbps").duration_seconds is None
    assert extract(description=f"A tale.\nLength: {words}\nRead by Ann").duration_seconds is None


@pytest.mark.parametrize(
    "label",
    [
        "Length",
        "Total length",
        "Running time",
        "Runtime......",
        "Laufzeit",
        "Gesamtlaufzeit",
        "Spieldauer",
        "Länge",
        "Durée",
        "Durée totale",
        "Duración",
        "Durata",
        "Speelduur",
        "Czas trwania",
        "Длительность",
        "Общее время звучания",
        "再生時間",
    ],
)
def test_labels_of_every_language(label: str) -> None:
    """On a line of a description, with whatever separator."""
    for separator in (": ", " : ", "：", "....: ", " = "):
        assert extract(description=f"A tale.\n{label}{separator}10 h 5 min\nx").duration_seconds == 36_300


@pytest.mark.parametrize(
    "line",
    [
        "Runtime (abridged): 3 hrs 2 mins",
        "Abridged length: 3 hrs 2 mins",
        "Running time (film): 2 hrs 5 mins",
        "Film running time: 2 hrs 5 mins",
        "Kapitellänge: 1 Std. 5 Min.",
        "Teil 1: 8 Std. 5 Min.",
        "Partie 1 : 8 heures 5 minutes",
        "Часть 1: 8 ч 5 мин",
        "Rozdział 1: 1 godz. 5 min",
        "Durée moyenne : 1 heure 5 minutes",
        "Hörprobe: 1 Std. 5 Min.",
    ],
)
def test_the_length_of_something_else_is_not_read(line: str) -> None:
    """A part, a film, another edition."""
    assert extract(description=f"A tale.\n{line}\nx").duration_seconds is None
    assert extract(tags=f"MP3 | {line} | x").duration_seconds is None


@given(
    before=st.sampled_from(["", "1", "one ", "12:", "3/", "½", "deux heures ", "2 d ", "10 ", ",", "2 x "]),
    behind=st.sampled_from(["", "½", " 1/2", " and a half", " et demie", " 5", "+", "-12 hours", " 5 foo"]),
    hours=st.integers(1, 40),
    minutes=st.integers(1, 59),
)
def test_a_longer_number_never_gives_its_tail(before: str, behind: str, hours: int, minutes: int) -> None:
    """What a length touches is a part of it: then another value or none is read, and never the bare one."""
    bare = f"{hours} hours {minutes} minutes"

    found = [one.seconds for one in written_durations(f"{before}{bare}{behind}")]

    if before not in {"", ",", "2 x ", "10 "} or behind in {"½", " 1/2", " and a half", "+", "-12 hours"}:
        assert hours * 3600 + minutes * 60 not in found
