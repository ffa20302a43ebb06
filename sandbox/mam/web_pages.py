"""The site's HTML pages and its login: what a browser session may use."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.mam import faults
from sandbox.mam.detail_page import detail_page, detail_title
from sandbox.mam.faults import Fault
from sandbox.mam.frame import member_page
from sandbox.mam.login import Verdict, refusal_page
from sandbox.mam.requests import read_search
from sandbox.mam.result_page import result_page
from sandbox.mam.search import find
from sandbox.mam.site import Site


@dataclass(frozen=True, slots=True)
class WebPages:
    """Handlers over one site."""

    site: Site

    def routes(self) -> list[web.RouteDef]:
        """Where they answer."""
        return [
            web.get("/login.php", self.login),
            web.post("/takelogin.php", self.take_login),
            web.get("/", self.user),
            web.get("/u/{uid}", self.user),
            web.get("/tor/browse.php", self.browse),
            web.post("/tor/browse.php", self.browse),
            web.get(r"/t/{torrent_id:\d+}", self.torrent),
            web.get(r"/t/p/{when:\d+}/large/{torrent_id:\d+}.jpeg", self.poster),
        ]

    async def login(self, request: web.Request) -> web.Response:
        """The login form."""
        return _html(self.site.login.form_page(returnto=request.query.get("returnto", "")))

    async def take_login(self, request: web.Request) -> web.Response:
        """A new browser session for the right form, else the page that says what is wrong."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        verdict = self.site.login.judge(form)
        if verdict is not Verdict.WELCOME:
            return _html(refusal_page(verdict))
        self.site.browser.begin()
        place = form.get("returnto") or f"/u/{self.site.account.uid}"
        answer = web.Response(status=302, headers={"Location": place})
        answer.headers.add("Set-Cookie", self.site.browser.set_cookie())
        answer.headers.add("Set-Cookie", "mp_enabled=1; path=/; domain=.myanonamouse.net; secure")
        return answer

    async def user(self, _request: web.Request) -> web.Response:
        """The member's own page."""
        name = self.site.account.username
        return self._page(f"Details for {name}", f'<h1>{name}</h1><div id="bgUserDetails"></div>')

    async def browse(self, request: web.Request) -> web.Response:
        """A page of results, as it stands when the browser's script has filled it."""
        asked = await read_search(request)
        found = find(asked, self.site.listings, {})
        content = result_page(found, start=asked.start, uid=self.site.account.uid)
        return self._page("Search Results", content)

    async def torrent(self, request: web.Request) -> web.Response:
        """The page of one torrent."""
        torrent_id = int(request.match_info["torrent_id"])
        if torrent_id in self.site.saved_pages:
            return _html(self.site.saved_pages[torrent_id])
        listing = self.site.listing(torrent_id)
        if listing is None:
            return self._page("Error", "<h1>Error</h1><p>No torrent with this ID.</p>")
        poster = self.site.poster_at(request.url.origin(), torrent_id)
        content = detail_page(listing, uid=self.site.account.uid, poster=poster)
        return self._page(detail_title(listing), content)

    async def poster(self, request: web.Request) -> web.Response:
        """A torrent's picture, whatever it is: it is called a JPEG."""
        picture = self.site.posters.get(int(request.match_info["torrent_id"]))
        if picture is None:
            return faults.plain(Fault.NOT_FOUND)
        return web.Response(body=picture, content_type="image/jpeg")

    def _page(self, title: str, content: str) -> web.Response:
        return _html(member_page(title, content, self.site.account.bar()))


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")
