"""A page of search results as a browser shows it (facts/mam.md 3.1)."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from sandbox.catalogue import Listing, SeriesPlace
from sandbox.mam.rows import MULTI_CATEGORIES, download_path_key, size_as_shown
from sandbox.mam.tokens import number

PAGE_ROWS: Final = 10
NBSP: Final = "\N{NO-BREAK SPACE}"
CDN: Final = "https://cdn.myanonamouse.net"
_ANY: Final = "&amp;tor%5Bcat%5D%5B%5D=0"
_FLAGS: Final = (
    (2, "Contains Crude Language", "language.png"),
    (4, "Contains Violence", "hand.png"),
    (8, "Contains Some Explicit Sexual Content", "lipssmall.png"),
    (16, "Contains Explicit Sexual Content", "flames.png"),
    (32, "Abridged book", "abridged.png"),
    (64, "LGBT themed", "lgbt.png"),
)
_ROW: Final = """<tr id="tdr-{id}">
\t<td><a class="newCatLink" href="/tor/browse.php?tor[cat][]]={category}"><div class="cat{category}">{nbsp}</div></a></td>
\t<td><div class="posterImage"><img src="{cdn}/tor/poster_mini.php/{id}/jpeg" alt=""></div><span class="spacer"></span>{icons}<br>{flags}</td>
\t<td><a class="torTitle" href="/t/{id}">{title}</a> by {authors}<br>{people}<br><span class="torRowDesc">{tags}</span><br><span class="torFileTypes">{types}</span> | {comments} comments{multi}</td>
\t<td><a class="directDownload" href="/tor/download.php/{key}" id="dlLink{id}" title="Direct Download" alt="Direct Download"> </a><a id="torBookmark{id}" title="bookmark" role="button">Bookmark</a>
\t</td>
\t<td><a href="/t/{id}&amp;filelist#filelistLink">{files}</a><br>[{size}]</td>
\t<td>{added}<br>[{uploader}]</td>
\t<td><p>{seeders}</p><p>{leechers}</p><p>{snatched}</p></td>
</tr>"""
_HEADER: Final = (
    '<tr>\n\t<th>cat</th>\n\t<th class="withPoster">\N{NO-BREAK SPACE}</th>\n\t<th>Title<br>comments</th>\n'
    "\t<th>\N{NO-BREAK SPACE}</th>\n\t<th>Files<br>[Size]</th>\n\t<th>Added<br>[Uploader]</th>\n"
    "\t<th>Seed<br>Leech<br>Snatched</th>\n</tr>"
)
_EMPTY: Final = '<div id="ssr" class="left"><h1>Search Results</h1><h3>Nothing returned, out of 0</h3></div>'


def result_page(found: Sequence[Listing], *, start: int, uid: int) -> str:
    """The content of the result page that begins at *start*, ten rows long."""
    rows = found[start : start + PAGE_ROWS]
    if not rows:
        return _EMPTY
    jump = _jump(len(found), start)
    table = "\n".join((_HEADER, *(_row(listing, uid) for listing in rows)))
    return (
        f'<div id="ssr" class="left"><h1>Search Results</h1>{jump}<table class="newTorTable">\n'
        f"<tbody>{table}\n</tbody></table>{jump}<br><br>"
        '<div id="massActions"><h2>Mass actions</h2></div></div>'
    )


def flag_icons(browseflags: int) -> str:
    """An image for each flag of the listing's content; the abridged one is among them."""
    return "".join(
        f'<img alt="{text}" title="{text}" src="{CDN}/pic/{file}">'
        for bit, text, file in _FLAGS
        if browseflags & bit
    )


def link(kind: str, name: str, css_class: str) -> str:
    """A link to everything of that author, narrator or series."""
    return f'<a class="{css_class}" href="/tor/browse.php?{kind}={number(name)}{_ANY}">{escape(name, quote=False)}</a>'


def place_suffix(place: SeriesPlace) -> str:
    """The number as pages print it beside the series: ``(#7)``; empty without a number."""
    return f"(#{escape(place.number, quote=False)})" if place.number else ""


def type_links(types: Iterable[str]) -> str:
    """The file types, each in a link of its own."""
    return " ".join(f"<a>{escape(name)}</a>" for name in types)


def multi_categories(listing: Listing, element_id: str) -> str:
    """The newer categories, of which a listing may have several; empty when it has none."""
    links = "".join(
        f'<a class="mCat" data-mcatid="{cid}" href="/tor/category.php?cid={cid}">{name}</a>'
        for cid, name in MULTI_CATEGORIES.get(listing.category, {}).items()
    )
    return f'<div id="{element_id}">{links}</div>' if links else ""


def _row(listing: Listing, uid: int) -> str:
    return _ROW.format(
        id=listing.torrent_id,
        nbsp=NBSP,
        cdn=CDN,
        category=listing.category,
        icons=_icons(listing),
        flags=flag_icons(listing.browseflags),
        title=escape(listing.title, quote=False),
        authors="".join(link("author", name, "author") for name in listing.authors),
        people=_people(listing),
        tags=escape(listing.tags, quote=False),
        types=type_links(listing.file_types),
        comments=listing.torrent_id % 7,
        multi=multi_categories(listing, "searchMultiCat"),
        key=download_path_key(listing, uid),
        files=listing.files,
        size=size_as_shown(listing),
        added=f"{listing.added:%B %-d, %Y, %-I:%M %p} UTC",
        uploader="hidden" if listing.torrent_id % 2 else '<a href="/u/0">uploader</a>',
        seeders=listing.seeders,
        leechers=listing.leechers,
        snatched=listing.snatched,
    )


def _icons(listing: Listing) -> str:
    vip = f'<img src="{CDN}/pic/vip.png" alt="VIP" title="VIP">' if listing.vip else ""
    free = f'<img src="{CDN}/pic/freedownload.gif" alt="freeleech" title="freeleech">' if listing.free else ""
    return vip + free


def _people(listing: Listing) -> str:
    """Who reads it and in which series it is; either is missing where there is none."""
    narrators = "".join(link("narrator", name, "narrator") for name in listing.narrators)
    series = " ".join(
        link("series", place.name.replace(" ", NBSP), "series") + place_suffix(place)
        for place in listing.series
    )
    parts = (
        f'<span class="torNarrator">Narrated by: {narrators}</span>' if narrators else "",
        f'<span class="torSeries"> Series: {series} </span>' if series else "",
    )
    return " | ".join(part for part in parts if part)


def _jump(count: int, start: int) -> str:
    options = "".join(
        f'<option value="{first}"{" selected" if first == start else ""}>'
        f"{first + 1}-{min(first + PAGE_ROWS, count)}</option>"
        for first in range(0, count, PAGE_ROWS)
    )
    following = start + PAGE_ROWS
    button = (
        f'<input type="button" data-newstartlocation="{following}" class="nextPage" value="next page">'
        if following < count
        else ""
    )
    return (
        f'<div class="pageDiv"><span class="torSearchJump"><label>Jump to <select class="jumpList">{options}'
        f"</select></label> out of {count}</span>{button}</div>"
    )
