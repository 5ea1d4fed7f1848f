"""Sentences about what a unit raises: an obstacle, a request for more time."""

BLOCKER = "堵点"
EXTENSION = "延期申请"


def raised(kind: str, unit: str, who: str, item: str, text: str) -> tuple[str, ...]:
    """To the inspectors."""
    about = f"，{item}" if item else ""
    return (f"【{kind}】{unit}（{who}）{about}", f"“{text}”")


def passed_on(kind: str, item: str) -> str:
    """To who raised it."""
    about = f"（{item}）" if item else ""
    return f"{kind}{about}已转督查室。"


def nobody(kind: str) -> str:
    """There is no inspector to tell."""
    return f"{kind}没有转出：系统里还没有督查员，请联系管理员。"
