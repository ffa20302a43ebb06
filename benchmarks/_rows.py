"""The form of a figure."""

from collections.abc import Sequence
from typing import Any


def at_most(name: str, value: float, limit: float, unit: str) -> dict[str, Any]:
    """A figure that is ok up to its limit."""
    return {"name": name, "value": round(value, 2), "limit": limit, "unit": unit, "ok": value <= limit}


def at_least(name: str, value: float, limit: float, unit: str) -> dict[str, Any]:
    """A figure that is ok from its limit on; its name says so."""
    told = f"{name} (at least)"
    return {"name": told, "value": round(value, 2), "limit": limit, "unit": unit, "ok": value >= limit}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of all lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def show(row: dict[str, Any]) -> None:
    """Print a figure as a line of the table."""
    mark = "ok" if row["ok"] else "NOT OK"
    print(f"{row['name']:<72} {row['value']:>10} {row['unit']:<8} limit {row['limit']:<8} {mark}", flush=True)
