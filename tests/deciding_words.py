"""Finds where a program decides by the words of a message: compares, searches, splits or looks one up.

A message is what is written for a person: anything that is called `reason`, `detail` and the like, and an error's own
text. Whether there is one may be asked; what it says may not.
"""

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.messages_in_source import MESSAGES, is_message, is_sentence, name_of, parts_of

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
        "isalnum",
        "isalpha",
        "isdecimal",
        "isdigit",
        "isnumeric",
    ]
)
_SEARCHED_FOR = frozenset(["index", "__contains__", "isdisjoint", "intersection", "issubset", "issuperset"])
_PATTERNS = frozenset(["match", "search", "fullmatch", "findall", "finditer", "split", "sub", "subn"])
_IN_SQL = frozenset(
    ["like", "ilike", "contains", "icontains", "startswith", "istartswith", "endswith", "regexp_match", "op"]
)
_SQL_FUNCTIONS = frozenset(["substr", "substring", "left", "instr", "position", "strpos"])
_COMPARING = frozenset(
    ["contains", "eq", "fnmatch", "fnmatchcase", "search", "match", "fullmatch", "findall"]
)
"""Functions that compare, of `operator`, `fnmatch` and `re`."""
_ALIASES_OF_ALIASES = 3
_COMPARED = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Lt, ast.Gt, ast.LtE, ast.GtE)


@dataclass(frozen=True)
class Found:
    """A place: its line, and the text of what decides there."""

    line: int
    source: str


def decisions(source: str) -> list[Found]:
    """Every place in a file where a message's words decide."""
    tree = ast.parse(source)
    for renamed in (_Handlers(), _Sentences(tree), _Aliases()):
        tree = renamed.visit(tree)
    found = {
        (node.lineno, ast.unparse(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.expr | ast.stmt | ast.pattern) and _decides(node)
    }
    return [Found(line, text) for line, text in sorted(found)]


def _rename(nodes: Iterable[ast.AST], names: Collection[str], to: str) -> None:
    for inner in nodes:
        if isinstance(inner, ast.Name) and inner.id in names:
            inner.id = to


class _Handlers(ast.NodeTransformer):
    """Calls every caught error `error`."""

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        _rename(ast.walk(node), {node.name} - {None}, "error")
        self.generic_visit(node)
        return node


class _Aliases(ast.NodeTransformer):
    """Calls every variable of a function that holds a message `message`."""

    def visit_FunctionDef(self, node: Any) -> Any:
        self.generic_visit(node)
        nodes = list(ast.walk(node))
        makers = [one for one in nodes if isinstance(one, ast.Assign | ast.AnnAssign | ast.For)]
        for _ in range(_ALIASES_OF_ALIASES if makers else 0):
            _rename(nodes, {name for one in makers for name in _messages_named(one)}, "message")
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - ast's names
    visit_Module = visit_FunctionDef  # noqa: N815 - as above


class _Sentences(ast.NodeTransformer):
    """Puts each constant of sentences where it is compared, or something is looked up in it."""

    def __init__(self, tree: ast.Module) -> None:
        named = map(_assigned, tree.body)
        self._values = {target.id: value for target, value in named if value and _of_sentences(value)}

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        self.generic_visit(node)
        node.left, *node.comparators = map(self._value, (node.left, *node.comparators))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        self.generic_visit(node)
        node.value = self._value(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            node.func.value = self._value(node.func.value)
        return node

    def _value(self, node: ast.expr) -> ast.expr:
        return self._values.get(node.id, node) if isinstance(node, ast.Name) else node


def _decides(node: ast.AST) -> bool:
    match node:
        case ast.Compare():
            return _compares(node)
        case ast.Match():
            return _matches(node)
        case ast.MatchClass(kwd_attrs=names, kwd_patterns=asked) if MESSAGES & set(names):
            return any(isinstance(one, ast.MatchValue | ast.MatchOr) for one in asked)
        case ast.BinOp(op=ast.BitAnd(), left=one, right=other):
            return any(map(is_message, (*parts_of(one), *parts_of(other))))
        case ast.Call():
            return _searches(node) or _looks_up(node)
        case ast.Subscript() | ast.Attribute():
            return _reads(node)
        case ast.Constant(value=str(text)):
            return "substr(" in text.lower() or " like '" in text.lower()
    return False


def _reads(node: ast.Subscript | ast.Attribute) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in {"__contains__", "__eq__"} and is_message(node.value)
    return isinstance(node.ctx, ast.Load) and (is_message(node.slice) or _looked_up(node.value))


def _matches(node: ast.Match) -> bool:
    asked = list(_patterns(node))
    of_message = any(map(is_message, parts_of(node.subject)))
    return any(map(is_sentence, asked)) or (
        of_message and any(isinstance(one, ast.Constant) for one in asked)
    )


def _compares(node: ast.Compare) -> bool:
    sides = [one for side in (node.left, *node.comparators) for one in parts_of(side)]
    if not any(isinstance(op, _COMPARED) for op in node.ops):
        return False
    return any(is_message(side) or is_sentence(side) for side in sides)


def _searches(node: ast.Call) -> bool:
    given = [*node.args, *(one.value for one in node.keywords)]
    match node.func:
        case ast.Attribute(value=whole, attr=name) if name in _SEARCHES | _IN_SQL and is_message(whole):
            return True
        case ast.Attribute(attr=name) if name in _SEARCHES and any(
            is_sentence(part) for one in given for part in parts_of(one)
        ):
            return True
        case ast.Attribute(attr=name) if name in _PATTERNS | _SQL_FUNCTIONS | _SEARCHED_FOR | _COMPARING:
            return any(is_message(part) for one in given for part in parts_of(one))
        case ast.Name(id=name) if name in _COMPARING:
            return any(map(is_message, given))
    return False


def _looks_up(node: ast.Call) -> bool:
    of_mapping = isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop", "setdefault"}
    return of_mapping and bool(node.args) and (is_message(node.args[0]) or _looked_up(node.func.value))


def _patterns(node: ast.Match) -> Iterator[ast.expr]:
    for case in node.cases:
        for one in ast.walk(case.pattern):
            if isinstance(one, ast.MatchValue):
                yield one.value


def _looked_up(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) and _of_sentences(node)


def _of_sentences(node: ast.expr) -> bool:
    """A sentence, several of them, or a mapping of what stands for each; names are none."""
    if isinstance(node, ast.Dict):
        return bool(node.keys) and all(one is not None and is_sentence(one) for one in node.keys)
    return any(is_sentence(one) and not ast.unparse(one).istitle() for one in parts_of(node))


def _assigned(node: ast.stmt) -> tuple[ast.Name, ast.expr | None]:
    match node:
        case (
            ast.Assign(targets=[ast.Name() as name], value=value)
            | ast.AnnAssign(target=ast.Name() as name, value=value)
        ):
            return name, value
    return ast.Name(""), None


def _messages_named(node: ast.AST) -> Iterator[str]:
    """The variables that a statement makes of a message."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            if value is not None and is_message(value):
                yield name
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=value) if is_message(value):
            yield from map(name_of, names)
        case ast.For(target=ast.Name(id=name), iter=value) if is_message(value):
            yield name
