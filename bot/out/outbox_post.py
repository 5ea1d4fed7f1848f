"""Cards become outbox rows: buttons get their tokens, long texts are split, and the way to a person is chosen."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.base.channel import Abilities, Channel, Tap
from bot.out.gate import Passed, Place, Ways, kept_back
from bot.out.languages import in_language
from bot.out.payload import taps_of, to_card
from domain.delivery import Cause, by_preference
from domain.hours import next_open_time
from domain.keys.due import Owed
from domain.keys.messages import Marked, MenuKey, PushKey, Reply, Whole
from domain.packs import RulePack
from domain.people import Language, PersonId
from domain.record import Withheld
from domain.secrecy import Grade, Tells, together
from handlers.kernel.manner import PLAIN, as_json
from handlers.kernel.messages import BY_LINK, NOWHERE, Card, Named, Spot
from handlers.kernel.registry import registry
from handlers.kernel.turn import District
from handlers.service.words import deliveries as zh
from storage import chats, delivery, outbox, people, record
from storage.chats import Tapped
from storage.outbox import Message, MessageKind, MessageState
from storage.payloads import Graded, Payload, Told
from storage.people import Address
from storage.store import Store
from wording.catalogue import told


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a card that may be too long for one: its outbox key, its payload, its buttons."""

    key: str
    payload: Payload
    made: Sequence[Tapped]


class OutboxPost:
    """The Post of one transaction; see handlers.kernel.turn.Post."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        now: datetime,
        district: District,
        rules: RulePack,
        new_token: Callable[[], str],
        ways: Ways = Ways(),  # noqa: B008 - frozen
    ) -> None:
        self._connection = store
        self._channels = channels
        self._now = now
        self._district = district
        self._rules = rules
        self._new_token = new_token
        self._prefer = ways.prefer
        self._gate = ways.gate

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
        """Queues an answer to the chat that asked. Split parts carry keys of their own; the buttons hang on the last."""
        if channel not in self._channels:
            # A chat of a channel that is not configured any more.
            return
        replaced = edit_of if card.edit else None
        place = Place(channel, self._channels[channel].is_group(chat))
        found = self._let_out(place, card, MessageKind.REPLY)
        if found.kept is not None:
            self._note(place, person, key.text(), found.kept)
        spoken = spot.language or self._district.language
        for part in self._parts(channel, chat, person, found.card, Marked(key), spoken):
            if spot.thread is not None:
                part.payload["thread"] = spot.thread
            if spot.under is not None:
                part.payload["under"] = [spot.under, spot.always]
                if card.manner.mark:
                    part.payload["marks"] = spot.under
            outbox.answer(self._connection, part.key, channel, chat, person, part.payload, self._now, replaced)
            chats.issue(self._connection, part.made, part.key, self._now)
            replaced = None
            # Whoever reads on needs no second pointer.
            spot = Spot(spot.thread, language=spot.language)

    def lets(self, channel: str, chat: str, card: Card) -> bool:
        """See Post."""
        return self._gate.lets(card.whole.grade, channel, group=self._channels[channel].is_group(chat))

    def push(
        self, person: PersonId, card: Card, kind: MessageKind, key: PushKey, *, at: datetime | None = None
    ) -> bool:
        """Queues a message nobody asked for; outside quiet hours, on a channel that can push and reaches the person."""
        address = self._way_to(person)
        if address is None:
            return outbox.put(
                self._connection,
                key.text(),
                outbox.NOWHERE,
                "",
                person,
                kind,
                to_payload(card, ()),
                self._now,
                state=MessageState.UNREACHABLE,
                cause=Cause.NO_ADDRESS,
            )
        within = self._way_within(person, address, card)
        if within is None:
            return self._queue(address, card, kind, Marked(key), at)
        # The whole waits where it may be read, and what is not 公开 is only pointed to where it is not.
        queued = self._queue(within, card, kind, Marked(key), at)
        self._queue(address, card, kind, Marked(key).elsewhere(address.channel), at)
        return queued

    def elsewhere(self, message: Message) -> bool:
        """Queues a push that surely did not arrive once more, to a chat of the person it has not been to; False if there is none.

        It is a row of its own, in the shape of the other channel, with buttons that work there; `instead_of` links it back.
        """
        if message.person is None:
            return False
        been = delivery.tried(self._connection, message.key)
        address = self._way_to(message.person, been)
        if address is None:
            return False
        card = self._card_of(message).also(zh.came_instead(self._district.way(message.channel)))
        key = message.pushed.elsewhere(address.channel)
        return self._queue(address, card, message.kind, key, message.not_before, instead_of=message.key)

    def forsake(self, channel: str, chat: str) -> None:
        """See Post; a way that the person comes to have later is taken by what is said then."""
        for message in outbox.waiting_in(self._connection, channel, chat):
            self.elsewhere(message)
            outbox.settle(self._connection, message.id, MessageState.UNREACHABLE, self._now, cause=Cause.ENDED)

    def _queue(
        self,
        address: Address,
        card: Card,
        kind: MessageKind,
        key: Marked[PushKey],
        at: datetime | None,
        instead_of: str | None = None,
    ) -> bool:
        moment = next_open_time(max(at or self._now, self._now), self._rules, self._district.zone)
        not_before = moment if moment > self._now else None
        where = (address.channel, address.chat, address.person)
        place = Place(address.channel, self._channels[address.channel].is_group(address.chat))
        found = self._let_out(place, card, kind)
        queued = False
        spoken = address.language or self._district.language
        for part in self._parts(address.channel, address.chat, address.person, found.card, key, spoken):
            given = (part.key, *where, kind, part.payload, self._now)
            if outbox.put(self._connection, *given, not_before=not_before, instead_of=instead_of):
                chats.issue(self._connection, part.made, part.key, self._now)
                queued = True
        if queued and found.kept is not None:
            self._note(place, address.person, key.text(), found.kept)
        return queued

    def _let_out(self, place: Place, card: Card, kind: MessageKind) -> Passed:
        if self._gate.lets(card.whole.grade, place.channel, group=place.group):
            return Passed(card)
        return kept_back(self._gate, place, card, self._inside(), kind)

    def _note(self, place: Place, person: PersonId | None, key: str, kept: Tells) -> None:
        """Puts on record that something was kept back; what one may read in private was only asked in the wrong place."""
        if kept.grade is not Grade.INTERNAL:
            return
        fact = Withheld(key, place.channel, place.group, person, tuple(sorted(kept.internal)))
        record.append(self._connection, fact, self._now)

    def _inside(self) -> list[str]:
        """What the channels are called where everything may be read."""
        return [self._district.way(name).label for name in self._channels if name in self._gate.inside]

    def again(self, person: PersonId, key: PushKey | Reply) -> Sequence[Card]:
        """See Post: all parts of a long one, as they were queued first."""
        found: list[Card] = []
        while (message := outbox.by_key(self._connection, Marked(key).part(len(found)).text())) is not None:
            if message.person != person:
                break
            found.append(self._card_of(message))
        return found

    def _card_of(self, message: Message) -> Card:
        """The card a message was made of; a button that is forgotten by now is left out."""
        tokens = [tap.token for row in taps_of(message.payload) for tap in row]
        return to_card(message.payload, chats.buttons_of(self._connection, tokens))

    def menu(self, person: PersonId) -> None:
        """Queues the command menu of the person's role for every chat of the person on a channel that has menus."""
        who = people.by_id(self._connection, person)
        if who is None:
            return
        language = who.language or self._district.language
        menu = registry.short_menu_of(who) if who.active else []
        commands = [[each.name, told(each.help, language.value)] for each in menu]
        for address in people.addresses(self._connection, [person]).get(person, ()):
            key = MenuKey(address.channel, address.chat, self._now).text()
            payload: Payload = {"menu": commands, "title": "", "lines": []}
            outbox.put(
                self._connection, key, address.channel, address.chat, person, MessageKind.MENU, payload, self._now
            )

    def _way_within(self, person: PersonId, chosen: Address, card: Card) -> Address | None:
        """Another way to the person for a card that may not leave whole by the chosen one; None where none is there or needed."""
        if self._gate.lets(card.whole.grade, chosen.channel, group=False):
            return None
        for address in people.addresses(self._connection, [person]).get(person, ()):
            channel = self._channels.get(address.channel)
            if (
                channel is not None
                and channel.abilities.push
                and address.reachable
                and address.channel in self._gate.inside
            ):
                return address
        return None

    def _way_to(self, person: PersonId, but: Container[tuple[str, str]] = ()) -> Address | None:
        """The way the district prefers of those that can be pushed to, the latest bound first; none of `but`."""
        known = people.addresses(self._connection, [person]).get(person, ())
        for at in by_preference([address.channel for address in known], self._prefer):
            address = known[at]
            channel = self._channels.get(address.channel)
            can_push = channel is not None and channel.abilities.push
            if can_push and address.reachable and (address.channel, address.chat) not in but:
                return address
        return None

    def _parts(
        self, channel: str, chat: str, person: PersonId | None, card: Card, key: Marked[Whole], language: Language
    ) -> Iterator[Part]:
        worded = card if language is Language.CHINESE else in_language(card, language)
        for number, part in enumerate(split(worded, self._channels[channel])):
            taps, made = self._tokens(part, person, chat)
            payload = to_payload(part, taps, language)
            if part.onward is not None and person is not None:
                (((tap,),), there) = self._tokens(
                    replace(part, buttons=((part.onward.button,),)), person, part.onward.chat
                )
                made += there
                payload["link"] = (tap.label, f"{part.onward.link}{BY_LINK}{tap.token}")
            yield Part(key.part(number).text(), payload, made)

    def _tokens(self, card: Card, person: PersonId | None, chat: str) -> tuple[list[list[Tap]], list[Tapped]]:
        taps: list[list[Tap]] = []
        made: list[Tapped] = []
        if person is None:
            return taps, made
        for row in card.buttons:
            taps.append([])
            for button in row:
                token = self._new_token()
                expires = self._now + timedelta(days=self._district.button_days)
                made.append(Tapped(token, person, chat, button.action, button.args, button.label, expires))
                action = registry.actions.get(button.action)
                taps[-1].append(Tap(button.label, token, action.style if action is not None else None))
        return taps, made


def to_payload(card: Card, taps: Sequence[Sequence[Tap]], language: Language = Language.CHINESE) -> Payload:
    """The card, which is in that language, with its buttons already turned into tokens."""
    payload: Payload = {"title": card.title, "lines": list(card.lines)}
    if language is not Language.CHINESE:
        payload["language"] = language.value
    if taps:
        payload["buttons"] = [
            [
                [tap.label, tap.token, tap.style.value] if tap.style is not None else [tap.label, tap.token]
                for tap in row
            ]
            for row in taps
        ]
    if card.file:
        payload["file"] = [card.file.sha256, card.file.name, card.file.media_type]
    if card.drawing:
        payload["drawing"] = {"kind": card.drawing.kind, "data": dict(card.drawing.data), "name": card.drawing.name}
    if card.link:
        payload["link"] = card.link
    if card.manner is not PLAIN:
        payload["manner"] = as_json(card.manner)
    if card.invite:
        payload["invite"] = card.invite
    if card.named:
        payload["named"] = _named(card.named)
    # What answers a form's own card is for the form.
    args = [button.args for row in card.buttons for button in row if "draft" not in button.args]
    named = [each.item for each in card.named.all if isinstance(each, Owed)] if card.named else None
    found = {item for item in (each.get("item") for each in args) if isinstance(item, int)} if named is None else named
    if about := card.about or sorted(set(found)):
        payload["about"] = list(about)
    labels = (button.tells for row in card.buttons for button in row)
    payload["tells"] = _graded(together((card.tells, *labels)))
    if card.line_tells:
        payload["line_tells"] = [_graded(each) for each in card.line_tells]
    return payload


def _graded(tells: Tells) -> Graded:
    return {"grade": tells.grade.value, "internal": sorted(tells.internal)}


def _named(named: Named) -> Told:
    counts = [[about.rest.value, about.unit] if about and about.rest else None for about in named.lines]
    told: Told = {
        "day": named.day.isoformat(),
        "all": [each.text() for each in named.all],
        "lines": [None if about is None else [each.text() for each in about.matters] for about in named.lines],
    }
    if any(counts):
        told["counts"] = counts
    return told


def split(card: Card, channel: Channel) -> list[Card]:
    """The card in parts that fit the channel, cut between lines, and inside a line only if it alone is too long."""
    limit = channel.abilities.text_limit - _margin(channel.abilities)
    length = channel.text_length
    chunks: list[list[int]] = [[]]
    used = length(card.title)
    pieces = [(piece, at) for at, whole in enumerate(card.lines) for piece in _pieces(whole, limit, length)]
    for number, (line, _) in enumerate(pieces):
        cost = length(line) + 1
        if used and used + cost > limit:
            chunks.append([])
            used = 0
        chunks[-1].append(number)
        used += cost
    if len(chunks) == 1:
        return [card]
    parts = []
    for chunk in chunks:
        named = card.named and replace(card.named, lines=tuple(card.named.lines[pieces[each][1]] for each in chunk))
        lines = tuple(pieces[each][0] for each in chunk)
        graded = tuple(card.line_tells[pieces[each][1]] for each in chunk) if card.line_tells else ()
        parts.append(Card(lines=lines, named=named, about=card.about, tells=card.tells, line_tells=graded))
    parts[0] = replace(
        parts[0], title=card.title, file=card.file, drawing=card.drawing, edit=card.edit, invite=card.invite
    )
    parts[-1] = replace(
        parts[-1], buttons=card.buttons, link=card.link, onward=card.onward, manner=replace(card.manner, folded=None)
    )
    return parts


def _margin(abilities: Abilities) -> int:
    # Room for the numbered choices of a channel without buttons.
    return 0 if abilities.buttons else abilities.text_limit // 4


def _pieces(line: str, limit: int, length: Callable[[str], int]) -> list[str]:
    pieces = []
    while length(line) > limit:
        at = min(len(line), limit)
        while length(line[:at]) > limit:
            at -= max(1, (length(line[:at]) - limit) // 2)
        pieces.append(line[:at])
        line = line[at:]
    return [*pieces, line]
