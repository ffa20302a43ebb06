"""The settings about the sources of the enrichment cycle."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

AUDIBLE: Final = "audible"
GOOGLE: Final = "google"
SOURCES: Final = (AUDIBLE, GOOGLE)
"""In the order in which they are asked."""

HOME: Final = "us"
_REGIONS: Final = (HOME, "ca", "uk", "au", "fr", "de", "jp", "it", "in", "es")
"""Those that Audiobookshelf knows (facts/audiobookshelf_2.md 6); it takes any other provider for Google Books."""

_CUSTOM: Final = re.compile(r"custom-[0-9a-f-]{36}")


def _sources(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    names = [name for part in value.lower().split(",") if (name := part.strip())]
    if unknown := [name for name in names if name not in SOURCES]:
        raise ValueError(f"there is no source {unknown[0]!r}; the sources are {', '.join(SOURCES)}")
    if not names:
        raise ValueError("name at least one of audible, google; an empty ENRICHMENT_CRON turns the cycle off")
    return tuple(dict.fromkeys(names))


def _provider(value: Any) -> Any:
    name = value.strip().lower() if isinstance(value, str) else value
    if name != AUDIBLE and not (isinstance(name, str) and _CUSTOM.fullmatch(name)):
        raise ValueError("must be audible, or custom- and the id of a metadata provider of Audiobookshelf")
    return name


def _region(value: Any) -> Any:
    name = value.strip().lower() if isinstance(value, str) else value
    if name not in _REGIONS:
        raise ValueError(f"must be one of {', '.join(_REGIONS)}")
    return name


Sources = Annotated[tuple[str, ...], BeforeValidator(_sources)]
Provider = Annotated[str, BeforeValidator(_provider)]
Region = Annotated[str, BeforeValidator(_region)]


def provider_of(provider: str, region: str) -> str:
    """The provider as Audiobookshelf calls it: Audible of another region than the first is ``audible.uk``."""
    return f"{provider}.{region}" if provider == AUDIBLE and region != HOME else provider
