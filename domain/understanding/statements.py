"""What is told without a figure: a stage of an item, and why nothing changed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.items import Basis, Item, Kind
from domain.reports import ValueKind
from domain.understanding import cues
from domain.understanding.catalogue import NamedItem
from domain.understanding.dates import TimeWord
from domain.understanding.model import Ask, AskReason, Content, ItemClauses
from domain.understanding.names import HIDDEN, hide
from domain.understanding.roles import Clause, JudgedFigure, Role

_SAME = {"揭牌": "挂牌", "完工": "竣工", "动工": "开工", "启用": "投用"}


def node_meant(item: Item, status: str) -> int | None:
    """The number of the milestone whose words are nearest to a stage word; None if none or several are."""
    if item.basis is not Basis.ONCE:
        return None
    shares = [len(_pairs(status) & _pairs(node.text)) for node in item.milestones]
    best = max(shares, default=0)
    return shares.index(best) if best and shares.count(best) == 1 else None


def _pairs(text: str) -> set[str]:
    for word, standard in _SAME.items():
        text = text.replace(word, standard)
    return {text[at : at + 2] for at in range(len(text) - 1)}


_CLAUSES = re.compile(r"[，,。；;：:\n]+")
# Where a reason begins in the clause that says 无变化 itself; the words that only lead to it are no part of it.
_LEADS = re.compile(r"(?:主要)?(?:是|系)?(?:因为?|由于|(?:原因|理由)(?:是|为)?)")
_BEGINS = re.compile(rf"{_LEADS.pattern}|等(?!级|于|额|次|效)|待|正在|[还仍尚]在|[尚还]?未|卡在")
# 麻烦登记一下 asks for something and tells no stage.
_WISH = re.compile(r"请|麻烦|烦请|劳驾|帮忙")
_UNDER = re.compile(r"^受.+(?:影响|限制|制约)$")
_ALL_OF_IT = re.compile(r"^[都全](?=是?因|是?由于)")
_SO = re.compile(r"(?:所以|因此|故|暂时?|目前|本[期旬月季周]|进度)+$")
_LEFT_OVER = f"{HIDDEN} 的了，"


def reason_alone(text: str) -> str:
    """The reason, without its 因为, of a message that gives nothing else (受天气影响, 因为消防没验收); else empty."""
    words = text.strip(" ，,。.；;\n")
    reason = _lead_off(words)
    return reason if reason and (reason != words or _BEGINS.match(words) or _UNDER.search(words)) else ""


def _lead_off(words: str) -> str:
    return _without_lead(_ALL_OF_IT.sub("", words)).lstrip("：:，, ")


def reason_in(clauses: Sequence[str], named: list[NamedItem]) -> str:
    """The reason that is given beside 无变化, without the item's code and name; empty if none is."""
    parts = [part.strip() for clause in clauses for part in _CLAUSES.split(clause) if part.strip()]
    beside = [_bare(part, named) for part in parts if not cues.UNCHANGED.search(part)]
    reasons = [part for part in beside if part]
    if reasons:
        return "，".join(reasons)
    return next((reason for part in parts if (reason := _within(part, named))), "")


def _bare(part: str, named: list[NamedItem]) -> str:
    """The clause without the item's code or name at its head; nothing if that is all it says."""
    hidden = hide(part, named)
    if not hidden.strip(_LEFT_OVER):
        return ""
    code = re.match(rf"{HIDDEN}+", hidden) if re.match(r"[a-z]", part) else None
    return _without_lead(part[code.end() :] if code else part)


def _within(part: str, named: list[NamedItem]) -> str:
    """The reason in the clause that says 无变化: what follows these words, else what goes before them."""
    said, hidden = cues.UNCHANGED.search(part), hide(part, named)
    if said is None:
        return ""
    after = _BEGINS.search(hidden, said.end())
    if after is not None:
        return _without_lead(part[after.start() :])
    before = _BEGINS.search(hidden, 0, said.start())
    if before is None:
        return ""
    end = len(_SO.sub("", hidden[: said.start()].rstrip(_LEFT_OVER)).rstrip(_LEFT_OVER))
    return _without_lead(part[before.start() : end])


def _without_lead(words: str) -> str:
    lead = _LEADS.match(words)
    return (words[lead.end() :] if lead else words).strip()


def content_without_figure(
    parts: list[Clause],
    judged: list[JudgedFigure],
    items: list[NamedItem],
    day: TimeWord | None,
    about: ItemClauses,
    today: date,
) -> Content | None:
    """What clauses without a figure of progress say: a stage, that nothing changed, or nothing that can be stored (NO_VALUE).

    None if they name no item and neither tell a stage nor correct something.
    """
    item = items[0].item if items else None
    bare = ",".join(part.text for part in parts)
    forecast = any(part.forecast_at is not None for part in parts)
    stage = _stage(parts)
    denied = bool(cues.NEGATIVE.search(bare)) or forecast or _still_lacks(bare)
    if item is None:
        if not (stage and not denied) and not about.correction:
            return None
        return Content(ask=Ask(AskReason.NO_VALUE, _passed_over(judged, "")))
    if about.blocker:
        return Content(ask=Ask(AskReason.NO_VALUE))
    # 5万千瓦 is part of a project's name, and no figure that its stage contradicts.
    odd = any(each.role in (Role.ALIEN, Role.OPEN) and each.figure.text not in items[0].words for each in judged)
    if stage and not denied and not (odd and item.kind is not Kind.MILESTONE):
        reached = _stage_reached(stage, bare, items[0], day.day if day else None, today, odd=odd)
        if reached is not None:
            dated = reached.ask is not None or day is None or not day.unclear
            return reached if dated or day is None else replace(reached, ask=Ask(AskReason.DAY_UNCLEAR, (day.text,)))
    stands = day is not None and not forecast and not denied and not cues.UNCHANGED.search(bare)
    same = bool(cues.UNCHANGED.search(bare)) and not cues.AS_A_YEAR_AGO.search(bare) and not judged and not forecast
    return Content(
        as_of=day.day if day and stands and not day.partial else None,
        ask=Ask(AskReason.NO_VALUE, _passed_over(judged, items[0].words)),
        unchanged=same,
        because=reason_in(about.clauses, items) if same else "",
    )


def _passed_over(judged: list[JudgedFigure], own: str) -> tuple[str, ...]:
    """The figures that are no progress of the item, as written; what stands in its name is none."""
    return tuple(each.figure.text for each in judged if each.figure.text not in own)


def _stage_reached(
    stage: str, bare: str, named: NamedItem, as_of: date | None, today: date, *, odd: bool
) -> Content | None:
    """The stage of a milestone item; of any other item a question, or None where the stage only stands in its name."""
    doubt = Ask(AskReason.STAGE_ONLY)
    if named.item.kind is Kind.MILESTONE:
        unsure = odd or bool(cues.VAGUE.search(bare))
        late = Ask(AskReason.FUTURE_DATE, (as_of.isoformat(),)) if as_of and as_of > today else None
        return Content(kind=ValueKind.STATUS, as_of=as_of, status=stage, ask=doubt if unsure else late)
    if stage not in named.words or re.search(rf"{stage}(?:了|$)", bare) or "全部" in stage:
        return Content(kind=ValueKind.STATUS, as_of=as_of, status=stage, ask=doubt)
    return None


def _still_lacks(bare: str) -> bool:
    return bool(re.search(r"(?:还|尚|仍)?(?:差|缺|剩)(?!不多)", bare))


def _stage(parts: list[Clause]) -> str | None:
    """The last stage word of the clauses. Names are not blanked here, since a milestone's own name may hold the stage."""
    told = (part.text for part in parts if _WISH.match(part.text) is None)
    found = [match.group() for text in told for match in cues.STAGE.finditer(text)]
    return found[-1] if found else None
