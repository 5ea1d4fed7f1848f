"""The table of APScheduler jobs. Jobs only knock: what is due stands in the database, so a missed or doubled run does no harm."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A name, local times of day as cron fields, and what to do."""

    name: str
    minute: str
    hour: str
    run: Callable[[], Awaitable[object]]


def build(jobs: list[Job], zone: ZoneInfo) -> AsyncIOScheduler:
    """A scheduler with the jobs, not yet started. Late runs are made up once and never overlap."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(timezone=zone, job_defaults=defaults)
    for job in jobs:
        trigger: BaseTrigger = CronTrigger(minute=job.minute, hour=job.hour, timezone=zone)
        scheduler.add_job(_careful(job), trigger, id=job.name, name=job.name)
    return scheduler


def _careful(job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            result = await job.run()
        except Exception as failure:
            log.error("job failed", job=job.name, exc_info=failure)
            return
        log.debug("job done", job=job.name, result=str(result))

    return run
