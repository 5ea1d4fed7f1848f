"""The office's own forms, as the admins read of them."""

from collections.abc import Sequence

from documents.forms.filling import Kind, Trouble
from wording.said import joined, worded

CALLED = {Kind.NOTICE: "督办单", Kind.BULLETIN: "通报", Kind.LEDGER: "台账"}
WHY = {
    Trouble.ABSENT: "读不到模板文件",
    Trouble.LARGE: "模板文件过大",
    Trouble.MACROS: "模板含宏，请另存为 .docx 或 .xlsx",
    Trouble.NOT_OFFICE: "模板不是 .docx 或 .xlsx 文件",
    Trouble.UNOPENED: "模板打不开",
    Trouble.UNKNOWN: "模板里有不认识的占位",
    Trouble.MISSING: "模板缺少占位",
    Trouble.UNFILLED: "模板没能填写",
}


def failed(kind: Kind, trouble: Trouble, names: Sequence[str]) -> str:
    """A document was made in the built-in form; `names` are the places that are to blame."""
    which = worded("（{names}）", names=joined("、", names)) if names else ""
    return worded(
        "{kind}模板没有用上：{why}{which}。文件已按内置版式生成。请检查后在终端运行 zeren doctor 核对。",
        kind=CALLED[kind],
        why=WHY[trouble],
        which=which,
    )
