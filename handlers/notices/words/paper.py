"""What is printed on a supervision notice. Written for the paper: full dates, no chat marks."""

from datetime import date

URGENCY = "加急"


def full(day: date) -> str:
    """2026年7月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def title(item: str, kind: str) -> str:
    """The paper's title."""
    return f"关于{item}的{kind}"


def item(code: str, name: str, target: str, due: date | None, leader: str) -> tuple[str, str]:
    """First paragraph: which promise."""
    goal = f"，年度目标{target}" if target else ""
    until = f"，{full(due)}前完成" if due else ""
    return "一、督办事项。", f"{code} {name}{goal}{until}；责任领导：{leader}。"


def reason(text: str, parent: str) -> tuple[str, str]:
    """Second paragraph: why."""
    before = f"本单由{parent}升级。" if parent else ""
    return "二、督办事由。", f"{_ended(text)}{before}"


def demand(text: str, consequences: str) -> tuple[str, str]:
    """Third paragraph: what is asked, and what follows."""
    return "三、办理要求。", f"{_ended(text)}{consequences}"


def limits(reply_by: date, objection: date, feedback_day: int) -> tuple[str, str]:
    """Fourth paragraph: by when."""
    object_ = f"对承办事项有异议的，由单位主要负责人签字后于{full(objection)}前提出。"
    return (
        "四、办理时限。",
        f"请于{full(reply_by)}前书面回复。{object_}首次回复后，每月{feedback_day}日前反馈整改进展，直至销号。",
    )


def contact(name: str) -> str:
    """The note below the date."""
    return f"联系人：{name}"


def issued(day: date) -> str:
    """In the imprint."""
    return f"{full(day)}印发"


def _ended(text: str) -> str:
    return text if text.endswith(("。", "；", "？")) else f"{text}。"
