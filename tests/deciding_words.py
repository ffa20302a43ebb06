"""Finds where a program decides by the words of a message: compares, searches, splits or looks one up.

A message is what is written for a person: anything that is called `reason`, `detail` and the like, and an error's own
text. Whether there is one may be asked; what it says may not.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

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
    ]
)
"""What messages are called, as variables, attributes, keys and columns."""

_ERRORS = frozenset({"error", "exception", "exc", "err", "failure"})
_SEARCHES = frozenset(
    [
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "split",
        "rsplit",
        "partition",
        "rpartition",
        "splitlines",
        "removeprefix",
        "removesuffix",
        "__contains__",
        "__eq__",
    ]
)
_PATTERNS = frozenset(["match", "search", "fullmatch", "findall", "finditer", "split", "sub", "subn"])
_IN_SQL = frozenset(
    ["like", "ilike", "contains", "icontains", "startswith", "istartswith", "endswith", "regexp_match", "op"]
)
_SQL_FUNCTIONS = frozenset(["substr", "substring", "left", "instr", "position", "strpos"])
_SAME_WORDS = frozenset(
    ["strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "capitalize", "replace", "encode"]
)
_COMPARED = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Lt, ast.Gt, ast.LtE, ast.GtE)


@dataclass(frozen=True)
class Found:
    """A place: its line, and the text of what decides there."""

    line: int
    source: str


def decisions(source: str) -> list[Found]:
    """Every place in a file where a message's words decide."""
    tree = _Handlers().visit(ast.parse(source))
    found = {
        (node.lineno, ast.unparse(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.expr | ast.stmt) and _decides(node)
    }
    return [Found(line, text) for line, text in sorted(found)]


class _Handlers(ast.NodeTransformer):
    """Calls every caught error `error`."""

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and inner.id == node.name:
                inner.id = "error"
        self.generic_visit(node)
        return node


def _decides(node: ast.AST) -> bool:
    match node:
        case ast.Compare():
            return _compares(node)
        case ast.Match():
            return _is_message(node.subject) or any(map(_is_sentence, _patterns(node)))
        case ast.Call():
            return _searches(node) or _looks_up(node)
        case ast.Subscript():
            return isinstance(node.ctx, ast.Load) and _is_message(node.slice)
        case ast.Constant(value=str(text)):
            return "substr(" in text.lower() or " like '" in text.lower()
    return False


def _compares(node: ast.Compare) -> bool:
    sides = [one for side in (node.left, *node.comparators) for one in _parts(side)]
    if not any(isinstance(op, _COMPARED) for op in node.ops):
        return False
    return any(_is_message(side) or _is_sentence(side) for side in sides)


def _searches(node: ast.Call) -> bool:
    given = [*node.args, *(one.value for one in node.keywords)]
    match node.func:
        case ast.Attribute(value=whole, attr=name) if name in _SEARCHES | _IN_SQL and _is_message(whole):
            return True
        case ast.Attribute(attr=name) if name in _SEARCHES and any(
            _is_sentence(part) for one in given for part in _parts(one)
        ):
            return True
        case ast.Attribute(attr=name) if name in _PATTERNS | _SQL_FUNCTIONS:
            return any(map(_is_message, given))
    return False


def _looks_up(node: ast.Call) -> bool:
    of_mapping = isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop", "setdefault"}
    return of_mapping and bool(node.args) and _is_message(node.args[0])


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """What stands in a display, or the expression itself."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for one in node.elts:
            yield from _parts(one)
    elif isinstance(node, ast.Call) and _name(node.func) in {"frozenset", "set", "tuple"} and node.args:
        yield from _parts(node.args[0])
    else:
        yield node


def _patterns(node: ast.Match) -> Iterator[ast.expr]:
    for case in node.cases:
        for one in ast.walk(case.pattern):
            if isinstance(one, ast.MatchValue):
                yield one.value


def _is_sentence(node: ast.expr) -> bool:
    """A text of several words."""
    if isinstance(node, ast.JoinedStr):
        return any(map(_is_sentence, node.values))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.split()) > 1


def _is_message(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Attribute():
            return _name(node) in MESSAGES or (_name(node) == "args" and _is_error(node))
        case ast.Subscript(slice=ast.Constant(value=str())):
            return _is_key(node.slice)
        case ast.Subscript(value=whole) | ast.NamedExpr(value=whole) | ast.FormattedValue(value=whole):
            return _is_message(whole)
        case ast.BoolOp(values=values) | ast.JoinedStr(values=values):
            return any(map(_is_message, values))
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return _is_message(one) or _is_message(other)
        case ast.Call(func=ast.Name(id="str" | "repr" | "format"), args=[whole, *_]):
            return _is_message(whole) or _is_error(whole)
        case ast.Call(func=ast.Attribute(value=whole, attr=name)) if name in _SAME_WORDS | {"get", "sub"}:
            return _is_message(whole) or any(map(_is_key, node.args[:1]))
    return False


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in MESSAGES


def _is_error(node: ast.expr) -> bool:
    named = node.value if isinstance(node, ast.Attribute) else node
    return _name(named) in _ERRORS or (isinstance(named, ast.Name) and named.id.endswith("_error"))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
