"""Which folders Audiobookshelf reads as other books than they are: facts/audiobookshelf_2.md 5."""

import json

import pytest

from domain.folder_shapes import FolderShape, Shaped, shapes
from tests.fixtures.places import SHARED

SAMPLE = SHARED / "facts" / "abs-samples" / "folder-shapes.json"
SWALLOWS, MERGES, SPLITS = FolderShape.SWALLOWS, FolderShape.MERGES, FolderShape.SPLITS
HALF_READ, LOOSE_FILE = FolderShape.HALF_READ, FolderShape.LOOSE_FILE


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["A/Book/1.mp3", "A/Book/cover.jpg", "A/Other/b.epub"], []),
        (["A/Book/CD 1/1.mp3", "A/Book/disc2/1.mp3", "A/Book/cover.jpg"], []),
        (["A/Book/1.mp3", "A/Book/ebook/b.epub"], []),
        (["Coll/loose.mp3", "Coll/One/1.mp3", "Coll/Two/1.mp3"], [("Coll", SWALLOWS, "loose.mp3")]),
        (["Coll/b.epub", "Coll/One/CD 1/1.mp3"], [("Coll", SWALLOWS, "b.epub")]),
        (["A/Book/1.mp3", "A/Book/CD 1/1.mp3", "A/Book/Extras/2.mp3"], [("A/Book", SWALLOWS, "1.mp3")]),
        (["Coll/x.nfo", "Coll/One/1.mp3"], [("Coll", MERGES, "x.nfo")]),
        (["Coll/x.torrent", "Coll/x.log", "Coll/One/1.mp3", "x.jpg"], []),
        (["A/Book/CD-1/1.mp3", "A/Book/CD-2/1.mp3"], [("A/Book", SPLITS, "CD-1")]),
        (["A/Book/Part 1/1.mp3", "A/Book/Part 2/1.mp3"], [("A/Book", SPLITS, "Part 1")]),
        (["A/Book/01/1.mp3", "A/Book/02/1.mp3"], [("A/Book", SPLITS, "01")]),
        (["A/Ser/Volume 1/1.mp3", "A/Ser/Volume 2/1.mp3", "A/Ser/Book 3/1.mp3"], []),
        (["A/Ser/Part of the Deal/1.mp3", "A/Ser/Discworld 2/1.mp3"], []),
        (["CD 1/1.mp3", "CD 2/1.mp3"], [("", SPLITS, "CD 1")]),
        (["Two/CD 1/1.mp3", "Two/CD 2/1.mp3", "Two Towers/1.mp3"], [("Two", HALF_READ, "Two Towers")]),
        (["Two/1.mp3", "Two Towers/1.mp3", "A/Two/CD 1/1.mp3", "A/Two/CD 2/1.mp3"], []),
        (["Root.m4b", "Root.epub"], [("Root.m4b", LOOSE_FILE, "Root.m4b")]),
        ([], []),
    ],
)  # fmt: skip
def test_each_shape_is_found_where_it_is(files, found):
    """With the name that makes it so, and no other folder with it."""
    assert shapes(files) == [Shaped(*one) for one in found]


@pytest.mark.skipif(not SAMPLE.exists(), reason="needs the samples in ../shared")
def test_the_measured_disc_names_are_discs_or_split():
    """Every pair of folders in the sample that looks like discs: the real server joined it, or it is found here."""
    sample = json.loads(SAMPLE.read_text())
    items = {one["relPath"] for one in sample["items"]}
    found = {one.path for one in shapes(sample["disk"]) if one.shape is SPLITS}

    for place in {
        file.rpartition("/")[0].rpartition("/")[0] for file in sample["disk"] if file.startswith("Disc/")
    }:
        name = place.removeprefix("Disc/")
        joined = place in items
        assert joined or place in found or name in {"D1", "Volume 1", "Side A"}, place
        assert not (joined and place in found)
