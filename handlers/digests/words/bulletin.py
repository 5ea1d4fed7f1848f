"""What the draft of a 通报 says on paper. Written for the paper: full dates, no chat marks."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.colours import Light
from domain.quoting import quoted
from domain.units import UnitKind

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
    return f"{day.year}年{day.month}月{day.day}日"


def issued(day: date) -> str:
    """In the imprint."""
    return f"{full(day)}印发"


def title(scope: str) -> str:
    """The paper's title."""
    return f"关于{scope}目标任务进展情况的通报"


def file_name(scope: str, day: date) -> str:
    """Name of the file."""
    return f"{scope}通报（代拟稿）{day:%Y%m%d}.docx"


def told(scope: str, count: int) -> str:
    """What comes with the file."""
    return f"{scope}通报代拟稿，{count} 项。请核定、编号后印发。"


def addressee(kinds: Sequence[UnitKind]) -> str:
    """To whom it goes."""
    return "、".join(f"各{_KINDS[kind]}" for kind in kinds)


def overall(day: date, counts: Mapping[Light, int], change: Mapping[Light, int], since: str) -> tuple[str, str]:
    """First paragraph: how it stands, compared with the last digest."""
    parts = [f"{_NAMED[light]}{counts[light]}项（{light.word}灯）" for light in Light if counts.get(light)]
    moved = [f"{light.word}灯{_moved(change.get(light, 0))}" for light in (Light.RED, Light.YELLOW)]
    compared = f"与上期（{since}）相比，{'、'.join(moved)}。" if since else ""
    return "一、总体情况。", (f"截至{full(day)}，共{sum(counts.values())}项，其中{'，'.join(parts)}。{compared}")


def _moved(change: int) -> str:
    return f"{'增加' if change > 0 else '减少'}{abs(change)}项" if change else "持平"


def leading(by_kind: Mapping[UnitKind, Sequence[str]]) -> tuple[str, str]:
    """Second paragraph: who is ahead, like with like."""
    return "二、进展较好的单位。", _units(by_kind)


def lagging(by_kind: Mapping[UnitKind, Sequence[str]]) -> tuple[str, str]:
    """Who lags, like with like."""
    return "进展较慢的单位。", _units(by_kind)


def _units(by_kind: Mapping[UnitKind, Sequence[str]]) -> str:
    return "；".join(f"{_KINDS[kind]}：{'、'.join(names)}" for kind, names in by_kind.items() if names) + "。"


TROUBLE = ("三、存在的主要问题。", "")


def problem(number: int, head: str, count: int, told: Sequence[str]) -> tuple[str, str]:
    """One kind of trouble with its items."""
    more = "等" if count > len(told) else ""
    listed = "；".join(f"{at}.{each}" for at, each in enumerate(told, start=1))
    return f"（{_PLACES[number]}）{head}{count}项。", f"{listed}{more}。"


def numbered(number: int, part: tuple[str, str]) -> tuple[str, str]:
    """A paragraph of the third part with its number."""
    return f"（{_PLACES[number]}）{part[0]}", part[1]


def of_item(name: str, unit: str, why: str) -> str:
    """An item with who owes it and what is the matter."""
    return f"{name}（{unit}）：{why}"


RED, LATE, NODES = "红灯事项", "逾期未报", "节点逾期"
NO_TROUBLE = ("三、存在的主要问题。", "没有红灯事项，没有逾期未报和逾期节点。")


def node(text: str, day: str, late: int) -> str:
    """A missed node."""
    return f"应于{day}完成{quoted(text)}，已逾期{late}个工作日"


def late(due: str, days: int) -> str:
    """An overdue report."""
    return f"应于{due}报送进度，已逾期{days}个工作日"


def demand(until: date) -> tuple[str, str]:
    """Last paragraph: what is asked."""
    return (
        "四、下一步要求。",
        f"请有关单位对照问题逐项明确措施、时限和责任人，于{full(until)}前书面报送整改情况；逾期未报的，请立即补报。",
    )
