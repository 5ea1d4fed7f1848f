"""How often units were asked this month."""

NOT_ASKED = "本月还没有催报。"


def asked(count: int, most: int) -> str:
    """How often the unit was asked this month."""
    return f"本月已催报 {count} 次（按天计），上限 {most} 次。"


def asked_line(unit: str, count: int) -> str:
    """One unit of the list of asks."""
    return f"{unit} {count} 次"


def more_units(count: int) -> str:
    """Units that do not fit into the list of asks."""
    return f"另有 {count} 家"


def asks_title(units: int, total: int, most: int) -> str:
    """Heading of the list of asks."""
    return f"本月催报：{units} 家单位 {total} 次，每家上限 {most} 次"
