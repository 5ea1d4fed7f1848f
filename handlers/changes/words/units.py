"""Sentences about units that are called otherwise."""

from collections.abc import Mapping, Sequence

from domain.units import LONGEST_NAME, NoRename
from wording.said import joined, worded

USAGE = "请写明原名和新名，例如“单位改名 区住建局 区城乡建设局”；新简称写在后面，例如“简称 城建局、区城建”。"
SURE = "确认改名"
RENAMED_ALREADY = "这个单位已改名，这次改名不再有效。"
REFUSALS: Mapping[NoRename, str] = {
    NoRename.EMPTY: "单位名称和简称不能为空。",
    NoRename.TOO_LONG: worded("单位名称和简称不能超过 {longest_name} 字。", longest_name=LONGEST_NAME),
    NoRename.SAME: "这个单位现在就是这个名称。",
    NoRename.TAKEN: "这个名称或简称已是另一单位的，请换一个。",
}


def ask(before: str, after: str, shorts: Sequence[str]) -> str:
    """Before a unit is renamed."""
    told = worded("简称{value}", value=joined("、", shorts)) if shorts else "没有简称"
    return worded(
        "{before}更名为{after}（{told}）：代码、事项和历史记录不变，原名和原简称仍可查找。是否确认？",
        before=before,
        after=after,
        told=told,
    )


def renamed(before: str, after: str) -> str:
    return worded("{before}已更名为{after}，原名仍可查找。", before=before, after=after)
