"""Sessions of browsers that were signed out."""

from datetime import timedelta

import pytest

from sandbox.clock import START
from store.signed_out import SignedOut
from store.switches import Switches

WEEK = timedelta(days=7)


@pytest.mark.databases("sqlite", "postgres")
async def test_a_session_that_ended_is_known_until_it_would_have_expired(db):
    """Signing out again changes nothing; what has expired is forgotten, and nothing beside it."""
    switches = Switches(db)
    signed_out = SignedOut(switches)
    await switches.off("acquisition", reason="paused", now=START - WEEK)
    await signed_out.add("first", now=START, expired_before=START)
    await signed_out.add("first", now=START + WEEK, expired_before=START)

    assert await signed_out.has("first")
    assert not await signed_out.has("second")
    await signed_out.add("second", now=START + WEEK, expired_before=START + timedelta(days=1))
    assert [await signed_out.has(one) for one in ("first", "second")] == [False, True]
    assert await switches.why_off("acquisition") == "paused"
