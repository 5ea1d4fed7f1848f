"""Which places a form may have, and what stands in them.

A place is a name between two pairs of braces. What comes several times (the paragraphs of a paper, the items of a ledger) stands
once in a form and is repeated with the line it stands on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.cells_out import Value
from documents.ledger_out import COLUMNS, Ledger, values_of
from documents.official_paper import OfficialPaper
from domain.quantities import show

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
MEASURE, SHARE = "计量单位", "完成率"
# Figures of a ledger's row that are in its measure.
MEASURED = ("目标值", "累计完成")


@dataclass(frozen=True, slots=True)
class Places:
    """The names of a kind of document: those that come once, those that come with each line, and those it cannot do without."""

    once: frozenset[str]
    each: frozenset[str]
    needed: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        """All of them."""
        return self.once | self.each


PAPER = Places(
    frozenset({"发文机关标志", "文号", "标题", "主送", "落款", "日期", "附注", "紧急程度", "抄送", "印发"}),
    frozenset({"小标题", "正文"}),
    frozenset({"文号", "标题", "主送", "正文", "落款", "日期"}),
)
LEDGER = Places(
    frozenset({"标题", "副标题", "附注"}),
    frozenset(name for name, _ in COLUMNS),
    frozenset({"重点任务"}),
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the places: once, and line by line."""

    once: Mapping[str, Value]
    each: tuple[Mapping[str, Value], ...]


def of_paper(paper: OfficialPaper, *, apart: bool) -> Filling:
    """A paper's values; `apart`: the form has a place of its own for the heading that begins a paragraph."""
    once = {
        "发文机关标志": paper.masthead,
        "文号": paper.number,
        "标题": paper.title,
        "主送": paper.addressee,
        "落款": paper.signer,
        "日期": paper.dated,
        "附注": paper.notes,
        "紧急程度": paper.urgency,
        "抄送": paper.copies,
        "印发": paper.issued,
    }
    lines = ({"小标题": head if apart else "", "正文": text if apart else f"{head}{text}"} for head, text in paper.body)
    return Filling(once, tuple(lines))


def of_ledger(ledger: Ledger) -> Filling:
    """A ledger's values; figures and days stay what they are."""
    once = {"标题": ledger.title, "副标题": ledger.subtitle, "附注": ledger.note}
    return Filling(once, tuple(values_of(at, row) for at, row in enumerate(ledger.rows, start=1)))


def in_words(name: str, line: Mapping[str, Value]) -> str:
    """What stands in a place within a text."""
    value = line.get(name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return show(value) + ("%" if name == SHARE or (name in MEASURED and line.get(MEASURE) == "%") else "")
    return "" if value is None else str(value)
