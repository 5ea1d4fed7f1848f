"""Single cells of an agreement: figures with their units, weights, reporting cycles, enums. Each raises Unreadable."""

import re
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from documents.workbook.grid import Cell, unbroken
from documents.workbook.values import Unreadable
from domain.items import Cadence
from domain.quantities import MOST_FIGURE, convert, is_measure, plain, read_amount, show
from domain.quoting import quoted

_HUNDRED = Decimal(100)
_CADENCE = re.compile(r"^(?:[1一]次/|每|按|逐)?个?(旬|十天|10天|月|季)(?:度|末|底|初)?(?!半|双)")
_DAY_OF_CYCLE = re.compile(r"\d{1,2}[日号](?:之?前)?|[末底]|周[一二三四五六日]")
_CADENCES = {
    "旬": Cadence.TEN_DAYS,
    "十天": Cadence.TEN_DAYS,
    "10天": Cadence.TEN_DAYS,
    "月": Cadence.MONTH,
    "季": Cadence.QUARTER,
}
# 20±2: no single figure.
_TOLERANCE = re.compile(r"\d\s*[±＋]\s*\d|\d\s*正负\s*\d")
# 10/50 for two units at once (个/亿元): two figures.
_TWO_FIGURES = re.compile(r"^\D{0,6}\d[\d.,]*\s*/\s*\d[\d.,]*\D{0,4}$")
_BROKEN_COMMA = re.compile(r"\d,\d{1,2}(?!\d)|\d,\d{4,}")
# Nobody counts things by hundreds of millions.
_HUNDRED_MILLIONS = re.compile(r"\d亿(?!元)")
E = TypeVar("E", bound=Enum)


def number(cell: Cell) -> int | None:
    """A running number: 1, 1.0, 1., （1）, 第1项; None when blank."""
    if cell.is_blank:
        return None
    found = re.fullmatch(r"[（(第]?(\d{1,4})(?:\.0+)?[)）.、．项]?", unbroken(cell.text))
    if found is None or not int(found[1]) > 0:
        raise Unreadable(f"序号{quoted(cell.text)}应为 1 到 9999 的整数")
    return int(found[1])


def figure(cell: Cell, measure_unit: str, label: str) -> Decimal | None:
    """The figure of a cell in the measure unit; None when blank or when the text holds no digit.

    A percentage format counts its shown value (0.15 shown as 15% is 15).
    """
    if cell.is_blank:
        return None
    if isinstance(cell.value, Decimal):
        if cell.percent and plain(measure_unit) != "%":
            raise Unreadable(f"{label}是百分比格式，与计量单位{quoted(measure_unit)}不一致")
        return bounded(_plain(cell.value * _HUNDRED) if cell.percent else cell.value, label)
    if not isinstance(cell.value, str):
        raise Unreadable(f"{label}是日期{quoted(cell.text)}而不是数值，请把单元格格式改为常规")
    _refuse_doubtful(cell.text, measure_unit, label)
    value = read_amount(cell.text, measure_unit)
    if value is None and re.search(r"\d", cell.text):
        raise Unreadable(f"{label}{quoted(cell.text)}读不出与计量单位{quoted(measure_unit)}一致的一个数值")
    return None if value is None else bounded(_plain(value), label)


def _refuse_doubtful(text: str, measure_unit: str, label: str) -> None:
    """Refuses figures that would be read as a part of themselves or a thousand times too large."""
    if _TOLERANCE.search(text):
        raise Unreadable(f"{label}{quoted(text)}是一个区间，请只写一个数")
    if _TWO_FIGURES.match(plain(text)):
        raise Unreadable(f"{label}{quoted(text)}是两个数，请拆成两项")
    if _BROKEN_COMMA.search(plain(text).replace("，", ",")):
        raise Unreadable(f"{label}{quoted(text)}的逗号不是千分位，请写明是几点几还是几千几")
    if (
        _HUNDRED_MILLIONS.search(plain(text))
        and is_measure(measure_unit)
        and convert(_HUNDRED, measure_unit, "个") is not None
    ):
        raise Unreadable(f"{label}{quoted(text)}与计量单位{quoted(measure_unit)}不相称，请核对")


def bounded(value: Decimal, label: str) -> Decimal:
    """The value, refused beyond what any district promises."""
    if abs(value) > MOST_FIGURE:
        raise Unreadable(f"{label}超出合理范围")
    return value


def weight(cell: Cell) -> Decimal | None:
    """A weight between 0 and 100: 30, 30分, 30%, 0.3 shown as 30%; None when blank."""
    if cell.is_blank:
        return None
    if isinstance(cell.value, Decimal):
        value = cell.value * _HUNDRED if cell.percent else cell.value
    else:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:分|%)?", unbroken(cell.text))
        if found is None:
            raise Unreadable(f"权重{quoted(cell.text)}不是数字")
        value = Decimal(found[1])
    if not 0 < value <= _HUNDRED:
        raise Unreadable(f"权重{quoted(show(value))}应大于 0、不超过 100")
    return _plain(value)


def beyond_cadence(cell: Cell) -> str:
    """What a cycle says beside the cycle: the day of 每月5日前; empty where it says nothing."""
    found = _DAY_OF_CYCLE.search(unbroken(cell.text))
    return found.group() if found else ""


def cadence(cell: Cell) -> Cadence | None:
    """旬, 月 or 季 from 月报, 每旬, 季度, 每月一报; None when blank."""
    if cell.is_blank:
        return None
    found = _CADENCE.match(unbroken(cell.text))
    if found is None:
        raise Unreadable(f"报送周期{quoted(cell.text)}应为旬、月或季")
    return _CADENCES[found[1]]


def choice(cell: Cell, kind: type[E], words: dict[str, E]) -> E | None:
    """A member of an enum by its value or a Chinese word; None when blank."""
    text = unbroken(cell.text).lower()
    if cell.is_blank:
        return None
    member = words.get(text) or next((each for each in kind if each.value == text), None)
    if member is None:
        raise Unreadable(f"{quoted(cell.text)}应为{'、'.join(words)}之一")
    return member


def _plain(value: Decimal) -> Decimal:
    """The value without superfluous zeros and without an exponent."""
    return Decimal(show(value))
