"""The names of MAM's audiobook categories (facts/mam.md 7)."""

from typing import Final

_NAMES: Final = {
    39: "Action/Adventure",
    40: "Crime/Thriller",
    41: "Fantasy",
    42: "General Fiction",
    43: "Horror",
    44: "Juvenile",
    45: "Literary Classics",
    46: "Romance",
    47: "Science Fiction",
    48: "Western",
    49: "Art",
    50: "Biographical",
    51: "Computer/Internet",
    52: "General Non-Fic",
    53: "Self-Help",
    54: "History",
    55: "Home/Garden",
    56: "Language",
    57: "Math/Science/Tech",
    58: "Pol/Soc/Relig",
    59: "Recreation",
    83: "Business",
    84: "Instructional",
    85: "Medical",
    87: "Mystery",
    88: "Philosophy",
    89: "Travel/Adventure",
    97: "Crafts",
    98: "Historical Fiction",
    99: "Humor",
    100: "True Crime",
    106: "Food",
    108: "Urban Fantasy",
    111: "Young Adult",
    119: "Nature",
}


def category_name(category_id: int) -> str | None:
    """The name as in the search's rows; None for a category without audiobooks."""
    name = _NAMES.get(category_id)
    return None if name is None else f"Audiobooks - {name}"
