"""Every fault that real bots died of is named by a test, or by a word on why it cannot happen here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"\bF([1-9]\d?)\b")
FAULTS = range(1, 41)


def named_by_tests() -> dict[int, set[str]]:
    """Fault to the files whose tests name it in their docstrings."""
    found: dict[int, set[str]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path.name == "test_faults.py" or "workbook" in path.parts:
            continue
        for words in _docstrings(ast.parse(path.read_text("utf-8"))):
            for number in NAME.findall(words):
                found.setdefault(int(number), set()).add(path.relative_to(ROOT).as_posix())
    return found


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield ast.get_docstring(node) or ""


def register() -> dict[int, str]:
    """Fault to the last column of its row in docs/operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = re.findall(r"^\| F(\d+) \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    return {int(number): where for number, where in rows}


def test_every_fault_has_its_row() -> None:
    assert sorted(register()) == list(FAULTS)


def test_every_row_points_at_tests_that_name_the_fault_or_says_why_there_are_none() -> None:
    named, wrong = named_by_tests(), []
    for number, where in register().items():
        files = set(re.findall(r"`(tests/[\w/]+\.py)`", where))
        if files and not files <= named.get(number, set()):
            wrong.append(f"F{number}: {files - named.get(number, set())} do not name it")
        if not files and len(where.split()) < 4:
            wrong.append(f"F{number}: neither a test nor a reason")
    assert wrong == []
