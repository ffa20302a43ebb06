"""The settings about acquiring, and what is said about wrong ones."""

import os
from pathlib import Path

import pytest

from daemon.config.acquisition import search_list
from daemon.config.problems import SettingsProblemsError, load
from daemon.config.settings import Settings

COMPLETE = "MAM_ID=seed-of-a-session\nABS_TOKEN=a-token-of-audiobookshelf\n"


pytestmark = pytest.mark.usefixtures("bare_environment")


def loaded(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(COMPLETE + text)
    return load(env_file=file)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(SettingsProblemsError) as raised:
        loaded(tmp_path, text)
    return str(raised.value)


def test_the_defaults_download_nothing_by_themselves(tmp_path):
    """Finds are proposed, nothing is searched for without a list, and the account is kept safe."""
    settings = loaded(tmp_path, "")

    assert (settings.acquisition, settings.unsat_buffer, settings.min_ratio) == ("propose", 10, 2.0)
    assert not settings.upgrade_editions
    assert search_list(settings.search_queries, settings.search_file) == ()


def test_all_of_them_can_be_set(tmp_path):
    """As .env.example shows them."""
    books = tmp_path / "books.toml"
    books.write_text('[[query]]\nauthor = "Andy Weir"\ntitle = "Artemis"\n')

    settings = loaded(
        tmp_path,
        f"ACQUISITION=Auto\nSEARCH_FILE={books}\nSEARCH_QUERIES=\nUNSAT_BUFFER=0\nMIN_RATIO=1\n"
        "LANGUAGES=de, English\nUPGRADE_EDITIONS=true\nEDITION_ORDER=format, seeders\nPREFERRED_NARRATORS=Ray Porter, Nick Podehl\n"
        "QBITTORRENT_SAVE_PATH=D:\\Audiobooks\nQBITTORRENT_CATEGORY=books/audio\n",
    )

    assert (settings.acquisition, settings.unsat_buffer, settings.min_ratio) == ("auto", 0, 1)
    assert settings.languages == ("de", "English")
    assert (settings.edition_order, settings.preferred_narrators) == (
        ("format", "seeders"),
        ("Ray Porter", "Nick Podehl"),
    )
    assert settings.qbittorrent_save_path == "D:\\Audiobooks"
    assert [query.title for query in search_list(settings.search_queries, settings.search_file)] == [
        "Artemis"
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ACQUISITION=always", "ACQUISITION: must be 'off', 'propose' or 'auto'"),
        ("UNSAT_BUFFER=-1", "UNSAT_BUFFER: must be greater"),
        ("MIN_RATIO=nan", "MIN_RATIO: must be"),
        ("EDITION_ORDER=format,size", "EDITION_ORDER: “size” does not exist"),
        ("EDITION_ORDER=format,format", "EDITION_ORDER: name each criterion once"),
        ("LANGUAGES=English, Klingon", "LANGUAGES: there is no language “Klingon”; write names or codes"),
        ("LANGUAGES=,", "LANGUAGES: name at least one language"),
        ("QBITTORRENT_SAVE_PATH=books", "QBITTORRENT_SAVE_PATH: must be an absolute path"),
        ("QBITTORRENT_CATEGORY=a//b", "QBITTORRENT_CATEGORY: must be a name"),
        ('SEARCH_QUERIES=[["", "Stormlight"]]', "SEARCH_QUERIES: query 1: has no author"),
        ("SEARCH_QUERIES=Stormlight", "SEARCH_QUERIES: line 1: is not JSON"),
        ("SEARCH_FILE=/nowhere/books.toml", "SEARCH_FILE: /nowhere/books.toml cannot be read"),
    ],
)
def test_a_wrong_one_is_reported_with_its_place(tmp_path, line, told):
    """What is wrong, what to write instead, and where it stands."""
    problem = refused(tmp_path, f"# a comment\n{line}\n")

    assert told in problem
    assert f"(set in {tmp_path / '.env'}, line 4)" in problem


def test_a_wrong_search_file_is_reported_with_file_line_and_reason(tmp_path):
    """Each problem in it."""
    books = tmp_path / "books.toml"
    books.write_text('[[query]]\nauthor = "Andy Weir"\n\n[[query]]\ntitle = "Artemis"\n')

    problem = refused(tmp_path, f"SEARCH_FILE={books}\n")

    assert f"{books}, line 1: give a title, a series or both" in problem
    assert f"{books}, line 4: a query needs an author" in problem


def test_a_file_that_is_no_text_is_reported(tmp_path):
    """With the line where it stops being one."""
    books = tmp_path / "books.toml"
    books.write_bytes(b'[[query]]\nauthor = "Andr\xe9"\n')

    assert f"{books}, line 2: is not UTF-8" in refused(tmp_path, f"SEARCH_FILE={books}\n")


def test_two_lists_are_one_too_many(tmp_path):
    """No one could say which of them counts."""
    problem = refused(tmp_path, 'SEARCH_FILE=books.toml\nSEARCH_QUERIES=[["A", "b"]]\n')

    assert "SEARCH_FILE: is set as well as SEARCH_QUERIES" in problem


def test_the_environment_overrules_the_file(tmp_path):
    """A problem that comes from the environment is not laid at the file's door."""
    os.environ["MIN_RATIO"] = "low"

    assert "line" not in refused(tmp_path, "MIN_RATIO=2\n")
