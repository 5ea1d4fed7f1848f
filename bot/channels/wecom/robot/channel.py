"""The channel of 智能机器人: callbacks come in and messages go out over the one connection."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.request import getproxies

import aiohttp
import structlog

from bot.base.channel import Abilities, Cause, Deaf, DeliveryError, Knows, Outgoing, Receive
from bot.base.locks import KeyedLocks
from bot.base.logs import described
from bot.channels.wecom import render
from bot.channels.wecom.failures import Refused
from bot.channels.wecom.media import Unsealed, unsealed
from bot.channels.wecom.robot.incoming import Called, FileToFetch, read
from bot.channels.wecom.robot.link import ANSWER, HEARTBEAT, PING, Frame, Link
from bot.channels.wecom.robot.outgoing import Speaker
from bot.channels.wecom.robot.spec import NAME
from domain.files import Trouble
from domain.keys.chats import group_of
from handlers.kernel.messages import Attached

log = structlog.get_logger()

# 20,480 bytes of a message, less a note that it is sent again and the address of a link.
TEXT_LIMIT = 20_000
ABILITIES = Abilities(push=True, buttons=True, edit=True, files=True, groups=True, text_limit=TEXT_LIMIT)
FILES_AT_ONCE = 4
STOP_GRACE = 2.0


class RobotChannel:
    """Implements bot.base.channel.Channel. A chat is a member by UserID, or a group (domain.keys.chats).

    The platform keeps nothing for a robot that is not connected, and brings nothing twice.
    """

    name = NAME
    abilities = ABILITIES
    # A second connection ends the first.
    needs_seat = True

    def __init__(
        self,
        url: str,
        robot: str,
        secret: str,
        *,
        max_file_bytes: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._max_file_bytes = max_file_bytes
        self._now = now
        self._secrets = (secret,)
        self._link = Link(url, robot, secret, self._called)
        self._speaker = Speaker(self._link, self._secrets)
        self._order = KeyedLocks()
        self._hands = asyncio.Semaphore(FILES_AT_ONCE)
        self._core: tuple[Receive, Knows] | None = None
        self._running: asyncio.Task[None] | None = None
        self._taking: set[asyncio.Task[None]] = set()

    @property
    def trouble(self) -> Deaf | None:
        """See Channel."""
        return self._link.trouble

    def silent_for(self) -> float | None:
        """See Channel. A beat may rightly take as long as it does."""
        if self._running is None:
            return None
        return max(0.0, time.monotonic() - self._link.last_good - HEARTBEAT - ANSWER)

    def text_length(self, text: str) -> int:
        """Bytes of UTF-8."""
        return render.length(text)

    def is_group(self, chat: str) -> bool:
        """See Channel."""
        return group_of(chat) is not None

    async def start(self, receive: Receive, knows: Knows) -> None:
        """See Channel; returns at once."""
        if self._running is not None:
            return
        self._core = receive, knows
        self._running = asyncio.create_task(self._link.run(), name=NAME)

    async def stop(self) -> None:
        """Takes no more; what was begun is finished, within STOP_GRACE seconds (F38)."""
        running, self._running = self._running, None
        if running is None:
            return
        self._core = None
        if self._taking:
            await asyncio.wait(self._taking, timeout=STOP_GRACE)
        self._link.stop()
        _, late = await asyncio.wait({running}, timeout=STOP_GRACE)
        for task in late:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel."""
        return await self._speaker.send(outgoing)

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """See Channel: a robot has no menu."""

    async def ask(self, chat: str) -> None:
        """See Channel; a beat."""
        with contextlib.suppress(Refused):
            try:
                await self._link.call(PING, {})
            except DeliveryError as failure:
                raise DeliveryError(Cause.NETWORK, failure.reason) from failure

    def _called(self, command: str, number: str, body: Frame) -> None:
        """A callback, taken beside the reading: its work may wait for an answer over the same connection."""
        called = read(command, number, body, self._now())
        if called is None or self._core is None:
            return
        told = called.incoming
        if called.change and told.message is not None:
            self._speaker.note_tap(told.message, called.change)
        taking = asyncio.ensure_future(self._take(called, *self._core))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)

    async def _take(self, called: Called, receive: Receive, knows: Knows) -> None:
        told = called.incoming
        try:
            async with self._order.hold(told.chat):
                if called.wanted is not None:
                    told = replace(told, file=await self._fetched(called.wanted, told.sender, knows))
                await receive(told)
        except Exception as failure:
            log.warning("callback not taken", update=told.external_id, reason=described(failure, self._secrets))

    async def _fetched(self, wanted: FileToFetch, sender: str, knows: Knows) -> Attached:
        """The file with its bytes, or with the reason why there are none."""

        def without(trouble: Trouble, limit: int = 0) -> Attached:
            return Attached(wanted.name, wanted.media_type, 0, None, trouble, limit)

        if not await knows(NAME, sender):
            return without(Trouble.STRANGER)
        async with self._hands:
            try:
                sealed = await _download(wanted.url, self._max_file_bytes)
                content = unsealed(sealed, wanted.key) if sealed is not None else None
            except (aiohttp.ClientError, OSError, TimeoutError, Unsealed) as failure:
                log.warning("file not fetched", reason=type(failure).__name__)
                return without(Trouble.UNREACHABLE)
        if content is None:
            return without(Trouble.TOO_LARGE, self._max_file_bytes)
        return Attached(wanted.name, wanted.media_type, len(content), content)


async def _download(url: str, most: int) -> bytes | None:
    """What lies there; None if it is more than so many bytes and the padding of a block."""
    limits = aiohttp.ClientTimeout(total=None, connect=5.0, sock_connect=5.0, sock_read=20.0)
    async with (
        aiohttp.ClientSession(trust_env=bool(getproxies()), timeout=limits) as session,
        session.get(url) as answer,
    ):
        answer.raise_for_status()
        content = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):
            content += chunk
            if len(content) > most + 32:
                return None
        return bytes(content)
