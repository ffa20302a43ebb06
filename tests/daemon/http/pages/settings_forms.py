"""The forms of the settings' page, read as a browser would."""

import html
import re

from daemon.config.sources import PAGE_FILE
from daemon.parts import Parts

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}
SECRET = "a-secret-of-a-person"
QUERIES = '[["Andy Weir","Artemis"], ["J. R. R. Tolkien", "The Two Towers"]]'


def form(text: str, topic: str) -> dict[str, str]:
    """The fields of a form as they are sent when nothing is changed."""
    of_topic = re.search(rf"<h2[^>]*>{topic}</h2>\s*<form(.*?)</form>", text, re.DOTALL)
    assert of_topic is not None
    inputs = re.findall(r"<input[^>]*>", of_topic[1])
    found = {name(one): value(one) for one in inputs}
    for tag, inside in re.findall(r"(<select[^>]*>)(.*?)</select>", of_topic[1], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name(tag)] = chosen[1] if chosen else ""
    for tag, inside in re.findall(r"(<textarea[^>]*>)\n(.*?)</textarea>", of_topic[1], re.DOTALL):
        found[name(tag)] = html.unescape(inside).replace("\n", "\r\n")
    return found


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def wrong_beside(text: str, setting: str) -> str:
    """What is said beside a field."""
    return plain(re.search(rf'id="{setting}-wrong">(.*?)</p>', text, re.DOTALL)[1])


def name(tag: str) -> str:
    return re.search(r' name="([^"]*)"', tag)[1]


def value(tag: str) -> str:
    found = re.search(r' value="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def written(parts: Parts) -> dict[str, str]:
    lines = (parts.settings.state_dir / PAGE_FILE).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))
