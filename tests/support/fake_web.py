"""A web chat without a house behind it: a remembered conversation, sample people, and a server on a loopback port."""

import asyncio
import hashlib
import struct
import zlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import uvicorn
from starlette.applications import Starlette

from bot.base.channel import Outgoing, Tap
from bot.channels.web.channel import WebChannel
from bot.web.chat import About, build_routes
from bot.web.ports import ChatMessage, Followed, Preset, SamplePerson, Session, StoredFile, Travelled, TravelRefused
from domain.identity import Ended
from handlers.kernel.messages import FileRef, Incoming

# What every invitation of the house begins with.
GOOD = "GOOD"
NOW = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
CLERK, INSPECTOR, LEADER = "demo-李文", "demo-王敏", "demo-陈静"
PEOPLE = (
    SamplePerson(CLERK, "李文", "reporter", "填报人", "中央商务区发展服务中心", "综合科科员"),
    SamplePerson("demo-周平", "周平", "unit_head", "单位负责人", "中央商务区发展服务中心", "主任"),
    SamplePerson(INSPECTOR, "王敏", "inspector", "督查员", "区委区政府督查室", "督查员"),
    SamplePerson(LEADER, "陈静", "leader", "分管区领导", "区级", "副区长（城建）"),
)


def small_png(width: int = 640, height: int = 260) -> bytes:
    """A real picture: a pale ground with one rising line."""
    rows = bytearray()
    for y in range(height):
        line = height - 30 - y
        rows.append(0)
        for x in range(width):
            rows += b"\x1f\x5f\xd0" if abs(line - x * (height - 60) // width) < 2 else b"\xf6\xf8\xfc"
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(rows))),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class FakeHouse:
    """The store and the intake at once: remembers what was said, answers every line, and can be told to fail."""

    def __init__(self) -> None:
        self.channel = WebChannel()
        self.taken: list[Incoming] = []
        self.chats: dict[str, list[ChatMessage]] = {}
        self.files: dict[tuple[str, str], StoredFile] = {}
        self.failing = False
        self.silent = False
        self.sessions: dict[str, Session] = {}
        self.pins: dict[str, str] = {}
        self.ended: list[tuple[str, Ended]] = []
        # What another process of the service has sent meanwhile.
        self.sent_elsewhere: list[Outgoing] = []
        self._seen: set[str] = set()
        self._seq = 0

    async def session(self, identity: str, *, acting: bool) -> Session | None:
        """See ChatStore."""
        return self.sessions.get(identity)

    async def unlock(self, identity: str, pin: str) -> bool:
        """See ChatStore."""
        right = self.pins.get(identity) == pin
        if right:
            self.sessions[identity] = replace(self.sessions[identity], locked=False)
        return right

    async def set_pin(self, identity: str, pin: str) -> None:
        """See ChatStore."""
        self.pins[identity] = pin
        self.sessions[identity] = replace(self.sessions[identity], has_pin=True)

    async def still_open(self, identities: Collection[str]) -> set[str]:
        """See ChatStore."""
        return {each for each in identities if each in self.sessions and not self.sessions[each].locked}

    async def end(self, identity: str, why: Ended) -> None:
        """See ChatStore."""
        if self.sessions.pop(identity, None) is not None:
            self.ended.append((identity, why))

    async def answered(self, identity: str) -> list[str]:
        """See ChatStore."""
        return [each.title for each in self.chats.get(identity, []) if not each.mine]

    async def people(self) -> list[SamplePerson]:
        """See ChatStore."""
        return list(PEOPLE)

    async def history(self, identity: str, before: int | None, limit: int) -> list[ChatMessage]:
        """See ChatStore."""
        past = [each for each in self.chats.get(identity, []) if before is None or each.seq < before]
        return past[-limit:]

    async def sent(self, identities: Collection[str], before: Followed | None) -> tuple[list[Outgoing], Followed]:
        """See ChatStore."""
        sent, self.sent_elsewhere = self.sent_elsewhere, []
        return [each for each in sent if each.chat in identities], Followed(0)

    async def file(self, identity: str, sha256: str) -> StoredFile | None:
        """See ChatStore."""
        return self.files.get((identity, sha256))

    async def commands(self, identity: str) -> list[str]:
        """See ChatStore."""
        return ["待核验", "帮助"] if identity == INSPECTOR else ["我的事项", "帮助"]

    async def receive(self, incoming: Incoming) -> None:
        """See Receive. The same update is taken once; every line is repeated back, every tap edits its card."""
        if self.failing:
            raise RuntimeError("the store is away")
        if incoming.external_id in self._seen:
            return
        self._seen.add(incoming.external_id)
        self.taken.append(incoming)
        if incoming.text.startswith(f"/start {GOOD}"):
            self.sessions[incoming.sender] = Session(incoming.sender, "李文", "填报人 · 中央商务区发展服务中心")
        if incoming.button is None:
            self.remember(incoming.chat, mine=True, lines=(incoming.text,))
        if not self.silent:
            await self._answer(incoming)

    def remember(
        self,
        chat: str,
        *,
        mine: bool = False,
        title: str = "",
        lines: tuple[str, ...] = (),
        buttons: tuple[tuple[Tap, ...], ...] = (),
        file: FileRef | None = None,
        at: datetime = NOW,
    ) -> ChatMessage:
        """Adds a bubble to a chat's past."""
        self._seq += 1
        message = ChatMessage(self._seq, f"k{self._seq}", mine, at, title, lines, buttons, file, False)
        self.chats.setdefault(chat, []).append(message)
        return message

    def keep(self, chat: str, name: str, media_type: str, content: bytes) -> FileRef:
        """A file this chat may see."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[chat, sha256] = StoredFile(name, media_type, content)
        return FileRef(sha256, name, media_type)

    async def push(self, message: ChatMessage, chat: str, edit_of: str | None = None) -> None:
        """Sends a bubble to the open browsers."""
        outgoing = Outgoing(
            message.id, chat, message.title, message.lines, message.buttons, message.file, edit_of=edit_of
        )
        await self.channel.send(outgoing)

    async def _answer(self, incoming: Incoming) -> None:
        past = self.chats.setdefault(incoming.chat, [])
        for at, old in enumerate(past):
            if incoming.button is not None and old.id == incoming.message:
                past[at] = replace(old, title="已提交 1 项", lines=("督查室核验后通知您。",), buttons=(), edited=True)
                return await self.push(past[at], incoming.chat, edit_of=old.id)
        title = f"收到：{incoming.text}" if incoming.file is None else f"收到文件 {incoming.file.name}"
        await self.push(self.remember(incoming.chat, title=title), incoming.chat)
        return None


def tell_a_story(house: FakeHouse) -> None:
    """The clerk's last two days: a reminder, a report, its curve, a verification and a notice."""
    yesterday, at = NOW - timedelta(days=1), NOW - timedelta(minutes=20)
    house.remember(
        CLERK, at=yesterday, title="6月报送提醒（1 项）",
        lines=("【待报送】", "JS-010 中央商务区26座楼宇建成交付：7月2日前报送，还有 2 个工作日"),
        buttons=((Tap("报送 JS-010", "t1"), Tap("收到", "t2")),),
    )  # fmt: skip
    house.remember(CLERK, mine=True, at=at, lines=("26座楼宇累计交付12座",))
    house.remember(
        CLERK, at=at, title="请确认 1 项（截至 7月1日）",
        lines=("JS-010 中央商务区26座楼宇建成交付：12 / 26 座（累计）· 46.2% 🟡 慢 3.8 个百分点，倒逼需每月 2.3 座",),
        buttons=((Tap("确认提交", "t3"), Tap("修改", "t4")), (Tap("加佐证", "t5"), Tap("取消", "t6"))),
    )  # fmt: skip
    picture = house.keep(CLERK, "JS-010 进度曲线.png", "image/png", small_png())
    house.remember(CLERK, at=at, title="JS-010 进度曲线", file=picture)
    notice = house.keep(CLERK, "督办通知单.txt", "text/plain", "请于7月3日前报送。".encode())
    house.remember(CLERK, at=at, title="督办通知", lines=("请在 7月3日前报送 JS-011。",), file=notice)


class FakeTravel:
    """A clock that goes where it is told, in a year that ends soon, and refuses what lies before it."""

    tour = (INSPECTOR, CLERK)

    def __init__(self) -> None:
        self.now = NOW
        self.moves: list[tuple[datetime, bool]] = []
        self.halted = 0
        self.walking = False
        self.outcome = ""

    async def look(self) -> Travelled:
        """See Travel."""
        last, presets = datetime(2027, 1, 31, 15, 59, tzinfo=UTC), (Preset("+1 周", self.now + timedelta(days=7)),)
        return Travelled(self.now, last, presets, self.walking, 2, 8, 31, self.outcome)

    async def begin(self, to: datetime, *, day_by_day: bool) -> None:
        """See Travel."""
        if to <= self.now:
            raise TravelRefused("只能往后跳。")
        self.moves.append((to, day_by_day))
        self.now, self.walking = to, True

    def halt(self) -> None:
        """See Travel."""
        self.halted += 1
        self.walking, self.outcome = False, "已到。"


def make_site(
    house: FakeHouse,
    mode: Literal["demo", "open"] = "demo",
    *,
    max_bytes: int = 200_000,
    travel: FakeTravel | None = None,
) -> Starlette:
    """The chat's routes alone."""
    clock = lambda: NOW if travel is None else travel.now  # noqa: E731
    routes = build_routes(house.channel, house, house.receive, mode, About(max_bytes, clock, "Asia/Shanghai", travel))
    return Starlette(routes=routes)


@asynccontextmanager
async def serve(
    house: FakeHouse, mode: Literal["demo", "open"] = "demo", travel: FakeTravel | None = None
) -> AsyncIterator[str]:
    """A real uvicorn on a free loopback port; gives its address. Streams are told to end before it stops."""
    config = uvicorn.Config(
        make_site(house, mode, travel=travel), port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    running = asyncio.create_task(server.main_loop())
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        house.channel.close()
        server.should_exit = True
        await running
        await server.shutdown()
