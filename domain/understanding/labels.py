"""The label of a button, typed instead of tapped."""

import re
from collections.abc import Sequence
from enum import Enum

from domain.understanding.intent import intent_of
from domain.understanding.model import Intent
from domain.understanding.text import clean

# Longer lines are no label of a step; what holds a figure is a figure.
MOST_LABEL = 12
MOST_LATIN = 40
_AROUND = re.compile(r"^[\s“”\"'「」【】\[\]]+|[\s“”\"'「」【】\[\]。.!！~]+$")
# What people write for the label of a step, and the labels that it may mean.
_OTHERWISE = (
    (re.compile(r"确认|确定|提交|确认并?提交吧?|提交吧|确定提交"), re.compile(r"^确认|提交$")),
    (re.compile(r"上?传?佐证|(?:补充?|添加|上传|传)佐证"), re.compile(r"佐证$")),
    (re.compile(r"改(?:一下|下)?|(?:我要|我想)?修改(?:一下|下)?"), re.compile(r"^修改$")),
)
_YES = re.compile(r"(?:是|对)(?:的|了)?|没错|属实|是这个数|就是这个数")
_KEEP = re.compile(r"^就按")


# 申请延期 says by itself what is wanted, whatever card is above it.
_BY_ITSELF = frozenset({Intent.EXTENSION, Intent.BLOCKER, Intent.QUERY, Intent.HELP})


class Reading(Enum):
    """How a line is held against labels. STRICTLY: only as they are written. LOOSELY: also by what people write for them.

    AS_ANSWER: loosely, and the card waits for an answer, so that 是的 may be one.
    """

    STRICTLY = "strictly"
    LOOSELY = "loosely"
    AS_ANSWER = "as an answer"


# 2, or as a card says where nobody can tap: 回复 2.
_CHOICE = re.compile(r"(?:回复)?\s*(\d{1,3})")


def choice_meant(words: str) -> int | None:
    """The number of a choice; None for anything else."""
    found = _CHOICE.fullmatch(words.strip())
    return int(found[1]) if found else None


def says_itself(words: str) -> bool:
    """Whether a line means something without any card."""
    return intent_of(clean(words)) in _BY_ITSELF


def label_meant(words: str, labels: Sequence[str], reading: Reading) -> int | None:
    """Which of the labels of a card the words are, or mean if only one can be meant; None for anything else."""
    said = _AROUND.sub("", words)
    if said in labels:
        return labels.index(said)
    if said.isascii():
        said = said.casefold()
        return next((at for at, label in enumerate(labels) if label.casefold() == said), None)
    if reading is Reading.STRICTLY:
        return None
    meanings = (*_OTHERWISE, (_YES, _KEEP)) if reading is Reading.AS_ANSWER else _OTHERWISE
    for written, label in meanings:
        found = [at for at, each in enumerate(labels) if label.search(each)] if written.fullmatch(said) else []
        if len(found) == 1:
            return found[0]
    return None
