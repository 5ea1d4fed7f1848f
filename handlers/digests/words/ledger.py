"""Words of the ledger (台账)."""

from collections.abc import Iterable, Mapping
from datetime import date

from wording.said import joined, worded

VAGUE = "待明确"
BY_NODES = "按节点办结"


def title(scope: str, year: int) -> str:
    """Heading of the workbook."""
    return worded("{scope}{year}年目标责任台账", scope=scope, year=year)


def subtitle(district: str, day: date, counts: Mapping[str, int]) -> str:
    """Whose, as of when, how many of each light."""
    lights = joined("、", (worded("{word}灯 {count}", word=word, count=count) for word, count in counts.items()))
    return worded(
        "{district}\u3000截至{year}年{month}月{day}日\u3000共 {sum} 项（{lights}）",
        district=district,
        year=day.year,
        month=day.month,
        day=day.day,
        sum=sum(counts.values()),
        lights=lights,
    )


def next_node(day: str, text: str) -> str:
    """The node to come."""
    return worded("{day}：{text}", day=day, text=text)


def needed(rate: str) -> str:
    """What is needed from now on."""
    return worded("需{rate}", rate=rate)


def row(parts: Iterable[str]) -> str:
    """Parts of a cell."""
    return joined("；", (part for part in parts if part))


def told(name: str, count: int, note: str) -> str:
    """What comes with the file."""
    return worded("{name}台账，{count} 项。{note}", name=name, count=count, note=note)


def left_out(count: int) -> str:
    """The workbook is bounded in a chat."""
    return worded("另有 {count} 项未列出，请按板块或单位分别导出。", count=count)


def file_name(name: str, day: date, year: int | None = None) -> str:
    """Name of the file; with the year if it is not the running one."""
    return worded(
        "{name}{part}台账{day:%Y%m%d}.xlsx",
        name=name,
        part="" if year is None else worded("{year}年", year=year),
        day=day,
    )
