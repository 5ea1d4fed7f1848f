"""What /metrics says, as Prometheus reads it: numbers, never content."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry

from bot.base.channel import Channel, Deaf
from bot.base.pulse import Pulse, Stored
from bot.road.intake import Intake
from domain.set_aside import Kind

MEDIA_TYPE = CONTENT_TYPE_LATEST


@dataclass(frozen=True)
class Seen:
    """What the page is made of; `stored` is None while the store cannot be read, `now` is UTC."""

    pulse: Pulse
    stored: Stored | None
    channels: Mapping[str, Channel]
    intake: Intake
    now: datetime


def page(seen: Seen) -> bytes:
    """The whole page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families([*_of_process(seen), *(_of_store(seen.stored, seen.now) if seen.stored else ())]))
    return generate_latest(registry)


class _Families(Collector):
    """Families made for one answer."""

    def __init__(self, families: list[Metric]) -> None:
        self._made = families

    def collect(self) -> list[Metric]:
        """See Collector."""
        return self._made


def _of_process(seen: Seen) -> Iterator[Metric]:
    pulse, intake, now = seen.pulse, seen.intake, time.monotonic()
    yield _gauge("zeren_up", "1 while the store can be read.", 0 if seen.stored is None else 1)
    yield _gauge("zeren_leading", "1 if this process polls, ticks and delivers.", int(pulse.leading))
    yield _counted("zeren_messages", "Updates dealt with by this process.", "outcome", pulse.messages)
    yield _counted("zeren_deliveries", "Send attempts of this process by result.", "result", pulse.deliveries)
    yield _counted("zeren_delivery_failures", "Failed send attempts of this process by cause.", "cause", pulse.failures)
    yield _gauge("zeren_intake_waiting", "Updates waiting for their transaction.", intake.waiting)
    yield _gauge("zeren_intake_oldest_seconds", "Age of the oldest of them.", intake.oldest_seconds)
    if pulse.ticked_at is not None:
        yield _gauge("zeren_tick_lag_seconds", "Since the last tick that ended well.", now - pulse.ticked_at)
        yield _gauge("zeren_tick_seconds", "How long that tick took.", pulse.tick_seconds)
    silent = GaugeMetricFamily("zeren_poll_silent_seconds", "Since the last good poll.", labels=["channel"])
    for name, channel in seen.channels.items():
        if (since := channel.silent_for()) is not None:
            silent.add_metric([name], since)
    yield silent
    deaf = GaugeMetricFamily("zeren_deaf", "1 while a channel receives nothing, by cause.", labels=["channel", "cause"])
    for name, channel in seen.channels.items():
        for cause in Deaf:
            deaf.add_metric([name, cause.value], int(channel.trouble is cause))
    yield deaf


def _of_store(stored: Stored, now: datetime) -> Iterator[Metric]:
    count = GaugeMetricFamily("zeren_outbox_waiting", "Messages that wait to leave.", labels=["channel", "lane"])
    age = GaugeMetricFamily(
        "zeren_outbox_oldest_seconds", "Age of the oldest that might leave.", labels=["channel", "lane"]
    )
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


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_, value=value)


def _counted(name: str, help_: str, label: str, counts: Mapping[tuple[str, str], int]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=["channel", label])
    for (channel, what), count in sorted(counts.items()):
        family.add_metric([channel, what], count)
    return family
