"""One Outgoing to WeCom: which calls it takes, within what a member may be sent."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.base.channel import Cause, DeliveryError, Outgoing
from bot.base.logs import described
from bot.channels.wecom import render
from bot.channels.wecom.api import Api
from bot.channels.wecom.failures import Refused, judge
from bot.channels.wecom.windows import Windows
from handlers.kernel.messages import FileRef

IMAGE_BYTES = 2 * 1024 * 1024
FILE_BYTES = 20 * 1024 * 1024
IMAGES = frozenset({"image/jpeg", "image/png"})
# A response_code changes its card once, within three days (seconds).
CODE_KEEPS = 72 * 3600.0
MOST_CODES = 20_000
REMEMBERED = 1000
# The same content twice to the same member within so many seconds is one message.
DUPLICATE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Code:
    """By which a card may be changed once, up to a moment of the monotonic clock (seconds)."""

    code: str
    until: float


class Speaker:
    """Sends for one app; raises DeliveryError and nothing else."""

    def __init__(self, api: Api, agent: int, now: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._agent = agent
        self._now = now
        self._windows = Windows(now)
        self._codes: OrderedDict[str, Code] = OrderedDict()
        # Parts of messages that arrived while the rest did not: a second try must not repeat them.
        self._arrived: OrderedDict[tuple[str, str], None] = OrderedDict()

    def note_code(self, card: str, code: str) -> None:
        """A card may be changed once more: it was sent, or tapped."""
        self._codes[card] = Code(code, self._now() + CODE_KEEPS)
        self._codes.move_to_end(card)
        while len(self._codes) > MOST_CODES:
            self._codes.popitem(last=False)

    async def send(self, outgoing: Outgoing) -> str | None:
        """The task_id of the card that carries its buttons, or that it replaced; else the platform's id of the message."""
        changing = False
        try:
            if outgoing.edit_of is not None and outgoing.content is None:
                changing = True
                if await self._replaced(outgoing, outgoing.edit_of):
                    return outgoing.edit_of
                changing = False
            return await self._sent(outgoing)
        except DeliveryError:
            raise
        except ValueError as failure:
            raise DeliveryError(Cause.OURS, described(failure, self._api.secrets)) from failure
        except Exception as failure:
            raise judge(failure, self._api.secrets, repeatable=changing) from failure

    async def ask(self) -> None:
        """Whether the platform answers; a refusal is an answer. Raises DeliveryError if it does not."""
        try:
            await self._api.get("getcallbackip")
        except Exception as failure:
            judged = judge(failure, self._api.secrets, repeatable=True)
            if judged.cause.is_of_the_way:
                raise judged from failure

    async def _replaced(self, outgoing: Outgoing, card: str) -> bool:
        """Whether the tapped card says it now; where it is too much for a card its buttons end, and it is said below."""
        kept = self._codes.pop(card, None)
        if kept is None or kept.until < self._now():
            return False
        told = render.replaced(outgoing)
        change: dict[str, object] = (
            {"template_card": told} if told is not None else {"button": {"replace_name": render.over(outgoing)}}
        )
        about = {"userids": [outgoing.chat], "agentid": self._agent, "response_code": kept.code}
        try:
            await self._api.post("message/update_template_card", {**about, **change})
        except Refused as refused:
            if judge(refused, ()).retry_after is not None:
                self._codes[card] = kept
                raise
            return False
        return told is not None

    async def _sent(self, outgoing: Outgoing) -> str | None:
        plan = render.plan(outgoing)
        has_file = outgoing.file is not None and outgoing.content is not None
        self._windows.make_room(outgoing.chat, has_file + bool(plan.text) + len(plan.cards))
        sent = None
        if outgoing.file is not None and outgoing.content is not None:
            sent = await self._file(outgoing, outgoing.file, outgoing.content)
        if plan.text:
            sent = await self._once(outgoing, "text", {"msgtype": "text", "text": {"content": plan.text}})
        for number, card in enumerate(plan.cards):
            name = render.task_id(outgoing, number)
            whole: dict[str, object] = {"msgtype": "template_card", "template_card": {**card, "task_id": name}}
            await self._once(outgoing, name, whole)
            sent = name
        return sent

    async def _file(self, outgoing: Outgoing, file: FileRef, content: bytes) -> str | None:
        if (outgoing.key, "file") in self._arrived and not outgoing.repeat:
            return None
        if len(content) > FILE_BYTES:
            raise DeliveryError(Cause.TOO_BIG, f"{len(content)} bytes")
        kind = "image" if file.media_type in IMAGES and len(content) <= IMAGE_BYTES else "file"
        media = await self._api.upload(kind, file.name, file.media_type, content)
        return await self._once(outgoing, "file", {"msgtype": kind, kind: {"media_id": media}})

    async def _once(self, outgoing: Outgoing, part: str, message: dict[str, object]) -> str | None:
        """Sends a part of the message unless an earlier try did."""
        if (outgoing.key, part) in self._arrived and not outgoing.repeat:
            return None
        about: dict[str, object] = {"touser": outgoing.chat, "agentid": self._agent, **message}
        if outgoing.protected and message["msgtype"] != "template_card":
            about["safe"] = 1
        about |= {"enable_duplicate_check": 1, "duplicate_check_interval": DUPLICATE_SECONDS}
        said = await self._api.post("message/send", about)
        self._windows.left(outgoing.chat)
        for field, cause in (("invaliduser", Cause.CHAT_GONE), ("unlicenseduser", Cause.NO_RIGHT)):
            if said.get(field):
                raise DeliveryError(cause, f"{field}: the member is not in sight of the app, or has no licence")
        if (code := said.get("response_code")) and part not in ("file", "text"):
            self.note_code(part, str(code))
        self._arrived[outgoing.key, part] = None
        while len(self._arrived) > REMEMBERED:
            self._arrived.popitem(last=False)
        return str(said["msgid"]) if said.get("msgid") else None
