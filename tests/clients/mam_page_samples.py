"""Pages of MAM's structure (facts/mam.md 3), made up for the tests."""

from collections.abc import Sequence
from html import escape

_TOP = (
    '<div class="topArea" id="userStat"><a id="tmUS" href="/u/1">reader</a></div>'
    '<ul id="menu"><li><a role="menuitem" href="/logout.php">Log Out</a></li></ul>'
)


def page(title: str, main: str, *, top: str = _TOP) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | My Anonamouse</title></head>'
        f'<body id="siteMain">{top}<main role="main"><table id="mainTable"><tbody><tr><td><div id="mainBody">'
        f"{main}</div></td></tr></tbody></table></main></body></html>"
    ).encode()


def links(kind: str, names: Sequence[str]) -> str:
    return "".join(f'<a class="{kind}" href="/tor/browse.php?{kind}=1">{escape(name)}</a>' for name in names)


def result_row(
    number: int = 1161950,
    *,
    title: str = "Chains",
    authors: Sequence[str] = ("Nicoli Gonnella",),
    more_authors: str = "",
    narrators: Sequence[str] = ("Travis Baldree",),
    series: str = '<a class="series" href="/tor/browse.php?series=55">Unbound</a>(#11) ',
    tags: str | None = "Unabridged, Length: 8 hrs and 17 mins",
    types: Sequence[str] = ("m4b",),
    icons: str = '<img src="/pic/vip.png" alt="VIP" title="VIP">',
    files: str = "1",
    size: str = "[741.64 MiB]",
    added: str = "July 4, 2025, 4:51 AM UTC",
    peers: str = "<p>133</p><p>0</p><p>1,242</p>",
) -> str:
    described = "" if tags is None else f'<span class="torRowDesc">{escape(tags)}</span><br>'
    kinds = " ".join(f"<a>{kind}</a>" for kind in types)
    return f"""<tr id="tdr-{number}">
	<td><a class="newCatLink" href="/tor/browse.php?tor[cat][]=41"><div class="cat41"> </div></a></td>
	<td><div class="posterImage"><img src="/poster/{number}" alt=""></div><span class="spacer"></span>{icons}<br></td>
	<td><a class="torTitle" href="/t/{number}">{escape(title)}</a> by {links("author", authors)}{more_authors}<br>
	<span class="torNarrator">Narrated by: {links("narrator", narrators)}</span> |
	<span class="torSeries"> Series: {series}</span><br>{described}
	<span class="torFileTypes">{kinds}</span> | 0 comments</td>
	<td><a class="directDownload" href="/tor/download.php/KEY{number}" id="dlLink{number}" title="Direct Download"> </a>
	<a id="torBookmark{number}" title="bookmark" role="button">Bookmark</a></td>
	<td><a href="/t/{number}&amp;filelist#filelistLink">{files}</a><br>{size}</td>
	<td>{added}<br>[<a href="/u/0">uploader</a>]</td>
	<td>{peers}</td>
</tr>"""


def results(*rows: str, jump: str | None = None) -> bytes:
    jump = jump or (
        '<select class="jumpList"><option value="0">1-10</option><option value="10" selected>11-20</option></select>'
        "</label> out of 1,189"
    )
    head = f'<div class="pageDiv"><span class="torSearchJump"><label>Jump to {jump}</span></div>'
    table = f'<table class="newTorTable"><tbody><tr><th>cat</th></tr>{"".join(rows)}</tbody></table>'
    return page("Search Results", f'<div id="ssr" class="left"><h1>Search Results</h1>{head}{table}</div>')


def _detail_row(left: str, right: str) -> str:
    return f'<div class="torDetRow">\n\t<div class="torDetLeft">{left}</div>\n\t{right}</div>'


def _box(name: str, top: str, bottom: str) -> str:
    return (
        f'<div id="{name}" class="torDetInnerCon "><div class="torDetInnerTop ">{top}</div>'
        f'<div class="torDetInnerBottomSpan ">{bottom}</div></div>'
    )


def detail(
    *,
    tags: str | None = "Unabridged, Length: 8 hrs and 17 mins",
    narrators: Sequence[str] = ("Travis Baldree",),
    description: str = "<p>One.<br>Two &amp; three</p>",
    info: str = "",
    files: str = "1",
    secondary: str = "",
    ratio: str = "Vip Freeleech!<br>VIP not set to expire",
    history: str = "",
) -> bytes:
    right = '<div class="torDetRight"><span class="flex">'
    end = "</span></div>"
    rows = [
        _detail_row("Title", f'{right}<span class="TorrentTitle">Chains</span>{end}'),
        _detail_row(
            "Author",
            f'<div class="torDetRight torAuthors"><span>{links("altColor", ["Nicoli Gonnella"])}{end}',
        ),
        _detail_row(
            "Series",
            '<div id="Series" class="torDetRight torSeries"><span><a href="/tor/browse.php?series=55">Unbound</a> (#11) '
            + end,
        ),
    ]
    if narrators:
        rows.append(
            _detail_row(
                "Narrator",
                f'<div id="Narrator" class="torDetRight"><span>{links("altColor", narrators)}{end}',
            )
        )
    if tags is not None:
        rows.append(_detail_row("Tags and Labels:", f"{right}{escape(tags)}{end}"))
    rows += [
        _detail_row(
            "File Info<br>",
            '<div id="fInfo" class="torDetRight"><span class="flex"><a class="newCatLink" href="#"><div class="cat41"> </div></a>'
            + _box("size", "Size", "<span>741.64 MiB</span>")
            + _box(
                "files",
                "Files",
                f'<span>{files}<br><a id="filelistLink" data-filelist="1161950">View Filelist</a></span>',
            )
            + info
            + '<div id="PrimaryFileTypes" class="torFileTypes"><span><a>m4b</a></span></div>'
            + secondary
            + end,
        ),
        _detail_row(
            "Torrent:<br>",
            f"{right}{_box('ratio', 'Ratio', f'<span>{ratio}</span>')}"
            f'<div id="download">{history}<a id="tddl" href="/tor/download.php/KEY1161950">Download</a></div>'
            + _box("sls", "Seeds: <a>133</a>", "<span>Leeches: <a>0</a><br>Snatched: 1,242<br></span>")
            + _box("added", "Added", "<span>2025-07-04<br>04:51:00</span>")
            + end,
        ),
    ]
    main = "".join(rows) + f'<div class="torDetBottom"><div id="torDesc">{description}</div></div>'
    return page("Details for torrent &quot;Chains&quot;", f'<div id="torDetMainCon">{main}</div>')


LOGIN = page(
    "Login",
    '<h1>Not logged in!</h1><form method="post" action="/takelogin.php"><input name="email"><input name="password"></form>',
    top="",
)
LOGIN_FAILED = page(
    "My Anonamouse", "<h2>Login failed!</h2><p>Error: Required fields are missing</p>", top=""
)
FORBIDDEN = b"<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>"
