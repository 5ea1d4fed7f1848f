"""Rows that fail in work done for all rows at once (judging, reminding): their kinds, and when one is tried again."""

from datetime import timedelta
from enum import Enum

# The first failure may be over soon; what fails for a day is a fault in the data or in the program, and waits for a person.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440))


class Kind(Enum):
    """What failed. JUDGE and REMIND: an item's light, its reminders. RECORD: what follows from its light. NOTICE: a supervision
    notice's clocks. PERSON: a person's bundle of reminders. DIGEST: a person's digest.
    """

    JUDGE = "judge"
    REMIND = "remind"
    RECORD = "record"
    NOTICE = "notice"
    PERSON = "person"
    DIGEST = "digest"


# Kinds whose rows are items.
OF_ITEMS = frozenset({Kind.JUDGE, Kind.REMIND, Kind.RECORD})


def pause_after(attempts: int) -> timedelta:
    """How long a row rests after it failed for the `attempts`-th time (from 1 on) in a row."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
