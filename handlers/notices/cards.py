"""A notice as people see it: its card with what they may do, its files, its document."""

from dataclasses import replace

from domain.errors import DomainError
from domain.notices import conditions
from domain.notices.extensions import granted
from domain.notices.model import AWAITING, Action, Notice, NoticeState
from domain.people import Person
from domain.secrecy import PERSONAL, words_in
from handlers.kernel import files
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, FileRef, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.notices import paper, reach, renewal
from handlers.notices.steps import Now, Offered, item_of, named, tells_of
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from handlers.notices.words.reasons import reason as why
from handlers.service.words import secrecy as secrecy_words
from storage import notice_records, notices, people
from storage.notices import NoticeEvent

MOST_EVENTS = 8
# What a card offers, in order, where state and person allow it.
OFFERS = (
    (Action.SEND, zh.SEND, "notice.send"),
    (Action.AMEND, zh.CHANGE_DEMAND, "notice.demand"),
    (Action.AMEND, zh.CHANGE_LIMIT, "notice.limit"),
    (Action.AMEND, zh.CHANGE_REASON, "notice.reason"),
    (Action.AMEND, "", "notice.urgent"),
    (Action.DROP, zh.DROP, "notice.drop"),
    (Action.RECEIVE, zh.RECEIVE, "notice.receive"),
    (Action.OBJECT, zh.OBJECT, "notice.object"),
    (Action.REPLY, zh.REPLY, "notice.reply"),
    (Action.ASK_TIME, more.ASK, "notice.more"),
    (Action.GRANT_TIME, more.GRANT, "notice.grant"),
    (Action.REFUSE_TIME, more.REFUSE, "notice.refuse"),
    (Action.EXTEND, more.EXTEND, "notice.extend"),
    (Action.CLOSE, zh.CLOSE, "notice.close"),
    (Action.RETURN, zh.RETURN, "notice.return"),
    (Action.REASSIGN, zh.REASSIGN, "notice.reassign"),
    (Action.UPHOLD, zh.UPHOLD, "notice.uphold"),
    (Action.CLIMB, zh.CLIMB, "notice.climb"),
    (Action.WITHDRAW, zh.WITHDRAW, "notice.withdraw"),
)

# What answers a request for a later limit; the button names the request.
ANSWERS = (Action.GRANT_TIME, Action.REFUSE_TIME)
# What a unit does; a push offers it, and the notice's card the rest.
OF_UNIT = frozenset({Action.RECEIVE, Action.OBJECT, Action.REPLY, Action.ASK_TIME})


@registry.action("notice.show")
def show(turn: Turn) -> Answer:
    """One notice, tapped in a list or in a bundle."""
    return [looked_at_again(turn, named(turn))]


def looked_at_again(turn: Turn, notice: Notice) -> Card:
    """The notice's card; a draft whose reason is out of date has it renewed first, and the card says so."""
    fresh = renewal.renewed(turn, notice)
    shown = card(turn, fresh)
    return shown if fresh is notice else replace(shown, lines=(*shown.lines, zh.RENEWED))


@registry.action("notice.files")
def proofs(turn: Turn) -> Answer:
    """The evidence of a notice, a card a file."""
    return [
        files.card(turn, FileRef(file.sha256, file.name, file.media_type), tells_of(turn, named(turn)))
        for file in notice_records.files_of(turn.store, named(turn).id)
    ] or [say(zh.NO_FILES, tells=PERSONAL)]


@registry.action("notice.paper")
def document(turn: Turn) -> Answer:
    """The Word document."""
    notice = named(turn)
    return [Card(lines=(heading(turn, notice),), drawing=paper.drawing(turn, notice), tells=tells_of(turn, notice))]


def card(turn: Turn, notice: Notice) -> Card:
    """Everything about one notice, and what this person may do now."""
    lines = body(turn, notice)
    if notice.state is not NoticeState.DRAFT:
        lines += [*reach.lines(turn, notice), *_history(turn, notice)]
    return Card(
        title=heading(turn, notice),
        lines=tuple(lines),
        buttons=buttons(turn, notice),
        manner=Manner(copied=(zh.COPY_NUMBER, notice.printed) if notice.printed else None),
        tells=tells_of(turn, notice),
    )


def heading(moment: Moment, notice: Notice) -> str:
    """Colour, number, kind, state."""
    return zh.title(mark(moment, notice), notice.printed, notice.kind_name, notice.state, urgent=notice.urgent)


def mark(moment: Moment, notice: Notice) -> str:
    """The colour of the notice's kind, if it has one."""
    kind = moment.rules.notices.kind(notice.family, notice.kind)
    return kind.mark if kind else ""


def body(moment: Moment, notice: Notice) -> list[str]:
    """Item, unit, reason, demand, limits, what it climbed from or to, what followed."""
    item = item_of(moment, notice).item
    lines = [
        f"{item.code} {item.name}",
        zh.addressee(moment.reference.unit_name(notice.unit)),
        zh.reason(why(notice.grounds.reason)),
        zh.demand(notice.demand),
    ]
    calendar = moment.reference.calendar
    if notice.state is NoticeState.DRAFT:
        by = notice.reply_by or calendar.add(moment.today, notice.reply_days)
        lines.append(zh.limit_of_draft(notice.reply_days, notation.day(by), named=notice.reply_by is not None))
        if found := words_in(why(notice.grounds.reason), moment.district.watched):
            lines.append(secrecy_words.watched(found))
    elif notice.state in AWAITING and notice.reply_by is not None:
        left = calendar.between(moment.today, notice.reply_by)
        confirmed = calendar.confirmed_through(min(moment.today, notice.reply_by), max(moment.today, notice.reply_by))
        lines.append(zh.limit(notation.due(notice.reply_by, confirmed=confirmed), left))
    lines += _extensions(moment, notice)
    may_object = conditions.why_not(notice, Action.OBJECT, None, Now(moment, notice)) is None
    if may_object and notice.objection_due is not None:
        lines.append(zh.objection_until(notation.day(notice.objection_due)))
    if notice.state is NoticeState.REPLIED and notice.feedback_due is not None:
        lines.append(zh.feedback_until(notation.day(notice.feedback_due)))
    return [*lines, *_relatives(moment, notice), *_consequences(moment, notice)]


def buttons(turn: Turn, notice: Notice) -> tuple[tuple[Button, ...], ...]:
    """What this person may do with the notice as it stands."""
    args, now = {"notice": notice.id}, Now(turn, notice)
    offered = []
    for action, label, target in OFFERS:
        if _is_offered(now, action, target, turn.person):
            about = _request(turn, notice) if action in ANSWERS else _sealed(notice, action)
            offered.append(Button(_label(notice, label, target), target, {**args, **about}))
    if notice.sent_on is not None:
        offered.append(Button(zh.PAPER, "notice.paper", args))
    if notice_records.files_of(turn.store, notice.id):
        offered.append(Button(zh.FILES, "notice.files", args))
    return rows(offered, 3)


def unit_buttons(moment: Moment, notice: Notice) -> Offered:
    """What hangs on a notice that is pushed to a unit: to each of its people what that person may do."""
    now = Now(moment, notice)
    offered = [
        (action, Button(_label(notice, label, target), target, {"notice": notice.id}))
        for action, label, target in OFFERS
        if action in OF_UNIT and _is_offered(now, action, target, None)
    ]
    return lambda person: rows(
        [button for action, button in offered if conditions.is_theirs(notice, action, person)], 4
    )


def check_printed(notice: Notice) -> str:
    """The number; a draft has none and is refused."""
    if not notice.printed:
        raise DomainError("not_sent", zh.NOT_SENT_YET)
    return notice.printed


def _label(notice: Notice, label: str, target: str) -> str:
    if target == "notice.urgent":
        return zh.MAKE_NORMAL if notice.urgent else zh.MAKE_URGENT
    return zh.FEED_BACK if target == "notice.reply" and notice.state is NoticeState.REPLIED else label


def _is_offered(now: Now, action: Action, target: str, person: Person | None) -> bool:
    """Whether a tap makes sense; `person` None: whoever of the unit may take the step."""
    why = conditions.why_not(now.notice, action, person, now)
    if why is not None and not why.can_be_mended:
        return False
    return target != "notice.urgent" or conditions.why_not_urgent(now.notice, now.rule) is None


def waiting_request(moment: Moment, notice: Notice) -> NoticeEvent | None:
    """The event of the request for a later limit that waits, None if none does."""
    if notice.asked_until is None:
        return None
    life = notices.events(moment.store, notice.id)
    return next(each for each in reversed(life) if each.action is Action.ASK_TIME)


def _sealed(notice: Notice, action: Action) -> dict[str, Json]:
    return {"reason": renewal.seal(notice)} if action is Action.SEND else {}


def _request(moment: Moment, notice: Notice) -> dict[str, Json]:
    request = waiting_request(moment, notice)
    return {"request": request.id} if request else {}


def _extensions(moment: Moment, notice: Notice) -> list[str]:
    """The limit as it was and as it is, every extension with its reason, and what waits to be answered."""
    lines = []
    found = granted(notices.events(moment.store, notice.id)) if notice.sent_on is not None else ()
    if found and notice.reply_by is not None:
        lines.append(more.extended(notation.day(found[0].before), notation.day(notice.reply_by), len(found)))
        lines += [more.one(at, notation.day(each.before), each.text) for at, each in enumerate(found, start=1)]
    if notice.asked_until is not None:
        lines.append(more.waits(notation.day(notice.asked_until)))
    return lines


def _relatives(moment: Moment, notice: Notice) -> list[str]:
    lines = []
    if notice.parent is not None:
        parent = notices.by_id(moment.store, notice.parent)
        lines += [zh.climbed_from(parent.printed)] if parent else []
    return lines + [
        zh.climbed_to(child.printed) for child in notices.children(moment.store, notice.id) if child.printed
    ]


def _consequences(moment: Moment, notice: Notice) -> list[str]:
    return [zh.consequence(each.text) for each in notice_records.consequences_of(moment.store, notice.id)]


def _history(moment: Moment, notice: Notice) -> list[str]:
    files: dict[int, int] = {}
    for file in notice_records.files_of(moment.store, notice.id):
        files[file.event] = files.get(file.event, 0) + 1
    lines = []
    for event in notices.events(moment.store, notice.id)[-MOST_EVENTS:]:
        who = people.by_id(moment.store, event.person) if event.person else None
        day = notation.day(moment.local_day(event.at))
        lines.append(zh.event(day, who.name if who else zh.SERVICE, event.action, event.text, files.get(event.id, 0)))
    return lines
