"""What is printed on a supervision notice. Written for the paper: full dates, no chat marks."""

from datetime import date

from wording.said import worded

URGENCY = "加急"


def full(day: date) -> str:
    """2026年7月1日."""
    return worded("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def title(item: str, kind: str) -> str:
    """The paper's title."""
    return worded("关于{item}的{kind}", item=item, kind=kind)


def item(code: str, name: str, target: str, due: date | None, leader: str) -> tuple[str, str]:
    """First paragraph: which promise."""
    goal = worded("，年度目标{target}", target=target) if target else ""
    until = worded("，{full}前完成", full=full(due)) if due else ""
    return "一、督办事项。", worded(
        "{code} {name}{goal}{until}；责任领导：{leader}。", code=code, name=name, goal=goal, until=until, leader=leader
    )


def reason(text: str, parent: str) -> tuple[str, str]:
    """Second paragraph: why."""
    before = worded("本单由{parent}升级。", parent=parent) if parent else ""
    return "二、督办事由。", worded("{ended}{before}", ended=_ended(text), before=before)


def demand(text: str, consequences: str) -> tuple[str, str]:
    """Third paragraph: what is asked, and what follows."""
    return "三、办理要求。", worded("{ended}{consequences}", ended=_ended(text), consequences=consequences)


def demands(text: str) -> tuple[str, str]:
    """Third paragraph where the demands stand below it on lines of their own: what was written before them, if anything."""
    return "三、办理要求。", text


def limits(reply_by: date, objection: date, feedback_day: int) -> tuple[str, str]:
    """Fourth paragraph: by when."""
    object_ = worded("对承办事项有异议的，由单位主要负责人签字后于{full}前提出。", full=full(objection))
    return (
        "四、办理时限。",
        worded(
            "请于{full}前书面回复。{object}首次回复后，每月{feedback_day}日前反馈整改进展，直至销号。",
            full=full(reply_by),
            object=object_,
            feedback_day=feedback_day,
        ),
    )


def contact(name: str) -> str:
    """The note below the date."""
    return worded("联系人：{name}", name=name)


def issued(day: date) -> str:
    """In the imprint."""
    return worded("{full}印发", full=full(day))


def _ended(text: str) -> str:
    return text if text.endswith(("。", "；", "？")) else worded("{text}。", text=text)
