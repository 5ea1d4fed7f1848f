"""The whole durable road against a bare echo: throughput with everything waiting, and latency at a fixed rate."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.district import FIRST_CHAT, Clerk, found
from benchmarks.platform import TOKEN, Platform
from benchmarks.process import Bot, running

CONFIRM = "确认提交"
PATIENCE = 120.0


@dataclass(frozen=True)
class Run:
    """One bot under one load. Rates are answered updates a second, times milliseconds."""

    rate: float
    cpu_ms: float
    p50: float
    p99: float
    megabytes: float


class Talk:
    """Clerks who each report again as soon as they are answered: a line, a tap on the confirm card, the next line."""

    def __init__(self, platform: Platform, clerks: list[Clerk], reports: int) -> None:
        self._platform = platform
        self._items = {str(clerk.chat): clerk.item.code for clerk in clerks}
        self._left = dict.fromkeys(self._items, reports)
        self._said = dict.fromkeys(self._items, 0)
        self.strange: list[str] = []

    def begin(self) -> None:
        """Everybody's first line."""
        for chat in self._items:
            self._next(chat)

    def heard(self, chat: str, given: dict[str, str]) -> None:
        """A message of the bot."""
        token = _token(given, CONFIRM)
        if token:
            self._platform.tap(int(chat), token)
        elif "已提交" in given.get("text", ""):
            self._next(chat)
        else:
            self.strange.append(given.get("text", "")[:200])

    def _next(self, chat: str) -> None:
        if self._left[chat]:
            self._left[chat] -= 1
            self._said[chat] += 1
            self._platform.say(int(chat), f"{self._items[chat]} {self._said[chat]}")


class Echoed:
    """People who each say something again as soon as they are answered."""

    def __init__(self, platform: Platform, chats: int, times: int) -> None:
        self._platform = platform
        self._left = {str(FIRST_CHAT + number): times for number in range(chats)}

    def begin(self) -> None:
        """Everybody's first line."""
        for chat in self._left:
            self.heard(chat, {})

    def heard(self, chat: str, _given: dict[str, str]) -> None:
        """A message of the bot."""
        if self._left[chat]:
            self._left[chat] -= 1
            self._platform.say(int(chat), "JJ-001 12")


async def saturated_echo(kind: str, chats: int, times: int) -> Run:
    """Throughput of a bare echo."""
    with tempfile.TemporaryDirectory() as name:
        async with Platform() as platform:
            people = Echoed(platform, chats, times)
            platform.on_message = people.heard
            people.begin()
            async with running(Path(name), "benchmarks.bots.echo", kind, platform.url, TOKEN) as bot:
                return await _measured(platform, bot, chats * times)


async def saturated_reports(
    url_of: Callable[[Path], str], chats: int, reports: int, program: str = "benchmarks.bots.durable"
) -> Run:
    """Throughput of the product: every report is two updates, and both are answered."""
    with tempfile.TemporaryDirectory() as name:
        url = url_of(Path(name))
        clerks = await found(url, chats)
        async with Platform() as platform:
            people = Talk(platform, clerks, reports)
            platform.on_message = people.heard
            people.begin()
            async with running(Path(name), program, url, platform.url, TOKEN) as bot:
                run = await _measured(platform, bot, chats * reports * 2)
            if people.strange:
                raise RuntimeError(f"unexpected answers: {people.strange[:3]}")
            return run


async def paced_reports(url_of: Callable[[Path], str], chats: int, per_second: int, seconds: int) -> Run:
    """Latency of the product at a fixed rate of updates: lines, each answered with its confirm card."""
    with tempfile.TemporaryDirectory() as name:
        url = url_of(Path(name))
        clerks = await found(url, chats)
        durable = ("benchmarks.bots.durable", url)
        async with Platform() as platform, running(Path(name), *durable, platform.url, TOKEN) as bot:
            await asyncio.wait_for(platform.first_poll.wait(), PATIENCE)
            await _at_a_rate(platform, clerks, per_second, 2)
            platform.latencies.clear()
            before = bot.cpu_seconds
            await _at_a_rate(platform, clerks, per_second, seconds)
            return _run(platform, bot, len(platform.latencies) / seconds, bot.cpu_seconds - before)


async def _at_a_rate(platform: Platform, clerks: list[Clerk], per_second: int, seconds: int) -> None:
    begun, total = time.perf_counter(), per_second * seconds
    expected = len(platform.latencies) + total
    for number in range(total):
        await asyncio.sleep(max(0.0, begun + number / per_second - time.perf_counter()))
        clerk = clerks[number % len(clerks)]
        platform.say(clerk.chat, f"{clerk.item.code} {1 + number // len(clerks)}")
    await platform.answered(expected, PATIENCE)


async def _measured(platform: Platform, bot: Bot, total: int) -> Run:
    """From the fifth of the answers to the last but a twentieth: starting and ending are not what is asked."""
    await platform.answered(total // 5, PATIENCE)
    before, done = bot.cpu_seconds, len(platform.latencies)
    await platform.answered(total, PATIENCE)
    cpu = (bot.cpu_seconds - before) / (len(platform.latencies) - done)
    first, last = total // 5, total - total // 20
    rate = (last - first) / (platform.answered_at[last - 1] - platform.answered_at[first - 1])
    return _run(platform, bot, rate, cpu * len(platform.latencies))


def _run(platform: Platform, bot: Bot, rate: float, cpu: float) -> Run:
    ordered = sorted(platform.latencies)
    return Run(
        rate=rate,
        cpu_ms=cpu / len(ordered) * 1000,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[int(len(ordered) * 0.99)] * 1000,
        megabytes=bot.resident_megabytes,
    )


def _token(given: dict[str, str], label: str) -> str | None:
    rows = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
    return next((button["callback_data"] for row in rows for button in row if button["text"] == label), None)
