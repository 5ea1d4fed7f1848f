"""The working calendar that nobody has imported, in words."""

from wording.said import worded


def calendar_missing(year: int) -> str:
    """Nobody has imported the notice of a year that is near or has begun."""
    return worded(
        "{year} 年放假调休安排尚未导入，工作日暂按周一至周五减法定节假日推算，有关日期都标注“未公布”。"
        "请把安排表（日期、是否上班、名称）发给我。",
        year=year,
    )
