"""The long connection of 智能机器人 on the loopback, made from its documentation.

https://developer.work.weixin.qq.com/document/path/101463
"""

import asyncio
import base64
import hashlib
import itertools
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ROBOT, ROBOT_SECRET = "bot-0123456789", "a-secret-of-the-robot"
TITLE, BODY, LABEL, BUTTONS, KEY_BYTES, MOST_BYTES = 26, 112, 10, 6, 1024, 20480
PART_BYTES = 512 * 1024
T = TypeVar("T")


@dataclass
class Shown:
    """A message as its chat sees it; `over`: the word on its buttons once they are."""

    chat: str
    kind: str
    text: str
    keys: dict[str, str] = field(default_factory=dict)
    task_id: str = ""
    over: str = ""
    changes: int = 0
    content: bytes = b""


@dataclass
class Upload:
    """A file that comes in parts."""

    told: Mapping[str, Any]
    parts: dict[int, bytes] = field(default_factory=dict)


class Robot:
    """`async with Robot() as robot`: a platform at `robot.url`. `violations` names what it would not have taken.

    `refuse(command, errcode)` refuses the next call of a command; `mute(command)` leaves it unanswered; `hang_up()` ends the
    connection, `kick()` as another process would.
    """

    def __init__(self) -> None:
        self.url = ""
        self.shown: list[Shown] = []
        self.violations: list[str] = []
        self.calls: Counter[str] = Counter()
        self.secret = ROBOT_SECRET
        self.connections = 0
        self._socket: web.WebSocketResponse | None = None
        self._numbers = itertools.count(1)
        self._refused: dict[str, list[int]] = {}
        self._muted: list[str] = []
        self._taps: dict[str, tuple[str, float]] = {}
        self._uploads: dict[str, Upload] = {}
        self._media: dict[str, bytes] = {}
        self._files: dict[str, bytes] = {}
        self._written: set[str] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "Robot":
        app = web.Application()
        app.router.add_get("/", self._connected)
        app.router.add_get("/files/{name}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"ws://{host}:{port}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    # What tests do.

    async def say(self, member: str, text: str, *, group: str = "", number: str = "") -> None:
        """A member writes, in a group with the robot's name before it."""
        self._written.add(group or member)
        said = f"@责任书 {text}" if group else text
        await self._message(member, {"msgtype": "text", "text": {"content": said}}, group, number)

    async def send_picture(self, member: str, content: bytes) -> None:
        """A member sends a picture: encrypted, at an address of its own."""
        name, key = f"f{next(self._numbers)}", base64.b64encode(secrets.token_bytes(32)).decode()
        self._files[name] = sealed(content, key)
        url = f"{self.url.replace('ws:', 'http:')}/files/{name}"
        await self._message(member, {"msgtype": "image", "image": {"url": url, "aeskey": key}})

    async def press(self, card: Shown, label: str) -> None:
        """A member taps the button with this label."""
        await self.press_key(card, card.keys[label])

    async def press_key(self, card: Shown, key: str, number: str = "") -> None:
        """A tap with this key, whether or not the card still shows such a button."""
        req_id = f"req-{next(self._numbers)}"
        self._taps[req_id] = card.task_id, asyncio.get_running_loop().time() + 5.0
        tapped = {"card_type": "button_interaction", "event_key": key, "task_id": card.task_id}
        body = {"msgid": number or f"m{next(self._numbers)}", "aibotid": ROBOT, "from": {"userid": card.chat}}
        body |= {"chattype": "single", "msgtype": "event"}
        body |= {"event": {"eventtype": "template_card_event", "template_card_event": tapped}}
        await self._push("aibot_event_callback", body, req_id)

    def refuse(self, command: str, code: int) -> None:
        """The next call of a command ends with an errcode."""
        self._refused.setdefault(command, []).append(code)

    def mute(self, command: str) -> None:
        """The next call of a command is done, and not answered."""
        self._muted.append(command)

    async def hang_up(self) -> None:
        """The connection ends."""
        if self._socket is not None:
            await self._socket.close()

    async def kick(self) -> None:
        """Another process has taken the robot over."""
        event = {"eventtype": "disconnected_event"}
        await self._push("aibot_event_callback", {"msgid": "k", "msgtype": "event", "event": event}, "kick")
        await self.hang_up()

    def to(self, chat: str) -> list[Shown]:
        """What a chat was sent."""
        return [each for each in self.shown if each.chat == chat]

    async def wait_for(self, there: Callable[[], T | None], timeout: float = 10.0) -> T:
        """What `there` gives once it gives something."""
        async with asyncio.timeout(timeout):
            while not (found := there()):
                await asyncio.sleep(0.02)
        return found

    async def told(self, chat: str, words: str, timeout: float = 10.0) -> Shown:
        """The newest message of a chat with these words."""
        return await self.wait_for(
            lambda: next((each for each in reversed(self.to(chat)) if words in each.text), None), timeout
        )

    @property
    def is_connected(self) -> bool:
        """Whether somebody is."""
        return self._socket is not None and not self._socket.closed

    async def connected(self) -> None:
        """Returns when the robot is connected."""
        await self.wait_for(lambda: self.is_connected)

    # The platform's part.

    async def _message(self, member: str, said: dict[str, Any], group: str = "", number: str = "") -> None:
        body = {"msgid": number or f"m{next(self._numbers)}", "aibotid": ROBOT, "from": {"userid": member}, **said}
        body |= {"chattype": "group", "chatid": group} if group else {"chattype": "single"}
        await self._push("aibot_msg_callback", body, f"req-{next(self._numbers)}")

    async def _push(self, command: str, body: dict[str, Any], req_id: str) -> None:
        await self.connected()
        assert self._socket is not None
        await self._socket.send_json({"cmd": command, "headers": {"req_id": req_id}, "body": body})

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            frame = json.loads(message.data)
            command, number, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body", {})
            self.calls[command] += 1
            if command == "aibot_subscribe":
                code = 0 if (body["bot_id"], body["secret"]) == (ROBOT, self.secret) else 853000
                await socket.send_json({"headers": {"req_id": number}, "errcode": code, "errmsg": ""})
                if code == 0:
                    self._socket, self.connections = socket, self.connections + 1
                continue
            if self._refused.get(command):
                code = self._refused[command].pop(0)
                await socket.send_json({"headers": {"req_id": number}, "errcode": code, "errmsg": "as the test wished"})
                continue
            code, answer = self._done(command, number, body)
            if command in self._muted:
                self._muted.remove(command)
                continue
            said = {"headers": {"req_id": number}, "errcode": code, "errmsg": "", "body": answer}
            await socket.send_json(said)
        if self._socket is socket:
            self._socket = None
        return socket

    def _done(self, command: str, number: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        match command:
            case "ping":
                return 0, {}
            case "aibot_send_msg":
                return self._sent(body), {}
            case "aibot_respond_update_msg":
                return self._changed(number, body), {}
            case "aibot_upload_media_init":
                upload = f"up-{next(self._numbers)}"
                self._uploads[upload] = Upload(body)
                return 0, {"upload_id": upload}
            case "aibot_upload_media_chunk":
                part = base64.b64decode(body["base64_data"])
                self._judge(len(part) <= PART_BYTES, "a part of a file is too large")
                self._uploads[body["upload_id"]].parts[body["chunk_index"]] = part
                return 0, {}
            case "aibot_upload_media_finish":
                return 0, {"media_id": self._whole(self._uploads.pop(body["upload_id"]))}
        return 40008, {}

    def _whole(self, upload: Upload) -> str:
        content = b"".join(upload.parts[at] for at in range(upload.told["total_chunks"]))
        self._judge(len(content) == upload.told["total_size"], "total_size")
        self._judge(hashlib.md5(content).hexdigest() == upload.told["md5"], "md5")
        media = f"media-{next(self._numbers)}"
        self._media[media] = content
        return media

    def _sent(self, given: dict[str, Any]) -> int:
        chat, kind = given["chatid"], given["msgtype"]
        if chat not in self._written:
            return 846607
        shown = Shown(chat, kind, "")
        if kind == "markdown":
            shown.text = given["markdown"]["content"]
            self._judge(0 < len(shown.text.encode()) <= MOST_BYTES, "markdown is empty or too long")
        elif kind == "template_card":
            shown.task_id = given["template_card"]["task_id"]
            if any(each.task_id == shown.task_id for each in self.shown):
                return 41048
            self._card(shown, given["template_card"])
        else:
            shown.content = self._media[given[kind]["media_id"]]
        self.shown.append(shown)
        return 0

    def _changed(self, number: str, given: dict[str, Any]) -> int:
        card, until = self._taps.pop(number, ("", 0.0))
        found = next((each for each in self.shown if each.task_id == card), None)
        if found is None or asyncio.get_running_loop().time() > until or given["template_card"]["task_id"] != card:
            return 846605
        self._card(found, given["template_card"])
        found.changes += 1
        return 0

    def _card(self, shown: Shown, card: dict[str, Any]) -> None:
        title, body = card["main_title"].get("title", ""), card.get("sub_title_text", "")
        self._judge(0 < len(title) <= TITLE and len(body) <= BODY, f"title {len(title)}, body {len(body)}")
        buttons = card["button_list"]
        self._judge(0 < len(buttons) <= BUTTONS, f"{len(buttons)} buttons")
        self._judge(all(0 < len(each["text"]) <= LABEL for each in buttons), "label of a button")
        self._judge(all(0 < len(each["key"].encode()) <= KEY_BYTES for each in buttons), "key of a button")
        shown.text = "\n".join(filter(None, (title, body)))
        shown.over = card.get("replace_text", "")
        shown.keys = {} if shown.over else {each["text"]: each["key"] for each in buttons}

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self._files[request.match_info["name"]])

    def _judge(self, fine: bool, what: str) -> None:
        if not fine:
            self.violations.append(what)


def sealed(content: bytes, key: str) -> bytes:
    """A file as the platform hands it out."""
    secret = base64.b64decode(key)
    missing = 32 - len(content) % 32
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return encryptor.update(content + bytes([missing]) * missing) + encryptor.finalize()
