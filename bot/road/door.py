"""What files must pass before a transaction begins: who speaks, what the bytes are; then they are put where they stay.

So no transaction waits for a disk, a decoder or a network, and nothing of somebody unknown is stored.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from domain.people import Person, PersonId
from handlers.kernel import files
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.turn import District
from storage import chats, evidence
from storage.engine import Database
from storage.store import Store


@dataclass(frozen=True, slots=True)
class _Senders:
    """Who sends files in a batch, how many bytes each sent today, and which messages were dealt with before."""

    known: dict[tuple[str, str], Person]
    sent: Counter[PersonId]
    old: set[tuple[str, str]]


class Door:
    """Takes in the files of messages. Pictures are decoded one at a time: each takes memory."""

    def __init__(self, database: Database, district: District) -> None:
        self._database = database
        self._district = district
        self._one = asyncio.Lock()

    async def let_in(self, batch: Sequence[Incoming], now: datetime) -> list[Incoming]:
        """The messages, their files judged and stored, or without bytes and with the reason. Raises what the store raises."""
        carrying = [each for each in batch if each.file is not None and each.file.content is not None]
        senders = await self._database.read(lambda store: self._look_up(store, carrying, now))
        return [await self._let_in(each, senders) if each in carrying else each for each in batch]

    async def _let_in(self, incoming: Incoming, senders: _Senders) -> Incoming:
        carried = incoming.file
        if carried is None or (incoming.channel, incoming.external_id) in senders.old:
            return incoming
        person = senders.known.get((incoming.channel, incoming.sender))
        sent = senders.sent[person.id] if person is not None else 0
        async with self._one:
            file = await self._database.beside(lambda: self._take(carried, person, sent))
        if person is not None and file.shelved is not None:
            senders.sent[person.id] += file.shelved.size
        return replace(incoming, file=file)

    def _take(self, file: Attached, person: Person | None, sent: int) -> Attached:
        judged = files.looked_at(file, person, self._district, sent)
        if judged.content is None:
            return judged
        return replace(judged, shelved=evidence.shelve(self._database.files, judged.content))

    def _look_up(self, store: Store, carrying: Sequence[Incoming], now: datetime) -> _Senders:
        local = now.astimezone(self._district.zone)
        midnight = datetime.combine(local.date(), time(), self._district.zone)
        known = chats.speakers(store, [(each.channel, each.sender) for each in carrying])
        sent = Counter({each.id: evidence.sent_since(store, each.id, midnight) for each in known.values()})
        old = chats.dealt_with(store, [(each.channel, each.external_id) for each in carrying])
        return _Senders(known, sent, old)
