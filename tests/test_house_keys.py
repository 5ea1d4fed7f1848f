"""Keys are cut and joined in domain/keys alone; everywhere else they are values (decision 0022)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "domain")
# Keys themselves, and the reading of what people write.
APART = ("domain/keys/", "domain/understanding/")
CUTS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "startswith", "endswith", "removeprefix", "removesuffix"}
)
BETWEEN = frozenset({":", "|", "+", "~"})
MARKS = re.compile(r"[\[\]:|+~*]+")
HEAD = re.compile(
    r"(report|milestone|notice|red|climb|person|push|remind|digest|nudge|matter|blocker|notice-request|phone|verdict|handover"
    r"|downtime|jumped|aside|calendar|menu)[:|].*"
)
# Variables that have held keys.
NAMED = frozenset({"key", "outbox_key", "subject", "occurrence", "occasion", "matter"})
# Who cuts or joins what is no key of ours, and what it is.
ALLOWED = {
    "bot/channels/telegram/render.py": "the token of a button as Telegram gives it back",
    "bot/demo/history.py": "the seed of a sample",
    "bot/operations/doctor.py": "an address with its port",
    "bot/packs/faults.py": "a place in a file of rules",
    "bot/packs/positions.py": "a line of a file of rules",
    "bot/server.py": "an address with its port",
    "domain/calls.py": "a typed line",
    "domain/notices/extensions.py": "a typed line",
    "domain/quantities.py": "a typed figure",
    "domain/record.py": "the head of the chain as auditors note it, and canonical JSON",
    "handlers/kernel/words/notation.py": "the words of a node",
    "handlers/front/routes.py": "a typed command",
}


def strings_cut(source: str) -> Iterator[int]:
    """Lines on which a key is cut: by a mark of keys, by a head of keys, by something that is not written there, or by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and _has_held_a_key(node.value):
            yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _cuts_a_key(node.func, node.args):
            yield node.lineno


def strings_joined(source: str) -> Iterator[int]:
    """Lines on which values are put together as a key: with a mark alone between two of them, or behind a head."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr) and _is_key(node.values):
            yield node.lineno


def _cuts_a_key(method: ast.Attribute, arguments: list[ast.expr]) -> bool:
    on_key = _has_held_a_key(method.value) or any(_is_of_a_key(each) for each in arguments)
    return method.attr in CUTS and on_key


def _has_held_a_key(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id in NAMED) or (isinstance(node, ast.Attribute) and node.attr in NAMED)


def _is_of_a_key(argument: ast.expr) -> bool:
    if isinstance(argument, ast.Tuple):
        return any(_is_of_a_key(each) for each in argument.elts)
    if not isinstance(argument, ast.Constant):
        return True
    text = argument.value
    return isinstance(text, str) and (MARKS.fullmatch(text) is not None or HEAD.fullmatch(text) is not None)


def _is_key(parts: list[ast.expr]) -> bool:
    texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
    if any(text in BETWEEN for text in texts):
        return True
    return len(texts) > 1 and isinstance(texts[0], str) and HEAD.fullmatch(texts[0]) is not None


def test_keys_are_cut_and_joined_in_one_place_alone() -> None:
    found = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(APART) and name not in ALLOWED:
            source = path.read_text("utf-8")
            found += [f"{name}:{line}" for line in sorted({*strings_cut(source), *strings_joined(source)})]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        """f"{item}|{occurrence.rpartition(':')[0]}\"""",
        """f"push|{bundle_key(push.key)}\"""",
        """ItemId(int(subject.split("|")[0]))""",
        """subject.startswith("push|")""",
        """f"{PERSON}{person}|{subject}\"""",
        """each.startswith(PERSON)""",
        """matter.split("|", 1)[1]""",
        """f"{item}|{occurrence}\"""",
        """key.startswith(bundles.owner(turn.person))""",
        """date.fromisoformat(key.rpartition(":")[2])""",
        """ItemId(int(key.split(":")[3]))""",
        """f"{PREFIX}{turn.today.isoformat()}:{turn.person.id}:{stored.id}\"""",
        """key.startswith(nudges.PREFIX)""",
        """occurrence.subject.split(":")[2]""",
        """key.startswith(NOTICE)""",
        """occurrence_of(each).startswith(head)""",
        """f"{Rule.NOTICE.value}:{number}\"""",
        """f"remind:{person.id}:\"""",
        """f"{subject}:{person}\"""",
        """f"{key}+{number}\"""",
        """f"{key}~{channel}\"""",
        """re.split(r"[+~]", key, maxsplit=1)[0]""",
        """f"notice:{notice.id}:draft\"""",
        """f"red:{on.isoformat()}\"""",
        """(occasion or "").partition(":")""",
        """rest.partition(":")""",
        """subject[7:]""",
        """f"jumped:{before}\"""",
        """last.removesuffix(UNTOLD)""",
        """f"digest:{kind.value}:{names[0]}:{person.id}\"""",
        """occurrence.partition("-")""",
        """f"{incoming.name}:{part}\"""",
        """said.external_id.rpartition(":")[2]""",
    ],
)
def test_what_cut_or_joined_keys_before_would_be_found(line: str) -> None:
    assert [*strings_cut(line), *strings_joined(line)] != []


@pytest.mark.parametrize(
    "line",
    [
        """f"{path}: no such file\"""",
        """text.partition(" ")""",
        """text.startswith("/")""",
        """f"{reason}: {told} wait\"""",
        """turn.words[:MOST]""",
    ],
)
def test_what_is_no_key_is_let_be(line: str) -> None:
    assert [*strings_cut(line), *strings_joined(line)] == []
