"""Files are read outside of every transaction: nobody waits for them, nothing is lost, and what takes too much is refused."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.road import readings as road
from bot.road.dispatch import Dispatch
from bot.road.intake import Intake, Stopping
from bot.road.readers import Apart, Here, Unfinished
from documents.readings import AsAgreements, AsUnits, Reading
from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.papers import Paper
from storage import units
from tests.dialogs.test_imports import XLSX, workbook
from tests.documents.workbook.books import BOARDS, UNITS, book, row
from tests.support.intake import intake_of
from tests.support.world import Shown, Talk, World

AS_AGREEMENTS = AsAgreements(UNITS, tuple(BOARDS.items()), 2022)


class Slow:
    """A reader that waits until it is told to go on."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.times = 0

    async def read(self, paper: Paper, reading: Reading[object], listener: Callable[[float], None]) -> object:
        """Reads once it may."""
        self.times += 1
        listener(0.4)
        self.begun.set()
        await self.may_end.wait()
        return await Here().read(paper, reading, listener)

    async def stop(self) -> None:
        """Nothing runs."""


class Refusing:
    """A reader that never comes to an end."""

    async def read(self, paper: Paper, reading: Reading[object], listener: Callable[[float], None]) -> object:
        """See above."""
        raise Unfinished("读不完")

    async def stop(self) -> None:
        """Nothing runs."""


@pytest.fixture
async def apart() -> AsyncIterator[Apart]:
    """The reader in a process of its own."""
    reader = Apart()
    yield reader
    await reader.stop()


@pytest.fixture
async def admin(world: World) -> Talk:
    """The administrator."""
    return await world.hire("管理员", Role.ADMIN)


def sending(world: World, admin: Talk, content: bytes) -> Incoming:
    """A file sent by the administrator."""
    file = Attached("责任书.xlsx", XLSX, len(content), content)
    return replace(world.update("test", admin.name), file=file)


def slow_intake(world: World) -> tuple[Slow, Intake]:
    """The way in of a world whose files take long."""
    reader = Slow()
    world.dispatch = Dispatch(world.house, reader=reader)
    intake = intake_of(world)
    intake.start()
    return reader, intake


async def shown_to(world: World, talk: Talk) -> list[Shown]:
    """What comes to a chat, once anything does."""
    async with asyncio.timeout(10):
        while not (found := await world.new_in(talk.name)):
            await asyncio.sleep(0.01)
    return found


async def test_a_file_is_stored_and_read_while_others_are_answered(world: World, admin: Talk) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    reader, intake = slow_intake(world)
    async with asyncio.timeout(5):
        await intake.receive(sending(world, admin, workbook()))
        await reader.begun.wait()
        await intake.receive(world.update("test", clerk.name, "我的事项"))
    assert len(await world.new_in(clerk.name)) == 1
    assert await world.new_in(admin.name) == []
    reader.may_end.set()
    (preview,) = await shown_to(world, admin)
    assert preview.text.startswith("导入预览")
    await intake.stop()


async def test_who_waits_longer_than_a_moment_is_told_once(
    world: World, admin: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "A_MOMENT", 0.01)
    reader, intake = slow_intake(world)
    await intake.receive(sending(world, admin, workbook()))
    (told,) = await shown_to(world, admin)
    assert told.text == "责任书.xlsx 内容较多，正在读取（已读 40%），读完即回复您。"
    reader.may_end.set()
    assert [each.text.splitlines()[0] for each in await shown_to(world, admin)] == ["导入预览"]
    await intake.stop()


class Sluggish(Here):
    """A reader that is never done in a moment."""

    async def read(self, paper: Paper, reading: Reading[object], listener: Callable[[float], None]) -> object:
        """Reads after a while."""
        await asyncio.sleep(0.2)
        return await super().read(paper, reading, listener)


async def test_a_file_that_is_read_as_several_things_is_told_of_once(
    world: World, admin: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "A_MOMENT", 0.01)
    world.dispatch = Dispatch(world.house, reader=Sluggish())
    intake = intake_of(world)
    intake.start()
    await intake.receive(sending(world, admin, workbook()))
    (first,) = await shown_to(world, admin)
    assert "正在读取" in first.text
    (preview,) = await shown_to(world, admin)
    assert preview.text.startswith("导入预览")
    await intake.stop()


async def test_a_service_that_stops_reads_the_file_when_it_runs_again(
    world: World, admin: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, intake = slow_intake(world)
    await intake.receive(sending(world, admin, workbook()))
    await reader.begun.wait()
    async with asyncio.timeout(5):
        await intake.stop()
    assert await world.new_in(admin.name) == []
    monkeypatch.setattr("bot.road.intake.LEFT_BEHIND", 0.0)
    world.dispatch = Dispatch(world.house)
    again = intake_of(world)
    again.start()
    (preview,) = await shown_to(world, admin)
    assert preview.text.startswith("导入预览")
    await again.stop()


async def test_a_tap_whose_file_must_be_read_again_waits_and_holds_nobody_up(world: World, admin: Talk) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await admin.send("责任书.xlsx", XLSX, workbook())
    reader, intake = slow_intake(world)
    tapped = asyncio.create_task(intake.receive(admin.tapping("确认导入")))
    await reader.begun.wait()
    async with asyncio.timeout(5):
        await intake.receive(world.update("test", clerk.name, "我的事项"))
    assert not tapped.done()
    reader.may_end.set()
    await tapped
    (done,) = await shown_to(world, admin)
    assert done.text.startswith("已导入")
    await intake.stop()


async def test_a_tap_that_waits_for_its_file_comes_again_after_a_stop(world: World, admin: Talk) -> None:
    await admin.send("责任书.xlsx", XLSX, workbook())
    reader, intake = slow_intake(world)
    tap = admin.tapping("确认导入")
    tapped = asyncio.create_task(intake.receive(tap))
    await reader.begun.wait()
    async with asyncio.timeout(5):
        await intake.stop()
    with pytest.raises(Stopping):
        await tapped
    world.dispatch = Dispatch(world.house)
    (done,) = await world.receive(tap)
    assert done.text.startswith("已导入")


async def test_a_file_is_read_once_for_its_preview_and_its_taps(world: World, admin: Talk) -> None:
    reader = Slow()
    reader.may_end.set()
    world.dispatch = Dispatch(world.house, reader=reader)
    await admin.send("责任书.xlsx", XLSX, workbook())
    read = reader.times
    await admin.press("确认导入")
    assert (read, reader.times) == (2, 2), "as areas, which it is not, and as agreements"


async def test_units_that_change_meanwhile_have_the_file_read_anew(world: World, admin: Talk) -> None:
    reader = Slow()
    reader.may_end.set()
    world.dispatch = Dispatch(world.house, reader=reader)
    await admin.send("责任书.xlsx", XLSX, workbook())
    read = reader.times
    listed = "代码,名称,简称,类别\nBM99,区数据局,,区直部门\n".encode()
    await world.dispatch.moment(
        lambda moment: units.put(moment.store, AsUnits(()).of(listed, "u.csv").units, moment.now, None, "u.csv")
    )
    await admin.press("确认导入")
    assert reader.times == read + 1


async def test_what_cannot_be_read_to_its_end_is_refused_in_words(world: World, admin: Talk) -> None:
    world.dispatch = Dispatch(world.house, reader=Refusing())
    (card,) = await admin.send("责任书.xlsx", XLSX, workbook())
    assert card.text.splitlines()[0] == "工作簿有问题，未导入任何内容"
    assert "读不完" in card.text


async def test_the_process_beside_reads_the_same(apart: Apart) -> None:
    content = book([row()])
    shares: list[float] = []
    found = await apart.read(Paper.of(content, "a.xlsx"), AS_AGREEMENTS, shares.append)
    assert found == AS_AGREEMENTS.of(content, "a.xlsx")


async def test_a_process_that_takes_too_much_memory_is_ended() -> None:
    small = Apart(most_memory=1)
    with pytest.raises(Unfinished, match="内存"):
        await small.read(Paper.of(book([row()]), "a.xlsx"), AS_AGREEMENTS, lambda _share: None)
    assert small.process_id is None
    await small.stop()


async def test_a_process_that_takes_too_long_is_ended() -> None:
    hasty = Apart(most_seconds=0.0)
    with pytest.raises(Unfinished, match="两分钟"):
        await hasty.read(Paper.of(book([row()]), "a.xlsx"), AS_AGREEMENTS, lambda _share: None)
    await hasty.stop()


async def test_a_process_that_dies_is_begun_anew(apart: Apart) -> None:
    paper = Paper.of(book([row()]), "a.xlsx")
    await apart.read(paper, AS_AGREEMENTS, lambda _share: None)
    assert apart.process_id is not None
    os.kill(apart.process_id, signal.SIGKILL)
    assert await apart.read(paper, AS_AGREEMENTS, lambda _share: None) == AS_AGREEMENTS.of(paper.content(), "a.xlsx")
