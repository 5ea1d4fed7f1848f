"""Short answers to questions asked in chat."""

from collections.abc import Sequence
from enum import Enum

from domain.items import Direction, Item
from domain.quantities import show
from wording.said import joined, worded

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
    return worded("{among}没有亮{word}灯的{part}。", among=_AMONG[whose], word=word, part="街道" if streets else "事项")


def lights(word: str, whose: Whose, count: int, units: int) -> str:
    """Heading of the items with a light, unit by unit."""
    return worded("{of}{word}灯 {count} 项，涉及 {units} 家", of=_OF[whose], word=word, count=count, units=units)


def late(count: int, units: int) -> str:
    """Heading of overdue reports, unit by unit."""
    return worded("逾期未报 {count} 项，涉及 {units} 家", count=count, units=units)


def of_unit(unit: str, told: Sequence[str]) -> str:
    """A unit with its items, the gravest first."""
    more = worded("；另有 {count} 项", count=len(told) - MOST_OF_UNIT) if len(told) > MOST_OF_UNIT else ""
    return worded("{unit}：{value}{more}", unit=unit, value=joined("；", told[:MOST_OF_UNIT]), more=more)


def lit(name: str, cause: str) -> str:
    """An item and why its light is what it is."""
    return worded("{name}（{cause}）", name=name, cause=cause)


def light(word: str, reason: str, as_of: str) -> str:
    """The light of one item, why, and of which day."""
    return (
        worded("{word}灯，{reason}", word=word, reason=reason)
        + (worded("（{as_of}）", as_of=as_of) if as_of else "")
        + "。"
    )


def late_item(name: str, days: int) -> str:
    """An item whose report is overdue, in working days."""
    return worded("{name}（逾期 {days} 个工作日）", name=name, days=days)


def more_units(count: int) -> str:
    """Units that do not fit."""
    return worded("另有 {count} 家", count=count)


def owed(overdue: Sequence[str], soon: Sequence[tuple[str, str]]) -> str:
    """What one's own unit still has to report: late items, and (item, day) of what is due next."""
    if not overdue and not soon:
        return "没有待报事项。"
    parts = []
    if overdue:
        parts.append(
            worded(
                "逾期未报 {count} 项：{value}{part}",
                count=len(overdue),
                value=joined("、", overdue[:MOST_NAMED]),
                part="…" if len(overdue) > MOST_NAMED else "",
            )
        )
    if soon:
        named = joined("、", (worded("{item}（{day}前）", item=item, day=day) for item, day in soon[:MOST_NAMED]))
        parts.append(
            worded(
                "待报 {count} 项：{named}{part}",
                count=len(soon),
                named=named,
                part="…" if len(soon) > MOST_NAMED else "",
            )
        )
    return joined("；", parts) + "。"


def head(item: Item, mark: str) -> str:
    """What the answer is about."""
    return worded("{mark} {code} {name}：", mark=mark, code=item.code, name=item.name)


def figure(amount: str, target: str, share: str, same: str, as_of: str, state: str, before: str) -> str:
    """Where it stands; `same` says 无变化 with its reason, `before` where the item stood if that is all the report says."""
    done = worded("，完成 {share}", share=share) if share else ""
    unchanged = worded("，{same}", same=same) if same and same != amount else ""
    stood = worded("，此前{before}", before=before) if before else ""
    return worded(
        "{amount}{unchanged}（截至 {as_of}，{state}）{stood}，目标 {target}{done}。",
        amount=amount,
        unchanged=unchanged,
        as_of=as_of,
        state=state,
        stood=stood,
        target=target,
        done=done,
    )


def left(item: Item, missing: str, amount: str, as_of: str, due: str) -> str:
    """What is missing to the target."""
    verb = "还要压减" if item.direction is Direction.DOWN else "还差"
    return worded(
        "{verb} {missing}（{as_of}报 {amount}），{due}前完成。",
        verb=verb,
        missing=missing,
        as_of=as_of,
        amount=amount,
        due=due,
    )


def reached(amount: str, target: str) -> str:
    """Nothing is missing."""
    return worded("已达目标：{amount}，目标 {target}。", amount=amount, target=target)


def nothing_yet(target: str, due: str) -> str:
    """No report so far."""
    return worded("还没有报送。目标 {target}，{due}前。", target=target, due=due)


def target(amount: str, due: str) -> str:
    """What was promised."""
    return worded("目标 {amount}，{due}前完成。", amount=amount, due=due)


def dates(due: str, node: str, report: str) -> str:
    """The next days that matter."""
    parts = [worded("{due}前完成", due=due)]
    if node:
        parts.append(worded("下一节点 {node}", node=node))
    if report:
        parts.append(worded("下次报送 {report}前", report=report))
    return joined("，", parts) + "。"


def amount(item: Item, value_text: str) -> str:
    """A figure with its unit."""
    return worded("{value_text}{measure_unit}", value_text=value_text, measure_unit=item.measure_unit)


def promised(item: Item) -> str:
    """The target with its unit, or that it is missing."""
    return "未定" if item.target is None else amount(item, show(item.target))
