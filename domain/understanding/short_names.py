"""A short name for an item, made from its text alone, so that people need not know its code.

A name is shortened only as far as it must be: first what stands in brackets and where something lies, then words that every
task has, then the members of a list before their sum. What is still too long is cut in the middle with a mark, since its end
says what is to be done.
"""

import re
from functools import lru_cache

# In the width of a Chinese character; with a unit, a light and a cause it fills two lines of a phone.
MOST = 15
# A step that leaves less than this would say nothing.
LEAST = 4
_HEADS = "全面|进一步|大力|扎实|切实|持续|深入|积极|加快|统筹|稳步|着力|努力|全力|深化|推动|推进|开展|做好|完成|实施|抓好|培育"
_MANY = "相关|有关|主要|重点|综合|专项|整体|总体|年度|全年|区级|标准化|规范化"
_BOUNDS = r"^(?:[^、,，]{1,12}?以[东南西北内外](?:[、,，]|(?=[^东南西北])))+"
_WITHIN = r"(?:范围)?内区域|范围内|(?<=.)(?:方案|规划|手续)(?=报批|编制|审批|批复)"
# Each with what takes the place of what it finds.
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"[(（][^()（）]*[)）]", ""),
        # 二环东路以西、经十路以北…内区域…方案报批
        (rf"{_BOUNDS}|{_WITHIN}", ""),
        (rf"^(?:{_HEADS})+(?=..)", ""),
        (r"[“”\"「」《》‘’]", ""),
        (r"(?<=....)(?:工作任务|工作|任务|项目|事项)$", ""),
        (r"(?<=....)(?:降至|控制在|达到|不低于|不超过|压减至|提升至|增长至)$", ""),
        # 新能源、新材料、生物医药三大产业集群
        (r"^(?:[^、]{1,8}、)+[^、]{1,8}?(?=[二三四五六七八九十两\d]+[大个类项家座条所处])", ""),
        (rf"(?<=.)(?:{_MANY})(?=..)", ""),
        (r"(?<=..)完成率$", "率"),
        (r"(?<=....)(?:建成投用|建成交付|竣工交付|建设完成|建成运营|建设运营)$", "建成"),
        (r"(?<=....)(?:改造提升|建设|推进|提升|开展|落实)$", ""),
    )
)


@lru_cache(maxsize=8192)
def short_name(name: str, most: int = MOST) -> str:
    """The name in at most so much width. A short one stays as it is."""
    for pattern, by in _STEPS:
        if _width(name) <= most:
            return name
        shorter = pattern.sub(by, name)
        name = shorter if len(shorter) >= LEAST else name
    return name if _width(name) <= most else _cut(name, most)


def _width(text: str) -> float:
    """Latin letters and figures are half as wide."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _cut(name: str, most: int) -> str:
    """The beginning and the end; a figure or a Latin word is not cut in two."""
    tail = len(name)
    while tail > 0 and _width(name[tail - 1 :]) <= most / 3:
        tail -= 1
    head = 0
    while _width(name[: head + 1]) + 1 + _width(name[tail:]) <= most:
        head += 1
    return f"{_whole(name[:head], name[head])}…{name[tail:]}"


def _whole(head: str, after: str) -> str:
    """The head without a run of Latin letters or figures that goes on after it, unless nothing would be left."""
    if not after.isascii():
        return head
    return re.sub(r"[!-~]+$", "", head) or head
