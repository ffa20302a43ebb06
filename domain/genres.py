"""Genres, from MAM's categories and tags: the one table of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from domain.matching.text import words

Table = Mapping[str, tuple[str, ...]]
"""Genres by the words of a category or a tag, in lower case."""

_CATEGORIES: Final = """
Action/Adventure = Action, Adventure
Art = Art
Biographical = Biography
Business = Business
Computer/Internet = Computers
Crafts = Crafts
Crime/Thriller = Crime, Thriller
Fantasy = Fantasy
Food = Food
General Fiction = Fiction
General Non-Fic = Nonfiction
Historical Fiction = Historical Fiction
History = History
Home/Garden = Home & Garden
Horror = Horror
Humor = Humor
Instructional = Education
Juvenile = Children's
Language = Languages
Literary Classics = Classics
Math/Science/Tech = Science & Technology
Medical = Medicine
Mystery = Mystery
Nature = Nature
Philosophy = Philosophy
Pol/Soc/Relig = Politics, Society, Religion
Recreation = Recreation
Romance = Romance
Science Fiction = Science Fiction
Self-Help = Self-Help
Travel/Adventure = Travel
True Crime = True Crime
Urban Fantasy = Urban Fantasy
Western = Western
Young Adult = Young Adult
"""
"""MAM's categories of audiobooks, without "Audiobooks - " (facts/mam.md 7)."""

_TAGS: Final = """
alternate history = Alternate History
apocalyptic | post-apocalyptic = Post-Apocalyptic
autobiography = Biography
biography = Biography
children | children's = Children's
classic | classics = Classics
comedy | humor | humour = Humor
contemporary romance = Contemporary Romance
cozy mystery | cosy mystery = Cozy Mystery
crime | crime fiction = Crime
cultivation = Cultivation
cyberpunk = Cyberpunk
dark fantasy = Dark Fantasy
dystopia | dystopian = Dystopian
epic fantasy | high fantasy = Epic Fantasy
essays = Essays
fairy tales = Fairy Tales
fantasy = Fantasy
gamelit | game lit = GameLit
ghost stories = Ghost Stories
grimdark = Grimdark
hard science fiction | hard sci-fi = Hard Science Fiction
harem | harem lit | haremlit = Harem
historical fantasy = Historical Fantasy
historical fiction = Historical Fiction
historical romance = Historical Romance
history = History
horror = Horror
isekai | portal fantasy = Portal Fantasy
litrpg | lit rpg = LitRPG
memoir | memoirs = Memoir
military science fiction | military sci-fi = Military Science Fiction
mystery | mysteries = Mystery
mythology = Mythology
nonfiction | non-fiction = Nonfiction
paranormal = Paranormal
paranormal romance = Paranormal Romance
philosophy = Philosophy
poetry | poems = Poetry
progression fantasy = Progression Fantasy
psychology = Psychology
romance = Romance
romantasy | fantasy romance = Romantasy
romantic comedy = Romantic Comedy
romantic suspense = Romantic Suspense
science fiction | sci-fi | scifi = Science Fiction
self-help = Self-Help
short stories = Short Stories
space opera = Space Opera
steampunk = Steampunk
suspense = Suspense
sword & sorcery = Sword & Sorcery
thriller | thrillers = Thriller
time travel = Time Travel
true crime = True Crime
urban fantasy = Urban Fantasy
western = Western
young adult | ya = Young Adult
"""
"""What uploaders write among the tags of a torrent."""

_NEWER: Final = MappingProxyType(
    {
        13: ("Fantasy",),
        29: ("LitRPG",),
        34: ("Mystery",),
        42: ("Romance",),
        45: ("Science Fiction",),
        51: ("Thriller",),
    }
)
"""MAM's newer categories, by id; those that are known (facts/mam.md 2.3)."""


def newer_category(number: int) -> str:
    """What one of the newer categories is called for a person: by its number where its name is not known."""
    return ", ".join(_NEWER.get(number, ())) or f"category {number}"


_PREFIX: Final = re.compile(r"audiobooks\s*-\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[,;|•\n]+|//|\.\s")


def tag_segments(tags: str | None) -> list[str]:
    """The single tags in MAM's text of tags, as they stand between its separators (facts/mam.md 3.4)."""
    return [segment for piece in _BETWEEN.split(tags or "") if (segment := piece.strip(" ."))]


def genre_key(text: str) -> str:
    """Equal for a category or tag in any spelling: with its prefix or without, in either case."""
    return " ".join(words(_PREFIX.sub("", text, count=1)))


def _table(*texts: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in filter(None, "".join(texts).splitlines()):
        named, _, genres = line.partition(" = ")
        for one in named.split(" | "):
            yield genre_key(one), tuple(genres.split(", "))


@dataclass(frozen=True, slots=True)
class Genres:
    """Which genres a category or a tag stands for.

    Args:
        changed: In place of the table's own: genres by category or tag, none where it stands for none.
    """

    changed: Table = field(default_factory=dict)

    def of(self, category: str | None, newer: Iterable[int], tags: str | None) -> tuple[str, ...]:
        """The genres of a book, none twice: of its category, of its newer ones, of its tags.

        Args:
            category: As MAM writes it: "Audiobooks - Crime/Thriller".
            newer: The ids of the newer ones.
            tags: The whole text of its tags; a tag counts where it says nothing else.
        """
        found = [*self._named(category or "")]
        for number in newer:
            found += [genre for name in _NEWER.get(number, ()) for genre in self._named(name)]
        for tag in tag_segments(tags):
            found += self._named(tag)
        once: dict[str, str] = {}
        for genre in found:
            once.setdefault(genre.casefold(), genre)
        return tuple(once.values())

    def _named(self, name: str) -> tuple[str, ...]:
        key = genre_key(name)
        return self.changed[key] if key in self.changed else _KNOWN.get(key, ())


_KNOWN: Final[Table] = MappingProxyType(dict(_table(_TAGS, _CATEGORIES)))


def genres_from(given: Mapping[str, Any]) -> Genres:
    """The table with *given* in place of some of it: a genre, a list of them, or None for none.

    Raises:
        ValueError: A category or tag without a word, or a genre that is no text.
    """
    changed: dict[str, tuple[str, ...]] = {}
    for name, genres in given.items():
        listed = [genres] if isinstance(genres, str) else [] if genres is None else genres
        if not genre_key(name):
            raise ValueError("names a category or tag without a letter or a digit")
        if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
            raise ValueError(f"{name} must be a genre, a list of genres, or null for none")
        changed[genre_key(name)] = tuple(" ".join(one.split()) for one in listed)
    return Genres(changed)
