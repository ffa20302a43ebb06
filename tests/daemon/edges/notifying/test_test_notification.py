"""The button on the settings' page that sends a test notification, to a real receiver."""

import re

import aiohttp
import pytest

BUTTON = re.compile(r'<form method="post" action="(/api/notifications/test)"[^>]*>(.*?)</form>', re.DOTALL)
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(settings):
    """Of a daemon at home on this machine, where no sign-in is needed."""
    return settings.model_copy(update={"page_url": None})


@pytest.fixture
def press(url):
    """Loads the page and presses the button, as a browser without scripts does; what the page says then."""

    async def press() -> str:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(url, cookie_jar=jar, headers=BROWSER) as browser:
            async with browser.get("/settings") as answer:
                [(action, form)] = BUTTON.findall(await answer.text())
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
            headers = {"Origin": url, "Referer": f"{url}/settings"}
            async with browser.post(action, data=fields, headers=headers) as answer:
                assert (answer.status, answer.url.path) == (200, "/settings")
                shown = await answer.text()
        return re.search(r'<div id="notice"[^>]*>(.*?)</div>', shown, re.DOTALL)[1]

    return press


async def test_the_message_arrives(person, press, url):
    """Once, with the address of the page; and the page says so."""
    notice = await press()

    [message] = person.messages
    assert f"{url}/" in message["message"]
    assert 'class="text done"' in notice
    assert "1 service" in notice


async def test_a_service_that_does_not_take_it_is_named(person, press):
    """Without the secret in its address."""
    person.down = True

    notice = await press()

    assert (person.messages, person.asked > 0) == ([], True)
    assert 'class="text refused"' in notice
    assert "number 1 (json)" in notice
    assert "a-password-in-an-address" not in notice
