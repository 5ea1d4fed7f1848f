"""The role of each figure of a clause: progress, or a target, a comparison, a plan and the like."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.items import Basis, Direction, Item, Kind
from domain.progress import plain
from domain.quantities import convert
from domain.reports import ValueKind
from domain.understanding import cues
from domain.understanding.catalogue import NamedItem
from domain.understanding.dates import BLANK, HINTS, TimeWord, time_spans, time_words
from domain.understanding.figures import Figure, figures
from domain.understanding.names import CODE, HIDDEN, hidden, hide

# A bare figure this many times the target of an item in 万 is meant in the unit without its 万. On the labelled lines 5 misreads
# a line, and from 10 to 1000 nothing changes; 20 leaves room for an item far beyond its target.
SMALLER_UNIT = 20
STEPS = "万亿"
# How 新增 and its like end.
ADDING = ("增", "加", "了")


class Role(Enum):
    """VALUE: progress. DELTA: a change against some earlier day. PART: some of the figure before it (其中本季3个).
    ASIDE: target, share of it, rest, comparison, slip.
    ALIEN: in a unit that the item cannot have. OPEN: nothing explains it.
    """

    VALUE = "value"
    DELTA = "delta"
    PART = "part"
    ASIDE = "aside"
    PLAN = "plan"
    EARLY = "early"
    ALIEN = "alien"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """One figure with its role; `value` and `kind` where it is progress or a change. `strong`: 累计, 共, 到 stand before it.

    `gap` is what stands between it and the figure before, words of time and names as well.
    """

    figure: Figure
    role: Role
    value: Decimal | None = None
    kind: ValueKind | None = None
    day: TimeWord | None = None
    strong: bool = False
    unit_slip: bool = False
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause whose names and words of time do not disturb: in `bare`, of the same length, they are # and ~.

    `forecast_at` is the place from which the clause speaks of the future; None if it does not.
    """

    text: str
    bare: str
    days: tuple[TimeWord, ...]
    figures: tuple[Figure, ...]
    forecast_at: int | None


def prepared(text: str, items: list[NamedItem], today: date) -> Clause:
    """The clause with the names of the items and the words of time blanked."""
    bare: str = hide(text, items)
    days: tuple[TimeWord, ...] = ()
    if HINTS.search(text):
        bare, days = _dated(text, bare, items, today)
    ahead = [cue.start() for cue in [cues.FORECAST.search(bare)] if cue]
    ahead += [when.start for when in days if when.deadline or (when.day and when.day > today and not when.until)]
    # 截至 a day to come is a slip to be asked about, a bare day to come is a hope.
    own = items[0].item.measure_unit if items else ""
    return Clause(text, bare, days, tuple(figures(bare, own)), min(ahead, default=None))


def without_names(text: str, items: list[NamedItem]) -> str:
    """The text without codes and without the items' names where they stand in full, of the same length."""
    spoken = next((phrase for each in items for phrase in each.phrases if phrase in text), "")
    return CODE.sub(hidden, text.replace(spoken, HIDDEN * len(spoken)) if spoken else text)


def _dated(text: str, bare: str, items: list[NamedItem], today: date) -> tuple[str, tuple[TimeWord, ...]]:
    """The clause without its words of time as well, and the days that they name.

    A name that stands in full comes before a day (上周|一般公共预算收入), a day before a part of a name (6.15|热线);
    what lies within a name is no day (1号安置区).
    """
    dated = without_names(text, items)
    told = [when for when in time_words(dated, today) if bare[when.start : when.end].strip(HIDDEN)]
    for start, end in time_spans(dated, today):
        bare = bare[:start] + BLANK * (end - start) + bare[end:] if bare[start:end].strip(HIDDEN) else bare
    return bare, tuple(when for when in told if when.day is not None or when.partial or when.unclear)


def judged_figures(clause: Clause, items: list[NamedItem], *, correction: bool, blocker: bool) -> list[JudgedFigure]:
    """Every figure of the clause with its role."""
    item = items[0].item if items else None
    own = items[0].words if items else ""
    found: list[JudgedFigure] = []
    for at, figure in enumerate(clause.figures):
        before = clause.figures[at - 1].end if at else 0
        after = clause.figures[at + 1].start if at + 1 < len(clause.figures) else len(clause.bare)
        place = _Place(clause, figure, clause.bare[before : figure.start], clause.bare[figure.end : after], at)
        if _second_of_ratio(place):
            found.append(JudgedFigure(figure, Role.ASIDE if _ratio_fits(place, item) else Role.OPEN))
            continue
        found.append(
            replace(
                _judged(place, item, own, correction=correction, blocker=blocker),
                gap=clause.text[before : figure.start],
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    clause: Clause
    figure: Figure
    gap: str
    tail: str
    at: int


def _second_of_ratio(place: _Place) -> bool:
    return place.at > 0 and place.gap == "/"


def _ratio_fits(place: _Place, item: Item | None) -> bool:
    """Whether the second figure of a ratio is the target: 25/36 of an item with the target 36."""
    return item is not None and item.target is not None and place.figure.value == item.target


def _judged(place: _Place, item: Item | None, own: str, *, correction: bool, blocker: bool) -> JudgedFigure:
    figure, gap, tail = place.figure, place.gap, place.tail
    role = _role_aside(place, item, correction=correction)
    if role is not None:
        return JudgedFigure(figure, role)
    if blocker and not _as_progress(place):
        return JudgedFigure(figure, Role.ASIDE)
    day = _day_of(place)
    if item is None:
        share = figure.unit == "%target"
        kind = ValueKind.PERCENT_OF_TARGET if share else _kind(place, None, own, day, correction=correction)
        return JudgedFigure(figure, Role.VALUE, figure.value, kind, day, bool(cues.STRONG.search(gap)))
    if figure.unit == "%target" or (figure.unit == "%" and item.kind is not Kind.PERCENTAGE):
        return _share(place, item, day)
    if item.kind is Kind.MILESTONE:
        return JudgedFigure(figure, Role.ALIEN)
    value = convert(figure.value, figure.unit, item.measure_unit)
    loose = value is None and figure.unit.endswith("方")
    if loose:
        # 1.2万方 is said of areas as well as of volumes.
        value = convert(figure.value, figure.unit.removesuffix("方") + "平方米", item.measure_unit)
    if value is None:
        return JudgedFigure(figure, Role.ALIEN)
    slip = loose or _needs_smaller_unit(figure, item)
    if slip and not loose:
        value = convert(value, item.measure_unit.lstrip(STEPS), item.measure_unit) or value
    if _turned(gap, item, own):
        value = -abs(value)
    value = plain(value)
    if not correction and _is_change(place, item, own):
        down = bool(cues.DOWN.search(gap))
        return JudgedFigure(figure, Role.DELTA, -abs(value) if down else value, ValueKind.INCREMENT, None)
    if not correction and _unclear_move(place, item, own):
        return JudgedFigure(figure, Role.OPEN)
    kind = _kind(place, item, own, day, correction=correction)
    # 6 of 14座里面完成6座 and of 6/14座 is what stands now.
    of_whole = tail == "/" or bool(place.at and cues.WHOLE_AFTER.match(gap))
    strong = bool(cues.STRONG.search(gap)) or of_whole or (correction and not tail.startswith("不"))
    return JudgedFigure(figure, Role.VALUE, value, kind, day, strong, slip)


def _day_of(place: _Place) -> TimeWord | None:
    """The last day or period named before the figure; else the first one after it, if no figure follows this one."""
    days = place.clause.days
    before = [when for when in days if when.end <= place.figure.start]
    if before:
        return before[-1]
    return days[0] if days and place.at == len(place.clause.figures) - 1 else None


def _role_aside(place: _Place, item: Item | None, *, correction: bool) -> Role | None:
    """The role of a figure that is no progress, by the words right before and after it; None for one that may be."""
    figure, gap, tail = place.figure, place.gap, place.tail
    percent = figure.unit.startswith("%")
    if cues.ORDINAL.search(gap):
        words = place.clause.text[figure.start - len(gap) : figure.end + len(tail)]
        done = cues.ORDINAL_DONE.search(words) and place.clause.forecast_at is None
        return None if done else Role.ASIDE
    if correction and (cues.WRONG.search(gap) or cues.WRONG_AFTER.match(tail)):
        return Role.ASIDE
    if place.clause.forecast_at is not None and figure.start >= place.clause.forecast_at:
        return Role.PLAN
    if not percent and (cues.TARGET.search(gap) or cues.TARGET_AFTER.match(tail) or cues.WHOLE_AFTER.match(tail)):
        return Role.ASIDE
    rate = item is not None and item.basis is Basis.RATE
    if not rate and (cues.YEAR_ON_YEAR.search(gap) or cues.YEAR_ON_YEAR_AFTER.match(tail)):
        return Role.ASIDE
    left = cues.LEFT.search(gap)
    if left is not None:
        return None if item is not None and item.direction is Direction.DOWN else Role.ASIDE
    if cues.LACK.search(gap):
        return Role.ASIDE
    if (cues.GONE.search(gap) or cues.MONEY.search(gap)) and _of_something_else(place, item):
        return Role.ASIDE
    if cues.PART.search(gap) and not (place.at and cues.WHOLE_AFTER.match(gap)):
        return Role.PART if cues.SOME_OF_IT.search(gap) else Role.ASIDE
    if cues.FROM.search(gap) and cues.FROM_AFTER.match(tail):
        return Role.ASIDE
    if cues.PENDING.search(gap) or (cues.PENDING_AFTER.match(tail) and not _of_the_next(place)):
        return Role.ASIDE
    return _early(place, item)


def _of_the_next(place: _Place) -> bool:
    """Whether what stands behind a finished count is the stage of the figure behind it: 完工22间在建9间, 竣工162户开工288户."""
    behind = place.clause.figures[place.at + 1 :]
    return (
        bool(behind)
        and cues.FINISHED.search(place.gap) is not None
        and cues.STAGE_ALONE.fullmatch(place.tail) is not None
    )


def _of_something_else(place: _Place, item: Item | None) -> bool:
    """Whether a figure counts what went or was found, or is the money that a thing cost, where the item counts neither."""
    own = item.name + "".join(item.aliases) if item is not None else ""
    gone = cues.GONE.search(place.gap)
    if gone is not None and gone[1] not in own:
        return True
    bare = place.figure.unit in (*STEPS, "")
    return item is not None and bare and "元" not in item.measure_unit and cues.MONEY.search(place.gap) is not None


def _early(place: _Place, item: Item | None) -> Role | None:
    """EARLY if the figure counts an earlier stage than the item does: 4所学校封顶, 开工8个."""
    if item is None or item.kind is Kind.MILESTONE:
        return None
    name = item.name + "".join(item.aliases)
    if cues.EARLY_STAGE.search(name):
        return None
    ahead = None if _of_the_next(place) else cues.EARLY_STAGE.search(place.tail[:6])
    found = ahead or cues.EARLY_STAGE.search(place.gap[-3:])
    # 新开国际航线 counts what was opened.
    return Role.EARLY if found is not None and not (found[0] == "开了" and "开" in name) else None


def _share(place: _Place, item: Item, day: TimeWord | None) -> JudgedFigure:
    """The role of a percentage for an item that is not measured in per cent: a share of its target, or no progress."""
    figure = place.figure
    if item.kind is Kind.MILESTONE:
        return JudgedFigure(figure, Role.OPEN)
    if figure.unit == "%target":
        kind = ValueKind.TOTAL if item.kind is Kind.PERCENTAGE else ValueKind.PERCENT_OF_TARGET
        return JudgedFigure(figure, Role.VALUE, figure.value, kind, day)
    if cues.SHARE.search(place.gap) or cues.TARGET_AFTER.match(place.tail) or "目标的" in place.gap:
        return JudgedFigure(figure, Role.VALUE, figure.value, ValueKind.PERCENT_OF_TARGET, day)
    beside = cues.YEAR_ON_YEAR.search(place.gap) or cues.UP.search(place.gap) or cues.DOWN.search(place.gap)
    return JudgedFigure(figure, Role.ASIDE if beside else Role.ALIEN)


def _needs_smaller_unit(figure: Figure, item: Item) -> bool:
    """Whether a figure without a unit is meant in the unit without its 万: 56000 for a few 万平方米. It is asked about."""
    big = item.measure_unit[0] in STEPS and item.target is not None
    return big and not figure.unit and item.target is not None and figure.value > item.target * SMALLER_UNIT


def _turned(gap: str, item: Item, own: str) -> bool:
    """Whether a rate of growth fell, so that its figure is negative: 下降3% is -3."""
    fall = cues.FALL.search(gap)
    return bool(fall and item.basis is Basis.RATE and item.direction is Direction.UP and fall.group()[:2] not in own)


def _is_change(place: _Place, item: Item, own: str) -> bool:
    """Whether the figure is a change against an earlier day (较上周增加11户, 高了0.4个点) and not a total.

    增长8% of a growth rate is the rate itself.
    """
    gap = place.gap
    if cues.TO.search(gap):
        return False
    moved = _moved(gap, own)
    points = bool(cues.POINTS.search(place.figure.unit)) or place.tail.startswith(("个点", "个百分点", "百分点"))
    if item.kind is Kind.PERCENTAGE and moved and points:
        return True
    if item.basis is Basis.RATE:
        return moved and bool(cues.COMPARED.search(gap))
    return bool(cues.COMPARED.search(gap)) and (moved or not cues.STRONG.search(gap))


def _moved(gap: str, own: str) -> bool:
    """Whether the words right before the figure tell a rise or a fall that is not in the item's own name (增长率)."""
    found = cues.UP.search(gap) or cues.DOWN.search(gap)
    stem = found.group().rstrip("了") if found else ""
    return bool(found) and (len(stem) < 2 or stem not in own)


def _unclear_move(place: _Place, item: Item, own: str) -> bool:
    """Whether the words leave open if the figure is a total or a change: 合格率提高0.3%, 积案化解3件, 完成目标的90% of a rate."""
    gap = place.gap
    if cues.TO.search(gap) or cues.CUMULATED.search(gap):
        return False
    if item.direction is Direction.DOWN:
        start = place.figure.start
        return bool(cues.WORKED_OFF.search(place.clause.text[start - len(gap) : start]))
    if item.kind is Kind.PERCENTAGE:
        share = bool(cues.OF_TARGET.search(gap)) and item.basis is not Basis.RATE
        return share or (_moved(gap, own) and not cues.RATE_OF_CHANGE.search(item.name))
    return bool(cues.DOWN.search(gap)) and _moved(gap, own)


def _kind(place: _Place, item: Item | None, own: str, day: TimeWord | None, *, correction: bool) -> ValueKind:
    gap = place.gap
    if correction or (item is not None and item.basis is Basis.RATE):
        return ValueKind.TOTAL
    if cues.CUMULATED.search(gap) or cues.TO.search(gap):
        return ValueKind.TOTAL
    added = cues.ADDED.search(gap) or (gap[-1:] in ADDING and _added_behind_a_name(place, own))
    if added and (added.group().startswith("新增") or added.group()[:2] not in own):
        return ValueKind.INCREMENT
    word = cues.INCREMENT.search(gap)
    if word and not (word.group()[:2] in own and word.group()[:1] in "新净"):
        return ValueKind.INCREMENT
    if day is not None and day.partial and not is_stock(place.figure, item):
        return ValueKind.INCREMENT
    return ValueKind.TOTAL


def _added_behind_a_name(place: _Place, own: str) -> re.Match[str] | None:
    """新增 whose 新 a name has swallowed: 油茶新增6000亩 of 油茶新造林."""
    start = place.figure.start
    found = cues.ADDED.search(place.clause.text[start - len(place.gap) : start])
    return found if found is not None and found[0][:2] not in own else None


def is_stock(figure: Figure, item: Item | None) -> bool:
    """Whether a figure of a period is what there is of a stock, not what came to it: 本月肉牛存栏7440头, of 11000 at first."""
    if item is None or item.basis is not Basis.LEVEL or not item.baseline:
        return False
    if cues.STOCK.search(item.name) is not None:
        return True
    value = convert(figure.value, figure.unit, item.measure_unit)
    return value is not None and value * 2 >= item.baseline


def _as_progress(place: _Place) -> bool:
    """Whether a figure in a call for help is progress: its words say that something is done, and none tells of trouble."""
    bare = place.clause.bare
    return cues.TROUBLE.search(bare) is None and bool(cues.DONE.search(place.gap) or "#" in place.gap)
