"""The far end of each channel: a platform on the loopback, as people use it, whatever the platform is."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.spec import ChannelWithLimits
from bot.channels.telegram.account import Account as TelegramAccount
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.wecom.account import Account
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.robot.channel import RobotChannel
from tests.support.bot_api import BotApi
from tests.support.bot_api import Limits as TelegramLimits
from tests.support.wecom import AGENT, CORP, ROBOT, ROBOT_SECRET, SECRET, TOKEN, Robot, Wecom
from tests.support.world import StoppedClock

from bot.base.pace import Limits  # isort: skip

MOST_BYTES = 1_000_000
FREE = Limits(200.0)


@dataclass(frozen=True)
class Seen:
    """A message as its reader sees it: the words, the labels of buttons that can be tapped, the bytes of a file."""

    text: str
    labels: tuple[str, ...] = ()
    content: bytes = b""


class End(ABC):
    """One platform. People are known by a name of Latin letters; what they see is the same everywhere."""

    name: str

    @abstractmethod
    def channel(self, clock: StoppedClock) -> ChannelWithLimits:
        """The channel that speaks to this platform."""

    def served(self, url: str) -> None:  # noqa: B027 - most platforms are called, and do not call
        """The service's own address, for a platform that calls it."""

    async def ready(self) -> None:  # noqa: B027 - most need no waiting
        """Returns when the service hears the platform."""

    @abstractmethod
    async def say(self, person: str, text: str) -> None: ...

    @abstractmethod
    async def send(self, person: str, content: bytes) -> None:
        """A picture."""

    @abstractmethod
    async def press(self, person: str, label: str) -> None:
        """The person taps the newest button whose label begins so."""

    @abstractmethod
    def seen(self, person: str) -> list[Seen]:
        """Everything the person was sent, as it stands now."""

    @abstractmethod
    def broken(self) -> list[object]:
        """The platform's rules that were broken."""


class TelegramEnd(End):
    """Telegram, asked for updates."""

    name = "telegram"

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._numbers: dict[str, int] = {}
        self._next = itertools.count(101)

    def channel(self, clock: StoppedClock) -> ChannelWithLimits:
        account = TelegramAccount(self._api.token, self._api.url, poll_seconds=1)
        return ChannelWithLimits(TelegramChannel(account, max_file_bytes=MOST_BYTES, now=clock.now), FREE)

    async def say(self, person: str, text: str) -> None:
        self._api.say(self._number(person), text)

    async def send(self, person: str, content: bytes) -> None:
        self._api.send_file(self._number(person), content, "", "", photo=True)

    async def press(self, person: str, label: str) -> None:
        number = self._number(person)
        for sent in reversed(self._api.sent(number)):
            found = next((each for row in sent.labels for each in row if each.startswith(label)), None)
            if found is not None:
                self._api.press(number, sent.message_id, found)
                return
        raise LookupError(label)

    def seen(self, person: str) -> list[Seen]:
        return [
            Seen(each.text, tuple(label for row in each.labels for label in row), each.content or b"")
            for each in self._api.sent(self._number(person))
        ]

    def broken(self) -> list[object]:
        return list(self._api.violations)

    def _number(self, person: str) -> int:
        if person not in self._numbers:
            self._numbers[person] = next(self._next)
        return self._numbers[person]


class WecomEnd(End):
    """WeCom's self-built app, which calls back."""

    name = "wecom"

    def __init__(self, wecom: Wecom) -> None:
        self._wecom = wecom

    def channel(self, clock: StoppedClock) -> ChannelWithLimits:
        account = Account(CORP, AGENT, SECRET, TOKEN, self._wecom.key, self._wecom.url)
        channel = WecomChannel(account, max_file_bytes=MOST_BYTES, now=clock.now)
        return ChannelWithLimits(channel, FREE, lambda _site: channel.routes())

    def served(self, url: str) -> None:
        self._wecom.callback_url = f"{url}/wecom/callback"

    async def say(self, person: str, text: str) -> None:
        await self._wecom.say(person, text)

    async def send(self, person: str, content: bytes) -> None:
        await self._wecom.send_file(person, content, "现场.jpg", "image/jpeg")

    async def press(self, person: str, label: str) -> None:
        label = _short(label, self.seen(person))
        for sent in reversed(self._wecom.to(person)):
            if (found := _begins(sent.keys, label)) is not None:
                await self._wecom.press(sent, found)
                return
        raise LookupError(label)

    def seen(self, person: str) -> list[Seen]:
        return [Seen(each.text, tuple(each.keys), each.media) for each in self._wecom.to(person)]

    def broken(self) -> list[object]:
        return list(self._wecom.violations)


class RobotEnd(End):
    """WeCom's robot over its long connection."""

    name = "wecom_robot"

    def __init__(self, robot: Robot) -> None:
        self._robot = robot

    def channel(self, clock: StoppedClock) -> ChannelWithLimits:
        channel = RobotChannel(self._robot.url, ROBOT, ROBOT_SECRET, max_file_bytes=MOST_BYTES, now=clock.now)
        return ChannelWithLimits(channel, FREE)

    async def ready(self) -> None:
        await self._robot.connected()

    async def say(self, person: str, text: str) -> None:
        await self._robot.say(person, text)

    async def send(self, person: str, content: bytes) -> None:
        await self._robot.send_picture(person, content)

    async def press(self, person: str, label: str) -> None:
        label = _short(label, self.seen(person))
        for shown in reversed(self._robot.to(person)):
            if (found := _begins(shown.keys, label)) is not None:
                await self._robot.press(shown, found)
                return
        raise LookupError(label)

    def seen(self, person: str) -> list[Seen]:
        return [Seen(each.text, tuple(each.keys), each.content) for each in self._robot.to(person)]

    def broken(self) -> list[object]:
        return list(self._robot.violations)


def _short(label: str, seen: list[Seen]) -> str:
    """What stands on the button where its label was too long for it and is told above (选1：JS-010 …)."""
    for line in reversed([line for each in seen for line in each.text.splitlines()]):
        head, colon, told = line.partition("：")
        if colon and head.startswith("选") and told.startswith(label):
            return head
    return label


def _begins(keys: dict[str, str], label: str) -> str | None:
    return next((each for each in keys if each.startswith(label)), None)


@asynccontextmanager
async def end_of(name: str, clock: StoppedClock) -> AsyncIterator[End]:
    """The platform behind a channel; what it was sent has broken none of its rules in the end."""
    end: End
    if name == TelegramEnd.name:
        async with BotApi(limits=TelegramLimits()) as api:
            yield (end := TelegramEnd(api))
            assert end.broken() == []
    elif name == WecomEnd.name:
        async with Wecom(lambda: clock.now().timestamp()) as wecom:
            yield (end := WecomEnd(wecom))
            assert end.broken() == []
    else:
        async with Robot() as robot:
            yield (end := RobotEnd(robot))
            assert end.broken() == []
