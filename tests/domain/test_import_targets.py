"""Which folder an imported book goes to, and what is said about a wrong IMPORT_FILE."""

from pathlib import PurePosixPath

import pytest

from domain.errors import BadInputError
from domain.importing.targets import ImportFolders, read_import_file
from domain.recording import Recording
from tests.fixtures.places import ROOT

FILE = """
# Libraries of Audiobookshelf.
[category]
audiobooks = "/library/main"
"audiobooks/Kids" = "/library/kids"

[language]
German = "/library/deutsch"
fr = "/library/français"

[author]
"Terry Pratchett" = "/library/pratchett"
"""


def read(text: str, folder: str | None = None) -> ImportFolders:
    own = PurePosixPath(folder) if folder else None
    return read_import_file(text, name="folders.toml", folder=own, libraries=["/library", "/more/books"])


@pytest.mark.parametrize(
    ("authors", "language", "category", "folder"),
    [
        (["T. Pratchett", "Neil Gaiman"], "German", "audiobooks/Kids", "/library/pratchett"),
        (["terry pratchett"], None, "", "/library/pratchett"),
        (["Ann Author"], "German", "audiobooks/Kids", "/library/deutsch"),
        (["Ann Author"], "de", "audiobooks", "/library/deutsch"),
        (["Ann Author"], "French", "", "/library/français"),
        (["Ann Author"], "English", "audiobooks/Kids/Small", "/library/kids"),
        (["Ann Author"], None, "audiobooks/Fantasy", "/library/main"),
        (["Ann Author"], None, "audiobooks", "/library/main"),
        (["Ann Author"], None, "audiobooksKids", None),
        ([], None, "", None),
    ],
)
def test_the_author_decides_before_the_language_and_this_before_the_category(
    authors, language, category, folder
):
    """The longest category counts; what no table names has no folder but IMPORT_DIR."""
    recording = Recording(authors=authors, language=language)

    assert read(FILE).of(recording, category=category) == (PurePosixPath(folder) if folder else None)
    assert read(FILE, "/library").of(recording, category=category) == PurePosixPath(folder or "/library")


def test_the_documents_example_works():
    """As docs/import.md shows it, in a library of its folder."""
    example = (ROOT / "docs" / "import.md").read_text().partition("```toml\n")[2].partition("```")[0]

    folders = read_import_file(example, name="folders.toml", folder=None, libraries=["/srv/media"])

    assert len(folders.all) == 3


def test_without_a_file_all_books_go_to_one_folder():
    """IMPORT_DIR."""
    folders = ImportFolders(folder=PurePosixPath("/library"))

    assert folders.of(Recording(authors=["A"], language="German"), category="x") == PurePosixPath("/library")
    assert folders.all == (PurePosixPath("/library"),)


def test_every_folder_is_known():
    """Each once, so that each can be probed."""
    assert [path.name for path in read(FILE, "/library/main").all] == [
        "main",
        "pratchett",
        "deutsch",
        "français",
        "kids",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "folders.toml, line 1: names no folder; write a table, like [category]"),
        ("[author]\n", "folders.toml, line 1: names no folder"),
        ("[category\n", "folders.toml, line 1: is not TOML"),
        ('[category]\nx = "/library"\nx = "/library"\n', "folders.toml, line 3: is not TOML"),
        ("[category]\nKids = /library\n", "folders.toml, line 2: is not TOML"),
        ('\n[categories]\nKids = "/library"\n', "folders.toml, line 2: “categories” is not known; did you mean [category]?"),
        ('Kids = "/library"\n', "folders.toml, line 1: “Kids” is not known; the tables are [author], [language], [category]"),
        ('category = "/library"\n', "folders.toml, line 1: “category” must be a table, like [category]"),
        ('[[category]]\nKids = "/library"\n', "folders.toml, line 1: “category” must be a table"),
        ("[category]\n\nKids = 5\n", "folders.toml, line 3: Kids: must be one absolute path between quotes"),
        ('[category]\nKids = ["/library"]\n', "folders.toml, line 2: Kids: must be one absolute path"),
        ('[category]\nKids = "library/kids"\n', "folders.toml, line 2: Kids: must be one absolute path"),
        ('[category]\n"a/b" = "/other/kids"\n', "folders.toml, line 2: a/b: /other/kids: must be a folder of LIBRARY_DIRS"),
        ('[author]\nA = "/library/../etc"\n', "folders.toml, line 2: A: /library/../etc: write it without .."),
        ('[author]\n"" = "/library"\n', "folders.toml, line 2: has no author before the ="),
        ('[language]\nde = "/library"\nKlingon = "/library"\n', "folders.toml, line 3: there is no language “Klingon”"),
        ('[language]\nde = "/library/a"\nGerman = "/library/b"\n', "folders.toml, line 3: German is the same language as de"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(text, problem):
    """File, line, what is wrong, and what to write."""
    with pytest.raises(BadInputError) as raised:
        read(text)

    assert raised.value.field == "IMPORT_FILE"
    assert problem in raised.value.problem


def test_all_that_is_wrong_is_said_at_once():
    """Each problem with its line."""
    with pytest.raises(BadInputError) as raised:
        read('[category]\nA = "x"\nB = "/library"\n\n[author]\nC = "/nowhere"\n\n[shelf]\n')

    lines = [problem.partition(":")[0] for problem in raised.value.problem.split("; ")]
    assert lines[:4] == [
        "folders.toml, line 8",
        "the tables are [author], [language], [category]",
        "folders.toml, line 6",
        "folders.toml, line 2",
    ]
