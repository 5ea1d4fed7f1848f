"""Sentences about agreements."""

from wording.said import worded

WHICH = "请写明单位，例如“责任书 住建局”。"
NONE = "没有找到这个单位的责任书。"


def title(unit: str, year: int) -> str:
    """Whose agreement of which year."""
    return worded("{unit} {year}年目标责任书", unit=unit, year=year)


def parties(party_a: str, unit: str, version: int) -> str:
    """Who signs with whom, and which version."""
    return worded("甲方：{party_a}；乙方：{unit}；第 {version} 版", party_a=party_a, unit=unit, version=version)


def sums(count: int, weight: str) -> str:
    """How many items, and what their weights add up to."""
    return worded("共 {count} 项，权重合计 {weight}", count=count, weight=weight)


def ended(code: str, name: str) -> str:
    """An item that was ended by decision."""
    return worded("{code} {name}：已终止，发“事项 {code}”查看原因", code=code, name=name)


def item(mark: str, code: str, name: str, target: str, due: str, weight: str) -> str:
    """One promise."""
    return worded(
        "{mark} {code} {name}：{target}，{due}前，权重 {weight}",
        mark=mark,
        code=code,
        name=name,
        target=target,
        due=due,
        weight=weight,
    )


def draft(code: str, name: str, missing: str) -> str:
    """A promise that is not in force yet."""
    return worded("⚪ {code} {name}：草稿，缺{missing}", code=code, name=name, missing=missing)


def source(where: str) -> str:
    """Where it was read."""
    return worded("来源：{where}", where=where)
