"""Whether the files are the recording that the record lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import DurationVerdict
from domain.recording import Recording
from domain.recording_check import Audio, check

LISTED = 36000


def recording(**facts: object) -> Recording:
    return Recording.model_validate({"duration_seconds": LISTED, **facts})


def audio(share: float, *, files: int = 1, chapters: int = 0, complete: bool = True) -> Audio:
    """So much of the listed duration."""
    return Audio(seconds=LISTED * share, files=files, chapters=chapters, complete=complete)


@pytest.mark.parametrize(
    ("facts", "found", "verdict"),
    [
        pytest.param({}, audio(1.0), "verified", id="as listed"),
        pytest.param({}, audio(0.98), "verified", id="within three per cent"),
        pytest.param({"abridged": False}, audio(0.5), "looks_abridged", id="half of what is called unabridged"),
        pytest.param({"abridged": True}, audio(0.5), "shorter", id="half of what is abridged already"),
        pytest.param({}, audio(0.5), "shorter", id="half of what nobody called either"),
        pytest.param({"abridged": False}, audio(0.9), "shorter", id="a disc of ten"),
        pytest.param(
            {"abridged": False, "files": 20}, audio(0.5, files=10), "shorter", id="files are missing"
        ),
        pytest.param(
            {"abridged": False, "files": 12}, audio(0.5, files=10), "looks_abridged", id="only covers are missing"
        ),
        pytest.param(
            {"abridged": False, "chapters": 24}, audio(0.5, chapters=12), "shorter", id="chapters are"
        ),
        pytest.param(
            {"abridged": False, "chapters": 24}, audio(0.5, chapters=24), "looks_abridged", id="all chapters, half as long"
        ),
        pytest.param({"abridged": False}, audio(0.5, complete=False), "shorter", id="still copied"),
        pytest.param({"abridged": True}, audio(1.8), "looks_unabridged", id="the reverse"),
        pytest.param({"abridged": False}, audio(1.8), "longer", id="longer"),
        pytest.param({"abridged": True}, audio(1.1), "longer", id="a little longer"),
        pytest.param({}, audio(0), "unknown", id="nothing computed yet"),
        pytest.param({"duration_seconds": None}, audio(1), "unknown", id="nothing listed"),
    ],
)  # fmt: skip
def test_what_a_difference_looks_like(facts: dict[str, object], found: Audio, verdict: str):
    """The table of verdicts."""
    assert check(recording(**facts), found).verdict == verdict


def test_the_sentence_names_the_figures():
    """Durations, how far off, and what else is not there."""
    told = check(recording(abridged=False, files=20, chapters=40), audio(0.5, files=10, chapters=20))

    assert told.sentence == (
        "shorter than listed: 5:00:00 instead of 10:00:00 (50% less); "
        "10 audio files of 20 files listed; 20 chapters of 40 listed"
    )


@given(
    st.integers(min_value=1, max_value=10**6),
    st.floats(min_value=0, max_value=10**6),
    st.sampled_from([True, False, None]),
)
def test_a_verdict_agrees_with_the_figures(listed: int, computed: float, abridged: bool | None):
    """Whatever the figures, shorter is shorter and longer is longer."""
    found = Audio(seconds=computed, files=1, chapters=0, complete=True)

    verdict = check(recording(duration_seconds=listed, abridged=abridged), found).verdict

    short = verdict in {DurationVerdict.SHORTER, DurationVerdict.ABRIDGED}
    assert verdict.is_mismatch is (short or verdict in {DurationVerdict.LONGER, DurationVerdict.UNABRIDGED})
    assert not short or computed < listed
    assert short or not verdict.is_mismatch or computed > listed
