"""Rows as the site may also send them: every variant that a reader must bear (facts/mam.md 2.3)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sandbox.catalogue import Listing, SeriesPlace, listing
from sandbox.mam.requests import OPT_IN
from sandbox.mam.rows import row

_BOOK: Final = listing(9000301)
_UID: Final = 1
_PEOPLE: Final = '{"7624": "Patrick \\"Pat\\" Rothfuss"}'

_OVERRIDES: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    ("1984", {"title": 1984, "tags": 2009}),
    ("A name instead of a title", {"title": ..., "name": "A name instead of a title"}),
    ("No author: an empty text", {"author_info": "", "narrator_info": "", "series_info": ""}),
    ("No author: null", {"author_info": None, "narrator_info": None, "series_info": None}),
    ("No author: an empty map", {"author_info": "{}", "narrator_info": "{}", "series_info": "{}"}),
    ("No author: an empty list", {"author_info": "[]", "narrator_info": "[]", "series_info": "[]"}),
    ("Quotes without escapes", {"author_info": _PEOPLE.replace('\\"', '"')}),
    ("JSON cut short", {"mediainfo": '{"General":{"Duration":"27:5', "narrator_info": '{"1": "Nick'}),
    ("Maps that are decoded already", {"author_info": {"7624": "Patrick Rothfuss"}, "mediainfo": {}}),
    (
        "Names with entities",
        {
            "title": "The Wise Man&#039;s Fear &amp; More",
            "author_info": '{"1": "Anne &amp; Todd McCaffrey"}',
            "series_info": '{"2": ["Sword &amp; Laser", "1", 1.0]}',
            "catname": "Audiobooks - Sci&#8209;Fi",
        },
    ),
    ("Series without a float", {"series_info": '{"55": ["Kingkiller", "1"]}'}),
    ("Series with a list of places", {"series_info": '{"55": ["Kingkiller", "01-16, 13.5", -1]}'}),
    ("Series without a place", {"series_info": '{"55": ["Kingkiller", "", -1.0]}'}),
    ("Series place is a number", {"series_info": '{"55": ["Kingkiller", 2.5, 2.5]}'}),
    ("Numbers as text", {"size": "841482240", "seeders": "12", "numfiles": "3", "vip": "1"}),
    ("Flags as words", {"free": "yes", "vip": True, "personal_freeleech": "0", "my_snatched": False}),
    ("Numbers as floats", {"size": 841482240.0, "seeders": 12.0, "browseflags": 32.0, "vip_expire": "0"}),
    ("MediaInfo says nothing", {"mediainfo": "{}", "isbn": 9780756404741, "dl": None}),
    ("MediaInfo is null", {"mediainfo": None, "isbn": "978-0-7564-0474-1", "thumbnail": None}),
    ("Old owner", {"ownership": ..., "owner": 12, "owner_name": 1234}),
    (
        "Nothing where something was",
        {"size": None, "added": "0000-00-00 00:00:00", "numfiles": None, "tags": None},
    ),
    ("Description in BBCode", {"description": "[b]Length:[/b] 27 hrs and 55 mins[br]Abridged: No"}),
    ("MediaInfo with odd parts", {"mediainfo": json.dumps({"General": {"Duration": 100503}, "menu": []})}),
)


def odd_listings() -> tuple[Listing, ...]:
    """One listing for each variant, to be found by its title in a catalogue that holds them."""
    odd = (
        replace(_BOOK, torrent_id=9008000 + place, title=title, row_overrides=overrides)
        for place, (title, overrides) in enumerate(_OVERRIDES)
    )
    return (*odd, trap())


def trap() -> Listing:
    """Six mp3 files of which MediaInfo saw one: 1:18:44 of 5 hours 59 minutes (facts/mam.md 2.5)."""
    return replace(
        _BOOK,
        torrent_id=9008999,
        title="Six Parts of One Evening",
        series=(SeriesPlace("The Long Evening", "1"),),
        duration_seconds=5 * 3600 + 59 * 60,
        file_types=("mp3",),
        files=6,
        tags="mp3, 64 kbps, mystery",
        description="<p>Length: 5 hrs and 59 mins<br>Six files.</p>",
        mediainfo_seconds=4724,
    )


def odd_rows() -> list[dict[str, Any]]:
    """The rows of `odd_listings`, with every field that can be asked for."""
    return [row(odd, uid=_UID, opt_in=OPT_IN) for odd in odd_listings()]
