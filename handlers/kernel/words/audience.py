"""Who is told, in words."""

from wording.said import worded


def in_place_of(name: str) -> str:
    """The last line of a message that comes to the stand-in."""
    return worded("此件由您代{name}接收。", name=name)


def on_leave(name: str) -> str:
    """Somebody to whom a message waits though on leave."""
    return worded("{name}（请假）", name=name)
