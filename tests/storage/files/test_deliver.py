"""A delivered file is there whole under its name, or nothing is."""

import os
from io import BufferedIOBase
from pathlib import Path

import pytest

from storage.files.deliver import deliver


def write(file: BufferedIOBase) -> None:
    """Some bytes."""
    file.write(b"backup" * 1000)


def cut(file: BufferedIOBase) -> None:
    """A writer that fails."""
    file.write(b"half")
    raise RuntimeError("cut")


@pytest.fixture(params=["without a name", "with one"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on a file system that knows files without a name, and one that does not."""
    if request.param == "with one":
        monkeypatch.setattr(os, "O_TMPFILE", os.O_DIRECTORY | os.O_WRONLY | os.O_CREAT)
    return tmp_path / "b"


def test_a_file_appears_whole_for_its_owner_alone(folder: Path) -> None:
    deliver(folder / "x.db", write)
    assert (folder / "x.db").read_bytes() == b"backup" * 1000
    assert (folder / "x.db").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in folder.iterdir()] == ["x.db"]


def test_a_writer_that_fails_leaves_nothing(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="cut"):
        deliver(folder / "x.db", cut)
    assert list(folder.iterdir()) == []


def test_a_name_that_is_taken_stays_as_it_is(folder: Path) -> None:
    deliver(folder / "x.db", write)
    with pytest.raises(FileExistsError):
        deliver(folder / "x.db", lambda file: None)
    assert (folder / "x.db").read_bytes() == b"backup" * 1000
    assert [each.name for each in folder.iterdir()] == ["x.db"]
