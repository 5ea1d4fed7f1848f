"""A message that is changed after it was sent corrects what it made; it never does it a second time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

# Telegram lets people edit for so long; what comes later of a message nobody knows is the platform's own doing.
LONGEST_EDITED = timedelta(hours=48)


class Kind(Enum):
    """What a message made, beside an open form, which knows its messages itself.

    DONE: something else that is on record, which no later words take back. The values stand in the store.
    """

    REPORT = "report"
    LEAVE = "leave"
    BLOCKER = "obstacle"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that a message made. `ref`: the row's number; of leave person, first and last day (3:2026-12-07:2026-12-09)."""

    kind: Kind
    ref: str = ""


class Step(Enum):
    """What is done with an edit.

    SILENT: nothing, it says what was said. ANEW: it is read like any other line. BEGIN_AGAIN: the open form that the message
    began is begun again with the new words. MEND: what it made is corrected. REFUSE: what it did stays, and it is said.
    """

    SILENT = "silent"
    ANEW = "anew"
    BEGIN_AGAIN = "begin again"
    MEND = "mend"
    REFUSE = "refuse"


def step_of(*, known: bool, same: bool, age: timedelta, made: Collection[Kind], began_form: bool) -> Step:
    """The step for an edit. `known`: the message was dealt with before, when it read the `same` or something else.

    `age` of the message; `began_form`: a form is open, and what it holds was told by this message alone.
    """
    if same or (not known and age > LONGEST_EDITED):
        return Step.SILENT
    if Kind.DONE in made:
        return Step.REFUSE
    if made:
        return Step.MEND
    return Step.BEGIN_AGAIN if began_form else Step.ANEW
