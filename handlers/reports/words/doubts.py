"""Sentences that ask whether a figure or a day is right, naming what speaks against it."""

from collections.abc import Sequence
from datetime import date

from domain.items import Item
from domain.quoting import quoted
from domain.understanding import AskReason
from handlers.kernel.words import notation
from wording.said import joined, worded


def _iso_day(figures: Sequence[str], at: int) -> str:
    """A day that a doubt names; empty in one that a version before this one kept without its days."""
    return notation.day(date.fromisoformat(figures[at])) if at < len(figures) else ""


def _days_back(figures: Sequence[str]) -> str:
    return worded(
        "上次报的截至日期是 {iso_day}，这次是 {iso_day2}", iso_day=_iso_day(figures, 0), iso_day2=_iso_day(figures, 1)
    )


def named_whole(figures: Sequence[str]) -> str:
    """The district's figure and the sum of the streets' that do not agree."""
    if len(figures) != 3:
        return ""
    whole, reported, summed = figures
    return worded(
        "{whole}报 {reported}，各街道分项合计 {summed}，两数不符", whole=whole, reported=reported, summed=summed
    )


def _units(item: Item, said: str, last: str, figures: Sequence[str]) -> str:
    """Two figures lie a factor of ten thousand apart; one is written in a unit that the item cannot have."""
    if len(figures) > 1:
        return worded("上次报 {last}，这次 {said}，相差悬殊", last=last, said=said)
    return worded(
        "计量单位是{measure_unit}，这次是 {part}", measure_unit=item.measure_unit, part=figures[0] if figures else said
    )


def doubt(item: Item, reason: AskReason, said: str, last: str, figures: Sequence[str]) -> str:
    """Why the figure is not taken at once, naming the two numbers."""
    return worded(
        "{code} {name}：{doubt}", code=item.code, name=item.name, doubt=_doubt(item, reason, said, last, figures)
    )


def _doubt(item: Item, reason: AskReason, said: str, last: str, figures: Sequence[str]) -> str:
    true, so, named = "是否属实？", worded("是否按 {said} 提交？", said=said), joined("、", figures) or said
    match reason:
        case AskReason.TOTAL_FALLS:
            return worded("上次报 {last}，这次 {said}，比上次少。{true}", last=last, said=said, true=true)
        case AskReason.FAR_BEYOND:
            return worded(
                "目标 {target}{measure_unit}，这次 {said}，超出很多。{true}",
                target=item.target,
                measure_unit=item.measure_unit,
                said=said,
                true=true,
            )
        case AskReason.NEGATIVE:
            return worded("这次 {said}，是负数。{true}", said=said, true=true)
        case AskReason.JUMP:
            return worded("上次报 {last}，这次 {said}，增长快于一直以来的进度。{true}", last=last, said=said, true=true)
        case AskReason.UNIT_MISMATCH:
            return worded("{units}，可能差了单位。{so}", units=_units(item, said, last, figures), so=so)
        case AskReason.VAGUE:
            return worded("您说的是约数（{named}）。{so}", named=named, so=so)
        case AskReason.FIGURE_UNCLEAR:
            return worded("{named}是多少没有看懂。{so}如不是，请重新写明数字。", named=quoted(named), so=so)
        case AskReason.CONTRADICTION:
            return worded("前后数字不一致（{named}）。{so}", named=named, so=so)
        case AskReason.SUM_OF_PARTS:
            return worded("{named_whole}。{so}", named_whole=named_whole(figures), so=so)
        case AskReason.NOT_YOURS:
            return "这一项是别的单位的。是否提交？"
        case _:
            return _about_the_day(reason, figures, so)


def _about_the_day(reason: AskReason, figures: Sequence[str], so: str) -> str:
    match reason:
        case AskReason.DATE_BACK:
            return worded("{days_back}，比上次早。{so}", days_back=_days_back(figures), so=so)
        case AskReason.OUT_OF_TERM:
            return _before_term(figures)
        case AskReason.FUTURE_DATE:
            return worded("截至日期（{iso_day}）晚于今天。是否按今天提交？", iso_day=_iso_day(figures, 0))
        case AskReason.DAY_UNCLEAR:
            return worded(
                "{value}是哪一天没有看懂。是否按今天提交？如是别的日子，请写明几月几日重新发送。",
                value=quoted(joined("", figures)),
            )
        case _:
            return so


def _before_term(figures: Sequence[str]) -> str:
    """The first day of the item's agreement, and its year."""
    year = joined("", figures[1:2])
    return worded(
        "截至日期早于{year}年责任书的起始日（{iso_day}）。是否仍报在{year}年名下？",
        year=year,
        iso_day=_iso_day(figures, 0),
    )
