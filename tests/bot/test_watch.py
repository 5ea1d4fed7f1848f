"""What a supervisor, a load balancer and Prometheus are told."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.base.channel import Deaf
from bot.base.pulse import Pulse
from bot.operations.watch import LATE_TICK, SILENT_POLL, Watch
from bot.road.intake import Intake
from domain.people import Role
from storage import outbox
from storage.engine import Database
from storage.outbox import MessageKind
from storage.payloads import Payload
from tests.support.intake import intake_of
from tests.support.world import SilentChannel, World

Asked = tuple[httpx.AsyncClient, Pulse, Intake]


class Polling(SilentChannel):
    """A channel whose polls can fall silent."""

    silent = 0.0

    def silent_for(self) -> float | None:
        """See Channel."""
        return self.silent


@pytest.fixture
def channel() -> Polling:
    return Polling()


@pytest.fixture
async def asked(world: World, channel: Polling) -> AsyncIterator[Asked]:
    """A client of the routes, with the pulse and the intake they read."""
    pulse = Pulse()
    intake = intake_of(world, pulse)
    watch = Watch(pulse, world.database, {"test": channel}, intake, world.clock)
    transport = httpx.ASGITransport(Starlette(routes=watch.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://watch.test") as client:
        intake.start()
        yield client, pulse, intake
        await intake.stop()


async def reasons(client: httpx.AsyncClient) -> list[str]:
    """Why it is not ready; the status says the same."""
    answer = await client.get("/readyz")
    told: list[str] = answer.json()["reasons"]
    assert (answer.status_code == 503) == bool(told)
    return told


async def metrics(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and label values."""
    text = (await client.get("/metrics")).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_process_that_does_its_part_is_ready(asked: Asked) -> None:
    client, pulse, _ = asked
    pulse.leading = True
    pulse.ticked(time.monotonic() - 0.5)
    assert (await client.get("/healthz")).json()["status"] == "ok"
    assert await reasons(client) == []
    assert (await client.get("/readyz")).json()["leading"] is True


async def test_each_trouble_is_named_and_makes_it_unready(asked: Asked, channel: Polling) -> None:
    """F5: a poll that stalls for good is seen from outside."""
    client, pulse, _ = asked
    channel.silent = SILENT_POLL + 5
    assert await reasons(client) == ["test: no good poll for 125 s"]
    channel.silent = 0.0
    channel.trouble = Deaf.FOREIGN_WEBHOOK
    assert await reasons(client) == ["test: somebody has set a webhook for this token, so polling gets nothing"]
    assert (await metrics(client))["zeren_deaf", "foreign_webhook", "test"] == 1
    channel.trouble = None
    assert (await metrics(client))["zeren_deaf", "foreign_webhook", "test"] == 0
    pulse.leading = True
    pulse.ticked_at = time.monotonic() - LATE_TICK - 1
    assert await reasons(client) == [f"no tick for {LATE_TICK + 1:.0f} s"]
    pulse.leading = False
    assert await reasons(client) == [], "one that waits beside the leader owes no tick"
    pulse.held = "restored"
    assert "zeren release" in (await reasons(client))[0]
    pulse.held = None
    pulse.stored(ok=False)
    assert "could not be stored" in (await reasons(client))[0]
    pulse.stored(ok=True)
    assert await reasons(client) == []


async def test_a_store_that_cannot_be_read_makes_it_unready_and_metrics_say_so(
    asked: Asked, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, _ = asked

    async def gone(_database: Database, _work: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(type(world.database), "read", gone)
    assert await reasons(client) == ["store: OSError: gone"]
    assert (await metrics(client))["zeren_up",] == 0


async def test_metrics_count_messages_deliveries_and_what_waits(asked: Asked, world: World) -> None:
    client, pulse, intake = asked
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await intake.receive(world.update("test", clerk.name, "帮助"))
    now = world.clock.now()
    payload: Payload = {"title": "", "lines": ["x"]}
    await world.database.write(
        lambda store: outbox.put(store, "p", "test", "1", None, MessageKind.REMINDER, payload, now)
    )
    world.clock.local(11, 23, 10, 1)
    pulse.deliveries["test", "accepted"] += 3
    told = await metrics(client)
    assert told["zeren_up",] == 1
    assert told["zeren_messages_total", "test", "done"] == 1
    assert told["zeren_deliveries_total", "test", "accepted"] == 3
    assert told["zeren_outbox_waiting", "test", "reply"] == 1
    assert told["zeren_outbox_waiting", "test", "push"] == 1
    assert told["zeren_outbox_oldest_seconds", "test", "push"] == 60
    assert told["zeren_intake_waiting",] == 0
    assert told["zeren_dead_letters",] == 0
    assert told["zeren_poll_silent_seconds", "test"] == 0
