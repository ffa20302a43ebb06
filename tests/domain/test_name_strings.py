"""Names that Audiobookshelf reads out of one text: facts/audiobookshelf_2.md 5.4."""

import json

import pytest

from domain.folder_names import read_path
from domain.name_strings import split_names
from tests.fixtures.places import ROOT

SAMPLES = ROOT.parent / "shared" / "facts" / "abs-samples" / "folder-names.json"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A and B", ["A", "B"]),
        ("A; B", ["A", "B"]),
        ("A, B, C", ["B A"]),
        ("Dr. X, PhD", ["PhD Dr. X"]),
        ("Full Name Jr.", ["Full Name"]),
        ("Full Name iii", ["Full Name"]),
        ("Author [x]", ["Author"]),
        ('Ann "Nan" Author', ["Ann Author"]),
        ("Dr. Seuss", ["Seuss"]),
        ("Ann Author, Prof. Bob Writer", ["Ann Author", "Bob Writer"]),
        ("von Mises, Ludwig", ["Ludwig von Mises"]),
        ("von Mises", ["von Mises"]),
        ("Alexander of Aphrodisias, Ann Author", ["Ann Author Alexander of Aphrodisias"]),
        ("T J KLUNE", ["T J Klune"]),
        ("bell hooks", ["Bell Hooks"]),
        ("JOHN VON NEUMANN", ["John von Neumann"]),
        ("hooks, bell", ["bell hooks"]),
        ("Cher & Jane Doe", ["Cher", "Jane Doe"]),
        ("村上 春樹, Jr", ["村上 春樹", "Jr"]),
        ("Dr.", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_read_as_names(text, names):
    """Titles, suffixes and nicknames are lost, and a name in one case gets capitals; not in "Last, First"."""
    assert list(split_names(text)) == names


@pytest.mark.skipif(not SAMPLES.is_file(), reason="needs the samples in ../shared")
def test_every_sample_of_a_folder_is_read_as_audiobookshelf_reads_it():
    """All that a real server made of folders whose files have no tags."""
    for sample in json.loads(SAMPLES.read_text())["items"]:
        read = read_path(sample["relPath"], is_file=False)

        assert {
            "title": read.title or "",
            "authors": list(split_names(read.authors)),
            "series": [[read.series, read.sequence]] if read.series else [],
            "publishedYear": read.published_year,
            "narrators": list(split_names(read.narrators)),
            "asin": read.asin,
        } == {
            name: value or "" if name == "title" else value
            for name, value in sample.items()
            if name != "relPath"
        }
