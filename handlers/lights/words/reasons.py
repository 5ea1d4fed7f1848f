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
    return f"{_SPANS[found.span]} {show(found.figure)} {of_change(unit)}"


def of_change(unit: str) -> str:
    """What a difference of two figures is counted in: percentages differ by percentage points."""
    return "个百分点" if unit == "%" else unit


def period(cadence: Cadence, start: date) -> str:
    """A period as people say it: 6月上旬, 6月, 二季度."""
    if cadence is Cadence.QUARTER:
        return f"{_QUARTERS[(start.month - 1) // 3]}季度"
    if cadence is Cadence.TEN_DAYS:
        return f"{start.month}月{_TEN_DAYS[min((start.day - 1) // 10, 2)]}"
    return f"{start.month}月"


def _joined(*parts: str) -> str:
    return "，".join(parts)


def _still_missing(figure: Decimal, unit: str) -> str:
    return f"还差 {show(figure)} {of_change(unit)}"


def _needed(span: Span, figure: Decimal, unit: str) -> str:
    return f"倒逼需{rate(Rate(span, figure), unit)}"


def _group(items: int, red: int, yellow: int) -> str:
    """12 项中红灯 2 项、黄灯 3 项."""
    lit = ((Light.RED, red), (Light.YELLOW, yellow))
    return f"{items} 项中" + "、".join(f"{light.word}灯 {count} 项" for light, count in lit if count)


def _part(items: int, red: int, yellow: int, by: By, share: Decimal) -> str:
    """12 项中红灯 2 项（权重占 18%）."""
    head = "权重占" if by is By.WEIGHT else "占"
    return f"{_group(items, red, yellow)}（{head} {show(share)}%）"


def _left_out(head: str, drafts: int, idle: int, blue: int) -> str:
    """…；草稿 1 项、未启动 2 项不计."""
    rest = (("草稿", drafts), ("未启动", idle), ("蓝灯", blue))
    return f"{head}；" + "、".join(f"{word} {count} 项" for word, count in rest if count) + "不计"


SAYERS: dict[Code, Sayer | str] = {
    Code.ALL: _joined,
    Code.AS_WRITTEN: str,
    Code.DRAFT: "草稿，未生效",
    Code.ENDED: "已终止",
    Code.FINISHED: "已完成，待核验",
    Code.VERIFIED: "已完成并核验",
    Code.STARTS: lambda on: f"{day(on)}启动",
    Code.NOT_DUE_YET: "未到首次报送日",
    Code.BY_NODES: "按节点推进",
    Code.OVERDUE: lambda days: f"已逾期 {days} 个工作日未完成",
    Code.DUE_DAY_OVER: "已到期未完成",
    Code.STILL_MISSING: _still_missing,
    Code.TARGET_AND_LATEST: lambda target, latest: f"目标 {show(target)}，最近 {show(latest)}",
    Code.LAST_FIGURE_AWAITED: "已到期，期末数待报",
    Code.PERIOD_MISSED: lambda miss, cadence, start: f"{period(cadence, start)}{_MISSES[miss]}",
    Code.PERIODS_MISSED: lambda miss, cadence, count: f"连续 {count} {_PERIODS[cadence]}{_MISSES[miss]}",
    Code.MADE_UP: "已补上",
    Code.NODE_MISSED: lambda node: f"节点{quoted(node)}未达到",
    Code.NODE_LATE: lambda node, days: f"节点{quoted(node)}逾期 {days} 个工作日",
    Code.REPORT_LATE: lambda days: f"逾期 {days} 个工作日未报送",
    Code.REPORT_LATE_AGAIN: lambda returned, days: f"{day(returned)}退回，逾期 {days} 个工作日未重报",
    Code.ON_PLAN: "与计划持平",
    Code.ABOVE_PLAN: lambda size, unit: f"比计划高 {show(size)} {of_change(unit)}",
    Code.BELOW_PLAN: lambda size, unit: f"比计划低 {show(size)} {of_change(unit)}",
    Code.SHORT_OF_PLAN: lambda percent: f"比序时计划少 {show(percent)}%",
    Code.AHEAD: lambda points: f"比计划快 {show(points)} 个百分点",
    Code.BEHIND: lambda points: f"慢 {show(points)} 个百分点",
    Code.NEEDED: _needed,
    Code.NODES_DONE: lambda done, of: f"已完成 {done} / {of} 个节点",
    Code.BELOW_PEERS: lambda points: f"完成率低于同类平均 {show(points)} 个百分点",
    Code.ABOVE_PEERS: lambda points: f"已用比例高于同类平均 {show(points)} 个百分点",
    Code.NOTHING_COUNTS: "没有可计的事项",
    Code.WORST: lambda *counts: f"{_group(*counts)}，以最重一项为准",
    Code.PART: _part,
    Code.PART_ABOVE: lambda part, above: f"{part}，超过 {show(above)}%",
    Code.PART_WITHIN: lambda part, above: f"{part}，未超过 {show(above)}%",
    Code.ONE_IS_ENOUGH: lambda part, reach, light: f"{part}，有{reach.word}灯即转{light.word}灯",
    Code.NO_RULE: lambda *counts: f"{_group(*counts)}，规则不因此转灯",
    Code.ALL_BLUE: lambda items: f"{items} 项全部亮蓝灯",
    Code.NONE_STARTED: lambda items: f"{items} 项均未启动",
    Code.SOME_BLUE: lambda items, blue: f"{items} 项中蓝灯 {blue} 项，其余未启动",
    Code.NO_ALARM: lambda items: f"{items} 项均无红灯、黄灯",
    Code.LEFT_OUT: _left_out,
}
