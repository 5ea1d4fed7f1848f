"""What a handler is given: the moment it acts in, and whose turn it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from domain.calendar import day_written
from domain.edits import Made
from domain.errors import DomainError
from domain.hours import Rest, at_rest
from domain.items import Item, ItemId
from domain.keys.messages import PushKey, Reply
from domain.packs import RulePack
from domain.people import Language, Person, PersonId
from domain.progress import Standing
from handlers.kernel import values
from handlers.kernel.messages import NOWHERE, Card, Forwarded, Incoming, Spot
from handlers.kernel.papers import Papers
from handlers.kernel.reference import Reference, opened
from handlers.kernel.values import Values
from handlers.kernel.words import common as zh
from handlers.kernel.words.ways import Way
from storage import chats, items, marks, outbox
from storage.chats import Dialog
from storage.items import StoredItem
from storage.outbox import MessageKind
from storage.standings import standings_of
from storage.store import Store


class Post(Protocol):
    """The one door through which messages leave: written in the caller's transaction."""

    def reply(
        self,
        channel: str,
        chat: str,
        person: PersonId | None,
        card: Card,
        key: Reply,
        edit_of: str | None = None,
        spot: Spot = NOWHERE,
    ) -> None:
        """Answers the chat that asked: what a conversation returns goes this way."""
        ...

    def lets(self, channel: str, chat: str, card: Card) -> bool:
        """Whether the card may be shown in a chat as it is."""
        ...

    def push(
        self, person: PersonId, card: Card, kind: MessageKind, key: PushKey, *, at: datetime | None = None
    ) -> bool:
        """Queues a message the person did not ask for; False if `key` was queued before. `at`: not before that time (UTC)."""
        ...

    def forsake(self, channel: str, chat: str) -> None:
        """What waits for a chat that speaks for nobody any more goes another way, or is told of as not delivered."""
        ...

    def again(self, person: PersonId, key: PushKey | Reply) -> Sequence[Card]:
        """A push or an answer to the person as it was made, to be shown once more; empty if there was none."""
        ...

    def menu(self, person: PersonId) -> None:
        """Sends the person's chats the command menu of the person's role."""
        ...


@dataclass(frozen=True, slots=True)
class District:
    """The settings a conversation needs. Times of day are local to `zone`; sizes in bytes."""

    name: str
    zone: ZoneInfo
    evidence_max_bytes: int
    # Of one person in one local day.
    evidence_day_bytes: int
    evidence_types: tuple[str, ...]
    dialog_hours: int
    button_days: int
    invite_hours: int
    # Whether an invitation above a clerk waits for a second person.
    four_eyes: bool = True
    link: str = ""
    # The words of each channel by its name.
    ways: Mapping[str, Way] = field(default_factory=dict)
    # Words of the district's list: whoever writes one is asked before the text leaves.
    watched: tuple[str, ...] = ()
    # Of whoever has chosen none.
    language: Language = Language.CHINESE

    def way(self, channel: str) -> Way:
        """The words of a channel; one that is not known any more is called by its name."""
        return self.ways.get(channel) or Way(label=channel)


class Undo(Exception):
    """Raised by work that was only tried: it is taken back."""


@dataclass(frozen=True)
class Moment:
    """One transaction at one time: all that a use case may look at. Times are UTC, `today` is the district's day.

    `attempt` does work that may fail alone: gives None, or what was raised, and then everything the work did is taken back. When
    the store itself fails it raises.
    """

    store: Store
    now: datetime
    district: District
    rules: RulePack
    reference: Reference
    post: Post
    papers: Papers
    new_token: Callable[[], str]
    attempt: Callable[[Callable[[], object]], Exception | None]

    @cached_property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.district.zone).date()

    @property
    def rest(self) -> Rest | None:
        """Why the day's pushes do not leave at this time."""
        return at_rest(self.now, self.rules, self.reference.calendar, self.district.zone)

    @property
    def held(self) -> str:
        """Why nothing that falls due is pushed now: a person holds it back, or it is no time for it. Empty if it may leave."""
        return marks.nothing_due(self.store) or (self.rest.value if self.rest is not None else "")

    def standings(self, wanted: Sequence[StoredItem]) -> dict[ItemId, Standing]:
        """Where each item stands by its live reports, the moment of a return in the district's zone."""
        return standings_of(self.store, wanted, self.district.zone)

    def code(self, item: Item) -> str:
        """An item's code as it is shown: with its year where that is not the running one."""
        return item.code if item.year == self.reference.running else zh.of_year(item.year, shown=True) + item.code

    def showing(self, year: int) -> Self:
        """The same moment with the reference showing all items of a year, those that have closed too."""
        return (
            self if year == self.reference.year else replace(self, reference=opened(self.store, self.reference, year))
        )

    def item_named(self, code: str, year: int | None = None) -> StoredItem | None:
        """The item with a code: of the year that is named, else of the running year, else of the newest that holds one."""
        wanted, known = code.upper(), self.reference
        if year is not None:
            return self.showing(year).reference.called(wanted)
        return known.called(wanted) or next(filter(None, (shown.called(wanted) for shown in known.others())), None)

    def stored(self, wanted: Sequence[ItemId]) -> dict[ItemId, StoredItem]:
        """Items by number, those whose year has closed too."""
        held = self.reference.items
        closed = items.readable(self.store, [id_ for id_ in dict.fromkeys(wanted) if id_ not in held])
        return {id_: held[id_] if id_ in held else closed[id_] for id_ in wanted if id_ in held or id_ in closed}

    def begun(self) -> list[Reference]:
        """What runs and what is still open of older years, each shown alone, the newest first."""
        known = self.reference
        return [known.of_year(year) for year in sorted(known.books, reverse=True) if year <= known.running]

    def local_day(self, moment: datetime) -> date:
        """The local day of a UTC time."""
        return moment.astimezone(self.district.zone).date()


@dataclass
class Home:
    """The private chat of a person who speaks in a group: forms are opened there and nowhere else. `opened`: one was."""

    chat: str
    opened: bool = False


@dataclass(frozen=True)
class Turn(Moment):
    """A person's turn to speak. `args` is what followed the command, or what the tapped button carries.

    In a group there is no form: what is begun there goes on in the person's private chat (`home`, None if nothing reaches it).
    `read_as_of`: the local day that 今天 means in words of an earlier message, which are read again.
    """

    person: Person
    incoming: Incoming
    words: str = ""
    args: Values = field(default_factory=dict)
    # The file of the message, stored already: SHA-256 of its content.
    stored_file: str | None = None
    home: Home | None = None
    read_as_of: date | None = None
    # What the message made, put down with it.
    made: list[Made] = field(default_factory=list)

    def saying(self, words: str, args: Values | None = None) -> "Turn":
        """The same turn with other words, and with what a button carries; what was looked up for it stays known.

        `replace` would look it all up again, and takes longer than most of what is done with the words.
        """
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, words=words, args=self.args if args is None else args)
        return other

    @cached_property
    def said_on(self) -> date:
        """The local day that 今天 means in the words of this turn: the day they were written, of a tap the day it is handled."""
        if self.read_as_of is not None or self.incoming.button is not None:
            return self.read_as_of or self.today
        first = self.incoming.forwarded
        if first is not None and first.written_at <= self.now:
            return self.local_day(first.written_at)
        return day_written(self.incoming.sent_at, self.now, self.district.zone)

    @property
    def others_words(self) -> Forwarded | None:
        """The origin of a text that somebody else wrote: it may tell or ask something, and does nothing in the person's name."""
        first = self.incoming.forwarded
        return (
            first if first is not None and not first.own and self.incoming.text and self.incoming.file is None else None
        )

    @cached_property
    def quoted(self) -> tuple[ItemId, ...]:
        """The items of the card that the line answers, if it answers one that tells of items."""
        incoming = self.incoming
        if incoming.quoted is None:
            return ()
        return outbox.about(self.store, incoming.channel, incoming.chat, incoming.quoted)

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number of `args`; see handlers.kernel.values, also for the others."""
        return values.number(self.args, key, default)

    def text(self, key: str, default: str | None = None) -> str:
        """A text of `args`."""
        return values.text(self.args, key, default)

    def number_or_none(self, key: str) -> int | None:
        """A whole number of `args`, if it stands there."""
        return values.number_or_none(self.args, key)

    def text_or_none(self, key: str) -> str | None:
        """A text of `args`, if it stands there."""
        return values.text_or_none(self.args, key)

    def flag(self, key: str) -> bool:
        """True or false, of `args`."""
        return values.flag(self.args, key)

    def day(self, key: str) -> date:
        """A day of `args`."""
        return values.day(self.args, key)

    def item(self) -> ItemId:
        """The item that `args` name."""
        return ItemId(self.number("item"))

    def dialog(self) -> Dialog | None:
        """The person's open form in this chat."""
        if not self.incoming.private:
            return None
        return chats.form(self.store, self.incoming.channel, self.incoming.chat, self.person.id, self.now)

    def open_dialog(self, flow: str, data: Values) -> None:
        """Opens a form or moves it on. Raises DomainError in a group if the person's private chat cannot be written to."""
        chat = self.incoming.chat
        if not self.incoming.private:
            home = at_home(self.home, self.district)
            home.opened, chat = True, home.chat
        where = (self.incoming.channel, chat, self.person.id)
        until = self.now + timedelta(hours=self.district.dialog_hours)
        chats.put_form(self.store, *where, Dialog(flow, data), self.now, until)

    def close_dialog(self) -> bool:
        """Leaves the form; True if there was one."""
        if not self.incoming.private:
            return False
        return chats.close_form(self.store, self.incoming.channel, self.incoming.chat, self.person.id)


def at_home(home: Home | None, district: District) -> Home:
    """The private chat in which a conversation goes on. Raises DomainError where there is none, before anything is done."""
    if home is None:
        raise DomainError("no_private_chat", zh.NO_PRIVATE_CHAT, district.link.partition("?")[0])
    return home


Answer = list[Card]
Handler = Callable[[Turn], Answer]
