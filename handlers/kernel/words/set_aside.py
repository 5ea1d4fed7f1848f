"""Sentences about rows that were set aside."""

from domain.set_aside import Kind

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
    return f"巡检时有 {count} 条数据处理失败，已搁置，其余照常"


def line(kind: str, name: str) -> str:
    """One of them."""
    return f"{kind}：{name}"


def rest(more: int) -> str:
    """What does not fit, and where the reasons are."""
    others = f"另有 {more} 条。" if more > 0 else ""
    return f"{others}系统会自动重试；原因请在终端运行 zeren doctor 查看。"


def left_out(count: int) -> str:
    """In a digest."""
    return f"{count} 项因数据有误亮灯未更新，管理员已收到提示"
