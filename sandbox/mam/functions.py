"""The site's JSON functions and its downloads: what an API session may use."""

from dataclasses import dataclass
from functools import partial

from aiohttp import web

from sandbox.mam import faults, search
from sandbox.mam.account import json_load
from sandbox.mam.downloads import torrent_answer
from sandbox.mam.faults import Fault
from sandbox.mam.requests import BadSearchError, MalformedBodyError, read_search
from sandbox.mam.seedbox import MESSAGES
from sandbox.mam.site import Site


@dataclass(frozen=True, slots=True)
class Functions:
    """Handlers over one site."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Where they answer."""
        return [
            web.get("/tor/js/loadSearchJSONbasic.php", self.search),
            web.post("/tor/js/loadSearchJSONbasic.php", self.search),
            web.get("/tor/download.php", self.download),
            web.get("/tor/download.php/{key}", self.download),
            web.get("/jsonLoad.php", self.load),
            web.get("/json/checkCookie.php", self.check_cookie),
            web.get("/json/dynamicSeedbox.php", self.dynamic_seedbox),
            web.get("/json/jsonIp.php", self.ip),
        ]

    async def search(self, request: web.Request) -> web.Response:
        """The JSON search (facts/mam.md 2)."""
        try:
            asked = await read_search(request)
        except MalformedBodyError:
            return faults.plain(Fault.EMPTY)
        except BadSearchError as error:
            return web.json_response({"error": str(error)})
        listings = self.site.listings
        hashes = self.site.torrents.hashes(listings) if asked.info_hash else {}
        found = search.find(asked, listings, hashes)
        poster = partial(self.site.poster_at, request.url.origin())
        return web.json_response(search.answer(asked, found, uid=self.site.account.uid, poster=poster))

    async def download(self, request: web.Request) -> web.Response:
        """A .torrent file; a parameter ``fl`` costs a wedge."""
        if "fl" in request.query:
            self.site.wedges_spent += 1
            self.site.account.wedges -= 1
        listing = self.site.torrents.requested(request, self.site.listings)
        if listing is None:
            return faults.plain(Fault.NOT_FOUND)
        return torrent_answer(listing, self.site.torrents.of(listing))

    async def load(self, request: web.Request) -> web.Response:
        """The account."""
        return web.json_response(json_load(self.site.account, request.query))

    async def check_cookie(self, _request: web.Request) -> web.Response:
        """That the session is good; a bad one never comes this far."""
        return web.json_response({"Success": True})

    async def dynamic_seedbox(self, request: web.Request) -> web.Response:
        """The tracker's knowledge of the address brought up to date."""
        seedbox = self.site.seedbox
        alive = self.site.api.accepts(request.cookies.get("mam_id"))
        message = seedbox.message(dict(request.cookies), alive=alive, now=self.site.clock.now())
        return web.json_response(seedbox.body(message), status=MESSAGES[message])

    async def ip(self, _request: web.Request) -> web.Response:
        """The address that the request came from; needs no session."""
        now = int(self.site.clock.now().timestamp())
        return web.json_response(self.site.seedbox.network() | {"time": now})
