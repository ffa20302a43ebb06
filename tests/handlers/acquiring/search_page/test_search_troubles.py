"""What the page says where a search finds nothing, or does not work."""

from urllib.parse import quote

import pytest
from search_visitor import HAIL_MARY

from domain.torrent_addresses import EXAMPLE
from sandbox.mam import Fault


async def test_no_result_says_what_helps(visitor):
    """As a sentence and not as an empty list."""
    one = await visitor()

    assert "Fewer words find more" in await one.open("/search?q=nothing+of+this")
    assert "has no torrent 424242" in await one.open("/search?like=424242")
    assert "What you typed holds no word to search for" in await one.open("/search?q=%3F%21")


@pytest.mark.parametrize("pasted", ["https://www.goodreads.com/book/show/149267", "www.myanonamouse.net/u/1"])
async def test_an_address_of_another_page_is_not_searched_for(visitor, stage, pasted):
    """Its words are in no title: the page says what is wrong, and MyAnonamouse is not asked."""
    one = await visitor()
    before = len(stage.mam.visits)

    page = await one.open("/search?q=" + quote(pasted))

    assert EXAMPLE in page
    assert "Fewer words" not in page
    assert len(stage.mam.visits) == before


async def test_a_refused_session_may_be_tried_again(visitor, stage):
    """The page says what MAM said, and has the button that asks once more."""
    stage.mam.end_sessions()
    one = await visitor()

    page = await one.open(HAIL_MARY)

    assert "MyAnonamouse refuses the session" in page
    assert "Create a new session" in page
    assert 'action="/api/checks/mam"' in page


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.EMPTY])
async def test_a_site_that_is_away_is_no_empty_list(visitor, stage, fault):
    """The page says so and leads back to the same search; nothing of it is kept."""
    stage.mam.fail_next(fault)
    one = await visitor()

    page = await one.open(HAIL_MARY)

    assert "The search did not work" in page
    assert "MyAnonamouse" in page
    assert 'href="/search?q=project+hail+mary+andy+weir">Search again</a>' in page


async def test_without_credentials_the_page_says_what_is_missing(visitor, stage):
    """Before anything is set up."""
    page = await (await visitor(mam_id=None)).open(HAIL_MARY)

    assert "MyAnonamouse is not set up" in page
    assert "MyAnonamouse credentials not configured" in page
    assert 'href="/setup/mam"' in page
    assert 'action="/api/checks/mam"' not in page
    assert stage.mam.visits == []
