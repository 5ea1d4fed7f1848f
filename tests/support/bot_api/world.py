"""What Telegram remembers: chats, messages, files, updates not yet confirmed, menus, the webhook."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.bot_api.answers import Json, bad_request, forbidden

BOT_ID = 777000111
USERNAME = "zeren_bot"
# What Telegram delivers to a bot that has not said what it wants.
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "callback_query",
    "poll",
    "my_chat_member",
    "chat_join_request",
)


@dataclass(slots=True)
class Sent:
    """A message of the bot as the chat shows it now: after edits, with the visible text."""

    chat: int
    message_id: int
    method: str
    text: str
    entities: list[Json]
    markup: Json | None
    file_name: str = ""
    content: bytes | None = None
    edits: int = 0
    deleted: bool = False
    # The topic it stands in, and the message it answers.
    thread: int | None = None
    answers: int | None = None
    # How it was to be shown: protected, without a sound, without previews of links.
    manner: Json = field(default_factory=dict)
    # The keyboard it came with, whatever edits did to it.
    born_with: Json | None = None

    def __post_init__(self) -> None:
        self.born_with = self.markup

    @property
    def labels(self) -> list[list[str]]:
        """The buttons' labels, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    def data_of(self, label: str) -> str:
        """What the button with this label carries; raises LookupError if there is none."""
        for row in (self.markup or {}).get("inline_keyboard", []):
            for button in row:
                if button["text"] == label:
                    return str(button["callback_data"])
        raise LookupError(f"no button {label}: {self.labels}")


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered to."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""


class Bell:
    """Wakes everybody who waits for the next change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something changed."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def next(self) -> None:
        """Returns at the next ring."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)


@dataclass(slots=True)
class World:
    """All state; every change rings `changed`."""

    now: Callable[[], float] = time.time
    chats: dict[int, Json] = field(default_factory=dict)
    shut: dict[int, str] = field(default_factory=dict)
    migrated: dict[int, int] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    # Messages that stay on top of their chats, and marks on messages of people.
    pinned: list[tuple[int, int]] = field(default_factory=list)
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    unmarkable: set[int] = field(default_factory=set)
    told_of_itself: dict[str, str] = field(default_factory=dict)
    by_id: dict[tuple[int, int], Sent] = field(default_factory=dict)
    # The same by chat: hundreds of people look at theirs whenever anything changes.
    said_in: dict[int, list[Sent]] = field(default_factory=dict)
    heard: dict[tuple[int, int], Json] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    # What getMe says besides, and what the bot is in groups where it is no plain member.
    account: Json = field(default_factory=dict)
    members: dict[int, Json] = field(default_factory=dict)
    # Topics of forums by chat and number, and whether one may write there.
    topics: dict[tuple[int, int], bool] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    # The id of every update there ever was.
    given: list[int] = field(default_factory=list)
    allowed: tuple[str, ...] = KINDS
    queries: dict[str, Json] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    menus: dict[str, list[Json]] = field(default_factory=dict)
    webhook: Webhook = field(default_factory=Webhook)
    # What the webhook is called with in place of its secret, if anything.
    forged: str | None = None
    actions: list[tuple[int, str]] = field(default_factory=list)
    changed: Bell = field(default_factory=Bell)
    # Given once more although it was confirmed: see `repeat`.
    repeated: list[Json] = field(default_factory=list)
    history: dict[int, Json] = field(default_factory=dict)
    _message_id: int = 0
    _update_id: int = 100_000

    def know(self, *chats: int) -> None:
        """Opens chats: positive ids are people, negative ones groups."""
        for chat in chats:
            if chat > 0:
                fresh: Json = {"id": chat, "type": "private", "first_name": f"用户{chat}"}
            else:
                fresh = {"id": chat, "type": "supergroup" if chat < -(10**12) else "group", "title": f"群{-chat}"}
            self.chats.setdefault(chat, fresh)

    def next_message(self) -> int:
        """A message id; one counter for all chats, as for a bot."""
        self._message_id += 1
        return self._message_id

    def put(self, kind: str, content: Json) -> int:
        """Queues an update and tells its id; a kind that was not asked for is not queued."""
        self._update_id += 1
        if kind in self.allowed or kind not in KINDS:
            self.updates.append({"update_id": self._update_id, kind: content})
            self.given.append(self._update_id)
            self.changed.ring()
        self.history[self._update_id] = {"update_id": self._update_id, kind: content}
        return self._update_id

    def repeat(self, *numbers: int) -> None:
        """Delivers updates once more, in this order, ahead of what waits, although they were confirmed."""
        again = [self.history[number] for number in numbers]
        if self.webhook.url:
            self.updates[:0] = again
        else:
            self.repeated += again
        self.changed.ring()

    def turn_around(self) -> None:
        """What waits is delivered newest first."""
        self.updates.reverse()

    def confirm(self, offset: int) -> None:
        """Forgets the updates below the offset."""
        if any(update["update_id"] < offset for update in self.updates):
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            self.changed.ring()

    def open_chat(self, chat: int) -> Json:
        """The chat, if the bot may write to it; raises Telegram's refusal."""
        if chat in self.migrated:
            text = "group chat was upgraded to a supergroup chat"
            raise bad_request(text, migrate_to_chat_id=self.migrated[chat])
        if chat not in self.chats:
            raise bad_request("chat not found")
        if chat in self.shut:
            raise forbidden(self.shut[chat])
        return self.chats[chat]

    def shown(self, chat: int | None) -> Iterator[Sent]:
        """What the bot has said and not deleted, oldest first."""
        said = self.sent if chat is None else self.said_in.get(chat, ())
        return (sent for sent in said if not sent.deleted)


def bot_user() -> Json:
    """What getMe answers."""
    return {
        "id": BOT_ID,
        "is_bot": True,
        "first_name": "责任书",
        "username": USERNAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def person(user: int) -> Json:
    """A person as updates show them."""
    return {"id": user, "is_bot": False, "first_name": f"用户{user}", "language_code": "zh-hans"}


def as_message(world: World, sent: Sent, extra: dict[str, Any] | None = None) -> Json:
    """A bot's message in Telegram's JSON."""
    sender = {"id": BOT_ID, "is_bot": True, "first_name": "责任书", "username": USERNAME}
    body: Json = {"message_id": sent.message_id, "from": sender, "chat": world.chats[sent.chat]}
    body["date"] = int(world.now())
    if sent.thread is not None:
        body |= {"message_thread_id": sent.thread, "is_topic_message": True}
    if sent.edits:
        body["edit_date"] = body["date"]
    caption = sent.content is not None
    if sent.text:
        body["caption" if caption else "text"] = sent.text
    if sent.entities:
        body["caption_entities" if caption else "entities"] = sent.entities
    if sent.markup:
        body["reply_markup"] = sent.markup
    if caption:
        body.update(_file_fields(sent))
    return body | (extra or {})


def _file_fields(sent: Sent) -> Json:
    file_id = f"sent-{sent.chat}-{sent.message_id}"
    size = len(sent.content or b"")
    if sent.method == "sendPhoto":
        form = {"file_id": file_id, "file_unique_id": f"u{file_id}", "width": 800, "height": 600, "file_size": size}
        return {"photo": [form]}
    document = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": sent.file_name, "file_size": size}
    return {"document": document}
