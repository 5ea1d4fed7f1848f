"""Sentences of 催一下."""

from datetime import datetime

from handlers.kernel.words import notation
from wording.said import worded

OFFICE = "区督查室"


def title(by: str) -> str:
    """Who asks."""
    return worded("{by}催办", by=by)


def lines(code: str, name: str, mark: str, reason: str) -> tuple[str, ...]:
    """What is asked for."""
    return (
        worded("{mark} {code} {name}", mark=mark, code=code, name=name).strip(),
        worded("{reason}。请尽快推进并报送最新进展。", reason=reason) if reason else "请报送最新进展。",
    )


def nudged(unit: str, code: str, people: int, later: datetime | None) -> str:
    """It is on its way."""
    when = worded("，将于 {moment} 送出", moment=notation.moment(later)) if later else ""
    return worded(
        "已向{unit} {people} 人催办 {code}{when}，计入本月催报次数。", unit=unit, people=people, code=code, when=when
    )


def again(unit: str) -> str:
    """Once a day is enough."""
    return worded("今天已催办过{unit}，同一单位一天只催一次。", unit=unit)


def spent(unit: str, most: int) -> str:
    """The unit's budget is used up."""
    return worded("{unit}本月催报已达上限 {most} 次，不再催办。可发督办单。", unit=unit, most=most)


def nobody(unit: str) -> str:
    """Nobody is there to be asked."""
    return worded("{unit}目前没有消息能送达的在岗人员，未催办，请电话联系。", unit=unit)


NOT_ASKED = "本月还没有催报。"


def asked(count: int, most: int) -> str:
    """How often the unit was asked this month."""
    return worded("本月已催报 {count} 次（按天计），上限 {most} 次。", count=count, most=most)


def asked_line(unit: str, count: int) -> str:
    """One unit of the list of asks."""
    return worded("{unit} {count} 次", unit=unit, count=count)


def more_units(count: int) -> str:
    """Units that do not fit into the list of asks."""
    return worded("另有 {count} 家", count=count)


def asks_title(units: int, total: int, most: int) -> str:
    """Heading of the list of asks."""
    return worded("本月催报：{units} 家单位 {total} 次，每家上限 {most} 次", units=units, total=total, most=most)
