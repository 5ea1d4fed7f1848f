"""Who is told, in words."""


def in_place_of(name: str) -> str:
    """The last line of a message that comes to the stand-in."""
    return f"此件由您代{name}接收。"


def on_leave(name: str) -> str:
    """Somebody to whom a message waits though on leave."""
    return f"{name}（请假）"
