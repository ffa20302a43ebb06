"""What the templates are made with."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from daemon.http.pages import text, wording
from daemon.http.pages.static import address

_FOLDER: Final = Path(__file__).parents[1] / "templates"


def _plain(given: Any) -> Any:
    """What a template shows: no text steers the reader's screen, whatever it is called."""
    return text.clean(given) if isinstance(given, str) and not isinstance(given, Markup) else given


def environment() -> Environment:
    """All that the templates may use."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @pass_context
    def moment(context: Context, given: datetime | None) -> Any:
        return "" if given is None else text.moment(given, context["now"], context["zone"])

    @pass_context
    def exact(context: Context, given: datetime | None) -> str:
        return "" if given is None else text.exact(given, context["zone"])

    made.filters |= {
        "moment": moment,
        "exact": exact,
        "clip": text.clip,
        "isolated": text.isolated,
        "value": text.value,
        "span": text.span,
        "state": wording.named,
        "tone": wording.tone,
        "check_tone": wording.check_tone,
        "field": wording.field,
        "query": lambda given: urlencode({k: v for k, v in given.items() if v is not None}),
    }
    made.globals |= {
        "static": address,
        "cycle_names": wording.CYCLES,
        "event_names": wording.EVENTS,
        "service_names": wording.SERVICES,
        "proofs": wording.PROOFS,
        "sources": wording.SOURCES,
    }
    return made
