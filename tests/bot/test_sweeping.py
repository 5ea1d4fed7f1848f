"""Files that prove nothing end, their bytes go a day later, and whoever sends them again is not robbed of them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.operations.sweeping import Swept, sweep
from bot.out.stored import fetch
from domain.people import Role
from storage import evidence, file_ends
from storage.audit.verify import verify
from storage.file_ends import Reason
from storage.files.folder import FolderFiles
from storage.files.place import fingerprint, in_pieces
from storage.store import Store
from storage.tables import file_ends as ends
from storage.tables import record
from tests.support.pictures import picture
from tests.support.world import Talk, World

PHOTO = picture(1)
NAME = fingerprint(PHOTO)


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def swept(world: World, keep_years: int | None = None, **days: int) -> Swept:
    """A sweep after some time."""
    world.clock.at += timedelta(**days)
    return await sweep(world.dispatch, keep_years)


async def reported(talk: Talk) -> None:
    """A report that the photo proves."""
    await talk.say("楼宇交付18座")
    await talk.send("现场.png", "image/png", PHOTO)
    await talk.press("确认提交")


async def test_a_file_that_proves_nothing_ends_after_the_hours_of_a_form_and_goes_a_day_later(
    world: World, clerk: Talk
) -> None:
    await clerk.send("现场.png", "image/png", PHOTO)
    assert await swept(world, hours=47) == Swept()
    assert await swept(world, hours=2) == Swept(unused=1)
    assert world.database.files.has(NAME), "it stays for a day"
    assert await swept(world, hours=23) == Swept()
    assert await swept(world, hours=1) == Swept(removed=1)
    assert not world.database.files.has(NAME)
    assert await fetch(world.database, NAME) is None
    told = select(record.c.facts).where(record.c.kind == "file_end")
    (facts,) = await world.database.read(lambda store: store.execute(told).scalars().all())
    assert f'"reason":"{Reason.UNUSED.value}","sha256":"{NAME}"' in facts, "that it ended is on record"


async def test_evidence_stays_whatever_time_passes(world: World, clerk: Talk) -> None:
    await reported(clerk)
    assert await swept(world, days=300) == Swept()
    found = await fetch(world.database, NAME)
    assert found is not None
    assert found[1] == PHOTO


async def test_a_file_in_an_open_form_stays_as_long_as_the_form(world: World, clerk: Talk) -> None:
    await clerk.say("楼宇交付18座")
    await clerk.send("现场.png", "image/png", PHOTO)
    world.clock.at += timedelta(hours=40)
    await clerk.say("改成 19")
    assert await swept(world, hours=20) == Swept()
    await clerk.press("确认提交")
    assert await swept(world, days=5) == Swept()


async def test_a_button_for_a_file_that_is_gone_says_so(world: World, clerk: Talk) -> None:
    await clerk.say("楼宇交付18座")
    await clerk.press("确认提交")
    (asked,) = await clerk.send("现场.png", "image/png", PHOTO)
    assert await swept(world, days=3) == Swept(unused=1)
    (told,) = await clerk.tap(asked.token("JS-010"))
    assert told.text == "这个文件已经过期，请重新发送。"


@pytest.mark.parametrize("gone", [False, True], ids=["between", "after the bytes went"])
async def test_whoever_sends_the_same_bytes_again_has_them(world: World, clerk: Talk, gone: bool) -> None:
    await clerk.send("现场.png", "image/png", PHOTO)
    assert await swept(world, days=3) == Swept(unused=1)
    if gone:
        assert await swept(world, days=2) == Swept(removed=1)
    await reported(clerk)
    assert await swept(world, days=30) == Swept()
    assert world.database.files.has(NAME)
    assert (await world.database.read(verify)).is_clean


async def test_bytes_that_go_while_a_message_is_on_its_way_are_put_back_by_its_transaction(
    world: World, clerk: Talk
) -> None:
    """The sweep removes in a transaction, so it comes before or after the one that names the file, never in between."""
    await clerk.send("现场.png", "image/png", PHOTO)
    await swept(world, days=3)
    shelved = evidence.shelve(world.database.files, PHOTO)
    assert await swept(world, days=2) == Swept(removed=1)
    await world.database.write(lambda store: evidence.keep(store, shelved, "image/png", world.clock.at))
    assert world.database.files.has(NAME)


async def test_a_file_that_no_row_names_is_an_orphan_once_it_is_old(world: World, tmp_path: Path) -> None:
    files = world.database.files
    assert isinstance(files, FolderFiles)
    for content in (b"old", b"young"):
        files.put(fingerprint(content), in_pieces(content))
    long_ago = (world.clock.at - timedelta(hours=49)).timestamp()
    os.utime(files.path(fingerprint(b"old")), (long_ago, long_ago))
    world.clock.at += timedelta(seconds=1)
    assert await swept(world) == Swept(orphans=1)
    assert await swept(world, days=1) == Swept(removed=1)
    assert [each.sha256 for each in files.every()] == [fingerprint(b"young")]


async def test_imported_files_stay(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    rows = "日期,是否上班,名称\n2027-01-01,休,元旦\n".encode()
    await admin.send("2027.csv", "text/csv", rows)
    await admin.press("确认")
    assert await swept(world, days=30) == Swept()
    await admin.send("别的.csv", "text/csv", rows + b"2027-01-04,\xe7\x8f\xad,x\n")
    assert await swept(world, days=3) == Swept(unused=1), "one that was only looked at goes"


async def test_nothing_of_a_closed_year_ends_unless_the_settings_say_so(world: World, clerk: Talk) -> None:
    await reported(clerk)
    world.clock.local(1, 2, year=2028)
    assert await swept(world) == Swept()
    assert await swept(world, keep_years=2) == Swept()
    assert await swept(world, keep_years=1) == Swept(past=1)
    world.clock.at += timedelta(days=1)
    assert await swept(world, keep_years=1) == Swept(removed=1)
    assert (await world.database.read(verify)).is_clean

    def reasons(store: Store) -> list[str]:
        return list(store.execute(select(ends.c.reason)).scalars())

    assert await world.database.read(reasons) == [Reason.RETENTION.value]
    assert await world.database.read(lambda store: file_ends.ended(store, [NAME])) == {NAME}
