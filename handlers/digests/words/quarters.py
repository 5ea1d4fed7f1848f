"""Words of the quarterly sheet (季度推进表)."""

from datetime import date

from wording.said import worded


def title(scope: str, year: int) -> str:
    """Heading of the sheet."""
    return worded("{scope}{year}年重点任务季度推进表", scope=scope, year=year)


def subtitle(district: str, day: date) -> str:
    """Whose, as of when, and that figures are totals."""
    return worded(
        "{district}　截至{year}年{month}月{day}日　计划数、完成数均为累计数",
        district=district,
        year=day.year,
        month=day.month,
        day=day.day,
    )


def nodes(done: int, count: int) -> str:
    """How many stages of an item are done."""
    return worded("节点 {done}/{count}", done=done, count=count)


def told(name: str, count: int) -> str:
    """What comes with the file."""
    return worded("{name}季度推进表，{count} 项。", name=name, count=count)


def file_name(name: str, day: date) -> str:
    """Name of the file."""
    return worded("{name}季度推进表{day:%Y%m%d}.xlsx", name=name, day=day)
