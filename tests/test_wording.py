"""Sentences are made at the edge: none in the domain, and no logic that compares, cuts or edits one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest

from domain.reasons import SHAPES, Code
from handlers.lights.words.reasons import SAYERS
from handlers.notices.words.reasons import ALL_SAYERS, OWN_SAYERS
from tests.support.wording import faults
from tests.test_house import ROOT, sources

LONGEST_WORD = 5
# What reads Chinese needs Chinese: patterns and units of what people write.
READERS = ("domain/understanding/", "domain/quantities.py", "domain/calls.py", "domain/notices/extensions.py",
           "domain/notices/limits.py")  # fmt: skip
# Names of states, as long as they are.
NAMES = {"单位已审核，待核验"}


def test_no_sentence_leaves_the_domain() -> None:
    found = []
    for path in sources("domain"):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(READERS):
            found += [f"{name}: {text}" for text in _texts(path) if _han(text) > LONGEST_WORD and text not in NAMES]
    assert found == []


def _texts(path: Path) -> Iterator[str]:
    """Every text of a module but its docstrings; of one with values in it what stands around them."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not _is_docstring(node, tree):
            yield node.value


def _is_docstring(text: ast.Constant, tree: ast.AST) -> bool:
    alone = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return any(node.value is text for node in alone)


def _han(text: str) -> int:
    return len(re.findall(r"[一-鿿]", text))


def test_logic_neither_compares_nor_cuts_words() -> None:
    found = []
    for path in sources("handlers", "bot"):
        if not _is_of_words(path) and "demo" not in path.parts:
            found += [f"{path.relative_to(ROOT)}:{fault}" for fault in faults(path.read_text("utf-8"))]
    assert found == []


def test_words_are_made_and_never_edited() -> None:
    """A pattern in a module of words would look for something in a sentence that is finished."""
    patterns = [path.name for path in sources("handlers") if _is_of_words(path) and _uses_patterns(path)]
    assert patterns == []


def _is_of_words(path: Path) -> bool:
    return "words" in path.relative_to(ROOT).parts or path.stem == "words"


def _uses_patterns(path: Path) -> bool:
    return re.search(r"^\s*(?:import|from) re\b", path.read_text("utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize(
    ("logic", "caught"),
    [
        # Whether a reason was made by the service was found out by how it began.
        ('heads = [zh.light(light.word, "") for light in Light]\nreturn reason.startswith(tuple(heads))', 1),
        (
            "today = zh.light(state)\nstill = {today, zh.turned_red(state)} if on else {today}\nreturn reason in still",
            1,
        ),
        # Whether an inspector wrote a demand, by whether it was that of the pack.
        ("return notice.demand == old.demand", 1),
        # Which field was amended, by its name in Chinese.
        ('signed = ("目标值", "完成时限")\nreturn field in signed', 1),
        ("return re.sub(zh.MORE, str(count), line)", 1),
        ("return line.replace(zh.more(before), zh.more(after))", 1),
        # What is right: words are chosen, joined and shown.
        ('shown = zh.light(state)\nreturn f"{shown}。" if shown else zh.NOTHING', 0),
        ('return "，".join(zh.parts(state)) if zh.light(state) != "" else found[zh.HEAD]', 0),
    ],
)
def test_what_logic_once_did_with_words_is_caught(logic: str, caught: int) -> None:
    source = f"from handlers.notices.words import notices as zh\ndef done(state):\n{indent(logic, '    ')}\n"
    assert len(faults(source)) == caught


def test_every_reason_can_be_said_and_is_said_in_one_place() -> None:
    assert set(ALL_SAYERS) == set(Code)
    assert not set(SAYERS) & set(OWN_SAYERS)
    plain = {code for code, sayer in ALL_SAYERS.items() if isinstance(sayer, str)}
    assert plain == set(Code) - set(SHAPES) - {Code.ALL}, "what has figures is said with them"
