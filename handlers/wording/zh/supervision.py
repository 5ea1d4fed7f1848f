"""Sentences of reminders and receipts."""

ACKNOWLEDGE = "收到"
ACKNOWLEDGED = "已记录：收到。"
ACKNOWLEDGED_BEFORE = "之前已记录过收到。"
NOTHING_TO_ACKNOWLEDGE = "好的。"
OVERDUE_HEAD = "【逾期未报】"
DUE_HEAD = "【待报送】"
NODE_HEAD = "【节点】"


def title(day: str, count: int) -> str:
    """Heading of the bundle."""
    return f"{day} 提醒（{count} 项）"


def report_ahead(code: str, name: str, due: str, left: int) -> str:
    """A report falls due."""
    when = "今天" if left == 0 else f"还有 {left} 个工作日"
    return f"{code} {name}：{due}前报送，{when}"


def report_late(code: str, name: str, due: str, late: int, unit: str) -> str:
    """A report is overdue; the unit is named to those who look after several."""
    owner = f"{unit} " if unit else ""
    return f"{owner}{code} {name}：应于 {due}报送，已逾期 {late} 个工作日"


def node_ahead(code: str, node: str, due: str, left: int) -> str:
    """A milestone comes near."""
    when = "今天" if left == 0 else f"还有 {left} 个工作日"
    return f"{code} “{node}”：{due}到期，{when}"


def node_late(code: str, node: str, due: str, late: int, unit: str) -> str:
    """A milestone is overdue."""
    owner = f"{unit} " if unit else ""
    return f"{owner}{code} “{node}”：{due}到期，已逾期 {late} 个工作日"


def more(count: int) -> str:
    """What does not fit."""
    return f"另有 {count} 项，发“谁没报”查看全部。"


def downtime(hours: int) -> str:
    """After a stop that outlasted the platform's memory."""
    return f"系统停机 {hours} 小时。平台只保留 24 小时内的消息，更早发来的可能没有收到，请提醒有关单位补报。"


def jumped(days: int) -> str:
    """After a jump of the clock."""
    return f"系统时钟跳动了 {days} 天，提醒和通报已暂停，问答照常。请核对服务器时间，无误后执行 zeren release。"
