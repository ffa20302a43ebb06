"""The templates, and all that they may use."""

import operator
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup

from daemon.http import wording
from daemon.http.pages import text
from daemon.http.static_files import address
from daemon.words import cost_words, field_words, units
from daemon.words import wording as shared
from domain.languages import language_name
from domain.services import TITLES
from domain.value_words import value_in_words

_FOLDER: Final = Path(__file__).parents[1] / "templates"


class _Generator(CodeGenerator):
    """Writes the code of a template, whose values `text.shown` makes fit.

    By itself jinja2 calls a function that cleans a value and one that escapes it, which is half of what a row costs.
    """

    def _output_child_pre(
        self, _node: nodes.Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write("environment.shown(")

    def _output_child_post(
        self, _node: nodes.Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write(")")


class _Environment(Environment):
    code_generator_class = _Generator
    shown = staticmethod(text.shown)


@cache
def environment() -> Environment:
    """All that the templates may use; each of them is compiled once."""
    made = _Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _FILTERS | {"moment": pass_context(_moment), "exact": pass_context(_exact)}
    made.globals |= {
        "static": address,
        "cycle_names": wording.CYCLES,
        "acquisition_modes": shared.ACQUISITION,
        "fixes": wording.FIXES,
        "service_names": TITLES,
        "proofs": shared.PROOFS,
        "sources": shared.SOURCES,
        "origins": shared.ORIGINS,
        "import_choice_names": shared.IMPORT_CHOICES,
        "import_modes": shared.IMPORT_MODES,
        "import_problems": shared.IMPORT_PROBLEMS,
        "left_out": shared.LEFT_OUT,
        "questions": shared.QUESTIONS,
        "shelves": shared.SHELVES,
    }
    return made


def _moment(context: Context, given: datetime | None) -> Any:
    return "" if given is None else text.moment(given, context["now"], context["zone"])


def _exact(context: Context, given: datetime | None) -> str:
    return "" if given is None else units.exact(given, context["zone"])


def _pill(state: str) -> Markup:
    named = text.shown(shared.named(state))
    return Markup(f'<span class="pill {wording.tone(state)}">{named}</span>')  # noqa: S704 - escaped here


def _query(given: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in given.items() if value is not None})


_FILTERS: Final = {
    "clip": text.clip,
    "isolated": text.isolated,
    "sentence": text.sentence,
    "capital": shared.capital,
    "check_result": wording.check_result,
    "value": value_in_words,
    "span": units.span,
    "seconds": lambda given: units.span(timedelta(seconds=given)),
    "running_time": units.running_time,
    "number": units.number,
    "count": units.count,
    "size": units.size,
    "cost": cost_words.in_words,
    "state": shared.named,
    "figures": shared.figures,
    "wanted": shared.wanted,
    "trigger": lambda trigger: shared.TRIGGERS.get(trigger, f"by {trigger}"),
    "pill": _pill,
    "tone": wording.tone,
    "level_tone": wording.level_tone,
    "event": wording.event_name,
    "check_tone": wording.check_tone,
    "field": field_words.field,
    "order": wording.ORDERS.__getitem__,
    "query": _query,
    "language": language_name,
    "combined": operator.or_,
}
