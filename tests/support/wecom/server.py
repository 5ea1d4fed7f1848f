"""One enterprise with one app: members speak and tap, the app is called back, and what it sends is judged by the published rules.

https://developer.work.weixin.qq.com/document/path/90236 (messages), /94888 (cards that change), /90238 (callbacks)
"""

import asyncio
import base64
import itertools
import re
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

import httpx
from aiohttp import web

from bot.channels.wecom.envelope import Envelope, Sealed

CORP, AGENT, SECRET, TOKEN = "ww0123456789abcdef", 1000002, "a-secret-of-the-app", "callbacktoken"
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
MOST_BYTES, TITLE, BODY, LABEL, BUTTONS, KEY_BYTES = 2048, 36, 160, 10, 6, 1024
TRIES, PATIENCE = 3, 5.0
T = TypeVar("T")


def key() -> str:
    """An EncodingAESKey."""
    return base64.b64encode(secrets.token_bytes(32)).decode()[:43]


@dataclass
class Sent:
    """A message as its member sees it; `over`: the word on its buttons once they are."""

    member: str
    kind: str
    text: str
    keys: dict[str, str] = field(default_factory=dict)
    task_id: str = ""
    safe: bool = False
    media: bytes = b""
    over: str = ""
    changes: int = 0
    at: float = field(default_factory=time.monotonic)


class Wecom:
    """`async with Wecom() as wecom`: a server at `wecom.url`. `fail(method, errcode)` refuses the next calls of a method.

    `violations` names what the platform would not have taken, or would have dropped or cut without a word.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.key = key()
        self.envelope = Envelope(TOKEN, self.key, CORP)
        self.callback_url = ""
        self.sent: list[Sent] = []
        self.violations: list[str] = []
        self.calls: Counter[str] = Counter()
        self.members: set[str] | None = None
        self.answers: list[int] = []
        self._token = ""
        self._tokens = itertools.count(1)
        self._numbers = itertools.count(7000001)
        self._faults: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, str] = {}
        self._media: dict[str, tuple[str, str, bytes]] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> "Wecom":
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        app.router.add_route("*", "/cgi-bin/{method:.+}", self._called)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    # What tests do.

    def fail(self, method: str, code: int, times: int = 1) -> None:
        """The next calls of a method end with an errcode."""
        self._faults[method] += [code] * times

    def expire(self) -> None:
        """The access token is over before its time."""
        self._token = ""

    async def say(self, member: str, text: str, number: int | None = None) -> int:
        """A member writes; the answer of the callback in the end."""
        return await self._call(
            member, {"MsgType": "text", "Content": text, "MsgId": str(number or next(self._numbers))}
        )

    async def send_file(self, member: str, content: bytes, name: str, media_type: str, kind: str = "image") -> int:
        """A member sends a picture or a film."""
        media = f"media-{next(self._numbers)}"
        self._media[media] = (name, media_type, content)
        return await self._call(member, {"MsgType": kind, "MediaId": media, "MsgId": str(next(self._numbers))})

    async def press(self, sent: Sent, label: str, *, at: int | None = None) -> int:
        """A member taps the button with this label."""
        return await self.press_key(sent, sent.keys[label], at=at)

    async def press_key(self, sent: Sent, pressed: str, *, at: int | None = None) -> int:
        """A tap with this key, whether or not the card still shows such a button."""
        code = f"code-{next(self._numbers)}"
        self._codes[code] = sent.task_id
        event = {"MsgType": "event", "Event": "template_card_event", "EventKey": pressed}
        event |= {"TaskId": sent.task_id, "CardType": "button_interaction", "ResponseCode": code}
        return await self._call(sent.member, event, at=at)

    async def event(self, member: str, event: str, key_: str = "") -> int:
        """Something that is no message: a menu's word, a member who comes or goes."""
        return await self._call(member, {"MsgType": "event", "Event": event, "EventKey": key_})

    def to(self, member: str) -> list[Sent]:
        """What a member was sent."""
        return [each for each in self.sent if each.member == member]

    async def wait_for(self, there: Callable[[], T | None], timeout: float = 10.0) -> T:
        """What `there` gives once it gives something."""
        async with asyncio.timeout(timeout):
            while not (found := there()):
                await asyncio.sleep(0.02)
        return found

    async def told(self, member: str, words: str, timeout: float = 10.0) -> Sent:
        """The newest message of a member with these words."""
        return await self.wait_for(
            lambda: next((each for each in reversed(self.to(member)) if words in each.text), None), timeout
        )

    # Calling back.

    async def _call(self, member: str, said: dict[str, str], *, at: int | None = None) -> int:
        """As the platform does: three times, five seconds each."""
        said = {"ToUserName": CORP, "FromUserName": member, "CreateTime": str(at or int(self._now())), **said}
        said.setdefault("AgentID", str(AGENT))
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in said.items())
        status = 0
        for _ in range(TRIES):
            status = await self.post(f"<xml>{inner}</xml>".encode())
            if status == httpx.codes.OK:
                break
        self.answers.append(status)
        return status

    async def post(self, body: bytes, *, sealed: Sealed | None = None) -> int:
        """One call with a body; sealed by the app's own key unless it is given."""
        sealed = sealed or self.envelope.seal(body, str(int(self._now())), secrets.token_hex(5), secrets.token_bytes)
        whole = (
            f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed.encrypted}]]></Encrypt></xml>"
        )
        asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            try:
                answer = await client.post(self.callback_url, params=asked, content=whole.encode())
            except httpx.HTTPError:
                return 0
        return answer.status_code

    async def check(self, said: str = "1288432023552776189") -> tuple[int, str]:
        """The check of the address that saving the admin page makes."""
        sealed = self.envelope.seal(said.encode(), str(int(self._now())), "47744683", secrets.token_bytes)
        asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
        async with httpx.AsyncClient(timeout=1.0, trust_env=False) as client:
            answer = await client.get(self.callback_url, params={**asked, "echostr": sealed.encrypted})
        return answer.status_code, answer.text

    # Being called.

    async def _gettoken(self, request: web.Request) -> web.Response:
        self.calls["gettoken"] += 1
        if request.query.get("corpid") != CORP or request.query.get("corpsecret") != SECRET:
            return _refused(40001, "invalid credential")
        self._token = f"token-{next(self._tokens)}"
        return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": self._token, "expires_in": 7200})

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        if not self._token or request.query.get("access_token") != self._token:
            return _refused(40014, "invalid access_token")
        if self._faults[method]:
            return _refused(self._faults[method].pop(0), "as the test wished")
        match method:
            case "message/send":
                return self._send(await request.json())
            case "message/update_template_card":
                return self._update(await request.json())
            case "media/upload":
                return await self._upload(request)
            case "media/get":
                return self._download(request.query.get("media_id", ""))
            case "agent/get":
                return web.json_response({"errcode": 0, "name": "责任书", "close": 0})
            case "getcallbackip":
                return web.json_response({"errcode": 0, "ip_list": []})
        return _refused(40066, "invalid url")

    def _send(self, given: dict[str, Any]) -> web.Response:
        member, kind = given["touser"], given["msgtype"]
        if given["agentid"] != AGENT:
            return _refused(301002, "not allow operate another agent")
        if self.members is not None and member not in self.members:
            return _refused(81013, "user & party & tag all invalid")
        sent = Sent(member, kind, "", safe=bool(given.get("safe")))
        said: dict[str, Any] = {"errcode": 0, "errmsg": "ok", "msgid": f"msg-{next(self._numbers)}"}
        if kind == "text":
            sent.text = given["text"]["content"]
            self._judge(0 < len(sent.text.encode()) <= MOST_BYTES, "text is empty, or would be cut")
        elif kind == "template_card":
            card = given["template_card"]
            sent.task_id = card["task_id"]
            self._judge(TASK_ID.fullmatch(sent.task_id) is not None, "task_id")
            if any(each.task_id == sent.task_id for each in self.sent):
                return _refused(41048, "task_id was used")
            self._shown(sent, card)
            code = said["response_code"] = f"code-{next(self._numbers)}"
            self._codes[code] = sent.task_id
        else:
            name, media_type, content = self._media[given[kind]["media_id"]]
            self._judge(kind == "file" or media_type in ("image/jpeg", "image/png"), f"{media_type} as {kind}")
            sent.text, sent.media = name, content
        for most, seconds in ((30, 60.0), (1000, 3600.0)):
            recent = [each for each in self.to(member) if each.at > time.monotonic() - seconds]
            self._judge(len(recent) < most, f"more than {most} to a member in {seconds:.0f} s")
        self.sent.append(sent)
        return web.json_response(said)

    def _shown(self, sent: Sent, card: dict[str, Any]) -> None:
        title, body = card["main_title"].get("title", ""), card.get("sub_title_text", "")
        self._judge(card["card_type"] == "button_interaction", "card_type")
        self._judge(0 < len(title) <= TITLE and len(body) <= BODY, f"title {len(title)}, body {len(body)}")
        buttons = card["button_list"]
        self._judge(0 < len(buttons) <= BUTTONS, f"{len(buttons)} buttons")
        self._judge(all(0 < len(each["text"]) <= LABEL for each in buttons), "label of a button")
        self._judge(all(0 < len(each["key"].encode()) <= KEY_BYTES for each in buttons), "key of a button")
        sent.text = "\n".join(filter(None, (title, body)))
        sent.over = card.get("replace_text", "")
        sent.keys = {} if sent.over else {each["text"]: each["key"] for each in buttons}

    def _update(self, given: dict[str, Any]) -> web.Response:
        card = self._codes.pop(given["response_code"], None)
        found = next((each for each in self.sent if card and each.task_id == card), None)
        if found is None or given["userids"] != [found.member]:
            return _refused(42045, "response_code is used or over")
        if "button" in given:
            found.over, found.keys = given["button"]["replace_name"], {}
        else:
            self._shown(found, given["template_card"])
        found.changes += 1
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        media = form["media"]
        assert isinstance(media, web.FileField)
        content = media.file.read()
        self._judge(5 < len(content) <= 20 * 1024 * 1024, "size of a file")
        number = f"media-{next(self._numbers)}"
        self._media[number] = (media.filename, media.content_type, content)
        return web.json_response({"errcode": 0, "type": request.query["type"], "media_id": number})

    def _download(self, media: str) -> web.Response:
        if media not in self._media:
            return _refused(40007, "invalid media_id")
        name, media_type, content = self._media[media]
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": media_type}
        return web.Response(body=content, headers=headers)

    def _judge(self, fine: bool, what: str) -> None:
        if not fine:
            self.violations.append(what)


def _refused(code: int, told: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": told})
