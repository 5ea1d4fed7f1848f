"""GET /healthz, /readyz and /metrics: for a supervisor, a load balancer and Prometheus. They name numbers, never content."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import Channel
from bot.clock import Clock
from bot.intake import Intake
from bot.logs import redact
from bot.pulse import Pulse
from domain.set_aside import Kind
from storage import backlog, set_aside, updates
from storage.backlog import Waiting
from storage.engine import Database
from storage.outbox import Lane

log = structlog.get_logger()

# Longer without a tick, or without a good poll beyond the poll's own time, and somebody should look.
LATE_TICK = 180.0
SILENT_POLL = 120.0


@dataclass(frozen=True)
class Stored:
    """What the store says of its backlog."""

    waiting: Mapping[tuple[str, Lane], Waiting]
    dead: int
    aside: Mapping[Kind, int]


class Watch:
    """Answers for one process."""

    def __init__(
        self, pulse: Pulse, database: Database, channels: Mapping[str, Channel], intake: Intake, clock: Clock
    ) -> None:
        self._pulse = pulse
        self._database = database
        self._channels = channels
        self._intake = intake
        self._clock = clock

    def routes(self) -> list[Route]:
        """The three routes."""
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _alive(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "monotonic": round(time.monotonic(), 3)})

    async def _ready(self, _request: Request) -> Response:
        """200 when this process does its part, 503 with the reasons when it does not."""
        reasons = self._troubles()
        try:
            await self._database.read(_stored)
        except Exception as failure:
            reasons.append("store: " + redact(f"{type(failure).__name__}: {failure}".splitlines()[0]))
        body = {"status": "not ready" if reasons else "ok", "leading": self._pulse.leading, "reasons": reasons}
        return JSONResponse(body, status_code=503 if reasons else 200)

    def _troubles(self) -> list[str]:
        pulse, now, found = self._pulse, time.monotonic(), []
        if pulse.unstored_since is not None:
            found.append(f"messages could not be stored for {now - pulse.unstored_since:.0f} s")
        if pulse.held is not None:
            found.append(f"{pulse.held}: held until `zeren release`")
        elif pulse.leading and pulse.ticked_at is not None and now - pulse.ticked_at > LATE_TICK:
            found.append(f"no tick for {now - pulse.ticked_at:.0f} s")
        for name, channel in self._channels.items():
            silent = channel.silent_for()
            if channel.trouble:
                found.append(f"{name}: {channel.trouble}")
            elif silent is not None and silent > SILENT_POLL:
                found.append(f"{name}: no good poll for {silent:.0f} s")
        return found

    async def _metrics(self, _request: Request) -> Response:
        stored: Stored | None = None
        try:
            stored = await self._database.read(_stored)
        except Exception as failure:
            log.warning("metrics without the store", reason=type(failure).__name__)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Families(list(self._families(stored))))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    def _families(self, stored: Stored | None) -> Iterator[Metric]:
        pulse, now = self._pulse, time.monotonic()
        yield _gauge("zeren_up", "1 while the store can be read.", 0 if stored is None else 1)
        yield _gauge("zeren_leading", "1 if this process polls, ticks and delivers.", int(pulse.leading))
        yield _counted("zeren_messages", "Updates dealt with by this process.", "outcome", pulse.messages)
        yield _counted("zeren_deliveries", "Send attempts of this process by result.", "result", pulse.deliveries)
        yield _gauge("zeren_intake_waiting", "Updates waiting for their transaction.", self._intake.waiting)
        yield _gauge("zeren_intake_oldest_seconds", "Age of the oldest of them.", self._intake.oldest_seconds)
        if pulse.ticked_at is not None:
            yield _gauge("zeren_tick_lag_seconds", "Since the last tick that ended well.", now - pulse.ticked_at)
            yield _gauge("zeren_tick_seconds", "How long that tick took.", pulse.tick_seconds)
        silent = GaugeMetricFamily("zeren_poll_silent_seconds", "Since the last good poll.", labels=["channel"])
        for name, channel in self._channels.items():
            if (since := channel.silent_for()) is not None:
                silent.add_metric([name], since)
        yield silent
        if stored is not None:
            yield from self._backlog(stored)

    def _backlog(self, stored: Stored) -> Iterator[Metric]:
        count = GaugeMetricFamily("zeren_outbox_waiting", "Messages that wait to leave.", labels=["channel", "lane"])
        age = GaugeMetricFamily(
            "zeren_outbox_oldest_seconds", "Age of the oldest that might leave.", labels=["channel", "lane"]
        )
        now = self._clock.now()
        for (channel, lane), waiting in stored.waiting.items():
            labels = [channel, lane.name.lower()]
            count.add_metric(labels, waiting.count)
            age.add_metric(labels, (now - waiting.since).total_seconds())
        yield count
        yield age
        yield _gauge("zeren_dead_letters", "Updates that were set aside.", stored.dead)
        aside = GaugeMetricFamily("zeren_set_aside", "Rows that failed in a tick and rest.", labels=["kind"])
        for kind in Kind:
            aside.add_metric([kind.value], stored.aside.get(kind, 0))
        yield aside


class _Families(Collector):
    """Families made for one answer."""

    def __init__(self, families: list[Metric]) -> None:
        self._made = families

    def collect(self) -> list[Metric]:
        """See Collector."""
        return self._made


def _stored(connection: Connection) -> Stored:
    return Stored(backlog.waiting(connection), updates.count_dead(connection), set_aside.counts(connection))


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_, value=value)


def _counted(name: str, help_: str, label: str, counts: Mapping[tuple[str, str], int]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=["channel", label])
    for (channel, what), count in sorted(counts.items()):
        family.add_metric([channel, what], count)
    return family
