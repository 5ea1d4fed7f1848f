"""Drafting a notice: by an inspector's hand, or for the ladder."""

import re
from dataclasses import dataclass
from datetime import date

from domain.access import Supervision, why_no_supervision
from domain.colours import ALARMS
from domain.errors import DomainError
from domain.keys.news import NoticeWanted
from domain.keys.occasions import Occasion
from domain.notices.model import Action, Grounds, Notice, NoticeState, Source
from domain.notices.names import NoticeId
from domain.notices.rules import NoticeKind
from domain.people import PersonId, Role
from domain.reasons import Code, Reason, as_written
from domain.secrecy import PERSONAL, personal
from domain.understanding.text import year_in_front
from handlers.items import sections
from handlers.items.access import named as item_named
from handlers.items.access import tapped, to_supervise, visible
from handlers.items.sections import Place
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words.notation import node
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.notices.cards import card
from handlers.notices.steps import MOST_TEXT, check, item_of, named, text_of
from handlers.notices.words import notices as zh
from storage import notices
from storage.items import StoredItem

INSPECTORS = frozenset({Role.INSPECTOR})
NEW = NoticeId(0)
NEW_FLOW = "notice-new"
TYPED_URGENT = re.compile(r"紧急[\s,，:：]*")


@registry.command("supervise", ("督办",), "起草督办单，如“督办 JS-010 原因”", INSPECTORS)
def by_hand(turn: Turn) -> Answer:
    """`督办 JS-010 紧急 原因`; without a reason the item's light gives it, or it is asked for."""
    year, words = year_in_front(turn.words)
    code, _, rest = words.partition(" ")
    if not code:
        raise DomainError("usage", zh.WHICH)
    stored = visible(turn, turn.item_named(code, year))
    urgent, reason = _urgent(rest.strip())
    return _begin(turn, stored, reason, urgent=urgent)


@registry.action("notice.draft")
def from_card(turn: Turn) -> Answer:
    """发督办单, tapped on an item's card."""
    stored = tapped(turn)
    return _begin(turn, stored, "", urgent=False)


@sections.taps_at(Place.SUPERVISE, 2)
def to_draft(turn: Turn, stored: StoredItem, _judged: Judged | None) -> list[Button]:
    """发督办单 for inspectors, 请督办 for the leader in charge."""
    steps = (
        (Supervision.NOTICE, Button(zh.DRAW_UP, "notice.draft", {"item": stored.id})),
        (Supervision.REQUEST, Button(zh.REQUEST, "notice.request", {"item": stored.id})),
    )
    return [button for step, button in steps if why_no_supervision(turn.person, stored.item, step) is None]


@registry.command("request", (zh.REQUEST,), "请督查室督办一项，如“请督办 JS-010”", frozenset({Role.LEADER}))
def request_typed(turn: Turn) -> Answer:
    """`请督办 JS-010`."""
    return _request(turn, item_named(turn, zh.REQUEST))


@registry.action("notice.request")
def requested(turn: Turn) -> Answer:
    """请督办, tapped by a leader."""
    return _request(turn, tapped(turn))


def _request(turn: Turn, stored: StoredItem) -> Answer:
    """The inspectors find a draft that says who asked for it."""
    item = to_supervise(turn, stored, Supervision.REQUEST).item
    standing = notices.open_on(turn.store, [stored.id])
    if standing and standing[0].state is not NoticeState.DRAFT:
        return [say(zh.open_already(item.code, standing[0].printed, standing[0].state), tells=PERSONAL)]
    draft = standing[0] if standing else _requested_draft(turn, stored)
    told = Card(
        title=zh.REQUEST_TITLE,
        lines=(zh.request(turn.person.post, item.code, item.name, turn.reference.unit_name(item.unit)),),
        buttons=((Button(zh.SHOW_DRAFT, "notice.show", {"notice": draft.id}),),),
        tells=personal(item),
    )
    audience.tell(turn, audience.inspectors(turn, item.code), told, NoticeWanted(draft.id, turn.person.id))
    return [say(zh.request_kept(item.code), tells=PERSONAL)]


def _requested_draft(turn: Turn, stored: StoredItem) -> Notice:
    family = turn.rules.notices.current
    post, light = turn.person.post, _light_now(turn, stored)
    why = Reason(Code.REQUESTED_FOR_LIGHT, (post, light)) if light else Reason(Code.REQUESTED, (post,))
    draft = new_draft(
        turn,
        stored,
        Grounds(why, Source.REQUEST),
        Rank(family.first(urgent=False), family.id, urgent=False),
        person=turn.person.id,
    )
    if draft is None:
        raise DomainError("notice_moved", zh.moved_on(NoticeState.DRAFT))
    return draft


@registry.flow(NEW_FLOW)
def reason_given(turn: Turn) -> Answer | None:
    """The reason of a notice that was begun without one."""
    text = text_of(turn)
    stored = tapped(turn)
    turn.close_dialog()
    return _begin(turn, stored, text, urgent=turn.flag("urgent"))


@registry.action("notice.climb")
def climb(turn: Turn) -> Answer:
    """升级, by an inspector's hand: the next kind is drafted with its parent."""
    notice = named(turn)
    check(turn, notice, Action.CLIMB)
    waiting = [child for child in notices.children(turn.store, notice.id) if child.state is NoticeState.DRAFT]
    draft = waiting[0] if waiting else climbed(turn, notice, None, turn.person.id)
    if draft is None:
        raise DomainError("notice_moved", zh.moved_on(notice.state))
    return [card(turn, draft)]


@dataclass(frozen=True, slots=True)
class Rank:
    """How grave a notice is: its kind, among those of a family of the rule pack, and whether it is urgent."""

    kind: NoticeKind
    family: str
    urgent: bool


def new_draft(
    moment: Moment,
    stored: StoredItem,
    grounds: Grounds,
    rank: Rank,
    *,
    parent: Notice | None = None,
    occasion: Occasion | None = None,
    person: PersonId | None = None,
) -> Notice | None:
    """Stores a draft for the inspectors, to the unit of the notice it climbs from, else to the item's.

    None if its occasion drafted one before.
    """
    kind, urgent = rank.kind, rank.urgent
    notice = Notice(
        id=NEW,
        item=stored.id,
        unit=parent.unit if parent is not None else stored.item.unit,
        family=rank.family,
        urgent=urgent,
        state=NoticeState.DRAFT,
        grounds=grounds,
        reply_days=kind.days(urgent=urgent),
        reply_by=None,
        pack=f"{moment.rules.id}/{moment.rules.version}",
        parent=parent.id if parent is not None else None,
        occasion=occasion,
        kind=kind.id,
        kind_name=kind.name,
        demand=kind.demand,
    )
    return notices.draft(moment.store, notice, person, moment.now)


def climbed(moment: Moment, notice: Notice, occasion: Occasion | None, person: PersonId | None) -> Notice | None:
    """The draft of the next kind above a notice; None above the gravest, or if the occasion drafted one before."""
    family = moment.rules.notices.of(notice.family)
    above = family.above(notice.kind, urgent=notice.urgent) if family else None
    due = notice.reply_by
    if above is None or due is None:
        return None
    # A reply that waits for the inspectors' verdict is not late, whatever its limit was.
    late = 0 if notice.state is NoticeState.REPLIED else moment.reference.calendar.late_by(due, moment.today)
    return new_draft(
        moment,
        item_of(moment, notice),
        _climbed_for(notice, due, late),
        Rank(above, notice.family, urgent=notice.urgent),
        parent=notice,
        occasion=occasion,
        person=person,
    )


def _climbed_for(notice: Notice, limit: date, late: int) -> Grounds:
    """That the notice was not answered; of one that was, its own reason, which keeps following the light if it did."""
    if late:
        return Grounds(Reason(Code.NOT_ANSWERED, (notice.printed, notice.kind_name, limit, late)), Source.CLIMB)
    source = Source.LIGHT if notice.grounds.source is Source.LIGHT else Source.CLIMB
    return Grounds(notice.grounds.reason, source)


def node_grounds(moment: Moment, stored: StoredItem, milestone: int, due: date) -> Grounds:
    """Why, for a node that is overdue."""
    late = moment.reference.calendar.late_by(due, moment.today)
    return Grounds(Reason(Code.NODE_OWED, (node(stored.item, milestone), due, late)), Source.NODE)


def _begin(turn: Turn, stored: StoredItem, words: str, *, urgent: bool) -> Answer:
    to_supervise(turn, stored, Supervision.NOTICE)
    standing = notices.open_on(turn.store, [stored.id])
    if standing:
        already = zh.open_already(stored.item.code, standing[0].printed, standing[0].state)
        return [say(already, tells=PERSONAL), card(turn, standing[0])]
    if len(words) > MOST_TEXT:
        raise DomainError("too_long", zh.TOO_LONG)
    grounds = Grounds(as_written(words), Source.HAND) if words else _of_the_light(turn, stored)
    if grounds is None:
        turn.open_dialog(NEW_FLOW, {"item": stored.id, "urgent": urgent})
        return [say(zh.ASK_REASON, tells=PERSONAL)]
    family = turn.rules.notices.current
    kind = family.first(urgent=urgent)
    draft = new_draft(turn, stored, grounds, Rank(kind, family.id, urgent=urgent), person=turn.person.id)
    if draft is None:
        raise DomainError("notice_moved", zh.moved_on(NoticeState.DRAFT))
    return [card(turn, draft)]


def _of_the_light(turn: Turn, stored: StoredItem) -> Grounds | None:
    light = _light_now(turn, stored)
    return Grounds(light, Source.LIGHT) if light else None


def _light_now(turn: Turn, stored: StoredItem) -> Reason | None:
    """How the light stands, if it is an alarm."""
    state = judging.look_at(turn, stored).state
    return Reason(Code.LIGHT_NOW, (state.light, state.reason)) if state.light in ALARMS else None


def _urgent(words: str) -> tuple[bool, str]:
    """Whether the words begin with 紧急, and what is left of them."""
    found = TYPED_URGENT.match(words)
    return (True, words[found.end() :]) if found else (False, words)
