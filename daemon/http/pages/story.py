"""The whole story of one download, and of one run."""

from typing import Any, Final

from aiohttp import web

from daemon.http.api.downloads.candidates import candidates_of
from daemon.http.api.downloads.costs import cost_of
from daemon.http.api.searched import results_of
from daemon.http.pages.happenings import told
from daemon.http.pages.importing import import_of
from daemon.http.pages.lists import transfers_of, written
from daemon.http.pages.proposals import editions_of
from daemon.http.pages.rendering import SITE, Site
from daemon.parts import Parts
from domain.completeness import completeness
from domain.facts import ProofKind, Status
from domain.mentions import Means, Mention
from domain.recording import Recording
from store.decisions import OPEN_TO_DISMISSAL, keys_of, may_be_linked, next_step
from store.downloads import Download
from store.proposal_decisions import NEW_TO_APPROVAL
from store.runs import Run

_EVENTS: Final = 50
_CHANGES: Final = 100
_DECLINABLE: Final = (Status.PROPOSED, Status.APPROVED, Status.REFUSED)
_DECIDED: Final = (Status.APPROVED, Status.REFUSED, Status.REJECTED)
_FACTS: Final = (
    ("Narrator", "narrators"),
    ("Duration", "duration_seconds"),
    ("Abridged", "abridged"),
    ("Publisher", "publisher"),
    ("Released", "release_date"),
    ("Language", "language"),
    ("Files", "file_types"),
    ("ISBN", "isbn"),
    ("ASIN", "asin"),
)


async def download(request: web.Request) -> web.Response:
    """Events, candidates, each field before and after, and the possible actions."""
    site, number = request.app[SITE], request.match_info["number"]
    found = await site.api.parts.store.downloads.by_id(int(number))
    if found is None:
        return site.not_found(request, f"download {number}")
    return site.page(request, "download.html", await _of_download(site, found))


async def _of_download(site: Site, found: Download) -> dict[str, Any]:
    parts = site.api.parts
    hashes = (found.info_hash, found.infohash_v1, found.infohash_v2)
    changes = await parts.store.views.listing.changes(limit=_CHANGES, download_id=found.id)
    return {
        "download": found,
        "book": await parts.store.books.by_id(found.item_id) if found.item_id else None,
        "story": told(await parts.store.views.activity.of(keys_of(found.id, hashes), limit=_EVENTS)),
        "is_here": found.status in OPEN_TO_DISMISSAL or found.status is Status.APPLIED,
        "changes": changes,
        **await written(parts, changes),
        "corrections": await parts.store.corrections.of_download(found.id, limit=_CHANGES),
        "facts": facts(found.recording),
        "missing": completeness(found.recording).missing,
        **await import_of(site.api, found),
        "choices": (await candidates_of(parts.store, [found])).get(found.id, ()),
        "cost": cost_of(site.api, found.recording) if found.status in _DECLINABLE else None,
        "editions": editions_of(found) if found.status is Status.PROPOSED else (),
        "since": "",
        "transfers": await transfers_of(site, [found]),
        "may": {
            "approve": found.status in NEW_TO_APPROVAL,
            "reject": found.status in _DECLINABLE,
            "reconsider": found.decided_at is not None and found.status in _DECIDED,
            "relink": may_be_linked(found),
            "unlink": found.proof_kind is ProofKind.PERSON,
            "retry": next_step(found) is not None,
            "dismiss": found.status in OPEN_TO_DISMISSAL,
            "refresh": found.mam_id is not None or found.info_hash is not None,
        },
    }


async def run(request: web.Request) -> web.Response:
    """What a run did: the books it asked about, those that it left out and why, and its changes."""
    site, number = request.app[SITE], request.match_info["number"]
    parts = site.api.parts
    found = await parts.store.runs.by_id(int(number))
    if found is None:
        return site.not_found(request, f"run {number}")
    changes = await parts.store.changes.recent(run_id=found.id, limit=_CHANGES)
    waits = (await parts.store.run_steps.waiting()).get(found.id)
    corrections = await parts.store.corrections.of_run(found.id, limit=_CHANGES)
    shown = {"run": found, "waits": waits, "changes": changes, "corrections": corrections}
    shown |= await _asked_about(parts, found) | await _searched(parts, found)
    shown |= await written(parts, changes)
    return site.page(request, "run.html", shown)


async def _asked_about(parts: Parts, run: Run) -> dict[str, Any]:
    """The books that a run asked about, and what each is, by its place."""
    books = await parts.store.views.of_run.books(run)
    mentions = {place: mention for place, one in enumerate(books) if (mention := one.mention) is not None}
    return {"books": books, "subjects": await parts.store.views.subjects.by(mentions)}


async def _searched(parts: Parts, run: Run) -> dict[str, Any]:
    """The results of a search run's queries, and the downloads that they name, by number."""
    queries = list(results_of(run))
    created = [number for one in queries for number in one.created]
    named = [left.download for one in queries for left in one.left_out if left.download is not None]
    mentions = {number: Mention(Means.DOWNLOAD, str(number)) for number in (*created, *named)}
    return {"searched": queries, "downloads": await parts.store.views.subjects.by(mentions)}


def facts(recording: Recording) -> list[tuple[str, str, Any, Any]]:
    """The record's facts: each one's label, its field's name, its value, and the words that it was read from."""
    return [
        (label, name, getattr(recording, name), recording.evidence.get(name, ()))
        for label, name in _FACTS
        if getattr(recording, name) not in (None, ())
    ]
