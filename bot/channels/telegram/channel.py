"""The Telegram channel: starts and stops the way in, and lends the client to the way out."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from starlette.routing import Route
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application
from telegram.request import BaseRequest

from bot.base.channel import Abilities, Deaf, Knows, Outgoing, Receive
from bot.channels.telegram import menus, render
from bot.channels.telegram.account import Account
from bot.channels.telegram.failures import describe, retry_after
from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.outgoing import Speaker
from bot.channels.telegram.polling import FIRST_PAUSE, LONGEST_PAUSE, Patience, Poller
from bot.channels.telegram.raw_updates import AnyApplication, Feed, RawUpdates
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.spec import NAME
from bot.channels.telegram.webhook import Webhook, whole_url

log = structlog.get_logger()

# The library's waits become timedeltas; without this it warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

DEFAULT_MENU = (("start", "绑定身份"), ("help", "能做什么"))
# The senders of delivery (32), the files being fetched (4) and the answers to taps (64): none waits for a connection.
POOL = 100
# How long Telegram keeps what it could not deliver: https://core.telegram.org/bots/api#getting-updates
KEPT = timedelta(hours=24)
ABILITIES = Abilities(
    push=True,
    buttons=True,
    edit=True,
    files=True,
    groups=True,
    text_limit=render.TEXT_LIMIT,
    redelivers=True,
    keeps_for=KEPT,
    marks=True,
)
STOP_GRACE = 2.0
# Of FIRST_PAUSE: three minutes.
PAUSES_BEFORE_DELETING = 360
WEBHOOK_CONNECTIONS = 16


class TelegramChannel:
    """Implements bot.base.channel.Channel."""

    def __init__(
        self,
        account: Account,
        *,
        max_file_bytes: int = 20 * 1024 * 1024,
        timeout: float = 10.0,
        retry_pause: float = FIRST_PAUSE,
        default_menu: Sequence[tuple[str, str]] = DEFAULT_MENU,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = account
        self._max_file_bytes = max_file_bytes
        self._timeout = timeout
        self._retry_pause = retry_pause
        self._default_menu = default_menu
        self._now = now
        self._application = self._build()
        self._speaker = Speaker(self._application.bot)
        self._webhook = Webhook(account.webhook_url, account.secret_token, account.token)
        self._borrowers = 0
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.poller: Poller | None = None
        self._began = time.monotonic()
        self._unknown_token = False

    @property
    def name(self) -> str:
        """See Channel."""
        return NAME

    @property
    def abilities(self) -> Abilities:
        """See Channel."""
        return ABILITIES

    def text_length(self, text: str) -> int:
        """UTF-16 code units of the visible text."""
        return render.length(text)

    def is_group(self, chat: str) -> bool:
        """See Channel: Telegram numbers groups below zero."""
        return chat.startswith("-")

    @property
    def needs_seat(self) -> bool:
        """See Channel."""
        return self._account.mode == "polling"

    @property
    def trouble(self) -> Deaf | None:
        """See Channel."""
        if self._unknown_token:
            return Deaf.BAD_TOKEN
        return self.poller.deaf if self.poller is not None else None

    def silent_for(self) -> float | None:
        """See Channel. A poll may rightly take as long as it was told to wait."""
        if self._account.mode != "polling" or self._running is None:
            return None
        good = self._began if self.poller is None else self.poller.last_good
        return max(0.0, time.monotonic() - good - self._account.poll_seconds)

    def webhook_route(self) -> Route:
        """Where Telegram calls in webhook mode; to be mounted at the root of the HTTP server."""
        return self._webhook.route()

    async def start(self, receive: Receive, knows: Knows) -> None:
        """Begins to receive and returns at once; a network that is down is waited for, for ever (F11)."""
        if self._running is not None:
            return
        self._stopping.clear()
        self._unknown_token = False
        self._began = time.monotonic()
        self._running = asyncio.create_task(self._run(receive, knows), name="telegram")

    async def stop(self) -> None:
        """Takes no more; what was begun is finished, within STOP_GRACE seconds (F38). What was not stays Telegram's."""
        running, self._running = self._running, None
        if running is None:
            return
        self._stopping.set()
        if self.poller is not None:
            self.poller.stop()
        _, late = await asyncio.wait({running}, timeout=STOP_GRACE)
        for task in late:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel; also before `start` and after `stop`."""
        async with self._client():
            return await self._speaker.send(outgoing)

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """The commands a private chat is shown."""
        async with self._client():
            await self._speaker.set_menu(chat, commands)

    async def ask(self, chat: str) -> None:
        """See Channel; the chat sees for a moment that somebody is typing."""
        async with self._client():
            await self._speaker.ask(chat)

    def _build(self) -> AnyApplication:
        return (
            Application.builder()
            .token(self._account.token)
            .base_url(f"{self._account.base_url}/bot")
            .base_file_url(f"{self._account.base_url}/file/bot")
            .request(self._new_request(POOL))
            # The loop polls with clients of its own (F21); the bot must have one all the same.
            .get_updates_request(_Unused())
            .updater(None)
            .job_queue(None)
            .build()
        )

    def _new_request(self, pool: int = 1) -> AiohttpRequest:
        return AiohttpRequest(pool, connect=min(self._timeout, 5.0), read=self._timeout)

    @contextlib.asynccontextmanager
    async def _client(self) -> AsyncIterator[None]:
        """Keeps the sending client open while somebody uses it, so that `stop` cuts nothing that is on its way."""
        request = self._application.bot.request
        self._borrowers += 1
        try:
            await request.initialize()
            yield
        finally:
            self._borrowers -= 1
            if self._borrowers == 0:
                await request.shutdown()

    async def _run(self, receive: Receive, knows: Knows) -> None:
        async with self._client():
            while not self._stopping.is_set():
                try:
                    if await self._persist(self._application.initialize) and await self._persist(self._announce):
                        await self._receive(receive, knows)
                except InvalidToken as failure:
                    self._unknown_token = True
                    log.error(Deaf.BAD_TOKEN.told, reason=describe(failure, self._account.token))
                    return
                except Exception as failure:
                    log.error("receiving broke off, beginning again", reason=describe(failure, self._account.token))
                    await self._rest(LONGEST_PAUSE)

    async def _receive(self, receive: Receive, knows: Knows) -> None:
        updates = RawUpdates(self._application, Feed(receive, knows), self._max_file_bytes, self._now)
        try:
            await menus.offer(self._application.bot, self._default_menu)
            if self._account.mode == "webhook":
                await self._serve(updates)
            else:
                await self._poll(updates)
        finally:
            updates.close()

    async def _poll(self, updates: RawUpdates) -> None:
        self.poller = Poller(
            url=f"{self._account.base_url}/bot{self._account.token}",
            token=self._account.token,
            poll_seconds=self._account.poll_seconds,
            new_request=self._new_request,
            take=updates.take,
            patience=Patience(
                self._retry_pause, self._retry_pause * 10, self._timeout, self._retry_pause * PAUSES_BEFORE_DELETING
            ),
        )
        if self._stopping.is_set():
            self.poller.stop()
        try:
            await self.poller.run()
        finally:
            self.poller = None

    async def _serve(self, updates: RawUpdates) -> None:
        self._webhook.take = updates.take
        try:
            await self._stopping.wait()
        finally:
            self._webhook.take = None
            await updates.idle()

    async def _announce(self) -> None:
        """Tells Telegram which way updates come; what waits there is never dropped (F3)."""
        bot = self._application.bot
        if self._account.mode == "polling":
            await bot.delete_webhook(drop_pending_updates=False)
            return
        await bot.set_webhook(
            whole_url(self._account.webhook_url),
            secret_token=self._account.secret_token,
            max_connections=WEBHOOK_CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
        )

    async def _persist(self, call: Callable[[], Awaitable[None]]) -> bool:
        """Tries for ever, with growing pauses; False when asked to stop meanwhile. Raises InvalidToken only."""
        pause = self._retry_pause
        while not self._stopping.is_set():
            try:
                await call()
            except InvalidToken:
                raise
            except TelegramError as failure:
                wait = retry_after(failure) if isinstance(failure, RetryAfter) else pause
                log.warning("Telegram not ready", reason=describe(failure, self._account.token), next_try=wait)
            else:
                return True
            pause = min(pause * 2, LONGEST_PAUSE)
            await self._rest(wait)
        return False

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


class _Unused(BaseRequest):
    """Stands where the library wants a second client; the polling loop has its own."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(self, *_args: object, **_kwargs: object) -> tuple[int, bytes]:
        raise RuntimeError("updates are fetched by the polling loop")
