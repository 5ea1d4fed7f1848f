"""zeren audit as an administrator and an auditor meet it: real processes, exit codes, one sentence a finding."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.service import DATA, Program

HEAD = re.compile(r"head: (\d+:[0-9a-f]{16})")


@pytest.fixture
async def program(tmp_path: Path) -> Program:
    """An installation with units and agreements."""
    program = Program(tmp_path)
    await program.done("migrate", "--new")
    await program.done("import", "units", str(DATA / "units.xlsx"))
    await program.done("import", "agreements", str(DATA / "agreements-2022.xlsx"))
    return program


def head_in(told: str) -> str:
    """The head a command told."""
    found = HEAD.search(told)
    assert found is not None, told
    return found[1]


async def test_an_untouched_record_verifies_and_contains_the_head_that_was_copied(program: Program) -> None:
    copy = head_in(await program.done("audit", "verify"))
    await program.done("people", "add", "赵科长", "--role", "admin")
    told = await program.done("audit", "verify", "--head", copy)
    assert "are as they were put on record" in told
    assert head_in(told) != copy
    rows = program.rows(
        "SELECT channel, kind, facts FROM record WHERE kind IN ('settings', 'pack', 'import') ORDER BY number"
    )
    assert [(channel, kind) for channel, kind, _ in rows][:2] == [("service", "pack"), ("service", "settings")]
    assert [json.loads(str(facts))["what"] for _, kind, facts in rows if kind == "import"] == ["units", "agreements"]
    assert {channel for channel, kind, _ in rows if kind == "import"} == {"terminal"}
    assert "token" not in "".join(str(facts) for _, _, facts in rows)


async def test_a_changed_row_is_told_in_one_sentence_with_exit_code_one(program: Program, tmp_path: Path) -> None:
    copy = head_in(await program.done("audit", "verify"))
    with closing(sqlite3.connect(program.path)) as raw, raw:
        raw.execute("UPDATE items SET target = '4321' WHERE id = 7")
    code, out, err = await program.command("audit", "verify")
    assert (code, err.strip()) == (1, "1 finding")
    assert re.fullmatch(r'items 7 was changed: target is "4321", on record "[0-9.]+" \(record \d+\)', out.strip())
    number, hash_ = copy.split(":")
    code, out, _ = await program.command("audit", "verify", "--head", f"{number}:{'0' * len(hash_)}")
    assert (code, f"record {number} is another than in the copy" in out) == (1, True)
    code, _, err = await program.command("audit", "verify", "--head", "soon")
    assert (code, "NUMBER:HASH" in err) == (1, True)


async def test_an_export_ends_with_the_head_that_verify_tells(program: Program, tmp_path: Path) -> None:
    told = await program.done("audit", "export", str(tmp_path / "out"))
    assert head_in(told) == head_in(await program.done("audit", "verify"))
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"record.csv", "files.csv", "manifest.json"}


async def test_doctor_tells_the_head_and_names_a_guard_that_is_missing(program: Program) -> None:
    _, out, _ = await program.command("doctor")
    copy = head_in(await program.done("audit", "verify"))
    assert copy in out
    with closing(sqlite3.connect(program.path)) as raw, raw:
        raw.execute("DROP TRIGGER kept_reports_update")
    _, out, _ = await program.command("doctor")
    assert "missing: kept_reports_update" in out
    await program.done("migrate", "--new")
    _, out, _ = await program.command("doctor")
    assert "missing: kept" not in out
