"""What is too long for a column is refused or cut at the door, so that both databases do the same with it."""

from pathlib import Path

import pytest

from handlers.kernel.messages import (
    IDS,
    MOST_MEDIA_TYPE,
    MOST_NAME,
    UNKNOWN_TYPE,
    Attached,
    Incoming,
    shortened,
    stand_in,
)
from storage.tables import updates
from tests.support.hostile import NOON, messages, outcomes
from tests.support.stores import new_database, new_file


async def test_both_databases_do_the_same_with_what_nobody_means(tmp_path: Path, postgres: str) -> None:
    sent = messages(1, 60)
    kept = await outcomes(new_file(tmp_path / "store.db"), tmp_path, sent)
    assert kept == await outcomes(new_database(postgres), tmp_path, sent)
    assert not [each for each in kept if "Error" in each]


def incoming(id_: str) -> Incoming:
    """A message all of whose ids are the same."""
    return Incoming("test", id_, id_, id_, NOON, message=id_, moved_to=id_, thread=id_, quoted=id_, album=id_)


def test_the_door_is_as_wide_as_the_columns() -> None:
    wide = {column.name: getattr(column.type, "length", None) for column in updates.columns}
    assert [(name, most) for name, most in IDS if name in wide] == [
        (name, wide[name]) for name in ("external_id", "chat", "sender", "message", "album")
    ]
    assert (wide["file_name"], wide["media_type"]) == (MOST_NAME, MOST_MEDIA_TYPE)
    assert all(len(name) <= 150 for end in "ab" for _, name in incoming("x" * 99 + end).known_as)
    assert incoming("x" * 99 + "a").known_as[1] != incoming("x" * 99 + "b").known_as[1]


@pytest.mark.parametrize(("field", "most"), IDS)
def test_an_id_that_no_column_holds_is_another_that_is_always_the_same(field: str, most: int) -> None:
    assert getattr(incoming("x" * most), field) == "x" * most
    long = [getattr(incoming("x" * most + end), field) for end in ("a", "a", "b")]
    assert long[0] == long[1] != long[2]
    assert len(long[0]) <= most
    assert getattr(incoming("a\x00"), field) == stand_in("a\x00")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a" * MOST_NAME, "a" * MOST_NAME),
        ("a" * 300 + ".pdf", "a" * (MOST_NAME - 4) + ".pdf"),
        ("a" * 300, "a" * MOST_NAME),
        ("a." + "b" * 300, "a." + "b" * (MOST_NAME - 2)),
    ],
    ids=["fits", "keeps its ending", "has none", "has an endless one"],
)
def test_a_files_name_is_cut_before_its_ending(given: str, wanted: str) -> None:
    assert shortened(given) == wanted
    assert Attached(given, "image/png", 1).name == wanted


@pytest.mark.parametrize("kind", ["x" * (MOST_MEDIA_TYPE + 1), "image/\x00png"])
def test_a_media_type_that_no_column_holds_is_none(kind: str) -> None:
    assert Attached("a", kind, 1).media_type == UNKNOWN_TYPE
    assert Attached("a", "x" * MOST_MEDIA_TYPE, 1).media_type == "x" * MOST_MEDIA_TYPE
