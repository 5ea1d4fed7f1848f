"""A long workbook in chat: the real service is killed while it reads, and nothing is lost; others are answered meanwhile."""

import asyncio

from benchmarks.papers import long_book
from tests.e2e.service import Program
from tests.e2e.test_telegram import CLERK, answer, api, bind, program
from tests.support.bot_api import BotApi

ADMIN = 104
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 3000
__all__ = ("api", "program")


async def test_killed_while_it_reads_a_workbook_the_preview_comes_all_the_same(program: Program, api: BotApi) -> None:
    await program.start()
    await bind(program, api, ADMIN, "管理员甲", "admin")
    api.send_file(ADMIN, long_book(ROWS, 2026), "责任书.xlsx", XLSX)
    await asyncio.sleep(1)
    await program.kill()
    assert not [sent for sent in api.sent(ADMIN) if "导入预览" in sent.text], "it was not read yet"
    await program.start()
    preview = await answer(api, ADMIN, "导入预览", 40)
    assert f"新增 {ROWS} 项" in preview.text
    assert len([sent for sent in api.sent(ADMIN) if "导入预览" in sent.text]) == 1
    assert await program.stop() == 0


async def test_while_a_workbook_is_read_another_person_is_answered(program: Program, api: BotApi) -> None:
    await program.start()
    await bind(program, api, ADMIN, "管理员甲", "admin")
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    api.send_file(ADMIN, long_book(ROWS, 2026), "责任书.xlsx", XLSX)
    await api.wait_for(lambda: api.pending == [], 10)
    api.say(CLERK, "JS-010 18座")
    card = await answer(api, CLERK, "请确认 1 项")
    preview = await answer(api, ADMIN, "导入预览", 40)
    assert card.message_id < preview.message_id, "it was still being read"
    assert await program.stop() == 0
