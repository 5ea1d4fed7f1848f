"""The web chat's memory: what was said and shown, read from the updates and the outbox."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.web.channel import NAME
from bot.out.payload import file_of, taps_of
from bot.road.dispatch import Dispatch
from bot.web.ports import ChatMessage, SamplePerson, StoredFile
from domain.keys.updates import parse_page_message
from handlers.kernel.messages import FileRef
from handlers.kernel.registry import registry
from handlers.kernel.turn import Moment
from storage import chats, evidence, outbox, people, updates
from storage.outbox import Message, MessageKind, MessageState
from storage.store import Store
from storage.updates import Said

# Files are looked for in this many of a chat's latest messages.
FILE_REACH = 500
CHIPS = 4
MICROSECONDS = 1_000_000


class OutboxChatStore:
    """See ChatStore."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def people(self) -> list[SamplePerson]:
        """See ChatStore."""
        return await self._dispatch.look(_people)

    async def history(self, identity: str, before: int | None, limit: int) -> list[ChatMessage]:
        """See ChatStore."""
        until = None if before is None else _time(before)
        return await self._dispatch.look(lambda moment: _history(moment, identity, until, limit))

    async def file(self, identity: str, sha256: str) -> StoredFile | None:
        """See ChatStore."""
        return await self._dispatch.look(lambda moment: _file(moment.store, identity, sha256))

    async def commands(self, identity: str) -> list[str]:
        """See ChatStore."""

        def look(moment: Moment) -> list[str]:
            person = chats.speaker(moment.store, NAME, identity)
            if person is None:
                return []
            return [each.words[0] for each in registry.menu_of(person) if each.chip and each.words][:CHIPS]

        return await self._dispatch.look(look)


def _people(moment: Moment) -> list[SamplePerson]:
    active = people.active(moment.store)
    bound = people.addresses(moment.store, [person.id for person in active])
    return [
        SamplePerson(
            address.external_id,
            person.name,
            person.role.value,
            person.role.word,
            moment.reference.unit_name(person.unit),
            person.post,
        )
        for person in active
        for address in bound.get(person.id, ())
        if address.channel == NAME
    ]


def _history(moment: Moment, identity: str, until: datetime | None, limit: int) -> list[ChatMessage]:
    store = moment.store
    said = [_mine(each) for each in updates.said_in(store, NAME, identity, until, limit) if each.text or each.sha256]
    shown = [
        message
        for message in reversed(outbox.came_to(store, NAME, identity, until, moment.now, limit))
        if message.kind is not MessageKind.MENU and message.state is not MessageState.WITHDRAWN
    ]
    merged = sorted([*said, *_with_edits(shown)], key=lambda message: message.seq)
    cut = max(0, len(merged) - limit)
    while cut > 0 and merged[cut - 1].at == merged[cut].at:
        cut -= 1
    return merged[cut:]


def _with_edits(shown: list[Message]) -> list[ChatMessage]:
    """An edit takes the place of the card it replaces, if that is on the same page."""
    bubbles: dict[str, ChatMessage] = {}
    for message in shown:
        bubble = _theirs(message)
        old = bubbles.get(message.edit_of or "")
        if old is not None:
            bubbles[old.id] = replace(bubble, seq=old.seq, id=old.id, at=old.at, edited=True)
        else:
            bubbles[bubble.id] = bubble
    return list(bubbles.values())


def _mine(said: Said) -> ChatMessage:
    file = FileRef(said.sha256, said.file_name or "", said.media_type or "") if said.sha256 else None
    lines = (said.text,) if said.text else ()
    seq = _micros(said.at)
    return ChatMessage(seq, f"m{parse_page_message(said.external_id).sent}", True, said.at, "", lines, (), file, False)


def _theirs(message: Message) -> ChatMessage:
    seq = _micros(message.came_at)
    payload = message.payload
    return ChatMessage(
        seq,
        message.key,
        False,
        message.came_at,
        payload["title"],
        tuple(payload["lines"]),
        taps_of(payload),
        file_of(payload),
        False,
    )


def _file(store: Store, identity: str, sha256: str) -> StoredFile | None:
    name = sha256
    if not updates.has_file(store, NAME, identity, sha256):
        shown = outbox.shown_in(store, NAME, identity, FILE_REACH)
        refs = [ref for message in shown if (ref := file_of(message.payload)) and ref.sha256 == sha256]
        if not refs:
            return None
        name = refs[0].name
    blob = evidence.blob(store, sha256)
    return StoredFile(name, blob.media_type, blob.content) if blob else None


def _time(seq: int) -> datetime:
    whole, micro = divmod(seq, MICROSECONDS)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=micro)


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * MICROSECONDS + at.microsecond
