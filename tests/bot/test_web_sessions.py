"""Browsers that speak for a person, on the real store: used, locked, opened again, ended; and what each may read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.web.pin import hashed, is_fit, is_right
from bot.web.store import OutboxChatStore
from domain.identity import Ended, IdleLimits
from domain.people import Role
from handlers.kernel.messages import Attached
from handlers.kernel.turn import Moment
from handlers.people import staff
from storage import outbox, people
from storage.audit.verify import verify
from storage.outbox import MessageState
from storage.tables import bindings
from tests.support.pictures import picture
from tests.support.world import SilentChannel, Talk, World, make_world

IDLE = IdleLimits(timedelta(hours=12), timedelta(days=14))
PNG = picture()


@dataclass
class Site:
    """A district with a web chat."""

    world: World
    store: OutboxChatStore

    async def ended(self, identity: str) -> str | None:
        """Why a browser's binding ended."""

        def look(moment: Moment) -> str | None:
            why = select(bindings.c.ended).where(bindings.c.external_id == identity).order_by(bindings.c.id.desc())
            found: str | None = moment.store.execute(why.limit(1)).scalar_one()
            return found

        return await self.world.dispatch.look(look)

    async def is_open(self, identity: str, *, acting: bool = False) -> bool:
        """Whether it speaks for somebody and is not locked."""
        session = await self.store.session(identity, acting=acting)
        return session is not None and not session.locked


@pytest.fixture
async def site(tmp_path: Path, store_url: str) -> AsyncIterator[Site]:
    """On each database, in June."""
    world = await make_world(tmp_path, {"test": SilentChannel(), "web": SilentChannel("web")}, store_url)
    world.clock.local(6, 24)
    await world.settle()
    yield Site(world, OutboxChatStore(world.dispatch, IDLE))
    assert (await world.database.read(verify)).findings == ()
    await world.database.close()


async def clerk_with_a_past(site: Site) -> tuple[Talk, str]:
    """A clerk who has asked and sent a file in a browser; the file's hash."""
    clerk = await site.world.hire("甲", Role.REPORTER, "BM28", channel="web")
    await clerk.say("事项 JS-011")
    await clerk.send("现场 一.png", "image/png", PNG)
    (sent,) = [each for each in await site.store.history("甲", None, 50) if each.mine and each.file]
    assert sent.file is not None
    return clerk, sent.file.sha256


async def test_a_leaver_reads_nothing_and_gets_no_file(site: Site) -> None:
    _, sha256 = await clerk_with_a_past(site)
    assert len(await site.store.history("甲", None, 50)) >= 3
    assert await site.is_open("甲")

    def leave(moment: Moment) -> None:
        (person,) = people.find(moment.store, "甲")
        staff.part_with(moment, person)

    await site.world.dispatch.moment(leave)
    assert await site.store.session("甲", acting=True) is None
    assert await site.store.history("甲", None, 50) == []
    assert await site.store.file("甲", sha256) is None
    assert await site.store.commands("甲") == []
    assert await site.store.still_open({"甲"}) == set()
    assert await site.ended("甲") == "left"


async def test_the_next_person_at_one_chat_sees_nothing_of_the_one_before(site: Site) -> None:
    """As in a browser that an older program bound to one person after the other."""
    _, sha256 = await clerk_with_a_past(site)

    def rebind(moment: Moment) -> None:
        person = people.add(moment.store, "乙", Role.REPORTER, "BM28", "", moment.now)
        people.bind(moment.store, person, "web", "甲", "甲", moment.now)

    await site.world.dispatch.moment(rebind)
    assert await site.store.history("甲", None, 50) == []
    assert await site.store.file("甲", sha256) is None
    session = await site.store.session("甲", acting=False)
    assert session is not None
    assert (session.name, session.about) == ("乙", "填报人 · 中央商务区发展服务中心")
    await site.world.receive(site.world.update("web", "甲", "帮助"))
    assert [each.lines for each in await site.store.history("甲", None, 50) if each.mine] == [("帮助",)]


async def test_an_own_file_comes_back_under_its_own_name(site: Site) -> None:
    _, sha256 = await clerk_with_a_past(site)
    found = await site.store.file("甲", sha256)
    assert found is not None
    assert (found.name, found.media_type, found.content) == ("现场 一.png", "image/png", PNG)


async def test_the_same_bytes_are_called_as_each_person_called_them(site: Site) -> None:
    _, sha256 = await clerk_with_a_past(site)
    await site.world.hire("乙", Role.REPORTER, "BM28", channel="web")
    again = replace(site.world.update("web", "乙"), file=Attached("别的名字.png", "image/png", len(PNG), PNG))
    await site.world.receive(again)
    names = [await site.store.file(identity, sha256) for identity in ("甲", "乙")]
    assert [each and each.name for each in names] == ["现场 一.png", "别的名字.png"]


@pytest.mark.parametrize(
    ("role", "unit", "rests"),
    [
        (Role.REPORTER, "BM28", timedelta(days=14)),
        (Role.UNIT_HEAD, "BM28", timedelta(days=14)),
        (Role.INSPECTOR, None, timedelta(hours=12)),
        (Role.LEADER, None, timedelta(hours=12)),
        (Role.ADMIN, None, timedelta(hours=12)),
    ],
)
async def test_a_browser_left_alone_too_long_is_put_out(
    site: Site, role: Role, unit: str | None, rests: timedelta
) -> None:
    await site.world.hire("某", role, unit, channel="web")
    site.world.clock.at += rests
    assert await site.is_open("某")
    assert await site.store.still_open({"某"}) == {"某"}
    site.world.clock.at += timedelta(seconds=1)
    assert await site.store.still_open({"某"}) == set()
    assert not await site.is_open("某")
    assert await site.ended("某") == "idle"


async def test_only_what_a_person_does_keeps_a_browser_open(site: Site) -> None:
    await site.world.hire("督", Role.INSPECTOR, channel="web")
    for _ in range(3):
        site.world.clock.at += timedelta(hours=7)
        assert await site.is_open("督", acting=True)
    site.world.clock.at += timedelta(hours=7)
    assert await site.is_open("督")
    site.world.clock.at += timedelta(hours=7)
    assert not await site.is_open("督"), "reading the history by itself is no use"


async def test_a_use_is_written_down_only_now_and_then(site: Site) -> None:
    await site.world.hire("督", Role.INSPECTOR, channel="web")

    def seen(moment: Moment) -> datetime | None:
        found: datetime | None = moment.store.execute(select(bindings.c.seen_at)).scalar_one()
        return found

    bound = await site.world.dispatch.look(seen)
    site.world.clock.at += timedelta(minutes=4)
    await site.is_open("督", acting=True)
    assert await site.world.dispatch.look(seen) == bound
    site.world.clock.at += timedelta(minutes=2)
    await site.is_open("督", acting=True)
    assert await site.world.dispatch.look(seen) == site.world.clock.at


async def test_a_pin_opens_what_was_left_alone(site: Site) -> None:
    await site.world.hire("督", Role.INSPECTOR, channel="web")
    await site.store.set_pin("督", "824613")
    site.world.clock.at += timedelta(hours=13)
    session = await site.store.session("督", acting=True)
    assert session is not None
    assert (session.locked, session.has_pin) == (True, True)
    assert await site.store.still_open({"督"}) == set()
    await site.store.set_pin("督", "111112")
    assert not await site.store.unlock("督", "111112"), "a locked browser takes no new PIN"
    assert await site.store.unlock("督", "824613")
    assert await site.is_open("督")
    assert await site.ended("督") is None


async def test_wrong_tries_end_it_even_with_right_ones_to_come(site: Site) -> None:
    await site.world.hire("督", Role.INSPECTOR, channel="web")
    await site.store.set_pin("督", "824613")
    site.world.clock.at += timedelta(hours=13)
    for wrong in ("1", "824614", "", "密码", "824613 "):
        assert not await site.store.unlock("督", wrong)
    assert not await site.store.unlock("督", "824613")
    assert await site.ended("督") == "guessed"


async def test_a_right_try_takes_the_wrong_ones_back(site: Site) -> None:
    await site.world.hire("督", Role.INSPECTOR, channel="web")
    await site.store.set_pin("督", "824613")
    for _ in range(3):
        site.world.clock.at += timedelta(hours=13)
        for _ in range(4):
            assert not await site.store.unlock("督", "000000")
        assert await site.store.unlock("督", "824613")
    assert await site.is_open("督")


async def test_what_waits_for_a_browser_that_ended_goes_another_way(site: Site) -> None:
    """Reminders of the morning were queued for it; the person has a second chat."""
    world = site.world
    clerk = await world.hire("甲", Role.REPORTER, "BM28")
    await world.dispatch.moment(lambda moment: people.bind(moment.store, clerk.id, "web", "页", "页", moment.now))
    inspector = await world.hire("督", Role.INSPECTOR)
    await inspector.say("督办 JS-010 长期未报送")
    await inspector.press("发送")
    waiting = await world.new_in("页")
    assert waiting
    await site.store.end("页", Ended.LOGGED_OUT)
    moved = await clerk.pushed()
    assert [each.text.split("\n")[0] for each in moved] == [each.text.split("\n")[0] for each in waiting]

    def states(moment: Moment) -> set[MessageState]:
        return {message.state for message in outbox.shown_in(moment.store, "web", "页", 50)}

    assert await world.dispatch.look(states) == {MessageState.UNREACHABLE}


def test_a_pin_is_kept_as_a_slow_hash_with_a_salt() -> None:
    one, other = hashed("824613"), hashed("824613")
    assert one != other
    assert "824613" not in one
    assert is_right("824613", one)
    assert is_right("824613", other)
    for wrong in ("824612", "", "8246130", "\x00" * 6):
        assert not is_right(wrong, one)


@pytest.mark.parametrize(
    ("pin", "fit"),
    [("824613", True), ("aaaaab", True), ("x" * 63 + "y", True), ("82461", False), ("888888", False), ("x" * 65, False),
     ("六位中文密码", False), ("82 4613", False)],
)  # fmt: skip
def test_a_pin_is_not_too_short_and_can_be_typed_anywhere(pin: str, fit: bool) -> None:
    assert is_fit(pin) is fit


async def test_an_unknown_browser_is_nobodys(site: Site) -> None:
    assert await site.store.session("web-unknown", acting=True) is None
    assert not await site.store.unlock("web-unknown", "824613")
    await site.store.set_pin("web-unknown", "824613")
    await site.store.end("web-unknown", Ended.LOGGED_OUT)
