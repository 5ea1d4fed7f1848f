"""A document leaves in the office's own form; where that does not serve, in the built-in one, and the admins are told."""

import io
from pathlib import Path

from docx import Document

from bot.operations.doctor import form
from bot.out.drawings import illustrated
from bot.out.forms import Forms
from bot.out.stored import fetch
from documents.content import DOCX, XLSX
from documents.forms import Kind
from domain.people import Role
from handlers.service import forms as told_forms
from storage.outbox import Message
from tests.support.world import Talk, World


def written(path: Path, *lines: str) -> Path:
    document = Document()
    document.add_paragraph(lines[0])
    table = document.add_table(rows=1, cols=len(lines) - 1)
    for cell, text in zip(table.rows[0].cells, lines[1:], strict=True):
        cell.text = text
    document.save(str(path))
    return path


async def asked(world: World) -> tuple[Talk, Message]:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("台账 大建设")
    return inspector, card.message


async def test_the_ledger_leaves_in_the_office_s_form_under_a_fitting_name(world: World, tmp_path: Path) -> None:
    _, message = await asked(world)
    path = written(tmp_path / "台账.docx", "{{标题}}", "{{编号}}", "{{重点任务}}")
    sent = await illustrated(world.database, message, world.clock, Forms({Kind.LEDGER: path}))
    sha256, name, media_type = sent.payload["file"]
    assert (name.rpartition(".")[2], media_type) == ("docx", DOCX)
    found = await fetch(world.database, sha256)
    assert found is not None
    codes = [row.cells[0].text for row in Document(io.BytesIO(found[1])).tables[0].rows]
    assert "JS-010" in codes
    assert len(codes) > 20


async def test_a_form_that_does_not_serve_stops_no_document_and_the_admins_are_told_once_a_day(
    world: World, tmp_path: Path
) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    _, message = await asked(world)
    path = written(tmp_path / "台账.docx", "{{标题}}", "{{编号}}", "{{任务名}}")
    sent = await illustrated(world.database, message, world.clock, Forms({Kind.LEDGER: path}))
    assert sent.payload["file"][2] == XLSX
    assert await world.dispatch.moment(told_forms.tell) == 1
    (line,) = await admin.pushed()
    assert line.text == (
        "台账模板没有用上：模板里有不认识的占位（任务名）。文件已按内置版式生成。请检查后在终端运行 zeren doctor 核对。"
    )
    await illustrated(world.database, message, world.clock, Forms({Kind.LEDGER: path}))
    await world.dispatch.moment(told_forms.tell)
    assert await world.new_in("管理员") == []


def test_doctor_names_the_places_of_a_form(tmp_path: Path) -> None:
    bad = form(Kind.LEDGER, written(tmp_path / "a.docx", "{{标题}}", "{{任务名}}", "x"))
    assert not bad.ok
    assert "unknown: 任务名; missing: 重点任务" in bad.state
    good = form(Kind.LEDGER, written(tmp_path / "b.docx", "{{标题}}", "{{重点任务}}", "x"))
    assert good.ok
    assert "left out: " in good.state
    assert not form(Kind.LEDGER, tmp_path / "none.docx").ok
