"""What people do in the chats: each act becomes an update, as Telegram would send it."""

from typing import Any

from tests.support.bot_api.answers import Json
from tests.support.bot_api.markup import found
from tests.support.bot_api.world import BOT_ID, World, as_message, bot_user, person


class People:
    """Acts of people. Private chats have the id of the person; groups have negative ids."""

    def __init__(self, world: World) -> None:
        self._world = world

    def say(self, user: int, text: str, chat: int | None = None, *, reply_to: int | None = None, **extra: Any) -> int:
        """A person writes; the update's id. `extra` goes into the message as it is."""
        message = self._message(user, chat) | {"text": text}
        if entities := found(text):
            message["entities"] = entities
        if reply_to is not None:
            message["reply_to_message"] = self._quoted(message["chat"]["id"], reply_to)
        return self._world.put("message", self._heard(message | extra))

    def edit(self, user: int, message_id: int, text: str, chat: int | None = None) -> int:
        """A person changes what they wrote."""
        before = self._world.heard[user if chat is None else chat, message_id]
        changed = before | {"text": text, "edit_date": int(self._world.now()), "entities": found(text)}
        return self._world.put("edited_message", self._heard(changed))

    def send_file(
        self,
        user: int,
        content: bytes,
        name: str = "佐证.pdf",
        media_type: str = "application/pdf",
        *,
        caption: str = "",
        chat: int | None = None,
        photo: bool = False,
        claimed_size: int | None = None,
        album: str | None = None,
    ) -> int:
        """A person sends a document, or a picture (then in two sizes). `claimed_size`: what the update says, if not the truth.

        `album`: it is a part of that media group.
        """
        message = self._message(user, chat)
        if album is not None:
            message["media_group_id"] = album
        file_id = f"file-{message['message_id']}"
        self._world.files[file_id] = content
        size = len(content) if claimed_size is None else claimed_size
        about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}
        if photo:
            self._world.files[f"{file_id}-small"] = content[:10]
            small = {"file_id": f"{file_id}-small", "file_unique_id": "us", "width": 90, "height": 60, "file_size": 10}
            message["photo"] = [small, about | {"width": 1280, "height": 853}]
        else:
            message["document"] = about | {"file_name": name, "mime_type": media_type}
        if caption:
            message |= {"caption": caption, "caption_entities": found(caption)}
        return self._world.put("message", self._heard(message))

    def send_film(
        self, user: int, content: bytes, *, caption: str = "", claimed_size: int | None = None, album: str | None = None
    ) -> int:
        """A person sends a film that was just taken; see `send_file`."""
        message = self._message(user, None)
        if album is not None:
            message["media_group_id"] = album
        file_id = f"film-{message['message_id']}"
        self._world.files[file_id] = content
        about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "width": 1280, "height": 720, "duration": 9}
        size = len(content) if claimed_size is None else claimed_size
        message["video"] = about | {"mime_type": "video/mp4", "file_size": size}
        if caption:
            message |= {"caption": caption, "caption_entities": found(caption)}
        return self._world.put("message", self._heard(message))

    def send_place(self, user: int, chat: int | None = None, **told: Any) -> int:
        """A person sends a place: `location`, or a `venue` with it; what is told goes into the message as it is."""
        return self._world.put("message", self._heard(self._message(user, chat) | told))

    def press(self, user: int, message_id: int, label: str, chat: int | None = None) -> str:
        """A person taps the button with this label; the query's id. Raises LookupError if the message has no such button."""
        where = user if chat is None else chat
        sent = self._world.by_id[where, message_id]
        return self.press_data(user, message_id, sent.data_of(label), where)

    def press_data(self, user: int, message_id: int, data: str, chat: int | None = None) -> str:
        """A tap with this data, whether or not the message still shows such a button."""
        where = user if chat is None else chat
        query: Json = {"id": f"query-{self._world.next_message()}", "from": person(user), "chat_instance": str(where)}
        query |= {"message": as_message(self._world, self._world.by_id[where, message_id]), "data": data}
        self._world.queries[query["id"]] = {"id": query["id"], "at": self._world.now()}
        self._world.put("callback_query", query)
        return str(query["id"])

    def block(self, user: int) -> int:
        """A person blocks the bot: sends are refused from now on."""
        self._world.know(user)
        self._world.shut[user] = "bot was blocked by the user"
        return self._member(user, user, "member", "kicked")

    def unblock(self, user: int) -> int:
        """A person takes the bot back."""
        self._world.shut.pop(user, None)
        return self._member(user, user, "kicked", "member")

    def expel(self, user: int, group: int) -> int:
        """Somebody removes the bot from a group."""
        self._world.know(group)
        self._world.shut[group] = "bot was kicked from the group chat"
        return self._member(user, group, "member", "kicked")

    def invite(self, user: int, group: int) -> int:
        """Somebody adds the bot to a group."""
        self._world.know(group)
        self._world.shut.pop(group, None)
        return self._member(user, group, "left", "member")

    def migrate(self, group: int, user: int = 1) -> int:
        """A group becomes a supergroup, told in both chats; the new chat's id."""
        new = -1_000_000_000_000 + group
        old_told = self._message(user, group) | {"migrate_to_chat_id": new}
        self._world.know(new)
        new_told = self._message(user, new) | {"migrate_from_chat_id": group}
        self._world.migrated[group] = new
        self._world.put("message", old_told)
        self._world.put("message", new_told)
        return new

    def raw(self, kind: str, content: Json) -> int:
        """Any update at all."""
        return self._world.put(kind, content)

    def _message(self, user: int, chat: int | None) -> Json:
        where = user if chat is None else chat
        self._world.know(user, where)
        head: Json = {"message_id": self._world.next_message(), "from": person(user), "chat": self._world.chats[where]}
        return head | {"date": int(self._world.now())}

    def _heard(self, message: Json) -> Json:
        self._world.heard[message["chat"]["id"], message["message_id"]] = message
        return message

    def _quoted(self, chat: int, message_id: int) -> Json:
        if sent := self._world.by_id.get((chat, message_id)):
            return as_message(self._world, sent)
        return self._world.heard[chat, message_id]

    def _member(self, user: int, chat: int, was: str, becomes: str) -> int:
        self._world.know(user, chat)
        bot = {key: bot_user()[key] for key in ("id", "is_bot", "first_name", "username")}
        assert bot["id"] == BOT_ID

        def member(status: str) -> Json:
            return {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {})

        change = {"chat": self._world.chats[chat], "from": person(user), "date": int(self._world.now())}
        change |= {"old_chat_member": member(was), "new_chat_member": member(becomes)}
        return self._world.put("my_chat_member", change)
