"""Sentences that ask whether a figure or a day is right, naming what speaks against it."""

from collections.abc import Sequence
from datetime import date

from domain.items import Item
from domain.quoting import quoted
from domain.understanding import AskReason
from handlers.kernel.words import notation


def _iso_day(figures: Sequence[str], at: int) -> str:
    """A day that a doubt names; empty in one that a version before this one kept without its days."""
    return notation.day(date.fromisoformat(figures[at])) if at < len(figures) else ""


def _days_back(figures: Sequence[str]) -> str:
    return f"上次报的截至日期是 {_iso_day(figures, 0)}，这次是 {_iso_day(figures, 1)}"


def named_whole(figures: Sequence[str]) -> str:
    """The district's figure and the sum of the streets' that do not agree."""
    if len(figures) != 3:
        return ""
    whole, reported, summed = figures
    return f"{whole}报 {reported}，各街道分项合计 {summed}，两数不符"


def _units(item: Item, said: str, last: str, figures: Sequence[str]) -> str:
    """Two figures lie a factor of ten thousand apart; one is written in a unit that the item cannot have."""
    if len(figures) > 1:
        return f"上次报 {last}，这次 {said}，相差悬殊"
    return f"计量单位是{item.measure_unit}，这次是 {figures[0] if figures else said}"


def doubt(item: Item, reason: AskReason, said: str, last: str, figures: Sequence[str]) -> str:
    """Why the figure is not taken at once, naming the two numbers."""
    return f"{item.code} {item.name}：{_doubt(item, reason, said, last, figures)}"


def _doubt(item: Item, reason: AskReason, said: str, last: str, figures: Sequence[str]) -> str:
    true, so, named = "是否属实？", f"是否按 {said} 提交？", "、".join(figures) or said
    match reason:
        case AskReason.TOTAL_FALLS:
            return f"上次报 {last}，这次 {said}，比上次少。{true}"
        case AskReason.FAR_BEYOND:
            return f"目标 {item.target}{item.measure_unit}，这次 {said}，超出很多。{true}"
        case AskReason.NEGATIVE:
            return f"这次 {said}，是负数。{true}"
        case AskReason.JUMP:
            return f"上次报 {last}，这次 {said}，增长快于一直以来的进度。{true}"
        case AskReason.UNIT_MISMATCH:
            return f"{_units(item, said, last, figures)}，可能差了单位。{so}"
        case AskReason.VAGUE:
            return f"您说的是约数（{named}）。{so}"
        case AskReason.FIGURE_UNCLEAR:
            return f"{quoted(named)}是多少没有看懂。{so}如不是，请重新写明数字。"
        case AskReason.CONTRADICTION:
            return f"前后数字不一致（{named}）。{so}"
        case AskReason.SUM_OF_PARTS:
            return f"{named_whole(figures)}。{so}"
        case AskReason.NOT_YOURS:
            return "这一项是别的单位的。是否提交？"
        case _:
            return _about_the_day(reason, figures, so)


def _about_the_day(reason: AskReason, figures: Sequence[str], so: str) -> str:
    match reason:
        case AskReason.DATE_BACK:
            return f"{_days_back(figures)}，比上次早。{so}"
        case AskReason.OUT_OF_TERM:
            return _before_term(figures)
        case AskReason.FUTURE_DATE:
            return f"截至日期（{_iso_day(figures, 0)}）晚于今天。是否按今天提交？"
        case AskReason.DAY_UNCLEAR:
            return f"{quoted(''.join(figures))}是哪一天没有看懂。是否按今天提交？如是别的日子，请写明几月几日重新发送。"
        case _:
            return so


def _before_term(figures: Sequence[str]) -> str:
    """The first day of the item's agreement, and its year."""
    year = "".join(figures[1:2])
    return f"截至日期早于{year}年责任书的起始日（{_iso_day(figures, 0)}）。是否仍报在{year}年名下？"
