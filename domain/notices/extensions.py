"""A later limit for a notice's reply: what may be asked for or given under the rule pack, and what was given."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.calendar import WorkCalendar
from domain.notices.limits import read_limit
from domain.notices.model import Action
from domain.notices.rules import NoticeRule

_LED_IN = re.compile(r"^(?:那?就)?(?:申请)?(?:延期)?(?:延)?[到至]?\s*")
_LED_OUT = re.compile(r"(?:可以|行不行|行|好)?[吧吗么嘛]?[？?]?$")
_PARTED = re.compile(r"^(\S+?)[\s，,。；;：:]+(.*)$", re.DOTALL)
_DAY = r"(?:(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}[日号]?|\d{1,3}\s*(?:个?工作日|天))"
_WANTED = r"(?:延期|延长|延后|延(?!误)|推迟|顺延|宽限|展期|缓|[改调挪](?=[到至])|(?:再多?|多)给(?:我们)?)"
_SOME = r"[几一二两三四五六七八九十半]+个?(?:工作日|天|日|周|星期|月)"
_POLITE = r"(?:能不能|能否|可不可以|可否|是否|可以|恳请|请求|申请|希望|想|请|再|把|将|给|我们|督办单|回复|期限|的)*"
# 能不能延期到12月10日, 申请宽限5天; what stands for a day that cannot be read goes with it.
_TOLD = re.compile(
    rf"(?P<polite>{_POLITE}){_WANTED}(?:期限|回复|报|交)?(?:[到至]?\s*(?P<day>{_DAY})|[到至][^\s，,。；;：:？?]*|{_SOME})?"
    r"(?:前?(?:回复|报送?))?(?:可以|行不行|行|好)?[吧吗么嘛]?"
)
_PARTING = " \n，,。；;：:"
_LEFT_OVER = re.compile(r"[\s，,。；;：:？?！!]+")
_NAMES = re.compile(r"[A-Za-z]{1,4}-\d+|\S*〔\d{4}〕\d+号|^(?:因为?|由于)")
# What begins a limit anew, for a unit that has not been given anything yet.
_ANEW = frozenset({Action.SEND, Action.REASSIGN})
_LATER = frozenset({Action.GRANT_TIME, Action.EXTEND})


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension: the limit before and after it (local days), and the words it was asked for or given with."""

    before: date
    after: date
    text: str


class Happened(Protocol):
    """An event of a notice: `reply_by` is the limit after it."""

    @property
    def action(self) -> Action:
        """What was done."""
        ...

    @property
    def text(self) -> str:
        """The words it was done with."""
        ...

    @property
    def reply_by(self) -> date | None:
        """The limit after it."""
        ...


def granted(life: Iterable[Happened]) -> tuple[Extension, ...]:
    """The extensions of a notice's present unit, oldest first; `life` is in order."""
    found: list[Extension] = []
    limit: date | None = None
    for each in life:
        if each.action in _ANEW:
            found = []
        elif each.action in _LATER and limit is not None and each.reply_by is not None:
            found.append(Extension(limit, each.reply_by, each.text))
        limit = each.reply_by
    return tuple(found)


def latest(limit: date, times: int, rule: NoticeRule, calendar: WorkCalendar) -> date | None:
    """The latest day a limit can be moved to after `times` extensions; None if it cannot be moved (again)."""
    return calendar.add(limit, rule.extension_days) if times < rule.extension_times else None


def read_wish(text: str, limit: date, today: date, calendar: WorkCalendar) -> tuple[date | None, str]:
    """The new limit and the reason of `7月20日 等验收结果` or `5个工作日，等验收结果`; None if no day is told.

    Working days count from the limit as it stands.
    """
    words = _LED_IN.sub("", text.strip())
    parted = _PARTED.match(words)
    told, reason = (parted[1], parted[2].strip()) if parted else (words, "")
    named = read_limit(_LED_OUT.sub("", told), today)
    return (calendar.add(limit, named) if isinstance(named, int) else named), reason


def read_told(text: str, limit: date, today: date, calendar: WorkCalendar) -> tuple[date | None, str]:
    """The new limit and the reason in free words, `能不能延期到12月10日，等材料`, as far as they are told; see `read_wish`."""
    hits = list(_TOLD.finditer(text))
    if not hits:
        return None, ""
    told = next((hit for hit in hits if hit["day"]), hits[0])
    named = read_limit(told["day"], today) if told["day"] else None
    rest = (_NAMES.sub("", part.strip(_PARTING)) for part in (text[: told.start()], text[told.end() :]))
    reason = "，".join(part for each in rest for part in _LEFT_OVER.split(each) if part)
    return (calendar.add(limit, named) if isinstance(named, int) else named), reason


def read_answer(text: str, limit: date, today: date, calendar: WorkCalendar) -> tuple[date | None, str]:
    """The new limit and the reason of a line typed where they are asked for: in the short form, or asked again in free words."""
    until, reason = read_wish(text, limit, today, calendar)
    if until is not None:
        return until, reason
    told = _TOLD.search(text)
    # 等延期手续 is a reason and asks for nothing.
    if told is None or not (told["day"] or told["polite"] or told.start() == 0):
        return None, reason
    return read_told(text, limit, today, calendar)
