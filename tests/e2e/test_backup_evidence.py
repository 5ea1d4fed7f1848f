"""Backups of evidence by the real commands: only what is new, encrypted, verified on the way back, and killed at any time."""

import asyncio
import hashlib
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyrage.x25519 import Identity
from sqlalchemy import update

from storage import evidence, guards
from storage.engine import open_database
from storage.store import Store
from storage.tables import blobs
from tests.e2e.service import Program

NOW = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)
ONE, TWO = b"one" * 100_000, b"two" * 100_000


def name(content: bytes) -> str:
    """What a file is called."""
    return hashlib.sha256(content).hexdigest()


async def store(program: Program, *contents: bytes, inside: bool = False) -> None:
    """Keeps files; `inside`: in the database, as older programs did."""
    database = open_database(program.url)
    for content in contents:
        shelved = await database.beside(lambda: evidence.shelve(database.files, content))  # noqa: B023

        def keep(store: Store) -> None:
            sha256 = evidence.keep(store, shelved, "image/png", NOW)  # noqa: B023
            if inside:
                with guards.lifted(store, blobs):
                    store.execute(update(blobs).where(blobs.c.sha256 == sha256).values(content=content))  # noqa: B023

        await database.write(keep)
        if inside:
            database.files.remove(shelved.sha256)
    await database.close()


@pytest.fixture
async def program(tmp_path: Path) -> Program:
    folder = tmp_path / "service"
    folder.mkdir()
    program = Program(folder)
    await program.done("migrate", "--new")
    await program.done("people", "add", "管理员", "--role", "admin")
    await store(program, ONE)
    return program


def lying(folder: Path) -> set[str]:
    """Names of the files in a folder of evidence."""
    return {path.name for path in folder.glob("??/??/*")}


async def elsewhere(folder: Path) -> Program:
    """Another installation, with nothing in it."""
    folder.mkdir()
    program = Program(folder)
    await program.done("migrate", "--new")
    return program


async def test_a_backup_copies_only_new_evidence_and_a_restore_brings_all(program: Program, tmp_path: Path) -> None:
    told = await program.done("backup", str(tmp_path / "b" / "1.db"))
    assert "1 new files (0.3 MB)" in told
    assert "0 were there" in told
    await store(program, TWO)
    assert "1 new files (0.3 MB)" in (again := await program.done("backup", str(tmp_path / "b" / "2.db")))
    assert "1 were there" in again
    assert lying(tmp_path / "b" / "evidence") == {name(ONE), name(TWO)}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "b").glob("*.db")} == {0o600}
    other = await elsewhere(tmp_path / "other")
    await other.done("restore", str(tmp_path / "b" / "2.db"))
    assert lying(other.folder / "zeren.evidence") == {name(ONE), name(TWO)}
    assert "as they were put on record" in await other.done("audit", "verify")


async def test_damaged_or_missing_evidence_is_told_and_a_restore_replaces_nothing(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "b.db"
    await program.done("backup", str(file))
    (path,) = (tmp_path / "evidence").glob("??/??/*")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    other = await elsewhere(tmp_path / "other")
    code, _, told = await other.command("restore", str(file))
    assert (
        code,
        f"1 files of evidence are missing or damaged in {path.parents[2]}, the first: {name(ONE)}" in told,
    ) == (1, True)
    assert other.rows("SELECT count(*) FROM people") == [(0,)]
    await other.done("restore", str(file), "--incomplete")
    code, _, told = await other.command("audit", "verify")
    assert (code, "1 finding" in told) == (1, True)
    (path,) = (program.folder / "zeren.evidence").glob("??/??/*")
    path.unlink()
    code, _, told = await program.command("backup", str(tmp_path / "fresh" / "c.db"))
    assert (code, "1 files of evidence are missing or damaged" in told, (tmp_path / "fresh" / "c.db").exists()) == (
        1,
        True,
        True,
    )


async def test_an_encrypted_backup_opens_with_its_key_alone(program: Program, tmp_path: Path) -> None:
    key, file, keys = Identity.generate(), tmp_path / "b" / "1.db.age", tmp_path / "key"
    keys.write_text(f"# mine\n{key}\n")
    await program.done("backup", str(file), "--encrypt-to", str(key.to_public()))
    assert lying(tmp_path / "b" / "evidence") == {f"{name(ONE)}.age"}
    for path in (tmp_path / "b").rglob("*"):
        if path.is_file():
            assert ONE[:50] not in path.read_bytes()
            assert b"SQLite format" not in path.read_bytes()
    other = await elsewhere(tmp_path / "other")
    code, _, told = await other.command("restore", str(file))
    assert (code, "--identity" in told) == (1, True)
    keys.write_text(f"{Identity.generate()}\n")
    code, _, told = await other.command("restore", str(file), "--identity", str(keys))
    assert (code, "none of the age keys opens this backup" in told) == (1, True)
    keys.write_text(f"{key}\n")
    await other.done("restore", str(file), "--identity", str(keys))
    await other.done("audit", "verify")
    await other.done("restore", str(file), "--identity", str(keys), "--replace")
    (kept,) = (tmp_path / "b").glob("1-before-restore-*.db.age")
    assert kept.read_bytes().startswith(b"age-encryption.org/v1\n"), "what was replaced is not left in the clear"
    more = str(Identity.generate().to_public())
    code, _, told = await program.command("backup", str(tmp_path / "b" / "2.db.age"), "--encrypt-to", more)
    assert (code, "encrypted to other keys" in told) == (1, True)


async def test_files_of_an_older_program_move_out_while_they_stay_readable(program: Program, tmp_path: Path) -> None:
    await store(program, TWO, inside=True)
    told = await program.done("backup", str(tmp_path / "b" / "1.db"))
    assert "1 new files" in told
    assert "1 were there" in told, "what lay in a row was put there with the rows"
    assert lying(tmp_path / "b" / "evidence") == {name(ONE), name(TWO)}, "a backup takes them out of the rows"
    await program.done("audit", "verify")
    assert "1 files moved, 0.3 MB" in await program.done("evidence", "move")
    assert "0 files moved" in await program.done("evidence", "move")
    assert lying(program.folder / "zeren.evidence") == {name(ONE), name(TWO)}
    assert program.rows("SELECT count(*) FROM blobs WHERE length(content) > 0") == [(0,)]
    await program.done("audit", "verify")


async def test_a_damaged_file_is_not_moved_and_is_named(program: Program) -> None:
    await store(program, TWO, inside=True)
    with sqlite3.connect(program.path) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'kept_blobs_update'").fetchone()
        connection.execute("DROP TRIGGER kept_blobs_update")
        connection.execute("UPDATE blobs SET content = x'00' WHERE sha256 = ?", (name(TWO),))
        connection.execute(guard)
    connection.close()
    code, _, told = await program.command("evidence", "move")
    assert (code, f"1 files are damaged and stay in the database, the first: {name(TWO)}" in told) == (1, True)
    assert program.rows("SELECT hex(content) FROM blobs WHERE length(content) > 0") == [("00",)]


@pytest.mark.timeout(300)
async def test_a_killed_restore_leaves_nothing_beside_the_backup_and_everything_or_nothing_restored(
    program: Program, tmp_path: Path
) -> None:
    """A26: part files were left in 2 of 16 rounds."""
    beside = tmp_path / "b"
    await program.done("backup", str(beside / "1.db"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program.environment["TMPDIR"] = str(scratch)
    began = time.monotonic()
    await program.done("restore", str(beside / "1.db"), "--replace")
    took, killed = time.monotonic() - began, 0
    for share in (0.4, 0.55, 0.7, 0.8, 0.9, 0.95):
        process = await program.begin("restore", str(beside / "1.db"), "--replace")
        try:
            await asyncio.wait_for(process.wait(), took * share)
        except TimeoutError:
            killed += 1
            process.kill()
            await process.wait()
        parts = [each.name for each in beside.iterdir() if each.name != "evidence" and each.suffix != ".db"]
        assert parts == []
        for each in beside.glob("*.db"):
            with sqlite3.connect(each) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
        assert program.rows("SELECT count(*) FROM blobs") == [(1,)]
    assert killed > 1
    await program.done("restore", str(beside / "1.db"), "--replace")
    assert list(scratch.iterdir()) == [], "what killed ones left goes with the next"
    await program.done("audit", "verify")
