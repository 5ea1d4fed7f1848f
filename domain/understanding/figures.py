"""The figures of a clause, Arabic and Chinese, exact or hedged, with the unit as written."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.items import Item
from domain.quantities import convert, is_measure
from domain.understanding.cues import (
    ARROW,
    CUT_AFTER,
    CUT_BEFORE,
    HAN_DIGIT,
    HEDGE_AFTER,
    HEDGE_BEFORE,
    HOURS,
    IDIOM,
    MISSHAPEN,
    UNITS,
)

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_STEPS = {"十": 10, "百": 100, "千": 1000, "k": 1000}
_MYRIADS = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "兆": 10**12}
_ARABIC = r"\d+(?:\.\d+)?"
# A run of digits and steps: 18, 3.6, 4千8, 两万零三百, 十八个亿, 三点五, 1.2w.
_STEP = r"[十百万亿]|千(?![瓦克米]|分点)|兆(?!瓦)"
_RUN = (
    rf"(?:{_ARABIC}|[{HAN_DIGIT}])(?:{_ARABIC}|[{HAN_DIGIT}]|{_STEP}|[wk](?![a-z])|个(?=[万亿])|点(?=[{HAN_DIGIT}]))*"
    rf"|(?:[十百]|千(?=[{HAN_DIGIT}]))(?:[{HAN_DIGIT}]|{_STEP}|个(?=[万亿])|点(?=[{HAN_DIGIT}]))*"
)
NUMBER = re.compile(
    rf"(?P<percent>(?<![十百千万亿])(?P<of>[百千万])分之(?P<pv>负?{_ARABIC}|负?[{HAN_DIGIT}十百]+(?:点[{HAN_DIGIT}]+)?))"
    rf"|(?P<tenths>(?P<tv>[一二两三四五六七八九\d])成(?P<th>[一二三四五六七八九半\d])?(?![立交果熟功本员人])(?P<tenths_more>多)?)"
    rf"|(?P<third>[{HAN_DIGIT}十]分之[{HAN_DIGIT}])"
    rf"|(?P<half>一半|过半|半数|大半)"
    rf"|(?P<dozen>(?:一|1|两|2)打(?!通|造|算|击|开|桩|好))"
    rf"|(?P<sign>(?:(?<![\d一-鿿])|(?<=[为是到达长率])|(?<=[完达建]成))-(?=\d)|负)?(?P<run>{_RUN})"
    rf"(?P<range>(?:-|~|到|至|或)(?P<upper>{_RUN}))?(?P<more>[多余来几](?=[万亿]?(?:{UNITS})|"
    rf"$))?(?P<mult>[万亿](?={UNITS}))?(?P<unit>{UNITS})?"
    rf"(?P<plus>半(?![年月天])|多(?![少数次]))?"
)
# Every figure holds one of these, so that most clauses without one are left at once.
_ANY = re.compile(rf"[\d{HAN_DIGIT}十百半]")
_BEFORE = re.compile(HEDGE_BEFORE + r"$")
_AFTER = re.compile(rf"(?:[个家户座])?(?:{HEDGE_AFTER})")
_UNIT = re.compile(rf"[万亿]?(?:{UNITS})")
# Hedging words stand right before a figure; further back none is looked for.
HEDGE_REACH = 24
# 十八公里九
_TAIL = re.compile(r"[一二三四五六七八九](?=$|[^一-鿿]|[了啊吧])")
# 500余万, 6500+, 三五座 hedge; whatever else is not read whole is not understood.
_HEDGED = re.compile(rf"[余多来几]|\+(?!\d)|^[一二三四五六七八九]{{2}}(?![{HAN_DIGIT}十百千万亿])")
# 6,500 and 1 8260 as they are kept of a message, and 6.5e3.
_SEPARATORS = re.compile(r"(?<=\d)[,· \t](?=\d)")
_JOINED = re.compile(_ARABIC)
_POWER = re.compile(rf"({_ARABIC})e\+?(\d{{1,2}})(?!\d)")
_SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
# Counters that stand for one another; 个 stands for all of them.
_ALIKE = (
    ("座", "栋", "幢", "楼"),
    ("家", "户"),
    ("人", "名", "位", "人次"),
    ("期", "场"),
    ("只", "头", "羽", "尾"),
    ("株", "棵"),
    ("眼", "口"),
)
_COUNTERS = "座栋幢楼家户条人名位处所套件路期场份项次"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a clause: its size, the unit as written, and where it stands.

    `vague`: hedged words stand beside it, or it is a range; `several`: two figures in one (5到6个), so it has no one value.
    `cut`: only a part of it is understood.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    text: str
    vague: bool = False
    several: bool = False
    cut: bool = False


def alike(counter: str, measure_unit: str) -> bool:
    """Whether two counters count the same kind of thing: 栋 and 座, but not 栋 and 户."""
    return counter == measure_unit or any(counter in each and measure_unit in each for each in _ALIKE)


def is_counter(unit: str) -> bool:
    """Whether a unit counts things: 座, 户, 次."""
    return convert(Decimal(1), unit, "个") is not None


def is_share(unit: str) -> bool:
    """Whether a unit is one of shares: %, 个百分点."""
    return "%" in unit or convert(Decimal(1), unit, "%") is not None


def is_broken(value: Decimal, measure_unit: str) -> bool:
    """Whether a figure counts half a thing: 6.500户 may be 6500."""
    return measure_unit in (*_COUNTERS, "个") and value != value.to_integral_value()


def counts_alike(written: str, measure_unit: str) -> bool:
    """Whether a figure's counter may count what the item counts; units that are no counters, and 个, always may."""
    counter = written.lstrip("万亿")
    if len(counter) != 1 or counter not in _COUNTERS or measure_unit[:1] not in _COUNTERS:
        return True
    return alike(counter, measure_unit)


# What is counted as 个 may be written otherwise where its name says so: 楼宇 in 栋, 个体户 in 户.
_HOUSED = {
    **dict.fromkeys("栋幢", re.compile(r"[楼房栋幢厦馆宇厂仓棚舍]")),
    "户": re.compile(r"[户家商铺店企业主体]|居民"),
}


def counts_others(written: str, item: Item) -> bool:
    """Whether a figure counts houses or households where the item counts something else as 个: 23栋 of 老旧小区."""
    fits = _HOUSED.get(written)
    return fits is not None and fits.search(item.name + "".join(item.aliases)) is None


def figures(clause: str, measure_unit: str = "") -> list[Figure]:
    """All figures of a clause, left to right; `measure_unit` is the item's, which may be no unit that others use (标箱)."""
    if _ANY.search(clause) is None:
        return []
    blanked = IDIOM.sub(_blank, clause)
    if not measure_unit.endswith(("小时", "分钟")):
        blanked = HOURS.sub(_blank, blanked)
    found = []
    own = measure_unit.lstrip("万亿")
    own = "" if not own or is_measure(own) else own
    for match in NUMBER.finditer(blanked):
        figure = _read(match, blanked)
        if figure is not None:
            found.append(_in_own_unit(figure, blanked, own) if own else figure)
    return found


def _blank(found: re.Match[str]) -> str:
    return "~" * len(found[0])


def _in_own_unit(figure: Figure, clause: str, own: str) -> Figure:
    """The figure with the unit behind it that only the item has, written in full or by its end: 158万标箱, 158万箱."""
    if figure.unit.lstrip("万亿"):
        return figure
    for at in range(len(own)):
        if clause.startswith(own[at:], figure.end):
            end = figure.end + len(own) - at
            return replace(figure, unit=figure.unit + own, end=end, text=figure.text + own[at:])
    return figure


def _read(match: re.Match[str], clause: str) -> Figure | None:
    group = match.groupdict()
    before, after = clause[max(0, match.start() - HEDGE_REACH) : match.start()], clause[match.end() :]
    hedged = bool(_BEFORE.search(before)) or bool(_AFTER.match(after)) or "几" in match.group()
    value, unit = None, "%"
    odd = (
        CUT_BEFORE.search(before)
        or CUT_AFTER.match(after)
        or _TAIL.match(after)
        or not (group["run"] or "0").isdecimal()
    )
    whole = _whole(match, clause) if odd else None
    if whole is not None:
        return _not_whole(match, clause, whole)
    if group["percent"]:
        value = numeral(group["pv"])
        value = None if value is None else value * _SHARES[group["of"]]
    elif group["tenths"]:
        tens, ones = numeral(group["tv"]), numeral({"半": "5"}.get(group["th"] or "0", group["th"] or "0"))
        value = None if tens is None or ones is None else tens * 10 + ones
        hedged = hedged or bool(group["tenths_more"])
    elif group["third"]:
        below, _, above = group["third"].partition("分之")
        top, bottom = numeral(above), numeral(below)
        value = (top * 100 / bottom).quantize(Decimal("0.01")) if top and bottom else None
        # 三分之一 cannot be written down as a share without rounding it.
        hedged = hedged or (
            value is not None and top is not None and bottom is not None and value * bottom != top * 100
        )
        unit = "%target"
    elif group["half"]:
        value, unit = Decimal(50), "%target"
        hedged = hedged or group["half"] != "一半"
    elif group["dozen"]:
        value, unit = Decimal(24 if group["dozen"][0] in "两2" else 12), ""
    else:
        return _run(match, hedged, before, after)
    return None if value is None else Figure(value, unit, match.start(), match.end(), match.group(), hedged)


def _whole(match: re.Match[str], clause: str) -> str | None:
    """The whole of a figure of which only a part can be read (6·500, 6.5e3, 五百余万, 三五, 12+6); None where it is read whole.

    What stands between or beside digits and is not understood makes a figure doubtful: it is never passed over.
    """
    run, end = match["run"], match.end()
    before = CUT_BEFORE.search(clause[max(0, match.start() - HEDGE_REACH) : match.start()])
    after = CUT_AFTER.match(clause, end) if not match["unit"] or ARROW.match(clause, end) else _TAIL.match(clause, end)
    lone = run is not None and not match["unit"] and len(run) == 1 and not run.isdigit() and before is None
    if lone or (before is None and after is None and (run is None or not _misshapen(match))):
        return None
    return ((before[0] if before else "") + match.group() + (after[0] if after else "")).replace("·", ",")


def _not_whole(match: re.Match[str], clause: str, whole: str) -> Figure:
    """The figure that is asked about, with the unit behind all of it: 15+家."""
    unit, end = match["unit"], match.end()
    behind = None if unit else CUT_AFTER.match(clause, end)
    unit_behind = _UNIT.match(clause, behind.end()) if behind is not None else None
    if unit_behind is not None:
        unit, end, whole = unit_behind[0], unit_behind.end(), whole + unit_behind[0]
    cut = _HEDGED.search(whole) is None
    value = _likely(whole, match["run"] or "")
    return Figure(value, unit or "", match.start(), end, whole, vague=True, several=True, cut=cut)


def _likely(whole: str, run: str) -> Decimal:
    """What a figure that is not read whole most likely says: separators and powers are read, the rest is passed over."""
    written = _SEPARATORS.sub("", whole)
    power = _POWER.match(written)
    if power is not None:
        return Decimal(f"{power[1]}e{power[2]}")
    if len(run) == 2 and _HEDGED.match(run):
        # 三五座
        return Decimal(_DIGITS[run[0]])
    joined = _JOINED.match(written) if _SEPARATORS.search(whole) else None
    value = Decimal(joined[0]) if joined is not None else numeral(run) or Decimal(0)
    return -abs(value) if whole[0] == "-" else value


def _misshapen(match: re.Match[str]) -> bool:
    """Whether a numeral has no one meaning: 三五, 五十千, 10万万, 两千三点一, 三十两."""
    run = match["run"]
    return not run.isdecimal() and approximate(run) is None and MISSHAPEN.search(run.replace("个", "")) is not None


def _run(match: re.Match[str], hedged: bool, before: str, after: str) -> Figure | None:
    group = match.groupdict()
    run, unit = group["run"], (group["mult"] or "") + (group["unit"] or "")
    if len(run) == 1 and not run.isdigit() and not unit and not _counted(before, after, run):
        return None
    digits = run.isdecimal()
    pair = None if digits else approximate(run)
    value = Decimal(run) if digits else numeral(run) if pair is None else pair
    if value is None:
        return None
    if unit == "‰":
        value, unit = value * _SHARES["千"], "%"
    if group["plus"] == "半":
        value += Decimal("0.5")
    if group["sign"]:
        value = -value
    if not digits:
        value, unit = _scaled(run, value, unit)
    several = bool(group["range"]) or pair is not None
    # 上百户, 数十家; 百八十户 is a hundred or less.
    dozens = run[0] in "百千" or (run[0] in "十万" and before[-1:] in "数上几" and bool(before))
    vague = hedged or several or dozens or bool(group["more"]) or group["plus"] == "多"
    return Figure(value, unit, match.start(), match.end(), match.group(), vague, several)


def _counted(before: str, after: str, run: str) -> bool:
    """A lone numeral counts something in 又完工俩, 累计三 and 规上工业：三."""
    return run in "俩仨" or (not after and bool(re.search(r"[共计到了是为:]$", before))) or (run == "十" and not after)


def _scaled(run: str, value: Decimal, unit: str) -> tuple[Decimal, str]:
    """With 万 or 亿 in it a figure is counted in 万 of the written unit; 4千8 without a unit in 万 of the item's own."""
    if re.search(r"[万亿兆w]", run) or (not unit and re.search(r"\d[千百k]", run)):
        return value / 10_000, "万" + unit
    return value, unit


def approximate(run: str) -> Decimal | None:
    """The lower of two neighbouring digits that name a range: 两三 of 两三家, 五六十; None for an exact numeral."""
    found = re.search(r"([一二两三四五六七八])([二三四五六七八九])(?=[十百千万亿]|$)", run)
    if found is None or re.fullmatch(rf"[{HAN_DIGIT}]{{3,}}", run):
        return None
    low, high = _DIGITS[found.group(1)], _DIGITS[found.group(2)]
    return numeral(run[: found.start(2)] + run[found.end(2) :]) if high == low + 1 else None


def numeral(text: str) -> Decimal | None:
    """A numeral of digits and steps: 一万四千二百, 三点五, 18万3千, 2亿零500万, 4千8, 十八个亿; None when it is none.

    A last digit without a step counts one step below the one before it: 两万三 is 23000, 4千8 is 4800.
    """
    sign = -1 if text.startswith("负") else 1
    pieces = re.findall(rf"{_ARABIC}|点[{HAN_DIGIT}]+|[^个]", text.removeprefix("负"))
    high = low = section = Decimal(0)
    number: Decimal | None = None
    step, zero, row = 1, False, ""
    for piece in pieces:
        if piece[0].isdecimal() or piece in _DIGITS:
            digit = Decimal(piece) if piece[0].isdecimal() else Decimal(_DIGITS[piece])
            zero = zero or piece[0] in "零〇0"
            row = row + piece if piece in _DIGITS else ""
            number = digit if number is None or not number else number * 10 + digit
            if len(row) > 1 and number is not None:
                number = Decimal("".join(str(_DIGITS[each]) for each in row))
        elif piece[0] == "点" and len(piece) > 1:
            number = (number or Decimal(0)) + Decimal("0." + "".join(str(_DIGITS[each]) for each in piece[1:]))
            row = ""
        elif piece in _STEPS:
            step, row = _STEPS[piece], ""
            section += (number or Decimal(1)) * step
            number, zero = None, False
        elif piece in _MYRIADS:
            size, row = _MYRIADS[piece], ""
            part = section + (number or 0)
            if size > _MYRIADS["万"]:
                high, low = high + (low + part) * size, Decimal(0)
            else:
                # 四万万 doubles the step; nobody reads it without being asked.
                low = low + part * size if part or not low else low * size
            section, number, step, zero = Decimal(0), None, size, False
        else:
            return None
    return sign * (high + low + section + _last(number, step, zero=zero))


def _last(number: Decimal | None, step: int, *, zero: bool) -> Decimal:
    if number is None:
        return Decimal(0)
    zero = zero or number < 1
    return number * step / 10 if step >= 100 and number < 10 and not zero else number
