"""What to do after a failed send, as a table."""

from datetime import timedelta

import pytest

from domain.delivery import (
    KNOWN_AFTER,
    NOT_ARRIVED,
    PAUSES,
    TRIES,
    Cause,
    Decision,
    Failure,
    Next,
    by_preference,
    decide,
)

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


@pytest.mark.parametrize("repeated", [False, True])
def test_an_outage_gives_no_message_up(repeated: bool) -> None:
    """However often it was tried: only what fails while others get through has failed by itself."""
    decision = decide(Failure.NOT_SENT, attempts=1000, repeated=repeated, is_digest=False, alone=False)
    assert decision == Decision(Next.AGAIN, PAUSES[-1])


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_tells_of_the_way_or_of_the_message_or_of_no_call_at_all(cause: Cause) -> None:
    assert not (cause.is_of_the_way and cause.came_before_the_call)
    if cause.is_of_the_way:
        assert KNOWN_AFTER[cause] in (Failure.NOT_SENT, Failure.UNKNOWN)
    if cause.is_ours:
        assert cause.came_before_the_call


# No send ends with these: they are written by whoever takes a message back, or queues it for nobody.
WITHOUT_A_SEND = {Cause.NO_ADDRESS, Cause.ENDED, Cause.RESTORED, Cause.OVER, Cause.LEFT, Cause.MOVED}
FOR_GOOD = {Cause.TOO_LONG, Cause.TOO_BIG, Cause.REFUSED, Cause.OURS, Cause.DRAWING}
CHAT_IS_LOST = {
    Cause.BLOCKED,
    Cause.ACCOUNT_GONE,
    Cause.REMOVED,
    Cause.CHAT_GONE,
    Cause.NO_RIGHT,
    Cause.FORBIDDEN,
}
MAY_HAVE_ARRIVED = {Cause.NO_ANSWER, Cause.CUT, Cause.UNREADABLE, Cause.DIED, Cause.STOPPED}


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause not in WITHOUT_A_SEND])
def test_the_cause_says_what_is_known_and_so_what_becomes_of_the_message(cause: Cause) -> None:
    decision = decide(KNOWN_AFTER[cause], attempts=1, repeated=False, is_digest=True)
    if cause in FOR_GOOD:
        assert decision.next is Next.FAILED
    elif cause in CHAT_IS_LOST:
        assert decision.next is Next.UNREACHABLE
    elif cause in MAY_HAVE_ARRIVED:
        assert decision.next is Next.UNKNOWN
    else:
        assert decision == Decision(Next.AGAIN, PAUSES[0]), "a later try may get through"


def test_no_send_ends_with_a_cause_of_those_who_send_nothing() -> None:
    assert set(Cause) - set(KNOWN_AFTER) == WITHOUT_A_SEND


def test_only_the_programs_own_mistakes_are_ours() -> None:
    assert {cause for cause in Cause if cause.is_ours} == {Cause.OURS, Cause.DRAWING}


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
