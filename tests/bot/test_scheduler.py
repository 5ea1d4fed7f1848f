"""The few jobs that knock, and what a held-up loop or a failing job does to them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import scheduler
from bot.base.clock import Drift
from bot.scheduler import FromNow, Job

ZONE = ZoneInfo("Asia/Shanghai")


async def test_a_job_is_never_dropped_for_being_late_never_doubled_and_never_overlaps_itself() -> None:
    """F25: with the library's default a loop held for a second would lose the run."""

    async def knock() -> None: ...

    jobs = scheduler.build([Job("tick", "*", "*", knock)], ZONE)
    jobs.start(paused=True)
    (job,) = jobs.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    jobs.shutdown(wait=False)


async def test_a_job_that_fails_is_knocked_on_again(capsys: pytest.CaptureFixture[str]) -> None:
    runs = 0

    async def fail() -> None:
        nonlocal runs
        runs += 1
        raise RuntimeError("a mistake")

    run = scheduler._careful(Job("tick", "*", "*", fail))
    await asyncio.gather(run(), run())
    assert runs == 2


def at(day: int, hour: int, minute: int, second: float = 0) -> datetime:
    """A local time of June 2026."""
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE) + timedelta(seconds=second)


@pytest.mark.parametrize(
    ("previous", "now", "following"),
    [
        (None, at(1, 10, 0, 0.5), at(1, 10, 1)),
        (at(1, 10, 0), at(1, 10, 0), at(1, 10, 1)),
        # The library woke a little early by the clock.
        (at(1, 10, 1), at(1, 10, 0, 59.9), at(1, 10, 2)),
        # Late by hours, or the clock was set forward by a month: from now on.
        (at(1, 10, 0), at(1, 14, 0, 7), at(1, 14, 1)),
        (at(1, 10, 0), at(30, 14, 0, 7), at(30, 14, 1)),
        # Set back by a day.
        (at(2, 10, 0), at(1, 10, 0, 3), at(1, 10, 1)),
    ],
)
def test_a_next_run_is_planned_from_now(previous: datetime | None, now: datetime, following: datetime) -> None:
    assert FromNow(minute="*", hour="*", timezone=ZONE).get_next_fire_time(previous, now) == following


async def test_a_clock_set_forward_by_a_year_makes_one_run_of_what_was_missed() -> None:
    """The library listed each missed minute: a quarter of a minute of work a job."""

    async def knock() -> None: ...

    jobs = scheduler.build([Job("tick", "*", "*", knock)], ZONE)
    jobs.start(paused=True)
    (job,) = jobs.get_jobs()
    assert len(job._get_run_times(job.next_run_time + timedelta(days=366, seconds=30))) == 1
    jobs.shutdown(wait=False)


async def test_after_the_clock_was_set_back_the_next_run_is_within_the_minute() -> None:
    async def knock() -> None: ...

    jobs = scheduler.build([Job("tick", "*", "*", knock), Job("tidy", "17", "3", knock)], ZONE)
    jobs.start(paused=True)
    ahead = datetime.now(ZONE) + timedelta(days=1)
    for job in jobs.get_jobs():
        job.modify(next_run_time=ahead)
    scheduler.replan(jobs)
    tick, tidy = (jobs.get_job(name) for name in ("tick", "tidy"))
    assert tick.next_run_time - datetime.now(ZONE) <= timedelta(seconds=60)
    assert (tidy.next_run_time.hour, tidy.next_run_time.minute) == (3, 17)
    jobs.shutdown(wait=False)


def ticking(*seconds: float) -> Callable[[], float]:
    """A clock that shows these, one after the other."""
    return iter(seconds).__next__


def test_drift_is_what_the_clock_was_moved_by_and_is_told_once() -> None:
    drift = Drift(ticking(1000, 1002, 4604, 1006), ticking(5, 7, 9, 11))
    assert [drift.since_asked() for _ in range(3)] == [0, 3600, -3600]
