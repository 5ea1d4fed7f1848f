"""What follows from lights, in words."""

from wording.said import worded


def consequence(day: str, word: str, times: int, text: str) -> str:
    """What followed from a light."""
    return worded(
        "督查记录：{day}第 {times} 次亮{word}灯，{text}", day=day, times=times, word=word, text=text.rstrip("。")
    )
