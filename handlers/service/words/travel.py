"""Sentences of the demonstration's date box."""

from datetime import date, datetime

WEEKDAYS = "一二三四五六日"
BACKWARDS = "只能往后跳：已经发生的事不会撤销。要从更早的一天看起，请停止演示，用 --now 重新启动。"
NO_TIME = "请填写日期和时间。"
ALREADY = "正在逐日走，请先停下。"
BROKEN = "中途出错，停在这一天；请看终端里的日志。"
NEXT_WEEK = "+1 周"
NEXT_MONTH = "下月 1 日"


def too_far(last: datetime) -> str:
    """Beyond the sample's year there is nothing to see. `last` is a local time."""
    return f"示例只有一年的责任书，最远到 {last.year}年{last.month}月{last.day}日。"


def day(value: date) -> str:
    """7月6日 周一."""
    return f"{value.month}月{value.day}日 周{WEEKDAYS[value.weekday()]}"


def moment(value: datetime) -> str:
    """7月6日 周一 09:00; `value` is a local time."""
    return f"{day(value)} {value:%H:%M}"


def next_push(value: datetime, today: date) -> str:
    """The button that goes to the next push."""
    return f"今天 {value:%H:%M}" if value.date() == today else f"下一工作日 {value:%H:%M}"


def arrived(at: datetime, said: int) -> str:
    """Where one is now, and what was said on the way."""
    return f"已到 {moment(at)}，" + (f"途中发出 {said} 条提醒、督办和周报。" if said else "途中没有要发的消息。")


def waits(at: datetime, push: datetime) -> str:
    """Nothing is pushed at this hour."""
    return f"已到 {moment(at)}。此时不推送，{moment(push)} 一并发出。"
