"""How well the labelled pairs of queries and rows are distinguished."""

import json
from pathlib import Path
from typing import Any

from domain.matching import Verdict, Wanted, match
from domain.recording import Recording

_PAIRS = Path(__file__).parents[1] / "tests" / "data" / "matching_pairs.json"


def measure() -> list[dict[str, Any]]:
    """False matches, and the shares of pairs that got the verdict they should, each with its limit."""
    data = json.loads(_PAIRS.read_text("utf-8"))
    rows = {row["torrent_id"]: Recording.model_validate(row) for row in data["rows"]}
    answers = [(pair, match(_wanted(pair), rows[pair["row"]]).verdict) for pair in data["pairs"]]
    false = sum(found is Verdict.MATCH and pair["expect"] != "match" for pair, found in answers)
    held_out = [(pair, found) for pair, found in answers if pair.get("held_out")]
    return [
        {"name": "matching: false matches", "value": false, "limit": 0, "unit": "pairs", "ok": false == 0},
        _share("matching: true matches found", answers, "match"),
        _share("matching: true matches found, held out", held_out, "match"),
        _share("matching: other books told apart", answers, "no_match"),
    ]


def _wanted(pair: dict[str, Any]) -> Wanted:
    if "pair" in pair:
        return Wanted.of_pair(pair["authors"][0], pair["pair"])
    authors = tuple(pair.get("authors", ()))
    return Wanted(
        title=pair.get("title"), authors=authors, series=pair.get("series"), number=pair.get("number")
    )


def _share(name: str, answers: list[tuple[dict[str, Any], Verdict]], expected: str) -> dict[str, Any]:
    asked = [found for pair, found in answers if pair["expect"] == expected]
    value = sum(found == expected for found in asked) / len(asked)
    return {"name": name, "value": round(value, 3), "limit": 0.95, "unit": "share", "ok": value >= 0.95}
