"""What the draft of a 通报 says on paper. Written for the paper: full dates, no chat marks."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.colours import Light
from domain.quoting import quoted
from domain.units import UnitKind
from wording.said import joined, worded

DRAFT_NUMBER = "（代拟稿）"
_NAMED = {
    Light.BLUE: "已完成",
    Light.GREEN: "按计划推进",
    Light.YELLOW: "进度偏慢",
    Light.RED: "严重滞后",
    Light.GREY: "尚未启动",
}
_KINDS = {UnitKind.STREET: "街道", UnitKind.DEPARTMENT: "部门", UnitKind.COMPANY: "公司", UnitKind.OTHER: "有关单位"}
_PLACES = "一二三四五六"


def full(day: date) -> str:
    """2026年6月22日."""
    return worded("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def issued(day: date) -> str:
    """In the imprint."""
    return worded("{full}印发", full=full(day))


def title(scope: str) -> str:
    """The paper's title."""
    return worded("关于{scope}目标任务进展情况的通报", scope=scope)


def file_name(scope: str, day: date) -> str:
    """Name of the file."""
    return worded("{scope}通报（代拟稿）{day:%Y%m%d}.docx", scope=scope, day=day)


def told(scope: str, count: int) -> str:
    """What comes with the file."""
    return worded("{scope}通报代拟稿，{count} 项。请核定、编号后印发。", scope=scope, count=count)


def addressee(kinds: Sequence[UnitKind]) -> str:
    """To whom it goes."""
    return joined("、", (worded("各{kinds}", kinds=_KINDS[kind]) for kind in kinds))


def overall(day: date, counts: Mapping[Light, int], change: Mapping[Light, int], since: str) -> tuple[str, str]:
    """First paragraph: how it stands, compared with the last digest."""
    parts = [
        worded("{named}{counts}项（{word}灯）", named=_NAMED[light], counts=counts[light], word=light.word)
        for light in Light
        if counts.get(light)
    ]
    moved = [
        worded("{word}灯{moved}", word=light.word, moved=_moved(change.get(light, 0)))
        for light in (Light.RED, Light.YELLOW)
    ]
    compared = worded("与上期（{since}）相比，{value}。", since=since, value=joined("、", moved)) if since else ""
    return "一、总体情况。", (
        worded(
            "截至{full}，共{sum}项，其中{value}。{compared}",
            full=full(day),
            sum=sum(counts.values()),
            value=joined("，", parts),
            compared=compared,
        )
    )


def _moved(change: int) -> str:
    return worded("{part}{change}项", part="增加" if change > 0 else "减少", change=abs(change)) if change else "持平"


def leading(by_kind: Mapping[UnitKind, Sequence[str]]) -> tuple[str, str]:
    """Second paragraph: who is ahead, like with like."""
    return "二、进展较好的单位。", _units(by_kind)


def lagging(by_kind: Mapping[UnitKind, Sequence[str]]) -> tuple[str, str]:
    """Who lags, like with like."""
    return "进展较慢的单位。", _units(by_kind)


def _units(by_kind: Mapping[UnitKind, Sequence[str]]) -> str:
    return (
        joined(
            "；",
            (
                worded("{kinds}：{value}", kinds=_KINDS[kind], value=joined("、", names))
                for kind, names in by_kind.items()
                if names
            ),
        )
        + "。"
    )


TROUBLE = ("三、存在的主要问题。", "")


def problem(number: int, head: str, count: int, told: Sequence[str]) -> tuple[str, str]:
    """One kind of trouble with its items."""
    more = "等" if count > len(told) else ""
    listed = joined("；", (worded("{at}.{each}", at=at, each=each) for at, each in enumerate(told, start=1)))
    return worded("（{places}）{head}{count}项。", places=_PLACES[number], head=head, count=count), worded(
        "{listed}{more}。", listed=listed, more=more
    )


def numbered(number: int, part: tuple[str, str]) -> tuple[str, str]:
    """A paragraph of the third part with its number."""
    return worded("（{places}）{part}", places=_PLACES[number], part=part[0]), part[1]


def of_item(name: str, unit: str, why: str) -> str:
    """An item with who owes it and what is the matter."""
    return worded("{name}（{unit}）：{why}", name=name, unit=unit, why=why)


RED, LATE, NODES = "红灯事项", "逾期未报", "节点逾期"
NO_TROUBLE = ("三、存在的主要问题。", "没有红灯事项，没有逾期未报和逾期节点。")


def node(text: str, day: str, late: int) -> str:
    """A missed node."""
    return worded("应于{day}完成{text}，已逾期{late}个工作日", day=day, text=quoted(text), late=late)


def late(due: str, days: int) -> str:
    """An overdue report."""
    return worded("应于{due}报送进度，已逾期{days}个工作日", due=due, days=days)


def demand(until: date) -> tuple[str, str]:
    """Last paragraph: what is asked."""
    return (
        "四、下一步要求。",
        worded(
            "请有关单位对照问题逐项明确措施、时限和责任人，于{full}前书面报送整改情况；逾期未报的，请立即补报。",
            full=full(until),
        ),
    )
