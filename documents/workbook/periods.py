"""Columns of a quarter, a month, a half-year: at the end of which month they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TAIL = (
    r"(?:底|末)?(?:之?前)?(?:累计)?(?:目标任务数?|目标值|目标数?|计划值|计划数|计划|任务数|任务|节点目标|节点|序时进度|序时|进度目标|进度计划|"
    r"进度|阶段目标|推进计划|工作目标|工作安排|工作计划)?$"
)
_PERIOD = re.compile(
    r"^(?:截?至)?(?:第?(?P<quarter>[一二三四1-4])季度?|[QＱ](?P<q>[1-4])|(?:1|一)(?:月份?)?[-—–~至到](?P<until>\d{1,2}|[二三四五六七八九]|十[一二]?)月份?|"
    r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?|(?P<first>\d{1,2})[-—–~至到](?P<last>\d{1,2})月份?|"
    r"(?P<half>上半年|半年|前三季度|三季度|下半年|全年|年底|年末))" + _TAIL
)
# 上半年 may be the first half alone beside 下半年.
_TOTAL = re.compile(r"累计|前三季度|截?至|^[1一](?:月份?)?[-—–~至到](?!3月|三月)|全年")
_MONTHS = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}
_HALVES = {"上半年": 6, "半年": 6, "前三季度": 9, "三季度": 9, "下半年": 12, "全年": 12, "年底": 12, "年末": 12}
_ACTUAL = re.compile(r"完成情况|完成进度|实际|实绩|进展|已完成|完成数|完成值|完成率|落实情况|累计完成|本[月季]完成")


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column by its number, the heading as written, and the month at whose end it holds."""

    column: int
    heading: str
    month: int

    @property
    def is_total(self) -> bool:
        """Whether the heading itself says that its figure is counted from the beginning of the year."""
        return _TOTAL.search(self.heading) is not None


def month_of(labels: Sequence[str]) -> int | None:
    """The month at whose end a column holds, by its headings from the top down; None where it is no plan."""
    if any(_ACTUAL.search(each) for each in labels):
        return None
    found = _PERIOD.match(labels[-1]) if labels else None
    if found is None:
        return None
    group = found.groupdict()
    if quarter := group["quarter"] or group["q"]:
        return _number(quarter) * 3
    if group["half"]:
        return _HALVES[group["half"]]
    month = _number(group["until"] or group["month"] or group["last"])
    return month if 1 <= month <= 12 else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.get(text, 0)
