"""The stand-in's HTML pages are built like the captured ones (facts/mam.md 3)."""

import pytest
from parsel import Selector

from sandbox.catalogue import CATALOGUE, listing

RESULT_CSS = (
    "#siteMain #mainBody #ssr h1", ".pageDiv .torSearchJump select.jumpList option[selected]", "input.nextPage[data-newstartlocation]",
    "table.newTorTable > tbody > tr[id^='tdr-']", "td a.newCatLink > div[class^='cat']",
    "td .posterImage img[src*='/tor/poster_mini.php/']", "img[alt='VIP'][title='VIP']",
    "a.torTitle[href^='/t/']", "a.author[href*='author=']", ".torNarrator a.narrator[href*='narrator=']",
    ".torSeries a.series[href*='series=']", ".torRowDesc", ".torFileTypes a",
    "a.directDownload[id^='dlLink'][href^='/tor/download.php/']", "a[id^='torBookmark']",
    "a[href*='filelist#filelistLink']", "td > p:nth-child(3)", "#userStat #tmUS", "#userStat #tmUN", "a[href='/logout.php']",
)  # fmt: skip
DETAIL_CSS = (
    "#torDetMainCon .torDetRow.torDetRowFirst > .torDetLeft", ".torDetRight .TorrentTitle", ".torDetRight.torAuthors a[href*='author=']",
    "#Series.torDetRight.torSeries a[href*='series=']", "#Narrator.torDetRight a[href*='narrator=']",
    "#submitInfo.torDetRight input[data-tormissdataj]", "#fInfo.torDetRight [class^='cat']", "#fInfo [class^='media']",
    "#fInfo #multiCat a.mCat[data-mcatid]", "#fInfo #size.torDetInnerCon .torDetInnerBottomSpan span", "#fInfo #files span #filelistLink",
    "#PrimaryFileTypes.torFileTypes span a", "#ratio .torDetInnerTop", "#download a#tddl[href^='/tor/download.php/']",
    "#sls.torDetInnerCon .torDetInnerTop a[data-tpeerslist]", "#added span br", "#uploader span",
    "#torDetDesc #torDesc", "img#torDetPoster[src*='/large/']", "#userStat", "a[href='/logout.php']",
)  # fmt: skip


@pytest.fixture
async def open_page(visitor):
    """Opens a page as someone who is logged in."""
    cookie = await visitor.log_in()
    visitor.mam.rotate_every = 0

    async def get(path):
        return Selector((await visitor.ask("GET", path, cookie=cookie)).text)

    return get


@pytest.mark.corpus
@pytest.mark.parametrize("css", RESULT_CSS)
async def test_a_result_page_has_the_real_ones_parts(open_page, corpus, css):
    """What a reader looks for on a captured page, it finds on ours."""
    page = await open_page("/tor/browse.php?tor[text]=rothfuss")
    real = Selector((corpus / "search_patrick_rothfuss.html").read_text())

    assert real.css(css)
    assert page.css(css) or css.startswith("input.nextPage")


@pytest.mark.corpus
@pytest.mark.parametrize("css", DETAIL_CSS)
async def test_a_detail_page_has_the_real_ones_parts(open_page, corpus, css):
    """What a reader looks for on a captured page, it finds on ours."""
    page = await open_page("/t/9000301")
    real = Selector((corpus / "torrent_1161950.html").read_text())

    assert real.css(css)
    assert page.css(css)


@pytest.mark.corpus
async def test_every_id_of_a_real_page_is_ours_or_left_out_for_a_reason(open_page, corpus):
    """The ids of a captured page that ours lacks are the reseed request's, which no reader needs."""
    page = await open_page("/t/9000301")
    real = Selector((corpus / "torrent_1161950.html").read_text())

    assert set(real.css("[id]::attr(id)").getall()) - set(page.css("[id]::attr(id)").getall()) == {
        "torBookmark1161950", "reseedRequest", "reseed",
    }  # fmt: skip


async def test_a_result_page_holds_ten_rows_and_leads_to_the_next(open_page):
    """Paging goes by tens, and the last page has no next one."""
    first = await open_page("/tor/browse.php?tor[text]=harry+potter")
    second = await open_page("/tor/browse.php?tor[text]=harry+potter&tor[startNumber]=10")
    nothing = await open_page("/tor/browse.php?tor[text]=unheard-of")

    assert len(first.css("tr[id^='tdr-']")) == 10
    assert first.css("input.nextPage::attr(data-newstartlocation)").get() == "10"
    assert "out of 11" in first.css(".torSearchJump").xpath("string()").get()
    assert len(second.css("tr[id^='tdr-']")) == 1
    assert not second.css("input.nextPage")
    assert not nothing.css("table.newTorTable")


async def test_a_row_says_what_the_listing_says(open_page):
    """Text by text, the cells of a row hold the facts."""
    page = await open_page("/tor/browse.php?tor[text]=slow+regard")
    row = page.css("#tdr-9000305")

    cells = [" ".join(cell.xpath("string()").get().split()) for cell in row.css("td")]
    assert cells[2] == (
        "The Slow Regard of Silent Things by Patrick RothfussNarrated by: Patrick Rothfuss | "
        "Series: The Kingkiller Chronicle(#2.5) one m4b, chapters, 64Kbps, 3 hours and 40 minutes"
        "m4b | 6 commentsFantasy"
    )
    assert cells[4] == "1[100.7 MiB]"
    assert cells[5] == "December 24, 2016, 6:00 PM UTC[hidden]"
    assert cells[6] == "13301377"


async def test_a_page_hides_nothing_of_odd_signs(open_page):
    """Accents, ampersands and quotes come through."""
    page = await open_page("/tor/browse.php?tor[text]=weg+der")
    detail = await open_page("/t/9000704")

    assert page.css("a.torTitle::text").get() == "Der Weg der Könige"
    assert "Simon & Schuster Audio" in detail.xpath("string(//body)").get()


async def test_flags_show_as_icons(open_page):
    """Abridged, VIP and freeleech are images with a text."""
    abridged = await open_page("/tor/browse.php?tor[text]=the+stand")
    free = await open_page("/t/9000304")

    assert abridged.css("#tdr-9000703 img[alt='Abridged book']")
    assert abridged.css("#tdr-9000701 img[alt='VIP']")
    assert "This torrent is freeleech!" in free.css("#ratio").xpath("string()").get()


async def test_mediainfo_shows_on_the_page(open_page):
    """In short beside the files, in full in a hidden part."""
    page = await open_page("/t/9000301")

    assert page.css("#mediaInfoMicro span").xpath("string()").get() == "VBR 64k 44.1kHz AAC"
    assert "Duration: 27:55:03" in page.css("#mediaInfoDisplay").xpath("string()").get()


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: str(one.torrent_id))
async def test_every_listing_has_its_page(open_page, one):
    """Title, people, tags and size of each listing stand on its page; absent people have no row."""
    page = await open_page(f"/t/{one.torrent_id}")

    names = page.css("#Narrator a::text").getall()
    tags = page.xpath("//div[@class='torDetLeft'][starts-with(.,'Tags')]/following-sibling::div//span")
    assert page.css(".TorrentTitle::text").get() == one.title
    assert tuple(name.replace("\xa0", " ") for name in names) == one.narrators
    assert tags.xpath("string()").get() == one.tags
    assert page.css("#files span::text").get() == str(one.files)


async def test_an_unknown_torrent_has_no_page(open_page):
    """The page says so, and has no title of a torrent."""
    page = await open_page("/t/1")

    assert not page.css(".TorrentTitle")


async def test_pages_link_to_the_torrent_file(open_page, visitor):
    """The download link of a page works with an API session too."""
    page = await open_page("/t/9000301")

    reply = await visitor.member("GET", page.css("#tddl::attr(href)").get())

    assert f"MID={listing(9000301).torrent_id}".encode() in reply.body
