"""How much of the labelled pages is read, field by field, and that nothing is read wrongly."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from clients.mam.reading import as_line, read_file

CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "mam"

FACTS: Final = {"duration_seconds": 98.0, "abridged": 98.0, "release_date": 95.0, "publisher": 90.0}
"""The facts that are extracted, and the least share of the labelled ones to find, in per cent."""
_UNJUDGED: Final = "?"
_OTHER_LABELS: Final = frozenset({"icons", "is_audiobook"})


def measure() -> list[dict[str, Any]]:
    """Per field of the labelled pages the shares found and the number read wrongly; nothing without the pages."""
    if not CORPUS.is_dir():
        return []
    counts = count()
    rows: list[dict[str, Any]] = []
    for field in counts:
        least = FACTS.get(field, 100.0)
        labelled = counts[field]["found"] + counts[field]["missed"] + counts[field]["wrong"]
        found = round(100 * counts[field]["found"] / labelled, 1) if labelled else 100.0
        wrong = counts[field]["wrong"] + counts[field]["invented"]
        rows += [
            {
                "name": f"accuracy: {field}, wrong",
                "value": wrong,
                "limit": 0,
                "unit": "values",
                "ok": wrong == 0,
            },
            {
                "name": f"accuracy: {field}, found of {labelled} labelled",
                "value": found,
                "limit": least,
                "unit": "% least",
                "ok": found >= least,
            },
        ]
    return rows


def count() -> dict[str, Counter[str]]:
    """Per field how many labelled values were found, missed or read wrongly, and how many invented."""
    counts: dict[str, Counter[str]] = {}
    for _, field, labelled, read in compared():
        counts.setdefault(field, Counter())[_judged(field, labelled, read)] += 1
    return counts


def compared() -> Iterator[tuple[str, str, Any, Any]]:
    """Each judged label: where it is, its field, and what was read."""
    labels = json.loads((CORPUS / "labels.json").read_text("utf-8"))
    for name, page in labels.items():
        lines = [as_line(recording) for recording in read_file((CORPUS / name).read_bytes())]
        for row, line in zip(page if isinstance(page, list) else [page], lines, strict=True):
            for field, labelled in row.items():
                if labelled != _UNJUDGED and field not in _OTHER_LABELS:
                    yield (
                        f"{name} {row['torrent_id']}",
                        field,
                        _moment(field, labelled),
                        _moment(field, line[field]),
                    )


def _judged(field: str, labelled: Any, read: Any) -> str:
    if labelled == read:
        return "absent" if labelled is None else "found"
    if read is None and field in FACTS:
        return "missed"
    return "invented" if labelled is None else "wrong"


def _moment(field: str, value: Any) -> Any:
    """Times are compared as such: labels and lines write their seconds differently."""
    return datetime.fromisoformat(value) if field == "added" and value else value


def main() -> None:
    """Print every label that was not read as it is, then the table."""
    for place, field, labelled, read in compared():
        if labelled != read:
            print(f"{place} {field}: labelled {labelled!r}, read {read!r}")
    for row in measure():
        print(
            f"{row['name']:<60} {row['value']:>6} {row['unit']:<8} limit {row['limit']:<6} {'ok' if row['ok'] else 'NOT OK'}"
        )


if __name__ == "__main__":
    main()
