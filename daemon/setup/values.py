"""The values of a step's settings, as texts."""

import json
from collections.abc import Mapping, Sequence

from daemon.config.settings import Settings
from daemon.setup.steps import SECRET
from domain.paths import PathRule


def with_values(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings with others for some, as texts by name in lower case.

    Raises:
        pydantic.ValidationError: With every value that cannot be used.
    """
    others = {"state_dir": settings.state_dir, "timezone": settings.timezone}
    checked = Settings.model_validate(others | dict(values))
    return settings.model_copy(update={name: getattr(checked, name) for name in values})


def text_of(settings: Settings, name: str) -> str:
    """A setting as a person would type it; empty for a secret and for one that is not set."""
    match getattr(settings, name):
        case _ if name in SECRET:
            return ""
        case None:
            return ""
        case list() | tuple() as some if name == "library_dirs":
            return ":".join(map(str, some))
        case list() | tuple() as rules:
            return written(rules)
        case value:
            return str(value)


def written(rules: Sequence[PathRule]) -> str:
    """A path map as its setting; empty without rules."""
    plain = [rule.model_dump(exclude_defaults=True) for rule in rules]
    return json.dumps(plain, ensure_ascii=False) if plain else ""
