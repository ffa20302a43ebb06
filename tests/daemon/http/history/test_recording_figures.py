"""What the checks of the recordings said, for Prometheus."""

from domain.facts import DurationVerdict, Status
from domain.recording import Recording


async def test_downloads_and_verdicts_are_figures(url, http, parts, clock):
    """Each status and each verdict has one, also while it is 0."""
    made = await parts.store.downloads.create(
        Recording(torrent_id=1),
        hashes=("0" * 40, None, None),
        found_by="test",
        status=Status.APPLIED,
        now=clock.now(),
    )
    await parts.store.downloads.update(
        made.id,
        duration_verdict=DurationVerdict.SHORTER,
        duration_check="shorter than listed: listed 2:00:00, computed 1:00:00",
    )

    async with http.get(f"{url}/metrics") as answer:
        figures = (await answer.text()).splitlines()

    assert 'shelfhook_downloads{status="applied"} 1.0' in figures
    assert 'shelfhook_downloads{status="needs_person"} 0.0' in figures
    assert 'shelfhook_recordings{verdict="shorter"} 1.0' in figures
    assert 'shelfhook_recordings{verdict="verified"} 0.0' in figures
