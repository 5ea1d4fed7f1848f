"""Sentences of the demonstration's date box."""

from datetime import date, datetime

from wording.said import worded

WEEKDAYS = "一二三四五六日"
BACKWARDS = "只能往后跳：已经发生的事不会撤销。要从更早的一天看起，请停止演示，用 --now 重新启动。"
NO_TIME = "请填写日期和时间。"
ALREADY = "正在逐日走，请先停下。"
BROKEN = "中途出错，停在这一天；请看终端里的日志。"
NEXT_WEEK = "+1 周"
NEXT_MONTH = "下月 1 日"


def too_far(last: datetime) -> str:
    """Beyond the sample's year there is nothing to see. `last` is a local time."""
    return worded(
        "示例只有一年的责任书，最远到 {year}年{month}月{day}日。", year=last.year, month=last.month, day=last.day
    )


def day(value: date) -> str:
    """7月6日 周一."""
    return worded("{month}月{day}日 周{weekdays}", month=value.month, day=value.day, weekdays=WEEKDAYS[value.weekday()])


def moment(value: datetime) -> str:
    """7月6日 周一 09:00; `value` is a local time."""
    return worded("{day} {value:%H:%M}", day=day(value), value=value)


def next_push(value: datetime, today: date) -> str:
    """The button that goes to the next push."""
    return (
        worded("今天 {value:%H:%M}", value=value)
        if value.date() == today
        else worded("下一工作日 {value:%H:%M}", value=value)
    )


def arrived(at: datetime, said: int) -> str:
    """Where one is now, and what was said on the way."""
    return worded("已到 {moment}，", moment=moment(at)) + (
        worded("途中发出 {said} 条提醒、督办和周报。", said=said) if said else "途中没有要发的消息。"
    )


def waits(at: datetime, push: datetime) -> str:
    """Nothing is pushed at this hour."""
    return worded("已到 {moment}。此时不推送，{moment2} 一并发出。", moment=moment(at), moment2=moment(push))
