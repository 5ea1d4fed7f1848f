"""Rule packs as files: the shipped ones by name, a district's own by path."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from pathlib import Path as FilePath

from bot.packs.faults import Fault, PackError, Path, place, shown
from bot.packs.schema import PackTable
from bot.packs.validation import validated
from domain.packs import RulePack

SHIPPED = files("bot.packs")
# Four times the longest pack that comes with the product; what a hostile file can cost grows faster than its size.
MOST_BYTES = 64 * 1024
# How tomllib ends its messages.
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True)
class PackFile:
    """A TOML file: its name for people, its text, and what it holds. Figures without quotes are exact, too."""

    name: str
    text: str
    data: Mapping[str, object]

    @cached_property
    def lines(self) -> dict[Path, int]:
        """Where everything stands."""
        # Only a pack with a mistake needs it, so that no start waits for it.
        from bot.packs.positions import positions_of

        return positions_of(self.text)

    def fault(self, path: Path, sentence: str) -> Fault:
        """A mistake at a path, or at the nearest table around it that the file has."""
        around = path
        while around and around not in self.lines:
            around = around[:-1]
        return Fault(self.name, self.lines.get(around, 1), place(path), sentence)


@dataclass(frozen=True)
class Source:
    """A pack as written: its own file, and the shipped one that it takes whole sections from, but for the examples."""

    own: PackFile
    base: PackFile | None

    @property
    def data(self) -> dict[str, object]:
        """The sections of both, without `base` and `examples`."""
        both = {**(self.base.data if self.base else {}), **self.own.data}
        return {key: value for key, value in both.items() if key not in ("base", "examples")}

    def fault(self, path: Path, sentence: str) -> Fault:
        """A mistake, told where its section is written."""
        taken = self.base and path[0] not in self.own.data and path[0] in self.base.data
        return (self.base if self.base and taken else self.own).fault(path, sentence)


def load_pack(name_or_path: str) -> RulePack:
    """The pack of that name or path, checked but for its worked examples; raises PackError."""
    return parsed(read_source(name_or_path))


def parsed(source: Source) -> RulePack:
    """The checked rules; raises PackError with all mistakes at once."""
    return validated(PackTable, source.data, (), source.fault).rule()


def read_source(name_or_path: str) -> Source:
    """The pack's file or files; raises PackError when there is no such pack or it is no TOML."""
    own = _read(name_or_path)
    if "base" not in own.data:
        return Source(own, None)
    name = own.data["base"]
    if not isinstance(name, str) or name not in shipped_packs():
        raise PackError([own.fault(("base",), f"one of {', '.join(shipped_packs())} is needed, not {shown(name)}")])
    base = _read(name)
    if "base" in base.data:
        raise PackError([own.fault(("base",), f"the pack {shown(name)} has a base itself")])
    return Source(own, base)


def shipped_packs() -> list[str]:
    """The names of the packs that come with the product."""
    return sorted(each.name.removesuffix(".toml") for each in SHIPPED.iterdir() if each.name.endswith(".toml"))


def _read(name_or_path: str) -> PackFile:
    shipped = SHIPPED / f"{name_or_path}.toml"
    name = shipped.name if shipped.is_file() else name_or_path
    try:
        content = shipped.read_bytes() if shipped.is_file() else FilePath(name_or_path).read_bytes()
        if len(content) > MOST_BYTES:
            raise PackError(
                [Fault(name, None, "", f"larger than {MOST_BYTES // 1024} kB: no district's rules are so long")]
            )
        # Windows' editors begin a file with a mark of its encoding.
        text = content.decode("utf-8-sig")
        return PackFile(name, text, tomllib.loads(text, parse_float=Decimal))
    except FileNotFoundError as error:
        raise PackError([Fault(name, None, "", f"no such file and no pack {', '.join(shipped_packs())}")]) from error
    except OSError as error:
        raise PackError([Fault(name, None, "", str(error.strerror))]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PackError([Fault(name, line, "", "the file is not written in UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        raise PackError([_syntax(name, text, str(error))]) from error
    except RecursionError as error:
        raise PackError([Fault(name, None, "", "tables or lists are nested too deeply")]) from error


def _syntax(name: str, text: str, message: str) -> Fault:
    found = PLACE.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return Fault(name, line, "", f"no TOML: {PLACE.sub('', message)}")
