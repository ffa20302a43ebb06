"""Decisions that rest on nothing but the item, for many items at once."""

from typing import Any

from domain.policy import FieldName
from handlers.writing.item_desk import Decide, FieldDecision, KnownItem, NewValue, Reason


def always(name: FieldName, value: Any, reason: Reason) -> Decide:
    """Set a field, whatever it holds."""
    return lambda _known: {name: FieldDecision("", NewValue(value=value, reason=reason))}


def where_empty(name: FieldName, value: Any, reason: Reason) -> Decide:
    """Set a field that holds nothing."""

    def decide(known: KnownItem) -> dict[FieldName, FieldDecision]:
        new = None if getattr(known.item, name.value) else NewValue(value=value, reason=reason)
        return {name: FieldDecision("", new)}

    return decide
