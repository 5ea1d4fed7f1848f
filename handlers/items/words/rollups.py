"""Sentences about lights of many items together."""

from collections.abc import Mapping, Sequence

from domain.colours import Light
from domain.units import UnitKind
from wording.said import joined, worded

BOARDS = "板块亮灯"
PORTFOLIO = "分管事项"
DISTRICT = "全区"
OURS = "与本单位有关"
SEE_DISTRICT = "看全区"
SEE_PORTFOLIO = "看分管"
NOTHING = "没有您可以查看的事项。"
NO_UNIT = "没有找到这个单位，请写全称或简称，例如“单位亮灯 住建局”。"
INDENT = "\u3000"
KINDS = {UnitKind.STREET: "街道", UnitKind.DEPARTMENT: "部门", UnitKind.COMPANY: "公司", UnitKind.OTHER: "其他单位"}


def counts(found: Mapping[Light, int]) -> str:
    """🔵4 🟢17 🔴2: only lights that are there."""
    return joined(
        " ", (worded("{mark}{found}", mark=light.mark, found=found[light]) for light in Light if found.get(light))
    )


def line(depth: int, mark: str, name: str, found: Mapping[Light, int], reason: str) -> str:
    """One group, indented by its depth in the tree."""
    head = joined(" ", (part for part in (mark, name, counts(found)) if part))
    return worded("{indent}{head}", indent=INDENT * depth, head=head) + (
        worded("：{reason}", reason=reason) if reason else ""
    )


def title(what: str, scope: str, count: int) -> str:
    """Heading: what, over which items, how many."""
    return worded("{what}（{scope} {count} 项）", what=what, scope=scope, count=count)


def units_title(kind: UnitKind, scope: str, count: int) -> str:
    """Heading of the units of a kind."""
    return worded("单位亮灯 · {kinds} {count} 家（{scope}）", kinds=KINDS[kind], count=count, scope=scope)


def group_title(mark: str, name: str, scope: str, count: int) -> str:
    """Heading of the items of one board or unit."""
    return worded("{mark} {name}（{scope} {count} 项）", mark=mark, name=name, scope=scope, count=count)


def kind_sum(kind: UnitKind, lights: Sequence[Light]) -> str:
    """How many units of a kind have which light."""
    return worded(
        "{kinds} {count} 家：{counts}",
        kinds=KINDS[kind],
        count=len(lights),
        counts=counts({light: lights.count(light) for light in Light}),
    )


def tab(kind: UnitKind, count: int) -> str:
    """A button to the units of another kind."""
    return worded("{kinds} {count}", kinds=KINDS[kind], count=count)


def kind_of(words: str) -> UnitKind | None:
    """The kind of unit the words name."""
    return next((kind for kind, word in KINDS.items() if word == words), None)


def no_board(names: Sequence[str]) -> str:
    """No such board."""
    return worded("请写明板块：{value}。", value=joined("、", names))
