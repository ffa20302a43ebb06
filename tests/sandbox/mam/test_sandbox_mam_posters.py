"""The stand-in's pictures, and where its rows and pages say they are."""

from parsel import Selector

from sandbox import pictures

TORRENT = 9000301
ONE = {"id": TORRENT}


async def test_a_row_names_the_picture_where_that_is_asked_for(visitor):
    """`thumbnail` adds the address of a torrent's picture, null where it has none; the site serves it there."""
    [bare] = (await visitor.search(ONE, thumbnail="true"))["data"]
    visitor.mam.add_poster(TORRENT)
    [row] = (await visitor.search(ONE, thumbnail="true"))["data"]
    [unasked] = (await visitor.search(ONE))["data"]

    assert bare["thumbnail"] is None
    assert row["thumbnail"] == f"{visitor.mam.url}/t/p/1764032830/large/{TORRENT}.jpeg"
    assert "thumbnail" not in unasked
    picture = await visitor.member("GET", row["thumbnail"].removeprefix(visitor.mam.url))
    assert picture.body == pictures.jpeg(500, 500, mark=f"torrent {TORRENT}")


async def test_a_picture_needs_a_session_as_all_of_the_site_does(visitor):
    """Who shows no cookie gets no picture (facts/mam.md 8)."""
    visitor.mam.add_poster(TORRENT)

    reply = await visitor.ask("GET", f"/t/p/1764032830/large/{TORRENT}.jpeg")

    assert reply.status == 403


async def test_a_page_shows_the_picture(visitor):
    """A torrent's page has the address in `#torDetPoster`."""
    visitor.mam.add_poster(TORRENT)
    cookie = await visitor.log_in()

    page = await visitor.ask("GET", f"/t/{TORRENT}", cookie=cookie)

    shown = Selector(page.text).css("#torDetPoster::attr(src)").get()
    assert shown == f"{visitor.mam.url}/t/p/1764032830/large/{TORRENT}.jpeg"
