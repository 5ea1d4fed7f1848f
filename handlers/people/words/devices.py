"""Sentences about the chats that speak for a person: devices, logging in and out."""

from domain.people import Person
from wording.said import worded

LOGGED_OUT = "您没有登录，或登录已结束。请打开邀请链接，或发送邀请中的 /start 口令。"
LOCKED = "这台设备闲置已久，请输入解锁密码。"
WRONG_PIN = "密码不对；连续五次不对将结束登录。"
PIN_RULE = "解锁密码须为 6 到 64 位字母、数字或符号，且不能全部相同。"
BYE = "已退出登录。再次使用须凭新的邀请。"
ENDED = "已结束这台设备的登录，它不再显示您的任何内容，也不再收到提醒。"
NOT_YOURS = "这台设备已不在您的名下。"
SURE_LOGOUT = "确认退出"
LOGOUT = "退出登录"
ASK_LOGOUT = "退出后，这里不再显示您的内容，也不再收到提醒；再次使用须凭新的邀请。是否退出？"
TITLE = "我的设备"
HINT = "不认识的设备请立即结束，并告知管理员。"
MINE = "本机"


def about(person: Person, unit: str) -> str:
    """Role and unit, below a name."""
    return worded("{word} · {unit}", word=person.role.word, unit=unit)


def device(number: int, way: str, *, here: bool, bound: str, used: str) -> str:
    """One line of the list."""
    mark = worded("（{mine}）", mine=MINE) if here else ""
    return worded(
        "{number}. {way}{mark}：{bound}绑定，最近使用 {used}", number=number, way=way, mark=mark, bound=bound, used=used
    )


def end(number: int, way: str) -> str:
    """The button that ends it."""
    return worded("结束 {number}. {way}", number=number, way=way)
