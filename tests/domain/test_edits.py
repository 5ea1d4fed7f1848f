"""Which step is taken with an edit."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from domain.edits import Kind, Step, step_of

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("known", "same", "hours", "made", "began_form", "step"),
    [
        (True, True, 1, (), False, Step.SILENT),
        (True, True, 1, (Kind.REPORT,), False, Step.SILENT),
        (True, True, 1, (Kind.DONE,), True, Step.SILENT),
        (True, False, 1, (), False, Step.ANEW),
        (True, False, 1, (), True, Step.BEGIN_AGAIN),
        (True, False, 1, (Kind.REPORT,), False, Step.MEND),
        (True, False, 1, (Kind.REPORT,), True, Step.MEND),
        (True, False, 1, (Kind.LEAVE,), False, Step.MEND),
        (True, False, 1, (Kind.BLOCKER, Kind.REPORT), False, Step.MEND),
        (True, False, 1, (Kind.DONE,), False, Step.REFUSE),
        (True, False, 1, (Kind.DONE, Kind.REPORT), True, Step.REFUSE),
        (True, False, 999, (Kind.REPORT,), False, Step.MEND),
        (False, False, 1, (), False, Step.ANEW),
        (False, False, 48, (), False, Step.ANEW),
        (False, False, 49, (), False, Step.SILENT),
    ],
)
def test_the_step_for_an_edit(
    known: bool, same: bool, hours: int, made: Collection[Kind], began_form: bool, step: Step
) -> None:
    assert step_of(known=known, same=same, age=hours * HOUR, made=made, began_form=began_form) is step
