"""What follows from lights, in words."""


def consequence(day: str, word: str, times: int, text: str) -> str:
    """What followed from a light."""
    return f"督查记录：{day}第 {times} 次亮{word}灯，{text.rstrip('。')}"
