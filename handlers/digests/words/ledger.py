"""Words of the ledger (台账)."""

from collections.abc import Iterable, Mapping
from datetime import date

VAGUE = "待明确"
BY_NODES = "按节点办结"


def title(scope: str, year: int) -> str:
    """Heading of the workbook."""
    return f"{scope}{year}年目标责任台账"


def subtitle(district: str, day: date, counts: Mapping[str, int]) -> str:
    """Whose, as of when, how many of each light."""
    lights = "、".join(f"{word}灯 {count}" for word, count in counts.items())
    return f"{district}　截至{day.year}年{day.month}月{day.day}日　共 {sum(counts.values())} 项（{lights}）"


def target(amount: str, *, falling: bool) -> str:
    """What was promised."""
    return f"不超过{amount}" if falling else amount


def done(day: str, amount: str, share: str) -> str:
    """The newest figure."""
    return f"截至{day} {amount}" + (f"，{share}" if share else "")


def next_node(day: str, text: str) -> str:
    """The node to come."""
    return f"{day}：{text}"


def needed(rate: str) -> str:
    """What is needed from now on."""
    return f"需{rate}"


def row(parts: Iterable[str]) -> str:
    """Parts of a cell."""
    return "；".join(part for part in parts if part)


def told(name: str, count: int, note: str) -> str:
    """What comes with the file."""
    return f"{name}台账，{count} 项。{note}"


def left_out(count: int) -> str:
    """The workbook is bounded in a chat."""
    return f"另有 {count} 项未列出，请按板块或单位分别导出。"


def file_name(name: str, day: date, year: int | None = None) -> str:
    """Name of the file; with the year if it is not the running one."""
    return f"{name}{'' if year is None else f'{year}年'}台账{day:%Y%m%d}.xlsx"
