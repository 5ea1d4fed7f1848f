"""Taking typed values out of a rule pack: what every section needs, and the steps of a ladder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from domain.people import Role

ROLES = frozenset(role.value for role in Role)
Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: `offset` working days from the due day (negative: before) and who is told.

    `notice`: on this step a supervision notice (督办单) is drafted for the inspectors.
    """

    offset: int
    audience: tuple[str, ...]
    notice: bool = False


class PackReader:
    """Takes typed values out of a pack and notes what is wrong, going on with a harmless value."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def rungs(self, section: Mapping[str, Any], key: str, where: str) -> tuple[Rung, ...]:
        """The steps of a ladder, lowest offset first."""
        rungs = []
        for number, each in enumerate(self.tables(section, key, f"{where}.{key}"), start=1):
            here = f"{where}.{key} {number}"
            self.known(each, ("offset", "audience", "notice"), here)
            offset = self.whole(each, "offset", here, -250, 250)
            rungs.append(Rung(offset, self.audience(each, here), self.flag(each, "notice", here)))
        self.unique([str(rung.offset) for rung in rungs], f"{where}.{key}: offset")
        return tuple(sorted(rungs, key=lambda rung: rung.offset))

    def audience(self, rung: Mapping[str, Any], where: str) -> tuple[str, ...]:
        """Roles that are told."""
        names = rung.get("audience")
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            self.faults.append(f"{where}.audience: a list of {', '.join(sorted(ROLES))} is needed")
            return ()
        for name in names:
            if name not in ROLES:
                self.faults.append(f"{where}.audience: {name!r} is none of {', '.join(sorted(ROLES))}")
        return tuple(dict.fromkeys(names))

    def text(self, data: Mapping[str, Any], key: str, where: str = "") -> str:
        """A text that is not empty."""
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.faults.append(f"{where}.{key}: a text is needed".lstrip("."))
            return ""
        return value.strip()

    def tables(self, data: Mapping[str, Any], key: str, where: str = "") -> list[Mapping[str, Any]]:
        """A list of tables that is not empty."""
        value = data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
            self.faults.append(f"{where or key}: a list of tables is needed")
            return []
        return value

    def optional_tables(self, data: Mapping[str, Any], key: str, where: str) -> list[tuple[Mapping[str, Any], str]]:
        """A list of tables that may be left out, each with the words that say where it stands."""
        if key not in data:
            return []
        here = f"{where}.{key}"
        return [(each, f"{here} {at}") for at, each in enumerate(self.tables(data, key, here), start=1)]

    def table(self, data: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        """A table."""
        value = data.get(key)
        if not isinstance(value, Mapping):
            self.faults.append(f"{where or key}: a table is needed")
            return {}
        return value

    def whole(self, data: Mapping[str, Any], key: str, where: str, least: int = 0, most: int = 10_000) -> int:
        """A whole number within its bounds."""
        value = data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.faults.append(f"{where}.{key}: a whole number from {least} to {most} is needed")
            return least
        return value

    def figure(self, data: Mapping[str, Any], key: str, where: str) -> Decimal:
        """A figure of at least 0, exact."""
        value = data.get(key)
        try:
            figure = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        except InvalidOperation:
            figure = None
        if figure is None or not figure.is_finite() or figure < 0:
            self.faults.append(f'{where}.{key}: a figure of at least 0, written as a text such as "5", is needed')
            return Decimal(0)
        return figure

    def clock(self, data: Mapping[str, Any], key: str, where: str) -> time:
        """A local time of day."""
        value = data.get(key)
        try:
            moment = time.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            moment = None
        if not isinstance(moment, time) or moment.tzinfo is not None:
            self.faults.append(f'{where}.{key}: a local time of day such as "09:00" is needed')
            return time(0)
        return moment

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        """Notes keys that nobody reads: a typing mistake would pass unseen."""
        for key in table:
            if key not in keys:
                self.faults.append(f"{where}.{key}: no such key; known are {', '.join(keys)}")

    def unique(self, values: list[str], what: str) -> None:
        """Notes what is named twice."""
        for value in sorted({value for value in values if value and values.count(value) > 1}):
            self.faults.append(f"{what} {value!r} is used twice")

    def flag(self, data: Mapping[str, Any], key: str, where: str) -> bool:
        """true or false; false where it is not named."""
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.faults.append(f"{where}.{key}: true or false is needed")
            return False
        return value

    def choice(
        self, data: Mapping[str, Any], key: str, where: str, kind: Iterable[Choice], default: Choice | None
    ) -> Choice:
        """One of an enumeration's members by its value; `default` where it is not named (None: it must be)."""
        known = {each.value: each for each in kind}
        value = data.get(key, default.value if default else None)
        if not isinstance(value, str) or value not in known:
            self.faults.append(f"{where}.{key}: one of {', '.join(known)} is needed")
            return next(iter(known.values()))
        return known[value]
