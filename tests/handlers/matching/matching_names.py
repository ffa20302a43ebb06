"""Names and words of which the library of near-duplicates is made."""

from typing import Final

FIRST: Final = [
    "Ada",
    "Bela",
    "Cleo",
    "Dora",
    "Édith",
    "Finn",
    "Gwen",
    "Hugo",
    "Iris",
    "Jürgen",
    "Karl",
    "Lena",
    "Milo",
    "Nora",
    "Otto",
]
LAST: Final = [
    "Abbott",
    "Brandt",
    "Castillo",
    "Dvořák",
    "Ellison",
    "Fischer",
    "Grant",
    "Holm",
    "Ibsen",
    "Jansen",
    "Keller",
    "Lindqvist",
]
READERS: Final = [
    "Ray Porter",
    "Ann Reed",
    "Jim Dale",
    "Zoë Hale",
    "Tom Weiner",
    "Kate Harper",
    "Luke Daniels",
    "Mary Rao",
]
NOUNS: Final = [
    "Ember",
    "Tide",
    "Crown",
    "Raven",
    "Garden",
    "Mirror",
    "Winter",
    "Harbour",
    "Silence",
    "Thorn",
    "Lantern",
    "River",
]
PLACES: Final = [
    "Night",
    "Salt",
    "Glass",
    "Ash",
    "Iron",
    "Stone",
    "Bone",
    "Gold",
    "Rain",
    "Smoke",
    "Wind",
    "Snow",
]
