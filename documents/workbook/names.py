"""Who is meant: official names, short names and codes of units, as written in a cell."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.workbook.grid import unbroken
from documents.workbook.values import Unreadable
from domain.quoting import quoted
from domain.units import Unit, UnitKind

_SEPARATORS = re.compile(r"[、，,；;|/\n\r]+")
_LEAST_ROLES = 3
_LEAST_NAME = 3
_REMARK = re.compile(r"[（(][^）)]*[）)]")
# 历下区商务局, but not 解放路、区商务局, which are two.
_LONG_FORM = re.compile(r"^[^区、，,；;|/\s]{2,6}区(?=.{2})")
_EVERY = r"^(?:各|全[区县市]各?|(?:\d+|[一二三四五六七八九十]+)[个大]?|所有|全部|[区县市]直各?)"
_ALL_OF = {
    UnitKind.STREET: re.compile(_EVERY + r"(?:街道|办事处|街道办事处|街道办|镇街|街镇|乡镇|乡镇街道|镇（街道）)$"),
    UnitKind.COMPANY: re.compile(_EVERY + r"(?:平台公司|[区县市]属国有企业|[区县市]属国企|国有企业|平台)$"),
    UnitKind.DEPARTMENT: re.compile(_EVERY + r"(?:[区县市]直部门|部门|[区县市]直单位)$"),
}
# 牵头单位：…责任单位：… in one cell.
_ROLES = re.compile(r"(牵头|主办|主责|责任|配合|协办|协同|协助|参与|承办|实施)(?:责任)?(?:单位|部门|街道|主体)?[:：]")
_LEADING = frozenset({"牵头", "主办", "主责"})
# Beside one unit of several: *区商务局, 区商务局（牵头）, 区商务局牵头; 区住建局（配合）, 区住建局配合.
_LEADS = re.compile(r"^[*★☆]|[（(](?:牵头|主办|主责|负责)[^）)]*[）)]$|(?:牵头|主办)(?:单位|部门|负责)?$")
_HELPS = re.compile(r"[（(](?:配合|协办|协同|参与)[^）)]*[）)]$|(?:配合|协办|参与)(?:单位|部门)?$")
# Said of nobody in particular.
_UNNAMED = re.compile(r"^(?:其他|各|区直)?(?:相关|有关)(?:部门|单位|街道|镇街|职能部门|部门和街道|街道和部门)+$")


@dataclass(frozen=True, slots=True)
class Duty:
    """The units a cell names: who leads, who helps. Several leads (各街道) each owe an item of their own.

    `first`: nothing but the order says that the first one leads. `unnamed` are words that name nobody (相关部门).
    """

    leads: tuple[str, ...]
    co_units: tuple[str, ...] = ()
    first: bool = False
    unnamed: tuple[str, ...] = ()


class UnitNames:
    """Looks units up by code, name or any short name."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = tuple(units)
        self._by_name: dict[str, str] = {}
        for unit in units:
            for name in unit.names:
                self._by_name[_key(name)] = unit.code

    def one(self, text: str) -> str:
        """The code of the one unit a cell names. Raises Unreadable for none, several or an unknown one."""
        if (whole := self._find(text)) is not None:
            return whole
        parts = self._parts(text)
        if len(parts) > 1:
            raise Unreadable(f"牵头单位只能有一个，这里写了 {len(parts)} 个，其余请写入配合单位")
        raise Unreadable(self._unknown(text))

    def duty(self, text: str, bold: str, *, has_co_units: bool) -> Duty:
        """Who leads and who helps by one cell: by words (牵头单位：…), by bold letters, else the first. Raises Unreadable.

        Beside a column for co-units a cell may name one unit alone.
        """
        parts = self._roles(text)
        if parts is not None:
            return parts
        if every := self._group(unbroken(text)):
            return Duty(every)
        if (told := self._by_marks(text)) is not None:
            return told
        if self._find(text) is not None or has_co_units:
            return Duty((self.one(text),))
        named, unnamed = self._named(text)
        if not named:
            raise Unreadable(self._unknown(text))
        marked = self._marked(bold, named)
        lead = marked or named[0]
        rest = tuple(code for code in named if code != lead)
        return Duty((lead,), rest, not marked and bool(rest), unnamed)

    def _roles(self, text: str) -> Duty | None:
        """The units behind 牵头单位：, and behind whatever else is said; None where nothing is said."""
        pieces = _ROLES.split(text)
        if len(pieces) < _LEAST_ROLES:
            return None
        said = [*zip(pieces[1::2], pieces[2::2], strict=True)]
        leading = [names for role, names in said if role in _LEADING] or [said[0][1]]
        named, unnamed = self._named("、".join(leading))
        others = [self._named(names) for _, names in said if names not in leading]
        if not named:
            raise Unreadable(self._unknown("、".join(leading)))
        helping = (*named[1:], *(code for codes, _ in others for code in codes))
        nobody = (*unnamed, *(word for _, words in others for word in words))
        return Duty(
            named[:1], tuple(dict.fromkeys(code for code in helping if code != named[0])), len(named) > 1, nobody
        )

    def _by_marks(self, text: str) -> Duty | None:
        """The units of a cell in which marks or words beside one unit say that it leads; None where none does, or several do."""
        parts = [part for each in _SEPARATORS.split(text) if (part := unbroken(each))]
        leading = [_LEADS.sub("", part) for part in parts if _LEADS.search(part)]
        if len(leading) != 1 or (lead := self._find(leading[0])) is None:
            return None
        others = [_HELPS.sub("", part) for part in parts if not _LEADS.search(part)]
        helping, unnamed = self._named("、".join(others))
        return Duty((lead,), tuple(code for code in helping if code != lead), unnamed=unnamed)

    def _named(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes a text names, and words in it that name nobody."""
        parts = self._parts(text)
        unnamed = tuple(part for part in parts if _UNNAMED.match(part))
        return self.several("、".join(part for part in parts if part not in unnamed)), unnamed

    def helping(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes of the units a cell for co-units names, and words in it that name nobody. Raises Unreadable."""
        pieces = _ROLES.split(text)
        return self._named("、".join(pieces[0::2]) if len(pieces) >= _LEAST_ROLES else text)

    def in_title(self, text: str) -> str | None:
        """The only unit named at the head of a title (区商务局2026年目标责任书)."""
        plain = _key(text)
        found = {code for name, code in self._by_name.items() if len(name) >= _LEAST_NAME and plain.startswith(name)}
        return found.pop() if len(found) == 1 else None

    def _marked(self, bold: str, named: Sequence[str]) -> str | None:
        """The only unit in bold letters."""
        marked = {code for part in self._parts(bold) if (code := self._find(part)) is not None} if bold else set()
        return marked.pop() if len(marked) == 1 and marked <= set(named) else None

    def several(self, text: str) -> tuple[str, ...]:
        """The codes of all units a cell names, in its order, each once; 各街道 means every street. Raises Unreadable."""
        codes: list[str] = []
        unknown: list[str] = []
        for part in self._parts(text):
            found = self._group(part) or self._find(part)
            if found is None:
                unknown.append(part)
            else:
                codes.extend(found if isinstance(found, tuple) else (found,))
        if unknown:
            raise Unreadable("；".join(map(self._unknown, unknown)))
        return tuple(dict.fromkeys(codes))

    def name_of(self, code: str) -> str:
        """The official name of a unit."""
        return next((unit.name for unit in self._units if unit.code == code), code)

    def _parts(self, text: str) -> list[str]:
        """The names in a cell; a name broken over two lines is joined when only the whole is known."""
        parts = [part for each in _SEPARATORS.split(text) if (part := unbroken(each))]
        if any(self._find(part) is None and not self._group(part) for part in parts):
            joined = [part for each in _SEPARATORS.split(text.replace("\n", "")) if (part := unbroken(each))]
            if all(self._find(part) is not None or self._group(part) for part in joined):
                return joined
        return parts

    def _group(self, text: str) -> tuple[str, ...]:
        """The codes of all units of a kind for 各街道; nothing for anything else."""
        kind = next((kind for kind, words in _ALL_OF.items() if words.match(text)), None)
        return tuple(unit.code for unit in self._units if unit.kind is kind)

    def _find(self, text: str) -> str | None:
        """Code by exact name, then without a remark in brackets; 历下区商务局 is 区商务局."""
        plain = _key(_REMARK.sub("", text))
        for name in (_key(text), plain, plain.removesuffix("等")):
            for spelt in (
                name,
                f"区{name}",
                name.removeprefix("区"),
                name.removesuffix("办事处"),
                _LONG_FORM.sub("区", name),
            ):
                if spelt in self._by_name:
                    return self._by_name[spelt]
        return None

    def _unknown(self, text: str) -> str:
        """The sentence for an unknown name, with the nearest known one."""
        name = unbroken(text)
        near = difflib.get_close_matches(_key(name), self._by_name, n=1, cutoff=0.6)
        hint = f"，是否为{quoted(self.name_of(self._by_name[near[0]]))}" if near else "，单位名录中没有"
        return f"单位{quoted(name)}不认识{hint}"


def _key(name: str) -> str:
    """A name as look-up key: half-width, without blanks, letters in one case."""
    return unbroken(name).replace(" ", "").casefold()
