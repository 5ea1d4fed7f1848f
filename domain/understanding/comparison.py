"""A question that compares: what is ranked, over which measure, board or area, and which end of the ranking is asked about."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from domain.shortfalls import likeness
from domain.understanding.catalogue import Catalogue
from domain.understanding.match import match
from domain.understanding.model import Context
from domain.understanding.text import clean, fold
from domain.units import UnitKind


class Ranked(Enum):
    """What is held against each other."""

    UNIT = "unit"
    BOARD = "board"
    AREA = "area"
    ITEM = "item"


class End(Enum):
    """Which end of the ranking is asked about."""

    WORST = "worst"
    BEST = "best"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a question compares. `tasks`: codes of items, one for each task that the words may name (see likeness); `units`: those
    that are named; `by_completion`: 完成率 is asked, not the distance to the plan; `strange`: words that name nothing known.
    """

    ranked: Ranked
    kind: UnitKind | None = None
    end: End = End.BOTH
    by_completion: bool = False
    board: str | None = None
    area: str | None = None
    tasks: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    strange: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a question may name beside items and units: the boards, and the areas as pairs of code and name."""

    boards: Collection[str]
    areas: Collection[tuple[str, str]]


_WHO = r"(?:哪(?:个|一个|家|一家|项|一项|几个|几家|些)?|谁)"
_SET = r"街道|街镇|镇街|乡镇|镇|单位|部门|委办局|区直|公司|国企|板块|片区|区域|事项|任务|指标|项目|家|项"
_WORST = (
    r"最(?:差|慢|落后|滞后|靠后|后|拖|末)|垫底|倒数|后腿|末位|吊车尾|后[三3]名?|"
    rf"{_WHO}[^,。]{{0,10}}(?<![不])(?:慢|拖)(?:得|了)?(?:多|些)?$|哪(?:个|家|项)[^,。]{{0,10}}(?:落后|滞后|差(?!多|几|不))"
)
_BEST = r"最(?:好|快|靠前|前)|领先|冠军|前[三3]名?|拔尖|哪(?:个|家|项)[^,。]{0,10}(?:快|好)$"
_RANK = r"排名|排行|排序|名次|排个(?:名|序|队)|排一?(?:排|下)|排第几|对比|横向|比一?比|比较一?下|最(?:高|低|多|少)(?:的|[?？]|$)"
_EACH = re.compile(rf"(?:各|每(?:个|一个)?)(?:个)?(?:{_SET})")
_ASKED_OF_EACH = re.compile(r"多少|几|怎么样|咋样|怎样|如何|情况|进度|进展|完成|率|[?？]|呢|吗")
_COMPLETION = re.compile(r"完成率|完成比例|完成度|完成百分")
_BOARD = re.compile(r"板块")
_AREA = re.compile(r"片区|区域")
_ITEM = re.compile(r"哪(?:几|些|一)?[项条]|(?:哪(?:个|几个|些)|各|每个?|几个?)(?:事项|任务|指标|项目|项)")
_KINDS = (
    (UnitKind.STREET, re.compile(r"街道|街镇|镇街|乡镇|镇")),
    (UnitKind.DEPARTMENT, re.compile(r"部门|委办局|区直")),
    (UnitKind.COMPANY, re.compile(r"公司|国企")),
)
# Words of such a question that name nothing.
_PLAIN = re.compile(
    rf"{_WHO}|{_SET}|最|垫底|倒数|第[一二三四五六七八九十几\d]|后腿|末位|吊车尾|[前后][一二三四五几\d]|名次?|排名?|行|序|"
    r"领先|冠军|拔尖|靠[前后]|对比|横向|比较?|一下|多少|几个?|怎么样|咋样|怎样|如何|情况|进度|进展|推进|完成(?:率|比例|度|得)?|"
    r"差|慢|快|好|落后|滞后|拖|高|低|多|少|末|后|前|各|每个?|所有|全部|全区|目前|现在|今天|本[周月季年旬]|今年|截至|截止|"
    r"工作|目标|责任书|任务|得|的|了|是|在|中|里|之间|分别|都|有|和|与|跟|哪|谁|呢|吗|啊|请|看|查|帮我|我|想|要|给|列|出|一|个|[~,。?!、:;\s]"
)
_ASKS = (
    r"哪|谁|各|[?？]|[三3五5]个|排|倒数|垫底|名次|对比|比一?比|"
    r"^(?![^,。]*(?:全[市省国]|进入))[^,。]{0,12}[前后][三3]名?$"
)
# A line that asks for a comparison by itself, with or without a question mark: 大招商哪家最慢, 各单位完成率排名.
ASKED = (
    rf"^(?=.*(?:{_ASKS}))(?=.*(?:{_WORST}|{_BEST}|{_RANK}))|"
    rf"(?:各|每个?)(?:{_SET})[^,。]{{0,14}}(?:完成率|完成情况|进度|进展|情况|排名)\??$"
)
_ENDS = re.compile(f"{_WORST}|{_BEST}|{_RANK}")
LEAST_STRANGE = 2
# What stands where a name stood.
_HIDDEN = "~"


def comparison_of(
    text: str, catalogue: Catalogue, known: Vocabulary, context: Context, *, asked: bool = False
) -> Comparison | None:
    """What a question compares; None for one that does not. `asked`: the words follow a command, so they need not ask."""
    cleaned = clean(text)
    if not asked and not _ranks(cleaned):
        return None
    units = catalogue.units_in(cleaned)
    bare = _without(cleaned, (words for _, words in units))
    board = next((name for name in sorted(known.boards, key=len, reverse=True) if fold(name) in bare), None)
    bare = _without(bare, (f"{fold(board)}板块", fold(board)) if board else ())
    tasks, phrases = _tasks(bare, catalogue)
    area, called = (None, "") if tasks else _area(bare, known)
    bare = _without(bare, (*phrases, called))
    # 最低生活保障 is a name and ranks nothing.
    if not asked and not _ranks(bare):
        return None
    strange = _PLAIN.sub("", bare)
    if not tasks and area is None and len(strange) >= LEAST_STRANGE:
        tasks = _like(strange, catalogue, context)
        strange = "" if tasks else strange
    if board is None and len(strange) >= LEAST_STRANGE:
        meant = [name for name in known.boards if strange in fold(name)]
        if len(meant) == 1:
            board, strange = meant[0], ""
            bare = bare.replace("板块", _HIDDEN)
    return Comparison(
        ranked=_ranked(bare),
        kind=next((kind for kind, words in _KINDS if words.search(bare)), None),
        end=_end(bare),
        by_completion=bool(_COMPLETION.search(bare)),
        board=board,
        area=area,
        tasks=tasks,
        units=tuple(dict.fromkeys(code for code, _ in units)),
        strange=strange if len(strange) >= LEAST_STRANGE and not tasks else "",
    )


def _ranks(text: str) -> bool:
    """Whether the words of a question rank: 哪家最慢, 各街道完成多少, 排名; 哪些红了 does not."""
    if _ENDS.search(text):
        return True
    each = _EACH.search(text)
    return each is not None and bool(_ASKED_OF_EACH.search(text[: each.start()] + text[each.end() :]))


def _without(text: str, words: Iterable[str]) -> str:
    for each in sorted(filter(None, words), key=len, reverse=True):
        text = text.replace(each, _HIDDEN)
    return text


def _tasks(text: str, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """An item of each task that a phrase in the text names, the longest phrase alone, and that phrase."""
    found: dict[str, list[str]] = {}
    for spoken, codes in catalogue.codes.items():
        phrase = next((each for each in spoken.phrases if each in text), None)
        if phrase is not None:
            found.setdefault(phrase, []).extend(codes)
    if not found:
        return (), ()
    longest = max(map(len, found))
    phrases = [phrase for phrase in found if len(phrase) == longest]
    return _one_of_each((code for phrase in phrases for code in found[phrase]), catalogue), tuple(phrases)


def _one_of_each(codes: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    kinds = {likeness(catalogue.named[code].item): code for code in sorted(codes, reverse=True)}
    return tuple(sorted(kinds.values()))


def _like(words: str, catalogue: Catalogue, context: Context) -> tuple[str, ...]:
    """The tasks that words mean without naming them in full."""
    found = match(words, catalogue, context)
    return _one_of_each(found.codes, catalogue) if found is not None and not found.better_named else ()


def _area(text: str, known: Vocabulary) -> tuple[str | None, str]:
    named: Sequence[tuple[str, str]] = [(code, fold(name)) for code, name in known.areas if fold(name) in text]
    code, words = max(named, key=lambda pair: len(pair[1]), default=(None, ""))
    return code, words


def _ranked(text: str) -> Ranked:
    if _BOARD.search(text):
        return Ranked.BOARD
    if _AREA.search(text):
        return Ranked.AREA
    return Ranked.ITEM if _ITEM.search(text) else Ranked.UNIT


def _end(text: str) -> End:
    worst, best = bool(re.search(_WORST, text)), bool(re.search(_BEST, text))
    return End.BOTH if worst == best else End.WORST if worst else End.BEST
