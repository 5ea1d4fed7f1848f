"""A small district in a real database, and people who talk to it through the real dispatch."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.base.channel import Abilities, Deaf, Knows, Outgoing, Receive
from bot.channels import listed
from bot.demo.sample import sample_items, sample_units
from bot.out.payload import file_of, taps_of
from bot.out.tokens import with_token
from bot.packs.file import load_pack
from bot.road.dispatch import Dispatch, new_token
from bot.road.house import House
from bot.setup import prepare
from documents.places import GEOJSON
from domain.items import Item
from domain.keys.updates import PageMessage
from domain.packs import RulePack
from domain.people import PersonId, Role
from domain.secrecy import Gate
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.turn import District, Moment
from handlers.reminders import tick as reminders
from storage import delivery, items, outbox, people, units
from storage.engine import open_database
from storage.files.folder import FolderFiles
from storage.outbox import Message
from tests.support.stores import Kept, new_file, sqlite_file

ZONE = ZoneInfo("Asia/Shanghai")
_settled = Kept()
# Whatever a line is composed of: “ within “ ”, and a blank in front of a Chinese mark.
ILL_SET = re.compile(r"“[^”\n]*“| [，。；：、？）”]")


class StoppedClock:
    """A clock that moves only when told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """See Clock."""
        return self.at

    def local(self, month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> None:
        """Jumps to a local time."""
        self.at = datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


class SilentChannel:
    """A channel that takes everything and says nothing; what it was given is in the outbox."""

    def __init__(self, name: str = "test", abilities: Abilities | None = None) -> None:
        self.name = name
        self.abilities = abilities or Abilities(
            push=True, buttons=True, edit=True, files=True, groups=True, text_limit=4096, keeps_for=timedelta(hours=24)
        )

    trouble: Deaf | None = None
    needs_seat = True

    def silent_for(self) -> float | None:
        """Polls nothing."""
        return None

    def text_length(self, text: str) -> int:
        """Characters."""
        return len(text)

    def is_group(self, chat: str) -> bool:
        """A chat whose name says so."""
        return chat.startswith("-")

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """Has no menus."""

    async def ask(self, chat: str) -> None:
        """Always there."""

    async def start(self, receive: Receive, knows: Knows) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Accepts."""
        return outgoing.key


@dataclass(frozen=True)
class Shown:
    """What a person was shown: one message of the outbox."""

    message: Message

    @property
    def text(self) -> str:
        """Title and lines."""
        return "\n".join(part for part in (self.message.payload["title"], *self.message.payload["lines"]) if part)

    @property
    def labels(self) -> list[str]:
        """Labels of the buttons, in order."""
        return [tap.label for row in taps_of(self.message.payload) for tap in row]

    def token(self, label: str) -> str:
        """The token of the first button whose label begins so."""
        return next(tap.token for row in taps_of(self.message.payload) for tap in row if tap.label.startswith(label))

    @property
    def has_file(self) -> bool:
        """Whether a file or a drawing comes with it."""
        return file_of(self.message.payload) is not None or "drawing" in self.message.payload


class World:
    """A district with the sample units and items of 2026."""

    def __init__(self, url: str, folder: Path, channels: Mapping[str, SilentChannel], rules: RulePack) -> None:
        # A Monday at ten.
        self.clock = clock = StoppedClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
        self._url = url
        self._files = FolderFiles(folder / "files")
        self.database = database = open_database(url, self._files)
        district = District(
            name="示例区",
            zone=ZONE,
            evidence_max_bytes=2_000_000,
            evidence_day_bytes=20_000_000,
            evidence_types=("image/png", "image/jpeg", "application/pdf", "video/mp4", GEOJSON),
            dialog_hours=48,
            button_days=14,
            invite_hours=72,
            ways=listed.ways(),
        )
        # A private network, as all chats of these tests are unless one says otherwise.
        gate = Gate(frozenset(channels), figures_in_groups=True)
        self.house = House(database, channels, clock, district, rules, gate=gate)
        self.dispatch = Dispatch(self.house)
        self.people: dict[str, PersonId] = {}
        # Set by tests that change rows beside the program: their record is not whole at the end.
        self.tampered = False
        self._numbers = itertools.count(1)
        self._seen: dict[str, int] = {}

    async def settle(self, wanted: list[Item] | None = None, tracked_from: date = date(2026, 1, 1)) -> None:
        """Schema, calendar, units and items; once made with the sample's items, a copy of that."""
        file, key = sqlite_file(self._url), (self.clock.at, tracked_from)
        fresh = file if file is not None and not file.exists() else None
        if fresh and wanted is None and _settled.give(key, fresh):
            return
        if fresh:
            new_file(fresh)
        await prepare(self.house, new=True)
        chosen = sample_items(2026) if wanted is None else wanted

        def store(moment: Moment) -> None:
            units.put(moment.store, sample_units(), moment.now)
            items.add(moment.store, chosen, "示例区人民政府", tracked_from, moment.now)
            # That most units have nobody in chat was told long ago.
            delivery.name_units(moment.store, moment.now)

        await self.dispatch.moment(store)
        if fresh and wanted is None:
            _settled.keep(key, fresh)

    def gated(self, gate: Gate) -> None:
        """Another gate, as an operator sets it; from the next message on."""
        self.house = replace(self.house, gate=gate)
        self.dispatch = Dispatch(self.house)

    def watching(self, *words: str) -> None:
        """A list of words that are asked about before a text leaves; from the next message on."""
        self.house = replace(self.house, district=replace(self.house.district, watched=words))
        self.dispatch = Dispatch(self.house)

    async def bind(self, person: PersonId, channel: str, chat: str) -> None:
        """One more chat of a person."""
        await self.dispatch.moment(
            lambda moment: people.bind(moment.store, person, channel, chat, chat, moment.now),
        )

    async def restart(self) -> None:
        """The service stops and starts anew on the same store: what only lived in memory is gone."""
        await self.database.close()
        self.database = open_database(self._url, self._files)
        self.house = replace(self.house, database=self.database)
        self.dispatch = Dispatch(self.house)
        await prepare(self.house, new=True)

    async def hire(
        self, name: str, role: Role, unit: str | None = None, post: str = "", channel: str = "test"
    ) -> "Talk":
        """A person bound to a chat of the same name."""

        def store(moment: Moment) -> PersonId:
            person = people.add(moment.store, name, role, unit, post, moment.now)
            people.bind(moment.store, person, channel, name, name, moment.now)
            return person

        self.people[name] = await self.dispatch.moment(store)
        return Talk(self, name, channel)

    async def token_in(self, card: Shown) -> str:
        """The token of an invitation, as the card leaves with it."""
        made = await self.database.write(lambda store: with_token(store, card.message, new_token, self.clock.now()))
        line = next(each for each in made.payload["lines"] if "/start " in each)
        return line.rsplit("/start ", 1)[1]

    async def receive(self, incoming: Incoming) -> list[Shown]:
        """One update through the dispatch; what it made the bot say to that chat."""
        failures = await self.dispatch.messages([incoming])
        if failures[0] is not None:
            raise failures[0]
        return await self.new_in(incoming.chat)

    async def new_in(self, chat: str) -> list[Shown]:
        """What was queued for a chat since the last look, oldest first."""

        seen = self._seen.get(chat, 0)

        def new(moment: Moment, channel: str) -> list[Message]:
            for most in (20, 200):
                shown = outbox.shown_in(moment.store, channel, chat, most)
                if len(shown) < most or shown[-1].id <= seen:
                    break
            return [message for message in shown if message.id > seen]

        def look(moment: Moment) -> list[Message]:
            found = [message for channel in (*self.house.channels, "none") for message in new(moment, channel)]
            return sorted(found, key=lambda message: message.id)

        found = await self.dispatch.look(look)
        if found:
            self._seen[chat] = found[-1].id
        shown = [Shown(message) for message in found if "menu" not in message.payload]
        for each in shown:
            assert not ILL_SET.search(each.text), f"nested quotation marks or a blank before a mark: {each.text}"
        return shown

    def update(self, channel: str, chat: str, text: str = "") -> Incoming:
        """A fresh update of a private chat."""
        number = str(next(self._numbers))
        number = PageMessage(chat, number).text() if channel == "web" else number
        return Incoming(channel, number, chat, chat, self.clock.now(), text=text)


class Talk:
    """A person's private chat with the bot."""

    def __init__(self, world: World, name: str, channel: str = "test") -> None:
        self.world = world
        self.name = name
        self.channel = channel
        self.last: list[Shown] = []

    @property
    def id(self) -> PersonId:
        """The person's number."""
        return self.world.people[self.name]

    async def say(self, text: str) -> list[Shown]:
        """Types a line."""
        self.last = await self.world.receive(self.world.update(self.channel, self.name, text))
        return self.last

    async def press(self, label: str) -> list[Shown]:
        """Taps the newest button with a label that begins so."""
        return await self._receive(self.tapping(label))

    def tapping(self, label: str) -> Incoming:
        """The update of that tap."""
        shown = next(each for each in reversed(self.last) if any(has.startswith(label) for has in each.labels))
        return self._tap_on(shown.token(label))

    async def tap(self, token: str) -> list[Shown]:
        """Taps a button by its token."""
        return await self._receive(self._tap_on(token))

    def _tap_on(self, token: str) -> Incoming:
        return replace(self.world.update(self.channel, self.name), button=token, message="m1")

    async def _receive(self, tap: Incoming) -> list[Shown]:
        answer = await self.world.receive(tap)
        self.last = answer or self.last
        return answer

    async def send(self, name: str, media_type: str, content: bytes, caption: str = "") -> list[Shown]:
        """Sends a file."""
        file = Attached(name, media_type, len(content), content)
        self.last = await self.world.receive(replace(self.world.update(self.channel, self.name, caption), file=file))
        return self.last

    async def pushed(self) -> list[Shown]:
        """What came unasked since the last look."""
        self.last = await self.world.new_in(self.name) or self.last
        return self.last


@cache
def _default_rules() -> RulePack:
    return load_pack("default")


async def make_world(
    folder: Path,
    channels: Mapping[str, SilentChannel] | None = None,
    url: str | None = None,
    rules: RulePack | None = None,
) -> World:
    """A world in a fresh SQLite file, on Monday 2026-11-23 at ten, under the default rules unless told."""
    return World(
        url or f"sqlite:///{folder / 'zeren.db'}",
        folder,
        channels or {"test": SilentChannel()},
        rules or _default_rules(),
    )


async def before_a_push(url: str, folder: Path) -> World:
    """The sample district five minutes after a push time that nobody has ticked yet, with three clerks who will be told."""
    world = await make_world(folder, url=url)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(reminders.tick)
    for name, unit in (("甲", "BM28"), ("乙", "BM28"), ("丙", "BM03")):
        await world.hire(name, Role.REPORTER, unit)
    world.clock.local(6, 30, 9, 5)
    return world


__all__ = ["Shown", "SilentChannel", "StoppedClock", "Talk", "World", "before_a_push", "make_world"]
