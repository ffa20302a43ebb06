"""The documentation as a site, before it is built; `make docs-site` builds it."""

import importlib.util
import re
import tomllib
from itertools import chain
from types import ModuleType
from typing import Any

import pytest

from tests.fixtures.places import ROOT

SECTIONS = ["Start", "Use", "Understand", "Operate", "Develop"]


@pytest.fixture(scope="module")
def site() -> ModuleType:
    """The script behind `make docs-site`."""
    spec = importlib.util.spec_from_file_location("docs_site", ROOT / "docs" / "site" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """What the builder gets."""
    project: dict[str, Any] = tomllib.loads((ROOT / "docs" / "site" / "zensical.toml").read_text())["project"]
    return project


def listed(project: dict[str, Any]) -> dict[str, list[str]]:
    """The pages of each section."""
    sections = [item for entry in project["nav"] for item in entry.items()]
    return {name: [page for entry in entries for page in entry.values()] for name, entries in sections}


def test_every_document_is_in_one_section(site, project):
    """In the order of what a reader wants; a new document needs its line in docs/site/zensical.toml."""
    sections = listed(project)

    assert list(sections) == SECTIONS
    assert sorted(chain(*sections.values())) == sorted(site.pages().values())


def test_the_readme_lists_them_in_the_same_order(site, project):
    """Who reads the repository finds the same documents in the same order."""
    names = {str(document.relative_to(ROOT)): page for document, page in site.pages().items()}
    table = (ROOT / "README.md").read_text().partition("## Documentation")[2]

    told = [names[one] for one in re.findall(r"^\| \[[^\]]+\]\(([^)]+)\)", table, re.MULTILINE)]

    assert ["index.md", *told] == list(chain(*listed(project).values()))


def test_links_lead_to_pages_and_files_of_the_site(site, tmp_path):
    """Whatever a document of the repository links to is in the site, under the name that its page links to."""
    site.stage(tmp_path / "docs")

    links = 0
    for page in (tmp_path / "docs").glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text()):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"
            links += 1
    assert links > 50


def test_a_link_that_leads_nowhere_is_refused(site, tmp_path):
    """The build ends there."""
    (tmp_path / "a.md").write_text("[gone](gone.md)")

    with pytest.raises(FileNotFoundError):
        site.page_of(tmp_path / "a.md")


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://cdn.example/x.js">',
        '<link rel="stylesheet" href="https://fonts.example/css?family=Roboto">',
        '<link rel="preconnect" href="https://fonts.example" crossorigin>',
        '<img alt="x" src="//cdn.example/x.png">',
        '<iframe src="http://example.org/">',
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(site, tag):
    """The site works without a network, and says nothing of its reader to others."""
    assert list(site.loaded_from_elsewhere(f"<p>{tag}</p>")) == [tag]


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://www.example.org/">',
        '<script src="./assets/x.js">',
        '<link rel="next" href="./faq.html">',
        '<img src="files/x.png">',
    ],
)
def test_a_link_and_a_file_of_the_site_are_not(site, tag):
    """A reader follows links, and no browser by itself."""
    assert list(site.loaded_from_elsewhere(f"<p>{tag}</p>")) == []


def test_the_site_has_fonts_and_scripts_of_its_own(project):
    """No font is fetched, and the script that searches without a server is ours."""
    own = ROOT / "docs" / "site"

    assert project["theme"]["font"] is False
    assert [one["path"] for one in project["extra"]["polyfills"]] == ["files/iframe-worker.js"]
    assert {"iframe-worker.js", "iframe-worker.LICENSE"} <= {one.name for one in own.iterdir()}
