"""Where each value of a TOML file stands: the parser tells no lines.

The text is walked a second time after tomllib has taken it, so nothing is checked here.
"""

import re
import tomllib

from bot.packs.faults import Path

BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
QUOTED = r'"(?:\\.|[^"\\])*"|' + "'[^']*'"
KEY = re.compile(rf"[ \t]*({QUOTED}|[\w-]+)[ \t]*", re.ASCII)
# A closing of three marks may be followed by two more, which belong to the text.
SCALAR = re.compile(rf'"""(?:\\.|[^\\])*?"""(?:"{{0,2}})|\'\'\'.*?\'\'\'(?:\'{{0,2}})|{QUOTED}|[^\n,\]}}#]+', re.DOTALL)


def positions_of(text: str) -> dict[Path, int]:
    """The line, from 1, on which each table, key and member of an array begins. The text must be valid TOML."""
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        # How many tables each array of tables has so far.
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self.next():
            if self.next() == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of the table that begins here."""
        many, start = self.text.startswith("[[", self.at), self.at
        self.at += 2 if many else 1
        *outer, name = self.names()
        self.at += 2 if many else 1
        path: Path = (*self.within((), outer, start), name)
        if many:
            self.lines.setdefault(path, self.line(start))
            self.tables[path] = self.tables.get(path, 0) + 1
            path = (*path, self.tables[path] - 1)
        self.lines[path] = self.line(start)
        return path

    def pair(self, table: Path) -> None:
        start = self.at
        *outer, name = self.names()
        path = (*self.within(table, outer, start), name)
        self.lines[path] = self.line(start)
        self.at += 1
        self.next()
        self.value(path)

    def value(self, path: Path) -> None:
        if self.text[self.at] == "[":
            self.array(path)
        elif self.text[self.at] == "{":
            self.inline(path)
        else:
            self.skip(SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.next() != "]":
            self.lines[*path, number] = self.line(self.at)
            self.value((*path, number))
            self.comma()
            number += 1
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        while self.next() != "}":
            self.pair(path)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        if self.next() == ",":
            self.at += 1

    def names(self) -> list[str]:
        """A key, which may have dots."""
        names = [self.name()]
        while self.text[self.at] == ".":
            self.at += 1
            names.append(self.name())
        return names

    def name(self) -> str:
        name = self.skip(KEY).strip(" \t")
        return str(tomllib.loads(f"name = {name}")["name"]) if name[0] in "\"'" else name

    def within(self, table: Path, names: list[str], start: int) -> Path:
        """The table so named, seen from another one; a name of an array of tables means its last table."""
        for name in names:
            table = (*table, name)
            self.lines.setdefault(table, self.line(start))
            if table in self.tables:
                table = (*table, self.tables[table] - 1)
        return table

    def next(self) -> str:
        """The first letter after blanks and comments, where the walk now is; empty at the end."""
        self.skip(BLANK)
        return self.text[self.at : self.at + 1]

    def skip(self, what: re.Pattern[str]) -> str:
        found = what.match(self.text, self.at)
        if found is None:
            raise ValueError(f"no TOML at letter {self.at}")
        self.at = found.end()
        return found.group()

    def line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1
