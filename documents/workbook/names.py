"""Who is meant: official names, short names and codes of units, as written in a cell."""

import difflib
import re
from collections.abc import Sequence

from documents.workbook.grid import unbroken
from documents.workbook.values import Unreadable
from domain.quoting import quoted
from domain.units import Unit, UnitKind

_SEPARATORS = re.compile(r"[、，,；;|/\n\r]+")
_REMARK = re.compile(r"[（(][^）)]*[）)]")
_LONG_FORM = re.compile(r"^[^区]{2,6}区(?=.{2})")
_ALL_OF = {
    UnitKind.STREET: re.compile(r"^(?:各|全区各?|14个|所有)(?:街道|办事处|街道办事处|街道办)$"),
    UnitKind.COMPANY: re.compile(r"^(?:各|五大?|所有)(?:平台公司|区属国有企业|区属国企|平台)$"),
    UnitKind.DEPARTMENT: re.compile(r"^(?:各|所有|区直各?)(?:区直部门|部门|区直单位)$"),
}


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
        for name in (_key(text), _key(_REMARK.sub("", text))):
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
