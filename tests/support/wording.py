"""Whether logic rests on sentences: what compares, searches, cuts or edits words that are made for people."""

import ast
import re
from collections.abc import Iterator

HAN = re.compile(r"[一-鿿]")
CUTTING = frozenset(
    {"startswith", "endswith", "split", "rsplit", "replace", "removeprefix", "removesuffix", "partition", "rpartition"}
    | {"strip", "lstrip", "rstrip", "find", "rfind", "index", "rindex", "translate"}
)
# Functions of `re` that search or edit a text, or are given a pattern to do so.
SEARCHING = frozenset({"match", "fullmatch", "search", "sub", "subn", "findall", "finditer", "split", "compile"})
# Attributes that hold a sentence which a person or a rule pack wrote.
SENTENCES = frozenset({"demand"})


def faults(source: str) -> list[str]:
    """Where a module rests on words: each place with its line.

    Words are what comes from a module of words, a Chinese text in the module itself, what is put together from either, and
    a variable that holds it. Patterns that read what people type are no words for people.
    """
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if "words" in (*node.module.split("."), alias.name)
    }
    known = _spread(imported, list(_own(tree)))
    found = [*_found(tree, known)]
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = list(_own(function))
            hidden = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
            found += _found(function, _spread(known - hidden, inner))
    return [f"{node.lineno}: {ast.get_source_segment(source, node)}" for node in found]


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module or function without those of the functions in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from _own(child)


def _spread(words: set[str], nodes: list[ast.AST]) -> set[str]:
    """The names that hold words, with those that are given some."""
    known, before = set(words), -1
    while before != len(known):
        before = len(known)
        known |= {name for node in nodes for name in _given(node, known)}
    return known


def _given(node: ast.AST, known: set[str]) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _says(value, known):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _says(value, known):
            yield name
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name) and _says(value, known):
                    yield target.id
        case ast.NamedExpr(target=ast.Name(id=name), value=value) if _says(value, known):
            yield name
        case ast.For(target=ast.Name(id=name), iter=many) | ast.comprehension(target=ast.Name(id=name), iter=many):
            if _says(many, known):
                yield name


def _says(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression is words, or holds some as its elements."""
    match node:
        case ast.Name(id=name):
            return name in known
        case ast.Constant(value=value):
            return isinstance(value, str) and HAN.search(value) is not None
        case ast.Attribute(value=value, attr=name):
            return name in SENTENCES or _says(value, known)
        case ast.Call(func=ast.Name(id="tuple" | "list" | "set" | "sorted" | "str"), args=parts):
            return any(_says(part, known) for part in parts)
        case (
            ast.Call(func=value)
            | ast.Subscript(value=value)
            | ast.Starred(value=value)
            | ast.FormattedValue(value=value)
        ):
            return _says(value, known)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return _says(one, known) or _says(other, known)
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
            return any(_says(part, known) for part in parts)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(_says(part, known) for part in parts)
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part):
            return _says(part, known)
    return False


def _found(scope: ast.AST, known: set[str]) -> Iterator[ast.expr]:
    for node in _own(scope):
        if isinstance(node, ast.Compare) and _compares(node, known):
            yield node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _cuts(node, node.func, known):
            yield node


def _compares(node: ast.Compare, known: set[str]) -> bool:
    """Equal, or held; whether there are words at all may be asked."""
    sides = (node.left, *node.comparators)
    if any(isinstance(side, ast.Constant) and not side.value for side in sides):
        return False
    tells = any(isinstance(each, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for each in node.ops)
    return tells and any(_says(side, known) for side in sides)


def _cuts(node: ast.Call, func: ast.Attribute, known: set[str]) -> bool:
    """Words that are cut or searched, or that something is cut by or searched for."""
    given = [inner for argument in node.args for inner in ast.walk(argument)]
    if isinstance(func.value, ast.Name) and func.value.id == "re":
        # A pattern's own Chinese reads what is typed.
        named = [inner for inner in given if not isinstance(inner, ast.Constant | ast.JoinedStr)]
        return func.attr in SEARCHING and any(_says(inner, known) for inner in named)
    return func.attr in CUTTING and (_says(func.value, known) or any(_says(inner, known) for inner in given))
