"""Covers for the pictures, drawn by the browser: a colour, a title and an author."""

import base64
import html
from urllib.parse import quote

from selenium.webdriver import Chrome

SIZE = 400

_PAGE = """<body style="margin:0"><div style="box-sizing:border-box;width:{size}px;height:{size}px;padding:36px;
color:#fff;background:linear-gradient({angle}deg,hsl({hue} 45% 22%),hsl({other} 55% 42%));font-family:serif;
display:flex;flex-direction:column;justify-content:space-between"><div style="font-size:{font}px;line-height:1.1;
font-weight:bold">{title}</div><div style="font-size:24px;font-family:sans-serif">{author}</div></div>"""


def draw(driver: Chrome, title: str, author: str) -> bytes:
    """A square PNG, of the same colours for the same title."""
    seed = sum(ord(letter) * place for place, letter in enumerate(title, 7))
    page = _PAGE.format(
        size=SIZE,
        angle=seed % 180,
        hue=seed % 360,
        other=(seed * 7 + 40) % 360,
        font=min(56, 520 // max(map(len, title.split()))) if len(title) < 24 else 40,
        title=html.escape(title),
        author=html.escape(author),
    )
    driver.get(f"data:text/html,{quote(page)}")
    clip = {"x": 0, "y": 0, "width": SIZE, "height": SIZE, "scale": 1}
    told = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
    return base64.b64decode(told["data"])
