"""Sentences about people who work for another unit from now on."""

from wording.said import worded

USAGE = "请写明谁调到哪个单位，例如“调动 张三 区住建局”。"
NOT_OF_A_UNIT = "只有填报人、单位负责人属于责任单位；其他人员的调整请在服务器上用 zeren people move 办理。"
NO_SECOND = (
    "单位负责人的调动须由另一位管理员确认；没有其他管理员时由督查员确认。现在没有可确认的人，"
    "请在服务器上用 zeren people move 办理。"
)
MOVED_ON = "此人的单位已变更或已离岗，这次调动不再有效。"
SURE = "确认调动"
AGREE = "同意"
REFUSE = "不同意"


def there_already(name: str, unit: str) -> str:
    """Nothing to do."""
    return worded("{name}已在{unit}。", name=name, unit=unit)


def ask(who: str, unit: str) -> str:
    """Before somebody is moved."""
    return worded(
        "{who}调到{unit}：绑定和历史报送保留，未完成的填报和代岗安排随之结束，以后只办理新单位的事项。是否确认？",
        who=who,
        unit=unit,
    )


def asked(by: str, who: str, unit: str) -> str:
    """To the second person."""
    return worded("{by}要把{who}调到{unit}。是否同意？", by=by, who=who, unit=unit)


def waits(names: str) -> str:
    """To the admin while a second person is asked."""
    return worded("尚未调动：须经{names}确认，已发出确认请求。", names=names)


def refused(by: str, who: str, unit: str) -> str:
    """The second person refused."""
    return worded("{by}不同意把{who}调到{unit}，没有改动。", by=by, who=who, unit=unit)


def moved(name: str, before: str, after: str) -> str:
    """Somebody works for another unit now."""
    return worded("{name}已从{before}调到{after}。", name=name, before=before, after=after)


def nobody_left(unit: str) -> str:
    """The unit that the person left has nobody who can be reached."""
    return worded("{unit}现在没有能收到消息的人，请邀请或调入填报人、单位负责人。", unit=unit)


def welcome(before: str, after: str, count: int) -> str:
    """To the person."""
    return worded(
        "您已从{before}调到{after}，新单位在办 {count} 项，发“我的事项”查看；原单位的事项不再发给您。",
        before=before,
        after=after,
        count=count,
    )
