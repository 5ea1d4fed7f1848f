"""What to do after a failed send, as a table."""

from datetime import timedelta

import pytest

from domain.delivery import PAUSES, TRIES, Failure, Next, decide

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("failure", "attempts", "repeated", "digest", "retry_after", "expected"),
    [
        (Failure.NOT_SENT, 1, False, False, None, (Next.AGAIN, PAUSES[0])),
        (Failure.NOT_SENT, 3, False, False, None, (Next.AGAIN, PAUSES[2])),
        (Failure.NOT_SENT, 30, False, True, None, (Next.AGAIN, PAUSES[-1])),
        (Failure.NOT_SENT, TRIES, False, False, None, (Next.FAILED, timedelta(0))),
        (Failure.NOT_SENT, TRIES, False, False, 7 * SECOND, (Next.AGAIN, 7 * SECOND)),
        (Failure.REFUSED, 1, False, False, None, (Next.FAILED, timedelta(0))),
        (Failure.UNREACHABLE, 1, False, False, None, (Next.UNREACHABLE, timedelta(0))),
        (Failure.UNKNOWN, 1, False, False, None, (Next.AGAIN, 2 * SECOND)),
        (Failure.UNKNOWN, 2, True, False, None, (Next.UNKNOWN, timedelta(0))),
        (Failure.UNKNOWN, 1, False, True, None, (Next.UNKNOWN, timedelta(0))),
    ],
)
def test_the_next_step_after_a_failure(
    failure: Failure,
    attempts: int,
    repeated: bool,
    digest: bool,
    retry_after: timedelta | None,
    expected: tuple[Next, timedelta],
) -> None:
    decision = decide(failure, attempts=attempts, repeated=repeated, is_digest=digest, retry_after=retry_after)
    assert (decision.next, decision.after) == expected
