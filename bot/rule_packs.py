"""Rule packs as files: the shipped ones by name, a district's own by path."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.calendar_seed import seed_days
from bot.rule_stories import read_story
from domain.cadence import answers, due_of, next_due, next_period, period_of
from domain.calendar import WorkCalendar
from domain.colours import Light
from domain.items import Cadence
from domain.light_rules import LightTurn, called_down
from domain.lights import grade, judge
from domain.notices.extensions import latest
from domain.notices.model import next_feedback
from domain.notices.rules import Family, NoticeKind
from domain.packs import PackError, RulePack, parse_pack
from domain.reminders import Rule, push_day, step_name
from domain.rollup import Member, roll_up
from domain.rollup_rules import RollupRule
from handlers.lights.words.reasons import reason as why

__all__ = ["PackError", "check_examples", "check_file", "load_pack", "read_pack", "shipped_packs"]


def load_pack(name_or_path: str) -> RulePack:
    """The pack of that name or path, checked; raises PackError."""
    return parse_pack(read_pack(name_or_path))


def read_pack(name_or_path: str) -> dict[str, Any]:
    """The pack's data; raises PackError when there is no such pack or it is no TOML.

    A pack with a `base`, the name of a shipped pack, takes over every section of it that it does not have itself, but for
    the worked examples.
    """
    data = _read(name_or_path)
    base = data.pop("base", None)
    if base is None:
        return data
    if not isinstance(base, str) or base not in shipped_packs():
        raise PackError((f"base: one of {', '.join(shipped_packs())} is needed",))
    taken = _read(base)
    if "base" in taken:
        raise PackError((f"base: {base!r} has a base itself",))
    taken.pop("examples", None)
    return {**taken, **data}


def shipped_packs() -> list[str]:
    """The names of the packs that come with the product."""
    return sorted(
        each.name.removesuffix(".toml") for each in (files("bot") / "packs").iterdir() if each.name.endswith(".toml")
    )


def _read(name_or_path: str) -> dict[str, Any]:
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
    lines = [f"{pack.id} {pack.version}: {len(pack.boards)} boards, {counted} worked examples agree"]
    lines += [_family_line(pack, family) for family in pack.notices.families]
    return faults, "\n".join(lines)


def _family_line(pack: RulePack, family: Family) -> str:
    kinds = " -> ".join(f"{kind.name} ({kind.reply_days} working days)" for kind in family.kinds)
    used = "used" if family.id == pack.notices.family else "known"
    return f"notices {family.id} ({used}), {family.number}: {kinds}"


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
    return due_of(period, pack.due[cadence.value], _calendar(as_of)).day


def _push(example: Mapping[str, Any], pack: RulePack) -> date:
    rungs = pack.ladder.milestone if example["rule"] == Rule.MILESTONE.value else pack.ladder.report
    rung = next((rung for rung in rungs if step_name(rung) == example["step"]), None)
    if rung is None:
        raise ValueError(f"the ladder has no step {example['step']}")
    return push_day(example["due"], rung, _calendar(example["due"]))


def _light(example: Mapping[str, Any], pack: RulePack) -> str:
    gap = Decimal(str(example["gap"]))
    return grade(gap, example.get("report_late", 0), example.get("milestone_late", 0), pack.lights).value


def _story(example: Mapping[str, Any], pack: RulePack) -> str:
    """The light of a promise with the reports told, by the whole rule: "yellow: why"."""
    story = read_story(example)
    calendar = _calendar(story.today)
    due = next_due(story.item, story.standing.reported_as_of, story.standing.tracked_from, pack, calendar)
    found = judge(
        story.item, story.standing, story.today, due.day if due else None, pack.lights, calendar, story.average
    )
    return f"{found.light.value}: {why(found.reason)}"


def _follows(example: Mapping[str, Any], pack: RulePack) -> list[str]:
    """The records that the turns of one item's light call down."""
    turns = [LightTurn(turn["on"], Light(turn["old"]), Light(turn["new"])) for turn in example["turns"]]
    return [rule.record for rule, _, _ in called_down(pack.lights, turns)]


def _notice(example: Mapping[str, Any], pack: RulePack) -> date:
    rule, sent, calendar = pack.notices, example["sent"], _calendar(example["sent"])
    if example["clock"] == "feedback":
        return next_feedback(sent, rule, calendar)
    days = {
        "receipt": rule.receipt_days,
        "objection": rule.objection_days,
        "verdict": rule.verdict_days,
        "reply": _kind(example, pack).days(urgent=example.get("urgent", False)),
    }
    return calendar.add(sent, days[example["clock"]])


def _extension(example: Mapping[str, Any], pack: RulePack) -> date | str:
    found = latest(example["limit"], example.get("granted", 0), pack.notices, _calendar(example["limit"]))
    return found or ""


def _climb(example: Mapping[str, Any], pack: RulePack) -> str:
    kind, family = _kind(example, pack), pack.notices.of(example["family"])
    above = family.above(kind.id, urgent=example.get("urgent", False)) if family else None
    return above.id if above else ""


def _rollup(example: Mapping[str, Any], pack: RulePack) -> str:
    """The light of a group told by the weights of its items: "yellow: why"."""
    lights = {**{light.value: light for light in Light}, "draft": Light.GREY}
    strange = [key for key in example if key not in (*lights, "of", "light", "why")]
    if strange:
        raise ValueError(f"no such key: {', '.join(strange)}")
    rule: RollupRule = getattr(pack.rollup, example["of"])
    members = [
        Member(light, Decimal(weight), draft=key == "draft")
        for key, light in lights.items()
        for weight in example.get(key, [])
    ]
    found = roll_up(members, rule)
    return f"{found.light.value}: {why(found.reason)}"


def _kind(example: Mapping[str, Any], pack: RulePack) -> NoticeKind:
    kind = pack.notices.kind(example["family"], example["kind"])
    if kind is None:
        raise ValueError(f"the pack has no kind {example['kind']} in {example['family']}")
    return kind


def _calendar(day: date) -> WorkCalendar:
    return WorkCalendar(seed_days(range(day.year - 1, day.year + 2)))


# Kind of example -> the key of its answer, and what computes it.
_KINDS: dict[str, tuple[str, Callable[[Mapping[str, Any], RulePack], object]]] = {
    "due": ("due", _due),
    "push": ("on", _push),
    "light": ("light", _light),
    "story": ("light", _story),
    "follows": ("records", _follows),
    "notice": ("due", _notice),
    "extension": ("latest", _extension),
    "climb": ("next", _climb),
    "rollup": ("light", _rollup),
}
