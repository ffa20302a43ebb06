"""Why a plan waits for a person, in words."""

from collections.abc import Mapping
from typing import Final

from domain.facts import ImportQuestion

_OTHER_LAYOUT: Final = "choose another IMPORT_LAYOUT, or move the other book"
_CONFIRM: Final = "see the plan, and confirm it or import all as one book"

WHY: Final[Mapping[ImportQuestion, tuple[str, str]]] = {
    ImportQuestion.NO_AUDIO: ("the torrent has no audio that Audiobookshelf plays", "dismiss it"),
    ImportQuestion.ONLY_ARCHIVES: ("its audio is in archives", "unpack them, and import the book by hand"),
    ImportQuestion.UNFINISHED: ("some of its files are not whole", "let qBittorrent recheck the torrent"),
    ImportQuestion.SEVERAL_BOOKS: ("it may have several books", _CONFIRM),
    ImportQuestion.SEVERAL_FORMATS: ("it has a book in several formats", _CONFIRM),
    ImportQuestion.BOOK_ABOVE: ("its folder would lie in another book's folder", _OTHER_LAYOUT),
    ImportQuestion.BOOK_BELOW: ("its folder would contain another book's folder", _OTHER_LAYOUT),
    ImportQuestion.BOOK_THERE: ("its folder is another book's", "place it beside that one"),
    ImportQuestion.READ_AS_DISC: (
        "Audiobookshelf would read its folder as a disc of another book",
        "choose another IMPORT_LAYOUT",
    ),
}
"""What is the matter, and what to do."""
