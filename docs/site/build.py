"""Builds the documentation as a site in `site/`, by `make docs-site`: the README first, then docs/, then CHANGELOG.md.

Links between the documents lead to the site's pages, and links to other files of the repository to copies of them. A link that
leads nowhere ends the build, and so does a page that would load anything from elsewhere.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SITE: Final = ROOT / "site"
FILES: Final = "files"
"""The site's folder for what is no document."""

_OWN: Final = Path(__file__).parent
_ICON: Final = ROOT / "daemon" / "http" / "static" / "icon.svg"
_LINK: Final = re.compile(r"(\]\()(?![a-z]+:|#)([^)#\s]+)")
_LOADS: Final = re.compile(
    r"<(?:script|img|iframe|link rel=\"(?:stylesheet|icon|preload|preconnect)\")[^>]*(?:https?:)?//[^>]*>"
)


def pages() -> dict[Path, str]:
    """Each document, and the name of its page in the site."""
    documents = {one: one.name for one in sorted((ROOT / "docs").glob("*.md"))}
    return {ROOT / "README.md": "index.md", **documents, ROOT / "CHANGELOG.md": "changelog.md"}


def page_of(document: Path) -> tuple[str, set[Path]]:
    """A document's text for the site, and the other files that it links to.

    Raises:
        FileNotFoundError: A link leads to no file.
    """
    names, linked = pages(), set[Path]()

    def led(link: re.Match[str]) -> str:
        target = (document.parent / link[2]).resolve(strict=True)
        if target in names:
            return link[1] + names[target]
        linked.add(target)
        return link[1] + place_of(target)

    return _LINK.sub(led, document.read_text(encoding="utf-8")), linked


def place_of(file: Path) -> str:
    """Where the site has the copy of a file; a name with a dot before it would be hidden."""
    return f"{FILES}/{file.name.lstrip('.')}"


def stage(folder: Path) -> None:
    """Write the documents, and what they link to, for the builder."""
    (folder / FILES).mkdir(parents=True)
    files = {_ICON, _OWN / "iframe-worker.js", _OWN / "iframe-worker.LICENSE"}
    for document, name in pages().items():
        text, linked = page_of(document)
        (folder / name).write_text(text, encoding="utf-8")
        files |= linked
    for file in files:
        shutil.copyfile(file, folder / place_of(file))


def loaded_from_elsewhere(page: str) -> Iterator[str]:
    """What a page's HTML would have a browser fetch from another server."""
    return (found[0] for found in _LOADS.finditer(page))


def main() -> int:
    """Build; the exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(_OWN / "zensical.toml", folder / "zensical.toml")
        stage(folder / "docs")
        program = Path(sys.executable).with_name("zensical")
        built = subprocess.run([program, "build", "--strict"], cwd=folder, check=False)
        if built.returncode:
            return built.returncode
        shutil.rmtree(SITE, ignore_errors=True)
        shutil.copytree(folder / "site", SITE)
    elsewhere = {
        one
        for page in SITE.rglob("*.html")
        for one in loaded_from_elsewhere(page.read_text(encoding="utf-8"))
    }
    for one in sorted(elsewhere):
        sys.stderr.write(f"a page would load this from elsewhere: {one}\n")
    sys.stdout.write(f"{SITE}/index.html\n")
    return 1 if elsewhere else 0


if __name__ == "__main__":
    sys.exit(main())
