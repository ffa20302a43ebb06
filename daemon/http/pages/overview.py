"""The first page, and the check-up."""

from collections import Counter
from dataclasses import fields
from typing import Final

from aiohttp import web

from daemon.config.problems import missing
from daemon.http.api.downloads.candidates import candidates_of
from daemon.http.pages import setup
from daemon.http.pages.lists import transfers_of
from daemon.http.pages.proposals import to_decide
from daemon.http.pages.rendering import SITE
from daemon.http.pages.since import loaded_at
from daemon.http.wording import FIELDS
from handlers.acquiring.gate import SWITCH

_PROPOSALS: Final = 5


async def front(request: web.Request) -> web.Response:
    """Is all well, what happened, what needs a person, how complete the library is, what is next."""
    site = request.app[SITE]
    seen = await site.api.watch.situation()
    parts = site.api.parts
    is_set_up = not missing(parts.settings)
    steps = await setup.links(site.api.setup)
    begins = not is_set_up or not (seen.completions or all(one.is_done for one in steps))
    shown = {one.name: getattr(seen, one.name) for one in fields(seen)}
    shown["choices_of"] = await candidates_of(parts.store, seen.waiting.undecided)
    shown |= await to_decide(site, request, loaded_at(request, seen.now), limit=_PROPOSALS)
    shown |= {
        "transfers": await transfers_of(site, seen.in_progress),
        "started_at": parts.started_at,
        "leads": parts.leadership.leads(),
        "is_set_up": is_set_up,
        "acquisition": {
            "mode": parts.settings.acquisition,
            "paused": await parts.store.switches.why_off(SWITCH),
            "queries": len(site.api.acquisition.search_for_books.queries),
        },
        "checklist": steps if begins else [],
        "fields": [(label, seen.coverage.fields[name], name) for name, label in FIELDS.items()],
    }
    return site.page(request, "overview.html", shown)


async def check_up(request: web.Request) -> web.Response:
    """The last check-up's findings, and the progress of one that runs."""
    site = request.app[SITE]
    check_up = site.api.check_up
    last = check_up.last
    results = Counter(one.result.value for one in last.findings) if last else {}
    shown = {"last": last, "progress": check_up.progress, "results": results}
    return site.page(request, "check_up.html", shown)
