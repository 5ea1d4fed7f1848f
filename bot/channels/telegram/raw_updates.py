"""One raw update, through python-telegram-bot's types and its one handler, to the intake."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, TypeHandler

from bot.base.channel import Knows, Receive
from bot.base.locks import KeyedLocks
from bot.channels.telegram import fast_path, files
from bot.channels.telegram.calls import call
from bot.channels.telegram.failures import describe
from bot.channels.telegram.incoming import Reader, chat_of, file_of, undecodable
from domain.files import Trouble
from handlers.kernel.messages import Finger, Incoming

log = structlog.get_logger()

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
# Chats whose updates are handled at the same time.
CHATS_AT_ONCE = 64
# Files are held in memory until their message is stored.
FILES_AT_ONCE = 4
# An answer to a tap stops the button's clock, and may say a word there: https://core.telegram.org/bots/api#answercallbackquery
ANSWER_TIMEOUT = 3.0
ANSWER_LIMIT = 200
# Nobody looks longer at a button that turns (seconds): then it is stopped without a word.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Feed:
    """Where updates go, and whether somebody is known, whose files alone are fetched."""

    receive: Receive
    knows: Knows


class RawUpdates:
    """Takes raw updates: in order in each chat, CHATS_AT_ONCE chats at a time. `take` returns after `receive` returned."""

    def __init__(
        self, application: AnyApplication, feed: Feed, max_file_bytes: int, now: Callable[[], datetime]
    ) -> None:
        self._application = application
        self._receive = feed.receive
        self._knows = feed.knows
        self._max_file_bytes = max_file_bytes
        self._now = now
        self._reader = Reader(application.bot.bot)
        self._failed: dict[int, Exception] = {}
        self._order = KeyedLocks()
        self._room = asyncio.Semaphore(CHATS_AT_ONCE)
        self._hands = asyncio.Semaphore(FILES_AT_ONCE)
        self._taking = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._handler: TypeHandler[Update, Any, None] = TypeHandler(Update, self._handle)
        application.add_handler(self._handler)

    def close(self) -> None:
        """Takes its handler out of the application again."""
        self._application.remove_handler(self._handler)

    async def idle(self) -> None:
        """Returns when nothing is being taken."""
        await self._idle.wait()

    async def take(self, raw: Mapping[str, object]) -> None:
        """Raises what `receive` raised: then the update is not done and must come again."""
        self._taking += 1
        self._idle.clear()
        try:
            await self._take(raw)
        finally:
            self._taking -= 1
            if self._taking == 0:
                self._idle.set()

    async def _take(self, raw: Mapping[str, object]) -> None:
        async with self._order.hold(chat_of(raw)), self._room:
            if (incoming := fast_path.spoken(raw)) is not None:
                await self._receive(incoming)
                return
            if (tap := fast_path.tapped(raw, self._now())) is not None:
                await self._receive_tap(*tap)
                return
            try:
                update = Update.de_json(dict(raw), self._application.bot)
            except Exception as failure:
                log.error("update not decodable", update=raw["update_id"], reason=self._describe(failure))
                await self._receive(undecodable(raw, self._now()))
                return
            await self._application.process_update(update)
            # The application logs what a handler raises and goes on, so the handler leaves it here instead.
            if (broken := self._failed.pop(update.update_id, None)) is not None:
                raise broken

    async def _handle(self, update: Update, _context: object) -> None:
        try:
            await self._pass_on(update)
        except Exception as failure:
            self._failed[update.update_id] = failure

    async def _pass_on(self, update: Update) -> None:
        try:
            incoming = self._reader.read(update, self._now())
            wanted = file_of(update) if incoming is not None and incoming.addressed and incoming.event is None else None
        except Exception as failure:
            log.error("update not readable", update=update.update_id, reason=self._describe(failure))
            incoming, wanted = undecodable(update.to_dict(), self._now()), None
        if incoming is None:
            return
        if update.callback_query is not None:
            await self._receive_tap(update.callback_query.id, incoming)
            return
        if wanted is None:
            await self._receive(incoming)
            return
        trouble = wanted.trouble
        if trouble is None and not await self._knows(incoming.channel, incoming.sender):
            trouble = Trouble.STRANGER
        if trouble is not None:
            await self._receive(replace(incoming, file=files.without(wanted, trouble)))
            return
        async with self._hands:
            fetched = await files.fetch(self._application.bot, wanted, self._max_file_bytes)
            await self._receive(replace(incoming, file=fetched))

    async def _receive_tap(self, query: str, incoming: Incoming) -> None:
        """The tap's own answer comes after the commit, or without a word after PATIENCE: what is to be said is a message then."""
        finger = Finger()
        receiving = asyncio.ensure_future(self._receive(replace(incoming, finger=finger)))
        try:
            await asyncio.wait({receiving}, timeout=PATIENCE)
            finger.is_open = False
            told = finger if receiving.done() and not receiving.cancelled() and not receiving.exception() else Finger()
            await self._answer(query, incoming.external_id, told)
            await receiving
        finally:
            receiving.cancel()

    async def _answer(self, query: str, update: str, told: Finger) -> None:
        """Stops the clock on the tapped button; "query is too old" and the like change nothing (F9)."""
        try:
            answered: dict[str, object] = {"callback_query_id": query}
            if told.text:
                answered |= {"text": told.text[:ANSWER_LIMIT], "show_alert": told.alert or None}
            await call(self._application.bot, "answerCallbackQuery", answered, patience=ANSWER_TIMEOUT)
        except TelegramError as failure:
            log.info("tap not answered", update=update, reason=self._describe(failure))

    def _describe(self, failure: BaseException) -> str:
        return describe(failure, self._application.bot.token)
