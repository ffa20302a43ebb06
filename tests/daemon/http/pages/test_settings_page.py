"""The settings in the page: where each is from, what may be changed, and what a change needs."""

import re

import pytest
from settings_forms import BROWSER, SECRET, form, plain, written, wrong_beside

from daemon.config.guide import topics
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.config.sources import PAGE_FILE
from daemon.parts import Parts


@pytest.fixture
def settings(machine: Settings) -> Settings:
    return machine


async def test_every_setting_is_on_the_page_with_its_explanation(page):
    """In the topics of .env.example, with its own words; no secret is among the values."""
    text = await page()

    shown = plain(text)
    for topic in topics():
        assert topic.title in shown
        for one in topic.explained:
            assert one.words.replace("`", "") in shown
    assert {name.upper() for name in Settings.names()} <= set(re.findall(r"\b[A-Z][A-Z_]+\b", shown))
    assert SECRET not in text


async def test_each_setting_shows_its_source_and_only_the_pages_can_be_changed(page):
    """What the environment or a file has is shown as fixed, with where; the rest has an input."""
    text = await page()

    assert 'name="LISTEN"' not in text
    assert "in the environment, which wins over this page" in plain(text)
    assert 'name="ABS_TOKEN"' not in text
    assert "credentials/abs_token, which wins over this page" in plain(text)
    assert re.search(r'<input type="text" id="KEEP_DAYS" name="KEEP_DAYS"[^>]* value="90"', text)
    assert re.search(r'<select id="ADOPT" name="ADOPT"', text)
    assert re.search(r'<input type="password" id="MAM_ID"[^>]*placeholder="set:', text)
    assert re.search(r"<textarea[^>]*PATH_MAP", text)
    assert 'name="STATE_DIR"' not in text


async def test_what_is_not_changed_is_not_written(save, parts: Parts):
    """A form that is sent as it was loaded writes nothing and reloads nothing."""
    before = written(parts)
    for topic in topics():
        status, text = await save(topic.title)
        assert (status, "Nothing was changed" in plain(text)) == (303, True), topic.title

    assert written(parts) == before
    assert not parts.reloading.asked.is_set()


async def test_a_change_is_saved_and_counts_at_once(save, parts: Parts):
    """The page says so, its value is the new one, and the daemon is asked to read it."""
    status, text = await save("Finished torrents", ADOPT="all")

    assert status == 303
    assert "Saved ADOPT: it counts at once" in plain(text)
    assert written(parts)["ADOPT"] == "'all'"
    assert parts.reloading.asked.is_set()
    assert 'http-equiv="refresh" content="2"' in text
    assert form(text, "Finished torrents")["ADOPT"] == "all"


async def test_a_default_that_is_entered_is_the_pages_no_more(save, parts: Parts):
    """So that a later default counts, and the source is shown as it is."""
    await save("Store and log", KEEP_DAYS="365")

    assert "KEEP_DAYS" not in written(parts)


async def test_what_counts_from_the_next_start_is_said(save):
    """LISTEN, DATABASE_URL and STATE_DIR are not taken by a reload."""
    _, text = await save("Store and log", DATABASE_URL="postgresql://me:secret@127.0.0.1/shelfhook")

    assert "from the next start counts DATABASE_URL" in plain(text)
    assert "me:secret" not in text


async def test_wrong_values_are_shown_beside_their_fields(save, parts: Parts):
    """In the words of a start; what was entered is still there, and nothing was saved, not even the right one."""
    before = written(parts)

    status, text = await save("Schedules", SEARCH_CRON="0 3 * *", REFRESH_CRON="1 * * * *")

    assert (status, "Nothing was saved" in plain(text)) == (200, True)
    assert re.search(
        r'id="SEARCH_CRON-wrong">[^<]*(<[^>]*>)*Has 4 fields and needs 5|has 4 fields and needs 5', text
    )
    assert form(text, "Schedules")["SEARCH_CRON"] == "0 3 * *"
    assert form(text, "Schedules")["REFRESH_CRON"] == "1 * * * *"
    assert re.search(r'name="SEARCH_CRON"[^>]* aria-invalid="true"', text)
    assert written(parts) == before


async def test_contradictions_are_shown_beside_the_field_that_is_named(save):
    """IMPORT without a folder is the folder's problem."""
    status, text = await save("Import into the library", IMPORT="copy")

    assert (status, "Nothing was saved" in plain(text)) == (200, True)
    assert "is not set, and IMPORT needs it" in wrong_beside(text, "IMPORT_DIR")


async def test_a_secret_is_only_entered(save, parts: Parts):
    """An empty field leaves it as it is, another value replaces it, and the button removes it."""
    await save("Needed", MAM_ID="")
    assert written(parts)["MAM_ID"] == SECRET
    status, text = await save("Needed", MAM_ID="another-secret-value")
    assert (status, "another-secret-value" in text) == (303, False)
    assert written(parts)["MAM_ID"] == "'another-secret-value'"

    await save("Needed", remove="MAM_ID", QBITTORRENT_USERNAME="typed and not saved")

    assert "MAM_ID" not in written(parts)
    assert "QBITTORRENT_USERNAME" not in written(parts)


async def test_a_wrong_secret_is_not_shown_either(save):
    """It has to be entered again."""
    status, text = await save("Needed", MAM_ID="gehört-nicht-dazu")

    assert (status, "Nothing was saved" in plain(text)) == (200, True)
    assert "gehört" not in text


async def test_the_search_list_is_lines(page, save, parts: Parts):
    """Author, a bar, series or title; a line more is a pair more."""
    lines = form(await page(), "Search and download")["SEARCH_QUERIES"]
    assert lines == "Andy Weir | Artemis\r\nJ. R. R. Tolkien | The Two Towers"

    await save("Search and download", SEARCH_QUERIES=lines + "\r\nBrandon Sanderson|Stormlight\r\n")

    assert load().search_queries == (
        '[["Andy Weir", "Artemis"], ["J. R. R. Tolkien", "The Two Towers"], ["Brandon Sanderson", "Stormlight"]]'
    )
    status, text = await save("Search and download", SEARCH_QUERIES="Only an author\r\n")
    assert (status, "Nothing was saved" in plain(text)) == (200, True)
    assert "query 1: must be two texts" in wrong_beside(text, "SEARCH_QUERIES")


async def test_two_windows_do_not_overwrite_each_other(url, browser, page, save, parts: Parts):
    """A form that was loaded before another save is not saved; what was entered stays."""
    old = form(await page(), "Finished torrents")
    await save("Store and log", KEEP_DAYS="30")

    headers = BROWSER | {"Referer": f"{url}/settings", "Origin": url}
    async with browser.post(f"{url}/settings", data=old | {"ADOPT": "none"}, headers=headers) as answer:
        text = await answer.text()

    assert "Nothing was saved" in plain(text)
    assert "changed since this page was loaded" in plain(text)
    assert form(text, "Finished torrents")["ADOPT"] == "none"
    assert "ADOPT" not in written(parts)


async def test_what_is_written_and_not_in_force_is_said(page, parts: Parts):
    """As after an edit of a file; and why a reload refused what is written."""
    (parts.settings.state_dir / PAGE_FILE).write_text("KEEP_DAYS=91\n")
    assert "Not in force yet" in await page()

    (parts.settings.state_dir / PAGE_FILE).write_text("KEEP_DAYS=many\n")
    text = await page()
    assert "the former ones are in force until this is fixed" in text
    assert "page.env, line 1" in plain(text)


async def test_without_services_there_is_no_test_notification(page):
    """There is nothing to test."""
    assert "/api/notifications/test" not in await page()
