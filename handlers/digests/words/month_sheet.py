"""Words of the sheet to fill in (台账模板)."""

from datetime import date

from wording.said import worded

HOW = "浅黄色格可填写；没有进展的行留空；填好后直接发给机器人，一次确认。"
HINT = "请填截至日期的累计数，只填数字。"
REFUSAL = "这一格只能填数字，单位见“计量单位”列。"


def title(scope: str, year: int) -> str:
    """Heading of the sheet."""
    return worded("{scope}{year}年重点任务进展填报表", scope=scope, year=year)


def told(name: str, count: int, *, own: bool) -> str:
    """What comes with the file."""
    if own:
        return worded("{name}填报表，{count} 项。填好后直接发到这里，一次确认即可。", name=name, count=count)
    return worded("{name}填报表，{count} 项。请转给责任单位，由各单位填报人填好后发给机器人。", name=name, count=count)


def file_name(name: str, day: date) -> str:
    """Name of the file."""
    return worded("{name}填报表{day:%Y%m%d}.xlsx", name=name, day=day)
