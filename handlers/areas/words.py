"""Sentences about areas."""

from collections.abc import Sequence

from wording.said import joined, worded

AREAS = "片区亮灯"
NO_TREE = "还没有片区。请管理员发来片区表（代码、名称、类别、上级、责任事项）。"
NOT_FOUND = "没有找到这个片区，或其中没有您可以查看的事项。"
NOTHING = "没有挂在片区上的事项。"
EMPTY = "尚未挂事项"
BACK = "全部片区"
HISTORY = "变动记录"
NO_HISTORY = "没有变动记录。"
IN_CHAT = "对话"
ON_TERMINAL = "命令行"
WHOLE_NOTE = "分管事项中没有这一片区，以下按全区统计。"
STEPS = {"added": "新增片区", "changed": "变更", "hung": "挂入", "taken": "摘下"}


def empty_line(indent: str, name: str) -> str:
    """An area without items, for who may hang some on it."""
    return worded("{indent}⚪ {name}：{empty}", indent=indent, name=name, empty=EMPTY)


def loose(count: int) -> str:
    """Items that hang nowhere."""
    return worded("另有 {count} 项未挂片区。", count=count)


def light(mark: str, word: str, reason: str, scope: str, counts: str) -> tuple[str, str]:
    """An area's light with its reason, and over which items it was counted."""
    return worded("亮灯：{mark} {word}，{reason}", mark=mark, word=word, reason=reason), worded(
        "事项（{scope}）：{counts}", scope=scope, counts=counts
    )


def which(names: Sequence[str]) -> str:
    """Several areas fit."""
    return worded("有多个片区符合：{value}。请写全名称或代码。", value=joined("、", names))


def no_items(codes: Sequence[str]) -> str:
    """Codes that no item of the year has."""
    return worded("没有这些事项：{value}。未作任何改动。", value=joined("、", codes))


def hung(name: str, codes: Sequence[str], before: Sequence[str]) -> str:
    """Items were hung on an area; some hung there before."""
    return _told(worded("已挂入{name}", name=name), codes, worded("原已在{name}", name=name), before)


def taken(name: str, codes: Sequence[str], absent: Sequence[str]) -> str:
    """Items were taken off an area; some did not hang there."""
    return _told(worded("已从{name}摘下", name=name), codes, worded("原不在{name}", name=name), absent)


def _told(done: str, codes: Sequence[str], idle: str, rest: Sequence[str]) -> str:
    parts = [
        worded("{words}：{value}", words=words, value=joined("、", some))
        for words, some in ((done, codes), (idle, rest))
        if some
    ]
    return joined("；", parts) + "。"


def history_title(name: str) -> str:
    """Heading of an area's history."""
    return worded("{name} {history}", name=name, history=HISTORY)


def history_line(day: str, who: str, step: str, what: str, source: str) -> str:
    """One entry of an area's history."""
    tail = worded(" {what}", what=what) if what else ""
    return worded(
        "{day} {who} {steps}{tail}（{source}）", day=day, who=who, steps=STEPS[step], tail=tail, source=source
    )


def preview(new: int, changed: int, same: int, absent: int) -> str:
    """What an import would do to the tree."""
    return worded(
        "新增片区 {new} 个，变更 {changed} 个，不变 {same} 个；文件里没有的 {absent} 个保持不动。",
        new=new,
        changed=changed,
        same=same,
        absent=absent,
    )


def hanging(name: str, hung_codes: Sequence[str], taken_codes: Sequence[str]) -> str:
    """What an import would do to the items on an area."""
    parts = [
        worded("{word} {value}", word=word, value=joined("、", some))
        for word, some in (("挂入", hung_codes), ("摘下", taken_codes))
        if some
    ]
    return worded("{name}：{value}", name=name, value=joined("；", parts))


def more(count: int) -> str:
    """Lines of a preview that do not fit into one card."""
    return worded("另有 {count} 处。", count=count)


def imported(new: int, changed: int, hung_count: int, taken_count: int) -> str:
    """Done."""
    return worded(
        "已导入片区：新增 {new} 个，变更 {changed} 个；挂入事项 {hung_count} 项次，摘下 {taken_count} 项次。",
        new=new,
        changed=changed,
        hung_count=hung_count,
        taken_count=taken_count,
    )
