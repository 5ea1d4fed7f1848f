"""One Outgoing over the long connection."""

import base64
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.base.channel import Cause, DeliveryError, Outgoing
from bot.base.logs import described
from bot.channels.wecom import render
from bot.channels.wecom.failures import Refused, judge
from bot.channels.wecom.render import Room
from bot.channels.wecom.robot.link import Frame, Link
from bot.channels.wecom.windows import Windows
from domain.keys.chats import group_of
from handlers.kernel.messages import FileRef

# https://developer.work.weixin.qq.com/document/path/101032
CARD = Room(26, 112)
SEND, CHANGE = "aibot_send_msg", "aibot_respond_update_msg"
BEGIN, PART, END = "aibot_upload_media_init", "aibot_upload_media_chunk", "aibot_upload_media_finish"
PART_BYTES = 512 * 1024
IMAGE_BYTES, FILE_BYTES = 10 * 1024 * 1024, 20 * 1024 * 1024
IMAGES = frozenset({"image/jpeg", "image/png"})
# A card changes within five seconds after its tap; what comes later is a message of its own (seconds).
CHANGES_FOR = 4.5
MOST_CHANGES, REMEMBERED = 1000, 1000
# Kinds of a chat.
MEMBER_CHAT, GROUP_CHAT = 1, 2


class Speaker:
    """Sends for one robot; raises DeliveryError and nothing else."""

    def __init__(self, link: Link, secrets: tuple[str, ...], now: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._secrets = secrets
        self._now = now
        self._windows = Windows(now)
        # By card: the number of the tap's callback, and until when the card may change under it.
        self._changes: OrderedDict[str, tuple[str, float]] = OrderedDict()
        # Parts of messages that arrived while the rest did not: a second try must not repeat them.
        self._arrived: OrderedDict[tuple[str, str], None] = OrderedDict()

    def note_tap(self, card: str, number: str) -> None:
        """A card was tapped just now."""
        self._changes[card] = number, self._now() + CHANGES_FOR
        while len(self._changes) > MOST_CHANGES:
            self._changes.popitem(last=False)

    async def send(self, outgoing: Outgoing) -> str | None:
        """The task_id of the card that carries its buttons, or that it replaced; None where it has no card."""
        try:
            editing = outgoing.edit_of if outgoing.content is None else None
            if editing is not None and await self._replaced(outgoing, editing):
                return editing
            return await self._sent(outgoing)
        except DeliveryError:
            raise
        except ValueError as failure:
            raise DeliveryError(Cause.OURS, described(failure, self._secrets)) from failure
        except Exception as failure:
            raise judge(failure, self._secrets) from failure

    async def _replaced(self, outgoing: Outgoing, card: str) -> bool:
        """Whether the tapped card says it now; where it is too much for a card its buttons end, and it is said below."""
        number, until = self._changes.pop(card, ("", 0.0))
        if until < self._now():
            return False
        told = render.replaced(outgoing, CARD)
        changed = told or render.ended(outgoing, render.over(outgoing))
        body: dict[str, object] = {
            "response_type": "update_template_card",
            "template_card": {**changed, "task_id": card},
        }
        try:
            await self._harmless(CHANGE, body, number)
        except Refused:
            return False
        return told is not None

    async def _harmless(self, command: str, body: dict[str, object], number: str | None = None) -> Frame:
        """A call that may be made again whatever became of it: an outcome that is not known is none."""
        try:
            return await self._link.call(command, body, number)
        except DeliveryError as failure:
            raise DeliveryError(Cause.NETWORK, failure.reason) from failure

    async def _sent(self, outgoing: Outgoing) -> str | None:
        plan = render.plan(outgoing, CARD)
        has_file = outgoing.file is not None and outgoing.content is not None
        self._windows.make_room(outgoing.chat, has_file + bool(plan.text) + len(plan.cards))
        if outgoing.file is not None and outgoing.content is not None:
            await self._file(outgoing, outgoing.file, outgoing.content)
        if plan.text:
            await self._once(outgoing, "text", {"msgtype": "markdown", "markdown": {"content": plan.text}})
        sent = None
        for number, card in enumerate(plan.cards):
            sent = render.task_id(outgoing, number)
            body: dict[str, object] = {"msgtype": "template_card", "template_card": {**card, "task_id": sent}}
            await self._once(outgoing, sent, body)
        return sent

    async def _file(self, outgoing: Outgoing, file: FileRef, content: bytes) -> None:
        if (outgoing.key, "file") in self._arrived and not outgoing.repeat:
            return
        if len(content) > FILE_BYTES:
            raise DeliveryError(Cause.TOO_BIG, f"{len(content)} bytes")
        kind = "image" if file.media_type in IMAGES and len(content) <= IMAGE_BYTES else "file"
        media = await self._upload(kind, file.name, content)
        await self._once(outgoing, "file", {"msgtype": kind, kind: {"media_id": media}})

    async def _upload(self, kind: str, name: str, content: bytes) -> str:
        parts = [content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES)]
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        told: dict[str, object] = {"type": kind, "filename": name, "total_size": len(content)}
        told |= {"total_chunks": len(parts), "md5": digest}
        upload = (await self._harmless(BEGIN, told))["upload_id"]
        for at, part in enumerate(parts):
            data = base64.b64encode(part).decode()
            await self._harmless(PART, {"upload_id": upload, "chunk_index": at, "base64_data": data})
        return str((await self._harmless(END, {"upload_id": upload}))["media_id"])

    async def _once(self, outgoing: Outgoing, part: str, message: dict[str, object]) -> None:
        """Sends a part of the message unless an earlier try did."""
        if (outgoing.key, part) in self._arrived and not outgoing.repeat:
            return
        group = group_of(outgoing.chat)
        to = (
            {"chatid": group.number, "chat_type": GROUP_CHAT}
            if group
            else {"chatid": outgoing.chat, "chat_type": MEMBER_CHAT}
        )
        await self._link.call(SEND, {**to, **message})
        self._windows.left(outgoing.chat)
        self._arrived[outgoing.key, part] = None
        while len(self._arrived) > REMEMBERED:
            self._arrived.popitem(last=False)
