"""What a question asks for, and whom a call for help asks."""

import re
from enum import Enum

from domain.understanding.catalogue import Catalogue
from domain.understanding.intent import ASKING
from domain.understanding.names import hide
from domain.understanding.text import clean


class Question(Enum):
    """LIGHTS: which are red (or yellow); LATE: who has not reported; OWED: what one still has to report; LEFT: what is missing
    to the target; TARGET, DUE: what was promised, until when or when the next report is due; FIGURE: where it stands; ALL:
    whatever there is to know.
    """

    LIGHTS = "lights"
    LATE = "late"
    OWED = "owed"
    LEFT = "left"
    TARGET = "target"
    DUE = "due"
    FIGURE = "figure"
    ALL = "all"


_LIGHT = re.compile(
    r"[红黄](?:色)?(?:灯|牌|的|了)|[变转][红黄]|(?:哪|谁)[^,。]*[没未](?:能)?(?:完成|达标)|亮灯|亮红|亮黄|落后|滞后|预警|慢了?$"
)
_UNREPORTED = re.compile(r"[没未](?:有)?(?:报|填|交|上报|提交)|逾期|超期|漏报|欠报|要报|该报|待报")
_OURS = re.compile(r"我们?|我(?:局|办|街道|公司|中心|单位)|本单位|自己|咱们?")
_LEFT = re.compile(r"还?差(?!不多)|还?缺|剩(?:下|余)?多少|剩几|离目标|距(?:离)?目标|缺口")
_TARGET = re.compile(r"目标(?:是|值|数)?|任务(?:是|数|量)|指标(?:是|值)")
_DUE = re.compile(r"什么时候|啥时候|何时|几号|哪天|截止|到期|下(?:个|一)?(?:个)?节点|下次|期限|时限(?:是|到)")

_ALL = re.compile(r"(?:什么|啥)情况|(?<!进度)(?:怎么样|咋样|怎样)|进展如何")


def question_of(text: str) -> Question:
    """The kind of a question; where an item stands if nothing else is said."""
    if _UNREPORTED.search(text) and not _DUE.search(text):
        return Question.OWED if _OURS.search(text) else Question.LATE
    if _LIGHT.search(text):
        return Question.LIGHTS
    if _DUE.search(text):
        return Question.DUE
    if _LEFT.search(text):
        return Question.LEFT
    if _TARGET.search(text):
        return Question.TARGET
    return Question.ALL if _ALL.search(text) else Question.FIGURE


def asks_streets(text: str) -> bool:
    """Whether a question is about the streets alone."""
    return "街道" in text


_OF_ALL = re.compile(
    r"(?:什么|啥)?情况|怎么?样了?|如何|进展|进度|现在|目前|最近|完成得?|工作|得|的|[吗呢啊,?]|看一?下|查一?下|说说"
)


def unit_alone(text: str, catalogue: Catalogue) -> str | None:
    """The unit about which a question asks and about nothing else: 大明湖街道怎么样; None if it names anything else."""
    cleaned = clean(text)
    named = catalogue.units_in(cleaned)
    if len(named) != 1:
        return None
    code, words = named[0]
    return None if _OF_ALL.sub("", cleaned.replace(words, "", 1)).strip() else code


def asks_yellow(text: str) -> bool:
    """Whether a question about lights means the yellow ones."""
    return "黄" in text


_OFFICIAL = re.compile(r"(?:局|委|办|部|中心|街道|公司|集团)$")


def asked_units(text: str, catalogue: Catalogue, own: str | None, item: str | None) -> tuple[str, ...]:
    """Codes of the units that a call for help names, in its order: after 请, 需要 and the like any name, before it official ones.

    The sender's own unit does not count, nor does a unit's name inside the item's name.
    """
    cleaned = clean(text)
    named = catalogue.named.get(item or "")
    bare = hide(cleaned, [named]) if named else cleaned
    request = ASKING.search(bare)
    at = request.start() if request else len(bare)
    late = [code for code, _ in catalogue.units_in(bare[at:])]
    early = [code for code, words in catalogue.units_in(bare[:at]) if _OFFICIAL.search(words)]
    return tuple(dict.fromkeys(code for code in (late or early) if code != own))
