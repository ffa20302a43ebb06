"""What we use of each service's API, as our clients' sources name it: paths, parameters, fields, and the words looked for.

``python tests/service_apis.py`` writes it to tests/data/service_apis.json, so that a change is seen in a review.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SNAPSHOT: Final = ROOT / "tests" / "data" / "service_apis.json"
SERVICES: Final = ("audiobookshelf", "google_books", "mam", "qbittorrent")

_NAME: Final = re.compile(r"[A-Za-z][\w.\-\[\]]*|/[\w./\-{}]+")
"""A field, a path within an answer, or a path on the server; what has blanks is a sentence."""


def used() -> dict[str, list[str]]:
    """By service all names, sorted."""
    return {
        service: sorted(
            {name for path in sorted((ROOT / "clients" / service).glob("*.py")) for name in _names(path)}
        )
        for service in SERVICES
    }


def _names(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from _fitting("".join(_text(part) for part in node.values))
        elif isinstance(node, ast.Constant) and id(node) not in inner | documents:
            yield from _fitting(str(node.value))
        elif isinstance(node, ast.Call) and (called := ast.unparse(node.func)).startswith("client."):
            # The library of qBittorrent's API has a method for each path, and a keyword for each parameter.
            yield called
            yield from (f"{called}({word.arg})" for word in node.keywords if word.arg)


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "{}"


def _fitting(text: str) -> Iterator[str]:
    if _NAME.fullmatch(text):
        yield text


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(used(), indent=1, ensure_ascii=False) + "\n")
