"""The shipped pack is right by its own worked examples, and a wrong pack or example is refused by name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bot.rule_packs import check_examples, check_file, load_pack, read_pack, shipped_packs

from domain.colours import Light
from domain.packs import PackError


@pytest.fixture
def data() -> dict[str, Any]:
    return read_pack("default")


def test_the_shipped_pack_loads_by_name() -> None:
    pack = load_pack("default")
    assert pack.id == "default"
    assert [board.prefix for board in pack.boards] == ["JJ", "JS", "ZS", "CG", "MS", "GZ"]
    assert pack.lights.red_gap == Decimal(15)


def test_the_worked_examples_of_the_shipped_pack_agree(data: dict[str, Any]) -> None:
    faults, counted = check_examples(data, load_pack("default"))
    assert faults == []
    assert counted == sum(len(each) for each in data["examples"].values()) >= 12


@pytest.mark.parametrize("name", shipped_packs())
def test_every_shipped_pack_is_right_by_its_own_worked_examples(name: str) -> None:
    faults, counted = check_examples(read_pack(name), load_pack(name))
    assert faults == []
    assert counted >= 7


@pytest.mark.parametrize("name", shipped_packs())
def test_the_mark_of_a_notice_is_never_that_of_a_light(name: str) -> None:
    """🔵 says that work is done and verified; a blue notice says that it is not."""
    marks = {kind.mark for family in load_pack(name).notices.families for kind in family.kinds} - {""}
    assert marks
    assert marks.isdisjoint(light.mark for light in Light)


def test_a_pack_with_a_base_takes_over_what_it_does_not_have_itself(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('base = "default"\nid = "own"\nversion = "1"\ntitle = "自定"\n', "utf-8")
    assert load_pack(str(own)) == replace(load_pack("default"), id="own", version="1", title="自定")
    assert check_examples(read_pack(str(own)), load_pack(str(own))) == ([], 0), "the base's examples are the base's"
    assert load_pack("sanya").ladder == load_pack("default").ladder
    assert load_pack("sanya").lights != load_pack("default").lights


@pytest.mark.parametrize(("base", "fault"), [("nowhere", "is needed"), ("sanya", "'sanya' has a base itself")])
def test_a_base_is_a_shipped_pack_that_stands_on_its_own(tmp_path: Path, base: str, fault: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'base = "{base}"\nid = "own"\n', "utf-8")
    with pytest.raises(PackError, match=fault):
        load_pack(str(own))


@pytest.mark.parametrize(
    ("kind", "key", "wrong"),
    [
        ("due", "due", date(2022, 7, 6)),
        ("push", "on", date(2026, 10, 7)),
        ("light", "light", "red"),
        ("notice", "due", date(2026, 10, 9)),
        ("climb", "next", "red"),
        ("rollup", "light", "red"),
    ],
)
def test_a_wrong_worked_example_is_named(data: dict[str, Any], kind: str, key: str, wrong: object) -> None:
    data["examples"][kind][0][key] = wrong
    faults, _ = check_examples(data, load_pack("default"))
    assert len(faults) == 1
    assert faults[0].startswith(f"examples.{kind} 1: computed ")
    assert faults[0].endswith(f"the pack says {wrong}")


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("due", {"cadence": "周", "reported_as_of": date(2026, 1, 1)}),
        ("due", {"cadence": "月", "reported_as_of": "2026"}),
        ("push", {"rule": "report", "step": "T+99", "due": date(2026, 1, 5)}),
        ("light", {"gap": "much"}),
        ("notice", {"family": "colour", "kind": "violet", "sent": date(2026, 1, 5), "clock": "reply"}),
        ("climb", {"family": "none", "kind": "blue"}),
        ("light", {}),
        ("rollup", {"of": "street", "red": ["1"]}),
        ("rollup", {"of": "area", "violet": ["1"]}),
    ],
)
def test_an_example_that_cannot_be_understood_is_a_fault_not_a_crash(
    data: dict[str, Any], kind: str, broken: dict[str, object]
) -> None:
    faults, _ = check_examples({"examples": {kind: [broken]}}, load_pack("default"))
    assert [fault.split(" (")[0] for fault in faults] == [f"examples.{kind} 1: not understood"]


def test_a_districts_own_file_is_checked_with_its_examples(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    shipped = Path(__file__).parents[2] / "bot" / "packs" / "default.toml"
    own.write_text(shipped.read_text("utf-8").replace('id = "default"', 'id = "own"', 1), "utf-8")
    assert load_pack(str(own)).id == "own"
    assert check_file(own)[0] == []
    own.write_text(own.read_text("utf-8").replace("workdays_after = 3", "workdays_after = 4"), "utf-8")
    assert [fault.split(":")[0] for fault in check_file(own)[0]] == ["examples.due 1", "examples.due 4"]


def test_a_pack_shows_its_families_of_notices() -> None:
    shipped = Path(__file__).parents[2] / "bot" / "packs" / "default.toml"
    _, colour, paper = check_file(shipped)[1].splitlines()
    assert colour.startswith(
        "notices colour (used), 示督〔{year}〕{number}号: 蓝色督办单 (10 working days) -> 橙色督办单"
    )
    assert paper.startswith("notices paper (known), 示办〔{year}〕{number}号: 交办单 (15 working days) -> 催办单")


def test_a_missing_or_unreadable_pack_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("id = ", "utf-8")
    for name in ("no-such-pack", str(broken)):
        with pytest.raises(PackError) as caught:
            load_pack(name)
        assert caught.value.faults[0].startswith(name)


def test_the_sample_board_says_that_it_is_one(data: dict[str, Any]) -> None:
    notes = {board["name"]: board.get("note", "") for board in data["boards"]}
    assert notes.pop("大城管").startswith("示例")
    assert set(notes.values()) == {""}
