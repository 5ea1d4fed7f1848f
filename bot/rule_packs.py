"""Rule packs as files: the shipped ones by name, a district's own by path."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.calendar_seed import seed_days
from domain.cadence import answers, due_of, next_period, period_of
from domain.calendar import WorkCalendar
from domain.items import Cadence
from domain.lights import grade
from domain.packs import PackError, RulePack, parse_pack
from domain.reminders import Rule, push_day, step_name

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
    faults: list[str] = []
    counted = 0
    for kind, (expected, compute) in _KINDS.items():
        for number, example in enumerate(examples.get(kind, []), start=1):
            counted += 1
            try:
                found = compute(example, pack)
            except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
                faults.append(f"examples.{kind} {number}: not understood ({type(error).__name__}: {error})")
                continue
            if found != example.get(expected):
                faults.append(f"examples.{kind} {number}: computed {found}, the pack says {example.get(expected)}")
    return faults, counted


def _due(example: Mapping[str, Any], pack: RulePack) -> date:
    cadence, as_of = Cadence(example["cadence"]), example["reported_as_of"]
    period = period_of(cadence, as_of)
    while answers(as_of, period, pack.due[cadence.value]):
        period = next_period(cadence, period)
    return due_of(cadence, period, pack, _calendar(as_of)).day


def _push(example: Mapping[str, Any], pack: RulePack) -> date:
    rungs = pack.ladder.milestone if example["rule"] == Rule.MILESTONE.value else pack.ladder.report
    rung = next((rung for rung in rungs if step_name(rung) == example["step"]), None)
    if rung is None:
        raise ValueError(f"the ladder has no step {example['step']}")
    return push_day(example["due"], rung, _calendar(example["due"]))


def _light(example: Mapping[str, Any], pack: RulePack) -> str:
    gap = Decimal(str(example["gap"]))
    return grade(gap, example.get("report_late", 0), example.get("milestone_late", 0), pack.lights).value


def _calendar(day: date) -> WorkCalendar:
    return WorkCalendar(seed_days(range(day.year - 1, day.year + 2)))


# Kind of example -> the key of its answer, and what computes it.
_KINDS: dict[str, tuple[str, Callable[[Mapping[str, Any], RulePack], object]]] = {
    "due": ("due", _due),
    "push": ("on", _push),
    "light": ("light", _light),
}
