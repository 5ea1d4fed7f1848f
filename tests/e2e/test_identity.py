"""Who holds an identity, against the real service over HTTP: each attack as it was made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.service import Program
from tests.support.pictures import picture

# Each test runs half a dozen commands of the program besides the service.
pytestmark = pytest.mark.timeout(400)

PNG = picture(size=(20, 20))
PLANTED = "A" * 32


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """A district from the sample workbook, the web chat on, the service running."""
    program = Program(tmp_path, ZEREN_WEB__CHAT="true")
    await program.settle()
    await program.start()
    yield program
    if program.process is not None:
        await program.kill()


def url_of(program: Program) -> str:
    """Where it listens."""
    return program.log.read_text("utf-8").rsplit("listening on ", 1)[1].split()[0]


@asynccontextmanager
async def browser(program: Program) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that was never here."""
    async with httpx.AsyncClient(base_url=url_of(program), headers={"x-zeren-chat": "1"}, timeout=20) as client:
        yield client


_unique = iter(range(1, 1000))


async def says(client: httpx.AsyncClient, text: str, **files: tuple[str, bytes, str]) -> httpx.Response:
    """One line, perhaps with a file."""
    fields = {"id": f"unique-{next(_unique):04}", "text": text}
    return await client.post("/chat/say", data=fields, files=files or None)


async def bound(client: httpx.AsyncClient, token: str) -> None:
    """Opens an invitation."""
    assert (await says(client, f"/start {token}")).json() == {"ok": True, "renewed": True}


async def shown(client: httpx.AsyncClient) -> str:
    """Everything the history tells."""
    answer = await client.get("/chat/history")
    assert answer.status_code == 200
    return answer.text


async def test_a_leaver_keeps_nothing(program: Program) -> None:
    """A1: history and evidence were readable for as long as the browser came back."""
    async with browser(program) as client:
        await bound(client, await program.hire("CBD中心填报人", "reporter", "BM28"))
        await says(client, "事项 JS-011")
        await says(client, "", file=("现场.png", PNG, "image/png"))
        messages = (await client.get("/chat/history")).json()["messages"]
        sha256 = next(each["file"]["sha256"] for each in messages if each["file"])
        mine = await client.get(f"/chat/files/{sha256}")
        assert (mine.status_code, mine.content) == (200, PNG)
        assert mine.headers["content-disposition"] == "inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.png"
        async with asyncio.timeout(5):
            # What was said to the person before is no news.
            while program.rows("SELECT 1 FROM outbox WHERE state != 'accepted'"):
                await asyncio.sleep(0.05)
        async with client.stream("GET", "/chat/events") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            await program.done("people", "leave", "CBD中心填报人")
            async with asyncio.timeout(6):
                async for line in lines:
                    assert not line.startswith("data:")
        for path in ("/chat/history", f"/chat/files/{sha256}", "/chat/events"):
            answer = await client.get(path)
            assert answer.status_code == 403
            assert "JS-011" not in answer.text
        assert (await says(client, "我的事项")).status_code == 403


async def test_the_next_person_at_the_same_browser_sees_nothing_of_before(program: Program) -> None:
    """A2."""
    first, second = await program.hire("管理员", "admin"), await program.hire("督查员乙", "inspector")
    async with browser(program) as client:
        await bound(client, first)
        old = client.cookies["zeren"]
        await says(client, "邀请 督查员乙")
        assert "督查员乙" in await shown(client)
        second = (await program.done("invite", "督查员乙")).rsplit("/start ", 1)[1].strip()
        await bound(client, second)
        now = await shown(client)
        assert "绑定成功：督查员乙" in now
        assert "邀请 督查员乙" not in now
        assert "一次性邀请" not in now
        client.cookies.clear()
        answer = await client.get("/chat/history", headers={"cookie": f"zeren={old}"})
        assert answer.status_code == 403, "the one before is logged out"
    assert program.rows("SELECT ended FROM bindings ORDER BY id") == [("handed_on",), (None,)]


async def test_a_planted_cookie_is_never_adopted(program: Program) -> None:
    """A12: whoever set it read the admin's chat."""
    token = await program.hire("管理员", "admin")
    async with browser(program) as victim, browser(program) as attacker:
        planted = {"cookie": f"zeren={PLANTED}"}
        assert "set-cookie" not in (await victim.get("/chat", headers=planted)).headers
        fields = {"id": "unique-9001", "text": f"/start {token}"}
        answer = await victim.post("/chat/say", data=fields, headers=planted)
        assert answer.json()["renewed"] is True
        assert PLANTED not in answer.headers["set-cookie"]
        assert (await attacker.get("/chat/history", headers=planted)).status_code == 403
        assert (await victim.get("/chat/history")).status_code == 200


async def test_logging_out_on_the_page_is_for_good(program: Program) -> None:
    async with browser(program) as client:
        await bound(client, await program.hire("填报人", "reporter", "BM28"))
        secret = client.cookies["zeren"]
        assert (await client.post("/chat/logout", data={"id": "x"})).status_code == 200
        assert "zeren" not in client.cookies
        answer = await client.get("/chat/history", headers={"cookie": f"zeren={secret}"})
        assert answer.status_code == 403
    assert program.rows("SELECT ended FROM bindings") == [("logged_out",)]
    assert secret not in str(program.rows("SELECT * FROM bindings")), "the cookie is kept by its digest alone"


async def test_a_foreign_name_that_leads_here_gets_nothing(program: Program) -> None:
    """A22: DNS rebinding."""
    async with browser(program) as client:
        for path in ("/chat", "/chat/history", "/metrics", "/readyz"):
            assert (await client.get(path, headers={"host": "evil.example"})).status_code == 421
        foreign = {"host": "evil.example", "origin": "http://evil.example"}
        fields = {"id": "unique-9002", "text": "帮助"}
        assert (await client.post("/chat/say", data=fields, headers=foreign)).status_code == 421
        assert (await client.get("/healthz")).status_code == 200
