"""Two processes on one SQLite file: who opens the page at the second one hears everything, too (A20)."""

import asyncio
import json
from pathlib import Path

from tests.e2e.service import Program
from tests.e2e.test_identity import bound, browser, says


async def test_a_page_of_the_process_that_does_not_lead_shows_the_answer(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    first = Program(tmp_path, ZEREN_WEB__CHAT="true")
    second = Program(tmp_path / "two", url=first.url, ZEREN_WEB__CHAT="true")
    await first.settle()
    token = await first.hire("CBD中心填报人", "reporter", "BM28")
    try:
        await first.start()
        await second.start()
        async with browser(second) as client, asyncio.timeout(20):
            await bound(client, token)
            async with client.stream("GET", "/chat/events") as events:
                lines = events.aiter_lines()
                await anext(lines)
                await says(client, "事项 JS-010")
                while not (line := await anext(lines)).startswith("data: "):
                    pass
        assert "JS-010" in json.dumps(json.loads(line.removeprefix("data: ")), ensure_ascii=False)
    finally:
        for program in (first, second):
            if program.process is not None:
                await program.kill()
