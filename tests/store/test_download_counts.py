"""How many downloads have come how far, on both databases."""

from domain.facts import DurationVerdict, Status
from domain.recording import Recording
from sandbox.clock import START
from store.downloads import Downloads


async def test_records_are_counted_by_status_and_verdict(db):
    """What was not checked has no verdict."""
    downloads = Downloads(db)
    checked = [
        (Status.APPLIED, DurationVerdict.VERIFIED),
        (Status.APPLIED, DurationVerdict.VERIFIED),
        (Status.APPLIED, DurationVerdict.ABRIDGED),
        (Status.APPLIED, None),
        (Status.NEEDS_PERSON, None),
    ]
    for number, (status, verdict) in enumerate(checked):
        made = await downloads.create(
            Recording(torrent_id=number + 1),
            hashes=(f"{number:040}", None, None),
            found_by="test",
            status=status,
            now=START,
        )
        await downloads.update(made.id, duration_verdict=verdict)

    assert await downloads.counts() == {
        (Status.APPLIED, DurationVerdict.VERIFIED): 2,
        (Status.APPLIED, DurationVerdict.ABRIDGED): 1,
        (Status.APPLIED, None): 1,
        (Status.NEEDS_PERSON, None): 1,
    }
