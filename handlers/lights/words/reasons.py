"""Why a light is what it is, as people read it: of an item, and of several items together."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from domain.colours import Light
from domain.items import Cadence
from domain.light_rules import Miss
from domain.pace import Rate, Span
from domain.quantities import show
from domain.quoting import quoted
from domain.reasons import Code, Reason
from domain.rollup_rules import By
from handlers.kernel.words.notation import day
from wording.said import joined, worded

# Makes the words of one code from its figures, whose types are those of domain.reasons.SHAPES.
Sayer = Callable[..., str]

_SPANS = {Span.DAY: "每工作日", Span.WEEK: "每周", Span.MONTH: "每月"}
_MISSES = {Miss.PLAN: "未达计划", Miss.START: "未启动"}
_PERIODS = {Cadence.TEN_DAYS: "旬", Cadence.MONTH: "个月", Cadence.QUARTER: "个季度"}
_QUARTERS = "一二三四"
_TEN_DAYS = ("上旬", "中旬", "下旬")


def reason(found: Reason) -> str:
    """The sentence of a light's reason, without its full stop."""
    return say(found, SAYERS)


def say(found: Reason, sayers: Mapping[Code, Sayer | str]) -> str:
    """The sentence of a reason by a table of words; raises KeyError for what is not in it."""
    sayer = sayers[found.code]
    if isinstance(sayer, str):
        return sayer
    return sayer(*(say(each, sayers) if isinstance(each, Reason) else each for each in found.figures))


def rate(found: Rate, unit: str) -> str:
    """每工作日 12 户, 每周 1.3 座."""
    return worded(
        "{spans} {show} {of_change}", spans=_SPANS[found.span], show=show(found.figure), of_change=of_change(unit)
    )


def of_change(unit: str) -> str:
    """What a difference of two figures is counted in: percentages differ by percentage points."""
    return "个百分点" if unit == "%" else unit


def period(cadence: Cadence, start: date) -> str:
    """A period as people say it: 6月上旬, 6月, 二季度."""
    if cadence is Cadence.QUARTER:
        return worded("{quarters}季度", quarters=_QUARTERS[(start.month - 1) // 3])
    if cadence is Cadence.TEN_DAYS:
        return worded("{month}月{ten_days}", month=start.month, ten_days=_TEN_DAYS[min((start.day - 1) // 10, 2)])
    return worded("{month}月", month=start.month)


def _joined(*parts: str) -> str:
    return joined("，", parts)


def _still_missing(figure: Decimal, unit: str) -> str:
    return worded("还差 {show} {of_change}", show=show(figure), of_change=of_change(unit))


def _needed(span: Span, figure: Decimal, unit: str) -> str:
    return worded("倒逼需{rate}", rate=rate(Rate(span, figure), unit))


def _group(items: int, red: int, yellow: int) -> str:
    """12 项中红灯 2 项、黄灯 3 项."""
    lit = ((Light.RED, red), (Light.YELLOW, yellow))
    return worded("{items} 项中", items=items) + joined(
        "、", (worded("{word}灯 {count} 项", word=light.word, count=count) for light, count in lit if count)
    )


def _part(items: int, red: int, yellow: int, by: By, share: Decimal) -> str:
    """12 项中红灯 2 项（权重占 18%）."""
    head = "权重占" if by is By.WEIGHT else "占"
    return worded("{group}（{head} {show}%）", group=_group(items, red, yellow), head=head, show=show(share))


def _left_out(head: str, drafts: int, idle: int, blue: int) -> str:
    """…；草稿 1 项、未启动 2 项不计."""
    rest = (("草稿", drafts), ("未启动", idle), ("蓝灯", blue))
    return (
        worded("{head}；", head=head)
        + joined("、", (worded("{word} {count} 项", word=word, count=count) for word, count in rest if count))
        + "不计"
    )


SAYERS: dict[Code, Sayer | str] = {
    Code.ALL: _joined,
    Code.AS_WRITTEN: str,
    Code.DRAFT: "草稿，未生效",
    Code.ENDED: "已终止",
    Code.FINISHED: "已完成，待核验",
    Code.VERIFIED: "已完成并核验",
    Code.STARTS: lambda on: worded("{day}启动", day=day(on)),
    Code.NOT_DUE_YET: "未到首次报送日",
    Code.BY_NODES: "按节点推进",
    Code.OVERDUE: lambda days: worded("已逾期 {days} 个工作日未完成", days=days),
    Code.DUE_DAY_OVER: "已到期未完成",
    Code.STILL_MISSING: _still_missing,
    Code.TARGET_AND_LATEST: lambda target, latest: worded(
        "目标 {show}，最近 {show2}", show=show(target), show2=show(latest)
    ),
    Code.LAST_FIGURE_AWAITED: "已到期，期末数待报",
    Code.PERIOD_MISSED: lambda miss, cadence, start: worded(
        "{period}{misses}", period=period(cadence, start), misses=_MISSES[miss]
    ),
    Code.PERIODS_MISSED: lambda miss, cadence, count: worded(
        "连续 {count} {periods}{misses}", count=count, periods=_PERIODS[cadence], misses=_MISSES[miss]
    ),
    Code.MADE_UP: "已补上",
    Code.NODE_MISSED: lambda node: worded("节点{node}未达到", node=quoted(node)),
    Code.NODE_LATE: lambda node, days: worded("节点{node}逾期 {days} 个工作日", node=quoted(node), days=days),
    Code.REPORT_LATE: lambda days: worded("逾期 {days} 个工作日未报送", days=days),
    Code.REPORT_LATE_AGAIN: lambda returned, days: worded(
        "{day}退回，逾期 {days} 个工作日未重报", day=day(returned), days=days
    ),
    Code.ON_PLAN: "与计划持平",
    Code.ABOVE_PLAN: lambda size, unit: worded(
        "比计划高 {show} {of_change}", show=show(size), of_change=of_change(unit)
    ),
    Code.BELOW_PLAN: lambda size, unit: worded(
        "比计划低 {show} {of_change}", show=show(size), of_change=of_change(unit)
    ),
    Code.SHORT_OF_PLAN: lambda percent: worded("比序时计划少 {show}%", show=show(percent)),
    Code.AHEAD: lambda points: worded("比计划快 {show} 个百分点", show=show(points)),
    Code.BEHIND: lambda points: worded("慢 {show} 个百分点", show=show(points)),
    Code.NEEDED: _needed,
    Code.NODES_DONE: lambda done, of: worded("已完成 {done} / {of} 个节点", done=done, of=of),
    Code.BELOW_PEERS: lambda points: worded("完成率低于同类平均 {show} 个百分点", show=show(points)),
    Code.ABOVE_PEERS: lambda points: worded("已用比例高于同类平均 {show} 个百分点", show=show(points)),
    Code.NOTHING_COUNTS: "没有可计的事项",
    Code.WORST: lambda *counts: worded("{group}，以最重一项为准", group=_group(*counts)),
    Code.PART: _part,
    Code.PART_ABOVE: lambda part, above: worded("{part}，超过 {show}%", part=part, show=show(above)),
    Code.PART_WITHIN: lambda part, above: worded("{part}，未超过 {show}%", part=part, show=show(above)),
    Code.ONE_IS_ENOUGH: lambda part, reach, light: worded(
        "{part}，有{word}灯即转{word2}灯", part=part, word=reach.word, word2=light.word
    ),
    Code.NO_RULE: lambda *counts: worded("{group}，规则不因此转灯", group=_group(*counts)),
    Code.ALL_BLUE: lambda items: worded("{items} 项全部亮蓝灯", items=items),
    Code.NONE_STARTED: lambda items: worded("{items} 项均未启动", items=items),
    Code.SOME_BLUE: lambda items, blue: worded("{items} 项中蓝灯 {blue} 项，其余未启动", items=items, blue=blue),
    Code.NO_ALARM: lambda items: worded("{items} 项均无红灯、黄灯", items=items),
    Code.LEFT_OUT: _left_out,
}
