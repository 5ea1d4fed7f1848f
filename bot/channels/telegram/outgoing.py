"""One Outgoing to Telegram: which calls it takes, and what to do when one of them is refused."""

import contextlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.base.channel import Cause, DeliveryError, Failure, Outgoing
from bot.channels.telegram import menus, render
from bot.channels.telegram.calls import call
from bot.channels.telegram.failures import FloodJudge, describe, judge

PHOTO_BYTES = 10 * 1024 * 1024
# Descriptions of status 400 (lower case) that have an end of their own (F18).
SAME = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
UNPARSED = "can't parse entities"
# The topic a message was to go to cannot be written in; what is said there comes to the group's General instead.
NO_TOPIC = ("topic_closed", "topic_deleted", "message thread not found")
# General's own number is no topic to send to: https://core.telegram.org/bots/api#sendmessage
GENERAL = "1"
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
BAD_PICTURE = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid", "photo_ext_invalid")
REMEMBERED = 1000
# A link in somebody's words is not fetched, nor shown: https://core.telegram.org/bots/api#linkpreviewoptions
NO_PREVIEW = {"is_disabled": True}
MARK = "👍"

T = TypeVar("T")


class Speaker:
    """Sends for one bot; raises DeliveryError and nothing else."""

    def __init__(self, bot: Bot, now: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._now = now
        self._flood = FloodJudge()
        # Messages whose file arrived while their text did not: a second try must not repeat the file.
        self._file_arrived: OrderedDict[str, None] = OrderedDict()

    async def send(self, outgoing: Outgoing) -> str | None:
        """The platform's id of the message, or of the one that was replaced; None where a mark said it."""
        editing = outgoing.edit_of is not None and outgoing.content is None
        try:
            if outgoing.marks is not None and await self._mark(outgoing.chat, outgoing.marks):
                return None
            replaced = await self._edit(outgoing) if editing else None
            editing = False
            sent = replaced if replaced is not None else await self._send_in_topic(outgoing)
            await self._keep_in_sight(outgoing, sent)
            return sent
        except TelegramError as error:
            raise self._judged(outgoing.chat, error, repeatable=editing) from error
        except ValueError as error:
            # Ours, before any call: nothing has left.
            raise DeliveryError(Cause.OURS, describe(error, self._bot.token)) from error
        except Exception as error:
            # The library could not read the answer: the message may have been taken.
            raise DeliveryError(Cause.UNREADABLE, describe(error, self._bot.token)) from error

    async def _mark(self, chat: str, message: str) -> bool:
        """A thumb on a message of the person; False where the chat or the message takes none: then words say it."""
        given = {"chat_id": chat, "message_id": message, "reaction": [{"type": "emoji", "emoji": MARK}]}
        try:
            await call(self._bot, "setMessageReaction", given)
        except BadRequest:
            return False
        return True

    async def _keep_in_sight(self, outgoing: Outgoing, sent: str) -> None:
        """Pins the message, or takes others from the top; nothing depends on it, so a refusal is passed over."""
        calls: list[tuple[str, dict[str, object]]] = [
            ("unpinChatMessage", {"message_id": each}) for each in outgoing.unpins
        ]
        if outgoing.manner.pinned:
            calls.append(("pinChatMessage", {"message_id": sent, "disable_notification": True}))
        for method, about in calls:
            with contextlib.suppress(TelegramError):
                await call(self._bot, method, {"chat_id": outgoing.chat, **about})

    async def ask(self, chat: str) -> None:
        """Whether Telegram answers calls about a chat; a refusal is an answer. Raises DeliveryError if it does not."""
        try:
            await call(self._bot, "sendChatAction", {"chat_id": chat, "action": ChatAction.TYPING})
        except TelegramError as error:
            judged = judge(error, self._bot.token, repeatable=True)
            if judged.cause.is_of_the_way:
                raise judged from error
        except Exception as error:
            raise DeliveryError(Cause.UNREADABLE, describe(error, self._bot.token)) from error

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """See Channel. Done twice it does no harm; a refusal is logged only, since nobody misses a message."""
        try:
            await menus.set_menu(self._bot, chat, commands)
        except TelegramError as error:
            judged = self._judged(chat, error, repeatable=True)
            if judged.failure is Failure.NOT_SENT:
                raise judged from error
            menus.not_set(chat, judged.reason)

    def _judged(self, chat: str, error: TelegramError, *, repeatable: bool) -> DeliveryError:
        judged = judge(error, self._bot.token, repeatable=repeatable)
        if isinstance(error, RetryAfter) and judged.retry_after is not None:
            judged.everyone = self._flood.binds_all(chat, judged.retry_after, self._now())
        return judged

    async def _edit(self, outgoing: Outgoing) -> str | None:
        """Replaces the message; None when that is not possible and a new one must be sent."""
        if not str(outgoing.edit_of).isdecimal():
            raise ValueError(f"not an id of a Telegram message: {outgoing.edit_of}")
        where = {
            "chat_id": outgoing.chat,
            "message_id": int(outgoing.edit_of or 0),
            "reply_markup": render.keyboard(outgoing),
        }

        async def text(body: str, mode: ParseMode | None) -> object:
            said = {"text": body, "parse_mode": mode, "link_preview_options": NO_PREVIEW}
            return await call(self._bot, "editMessageText", {**where, **said})

        async def caption(body: str, mode: ParseMode | None) -> object:
            return await call(self._bot, "editMessageCaption", {**where, "caption": body, "parse_mode": mode})

        try:
            try:
                await self._say(outgoing, text)
            except BadRequest as error:
                if NO_TEXT not in str(error).lower():
                    raise
                if render.length(render.plain(outgoing)) > render.CAPTION_LIMIT:
                    return None
                await self._say(outgoing, caption)
        except BadRequest as error:
            described = str(error).lower()
            if SAME in described:
                return outgoing.edit_of
            if any(words in described for words in LOST):
                return None
            raise
        return outgoing.edit_of

    async def _send_in_topic(self, outgoing: Outgoing) -> str:
        try:
            return await self._send(outgoing)
        except BadRequest as error:
            described = str(error).lower()
            if outgoing.thread is None or not any(words in described for words in NO_TOPIC):
                raise
        return await self._send(replace(outgoing, thread=None))

    async def _send(self, outgoing: Outgoing) -> str:
        text = render.plain(outgoing)
        if outgoing.file is None or outgoing.content is None:
            return await self._send_text(outgoing)
        if render.length(text) <= render.CAPTION_LIMIT:
            return str((await self._send_file(outgoing)).message_id)
        if outgoing.key not in self._file_arrived:
            await self._send_file(replace(outgoing, title="", lines=(), buttons=(), repeat=False))
            self._remember(outgoing.key)
        sent = await self._send_text(outgoing)
        self._file_arrived.pop(outgoing.key, None)
        return sent

    async def _send_text(self, outgoing: Outgoing) -> str:
        if not render.plain(outgoing).strip():
            raise ValueError("nothing to say")
        where = {
            "chat_id": outgoing.chat,
            "reply_markup": render.markup(outgoing),
            "link_preview_options": NO_PREVIEW,
            "disable_notification": outgoing.manner.quiet or None,
            "protect_content": outgoing.protected or None,
            **_spot(outgoing),
        }

        async def message(body: str, mode: ParseMode | None) -> str:
            sent = await call(self._bot, "sendMessage", {**where, "text": body, "parse_mode": mode})
            return str(sent["message_id"])

        return await self._say(outgoing, message)

    async def _send_file(self, outgoing: Outgoing) -> Message:
        """A picture in place; as a document if Telegram does not take it as a picture."""
        file, content = outgoing.file, outgoing.content
        if file is None or content is None:
            raise ValueError("no file")
        if file.is_picture and len(content) <= PHOTO_BYTES:
            try:
                return await self._say(outgoing, self._file_call(outgoing, content, file.name, picture=True))
            except BadRequest as error:
                if not any(words in str(error).lower() for words in BAD_PICTURE):
                    raise
        return await self._say(outgoing, self._file_call(outgoing, content, file.name, picture=False))

    def _file_call(
        self, outgoing: Outgoing, content: bytes, name: str, *, picture: bool
    ) -> Callable[[str, ParseMode | None], Awaitable[Message]]:
        answers = outgoing.answers
        answered = ReplyParameters(int(answers), allow_sending_without_reply=True) if answers else None
        markup = InlineKeyboardMarkup.de_json(keyboard, None) if (keyboard := render.keyboard(outgoing)) else None
        method = self._bot.send_photo if picture else self._bot.send_document

        async def call(body: str, mode: ParseMode | None) -> Message:
            given = InputFile(content, filename=name)
            return await method(
                outgoing.chat,
                given,
                caption=body or None,
                parse_mode=mode,
                reply_markup=markup,
                message_thread_id=_topic(outgoing),
                reply_parameters=answered,
                protect_content=outgoing.protected or None,
                disable_notification=outgoing.manner.quiet or None,
            )

        return call

    async def _say(self, outgoing: Outgoing, call: Callable[[str, ParseMode | None], Awaitable[T]]) -> T:
        """Calls with markup; if Telegram cannot parse it, once more as plain text (F10)."""
        self._flood.called(self._now())
        try:
            return await call(render.marked_up(outgoing), ParseMode.HTML)
        except BadRequest as error:
            if UNPARSED not in str(error).lower():
                raise
        return await call(render.plain(outgoing), None)

    def _remember(self, key: str) -> None:
        self._file_arrived[key] = None
        while len(self._file_arrived) > REMEMBERED:
            self._file_arrived.popitem(last=False)


def _topic(outgoing: Outgoing) -> int | None:
    return int(outgoing.thread) if outgoing.thread not in (None, GENERAL) else None


def _spot(outgoing: Outgoing) -> dict[str, object]:
    """A question that was deleted meanwhile keeps no answer back."""
    under = outgoing.answers and {"message_id": int(outgoing.answers), "allow_sending_without_reply": True}
    return {"message_thread_id": _topic(outgoing), "reply_parameters": under}
