"""Lines, made by chance of their parts: the same ones for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain.items import Direction, Item, Kind
from domain.reports import ValueKind
from domain.understanding import Intent
from tests.support.lines.days import NO_DAY, days_of
from tests.support.lines.figures import figure_of
from tests.support.lines.parts import Line, Meant, Part
from tests.support.lines.words import AFTER, BEFORE, OBSTACLES, QUESTIONS, adds, beside, kinds

# What would grow together with its neighbour into another number.
_GROWING = "0123456789０１２３４５６７８９一二三四五六七八九十百千万亿点.半壹贰叁肆伍陆柒捌玖拾"
# Days are told of items that have run for so long.
RUNNING = timedelta(days=75)
TWO_ITEMS, QUESTION, OBSTACLE, ASKED_FIGURE = 0.2, 0.05, 0.05, 0.03


@dataclass(frozen=True, slots=True)
class _Told:
    words: str
    meant: Meant
    parts: tuple[Part, ...]
    head: Part | None


def names_of(item: Item, own: Sequence[Item]) -> list[str]:
    """What the item is called so that its unit can mean no other: its code, its name, aliases that no other name holds."""
    others = ["".join((each.name, "\n", *each.aliases)) for each in own if each.code != item.code]
    spoken = [name for name in (item.name, *item.aliases) if not any(name in other for other in others)]
    # A name of figures alone (1+4+4) is told apart from figures by nobody.
    spoken = [name for name in spoken if any("一" <= letter <= "鿿" for letter in name)]
    if item.direction is Direction.DOWN:
        # 积案化解10件 leaves open whether 10 are left or gone.
        spoken = [name for name in spoken if not name.endswith(("化解", "压减"))]
    return [item.code, *spoken, f"{item.code} {item.name}"]


def made(items: Sequence[Item], today: date, count: int, seed: int) -> Iterator[Line]:
    """So many lines of the units of these items."""
    chance = Random(seed)
    counted = [item for item in items if item.kind is not Kind.MILESTONE and item.start <= today - RUNNING]
    by_unit = {item.unit: [each for each in items if item.unit in (each.unit, *each.co_units)] for item in counted}
    for _ in range(count):
        item = chance.choice(counted)
        own, at = by_unit[item.unit], chance.random()
        if at < QUESTION:
            yield _about(item, own, today, chance, Intent.QUERY, QUESTIONS)
        elif at < QUESTION + OBSTACLE:
            yield _about(item, own, today, chance, Intent.BLOCKER, OBSTACLES)
        elif at < QUESTION + OBSTACLE + ASKED_FIGURE:
            yield _asked_figure(item, own, today, chance)
        else:
            yield _report(item, [each for each in own if each in counted], own, today, chance)


def _about(item: Item, own: Sequence[Item], today: date, chance: Random, intent: Intent, said: Sequence[str]) -> Line:
    name, words = chance.choice(names_of(item, own)), chance.choice(said)
    courtesy = chance.choice(("", "", "请问", "领导，")) if intent is Intent.QUERY else ""
    return Line(item.unit, today, f"{courtesy}{name}{words}", intent, (Meant(item.code),), False, (words,))


def _asked_figure(item: Item, own: Sequence[Item], today: date, chance: Random) -> Line:
    """A question about a figure reports nothing."""
    name, (value, _) = chance.choice(names_of(item, own)), figure_of(item, chance)
    amount = f"{value.normalize():f}{item.measure_unit}"
    form = chance.choice(
        ("{name}是不是{amount}", "{name}：{amount}了吗", "{name}有没有{amount}", "{name} {amount}对吗")
    )
    text = form.format(name=name, amount=amount)
    return Line(item.unit, today, text, Intent.QUERY, (Meant(item.code),), False, (form,))


def _report(item: Item, others: Sequence[Item], own: Sequence[Item], today: date, chance: Random) -> Line:
    second = chance.choice(others) if chance.random() < TWO_ITEMS else item
    told = [_told(item, own, today, chance, chance.choice(days_of(today)))]
    if second.code != item.code and second.unit == item.unit:
        told.append(_told(second, own, today, chance, NO_DAY, told[0].head))
    before, after = chance.choice(BEFORE), chance.choice(AFTER)
    text = before + chance.choice(("，", "；", "\n", "。")).join(each.words for each in told) + after
    parts = tuple(part for each in told for part in each.parts)
    made_of = (before or "-", *(part.name for part in parts), after or "-")
    meant = tuple(each.meant for each in told)
    return Line(item.unit, today, text, Intent.REPORT, meant, any(part.doubtful for part in parts), made_of)


def _told(item: Item, own: Sequence[Item], today: date, chance: Random, day: Part, head: Part | None = None) -> _Told:
    """The words about one item; `head`: the day at the head of the whole line, which holds for every item of it."""
    name, (value, figure) = chance.choice(names_of(item, own)), figure_of(item, chance)
    word, kind = ("", figure.kind or ValueKind.TOTAL) if figure.whole else chance.choice(kinds(item))
    if day.partial and (figure.whole or not adds(item) or word not in ("", "完成", "新增", "又完成")):
        day = NO_DAY
    if (head or day).partial and (
        head is None or (adds(item) and word in ("", "完成", "已完成", "：") and not figure.whole)
    ):
        kind = ValueKind.INCREMENT
    aside = beside(item, figure.value or value, kind, chance)
    if figure.whole or "，" in figure.words:
        aside = Part("beside: nothing", "")
    at_head, inside = [day.words, name, word, figure.words], [name, day.words, word, figure.words]
    behind = [name, word, figure.words]
    order = chance.choice((at_head, inside) if day.partial else (at_head, inside, behind)) if day.words else behind
    words = joined(order) + (f"（{day.words}）" if order is behind and day.words else "")
    # 本月新增1家，累计10家: the period is what was added.
    as_of = None if figure.name == "added and all" and (head or day).partial else (head or day).day
    meant = Meant(item.code, figure.value if figure.value is not None else value, kind, as_of)
    return _Told(words + aside.words, meant, (day, figure, aside), day if order is at_head and day.words else None)


def joined(words: Sequence[str]) -> str:
    """The words in a row, with a colon where two figures would grow together."""
    text = ""
    for each in words:
        text += ("：" if text and each and text[-1] in _GROWING and each[0] in _GROWING else "") + each
    return text
