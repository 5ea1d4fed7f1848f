"""The few jobs that knock, and what a held-up loop or a failing job does to them."""

import asyncio
from zoneinfo import ZoneInfo

import pytest

from bot import scheduler
from bot.scheduler import Job

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
