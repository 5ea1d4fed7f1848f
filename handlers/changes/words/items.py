"""Sentences about items that end, change hands, are split or merged."""

from collections.abc import Mapping, Sequence

from domain.decisions import LONGEST_REASON, Decided, NoDecision
from domain.quoting import quoted
from wording.said import joined, worded

USAGE: Mapping[Decided, str] = {
    Decided.ENDED: "请写明编号和原因，例如“终止事项 JS-010 项目取消”。",
    Decided.MOVED: "请写明编号、接收单位和原因，例如“移交事项 JS-010 区住建局 职责划转”。",
    Decided.SPLIT: "请写明编号、拆成哪几项和原因，例如“拆分事项 JS-010 为 JS-040 JS-041 分期建设”；新事项请先导入。",
    Decided.MERGED: "请写明编号、并入哪一项和原因，例如“合并事项 JS-010 JS-011 为 JS-040 统一推进”；新事项请先导入。",
    Decided.RESTORED: "请写明编号和原因，例如“恢复事项 JS-010 误办终止”。",
}
SURE: Mapping[Decided, str] = {
    Decided.ENDED: "确认终止",
    Decided.MOVED: "确认移交",
    Decided.SPLIT: "确认拆分",
    Decided.MERGED: "确认合并",
    Decided.RESTORED: "确认恢复",
}
DONE: Mapping[Decided, str] = {
    Decided.ENDED: "已终止",
    Decided.MOVED: "已移交",
    Decided.SPLIT: "已拆分",
    Decided.MERGED: "已并入",
    Decided.RESTORED: "已恢复",
}
TAKEN_OVER = "已接收"
HISTORY_STAYS = "历史报送仍可查看，归原报送单位。"
REFUSALS: Mapping[NoDecision, str] = {
    NoDecision.NO_REASON: "请写明原因。",
    NoDecision.LONG_REASON: worded("原因请控制在 {longest_reason} 字以内。", longest_reason=LONGEST_REASON),
    NoDecision.NOT_OPEN: "所列事项中有已终止的，不能再办理。",
    NoDecision.NOT_ENDED: "所列事项中有未终止的，无须恢复。",
    NoDecision.OF_OLD_YEAR: "所列事项的年度已结束，不能再办理。",
    NoDecision.DAY_TO_COME: "生效日期不能晚于今天。",
    NoDecision.BEFORE_ITEM: "生效日期不能早于事项的开始日期。",
    NoDecision.SAME_UNIT: "所列事项中有已由该单位牵头的。",
    NoDecision.HEIRS: "拆分须写一项拆成两项以上，合并须并入一项。",
    NoDecision.HEIR_CLOSED: "接续的事项已终止，或就是所列事项本身，请核对编号。",
    NoDecision.OTHER_YEAR: "接续的事项须属同一年度。",
}


def no_item(code: str) -> str:
    """No such item."""
    return worded("没有找到事项{code}。", code=quoted(code))


def ask(
    named: Sequence[str], decided: Decided, day: str, reason: str, to: str, heirs: Sequence[str]
) -> tuple[str, ...]:
    """Before something is decided about items."""
    what = {
        Decided.ENDED: "终止",
        Decided.MOVED: worded("移交{to}", to=to),
        Decided.SPLIT: worded("拆分为 {value}", value=joined("、", heirs)),
        Decided.MERGED: worded("并入 {value}", value=joined("、", heirs)),
        Decided.RESTORED: "恢复",
    }[decided]
    stays = {
        Decided.MOVED: "以后由接收单位报送，",
        Decided.RESTORED: "照常报送和催报，其间应报的须补报，",
    }.get(decided, "以后不再催报、不能报送，")
    return (
        *named,
        worded("自{day}起{what}，原因：{reason}", day=day, what=what, reason=reason),
        worded("{stays}{history_stays}是否确认？", stays=stays, history_stays=HISTORY_STAYS),
    )


def decided(what: Decided, item: str, day: str, reason: str, unit: str, to_unit: str, heirs: Sequence[str]) -> str:
    """What was decided about an item."""
    told = {
        Decided.ENDED: "终止",
        Decided.MOVED: worded("由{unit}移交{to_unit}", unit=unit, to_unit=to_unit),
        Decided.SPLIT: worded("拆分为 {value}", value=joined("、", heirs)),
        Decided.MERGED: worded("并入 {value}", value=joined("、", heirs)),
        Decided.RESTORED: "恢复",
    }[what]
    return worded("{item}：自{day}起{told}，原因：{reason}", item=item, day=day, told=told, reason=reason)


def took_over(what: Decided, item: str, day: str) -> str:
    """On the card of an item that took another's place."""
    told = "由此项拆分而来" if what is Decided.SPLIT else "此项已并入本项"
    return worded("{item}：{day}{told}", item=item, day=day, told=told)


def open_notices(printed: Sequence[str]) -> str:
    """Notices that stand open on items about which something was decided."""
    return worded("还有未办结的督办单：{value}，请督查员销号、改派或撤回。", value=joined("、", printed))


def gap(old: str, new: str) -> str:
    """What takes an item's place does not add up to it."""
    return worded("请核对：原目标 {old}，拆分后合计 {new}。", old=old, new=new)


def one(code: str, day: str, reason: str) -> str:
    """An item with the day and the reason of its decision."""
    return worded("{code}，{day}，{reason}", code=code, day=day, reason=reason)


def count(word: str, number: int, shown: Sequence[str]) -> str:
    """How many items of one kind, some of them named."""
    more = "等" if number > len(shown) else ""
    return worded("{word} {number} 项（{value}{more}）", word=word, number=number, value=joined("；", shown), more=more)


def counts(parts: Sequence[str]) -> str:
    """All kinds in one line."""
    return worded("事项变动：{value}", value=joined("，", parts)) if parts else ""
