"""The English catalogue is complete, and says nothing that the Chinese sentence does not hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.test_house import ROOT, sources
from wording.catalogue import PAGE_WORDS, Catalogue, catalogue, entries
from wording.said import joined, typed, worded

HAN = re.compile(r"[一-鿿]")
# Printed papers are the district's; what names a language is in that language.
NOT_TOLD = (
    "handlers/notices/words/paper.py",
    "handlers/digests/words/bulletin.py",
    "handlers/people/words/languages.py",
)
# Looked into sign by sign, the name of a file, measures as the district writes them.
LOOKED_INTO = {"一二三四", "一二三四五六日", "{name}{part}台账{day:%Y%m%d}.xlsx", "家", "个", "项"}
ENGLISH = catalogue("en")


def words() -> list[Path]:
    """The modules in which sentences are made."""
    return [path for path in sources("handlers") if "words" in path.relative_to(ROOT).as_posix()]


def patterns(path: Path) -> Iterator[str]:
    """Sentences and patterns of a module, but for docstrings, regular expressions and what one types."""
    tree = ast.parse(path.read_text("utf-8"))
    passed = read_or_typed(tree) | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.value


def read_or_typed(tree: ast.Module) -> set[int]:
    """The nodes (by id) of regular expressions and of what one types."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    left = (node for node in calls if ast.unparse(node.func) in ("re.compile", "typed"))
    return {id(inner) for node in left for inner in ast.walk(node)}


@pytest.mark.parametrize("path", words(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_has_its_twin(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() not in NOT_TOLD:
        wanted = {each for each in patterns(path) if HAN.search(each)} - LOOKED_INTO
        assert sorted(wanted - set(ENGLISH.entries)) == []


@pytest.mark.parametrize("path", words(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_put_into_a_sentence_stays_a_value(path: Path) -> None:
    """An f-string or a plain join forgets what it was made of, so it cannot be said in another language."""
    tree = ast.parse(path.read_text("utf-8"))
    passed = read_or_typed(tree)
    lost = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and id(node) not in passed]
    lost += [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and isinstance(node.func.value, ast.Constant)
    ]
    assert lost == []


def fields(pattern: str) -> set[str]:
    """What is put into a pattern, by its names."""
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


@pytest.mark.parametrize("table", [ENGLISH.entries, entries("en", PAGE_WORDS)], ids=["sentences", "page"])
def test_a_twin_puts_in_only_what_its_sentence_holds(table: dict[str, str]) -> None:
    assert [pattern for pattern, twin in table.items() if not fields(twin) <= fields(pattern)] == []


@pytest.mark.parametrize("table", [ENGLISH.entries, entries("en", PAGE_WORDS)], ids=["sentences", "page"])
def test_a_twin_is_english(table: dict[str, str]) -> None:
    """Chinese stands in it only as what one may type, in quotation marks or as an example, or as a unit of the sample."""
    left = [twin for twin in table.values() if HAN.search(re.sub(r"“[^”]*”", "", twin))]
    assert [twin for twin in left if not SHOWN.search(twin)] == []


SHOWN = re.compile(r"^for example JS-010|中央商务区 is yours|\.docx$")


TWINS = {
    "{count} 项": "{count} {count:item|items}",
    "{month}月{day}日": "{month:month} {day}",
    "红": "red",
    "{head}（{told}）": "{head} ({told})",
}


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        (worded("{count} 项", count=1), "1 item"),
        (worded("{count} 项", count=2), "2 items"),
        (worded("{month}月{day}日", month=6, day=24), "June 24"),
        (worded("{head}（{told}）", head="红", told=worded("{count} 项", count=3)), "red (3 items)"),
        (joined("、", ("红", worded("{count} 项", count=1))), "red, 1 item"),
        (worded("{count} 项", count=1) + "、" + "红", "1 item、red"),
        ("红", "red"),
        ("“红”", "“red”"),
        (worded("{head}。", head=typed("红", "/red")), "/red."),
        ("中央商务区", "中央商务区"),
    ],
)
def test_a_sentence_is_said_with_all_that_was_put_into_it(sentence: str, english: str) -> None:
    assert Catalogue(TWINS).told(sentence) == english


def test_a_sentence_with_values_is_the_same_text_as_before() -> None:
    assert worded("{a}：{b:.1f}", a="甲", b=2.25) == "甲：2.2"
    assert joined("；", ["一", "二"]) == "一；二"
    assert "前" + worded("{a}", a=1) + "后" == "前1后"
