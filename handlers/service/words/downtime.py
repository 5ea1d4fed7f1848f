"""A stop of the service and a jump of its clock, in words."""

from wording.said import worded


def downtime(hours: int, kept: int) -> str:
    """After a stop that outlasted the platform's memory."""
    return worded(
        "系统停机 {hours} 小时。平台只保留 {kept} 小时内的消息，更早发来的可能没有收到，请提醒有关单位补报。",
        hours=hours,
        kept=kept,
    )


def jumped(days: int) -> str:
    """After a jump of the clock."""
    return worded(
        "系统时钟跳动了 {days} 天，提醒和通报已暂停，问答照常。请核对服务器时间，无误后执行 zeren release。", days=days
    )
