"""Days as people read them."""

from datetime import date

UNCONFIRMED = "（未公布调休，暂按推算）"


def day(value: date) -> str:
    """6月24日."""
    return f"{value.month}月{value.day}日"


def due(value: date | None, *, confirmed: bool) -> str:
    """A due day, marked where it rests on a working calendar that is not published yet; nothing for none."""
    return "" if value is None else day(value) + ("" if confirmed else UNCONFIRMED)
