"""The people of a notice: a unit's clerk and head, an inspector, a clerk of another unit."""

import io
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from docx import Document

from bot.demo.sample import sample_items
from bot.out.drawings import draw
from bot.packs.file import load_pack
from domain.calendar import WorkCalendar
from domain.items import ItemId
from domain.notices.model import Grounds, Notice, NoticeState, Source
from domain.notices.names import NoticeId
from domain.notices.rules import NoticeRule
from domain.people import Role
from domain.reasons import Code, Reason
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import notices
from tests.domain.examples import CALENDAR
from tests.support.world import Shown, Talk, World

UNIT, NAME = "BM28", "中央商务区发展服务中心"
# The item as a line of a list names it.
LISTED = "CBD中心 中央商务区26座楼宇建成交付 JS-010"
# A draft against the unit, as the ladder makes it.
DRAFT = Notice(
    id=NoticeId(7),
    item=ItemId(1),
    unit=UNIT,
    family="colour",
    kind="blue",
    kind_name="蓝色督办单",
    urgent=False,
    state=NoticeState.DRAFT,
    grounds=Grounds(Reason(Code.REPORT_OWED, (date(2026, 6, 17), 5)), Source.REPORT),
    demand="请按期书面回复。",
    reply_days=10,
    reply_by=None,
    pack="default/2026.1",
)


@dataclass(frozen=True)
class On:
    """The circumstances of a notice's step on a local day, under the default rules."""

    today: date
    rule: NoticeRule = load_pack("default").notices
    times_extended: int = 0
    item_finished: bool = False
    calendar: WorkCalendar = CALENDAR


@dataclass
class Cast:
    """The people of a notice."""

    world: World
    clerk: Talk
    head: Talk
    inspector: Talk
    stranger: Talk

    async def on(self, month: int, day: int, hour: int = 9, minute: int = 5) -> reminders.Ticked:
        """Jumps there and ticks."""
        await self.quiet()
        self.world.clock.local(month, day, hour, minute)
        return await self.world.dispatch.moment(reminders.tick)

    async def quiet(self) -> None:
        """Everybody has read everything."""
        for talk in (self.clerk, self.head, self.inspector, self.stranger):
            await talk.pushed()

    async def draft(self, reason: str = "连续两期未报送", code: str = "JS-010") -> list[Shown]:
        """A draft by hand."""
        return await self.inspector.say(f"督办 {code} {reason}")

    async def sent(self) -> list[Shown]:
        """A notice by hand, sent."""
        await self.draft()
        return await self.inspector.press("发送")

    async def reply(self, text: str = "已增派人手，8月底前补齐", clerk: Talk | None = None) -> None:
        """A clerk replies to the newest card with such a button."""
        who = clerk or self.clerk
        await who.press("回复")
        await who.say(text)
        await who.press("确认回复")

    async def states(self) -> list[tuple[str, NoticeState]]:
        """Every notice on JS-010, oldest first."""

        def look(moment: Moment) -> list[tuple[str, NoticeState]]:
            item = moment.reference.by_code["JS-010"].id
            found = [notices.by_id(moment.store, NoticeId(number)) for number in range(1, 20)]
            return [(each.printed, each.state) for each in found if each and each.item == item]

        return await self.world.dispatch.look(look)


async def settled(world: World) -> Cast:
    """The people, in June, with reports owed from 25 June on and lights judged."""
    world.clock.local(6, 24)
    codes = ("JS-010", "JS-011", "JJ-001")
    wanted = [replace(item, milestones=()) for item in sample_items(2026) if item.code in codes]
    await world.settle(wanted, tracked_from=date(2026, 6, 25))
    cast = Cast(
        world,
        await world.hire("填报人", Role.REPORTER, UNIT),
        await world.hire("负责人", Role.UNIT_HEAD, UNIT),
        await world.hire("督查员", Role.INSPECTOR),
        await world.hire("外单位填报人", Role.REPORTER, "JD01"),
    )
    await cast.on(6, 25)
    await cast.quiet()
    return cast


async def served(world: World) -> Cast:
    """A notice on JS-010 sent on 25 June, to be answered by 9 July, and everybody has read it."""
    cast = await settled(world)
    await cast.sent()
    await cast.quiet()
    return cast


async def reddened(cast: Cast) -> Shown:
    """The inspector's bundle of 26 June, with a draft on JS-010, which a correction has turned red."""
    await cast.clerk.say("26座楼宇累计交付12座")
    await cast.clerk.press("确认提交")
    await cast.clerk.say("楼宇交付报错了，改成2座")
    await cast.clerk.press("确认提交")
    await cast.on(6, 26)
    return next(each for each in await cast.inspector.pushed() if "待发督办单" in each.text)


def paper_of(shown: Shown) -> list[str]:
    """The paragraphs of the Word document that comes with a message."""
    drawing: Any = shown.message.payload["drawing"]
    _, content = draw(drawing["kind"], drawing["data"])
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs if paragraph.text.strip()]
