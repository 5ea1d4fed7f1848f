"""Sentences about what a unit raises: a blocker, a request for more time."""

from collections.abc import Sequence

from domain.quoting import quoted
from wording.said import joined, worded

EXTENSION = "延期申请"
BLOCKER = "堵点"
BLOCKER_CHANGED = "堵点更正"
WITHOUT_FILE = "照片和文件没有一并转出；作佐证的请随报数发送。"
NOT_TOLD_AGAIN = "修改后的内容含需确认的词，没有转出，原来登记的堵点不变。需要更改请重新发一条。"
RESOLVED = "已解决"
DECLINED = "不能解决"
WHICH_ITEM = "这个堵点是哪一项的？"
WHICH_TO_EXTEND = "您要为哪一项申请延期？"
NO_ITEM = "不涉及具体事项"
NOT_OF_UNIT = "延期申请和堵点由责任单位提出。"
NONE_OPEN = "没有待答复的堵点。"
ANSWERED_ALREADY = "这个堵点已有答复。"
NOT_FOUND = "没有找到这个堵点，或您无权处理。"
GONE = "这条内容已经转出，如有新情况请重新说明。"
OUTDATED = "这个按钮已失效，内容还没有转出，请重新说明。"
ANSWER_LIKE = "例：6月28日现场验收，已安排专人"
HOW_RESOLVED = "请用一句话写明怎样解决的。"
WHY_DECLINED = "请用一句话写明为什么不能解决、建议找谁。"


def raised(kind: str, unit: str, who: str, item: str, text: str) -> tuple[str, ...]:
    """To those who should know."""
    about = worded("，{item}", item=item) if item else ""
    return (worded("【{kind}】{unit}（{who}）{about}", kind=kind, unit=unit, who=who, about=about), quoted(text))


def asked_of(units: Sequence[str]) -> str:
    """Who is asked to help."""
    return worded("请{value}答复。", value=joined("、", units))


def passed_on(kind: str, item: str, units: Sequence[str] = ()) -> str:
    """To who raised it."""
    about = worded("（{item}）", item=item) if item else ""
    return worded("{kind}{about}已转{value}。", kind=kind, about=about, value=joined("、", ("督查室", *units)))


def kept_untold(kind: str, item: str) -> str:
    """To who raised it, where nobody could be told yet."""
    return worded("{kind}（{item}）已登记，但系统里还没有督查员，请联系管理员。", kind=kind, item=item)


def raised_of_report(unit: str, who: str, count: int) -> str:
    """Heading of several that came with a report."""
    return worded("【堵点】{unit}（{who}）随报送提出 {count} 个", unit=unit, who=who, count=count)


def numbered(number: int) -> str:
    """Before the words of a button."""
    return worded("{number} ", number=number)


def told_line(number: int, item: str, text: str, units: Sequence[str]) -> str:
    """One of several, to who should know."""
    asked = worded("请{value}答复。", value=joined("、", units)) if units else ""
    return worded("{number}. {item}：{text}{asked}", number=number, item=item, text=quoted(text), asked=asked)


def may_follow(*, of_item: bool) -> str:
    """To who asked for more time: what the inspectors can do with it, and what holds until then."""
    do = "查看历次报送并与您联系" if of_item else "与您联系"
    return worded("督查员可{do}，答复前仍按原期限办理。发“延期记录”可查。", do=do)


NO_WISHES = "今年没有事项延期申请。"


def wish(year: int, number: int) -> str:
    """What a wish for more time is called."""
    return worded("{extension}〔{year}〕{number}号", extension=EXTENSION, year=year, number=number)


def wishes_title(count: int) -> str:
    """Heading of the list of wishes for more time."""
    return worded("事项延期申请（{count}）", count=count)


def wish_line(name: str, item: str, unit: str, text: str, day: str) -> str:
    """One of them; `unit` where it is not the reader's."""
    about = joined(" ", (part for part in (name, unit, item) if part))
    return worded("{about}：{text}（{day}转督查室）", about=about, text=quoted(text), day=day)


def nobody(kind: str) -> str:
    """There is nobody to tell."""
    return worded("{kind}没有转出：系统里还没有督查员，请联系管理员。", kind=kind)


def on_item(text: str, state: str, day: str, answer: str) -> str:
    """One blocker on an item's card."""
    told = worded("：{answer}", answer=answer) if answer else ""
    return worded("堵点（{day}）：{text}。{state}{told}", day=day, text=text, state=state, told=told)


def list_title(count: int) -> str:
    """Heading of the list of open blockers."""
    return worded("待答复堵点（{count}）", count=count)


def list_line(number: int, item: str, unit: str, text: str, needs: Sequence[str], day: str) -> str:
    """One open blocker."""
    about = worded(" {item}", item=item) if item else ""
    asked = worded("，待{value}答复", value=joined("、", needs)) if needs else "，没有指明单位"
    return worded(
        "{number}.{about} {unit}：{text}（{day}{asked}）",
        number=number,
        about=about,
        unit=unit,
        text=text,
        day=day,
        asked=asked,
    )


def answered(unit: str, state: str, item: str, text: str, words: str) -> tuple[str, ...]:
    """To who raised it and to the inspectors."""
    about = worded(" {item}", item=item) if item else ""
    return (
        worded("【堵点答复】{unit}{about}：{state}", unit=unit, about=about, state=state),
        worded("堵点：{text}", text=quoted(text)),
        worded("答复：{words}", words=quoted(words)),
    )


def answer_kept(state: str) -> str:
    """To who answered."""
    return worded("已记录（{state}），已告知提出单位和督查室。", state=state)


def asked_already(printed: str) -> str:
    """Who has asked for more time for a notice need not pass the same words on."""
    return worded("{printed} 的延期申请已发出，不再另行转办。", printed=printed)
