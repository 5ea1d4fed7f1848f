"""What docs/findings.md names as the answer to a finding is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "findings.md"
ROWS = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [ATK]\d+b? \|", line)]
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE.read_text(encoding="utf-8"))))
LINKED = sorted(set(re.findall(r"\]\(([^)#]+)\)", PAGE.read_text(encoding="utf-8"))))
EXPECTED = {f"A{n}" for n in range(1, 31)} | {"A8b"} | {f"T{n}" for n in range(1, 13)} | {f"K{n}" for n in range(1, 12)}


def test_every_finding_has_one_row() -> None:
    keys = [row.split("|")[1].strip() for row in ROWS]
    assert sorted(keys) == sorted(EXPECTED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_a_finding_is_open_or_names_what_answers_it(row: str) -> None:
    _, _, _, answer, proof, *_ = (cell.strip() for cell in row.split("|"))
    assert answer
    assert ("*open*" in answer) or "`tests/" in proof or "decisions/" in proof


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_exists(named: str) -> None:
    path, _, test = named.partition("::")
    source = ROOT / path
    assert source.exists()
    if test:
        names = {
            node.name
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert test.split("[")[0] in names


@pytest.mark.parametrize("linked", LINKED)
def test_a_linked_document_exists(linked: str) -> None:
    assert (PAGE.parent / linked).exists()
