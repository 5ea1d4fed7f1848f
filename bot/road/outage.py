"""While nothing can be stored: each chat is told once that its message is not lost (fault F33).

The outbox is no way out then, so this is the one message that leaves without being written down, and may be lost itself.
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from bot.base.channel import Channel, DeliveryError, Outgoing
from handlers.kernel.messages import Incoming
from handlers.kernel.words import common as zh

log = structlog.get_logger()

MOST_CHATS = 1000


class Outage:
    """Called with the messages that could not be stored, and with none once the store takes messages again."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self._told: set[tuple[str, str]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._begun = False

    def __call__(self, unstored: Sequence[Incoming]) -> None:
        """See the class. Returns at once."""
        if not unstored:
            if self._begun:
                log.warning("the store takes messages again", chats_told=len(self._told))
            self._told.clear()
            self._begun = False
            return
        self._begun = True
        for incoming in unstored:
            chat = (incoming.channel, incoming.chat)
            redelivers = self._channels[incoming.channel].abilities.redelivers
            meant = incoming.private and incoming.addressed and incoming.event is None
            if redelivers and meant and chat not in self._told and len(self._told) < MOST_CHATS:
                self._told.add(chat)
                task = asyncio.create_task(self._tell(*chat), name="outage")
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    async def _tell(self, channel: str, chat: str) -> None:
        try:
            await self._channels[channel].send(Outgoing(key=f"outage:{chat}", chat=chat, lines=(zh.NOT_STORED_YET,)))
        except DeliveryError as failure:
            log.info("outage not told", channel=channel, reason=failure.reason)
