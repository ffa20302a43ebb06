"""Who searches without scripts, and what their page says."""

import re
from html import unescape

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
HAIL_MARY = "/search?q=project+hail+mary+andy+weir"


class Visitor:
    """A browser without scripts, on the page of a daemon."""

    def __init__(self, one, url, http):
        self.one, self.url, self._http = one, url, http

    async def open(self, path, *, headers=BROWSER, status=200):
        async with self._http.get(self.url + path, headers=headers) as answer:
            assert answer.status == status
            return await answer.text()

    async def press(self, page, action, number=0):
        """Send the page's form that leads there, and open the page to which that leads."""
        forms = [
            form
            for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL)
            if f'action="{action}"' in form
        ]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[number]))
        headers = BROWSER | {"Origin": self.url, "Referer": self.url + HAIL_MARY}
        async with self._http.post(self.url + action, data=fields, headers=headers) as answer:
            return answer.url.raw_path_qs, await answer.text()


def rows(page: str) -> dict[str, str]:
    """The results on a page by their torrent's id, each as its text."""
    found = re.findall(r'<li id="torrent-(\d+)" class="result">(.*?)\n</li>', page, re.DOTALL)
    return {number: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for number, text in found}
