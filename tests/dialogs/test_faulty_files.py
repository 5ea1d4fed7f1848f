"""Faulty files in chat: they come back marked, and chat and terminal tell the same faults of the same cells."""

import io
import json
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook

from bot.base.clock import Clock
from bot.commands.agreements_file import Wanted
from bot.out.drawings import illustrated
from documents.workbook import as_json
from domain.people import Role
from handlers.kernel.papers import Paper
from storage import evidence
from tests.dialogs.test_imports import XLSX
from tests.documents.workbook.books import book, row
from tests.documents.workbook.test_binary import CONTENT as OLD
from tests.support.world import Shown, Talk, World

CSV = """序号,指标/事项,计量单位,目标值,完成时限,牵头单位
1,甲,家,20±2,2026年11月底,区商务局
2,乙,家,三,2026年13月底,没有的局
""".encode()


@dataclass(frozen=True, slots=True)
class Sent:
    """A faulty file."""

    name: str
    content: bytes


BOOKS = (
    Sent("数.xlsx", book([row(target="20±2家"), row(number=2, name="另一项", target="1,2万家")], sheet="大建设")),
    Sent("期.xlsx", book([row(due="6月底、12月底"), row(number=2, name="另一项", due="下半年某时")], sheet="大建设")),
    Sent("单位.xlsx", book([row(unit="没有的局"), row(number=2, name="另一项", unit=None)], sheet="大建设")),
    Sent("列.xlsx", book([row()], order=["number", "name", "measure_unit", "target", "due"], sheet="大建设")),
    Sent("两列.xlsx", book([row()], headings={"baseline": "目标值"}, sheet="大建设")),
    Sent("重.xlsx", book([row(), row()], sheet="大建设")),
    Sent("多.xlsx", book([row(number=each, name=f"第{each}项", weight="多") for each in range(1, 40)], sheet="大建设")),
    Sent("公式.xlsx", book([row(target="=1+1"), row(number=2, name="另一项", target="#REF!")], sheet="大建设")),
    Sent("旧.xls", OLD),
    Sent("大建设.csv", CSV),
)


@pytest.fixture
async def admin(world: World) -> Talk:
    """The administrator."""
    return await world.hire("管理员", Role.ADMIN)


def faults_in(card: Shown) -> list[tuple[object, ...]]:
    """What the file that goes back is marked with."""
    marks = card.message.payload["drawing"]["data"]["marks"]
    assert isinstance(marks, list)
    return sorted(tuple(each) for each in marks)


@pytest.mark.parametrize("sent", BOOKS, ids=lambda sent: sent.name)
async def test_chat_and_terminal_tell_the_same_faults(world: World, admin: Talk, sent: Sent) -> None:
    (card,) = await admin.send(sent.name, XLSX, sent.content)
    wanted = Wanted(Paper.of(sent.content, sent.name), None, "", "", None, yes=False)
    plan = await world.dispatch.look(wanted.planned)
    told = json.loads(json.dumps(as_json(plan.read)))["faults"]
    assert told
    assert faults_in(card) == sorted((each["sheet"], each["row"], each["cell"], each["reason"]) for each in told)


async def test_a_faulty_workbook_comes_back_with_its_cells_marked(world: World, admin: Talk) -> None:
    (card,) = await admin.send("责任书.xlsx", XLSX, BOOKS[0].content)
    assert card.text.splitlines()[-1] == "有问题的单元格已在附件中标红并加批注，改好后重发即可。"
    clock: Clock = world.clock
    made = await illustrated(world.database, card.message, clock)
    sha256, name, _ = made.payload["file"]
    assert name == "责任书-问题标注.xlsx"
    blob = await world.database.read(lambda store: evidence.blob(store, sha256))
    assert blob is not None
    page = load_workbook(io.BytesIO(blob.read(world.database.files)))["大建设"]
    assert page["E3"].comment is not None
    assert page["E4"].comment is not None


async def test_a_file_that_is_no_table_brings_no_marked_file(world: World, admin: Talk) -> None:
    (card,) = await admin.send("说明.csv", "text/csv", "一二三,四五六\n甲,乙\n".encode())
    assert "drawing" not in card.message.payload
