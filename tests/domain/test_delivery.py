"""What to do after a failed send, as a table."""

from datetime import timedelta

import pytest

from domain.delivery import NOT_ARRIVED, PAUSES, TRIES, Failure, Next, by_preference, decide

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
        # The first try may have arrived: whatever the second came to, nobody may say that it did not.
        (Failure.UNREACHABLE, 2, True, False, None, (Next.UNKNOWN, timedelta(0))),
        (Failure.REFUSED, 2, True, False, None, (Next.UNKNOWN, timedelta(0))),
        (Failure.NOT_SENT, TRIES, True, False, None, (Next.UNKNOWN, timedelta(0))),
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


def test_only_what_surely_did_not_arrive_goes_another_way() -> None:
    assert {Next.FAILED, Next.UNREACHABLE} == NOT_ARRIVED


@pytest.mark.parametrize(
    ("channels", "prefer", "expected"),
    [
        (["web", "telegram"], ["telegram", "web"], ["telegram", "web"]),
        (["web", "telegram"], ["web"], ["web", "telegram"]),
        (["b", "a"], [], ["b", "a"]),
        (["b", "telegram", "a"], ["telegram"], ["telegram", "b", "a"]),
        (["web", "web", "telegram"], ["telegram", "web"], ["telegram", "web", "web"]),
    ],
)
def test_the_preferred_way_is_tried_first_and_the_others_as_they_stand(
    channels: list[str], prefer: list[str], expected: list[str]
) -> None:
    order = by_preference(channels, prefer)
    assert [channels[at] for at in order] == expected
    assert sorted(order) == list(range(len(channels)))
