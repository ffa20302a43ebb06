"""What a message is in a program's source, and what is made of one.

A message is what is written for a person: anything that is called `reason`, `detail` and the like, and an error's own
text.
"""

import ast
import re
from collections.abc import Iterator

MESSAGES = frozenset(
    [
        "reason",
        "message",
        "detail",
        "problem",
        "sentence",
        "note",
        "evidence",
        "mend",
        "why",
        "hint",
        "told",
        "said",
        "says",
        "trouble",
        "refused",
        "refusal",
        "advice",
        "duration_check",
        "item_found_by",
        "found_by",
        "chosen_because",
        "last_error_message",
        "given_reason",
        "held_reason",
        "last_error",
        "strerror",
        "why_left",
        "why_not_taken",
    ]
)
"""What messages are called, as variables, attributes, keys and columns."""

_ERRORS = frozenset({"error", "exception", "exc", "err", "failure"})
_SAME_WORDS = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "casefold",
        "title",
        "capitalize",
        "replace",
        "encode",
        "translate",
        "format",
        "join",
    ]
)
_ABOUT_WORDS = frozenset(["str", "repr", "format", "len", "hash"])


def is_message(node: ast.expr) -> bool:
    """A message, or what is as good as one: a part of it, one of two, its text in another form."""
    match node:
        case ast.Name() | ast.Attribute():
            return name_of(node) in MESSAGES or (name_of(node) == "args" and _is_error(node))
        case ast.Subscript(slice=ast.Constant(value=str())):
            return _is_key(node.slice)
        case ast.Call():
            return _is_made_of_one(node)
        case ast.BinOp(op=ast.Mod(), right=other) if _is_error(other):
            return True
    return any(
        is_message(one) or (isinstance(node, ast.FormattedValue) and _is_error(one)) for one in _texts(node)
    )


def _texts(node: ast.expr) -> list[ast.expr]:
    """The texts in an expression that are passed on."""
    match node:
        case ast.Subscript(value=whole) | ast.NamedExpr(value=whole) | ast.FormattedValue(value=whole):
            return [whole]
        case ast.BoolOp(values=values) | ast.JoinedStr(values=values):
            return values
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
    return []


def _is_made_of_one(node: ast.Call) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[whole, *_]) if name in _ABOUT_WORDS:
            return is_message(whole) or _is_error(whole)
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            return _is_key(name)
        case ast.Call(func=ast.Attribute(value=whole, attr=name)) if name in _SAME_WORDS:
            return is_message(whole) or any(is_message(one) or _is_error(one) for one in node.args)
        case ast.Call(func=ast.Attribute(value=whole, attr="get" | "sub")):
            return is_message(whole) or any(map(_is_key, node.args[:1]))
    return False


def is_sentence(node: ast.expr) -> bool:
    """A text of several words."""
    if isinstance(node, ast.JoinedStr):
        return any(map(is_sentence, node.values))
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return len(node.value.split()) > 1 and len(re.findall(r"[^\W\d_]+", node.value)) > 1


def parts_of(node: ast.expr) -> Iterator[ast.expr]:
    """What stands in a display, or the expression itself."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for one in node.elts:
            yield from parts_of(one)
    elif isinstance(node, ast.Call) and name_of(node.func) in {"frozenset", "set", "tuple"} and node.args:
        yield from parts_of(node.args[0])
    else:
        yield node


def name_of(node: ast.expr) -> str:
    """The last name in it; none where it is something else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in MESSAGES


def _is_error(node: ast.expr) -> bool:
    named = node.value if isinstance(node, ast.Attribute) else node
    return name_of(named) in _ERRORS or (isinstance(named, ast.Name) and named.id.endswith("_error"))
