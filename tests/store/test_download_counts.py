"""How many downloads have come how far, on both databases."""

from domain.recording import Recording
from domain.recording_check import RecordingVerdict
from sandbox.clock import START
from store.downloads import Downloads, Status


async def test_records_are_counted_by_status_and_verdict(db):
    """What was not checked has no verdict; the figures after it do not matter."""
    downloads = Downloads(db)
    checked = [
        (Status.APPLIED, "verified: listed 1:00:00, computed 1:00:01"),
        (Status.APPLIED, "verified: listed 2:00:00, computed 2:00:01"),
        (Status.APPLIED, "looks abridged: listed 2:00:00, computed 1:00:00"),
        (Status.APPLIED, None),
        (Status.NEEDS_PERSON, None),
    ]
    for number, (status, check) in enumerate(checked):
        made = await downloads.create(
            Recording(torrent_id=number + 1),
            hashes=(f"{number:040}", None, None),
            found_by="test",
            status=status,
            now=START,
        )
        await downloads.update(made.id, duration_check=check)

    assert await downloads.counts() == {
        (Status.APPLIED, RecordingVerdict.VERIFIED): 2,
        (Status.APPLIED, RecordingVerdict.ABRIDGED): 1,
        (Status.APPLIED, None): 1,
        (Status.NEEDS_PERSON, None): 1,
    }


def test_verdicts_are_told_apart_by_how_they_begin():
    """The figures are counted by the beginnings of the sentences."""
    assert len({verdict.value[:8] for verdict in RecordingVerdict}) == len(RecordingVerdict)
