"""Adding a channel touches its own folder and the one list: pigeons carry the whole service after one line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.app import Service
from bot.base.channel import Cause, DeliveryError
from bot.channels import listed
from bot.configured import build_channels, link_of, secrets_of
from bot.operations import doctor
from bot.routes import build_routes
from bot.settings import Settings, SettingsError, load
from bot.setup import make_house
from domain.keys.messages import NewsKey
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import Incoming, say
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import marks, outbox, people
from storage.outbox import Message, MessageKind, MessageState
from tests.support.keys import news
from tests.support.pigeon.channel import PigeonChannel, storm
from tests.support.pigeon.spec import CHANNEL
from tests.support.world import StoppedClock

# A working morning: nothing is held back over the night.
MORNING = datetime(2026, 6, 24, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_third_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line."""
    monkeypatch.setattr(listed, "CHANNELS", (*listed.CHANNELS, CHANNEL))


@dataclass
class Loft:
    """A service that has nothing but pigeons."""

    service: Service
    pigeon: PigeonChannel
    settings: Settings
    clock: StoppedClock
    keys: dict[str, NewsKey] = field(default_factory=dict)
    told: int = 0

    async def say(self, chat: str, text: str) -> str:
        """A line of a chat, and the answer it gets."""
        self.told += 1
        before = len(self.pigeon.sent)
        await self.pigeon.come(Incoming("pigeon", f"bird-{self.told}", chat, chat, self.clock.now(), text))
        await self.until(lambda: len(self.pigeon.sent) > before)
        answer = self.pigeon.sent[before]
        return "\n".join((answer.title, *answer.lines)).strip()

    async def hire(self, name: str, role: Role) -> str:
        """A person who comes with an invitation; the chat has the person's name."""

        def invite(moment: Moment) -> str:
            person = people.by_id(moment.store, people.add(moment.store, name, role, None, "", moment.now))
            assert person is not None
            token = invitations.make_invite(moment, person)
            assert f"{moment.district.link}{token}" == f"pigeon://red/{token}"
            return token

        await self.say(name, f"/start {await self.service.dispatch.moment(invite)}")
        return name

    async def push(self, name: str, key: str) -> None:
        """Something nobody asked for."""

        def work(moment: Moment) -> None:
            (person,) = people.find(moment.store, name)
            self.keys[key] = news(key, person.id)
            assert moment.post.push(person.id, say(f"消息 {key}", tells=OPEN), MessageKind.INFO, self.keys[key])

        await self.service.dispatch.moment(work)
        for sender in self.service.senders:
            sender.bell.set()

    async def message(self, key: str) -> Message:
        """A message as it stands."""
        found = await self.service.house.database.read(lambda store: outbox.by_key(store, self.keys[key].text()))
        assert found is not None
        return found

    async def became(self, key: str, state: MessageState) -> Message:
        """A message once it is in a state that a call came to."""
        async with asyncio.timeout(10):
            while (found := await self.message(key)).state is not state or not found.attempts:
                await asyncio.sleep(0.01)
        return found

    async def until(self, done: Callable[[], bool]) -> None:
        """Waits for something."""
        async with asyncio.timeout(10):
            while not done():
                await asyncio.sleep(0.01)


@pytest.fixture
async def loft(tmp_path: Path) -> AsyncIterator[Loft]:
    """The service as `zeren run` builds it from a settings file."""
    file = tmp_path / "config.toml"
    file.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "zeren.db"}"\n[web]\nport = 0\n'
        '[pigeon]\nloft = "red"\nwhistle = "a secret tune"\n[delivery]\nprefer = ["pigeon"]\n'
    )
    settings, clock = load(file), StoppedClock(MORNING)
    built = build_channels(settings)
    house = make_house(settings, {name: each.channel for name, each in built.items()}, clock, new=True)
    service = Service(house, built, settings)
    service.web.add_routes(build_routes(settings, service))
    await service.start(new=True)
    pigeon = built["pigeon"].channel
    assert isinstance(pigeon, PigeonChannel)
    loft = Loft(service, pigeon, settings, clock)
    await loft.until(lambda: service.pulse.ticked_at is not None)
    yield loft
    await service.stop()


async def test_it_is_spoken_to_and_answers(loft: Loft) -> None:
    assert list(loft.service.channels) == ["pigeon"]
    name = await loft.hire("督查员", Role.INSPECTOR)
    assert "回复 1：全部命令" in await loft.say(name, "帮助"), "a pigeon carries no buttons"
    assert "送达情况" in await loft.say(name, "1")
    await loft.until(lambda: bool(loft.pigeon.menus))
    assert loft.pigeon.menus[0][0] == name
    assert ("verify", "逐条核验报送") in loft.pigeon.menus[0][1]


async def test_what_became_of_its_messages_is_told_in_its_own_words(loft: Loft) -> None:
    name = await loft.hire("督查员", Role.INSPECTOR)
    clerk = await loft.hire("张三", Role.REPORTER)
    await loft.push(clerk, "a")
    await loft.became("a", MessageState.ACCEPTED)
    loft.pigeon.weather = DeliveryError(Cause.REFUSED, "the letter is heavy")
    await loft.push(clerk, "b")
    await loft.became("b", MessageState.FAILED)
    loft.pigeon.weather = storm()
    await loft.push(clerk, "c")
    waiting = await loft.became("c", MessageState.PENDING)
    assert waiting.cause is Cause.RATE, "a limit is no refusal: it leaves later"
    loft.pigeon.weather = None
    told = await loft.say(name, "送达情况")
    assert "排队 1 条 · 已放飞 1 条 · 失败 1 条" in told
    assert "最近：信鸽不肯带这封信" in told
    assert "“已放飞”只说明信鸽已出发" in told
    of_clerk = await loft.say(name, f"送达情况 {clerk}")
    assert "“消息 a”：已放飞（信鸽）" in of_clerk
    assert "“消息 b”：失败（信鸽），信鸽不肯带这封信" in of_clerk


async def test_doctor_metrics_and_the_log_know_it(loft: Loft) -> None:
    clerk = await loft.hire("张三", Role.REPORTER)
    loft.pigeon.weather = DeliveryError(Cause.OURS, "KeyError: 'total'")
    await loft.push(clerk, "a")
    await loft.became("a", MessageState.FAILED)
    found = {each.subject: each for each in await doctor.examine(loft.settings, loft.clock.now())}
    assert (found["pigeon"].ok, found["pigeon"].state) == (True, "red")
    assert "1 failed (1 ours)" in found["deliveries"].state
    assert not found["own failures"].ok
    assert f"1 in 7 days; pigeon {loft.keys['a'].text()}: KeyError: 'total'" in found["own failures"].state
    assert tuple(filter(None, secrets_of(loft.settings))) == ("a secret tune",)
    assert link_of(loft.settings) == "pigeon://red/"
    async with httpx.AsyncClient(base_url=loft.service.web.url) as client:
        assert (await client.get("/pigeon")).text == "coo"
        metrics = (await client.get("/metrics")).text
    assert 'zeren_delivery_failures_total{cause="ours",channel="pigeon"} 1.0' in metrics


async def test_a_stop_is_told_by_the_time_its_platform_keeps_messages(loft: Loft) -> None:
    await loft.hire("督查员", Role.INSPECTOR)
    for hours in (70, 80):
        loft.clock.at += timedelta(hours=hours)
        await loft.service.tick()
    alive = await loft.service.house.database.read(lambda store: marks.get(store, marks.ALIVE))
    assert alive == loft.clock.at.isoformat()
    told = [line for each in loft.pigeon.sent for line in each.lines if "停机" in line]
    queued = await loft.service.house.database.read(lambda store: outbox.shown_in(store, "pigeon", "督查员", 50))
    told += [line for each in queued for line in each.payload["lines"] if "停机" in line]
    assert set(told) == {"系统停机 80 小时。平台只保留 72 小时内的消息，更早发来的可能没有收到，请提醒有关单位补报。"}


def test_its_settings_are_checked_like_all_others(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[pigeon]\nnest = 1\n[delivery]\nprefer = ["carrier"]\n')
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert "pigeon.nest: unknown setting" in caught.value.faults
    assert "delivery: prefer names no channel: carrier" in caught.value.faults


def test_a_chat_is_a_group_where_its_own_channel_says_so() -> None:
    pigeon = PigeonChannel()
    assert [pigeon.is_group(chat) for chat in ("flock:7", "-7")] == [True, False]
