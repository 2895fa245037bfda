"""Our own Python, read as a tree: where what a request says would reach the names of a query."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ["ijmsite", "news", "contacts", "fundraisers"]
FROM_OUTSIDE = {"request", "GET", "POST", "COOKIES", "META", "cleaned_data", "params"}
KEYWORDS = {"filter", "exclude", "get", "annotate", "alias", "aggregate", "create", "update", "Q"}
KEYWORDS |= {"get_or_create", "update_or_create", "values", "values_list", "extra"}
COLUMNS = {"order_by", "F", "values", "values_list", "only", "defer", "distinct", "extra", "raw"}
COLUMNS |= {"dates", "datetimes", "earliest", "latest", "RawSQL"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def names_in(node: ast.AST) -> set[str]:
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def from_outside(function: ast.AST) -> set[str]:
    """Return the names that hold what a request says, followed through its assignments."""
    known = set(FROM_OUTSIDE)
    while True:
        before = len(known)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.NamedExpr | ast.For):
                value = node.iter if isinstance(node, ast.For) else node.value
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if names_in(value) & known:
                    known |= {name for target in targets for name in stored_in(target)}
        if len(known) == before:
            return known


def stored_in(target: ast.AST) -> set[str]:
    names = (n for n in ast.walk(target) if isinstance(n, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def named_by(call: ast.Call) -> Iterator[ast.AST]:
    """Yield the parts of a call of the ORM that become names of columns or lookups."""
    name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    is_super = isinstance(call.func, ast.Attribute) and "super" in names_in(call.func.value)
    if name in KEYWORDS and not is_super:
        for keyword in call.keywords:
            if keyword.arg is None and isinstance(keyword.value, ast.Dict):
                yield from (key or value for key, value in zip_of(keyword.value))
            elif keyword.arg is None:
                yield keyword.value
    if name in COLUMNS:
        # The parameters of raw SQL are values, whatever they are.
        yield from call.args[:1] if name in {"raw", "extra", "RawSQL"} else call.args


def zip_of(literal: ast.Dict) -> Iterator[tuple[ast.AST | None, ast.AST]]:
    return zip(literal.keys, literal.values, strict=True)


def suspects(tree: ast.Module) -> Iterator[str]:
    """Yield each call in which a name of a query comes from a request."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
    for function in functions or [tree]:
        outside = from_outside(function)
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            if any(names_in(part) & outside for part in named_by(call)):
                yield f"{call.lineno}: {ast.unparse(call)[:100]}"
