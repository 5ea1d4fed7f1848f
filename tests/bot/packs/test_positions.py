"""Every table, key and member of an array is found on the line on which it begins."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.faults import Path
from bot.packs.file import shipped_packs
from bot.packs.positions import positions_of

EVERY_SHAPE = '''\
# a comment with [brackets], "quotes" and a = sign
bare = 1
"quoted key" = 'a # that is no comment' # and one that is
'literal "key"' = """one
# two = 2
""" # three
dotted.inner . "deep.er" = 1979-05-27 07:32:00
"\\u65ec" = "a \\" quote, a ] bracket"
long = """a closing of five: """""
raw = \'\'\'
[no.table]
no_key = 1\'\'\'

[ table ]
list = [
    1, # one
    "two, ]",

    [3, { x = 4 }],
]
inline = { a = 1, b.c = "}", d = [{ e = 2 }] }
empty = { }
[table.nested]
[implied.by.a.longer]
key = true
[[many]]
name = "first"
[[many.inner]]
[[many.inner]]
[many.side]
x = -1.5e3
[[many]]
name = "second"
[[many.inner]]
[implied]
'''


def test_every_shape_of_toml_is_found() -> None:
    assert positions_of(EVERY_SHAPE) == {
        ("bare",): 2,
        ("quoted key",): 3,
        ('literal "key"',): 4,
        ("dotted",): 7,
        ("dotted", "inner"): 7,
        ("dotted", "inner", "deep.er"): 7,
        ("旬",): 8,
        ("long",): 9,
        ("raw",): 10,
        ("table",): 14,
        ("table", "list"): 15,
        ("table", "list", 0): 16,
        ("table", "list", 1): 17,
        ("table", "list", 2): 19,
        ("table", "list", 2, 0): 19,
        ("table", "list", 2, 1): 19,
        ("table", "list", 2, 1, "x"): 19,
        ("table", "inline"): 21,
        ("table", "inline", "a"): 21,
        ("table", "inline", "b"): 21,
        ("table", "inline", "b", "c"): 21,
        ("table", "inline", "d"): 21,
        ("table", "inline", "d", 0): 21,
        ("table", "inline", "d", 0, "e"): 21,
        ("table", "empty"): 22,
        ("table", "nested"): 23,
        ("implied",): 35,
        ("implied", "by"): 24,
        ("implied", "by", "a"): 24,
        ("implied", "by", "a", "longer"): 24,
        ("implied", "by", "a", "longer", "key"): 25,
        ("many",): 26,
        ("many", 0): 26,
        ("many", 0, "name"): 27,
        ("many", 0, "inner"): 28,
        ("many", 0, "inner", 0): 28,
        ("many", 0, "inner", 1): 29,
        ("many", 0, "side"): 30,
        ("many", 0, "side", "x"): 31,
        ("many", 1): 32,
        ("many", 1, "name"): 33,
        ("many", 1, "inner"): 34,
        ("many", 1, "inner", 0): 34,
    }
    assert set(positions_of(EVERY_SHAPE)) == set(paths(tomllib.loads(EVERY_SHAPE)))


def test_the_lines_of_windows_are_counted_alike() -> None:
    assert positions_of(EVERY_SHAPE.replace("\n", "\r\n")) == positions_of(EVERY_SHAPE)


@pytest.mark.parametrize("name", shipped_packs())
def test_everything_in_a_shipped_pack_is_found(name: str) -> None:
    text = (files("bot.packs") / f"{name}.toml").read_text("utf-8")
    assert set(positions_of(text)) == set(paths(tomllib.loads(text)))


def paths(data: object, at: Path = ()) -> Iterator[Path]:
    """Every path in what the parser read."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*at, key)
        yield from paths(value, (*at, key))


BARE = st.sampled_from(["a", "b-c", "D_1", "7"])
QUOTED = st.sampled_from(['"旬"', '"x.y"', "'a \"b\"'", '"[t]"', '"\\u6708"', "'# no'", '"="'])
SPACE = st.sampled_from(["", " ", "\t"])
SCALARS = st.sampled_from(
    [
        *("1", "-2.5", "true", "2026-07-01", "07:30:00", '"]"', "'}'", '"a\\"b"', "1979-05-27 07:32:00", '"# no"'),
        *('"""x\n[t]\ny = 1"""', "'''\n# z\n'''", '"""q"""""', '""', "''", '""""""'),
    ]
)
COMMENTS = st.sampled_from(["", "# c", '  # [t] = "', "\n", "# '''\n"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    """A TOML text of every shape, and where each of its keys and members was written."""
    writer = _Writer(draw)
    writer.table((), 0)
    return "".join(writer.parts), writer.lines


class _Writer:
    """Writes a text piece by piece and notes the line of each key; no name is used twice."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.parts: list[str] = []
        self.lines: dict[Path, int] = {}
        self.numbers = count()

    def name(self) -> tuple[str, str]:
        """A new name as it is written and as it is meant."""
        raw = self.draw(BARE | QUOTED)
        number = next(self.numbers)
        raw = f"{raw[:-1]}{number}{raw[-1]}" if raw[-1] in "\"'" else f"{raw}{number}"
        return raw, next(iter(tomllib.loads(f"{raw} = 1")))

    def line(self) -> int:
        return "".join(self.parts).count("\n") + 1

    def mark(self, path: Path) -> None:
        self.lines.setdefault(path, self.line())

    def table(self, at: Path, depth: int, header: str = "") -> None:
        for _ in range(self.draw(st.integers(0, 3))):
            self.pair(at, 0)
            self.parts.append(self.draw(SPACE) + self.draw(COMMENTS) + "\n")
        for _ in range(self.draw(st.integers(0, 3)) if depth < 3 else 0):
            raw, name = self.name()
            path, full = (*at, name), header + raw
            many = self.draw(st.booleans())
            for number in range(self.draw(st.integers(1, 2)) if many else 1):
                self.mark(path)
                inner = (*path, number) if many else path
                self.mark(inner)
                self.parts.append(self.draw(SPACE) + (f"[[{full}]]" if many else f"[ {full}\t]"))
                self.parts.append(self.draw(SPACE) + self.draw(COMMENTS) + "\n")
                self.table(inner, depth + 1, f"{full}{self.draw(SPACE)}.{self.draw(SPACE)}")

    def pair(self, at: Path, depth: int) -> None:
        names = [self.name() for _ in range(self.draw(st.integers(1, 3)))]
        for number in range(len(names)):
            self.mark((*at, *(name for _, name in names[: number + 1])))
        dot = f"{self.draw(SPACE)}.{self.draw(SPACE)}"
        self.parts.append(dot.join(raw for raw, _ in names) + f"{self.draw(SPACE)}={self.draw(SPACE)}")
        self.value((*at, *(name for _, name in names)), depth)

    def value(self, at: Path, depth: int) -> None:
        match self.draw(st.sampled_from(["scalar", "array", "inline"])) if depth < 3 else "scalar":
            case "array":
                self.parts.append("[")
                for number in range(self.draw(st.integers(0, 3))):
                    self.parts.append(self.draw(st.sampled_from(["", "\n", " # ]\n"])))
                    self.mark((*at, number))
                    self.value((*at, number), depth + 1)
                    self.parts.append(self.draw(st.sampled_from([",", " ,", "\n,", ", # ,\n"])))
                self.parts.append("]")
            case "inline":
                self.parts.append("{")
                for number in range(self.draw(st.integers(0, 3))):
                    self.parts.append(", " if number else " ")
                    self.pair(at, depth + 1)
                self.parts.append("}")
            case _:
                self.parts.append(self.draw(SCALARS))


@given(documents())
def test_every_key_is_found_on_the_line_on_which_it_was_written(document: tuple[str, dict[Path, int]]) -> None:
    text, written = document
    assert set(paths(tomllib.loads(text))) == set(written), "the writer writes what it says"
    assert positions_of(text) == written
