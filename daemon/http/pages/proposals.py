"""The proposals: what each costs and how else there is it, decided one by one or several at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from daemon.http.api.downloads.costs import cost_of
from daemon.http.api.rules import all_rules
from daemon.http.inputs import parameter
from daemon.http.pages.list_query import Number
from daemon.http.pages.rendering import SITE, Site
from daemon.http.pages.since import PARAMETER, as_given, loaded_at, with_since
from domain.recording import Recording, from_stored
from store.downloads import Download

SHOWN: Final = 10
"""Each has its cover, its facts and its editions."""


async def proposals(request: web.Request) -> web.Response:
    """A page of them, and the rules about what is never proposed."""
    site, page = request.app[SITE], parameter(request, "page", Number) or 1
    listing = site.api.parts.store.views.listing
    since = loaded_at(request, site.api.parts.clock.now())
    total = await listing.count_proposals(since=since)
    shown = {
        "total": total,
        "page": page,
        "last_page": max(1, -(-total // SHOWN)),
        # What comes to an open page was not seen when all were selected.
        "selected": request.query.get("select") == "all" and PARAMETER not in request.query,
        "rules": await all_rules(site.api),
        **await to_decide(site, request, since, limit=SHOWN, skip=(page - 1) * SHOWN),
    }
    return site.page(request, "proposals.html", shown)


async def to_decide(
    site: Site, request: web.Request, since: datetime, *, limit: int, skip: int = 0
) -> dict[str, Any]:
    """The proposals for a page: each stays in its place until the page is loaded again."""
    rows = await site.api.parts.store.views.listing.proposals(since=since, limit=limit, skip=skip)
    moment = as_given(since)
    return {
        "proposals": [(row, cost_of(site.api, row.recording)) for row in rows],
        "editions_of": {row.id: editions_of(row) for row in rows},
        "account_known": site.api.acquisition.gate.mam.known_account is not None,
        "since": moment,
        "here_whole": with_since(request.path_qs, moment),
    }


def editions_of(download: Download) -> Sequence[Recording]:
    """A proposal's other editions."""
    return [from_stored(one) for one in download.editions or ()]
