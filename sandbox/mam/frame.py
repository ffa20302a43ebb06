"""What every HTML page of the site has around its content, and the login form."""

from html import escape
from typing import Final

_HEAD: Final = (
    '<!DOCTYPE html>\n<html lang="en"><head>\n    <meta charset="utf-8"><title>{title} | My Anonamouse</title>'
    '{meta}</head>\n<body id="siteMain">\n<div id="dialog-message" title=""></div>'
)
_USER_BAR: Final = (
    '<div class="topArea" id="userStat"><a id="tmUS" href="/u/{uid}">{username}</a> '
    '<span id="tmC">({classname})</span> <span id="tmR" class="RatioTD">{ratio}</span> '
    '<a id="tmUN" href="/snatch_summary.php#unsat">{unsat} Unsat(s)</a></div>'
    '<div id="mainmenu" role="navigation"><ul id="menu" role="menubar"><li role="presentation">'
    '<a role="menuitem" href="/logout.php">Log Out</a></li></ul></div>'
)
_GUEST_BAR: Final = (
    '<div class="headRow cen" id="hrlinks"><span style="position:relative;">'
    '<a href="/login.php?returnto=%2Fuserdetails.php" title="Login">Login</a> | '
    '<a href="/rules.php" title="Go to Rules">Rules</a></span></div>'
)
_BODY: Final = (
    '\n<main role="main"><table id="mainTable">\n<tbody><tr><td id="mainLeft">\N{NO-BREAK SPACE}</td>'
    '<td id="mainRight"><div class="blockCon"><div class="blockBody">'
    '<div class="blockBodyCon cen" id="mainBody">\n{content}\n'
    "</div></div></div></td></tr></tbody></table></main>\n</body></html>"
)
_FORM: Final = """<form method="post" action="/takelogin.php" accept-charset="UTF-8" enctype="application/x-www-form-urlencoded">
<p>Note: cookies must be enabled, and too many failed logins in a row lock the login.</p>
<div id="loginIssueBlock"><noscript><div class="row1-red"><h3>Javascript detected as disabled.</h3></div></noscript>
<div class="row1-blue" id="loginNoCss">The site's CSS is not loaded properly.</div></div>
<input type="hidden" name="t" value="{t}"><input type="hidden" name="a" value="{a}"><div class="blockCon">
<table class="coltable"><tbody>
<tr><td class="rowhead">Email:</td><td class="row1"><input type="email" size="40" name="email" required="" autofocus=""></td></tr>
<tr><td class="rowhead">Password:</td><td class="row1"><input type="password" size="40" name="password" required=""></td></tr>
<tr><td class="rowhead">Remember me:</td><td class="row1"><label>Keep me logged in <input type="checkbox" name="rememberMe" value="yes"></label></td></tr>
{returnto}<tr><td class="row1" colspan="2"><input type="submit" value="Log in!" class="btn"></td></tr>
</tbody></table></div>
</form>
<p>Forgot Your Password? <a href="/recover.php">Recover Password</a></p>"""


def guest_page(title: str, content: str, *, meta: str = "") -> str:
    """A page as someone sees it who is not logged in."""
    return _HEAD.format(title=title, meta=meta) + _GUEST_BAR + _BODY.format(content=content)


def member_page(title: str, content: str, user: dict[str, object]) -> str:
    """A page with the user bar and the log-out link.

    Args:
        title: Before the site's name.
        content: HTML.
        user: ``uid``, ``username``, ``classname``, ``ratio`` and ``unsat``, for the bar.
    """
    bar = _USER_BAR.format(**{name: escape(str(value)) for name, value in user.items()})
    return _HEAD.format(title=escape(title), meta="") + bar + _BODY.format(content=content)


def login_form(*, t: str, a: str, returnto: str = "") -> str:
    """The form, without the field that only the page's script adds."""
    hidden = f'<input type="hidden" name="returnto" value="{escape(returnto)}">' if returnto else ""
    return _FORM.format(t=escape(t), a=escape(a), returnto=hidden)


def not_logged_in(path: str, *, t: str = "", a: str = "") -> str:
    """The page that any other page turns into without a session; its status is 200."""
    content = (
        "<h1>Not logged in!</h1>\n<p><b>Error:</b> This page can only be used when you're logged in.</p>\n"
        + login_form(t=t, a=a, returnto=path)
    )
    return guest_page("Login", content, meta='<meta http-equiv="refresh" content="570">')
