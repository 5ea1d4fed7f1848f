"""What is to be done with a report, said in words: take it back, return it, mend its figure, expect it later."""

import re
from decimal import Decimal
from enum import Enum

from domain.understanding.figures import figures
from domain.understanding.intent import intent_of
from domain.understanding.model import Intent
from domain.understanding.promises import PROMISED, name_in
from domain.understanding.text import clean


class Order(Enum):
    """What is to be done with a report. LAST: the newest of one's own is to be taken back; NOUGHT_OFF and NOUGHT_ON: its figure
    has a nought too many or too few; SWAPPED: the figures of two stand in each other's place. PROMISE: one is to come later.
    """

    WITHDRAW = "撤回"
    RETURN = "退回"
    APPROVE = "通过"
    LAST = "撤回刚才那条"
    NOUGHT_OFF = "多写个0"
    NOUGHT_ON = "少写个0"
    SWAPPED = "报串了"
    PROMISE = "周五再报"


# What such a figure must be multiplied by.
NOUGHTS = {Order.NOUGHT_OFF: Decimal("0.1"), Order.NOUGHT_ON: Decimal(10)}
_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-_ ]?\d{3}(?!\d)")
_ORDER = re.compile(r"^(?:请|帮我|我要|我想)?(撤回|退回|通过)(?:一下)?[,;:\s]*(.*)$", re.DOTALL)
# 撤回重报 comes with the right figure, 撤回申请 is something else.
_NOT_WITHDRAWN = re.compile(r"重|改|更正|申请|为准")
_QUESTIONS = frozenset({Intent.HELP, Intent.QUERY})
# 刚才那条, 上一条报送: one's newest, whichever it is.
_NEWEST = (
    r"(?:我)?(?:刚才|刚刚|刚|上|最后|最近|前面|之前|这|那)(?:报|发|填|提交)?的?(?:那|这|一)?一?(?:条|次|回|个|份|笔|项)?的?"
    r"(?:报送|上报|填报|报告|数据|数字|数|进度|消息|记录)?的?"
)
_VOID = r"(?:撤回|撤销|作废|不算数?|不要了?|删(?:除|掉|了)?)(?:了|吧|掉|一下)*"
_LAST = re.compile(
    rf"^(?:请|帮我|我要|我想)?(?:撤回|撤销|作废|删除?)(?:一下|掉|了)?(?:吧|{_NEWEST})$|^把?{_NEWEST}{_VOID}$|^(?:撤销|作废)(?:了|吧|掉)*$"
)
_NAMED_VOID = re.compile(r"^把?(.{2,30}?)的?(?:报送|上报|填报)?(?:作废|撤回|撤销)(?:了|吧|掉)*$")
_WROTE = r"(?:写|打|输|报|填|敲|按|录|加)了?(?:一|1)?个?(?:0|零|〇)了?"
_SLIPPED = (
    (Order.NOUGHT_OFF, re.compile(rf"[多重]{_WROTE}")),
    (Order.NOUGHT_ON, re.compile(rf"[少漏]{_WROTE}")),
    (
        Order.SWAPPED,
        re.compile(r"(?:报|写|填|弄|搞|输|录|看)?(?:串|颠倒)(?:了|行了|项了)|(?:报|写|填|弄|搞|输|录)(?:反|混)了"),
    ),
)
# What is said with a slip and names nothing.
_AROUND_SLIP = re.compile(
    r"不好意思|抱歉|刚才|刚刚|上一?[条次个]|那[条个]|两[项个条]|数字?|我|把|又|都|的|了|[,。.!~、\s呀啊]"
)
MOST_SLIP = 30


# Any sign of an order, in a line as it was typed: most lines hold none, and need not be read for it.
SIGNS = re.compile(r"撤|退回|通过|废|廢|不算|不要|删|刪|串|颠倒|反了|混了|[0０零〇]|[报報提]")


def order_of(text: str) -> tuple[Order, str] | None:
    """The order and the words that name the item, cleaned; None for anything else.

    撤回 may stand alone or before a name; 退回 and 通过 are about other people's reports and need a code.
    """
    cleaned = clean(text)
    if len(cleaned) <= MOST_SLIP and _SPOKEN_OF.search(cleaned) and (told := _told_anew(cleaned)) is not None:
        return told
    if len(cleaned) <= MOST_SLIP and PROMISED.search(cleaned) and (told := _promised(cleaned)) is not None:
        return told
    found = _ORDER.match(cleaned)
    if found is None or intent_of(cleaned) in _QUESTIONS:
        return None
    order, rest = Order(found.group(1)), found.group(2).strip()
    if order is not Order.RETURN and figures(_CODE.sub("", rest)):
        return None
    if order is not Order.WITHDRAW:
        return (order, rest) if _CODE.match(rest) else None
    return None if _NOT_WITHDRAWN.search(rest) else (order, rest)


# Any word of what _told_anew reads: most lines hold none.
_SPOKEN_OF = re.compile(r"撤|废|不算|不要|删|串|颠倒|反了|混了|[写打输报填敲按录加]了?[一1]?个?[0零〇]")


def _told_anew(cleaned: str) -> tuple[Order, str] | None:
    """What is to be done with a report that was sent, where a figure is not told anew."""
    if _LAST.match(cleaned):
        return Order.LAST, ""
    for order, words in _SLIPPED:
        if (found := words.search(cleaned)) is not None:
            rest = _AROUND_SLIP.sub("", f"{cleaned[: found.start()]} {cleaned[found.end() :]}")
            return None if figures(_CODE.sub("", rest)) or intent_of(cleaned) in _QUESTIONS else (order, rest)
    named = _NAMED_VOID.match(cleaned)
    if named is None or figures(_CODE.sub("", named[1])) or _NOT_WITHDRAWN.search(named[1]):
        return None
    return None if intent_of(cleaned) in _QUESTIONS else (Order.WITHDRAW, named[1])


# What is told as done, or as a rule, is no promise.
_NO_PROMISE = re.compile(r"已|昨|上[周月]|去年|每[天周旬月季]|不|怎么|如何")


def _promised(cleaned: str) -> tuple[Order, str] | None:
    """A report that is to come: the words that may name its item. A nod to a reminder (收到，明天报) stays one."""
    named = name_in(cleaned)
    if _NO_PROMISE.search(cleaned) or figures(_CODE.sub("", named)):
        return None
    return (Order.PROMISE, named) if intent_of(cleaned) in (None, Intent.QUERY) else None


_INSTEAD_OF = re.compile(r"(?:非|不是|不该是|原来?(?:报|是)|把)(\d+(?:\.\d+)?)")


def figure_denied(text: str) -> Decimal | None:
    """51 of 非51，是15座: the figure that a correction says is wrong."""
    found = _INSTEAD_OF.search(clean(text))
    return Decimal(found[1]) if found else None
