"""What people turn off, on both databases."""

from datetime import timedelta

from sandbox.clock import START
from store.switches import Switches


async def test_everything_is_on_until_it_is_turned_off(db):
    """A switch says why it is off, and nothing else is."""
    switches = Switches(db)

    await switches.off("acquisition", reason="the disk is small", now=START)

    assert await switches.why_off("acquisition") == "the disk is small"
    assert await switches.why_off("enrichment") is None


async def test_off_and_on_may_be_repeated(db):
    """The newest reason counts; on again is on, also for what was never off."""
    switches = Switches(db)
    await switches.off("acquisition", reason="first", now=START)

    await switches.off("acquisition", reason="second", now=START + timedelta(hours=1))

    assert await switches.why_off("acquisition") == "second"
    await switches.on("acquisition")
    await switches.on("acquisition")
    assert await switches.why_off("acquisition") is None
