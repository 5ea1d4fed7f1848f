"""Sentences that belong to no single conversation."""

from domain.quoting import quoted
from wording.said import worded

FAILED = "这条消息没能处理，已记下并转给管理员，请稍后再试。"
NOT_STORED_YET = "系统暂时无法保存。您的消息没有丢，恢复后会自动处理，请不必重发。"
NO_PRIVATE_CHAT = "我还不能私聊您，这条没有处理。请先打开与我的私聊，再说一遍。"
OPEN_PRIVATE = "打开私聊"
FORM_OVER = "这次填报已经结束，结果在上面。"
SENT_IN_PRIVATE = "已私聊发您。"
PRIVATE_ONLY = "此内容请与我私聊查看。"
STALE_BUTTON = "该按钮已失效，请重新打开。"
NOT_YOUR_BUTTON = "这个按钮不是发给您的。"
STRANGER = "您还没有绑定身份。请向区督查室索取邀请链接，打开后即可使用。"
INVITE_INVALID = "邀请无效或已过期，请向区督查室重新索取。"
NOT_ALLOWED = "您的角色不能使用这项功能。"
CANCELLED = "已取消，什么都没有提交。"
NOTHING_TO_CANCEL = "当前没有进行中的填报。"
FORM_LOST = "刚才没办完的一步已失效，需要时请重新开始。"
OTHERS_WORDS = "这是转发的消息，没有按您的意思办理。需要办理请自己发一遍。"
EMPTY = "请发文字、照片或文件。"
WELCOME_BACK = "您好。可以这样用："
CANCEL = "取消"
BACK = "返回"
PREVIOUS = "上一条"
NEXT = "下一条"
PREVIOUS_PAGE = "上一页"
NEXT_PAGE = "下一页"


def unknown_unit(words: str) -> str:
    """No such unit."""
    return worded("没有找到单位{words}。", words=quoted(words))


def of_year(year: int, *, shown: bool) -> str:
    """Before an item's code, where it may be taken for the item of another year."""
    return worded("{year}年 ", year=year) if shown else ""
