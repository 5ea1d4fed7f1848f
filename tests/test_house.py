"""The house itself: what a machine can check about how it is built."""

import ast
import re
import statistics
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.main import get_command

from bot.cli import build_app
from bot.settings import Settings, with_channels
from handlers.front import conversations
from handlers.kernel.registry import registry

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "storage", "documents", "domain")
# Lines. A test may tell a longer story than a function does.
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEST, USUAL_FUNCTION = 400, 40, 60, 6
# To be cut; the list only gets shorter.
STILL_LONG = {
    "storage/covered.py: _covered",
}
# Where a library's own types say no more; see test_any_is_rare for what counts.
MOST_ANY = 60
# Lines of tests a line of the rooms.
LEAST_TESTED = 0.75
GENERATED = "migrations/versions"

assert conversations


def sources(*rooms: str) -> Iterator[Path]:
    """Python files of the rooms, without generated migrations."""
    for room in rooms or (*ROOMS, "tests"):
        yield from (path for path in (ROOT / room).rglob("*.py") if GENERATED not in path.as_posix())


def lengths(*rooms: str) -> Iterator[tuple[str, int]]:
    """Functions and methods by file and name, with their lines."""
    for path in sources(*rooms):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                yield f"{path.relative_to(ROOT)}: {node.name}", node.end_lineno - node.lineno + 1


def test_no_file_outgrows_what_one_reads_at_a_sitting() -> None:
    lines = {path.relative_to(ROOT): path.read_text("utf-8").count("\n") for path in sources()}
    assert {path: count for path, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_outgrows_a_screen_and_most_are_short() -> None:
    rooms = list(lengths(*ROOMS))
    assert {name for name, lines in rooms if lines > LONGEST_FUNCTION} <= STILL_LONG
    assert [(name, lines) for name, lines in lengths("tests") if lines > LONGEST_TEST] == []
    assert statistics.median(lines for _, lines in rooms) <= USUAL_FUNCTION


def test_any_is_rare() -> None:
    """Every use of the name counts, in an annotation or an alias; its imports do not."""
    found = Counter(
        path.relative_to(ROOT).as_posix()
        for path in sources(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "Any"
    )
    assert found.total() <= MOST_ANY, found.most_common(12)


def test_what_is_written_is_tested() -> None:
    code, tests = (sum(path.read_text("utf-8").count("\n") for path in sources(*rooms)) for rooms in (ROOMS, ["tests"]))
    assert tests / code >= LEAST_TESTED


def test_mypy_reads_everything_that_is_written_here() -> None:
    checked = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["packages"])
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == checked


def test_only_the_engine_begins_and_commits() -> None:
    """A savepoint's own `commit` is the one exception: it lives in dispatch."""
    found = []
    for path in sources(*ROOMS):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if re.search(r"(?<!savepoint)\.commit\(|\.begin\(\)", line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert {each.split(":")[0] for each in found} == {"storage/engine.py"}


def test_the_domain_reads_no_clock_no_chance_no_environment_and_does_no_input_or_output() -> None:
    forbidden = {
        "os",
        "random",
        "secrets",
        "time",
        "socket",
        "sqlalchemy",
        "httpx",
        "pathlib",
        "pydantic",
        "telegram",
        "subprocess",
        "io",
    }
    calls = re.compile(r"datetime\.now|date\.today|utcnow|open\(|print\(")
    found = []
    for path in sources("domain"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.name}: {name}" for name in names if name.split(".")[0] in forbidden]
        if calls.search(path.read_text("utf-8")):
            found.append(f"{path.name}: calls")
    assert found == []


def test_handlers_and_storage_wait_for_nothing() -> None:
    """No transaction can be held across a network call, because nothing in it can wait."""
    allowed = {"engine.py", "leader.py", "loop_thread.py"}
    waiting = [
        path.name
        for path in sources("handlers", "storage", "documents", "domain")
        if path.name not in allowed and re.search(r"\bawait\b|async def", path.read_text("utf-8"))
    ]
    assert waiting == []


def test_who_is_told_is_decided_in_one_place() -> None:
    """Beside it only the two bundles of a day push: reminders and digests."""
    rooms = [path for path in sources("handlers") if re.search(r"\bpost\.push\(", path.read_text("utf-8"))]
    doors = {path.relative_to(ROOT).as_posix() for path in rooms}
    assert doors == {"handlers/kernel/audience.py", "handlers/reminders/tick.py", "handlers/digests/tick.py"}


def test_every_setting_is_explained_in_the_example() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    example = tomllib.loads(text)
    fields = with_channels(Settings).model_fields
    for section, field in fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        assert set(example[section]) == set(model.model_fields), section
        for key in model.model_fields:
            assert re.search(rf"#[^\n]*\n{key} = ", text), f"{section}.{key} has no comment above it"
    assert set(example) == set(fields)


def test_every_command_is_documented() -> None:
    documented = (ROOT / "docs" / "commands.md").read_text("utf-8")
    command = get_command(build_app())
    names = list(_commands(command, "zeren"))
    assert len(names) > 12
    assert [name for name in names if f"`{name}" not in documented] == []


def _commands(command: object, name: str) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if not children:
        yield name
        return
    for child, sub in children.items():
        yield from _commands(sub, f"{name} {child}")


def test_every_chat_command_is_documented() -> None:
    documented = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [command.words[0] for command in registry.commands if command.words[0] not in documented] == []


def test_every_button_leads_somewhere() -> None:
    named = set()
    for path in sources("handlers"):
        named |= set(re.findall(r'Button\([^,()]*(?:\([^()]*\))?[^,()]*, "([a-z]+\.[a-z]+)"', path.read_text("utf-8")))
    assert len(named) > 15
    assert named <= set(registry.actions)


def _is_words(path: Path) -> bool:
    """Whether a file holds the sentences of a room of handlers."""
    return "words" in path.relative_to(ROOT).parts or path.name == "words.py"


def test_no_sentence_for_people_stands_outside_the_catalogue() -> None:
    """Chinese text in handlers lives in the words of its room. Command words and help lines stand with their registration."""
    found = []
    for path in sources("handlers"):
        if _is_words(path):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        spared = {id(each) for node in ast.walk(tree) for each in _spared(node)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if id(node) not in spared and re.search(r"[一-鿿]{6,}", text):
                found.append(f"{path.relative_to(ROOT)}: {text[:30]}")
    assert found == []


def _spared(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what stands in a decorator."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
        first = node.body[0]
        if isinstance(first, ast.Expr):
            yield first.value
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            yield from ast.walk(decorator)


def test_chat_text_has_no_exclamation_marks() -> None:
    for path in sources("handlers"):
        if _is_words(path):
            assert "！" not in path.read_text("utf-8"), path


def test_what_is_put_in_quotation_marks_goes_through_quoted() -> None:
    """Words that hold “” themselves would nest them; a part of a command to type (“退订 {kind}”) holds none."""
    found = []
    for path in sources(*ROOMS):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and path.name != "quoting.py":
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                found += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for before, value, after in zip(parts, parts[1:], parts[2:], strict=False)
                    if value is None and str(before).endswith("“") and str(after).startswith("”")
                ]
    assert found == []


def test_no_blank_stands_before_or_after_a_chinese_mark() -> None:
    """The mark has its own room; a blank beside it shows as a hole in the line."""
    hole = re.compile(r"[一-鿿] +[，。；：、？）】」]|[，。；：、？] +[一-鿿]|[（【「] +[一-鿿]")
    found = []
    for path in sources(*ROOMS):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            found += [f"{path.relative_to(ROOT)}: {each}" for each in hole.findall(text)]
    assert found == []


def test_no_blank_stands_between_chinese_words_of_a_sentence() -> None:
    """But in what is to be typed (“代报 舜华路街道 规上工业3家”) and between a day and its weekday."""
    found = []
    for path in sources("handlers"):
        if not _is_words(path):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if "周" not in text and re.search(r"[一-鿿] +[一-鿿]", re.sub("“[^”]*”", "", text)):
                found.append(f"{path.name}: {text}")
    assert found == []


def test_the_lock_files_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"https?://|--index|--find-links", (ROOT / name).read_text("utf-8"))


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine and no secret in what is committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    bad = re.compile(r"(?<![\w.])/(?:work|root|farm)/|https?://[^\s]*/simple")
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".lock", ".js", ".html", ".css", ""} and path.is_file():
            text = path.read_text("utf-8", errors="ignore")
            if bad.search(text) and name != "tests/test_house.py":
                found.append(name)
    assert found == []
