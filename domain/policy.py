"""What may be written to which field of a library item."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.facts import ChangeSource


class FieldName(StrEnum):
    """A field that we set; the two tags are fields of their own, so that a person's tags are not ours."""

    NARRATORS = "narrators"
    ABRIDGED = "abridged"
    DURATION_TAG = "duration tag"
    MISMATCH_TAG = "mismatch tag"
    EXPLICIT = "explicit"
    TITLE = "title"
    SUBTITLE = "subtitle"
    AUTHORS = "authors"
    SERIES = "series"
    PUBLISHER = "publisher"
    PUBLISHED_YEAR = "published year"
    PUBLISHED_DATE = "published date"
    DESCRIPTION = "description"
    ISBN = "isbn"
    ASIN = "asin"
    LANGUAGE = "language"
    GENRES = "genres"
    TAGS = "tags"
    COVER = "cover"
    CHAPTERS = "chapters"


class Rule(StrEnum):
    """When a field may be written; a person's value is never replaced under any of them.

    ``ours``: also over values that no person entered and over what was written before. ``empty``: only where there is
    nothing. ``never``: not at all.
    """

    OURS = "ours"
    EMPTY = "empty"
    NEVER = "never"


Policy = Mapping[FieldName, Rule]

APART: Final = frozenset({FieldName.COVER})
"""What is no part of the one write of an item's fields: each has calls and a desk of its own."""

_OURS: Final = (
    FieldName.NARRATORS,
    FieldName.ABRIDGED,
    FieldName.EXPLICIT,
    FieldName.DURATION_TAG,
    FieldName.MISMATCH_TAG,
)

DEFAULT_POLICY: Final[Policy] = MappingProxyType(
    {name: Rule.OURS if name in _OURS else Rule.EMPTY for name in FieldName}
    | {FieldName.CHAPTERS: Rule.NEVER}
)
"""What MAM knows of the recording is ours; what describes the book is filled in where it is missing, but for
chapters."""


def rule_for(policy: Policy, name: FieldName, source: ChangeSource) -> Rule:
    """When a source may write a field: only MAM knows this very recording, others fill in what is missing."""
    rule = policy[name]
    return Rule.EMPTY if rule is Rule.OURS and source is not ChangeSource.MAM else rule


def only_empty(policy: Policy) -> Policy:
    """The same for a source that fills in what is missing: what is ours may be written where there is nothing."""
    return MappingProxyType(
        {name: Rule.EMPTY if rule is Rule.OURS else rule for name, rule in policy.items()}
    )


def with_chapters(policy: Policy, chapters: str) -> Policy:
    """A policy of METADATA_POLICY with the rule that CHAPTERS sets, ``empty`` or ``off``."""
    return {**policy, FieldName.CHAPTERS: Rule.EMPTY if chapters == "empty" else Rule.NEVER}


def policy_from(given: Mapping[str, str]) -> Policy:
    """The default with *given* in place of some rules; ``published_year`` names the same field as ``published year``.

    Raises:
        ValueError: A field or a rule that there is not.
    """
    chosen = dict(DEFAULT_POLICY)
    for name, rule in given.items():
        if (field := _field(name)) is FieldName.CHAPTERS:
            raise ValueError("has no rule for chapters: the setting CHAPTERS says whether they are set")
        chosen[field] = _rule(name, rule)
    return MappingProxyType(chosen)


def _field(name: str) -> FieldName:
    try:
        return FieldName(name.strip().lower().replace("_", " "))
    except ValueError:
        raise ValueError(f"has no field {name!r}; the fields are {', '.join(FieldName)}") from None


def _rule(name: str, rule: str) -> Rule:
    try:
        return Rule(rule.strip().lower())
    except ValueError:
        raise ValueError(f"{name} must be one of {', '.join(Rule)}") from None
