"""GET /healthz, /readyz and /metrics: for a supervisor, a load balancer and Prometheus. They name numbers, never content."""

import time
from collections.abc import Mapping

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.base.channel import Channel
from bot.base.clock import Clock
from bot.base.logs import redact
from bot.base.pulse import Pulse, Stored
from bot.road.intake import Intake
from storage import backlog, schedule, updates
from storage.engine import Database
from storage.store import Store

log = structlog.get_logger()

# Longer without a tick, or without a good poll beyond the poll's own time, and somebody should look.
LATE_TICK = 180.0
SILENT_POLL = 120.0


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
                found.append(f"{name}: {channel.trouble.told}")
            elif silent is not None and silent > SILENT_POLL:
                found.append(f"{name}: no good poll for {silent:.0f} s")
        return found

    async def _metrics(self, _request: Request) -> Response:
        stored: Stored | None = None
        try:
            stored = await self._database.read(_stored)
        except Exception as failure:
            log.warning("metrics without the store", reason=type(failure).__name__)
        # Loaded by who is asked for it: a service that nobody scrapes needs no Prometheus.
        from bot.operations import metrics

        seen = metrics.Seen(self._pulse, stored, self._channels, self._intake, self._clock.now())
        return Response(metrics.page(seen), media_type=metrics.MEDIA_TYPE)


def _stored(store: Store) -> Stored:
    return Stored(backlog.waiting(store), updates.count_dead(store), schedule.count_aside(store))
