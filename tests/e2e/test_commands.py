"""The commands of the terminal as an administrator meets them: real processes, exit codes, one clear sentence."""

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.service import DATA, Program
from tests.support.postgres import fresh_database

WORKBOOK = DATA / "agreements-2022.xlsx"


def next_year(folder: Path) -> Path:
    """The same promises a year later, with the same codes."""
    path = folder / "items-2023.csv"
    path.write_text((DATA / "items.csv").read_text("utf-8").replace("2022-", "2023-"), "utf-8")
    return path


@pytest.fixture
async def program(tmp_path: Path) -> Program:
    """An installation in which nothing is stored yet."""
    program = Program(tmp_path)
    await program.done("migrate", "--new")
    return program


async def test_a_workbook_is_previewed_stored_once_and_read_back_as_json(program: Program) -> None:
    await program.done("import", "units", str(DATA / "units.xlsx"))
    preview = await program.done("import", "agreements", str(WORKBOOK), "--dry-run")
    assert "2022: 160 new, 0 changed" in preview
    assert "dry run: nothing was stored" in preview
    assert program.rows("SELECT count(*) FROM items") == [(0,)]
    assert "stored: 160 new, 0 changed" in await program.done("import", "agreements", str(WORKBOOK))
    again = await program.done("import", "agreements", str(WORKBOOK))
    assert "nothing to do: everything is stored already" in again
    read = json.loads(await program.done("import", "agreements", str(WORKBOOK), "--dry-run", "--json"))
    assert read["faults"] == []
    truth = {row["code"]: row for row in csv.DictReader(io.StringIO((DATA / "items.csv").read_text("utf-8")))}
    assert {item["code"]: item["target"] for item in read["items"]} == {
        code: row["target"] for code, row in truth.items()
    }


async def test_a_faulty_workbook_names_every_fault_and_stores_nothing(program: Program, tmp_path: Path) -> None:
    await program.done("import", "units", str(DATA / "units.xlsx"))
    book = openpyxl.load_workbook(WORKBOOK)
    book["大建设"].cell(5, 7).value = "13月底前"
    book["大建设"].cell(6, 12).value = "隔三差五"
    book.save(tmp_path / "bad.xlsx")
    code, _, err = await program.command("import", "agreements", str(tmp_path / "bad.xlsx"))
    assert code == 1
    assert "大建设 G5" in err
    assert "大建设 L6" in err
    assert "2 faults; nothing was stored" in err
    assert program.rows("SELECT count(*) FROM items") == [(0,)]


async def test_wrong_usage_is_two_and_a_refusal_is_one_sentence(program: Program, tmp_path: Path) -> None:
    assert (await program.command("import", "agreements"))[0] == 2
    code, _, err = await program.command("invite", "无此人")
    assert (code, err.strip()) == (1, "no active person '无此人'; see `zeren people list`")
    code, _, err = await program.command("import", "agreements", str(tmp_path / "none.xlsx"))
    assert (code, "No such file" in err) == (1, True)
    code, _, err = await program.command("run")
    assert (code, "no channel is configured" in err) == (1, True)
    program.environment["ZEREN_WEB__PORT"] = "many"
    code, _, err = await program.command("doctor")
    assert (code, "web.port" in err) == (1, True)


async def test_a_tick_by_hand_says_what_it_did_or_why_it_held_back(program: Program) -> None:
    await program.settle()
    told = json.loads(await program.done("tick", "--at", "2022-06-25T10:00"))
    assert told["held"] == "rest day"
    told = json.loads(await program.done("tick", "--at", "2022-06-27T22:00"))
    assert told["held"] is None, "these tests have no quiet hours"
    first = json.loads(await program.done("tick", "--at", "2022-06-28T10:00"))
    again = json.loads(await program.done("tick", "--at", "2022-06-28T11:00"))
    assert first["held"] is None
    assert again["held"] == "pushed today"


async def test_the_yearly_notice_is_imported_and_amended(program: Program, tmp_path: Path) -> None:
    await program.done("tick", "--at", "2026-11-23T10:00")
    assert program.rows("SELECT DISTINCT confirmed FROM calendar_days WHERE date LIKE '2027%'") == [(0,)]
    notice = tmp_path / "2027.csv"
    notice.write_text("日期,是否上班,名称\n2027-01-01,休,元旦\n2027-01-03,班,元旦调休\n", "utf-8")
    assert "2 of 2 days changed" in await program.done("import", "calendar", str(notice))
    rows = program.rows("SELECT is_workday, confirmed FROM calendar_days WHERE date IN ('2027-01-01', '2027-01-03')")
    assert rows == [(0, 1), (1, 1)]
    notice.write_text("日期,是否上班,名称\n2027-01-03,休,更正\n", "utf-8")
    assert "1 of 1 days changed" in await program.done("import", "calendar", str(notice))
    await program.done("tick", "--at", "2026-11-24T10:00")
    assert program.rows("SELECT is_workday FROM calendar_days WHERE date = '2027-01-03'") == [(0,)]


async def test_the_doctor_says_what_to_do_next(program: Program) -> None:
    code, out, _ = await program.command("doctor")
    assert code == 1
    assert "run `zeren import units FILE`" in out
    await program.settle()
    await program.done("people", "add", "管理员", "--role", "admin")
    code, out, _ = await program.command("doctor")
    assert code == 1
    assert "ok   agreements: 2022" in out
    (line,) = [line for line in out.splitlines() if "units without people in reach: 49 of 49" in line]
    assert "BM01" in line
    assert "44 more" in line
    assert "zeren people add" in out
    assert next(line for line in out.splitlines() if not line.startswith("ok")) == line


async def test_people_come_from_a_file_and_leave_at_once(program: Program, tmp_path: Path) -> None:
    await program.done("import", "units", str(DATA / "units.xlsx"))
    people = tmp_path / "people.csv"
    people.write_text("name,role,unit,post\n填报人,reporter,BM28,\n某领导,boss,,\n填报人二,reporter,XX99,\n", "utf-8")
    code, _, err = await program.command("import", "people", str(people))
    assert code == 1
    assert "line 3: role 'boss'" in err
    assert "line 4: unit 'XX99' is unknown" in err
    people.write_text("name,role,unit,post\n填报人,reporter,BM28,\n", "utf-8")
    assert "1 people added" in await program.done("import", "people", str(people))
    assert "0 people added, 0 moved, 1 known already" in await program.done("import", "people", str(people))
    people.write_text("name,role,unit\n填报人,reporter,BM03\n", "utf-8")
    code, _, err = await program.command("import", "people", str(people))
    assert code == 1
    assert "line 2: '填报人' is known already: 1 (reporter, BM28)" in err
    people.write_text("name,role,unit,number\n填报人,reporter,BM03,1\n", "utf-8")
    assert "0 people added, 1 moved, 0 known already" in await program.done("import", "people", str(people))
    moved = await program.done("people", "move", "填报人", "--unit", "BM28")
    assert moved.splitlines()[0] == "1\t填报人\tBM03 -> BM28"
    assert program.rows("SELECT id, unit FROM people") == [(1, "BM28")]
    assert "has left" in await program.done("people", "leave", "填报人")
    assert (await program.command("invite", "填报人"))[0] == 1


async def test_units_are_renamed_and_items_end_change_hands_and_are_split(program: Program) -> None:
    await program.settle()
    assert "BM28\t中央商务区发展服务中心 -> 商务区管委会" in await program.done(
        "units", "rename", "BM28", "商务区管委会"
    )
    assert "商务区管委会\t-\t中央商务区发展服务中心" in await program.done("units", "list")
    told = await program.done("items", "end", "JS-010", "--reason", "项目取消", "--on", "2022-06-20", "--year", "2022")
    assert told == "JS-010 中央商务区26座楼宇建成交付：自6月20日起终止，原因：项目取消\n"
    told = await program.done("items", "move", "JS-011", "--to", "区住建局", "--reason", "职责划转")
    assert "由商务区管委会移交区住房和城乡建设局，原因：职责划转" in told
    told = await program.done(
        "items", "split", "ZS-001", "--into", "ZS-002", "--into", "ZS-003", "--reason", "分开考核"
    )
    assert "拆分为 ZS-002" in told
    assert "并入 ZS-005" in await program.done("items", "merge", "ZS-004", "--into", "ZS-005", "--reason", "统一考核")
    code, _, err = await program.command("items", "end", "JS-010", "--reason", "项目取消")
    assert code == 1
    assert "所列事项中有已终止的" in err
    rows = program.rows("SELECT decided, reason FROM item_decisions ORDER BY id")
    assert [decided for decided, _ in rows] == ["ended", "moved", "split", "merged"]
    assert "as they were put on record" in await program.done("audit", "verify")


async def test_a_message_is_explained(program: Program) -> None:
    line = json.dumps({"id": "1", "sender_unit": "BM28", "today": "2022-06-24", "text": "楼宇交付18座"})
    code, out, err = await program.command("understand", "--jsonl", stdin=line + "\n")
    assert code == 0
    assert "shipped sample" in err
    got = json.loads(out)["got"]
    assert (got["intent"], got["entries"][0]["item"], got["entries"][0]["value"]) == ("report", "JS-010", 18)
    out = await program.done("understand", "--unit", "BM28", "--explain", "楼宇交付18座")
    assert "JS-010" in json.loads(out)["explain"][0]["reasons"][0]


async def test_postgresql_wants_its_schema_first_and_then_does_the_same(tmp_path: Path, postgres: str) -> None:
    program = Program(tmp_path, url=fresh_database(postgres))
    code, _, err = await program.command("people", "list")
    assert (code, err.startswith("the database is empty: ")) == (1, True)
    await program.settle()
    token = await program.hire("填报人", "reporter", "BM28")
    assert len(token) == 24
    assert "填报人" in await program.done("people", "list")


async def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    program = Program(tmp_path, url="postgresql+asyncpg://nobody@127.0.0.1:1/none")
    code, _, err = await program.command("people", "list")
    assert code == 1
    assert "Traceback" not in err
    assert "database" in err


async def test_areas_come_from_a_table_with_a_dry_run_and_every_fault_named(program: Program, tmp_path: Path) -> None:
    await program.settle()
    table = DATA / "areas.csv"
    dry = await program.done("import", "areas", str(table), "--dry-run")
    assert "9 areas new, 0 changed, 0 unchanged, 0 stored but not in the file" in dry
    assert "dry run: nothing was stored" in dry
    assert program.rows("SELECT count(*) FROM areas") == [(0,)]
    assert "items: 20 hung, 0 taken off" in await program.done("import", "areas", str(table))
    assert program.rows("SELECT count(*) FROM item_areas") == [(20,)]
    again = await program.done("import", "areas", str(table))
    assert "0 areas new, 0 changed, 9 unchanged" in again
    bad = tmp_path / "bad.csv"
    bad.write_text("代码,名称,类别,上级,责任事项\nX,新区,片区,月亮,JS-999\n", "utf-8")
    code, _, err = await program.command("import", "areas", str(bad))
    assert code == 1
    assert "bad.csv D2" in err
    assert "bad.csv E2" in err
    assert "2 faults; nothing was stored" in err
    assert program.rows("SELECT count(*) FROM areas") == [(9,)]


async def test_both_years_live_side_by_side_on_the_terminal(program: Program, tmp_path: Path) -> None:
    """Next year's workbook in December leaves what falls due as it was; the ledger of each year can be had."""
    await program.done("migrate", "--new")
    await program.done("import", "units", str(DATA / "units.xlsx"))
    await program.done("import", "agreements", str(WORKBOOK))
    await program.done("tick", "--at", "2022-12-14T09:05")
    shutil.copy(program.path, tmp_path / "kept.db")
    alone = json.loads(await program.done("tick", "--at", "2022-12-15T09:05"))
    shutil.copy(tmp_path / "kept.db", program.path)
    assert "2023: 160 new" in await program.done("import", "agreements", str(next_year(tmp_path)), "--year", "2023")
    both = json.loads(await program.done("tick", "--at", "2022-12-15T09:05"))
    assert both == {**alone, "judged": 2 * alone["judged"]}
    assert alone["occurrences"] > 0
    for year in ("2022", "2023"):
        await program.done("export", "ledger", str(tmp_path / f"{year}.xlsx"), "--year", year)
        assert year in str(openpyxl.load_workbook(tmp_path / f"{year}.xlsx").worksheets[0]["A1"].value)
