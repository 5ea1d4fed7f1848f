"""Figures in a clause: Arabic and Chinese, with unit, and what kind of figure the words around it make it."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
_UNIT = (
    r"亿美元|万美元|美元|平方公里|平方千米|平方米|平米|个百分点|百分点|个点|个工作日|工作日|微克/立方米|公里|千米|公顷|人次|"
    r"平方|亩|元|平|米|座|栋|幢|户|家|个|套|条|处|项|人|名|件|份|期|所|路|场|次|辆|位|里|天|%"
)
_ARABIC = r"\d+(?:\.\d+)?"
_HAN = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
NUMBER = re.compile(
    rf"(?P<percent>百分之(?P<pv>{_HAN}|{_ARABIC}))"
    rf"|(?P<tenths>(?P<tv>[一二三四五六七八九\d])成(?P<th>[一二三四五六七八九半\d])?(?![立交果熟功]))"
    rf"|(?P<half>一半|过半)"
    rf"|(?P<mixed>(?:{_ARABIC}(?:亿|万|千|百))+(?:{_ARABIC}|[一二三四五六七八九](?![十百千万]))?)(?P<mu>{_UNIT})?"
    rf"|(?P<arabic>-?{_ARABIC})(?P<au>(?:万|亿)?(?:{_UNIT}))?"
    rf"|(?P<pair>[俩仨])"
    rf"|(?P<han>{_HAN})(?P<hu>{_UNIT})?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a clause: its size, the unit as written, and where it stands."""

    value: Decimal
    unit: str
    start: int
    end: int
    text: str


def figures(clause: str) -> list[Figure]:
    """All figures of a clause, left to right."""
    found = []
    for match in NUMBER.finditer(clause):
        value, unit = _read(match)
        if value is not None:
            found.append(Figure(value, unit, match.start(), match.end(), match.group()))
    return found


def _read(match: re.Match[str]) -> tuple[Decimal | None, str]:
    group = match.groupdict()
    if group["percent"]:
        return _plain(group["pv"]), "%"
    if group["tenths"]:
        tail = {"半": "5"}.get(group["th"] or "0", group["th"] or "0")
        tens, ones = _plain(group["tv"]), _plain(tail)
        return (None if tens is None or ones is None else tens * 10 + ones), "%"
    if group["half"]:
        return Decimal(50), "%target"
    if group["mixed"]:
        whole = _mixed(group["mixed"])
        if group["mu"] or whole is None:
            return whole, group["mu"] or ""
        # Without a unit the step stands for the item's own unit: 5.2亿 of 亿元, 4千8 of 路.
        return whole / 10_000, "万"
    if group["arabic"]:
        return _plain(group["arabic"]), group["au"] or ""
    if group["pair"]:
        return Decimal(2 if group["pair"] == "俩" else 3), ""
    if not group["hu"] and match.end() < len(match.string) and len(group["han"]) == 1:
        # 一共, 统一, 三级: a single numeral that counts nothing.
        return None, ""
    return _plain(group["han"]), group["hu"] or ""


def _plain(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return han(text)


def _mixed(text: str) -> Decimal | None:
    """18万3千, 2亿4, 4千8: a last digit without a step counts one step below the one before."""
    total, last = Decimal(0), Decimal(1)
    for digits, step in re.findall(rf"({_ARABIC}|[一二三四五六七八九])([亿万千百]?)", text):
        value = _plain(digits)
        if value is None:
            return None
        size = Decimal({**STEPS, **MYRIADS}.get(step, 0)) or last / 10
        total, last = total + value * size, size
    return total


def han(text: str) -> Decimal | None:
    """A Chinese numeral such as 一万四千二百, 三点五, 二十二, 百十; None when it is none."""
    whole, _, tail = text.partition("点")
    total = section = number = 0
    step = 1
    for letter in whole:
        if letter in DIGITS:
            number = number * 10 + DIGITS[letter] if number and step == 1 and section == 0 else DIGITS[letter]
        elif letter in STEPS:
            section += (number or 1) * STEPS[letter]
            number, step = 0, STEPS[letter]
        elif letter in MYRIADS:
            total = (total + section + number or 1) * MYRIADS[letter]
            section, number, step = 0, 0, MYRIADS[letter]
        else:
            return None
    # 两万三, 四千八: the last digit counts one step below.
    short = step >= 100 and number and whole and whole[-1] in DIGITS and "零" not in whole[-2:]
    value = Decimal(total + section + (number * step // 10 if short else number))
    if tail:
        value += Decimal("0." + "".join(str(DIGITS[digit]) for digit in tail))
    return value
