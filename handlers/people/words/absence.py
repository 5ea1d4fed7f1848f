"""Sentences about leave, stand-ins and hand-over."""

from wording.said import worded

LEAVE_USAGE = "请写明起止日期，例如“请假 7月1日到7月5日”；代人登记写“请假 张三 7月1日到7月5日”。"
NOT_AWAY = "没有登记中的请假。"
LEAVE_CHANGED = "这次请假已开始、已变更或已撤销，请重新发“销假”。"
SURE_BACK = "确认撤销"
PAST = "这段日期已经过去，请核对。"
STAND_IN_USAGE = "请写明由谁代岗，例如“AB角 李四”“AB角 李四 到7月31日 JS-010”；取消写“AB角 取消”。"
NO_STAND_IN = "没有登记中的 AB 角。"
STAND_IN_ENDED = "AB 角已取消。"
NOT_FIT = "AB 角须是本单位在岗人员（区级人员须同一角色）。"
NOT_ALLOWED = "只能为本人办理；为他人办理请联系单位负责人、督查员或管理员。"
UNDO = "撤销这次请假"
AGREE = "确认请假"
ON_RECORD = "这次请假已登记。"
NOT_TO_AGREE = "超过15天的请假由本人或另一位管理员确认。"
ASKED_IN_VAIN = "这次请假已过期或不再有效，请重新登记。"
NOBODY_AGREES = (
    "代他人登记超过15天的请假，须由本人或另一位管理员确认。现在没有能收到消息的人可以确认，请先登记15天以内的。"
)
HAND_OVER_USAGE = "请写明由谁交给谁，例如“交接 张三 李四”。"
HAND_OVER_NOT_FIT = "接手人已在另一单位或岗位，请先为其办理离岗，或写一位新人的姓名。"
SURE_HAND_OVER = "确认交接"


def away(name: str, first: str, last: str, deputy: str) -> str:
    """Leave is on record."""
    told = (
        worded("期间的提醒和通知发给 {deputy}", deputy=deputy)
        if deputy
        else "没有 AB 角，期间的提醒按单位其他填报人、单位负责人、督查员的顺序转发"
    )
    return worded("已登记：{name} {span}请假，{told}。", name=name, span=_span(first, last), told=told)


def away_by(by: str, first: str, last: str) -> str:
    """To whom somebody else put on leave."""
    return worded(
        "{by}为您登记了请假：{span}，期间的提醒和通知转给他人。如不属实，请撤销。", by=by, span=_span(first, last)
    )


def ask_agree(by: str, name: str, first: str, last: str) -> str:
    """To who may agree to long leave of another."""
    return worded(
        "{by}要为{name}登记请假：{span}，超过15天，须由本人或另一位管理员确认。",
        by=by,
        name=name,
        span=_span(first, last),
    )


def waits_for(name: str, first: str, last: str, names: str) -> str:
    """To who asked for it."""
    return worded(
        "尚未登记：{name} {span}请假超过15天，须由{names}确认，已发出确认请求。",
        name=name,
        span=_span(first, last),
        names=names,
    )


def agreed(by: str, name: str, first: str, last: str) -> str:
    """To who asked for it."""
    return worded("{by}已确认：{name} {span}请假，已登记。", by=by, name=name, span=_span(first, last))


def undone_by(name: str, first: str, last: str) -> str:
    """To who arranged it."""
    return worded("{name}撤销了您登记的请假：{span}。", name=name, span=_span(first, last))


def back(name: str) -> str:
    """Leave has ended."""
    return worded("已销假：{name}，今天起恢复提醒。", name=name)


def ask_back(name: str, first: str, last: str) -> str:
    """Before a leave to come is taken back."""
    return worded("{name} 目前没有请假；已登记的下一次请假是 {span}。是否撤销？", name=name, span=_span(first, last))


def taken_back(name: str, first: str, last: str) -> str:
    """A leave to come is taken back."""
    return worded("已撤销：{name} {span}的请假，期间提醒照常发给本人。", name=name, span=_span(first, last))


def _span(first: str, last: str) -> str:
    return first if first == last else worded("{first}至{last}", first=first, last=last)


def stands_in(name: str, deputy: str, until: str, items: str) -> str:
    """A stand-in is on record."""
    scope = worded("，限 {items}", items=items) if items else ""
    return worded(
        "已登记：{name}不在岗时由{deputy}代岗{scope}，{until}。", name=name, deputy=deputy, scope=scope, until=until
    )


def ask_hand_over(name: str, successor: str, unit: str, count: int) -> str:
    """Before a hand-over."""
    return worded(
        "{unit}{name}的岗位交给{successor}，在办 {count} 项随岗位转交；{name}即时停用，未发出的提醒作废。是否确认？",
        unit=unit,
        name=name,
        successor=successor,
        count=count,
    )


def handed_over(name: str, successor: str, count: int) -> str:
    """A hand-over is done."""
    return worded(
        "交接完成：{name}已离岗，{successor}接手在办 {count} 项；旧的提醒不再补发。",
        name=name,
        successor=successor,
        count=count,
    )


def welcome(name: str, count: int) -> str:
    """To the successor."""
    return worded("您已接手{name}的岗位，在办 {count} 项，发“我的事项”查看。", name=name, count=count)
