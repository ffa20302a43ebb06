"""Rows as the site sends them, and how they are read."""

import json
from typing import Any

from clients.mam.rows import SearchPage, read_search


def row(**changes: Any) -> dict[str, Any]:
    """A row as the site sends it (facts/mam.md 2.3), with what the test changes."""
    return {
        "id": 1161950,
        "language": 1,
        "lang_code": "ENG",
        "main_cat": 13,
        "category": 41,
        "catname": "Audiobooks - Fantasy",
        "mediatype": 1,
        "categories": "[13]",
        "title": "Chains",
        "size": "741.64 MiB",
        "numfiles": 1,
        "filetype": "m4b",
        "vip": 1,
        "free": 0,
        "personal_freeleech": 0,
        "fl_vip": 1,
        "vip_expire": 0,
        "w": 0,
        "tags": "VBR kbps m4b with chapters, Release Date June 30, 2025, Listening Length 27 hours and 12 minutes",
        "author_info": '{"12": "Nicoli Gonnella"}',
        "narrator_info": '{"34": "Travis Baldree"}',
        "series_info": '{"55": ["Unbound", "11", 11.0]}',
        "seeders": 133,
        "leechers": 0,
        "times_completed": 242,
        "added": "2025-07-04 04:51:34",
        "browseflags": 0,
        "my_snatched": 0,
        "mediainfo": "{}",
        "cat": '<div class="cat41">&nbsp;</div>',
        **changes,
    }


def read(*rows: Any, **envelope: Any) -> SearchPage:
    answer = {"perpage": 20, "start": 0, "data": list(rows), "total": 20, "found": 351785, **envelope}
    return read_search(json.dumps(answer).encode())
