"""The account kept safe."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.guardian import AccountState, Limits, refusal

GIB = 1 << 30
LIMITS = Limits(unsat_buffer=10, min_ratio=2.0)
WELL = AccountState(
    uploaded_bytes=100 * GIB,
    downloaded_bytes=40 * GIB,
    unsatisfied=5,
    unsatisfied_limit=50,
    free_bytes=100 * GIB,
)


def asked(account: AccountState, *, size: int = GIB, free: bool = False) -> str | None:
    return refusal(size_bytes=size, free=free, account=account, limits=LIMITS)


def test_a_healthy_account_may_download():
    """Slots, ratio and space in plenty speak against nothing."""
    assert asked(WELL) is None


@pytest.mark.parametrize(
    ("in_use", "pending", "allowed"), [(39, 0, True), (40, 0, False), (38, 1, True), (38, 2, False)]
)
def test_more_slots_than_the_buffer_must_be_left(in_use, pending, allowed):
    """With a limit of 50 and a buffer of 10, what is under way counts as in use."""
    told = asked(replace(WELL, unsatisfied=in_use, pending=pending))

    assert (told is None) is allowed
    assert allowed or "UNSAT_BUFFER" in told


@pytest.mark.parametrize(("size", "allowed"), [(10 * GIB, True), (10 * GIB + 1, False)])
def test_the_ratio_after_the_download_counts(size, allowed):
    """100 up and 40 down bear 10 more at a ratio of 2."""
    told = asked(WELL, size=size)

    assert (told is None) is allowed
    assert allowed or ("MIN_RATIO" in told and "1.99" in told and "2.50 now" in told)


def test_what_is_under_way_counts_for_the_ratio():
    """Two downloads of 6 GiB are too much where one is not."""
    assert asked(WELL, size=6 * GIB) is None
    assert "ratio" in asked(replace(WELL, pending_counted_bytes=6 * GIB), size=6 * GIB)


def test_what_is_free_does_not_count_for_the_ratio():
    """It still needs a slot and space."""
    poor = replace(WELL, uploaded_bytes=0)

    assert asked(poor, size=50 * GIB, free=True) is None
    assert asked(replace(poor, unsatisfied=45), free=True) is not None


def test_an_account_that_downloaded_nothing_has_an_infinite_ratio():
    """And may still not fall below the least."""
    fresh = replace(WELL, uploaded_bytes=3 * GIB, downloaded_bytes=0)

    assert asked(fresh, size=GIB) is None
    assert "infinite now" in asked(fresh, size=2 * GIB)


@pytest.mark.parametrize(("free", "allowed"), [(5 * GIB, True), (5 * GIB - 1, False)])
def test_the_space_must_do_for_all(free, allowed):
    """This download, what others still fetch, and a gibibyte that stays free."""
    told = asked(replace(WELL, free_bytes=free, pending_disk_bytes=2 * GIB), size=2 * GIB)

    assert (told is None) is allowed
    assert allowed or "save path" in told


@pytest.mark.parametrize(
    "unknown", ["uploaded_bytes", "downloaded_bytes", "unsatisfied", "unsatisfied_limit", "free_bytes"]
)
def test_an_unknown_value_is_a_refusal(unknown):
    """Harm that cannot be ruled out is not risked."""
    assert asked(replace(WELL, **{unknown: None})) is not None


@given(
    size=st.integers(0, 1 << 42),
    up=st.integers(0, 1 << 44),
    down=st.integers(0, 1 << 44),
    used=st.integers(0, 300),
    limit=st.integers(0, 300),
    disk=st.integers(0, 1 << 44),
)
def test_whatever_is_allowed_leaves_the_account_safe(size, up, down, used, limit, disk):
    """After an allowed download the ratio, the slots and the disk are as the limits want them."""
    account = AccountState(
        uploaded_bytes=up, downloaded_bytes=down, unsatisfied=used, unsatisfied_limit=limit, free_bytes=disk
    )

    if asked(account, size=size) is None:
        assert limit - used > 10
        assert up >= 2 * (down + size)
        assert disk >= size
