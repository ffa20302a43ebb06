"""``make bench``: every figure as a table and in benchmarks/latest.json; exit 1 when one is not ok."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

import benchmarks

_LATEST = Path(__file__).with_name("latest.json")


def main(wanted: list[str]) -> int:
    """Measure everything, or only the modules named.

    A module of this package takes part by its ``measure()``, which gives
    ``{"name", "value", "limit", "unit", "ok"}`` for each figure.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    rows: list[dict[str, Any]] = []
    for name in names:
        if name.startswith("_") or (wanted and name not in wanted):
            continue
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "measure"):
            continue
        for row in module.measure():
            rows.append(row)
            _print(row)
    _LATEST.write_text(json.dumps(rows, indent=1) + "\n")
    failed = [row["name"] for row in rows if not row["ok"]]
    print(f"{len(rows)} figures, {len(failed)} not ok" + (f": {'; '.join(failed)}" if failed else ""))
    return 1 if failed or not rows else 0


def _print(row: dict[str, Any]) -> None:
    mark = "ok" if row["ok"] else "NOT OK"
    print(f"{row['name']:<72} {row['value']:>10} {row['unit']:<8} limit {row['limit']:<8} {mark}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
