"""Rule packs as files: the shipped ones by name, a district's own by path."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.calendar_seed import seed_days
from domain.cadence import due_of, next_period, period_of
from domain.calendar import WorkCalendar
from domain.items import Cadence
from domain.lights import grade
from domain.packs import PackError, RulePack, parse_pack

__all__ = ["PackError", "check_examples", "check_file", "load_pack", "read_pack"]


def load_pack(name_or_path: str) -> RulePack:
    """The pack of that name or path, checked; raises PackError."""
    return parse_pack(read_pack(name_or_path))


def read_pack(name_or_path: str) -> dict[str, Any]:
    """The pack's data as written; raises PackError when there is no such pack or it is no TOML."""
    shipped = files("bot") / "packs" / f"{name_or_path}.toml"
    try:
        text = shipped.read_text("utf-8") if shipped.is_file() else Path(name_or_path).read_text("utf-8")
        return tomllib.loads(text)
    except OSError as error:
        raise PackError((f"{name_or_path}: {error.strerror}",)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError((f"{name_or_path}: {error}",)) from error


def check_file(path: Path) -> tuple[list[str], str]:
    """Every fault of a pack and its worked examples, and a line that sums the pack up."""
    try:
        data = read_pack(str(path))
        pack = parse_pack(data)
    except PackError as error:
        return list(error.faults), ""
    faults, counted = check_examples(data, pack)
    return faults, f"{pack.id} {pack.version}: {len(pack.boards)} boards, {counted} worked examples agree"


def check_examples(data: Mapping[str, Any], pack: RulePack) -> tuple[list[str], int]:
    """Recomputes the pack's worked examples; gives the disagreements and how many examples there are."""
    examples = data.get("examples", {})
    faults = []
    for number, example in enumerate(examples.get("due", []), start=1):
        found = _due(example, pack)
        if found != example.get("due"):
            faults.append(f"examples.due {number}: computed {found}, the pack says {example.get('due')}")
    for number, example in enumerate(examples.get("light", []), start=1):
        light = grade(
            Decimal(str(example.get("gap", 0))),
            example.get("report_late", 0),
            example.get("milestone_late", 0),
            pack.lights,
        )
        if light.value != example.get("light"):
            faults.append(f"examples.light {number}: computed {light.value}, the pack says {example.get('light')}")
    return faults, len(examples.get("due", [])) + len(examples.get("light", []))


def _due(example: Mapping[str, Any], pack: RulePack) -> date | None:
    try:
        cadence, as_of = Cadence(example["cadence"]), example["reported_as_of"]
    except (KeyError, ValueError):
        return None
    calendar = WorkCalendar(seed_days(range(as_of.year, as_of.year + 2)))
    period = period_of(cadence, as_of)
    rule = pack.due[cadence.value]
    while as_of >= period.end or (period.end - as_of).days <= rule.early_days:
        period = next_period(cadence, period)
    return due_of(cadence, period, pack, calendar).day
