"""An order about a report that was sent: take it back, send it back, let it pass."""

import re
from enum import Enum

from domain.understanding.intent import intent_of
from domain.understanding.model import Intent
from domain.understanding.numbers import figures
from domain.understanding.text import clean


class Order(Enum):
    """What is to be done with a report."""

    WITHDRAW = "撤回"
    RETURN = "退回"
    APPROVE = "通过"


_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-_ ]?\d{3}(?!\d)")
_ORDER = re.compile(r"^(?:请|帮我|我要|我想)?(撤回|退回|通过)(?:一下)?[,;:\s]*(.*)$", re.DOTALL)
# 撤回重报 comes with the right figure, 撤回申请 is something else.
_NOT_WITHDRAWN = re.compile(r"重|改|更正|申请")
_QUESTIONS = frozenset({Intent.HELP, Intent.QUERY})


def order_of(text: str) -> tuple[Order, str] | None:
    """The order and the words that name the item, cleaned; None for anything else.

    撤回 may stand alone or before a name; 退回 and 通过 are about other people's reports and need a code.
    """
    cleaned = clean(text)
    found = _ORDER.match(cleaned)
    if found is None or intent_of(cleaned) in _QUESTIONS:
        return None
    order, rest = Order(found.group(1)), found.group(2).strip()
    if order is not Order.RETURN and figures(_CODE.sub("", rest)):
        return None
    if order is not Order.WITHDRAW:
        return (order, rest) if _CODE.match(rest) else None
    return None if _NOT_WITHDRAWN.search(rest) else (order, rest)
