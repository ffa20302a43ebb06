"""The edition that is taken among several of one book."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.editions import DEFAULT_ORDER, Preferences, choose, edition_order, is_free
from domain.errors import BadInputError
from domain.recording import Recording


def edition(torrent_id: int, **facts) -> Recording:
    return Recording(torrent_id=torrent_id, title="Chains", authors=("Nicoli Gonnella",), **facts)


@pytest.mark.parametrize(
    ("criterion", "better", "worse"),
    [
        ("language", {"language": "ENG"}, {"language": None}),
        ("language", {"language": "English"}, {"language": "GER"}),
        ("language", {"language": None}, {"language": "fre"}),
        ("unabridged", {"abridged": False}, {"abridged": None}),
        ("unabridged", {"abridged": None}, {"abridged": True}),
        ("format", {"file_types": ("m4b",)}, {"file_types": ("mp3",)}),
        ("format", {"file_types": ("MP3", "cue")}, {"file_types": ("flac",)}),
        ("free", {"freeleech": True}, {}),
        ("free", {"personal_freeleech": True}, {"fl_vip": True, "vip": True}),
        ("seeders", {"seeders": 9}, {"seeders": 8}),
        ("seeders", {"seeders": 1}, {"seeders": None}),
        ("chapters", {"chapters": 31}, {"chapters": None}),
        ("chapters", {"chapters": None}, {"chapters": 1}),
        ("bitrate", {"bitrate_kbps": 128}, {"bitrate_kbps": 64}),
    ],
)
def test_each_criterion_decides_between_otherwise_equal_editions(criterion, better, worse):
    """An edition that is better in one respect is taken, and the choice names that respect."""
    candidates = [edition(2, **worse), edition(1, **better)]

    choice = choose(candidates, preferences=Preferences())

    assert choice.chosen.torrent_id == 1
    assert choice.decided_by == criterion
    assert criterion in choice.why


@pytest.mark.parametrize(("weighty", "light"), list(itertools.pairwise(DEFAULT_ORDER)))
def test_an_earlier_criterion_outweighs_a_later_one(weighty, light):
    """What is better by the earlier criterion is taken, however good the other is by the next."""
    better = {
        "language": {"language": "ENG"},
        "unabridged": {"abridged": False},
        "format": {"file_types": ("m4b",)},
        "free": {"freeleech": True},
        "seeders": {"seeders": 500},
        "chapters": {"chapters": 40},
        "bitrate": {"bitrate_kbps": 320},
    }

    choice = choose([edition(2, **better[light]), edition(1, **better[weighty])], preferences=Preferences())

    assert choice.chosen.torrent_id == 1
    assert choice.decided_by == weighty


def test_a_narrator_asked_for_comes_before_everything():
    """A preferred narrator's edition is taken even when it is worse in every other respect."""
    podehl = edition(1, narrators=("Nick Podehl",), file_types=("mp3",), abridged=True, seeders=1)
    degas = edition(2, narrators=("Rupert Degas",), file_types=("m4b",), abridged=False, seeders=99)

    choice = choose([degas, podehl], preferences=Preferences(narrators=("Podehl, Nick",)))

    assert choice.chosen is podehl
    assert choice.why == "Chosen from 2 editions by narrator: Nick Podehl; the next best: Rupert Degas."


def test_a_narrator_may_be_placed_in_the_order():
    """Where the order itself names the narrator, that place counts."""
    podehl = edition(1, narrators=("Nick Podehl",), language="GER")
    degas = edition(2, narrators=("Rupert Degas",), language="ENG")
    preferences = Preferences(order=("language", "narrator"), narrators=("Nick Podehl",))

    choice = choose([podehl, degas], preferences=preferences)

    assert choice.chosen is degas


@pytest.mark.parametrize(
    ("facts", "account_is_vip", "free"),
    [
        ({"freeleech": True}, False, True),
        ({"personal_freeleech": True}, False, True),
        ({"fl_vip": True}, True, True),
        ({"fl_vip": True}, False, False),
        ({"vip": True}, True, False),
        ({}, True, False),
    ],
)
def test_free_depends_on_the_account(facts, account_is_vip, free):
    """Freeleech and personal freeleech are free for all, "freeleech or VIP" for a VIP account alone."""
    assert is_free(edition(1, **facts), account_is_vip=account_is_vip) is free


def test_languages_are_taken_in_the_order_preferred():
    """Of two languages asked for the first is better, in any spelling."""
    german, english = edition(1, language="Deutsch"), edition(2, language="ENG")

    choice = choose([english, german], preferences=Preferences(languages=("de-DE", "en")))

    assert choice.chosen is german


def test_a_single_edition_explains_itself():
    """With one candidate there is nothing to decide."""
    choice = choose([edition(1)], preferences=Preferences())

    assert choice.decided_by is None
    assert choice.why == "It is the only edition found."


def test_among_equals_the_later_upload_is_taken():
    """Two editions that nothing sets apart are distinguished by their id."""
    choice = choose([edition(1), edition(7)], preferences=Preferences())

    assert choice.chosen.torrent_id == 7
    assert choice.decided_by is None


@pytest.mark.parametrize("order", [("size",), ("language", "language"), ()])
def test_an_order_that_cannot_be_used_is_refused(order):
    """An unknown criterion, one named twice or none at all is an error that names the setting."""
    with pytest.raises(BadInputError, match="EDITION_ORDER"):
        Preferences(order=order)


def test_an_order_is_read_as_a_user_writes_it():
    """Blanks and capitals do not matter."""
    assert edition_order([" Format ", "SEEDERS"]) == ("format", "seeders")


def test_nothing_to_choose_from_is_an_error():
    """An empty list is the caller's mistake."""
    with pytest.raises(ValueError, match="no candidates"):
        choose([], preferences=Preferences())


@given(
    st.lists(
        st.builds(
            Recording,
            torrent_id=st.integers(1, 99),
            abridged=st.sampled_from([None, True, False]),
            language=st.sampled_from([None, "ENG", "GER", "?"]),
            file_types=st.sampled_from([(), ("m4b",), ("mp3",), ("flac", "mp3")]),
            seeders=st.none() | st.integers(0, 3),
            chapters=st.none() | st.integers(0, 3),
            bitrate_kbps=st.none() | st.integers(1, 3),
            freeleech=st.booleans(),
            fl_vip=st.booleans(),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda found: found.torrent_id,
    ),
    st.randoms(use_true_random=False),
)
def test_the_choice_does_not_depend_on_the_order_of_the_candidates(
    candidates: list[Recording], chance: random.Random
):
    """Shuffling the candidates changes nothing, and every one of them is ranked."""
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    first, second = (choose(found, preferences=Preferences()) for found in (candidates, shuffled))

    assert first == second
    assert sorted(found.torrent_id for found in first.ranking) == sorted(
        found.torrent_id for found in candidates
    )
