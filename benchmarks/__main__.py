"""``make bench``: every figure as a table and in benchmarks/latest.json; exit 1 when one is not ok."""

import importlib
import json
import pkgutil
import sys
import time
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks._rows import show
from benchmarks.idle import Minute
from daemon import log

_LATEST = Path(__file__).with_name("latest.json")


def main(wanted: list[str]) -> int:
    """Measure everything, or only the modules named.

    A module of this package takes part by its ``measure()``, which gives
    ``{"name", "value", "limit", "unit", "ok"}`` for each figure.
    """
    log.configure(level="error", form="json", secrets=[])
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    rows: list[dict[str, Any]] = []
    minute = Minute() if not wanted or "idle" in wanted else None
    for name in names:
        if name.startswith("_") or (wanted and name not in wanted):
            continue
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "measure"):
            continue
        started = time.perf_counter()
        rows += _shown(module.measure())
        print(f"  ({name}: {time.perf_counter() - started:.0f} s)", flush=True)
    if minute is not None:
        rows += _shown(minute.rows())
    _LATEST.write_text(json.dumps(rows, indent=1) + "\n")
    failed = [row["name"] for row in rows if not row["ok"]]
    print(f"{len(rows)} figures, {len(failed)} not ok" + (f": {'; '.join(failed)}" if failed else ""))
    return 1 if failed or not rows else 0


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        show(row)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
