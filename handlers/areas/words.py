"""Sentences about areas."""

from collections.abc import Sequence

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
    return f"{indent}⚪ {name}：{EMPTY}"


def loose(count: int) -> str:
    """Items that hang nowhere."""
    return f"另有 {count} 项未挂片区。"


def light(mark: str, word: str, reason: str, scope: str, counts: str) -> tuple[str, str]:
    """An area's light with its reason, and over which items it was counted."""
    return f"亮灯：{mark} {word}，{reason}", f"事项（{scope}）：{counts}"


def which(names: Sequence[str]) -> str:
    """Several areas fit."""
    return f"有多个片区符合：{'、'.join(names)}。请写全名称或代码。"


def no_items(codes: Sequence[str]) -> str:
    """Codes that no item of the year has."""
    return f"没有这些事项：{'、'.join(codes)}。未作任何改动。"


def hung(name: str, codes: Sequence[str], before: Sequence[str]) -> str:
    """Items were hung on an area; some hung there before."""
    return _told(f"已挂入{name}", codes, f"原已在{name}", before)


def taken(name: str, codes: Sequence[str], absent: Sequence[str]) -> str:
    """Items were taken off an area; some did not hang there."""
    return _told(f"已从{name}摘下", codes, f"原不在{name}", absent)


def _told(done: str, codes: Sequence[str], idle: str, rest: Sequence[str]) -> str:
    parts = [f"{words}：{'、'.join(some)}" for words, some in ((done, codes), (idle, rest)) if some]
    return "；".join(parts) + "。"


def history_title(name: str) -> str:
    """Heading of an area's history."""
    return f"{name} {HISTORY}"


def history_line(day: str, who: str, step: str, what: str, source: str) -> str:
    """One entry of an area's history."""
    tail = f" {what}" if what else ""
    return f"{day} {who} {STEPS[step]}{tail}（{source}）"


def preview(new: int, changed: int, same: int, absent: int) -> str:
    """What an import would do to the tree."""
    return f"新增片区 {new} 个，变更 {changed} 个，不变 {same} 个；文件里没有的 {absent} 个保持不动。"


def hanging(name: str, hung_codes: Sequence[str], taken_codes: Sequence[str]) -> str:
    """What an import would do to the items on an area."""
    parts = [f"{word} {'、'.join(some)}" for word, some in (("挂入", hung_codes), ("摘下", taken_codes)) if some]
    return f"{name}：{'；'.join(parts)}"


def more(count: int) -> str:
    """Lines of a preview that do not fit into one card."""
    return f"另有 {count} 处。"


def imported(new: int, changed: int, hung_count: int, taken_count: int) -> str:
    """Done."""
    return f"已导入片区：新增 {new} 个，变更 {changed} 个；挂入事项 {hung_count} 项次，摘下 {taken_count} 项次。"
