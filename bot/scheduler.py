"""The table of APScheduler jobs. Jobs only knock: what is due stands in the database, so a missed or doubled run does no harm.

The library plans each run by the wall clock and sleeps until then. Two things make that hold when the clock is moved: a job's
next run is planned from now, never from the run before, and whoever sees the clock jump has all runs planned anew (`replan`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A name, local times of day as cron fields, and what to do."""

    name: str
    minute: str
    hour: str
    run: Callable[[], Awaitable[object]]


class FromNow(CronTrigger):  # type: ignore[misc]  # the library has no types
    """The next time of day after now: counted on from the run before, each minute of a year that was jumped would be a run."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """See the library; a time that has run is not given again."""
        following: datetime | None = super().get_next_fire_time(None, now)
        if following is not None and following == previous_fire_time:
            following = super().get_next_fire_time(None, following + timedelta(microseconds=1))
        return following


def build(jobs: list[Job], zone: ZoneInfo) -> AsyncIOScheduler:
    """A scheduler with the jobs, not yet started. Late runs are made up once and never overlap."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(timezone=zone, job_defaults=defaults)
    for job in jobs:
        trigger = FromNow(minute=job.minute, hour=job.hour, timezone=zone)
        scheduler.add_job(_careful(job), trigger, id=job.name, name=job.name)
    return scheduler


def replan(scheduler: AsyncIOScheduler) -> None:
    """Plans every job's next run from the clock as it stands now."""
    now = datetime.now(scheduler.timezone)
    for job in scheduler.get_jobs():
        job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))


def _careful(job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            result = await job.run()
        except Exception as failure:
            log.error("job failed", job=job.name, exc_info=failure)
            return
        log.debug("job done", job=job.name, result=str(result))

    return run
