"""Sentences about rows that were set aside."""

from domain.set_aside import Kind
from wording.said import worded

KINDS = {
    Kind.JUDGE: "事项亮灯",
    Kind.REMIND: "事项提醒",
    Kind.RECORD: "事项后果记录",
    Kind.NOTICE: "督办单期限",
    Kind.PERSON: "人员提醒",
    Kind.DIGEST: "人员通报",
}

NOT_JUDGED = "该事项因数据有误暂未亮灯，管理员已收到提示。"


def title(count: int) -> str:
    """Heading."""
    return worded("巡检时有 {count} 条数据处理失败，已搁置，其余照常", count=count)


def line(kind: str, name: str) -> str:
    """One of them."""
    return worded("{kind}：{name}", kind=kind, name=name)


def rest(more: int) -> str:
    """What does not fit, and where the reasons are."""
    others = worded("另有 {more} 条。", more=more) if more > 0 else ""
    return worded("{others}系统会自动重试；原因请在终端运行 zeren doctor 查看。", others=others)


def left_out(count: int) -> str:
    """In a digest."""
    return worded("{count} 项因数据有误亮灯未更新，管理员已收到提示", count=count)
