"""What auditors are given can be checked without this program, and is the same each time."""

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from storage import record as records
from storage.audit.export import export
from storage.covered import COVERED
from storage.engine import Database
from tests.support.record import ROWS, content, fill, fingerprint

PAGE = Path(__file__).resolve().parents[2] / "docs" / "record.md"


def program() -> str:
    """The lines of Python in docs/record.md."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """Those lines over an export, by an interpreter that knows nothing of this program."""
    script = folder.parent / "check.py"
    script.write_text(program(), "utf-8")
    command = [sys.executable, "-I", str(script), str(folder / "record.csv")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_the_lines_in_the_documentation_recompute_the_head_from_the_files_alone(
    database: Database, tmp_path: Path
) -> None:
    await database.write(fill)
    head = await database.read(records.head)
    manifest = await database.read(lambda store: export(store, tmp_path / "out"))
    assert (manifest["number"], manifest["hash"]) == (head.number, head.hash)
    assert run(tmp_path / "out").stdout == f"{head.number} {head.hash}\n"
    assert len([line for line in program().splitlines() if line.strip()]) <= 10


async def test_the_lines_in_the_documentation_name_the_first_entry_that_was_changed(
    database: Database, tmp_path: Path
) -> None:
    await database.write(fill)
    await database.read(lambda store: export(store, tmp_path / "out"))
    file = tmp_path / "out" / "record.csv"
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    rows[7][6] = rows[7][6].replace("第", "低")
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    done = run(tmp_path / "out")
    assert done.returncode == 1
    assert "record 7 was changed" in done.stderr


async def test_the_manifest_vouches_for_each_file_and_two_exports_are_the_same_bytes(
    database: Database, tmp_path: Path
) -> None:
    await database.write(fill)
    for name in ("one", "two"):
        await database.read(lambda store, name=name: export(store, tmp_path / name))  # type: ignore[misc]
    files = {file.name: file.read_bytes() for file in (tmp_path / "one").iterdir()}
    assert files == {file.name: file.read_bytes() for file in (tmp_path / "two").iterdir()}
    manifest = json.loads(files["manifest.json"])
    assert sum(manifest["kinds"].values()) == manifest["number"] == ROWS * (len(COVERED) - 1) + 1
    for name, told in manifest["files"].items():
        assert told == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}


async def test_the_list_of_files_says_what_each_proves(database: Database, tmp_path: Path) -> None:
    await database.write(fill)
    await database.read(lambda store: export(store, tmp_path))
    with (tmp_path / "files.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["sha256"]: row for row in csv.DictReader(file)}
    assert set(rows) == {fingerprint(number) for number in range(1, ROWS + 1)}
    assert rows[fingerprint(2)]["used_by"] == "report:2 notice_step:2"
    assert int(rows[fingerprint(2)]["size"]) == len(content(2))
