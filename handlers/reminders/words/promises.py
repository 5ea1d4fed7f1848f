"""Sentences about reports that are promised."""

from wording.said import worded

REMIND = "到时提醒"
REPORT = "报送"
WHICH_DAY = "没有作为报送记录。要哪天提醒您？"
PAST = "这一天已经过去，请直接报送。"


def stands(name: str, told: str, as_of: str) -> str:
    """Where the item stands now."""
    return (
        worded("{name}：上次报 {told}（截至 {as_of}）。", name=name, told=told, as_of=as_of)
        if told
        else worded("{name}：还没有报过。", name=name)
    )


def offer(day: str) -> str:
    """Nothing was reported; a reminder on that day is offered."""
    return worded("没有作为报送记录。需要 {day}提醒您报吗？", day=day)


def on_day(day: str) -> str:
    """A day to be reminded on."""
    return worded("{day}提醒", day=day)


def kept(day: str, name: str) -> str:
    """The reminder is queued."""
    return worded(
        "好，{day}提醒您报{part}；在此之前报了就不再提醒。",
        day=day,
        part=worded(" {name}", name=name) if name else "送",
    )


def reminder(day: str, name: str) -> str:
    """On that day."""
    return worded("您说{day}再报{part}", day=day, part=worded("：{name}。", name=name) if name else "，请报送。")
