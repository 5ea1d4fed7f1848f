"""The shipped packs by name, a district's own by path, and what is taken over from a base."""

from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from bot.packs.check import check_file
from bot.packs.faults import PackError
from bot.packs.file import load_pack, shipped_packs
from domain.colours import Light
from tests.bot.packs.trial import TRIAL, faults_of, written

OWN = 'base = "default"\nid = "own"\nversion = "1"\ntitle = "自定"\n'
DEFAULT = (files("bot.packs") / "default.toml").read_text("utf-8")


def test_the_shipped_pack_loads_by_name() -> None:
    pack = load_pack("default")
    assert pack.id == "default"
    assert [board.prefix for board in pack.boards] == ["JJ", "JS", "ZS", "CG", "MS", "GZ"]
    assert pack.lights.red_gap == Decimal(15)


@pytest.mark.parametrize("name", shipped_packs())
def test_the_mark_of_a_notice_is_never_that_of_a_light(name: str) -> None:
    """🔵 says that work is done and verified; a blue notice says that it is not."""
    marks = {kind.mark for family in load_pack(name).notices.families for kind in family.kinds} - {""}
    assert marks
    assert marks.isdisjoint(light.mark for light in Light)


def test_the_sample_board_says_that_it_is_one() -> None:
    notes = {board.name: board.note for board in load_pack("default").boards}
    assert notes.pop("大城管").startswith("示例")
    assert set(notes.values()) == {""}


def test_a_pack_with_a_base_takes_over_what_it_does_not_have_itself(tmp_path: Path) -> None:
    assert load_pack(written(tmp_path, OWN)) == replace(load_pack("default"), id="own", version="1", title="自定")
    assert "0 worked examples" in check_file(written(tmp_path, OWN)), "the base's examples are the base's"
    assert load_pack("sanya").ladder == load_pack("default").ladder
    assert load_pack("sanya").lights != load_pack("default").lights


@pytest.mark.parametrize(
    ("base", "fault"),
    [
        ('"nowhere"', 'one of default, ouhai-guangyuan, sanya, yinchuan is needed, not "nowhere"'),
        ("3", "one of default, ouhai-guangyuan, sanya, yinchuan is needed, not 3"),
        ('"sanya"', 'the pack "sanya" has a base itself'),
    ],
)
def test_a_base_is_a_shipped_pack_that_stands_on_its_own(tmp_path: Path, base: str, fault: str) -> None:
    assert faults_of(written(tmp_path, f'id = "own"\nbase = {base}\n')) == [f"{tmp_path}/own.toml:2: base: {fault}"]


def test_a_mistake_is_told_in_the_file_in_which_its_section_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shipped pack with a mistake: only somebody who changes the product meets it."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "default.toml").write_text(
        TRIAL.replace("pressure = 150", "pressure = 1").replace("[asks]", "[ask]"), "utf-8"
    )
    monkeypatch.setattr("bot.packs.file.SHIPPED", shipped)
    own = written(tmp_path, f"{OWN}[lights]\nyellow_gap = 1\n[ladder]\n")
    told = faults_of(own)
    assert [fault for fault in told if fault.startswith("default.toml")] == [
        "default.toml:44: ask: no such key; do you mean asks?",
        "default.toml:48: digests.pressure: a whole number from 100 to 1000 is needed, not 1",
    ]
    assert f"{own}:1: asks: it is missing; a table is needed" in told
    assert {fault.split(": ")[0] for fault in told[:-2]} == {f"{own}:{line}" for line in (1, 5, 7)}


def test_a_pack_shows_its_families_of_notices() -> None:
    _, colour, paper = check_file("default").splitlines()
    assert colour.startswith(
        "notices colour (used), 示督〔{year}〕{number}号: 蓝色督办单 (10 working days) -> 橙色督办单"
    )
    assert paper.startswith("notices paper (known), 示办〔{year}〕{number}号: 交办单 (15 working days) -> 催办单")


def test_a_file_from_windows_is_read_alike(tmp_path: Path) -> None:
    own = Path(written(tmp_path, TRIAL))
    expected = load_pack(str(own))
    own.write_bytes(TRIAL.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_pack(str(own)) == expected
    own.write_bytes(TRIAL.replace("red_gap = 15", "red_gap = 1").replace("\n", "\r\n").encode("utf-8-sig"))
    assert faults_of(str(own)) == [f"{own}:27: lights.red_gap: 1 is smaller than yellow_gap, 5"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'id = "x"\n\nversion = \n', ":3: no TOML: Invalid value"),
        (b'id = "x"\nid = "y"\n', ":2: no TOML: Cannot overwrite a value"),
        (b'id = "x"\ntitle = """never\nclosed', ":3: no TOML: Unterminated string"),
        ("title = '试行'\n".encode("gb18030"), ":1: the file is not written in UTF-8"),
        ("id = 'x'\ntitle = '试行'\n".encode("gb18030"), ":2: the file is not written in UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_told_by_its_line(tmp_path: Path, content: bytes, fault: str) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(content)
    [told] = faults_of(str(own))
    assert told.startswith(f"{own}{fault}")


def test_a_hostile_pack_is_refused_in_a_sentence_before_it_costs_anything(tmp_path: Path) -> None:
    deep, long = tmp_path / "deep.toml", tmp_path / "long.toml"
    deep.write_text("x = " + "[" * 60_000)
    assert faults_of(str(deep)) == [f"{deep}: tables or lists are nested too deeply"]
    long.write_text("".join(f"a.b{number} = 1\n" for number in range(20_000)))
    assert faults_of(str(long)) == [f"{long}: larger than 64 kB: no district's rules are so long"]


def test_a_pack_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack("no-such-pack")
    assert str(caught.value) == "no-such-pack: no such file and no pack default, ouhai-guangyuan, sanya, yinchuan"
    assert faults_of(str(tmp_path)) == [f"{tmp_path}: Is a directory"]
