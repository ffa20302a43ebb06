"""What the documents say is what the program has."""

import importlib.util
import re
from types import ModuleType

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.snippets import RUN, SHOWN, documents, snippets


@pytest.fixture
def settings_table() -> ModuleType:
    """The script behind `make docs`."""
    spec = importlib.util.spec_from_file_location("settings_table", ROOT / "docs" / "settings_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_settings_document_shows_the_settings_of_today(settings_table):
    """Names, defaults and what they are for; `make docs` writes the tables again."""
    document = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert settings_table.with_tables(document) == document


def test_the_settings_document_has_every_setting(settings_table):
    """Each setting stands in exactly one table."""
    document = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    for name in settings_table.Settings.names():
        assert document.count(f"`{name.upper()}`") >= 1, name


of_each_document = pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)


@of_each_document
def test_a_block_of_code_says_whether_it_is_run(document):
    """Its language is one that tests run, or one that only shows something."""
    found = snippets(document)

    assert {snippet.language for snippet in found} <= RUN | SHOWN
    assert 2 * len(found) == document.read_text(encoding="utf-8").count("```")


@of_each_document
def test_what_a_document_links_to_is_there(document):
    """Files and headings alike."""
    text = document.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, heading = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), target
        if heading:
            assert heading in _headings(file.read_text(encoding="utf-8")), target


def _headings(text: str) -> set[str]:
    """The anchors of a document's headings."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}
