"""Sentences that show each role what it can type now, with examples of its own items."""

from wording.said import typed, worded

HELP_TITLE = "可以这样用"
ALL = "全部命令"
COPY_EXAMPLE = "复制示例"
HOW = "怎么用"
HELP = typed("帮助", "/help")
TRY = "试试：点一句就会替您发出，也可以自己打字。"
WELCOME = "不客气。"
NOT_UNDERSTOOD = "没有看懂。"
FOR_ADMINS = (
    "邀请加姓名 — 生成一次性绑定链接",
    "发来 Excel 工作簿 — 预览后导入责任书、单位、片区或日历",
)

ITEMS = (typed("我的事项", "/items"), "看本单位事项、亮灯和下次报送")
NOTICES = (typed("督办单", "/notices"), "签收、回复、申请延期")
VERIFY_OURS = (typed("待核验", "/verify"), "审核本单位报送")
VERIFY = (typed("待核验", "/verify"), "逐条核验，通过或退回")
LATE = (typed("谁没报", "/late"), "看逾期未报的事项")
DIGEST = (typed("周报", "/digest"), "看分管事项的亮灯、转红和逾期未报")
RED = (typed("红灯", "/red"), "看分管的红灯事项")
DELIVERY = (typed("送达情况", "/unreachable"), "看推送送到没有，谁收不到")
UNIT_LIGHTS = (typed("单位亮灯", "/unit_lights"), "看各单位亮灯")


def line(example: str, does: str) -> str:
    return worded("{example} — {does}", example=example, does=does)


def instead(sentence: str) -> str:
    """What was not possible, before the examples of what is."""
    return worded("{sentence}您可以这样发：", sentence=sentence)


def greeting(example: str) -> str:
    """A greeting is returned; `example` of a report, if there is one."""
    return worded("您好。报进度可直接发：{example}", example=example) if example else "您好。"


def like(example: str) -> str:
    """An example at the typing box; empty for who reports nothing."""
    return worded("例：{example}", example=example) if example else ""


def unheard(example: str) -> str:
    """Nothing was made of a line."""
    return (
        worded("这句话没有记录。报进度可直接发：{example}", example=example)
        if example
        else "这句话没有看懂，没有记录。"
    )


def report(code: str, figure: str, day: str) -> tuple[str, str]:
    """A report in one line."""
    return typed(f"{code} {figure} 截至{day}"), "报进度，确认后才提交"


def left(code: str) -> tuple[str, str]:
    """A question about one item."""
    return typed(f"{code}还差多少"), "直接提问"


def notice(code: str) -> tuple[str, str]:
    """A notice by hand."""
    return typed(f"督办 {code} 进度滞后", f"/supervise {code} 进度滞后"), "起草督办单，发送前可改"
