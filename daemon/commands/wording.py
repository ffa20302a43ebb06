"""The command line's words for the API's slugs."""

from typing import Any

from daemon.words.wording import ORIGINS, PROOFS, SOURCES, named, wanted


def source(slug: str) -> str:
    """Whose value was written."""
    return SOURCES.get(slug, named(slug))


def origin(slug: str) -> str:
    """Where a value came from."""
    return ORIGINS.get(slug, named(slug))


def proof(slug: str) -> str:
    """In a few words how a library item was found."""
    return PROOFS.get(slug, named(slug))


def in_words(name: str, value: Any) -> Any:
    """A field of an answer of the API: in words where it is a slug."""
    match name:
        case "source":
            return source(value)
        case "proof_kind" if value is not None:
            return proof(value)
        case "language" if value is not None:
            from domain.languages import language_name

            return language_name(value)
        case "wanted" if value is not None:
            return wanted(value)
        case "status" | "verdict" | "wait" | "reason_kind" | "duration_verdict" if value is not None:
            return named(value)
    return value
