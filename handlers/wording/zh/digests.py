"""Sentences of the digest."""

from collections.abc import Mapping

from domain.colours import Light

RED = "看红灯"
LATE = "谁没报"
ALL = "全部事项"
NOTHING = "没有您分管的事项。"
ALL_WELL = "本周没有新转红、没有逾期未报。"
TURNED_RED = "新转红"
WORSE = "转差"
BETTER = "好转"
STILL_RED = "仍为红灯"
RED_LIGHTS = "红灯"


def title(scope: str, week: int) -> str:
    """Heading: whose items, which week."""
    return f"{scope}周报 第{week}周"


def counts(count: Mapping[Light, int], change: Mapping[Light, int]) -> str:
    """🔵4 🟢17 🟡5 🔴2（较上周 🔴+1）."""
    shown = " ".join(f"{light.mark}{count[light]}" for light in Light if count.get(light))
    moved = "，".join(f"{light.mark}{change[light]:+d}" for light in (Light.RED, Light.YELLOW) if change.get(light))
    return shown + (f"（较上期 {moved}）" if moved else "")


def section(head: str, count: int) -> str:
    """A heading inside the digest."""
    return f"【{head}】{count} 项"


def turned(mark: str, code: str, name: str, unit: str, reason: str) -> str:
    """An item that turned, with who owes it."""
    return f"{mark} {code} {name}（{unit}）——{reason}"


def late(unit: str, count: int, worst: int) -> str:
    """A unit that owes reports."""
    return f"{unit} {count} 项，最长 {worst} 个工作日"


def more(count: int) -> str:
    """What does not fit."""
    return f"另有 {count} 项"


def unreachable(count: int, names: str) -> str:
    """People whom no message reaches."""
    return f"【消息送不到】{count} 人：{names}"


def asked(times: int, units: int, spent: int) -> str:
    """The month's asks, counted by days and units."""
    full = f"，{spent} 家已达上限、不再催报" if spent else ""
    return f"本月催报 {units} 家 {times} 次{full}"
