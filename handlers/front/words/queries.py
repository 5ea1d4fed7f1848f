"""Short answers to questions asked in chat."""

from collections.abc import Sequence
from enum import Enum

from domain.items import Direction, Item
from domain.quantities import show

MOST_NAMED = 8
# On one phone screen.
MOST_UNITS, MOST_OF_UNIT = 6, 2


class Whose(Enum):
    """Whose items an answer is about."""

    EVERYBODYS = "everybody's"
    OF_PORTFOLIO = "of a leader's portfolio"
    OF_UNIT = "of the unit and those it has a part in"


_AMONG = {Whose.EVERYBODYS: "", Whose.OF_PORTFOLIO: "分管范围内", Whose.OF_UNIT: "本单位有关事项中"}
_OF = {Whose.EVERYBODYS: "", Whose.OF_PORTFOLIO: "分管范围内", Whose.OF_UNIT: "本单位有关的"}
NOBODY_LATE = "没有逾期未报的单位。"


def no_lights(word: str, whose: Whose, *, streets: bool) -> str:
    """Nothing has that light. `streets`: only these were asked about."""
    return f"{_AMONG[whose]}没有亮{word}灯的{'街道' if streets else '事项'}。"


def lights(word: str, whose: Whose, count: int, units: int) -> str:
    """Heading of the items with a light, unit by unit."""
    return f"{_OF[whose]}{word}灯 {count} 项，涉及 {units} 家"


def late(count: int, units: int) -> str:
    """Heading of overdue reports, unit by unit."""
    return f"逾期未报 {count} 项，涉及 {units} 家"


def of_unit(unit: str, told: Sequence[str]) -> str:
    """A unit with its items, the gravest first."""
    more = f"；另有 {len(told) - MOST_OF_UNIT} 项" if len(told) > MOST_OF_UNIT else ""
    return f"{unit}：{'；'.join(told[:MOST_OF_UNIT])}{more}"


def lit(name: str, cause: str) -> str:
    """An item and why its light is what it is."""
    return f"{name}（{cause}）"


def light(word: str, reason: str, as_of: str) -> str:
    """The light of one item, why, and of which day."""
    return f"{word}灯，{reason}" + (f"（{as_of}）" if as_of else "") + "。"


def late_item(name: str, days: int) -> str:
    """An item whose report is overdue, in working days."""
    return f"{name}（逾期 {days} 个工作日）"


def more_units(count: int) -> str:
    """Units that do not fit."""
    return f"另有 {count} 家"


def owed(overdue: Sequence[str], soon: Sequence[tuple[str, str]]) -> str:
    """What one's own unit still has to report: late items, and (item, day) of what is due next."""
    if not overdue and not soon:
        return "没有待报事项。"
    parts = []
    if overdue:
        parts.append(
            f"逾期未报 {len(overdue)} 项：{'、'.join(overdue[:MOST_NAMED])}{'…' if len(overdue) > MOST_NAMED else ''}"
        )
    if soon:
        named = "、".join(f"{item}（{day}前）" for item, day in soon[:MOST_NAMED])
        parts.append(f"待报 {len(soon)} 项：{named}{'…' if len(soon) > MOST_NAMED else ''}")
    return "；".join(parts) + "。"


def head(item: Item, mark: str) -> str:
    """What the answer is about."""
    return f"{mark} {item.code} {item.name}："


def figure(amount: str, target: str, share: str, same: str, as_of: str, state: str, before: str) -> str:
    """Where it stands; `same` says 无变化 with its reason, `before` where the item stood if that is all the report says."""
    done = f"，完成 {share}" if share else ""
    unchanged = f"，{same}" if same and same != amount else ""
    stood = f"，此前{before}" if before else ""
    return f"{amount}{unchanged}（截至 {as_of}，{state}）{stood}，目标 {target}{done}。"


def left(item: Item, missing: str, amount: str, as_of: str, due: str) -> str:
    """What is missing to the target."""
    verb = "还要压减" if item.direction is Direction.DOWN else "还差"
    return f"{verb} {missing}（{as_of}报 {amount}），{due}前完成。"


def reached(amount: str, target: str) -> str:
    """Nothing is missing."""
    return f"已达目标：{amount}，目标 {target}。"


def nothing_yet(target: str, due: str) -> str:
    """No report so far."""
    return f"还没有报送。目标 {target}，{due}前。"


def target(amount: str, due: str) -> str:
    """What was promised."""
    return f"目标 {amount}，{due}前完成。"


def dates(due: str, node: str, report: str) -> str:
    """The next days that matter."""
    parts = [f"{due}前完成"]
    if node:
        parts.append(f"下一节点 {node}")
    if report:
        parts.append(f"下次报送 {report}前")
    return "，".join(parts) + "。"


def amount(item: Item, value_text: str) -> str:
    """A figure with its unit."""
    return f"{value_text}{item.measure_unit}"


def promised(item: Item) -> str:
    """The target with its unit, or that it is missing."""
    return "未定" if item.target is None else amount(item, show(item.target))
