"""The page of one torrent (facts/mam.md 3.2)."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from sandbox.catalogue import Listing
from sandbox.mam.result_page import CDN, NBSP, flag_icons, link, multi_categories, place_suffix, type_links
from sandbox.mam.rows import download_path_key, human_size, mediainfo


def detail_title(listing: Listing) -> str:
    """The page's title, before the site's name."""
    return f'Details for torrent "{listing.title}"'


def detail_page(listing: Listing, *, uid: int, poster: str | None = None) -> str:
    """The content of the torrent's page; a row without a value is left out, as on the site.

    Args:
        listing: What it is of.
        uid: The account that asks.
        poster: The address of its picture; the real site's where it is None.
    """
    shown = poster or f"{CDN}/t/p/1764032830/large/{listing.torrent_id}.jpeg"
    rows = "".join(
        (
            _row(
                "Title", f'<span class="TorrentTitle">{escape(listing.title, quote=False)}</span>', first=True
            ),
            _people(listing),
            _row("Submit Information", _submit(listing), cell='id="submitInfo"'),
            _row("Tags and Labels:", escape(listing.tags, quote=False)),
            _row(f"File Info<br>{flag_icons(listing.browseflags)}", _file_info(listing), cell='id="fInfo"'),
            _row(
                f"Report Issue<br>#{listing.torrent_id}", '<a href="/ticket.php/newTicket">Contact staff</a>'
            ),
            _row(_bookmark(listing), _torrent(listing, uid)),
        )
    )
    return (
        f'<div id="torDetMainCon"><div id="posterHolder" style="width:302px;height:302px;">{NBSP}</div>\n'
        f'\t<img id="torDetPoster" src="{shown}"'
        f' class="torDetPoster">{rows}<div class="torDetBottom"><div id="torDetDesc" class="torDetInnerCon ">\n'
        '\t<div class="torDetInnerTop ">Description</div>\n'
        f'\t<div id="torDesc" class="torDetInnerBottom ">{listing.description}</div></div></div></div>'
    )


def _row(label: str, value: str, *, cell: str = "", first: bool = False) -> str:
    css_class = "torDetRow torDetRowFirst" if first else "torDetRow"
    attributes = f"{cell} " if cell else ""
    right = attributes if "class=" in attributes else f'{attributes}class="torDetRight"'
    return (
        f'<div class="{css_class}">\n\t<div class="torDetLeft">{label}</div>\n'
        f'\t<div {right}><span class="flex">{value}</span></div></div>'
    )


def _people(listing: Listing) -> str:
    series = " ".join(
        f"{link('series', place.name.replace(' ', NBSP), 'altColor')} {place_suffix(place)}"
        for place in listing.series
    )
    rows = (
        ("Author", 'class="torDetRight torAuthors"', _names("author", listing.authors)),
        ("Series", 'id="Series" class="torDetRight torSeries"', series),
        ("Narrator", 'id="Narrator"', _names("narrator", listing.narrators)),
    )
    return "".join(_row(label, value + " ", cell=cell) for label, cell, value in rows if value)


def _names(kind: str, names: Iterable[str]) -> str:
    return " ".join(link(kind, name.replace(" ", NBSP), "altColor") for name in names)


def _submit(listing: Listing) -> str:
    about: dict[str, Any] = {
        "torrents_id": listing.torrent_id,
        "poster": [],
        "tags": listing.tags,
        "title": listing.title,
        "author": [],
        "narrator": [],
        "series": [{"name": place.name, "extra": place.number} for place in listing.series],
    }
    data = escape(json.dumps(about), quote=True)
    return f'<input type="button" data-tormissdataj="{data}" value="Submit Updated or Missing Information">'


def _inner(element_id: str, top: str, bottom: str) -> str:
    return (
        f'<div id="{element_id}" class="torDetInnerCon ">\n\t<div class="torDetInnerTop ">{top}</div>\n'
        f'\t<div class="torDetInnerBottomSpan "><span>{bottom}</span></div></div>'
    )


def _file_types(element_id: str, label: str, types: Iterable[str]) -> str:
    links = type_links(types)
    if not links:
        return ""
    return (
        '<div class="torDetInnerCon fileTypeList">\n'
        f'\t<div class="torDetInnerTop ">{label}</div>\n'
        f'\t<div id="{element_id}" class="torDetInnerBottomSpan torFileTypes"><span>{links}</span></div></div>'
    )


def _file_info(listing: Listing) -> str:
    kind = "1-1" if listing.main_cat == 13 else "2-1"
    category = (
        f'<a class="newCatLink" href="/tor/browse.php?tor[cat][]]={listing.category}">'
        f'<div class="cat{listing.category}">{NBSP}</div></a>'
        f'<a class="newCatLink" href="#"><div class="media{kind}">{NBSP}</div></a>'
    )
    files = f'{listing.files}<br><a id="filelistLink" data-filelist="{listing.torrent_id}">View Filelist</a>'
    parts = (
        category,
        multi_categories(listing, "multiCat"),
        _inner("size", "Size", human_size(listing.size_bytes, 2).replace(" ", NBSP)),
        _inner("files", "Files", files),
        _mediainfo(listing),
        _file_types("PrimaryFileTypes", "Filetypes", listing.file_types[:1]),
        _file_types("SecondaryFileTypes", "Secondary", listing.file_types[1:]),
        '<div id="filesDisplay" class="hideMe"></div>',
    )
    return "".join(parts)


def _mediainfo(listing: Listing) -> str:
    """MediaInfo in short, and in full where a click shows it."""
    found = mediainfo(listing)
    if not found:
        return ""
    audio = found["Audio1"]
    micro = f"{audio['BitRate_Mode']} {audio['BitRate']} {audio['SamplingRate']} {audio['Format']}"
    full = "".join(
        f"<b>{escape(name)}</b>: {escape(str(value))}<br>" for name, value in found["General"].items()
    )
    return (
        _inner("mediaInfoMicro", "Media Info", f'<a href="/t/m/{listing.torrent_id}">{micro}</a>')
        + f'<div id="mediaInfoDisplay" class="hideMe">{full}</div>'
    )


def _bookmark(listing: Listing) -> str:
    vip = f'<img src="{CDN}/pic/vip.png" alt="VIP" title="VIP">' if listing.vip else ""
    return f'Torrent:<br> <a id="torBookmark{listing.torrent_id}" title="bookmark" role="button">Bookmark</a>{vip}'


def _ratio(listing: Listing) -> str:
    if listing.vip:
        return "Vip Freeleech!<br>VIP not set to expire"
    if listing.free:
        return "This torrent is freeleech!"
    return 'Would become <span style="color:#080">4.017</span>'


def _torrent(listing: Listing, uid: int) -> str:
    peers = f'<a data-tpeerslist="{listing.torrent_id}">'
    download = (
        '<div id="download" class="torDetInnerCon ">\n\t<div class="torDetInnerTop "></div>\n'
        '\t<div class="torDetInnerBottom "><a id="tddl" class="torFormButton" title="Download"'
        f' href="/tor/download.php/{download_path_key(listing, uid)}">Download</a></div></div>'
    )
    swarm = (
        '<div id="sls" class="torDetInnerCon ">\n'
        f'\t<div class="torDetInnerTop ">Seeds:{NBSP}{peers}{listing.seeders}</a></div>\n'
        f'\t<div class="torDetInnerBottomSpan "><span>Leeches:{NBSP}{peers}{listing.leechers}</a><br>'
        f"Snatched:{NBSP}{listing.snatched}<br></span></div></div>"
    )
    parts = (
        _inner("ratio", "Ratio", _ratio(listing)),
        download,
        swarm,
        _inner("added", "Added", f"{listing.added:%Y-%m-%d}<br>{listing.added:%H:%M:%S}"),
        _inner("uploader", "Uploader", "hidden"),
        '<div id="peersDisplay" class="hideMe"> </div>',
        f'<input type="hidden" name="tid" value="{listing.torrent_id}">',
    )
    return "".join(parts)
