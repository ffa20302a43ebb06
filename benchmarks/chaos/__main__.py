"""``make chaos``: the whole story on SQLite and on PostgreSQL; exit 1 when an invariant is broken."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks._postgres import server, tools
from benchmarks._rows import show
from benchmarks.chaos.story import Plan, play


def main() -> int:
    """Play, and print the table."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    parser.add_argument("--completions", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    given = parser.parse_args()
    print(f"chaos with seed {given.seed} (--seed {given.seed} decides the same chances again)", flush=True)
    rows: list[dict[str, Any]] = []
    plan = Plan(completions=given.completions, kills=given.kills, seed=given.seed)
    if given.only != "postgres":
        rows += _play(plan)
    if given.only != "sqlite" and (found := tools()) is not None:
        with server(found) as address:
            url = f"postgresql+asyncpg://shelfhook@{address}/postgres"
            rows += _play(replace(plan, url=url, daemons=4, gone=2))
    elif given.only != "sqlite":
        print("PostgreSQL's server tools are not installed: its half is left out")
    return 0 if rows and all(row["ok"] for row in rows) else 1


def _play(plan: Plan) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="shelfhook-chaos-") as folder:
        rows = asyncio.run(play(plan, Path(folder)))
    for row in rows:
        show(row)
    return rows


if __name__ == "__main__":
    sys.exit(main())
