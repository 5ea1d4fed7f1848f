"""The unit's side: sign for a notice, object to it, reply with measures and evidence, feed back every month."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from domain.errors import DomainError
from domain.keys.occasions import InSight
from domain.notices.model import Action, Notice, NoticeState
from domain.notices.names import NoticeId
from domain.secrecy import PERSONAL, words_in
from handlers.kernel.manner import Manner, Style
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common, notation
from handlers.notices.cards import check_printed
from handlers.notices.questions import ask, asks
from handlers.notices.steps import (
    MOST_TEXT,
    act,
    check,
    item_of,
    named,
    numbered,
    step,
    tell_inspectors,
    tells_of,
    text_of,
)
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from handlers.reports.evidence import Proofs, accept
from handlers.reports.words import reports as report_words
from handlers.service.words import secrecy as secrecy_words
from storage import notice_records, notices

FLOW = "notice-reply"


@registry.action("notice.receive")
def receive(turn: Turn) -> Answer:
    """签收."""
    notice, _ = act(turn, named(turn), Action.RECEIVE)
    until = notation.day(notice.reply_by) if notice.reply_by else ""
    reply = Button(zh.REPLY, "notice.reply", {"notice": notice.id})
    done = zh.received(notice.printed, until)
    manner = Manner(done=done, unpinned=InSight(notice.id).text())
    return [Card(lines=(done,), buttons=((reply,),), manner=manner, tells=PERSONAL)]


@registry.action("notice.object")
def object_(turn: Turn) -> Answer:
    """The unit's head objects, within the days the pack gives."""
    return ask(turn, Action.OBJECT, "objection", zh.ASK_OBJECTION)


@asks("objection")
def objection_typed(turn: Turn, notice: Notice) -> Answer:
    """The objection goes back to the inspectors."""
    check(turn, notice, Action.OBJECT)
    text = text_of(turn)
    after, event = act(turn, notice, Action.OBJECT, text)
    args = {"notice": notice.id}
    choices = (Button(zh.REASSIGN, "notice.reassign", args), Button(zh.UPHOLD, "notice.uphold", args))
    unit = turn.reference.unit_name(notice.unit)
    told = (*zh.objection(after.printed, unit, turn.person.name, text), *_withdrawn(notice, Action.OBJECT))
    lines = (*told, _about(turn, notice))
    tell_inspectors(turn, after, event, Card(lines=lines, buttons=(choices,), tells=tells_of(turn, after)))
    return [say(zh.objected(after.printed), tells=PERSONAL)]


@dataclass(frozen=True, slots=True)
class Written:
    """A reply being written; `token` ties buttons to it. `files` are SHA-256 and name of each."""

    notice: NoticeId
    token: str
    text: str = ""
    files: tuple[tuple[str, str], ...] = ()


WRITTEN = TypeAdapter(Written)


@registry.action("notice.reply")
def reply(turn: Turn) -> Answer:
    """Opens the reply: text first, then evidence, then one tap."""
    notice = named(turn)
    check(turn, notice, Action.REPLY)
    _keep(turn, Written(notice.id, turn.new_token()))
    return [replace(say(zh.ASK_REPLY, tells=PERSONAL), manner=Manner(asks=zh.REPLY_LIKE))]


@registry.flow(FLOW)
def collected(turn: Turn) -> Answer | None:
    """A line adds to the text, a file to the evidence; the card shows what would be sent."""
    written = WRITTEN.validate_python(turn.args)
    notice = numbered(turn, written.notice)
    check(turn, notice, Action.REPLY)
    brought = accept(turn) if turn.incoming.file is not None else Proofs(())
    written = replace(written, files=tuple(dict.fromkeys((*written.files, *brought.taken))))
    if turn.words:
        written = replace(written, text=f"{written.text}\n{text_of(turn)}".strip())
    if len(written.text) > MOST_TEXT:
        raise DomainError("too_long", zh.TOO_LONG)
    _keep(turn, written)
    if not written.text:
        return [say(zh.ASK_REPLY, tells=PERSONAL)]
    buttons = (
        Button(zh.CONFIRM_REPLY, "notice.replied", {"draft": written.token}),
        Button(common.CANCEL, "notice.cancel", {"draft": written.token}),
    )
    proof = report_words.evidence_line(len(written.files)) if written.files else zh.NO_FILES
    waits = (more.REPLY_VOIDS,) if notice.asked_until is not None else ()
    found = words_in(written.text, turn.district.watched)
    asked = (secrecy_words.watched(found),) if found else ()
    lines = (*written.text.splitlines(), proof, *waits, zh.MORE_EVIDENCE, *asked)
    return [
        Card(
            title=zh.reply_preview(check_printed(notice)), lines=lines, buttons=(buttons,), tells=tells_of(turn, notice)
        )
    ]


@registry.action("notice.replied", of=FLOW, style=Style.GO)
def confirm(turn: Turn) -> Answer:
    """Sends the reply to the inspectors; a draft of the next kind that waited has lost its cause."""
    written = _open(turn)
    notice = numbered(turn, written.notice)
    after, event = act(turn, notice, Action.REPLY, written.text)
    notice_records.attach(turn.store, event, written.files, turn.now)
    turn.close_dialog()
    drop_climbs(turn, after)
    unit, count = turn.reference.unit_name(after.unit), len(written.files)
    told = (*zh.reply(after.printed, unit, turn.person.name, written.text, count), *_withdrawn(notice, Action.REPLY))
    lines = (*told, _about(turn, after))
    tell_inspectors(
        turn,
        after,
        event,
        Card(lines=lines, buttons=_verdict(after, has_files=bool(count)), tells=tells_of(turn, after)),
    )
    feedback = notation.day(after.feedback_due) if after.feedback_due else ""
    return [say(zh.replied(after.printed, feedback), tells=PERSONAL).edited()]


@registry.action("notice.cancel", of=FLOW)
def cancel(turn: Turn) -> Answer:
    """Drops the reply that was being written."""
    _open(turn)
    turn.close_dialog()
    return [say(common.CANCELLED, tells=PERSONAL).edited()]


def drop_climbs(moment: Moment, notice: Notice) -> None:
    """Drafts that climbed from a notice are void once it is answered or settled."""
    for child in notices.children(moment.store, notice.id):
        if child.state is NoticeState.DRAFT:
            step(moment, child, Action.DROP, None)


def _verdict(notice: Notice, *, has_files: bool) -> tuple[tuple[Button, ...], ...]:
    args = {"notice": notice.id}
    first = [Button(zh.CLOSE, "notice.close", args), Button(zh.RETURN, "notice.return", args)]
    if has_files:
        first.append(Button(zh.FILES, "notice.files", args))
    return (tuple(first),)


def _withdrawn(before: Notice, action: Action) -> tuple[str, ...]:
    """That a request for a later limit waited and is settled with this step."""
    until = before.asked_until
    return (more.withdrawn_with(action, notation.day(until)),) if until is not None else ()


def _about(turn: Turn, notice: Notice) -> str:
    item = item_of(turn, notice).item
    return f"{item.code} {item.name}"


def _keep(turn: Turn, written: Written) -> None:
    turn.open_dialog(FLOW, WRITTEN.dump_python(written, mode="json"))


def _open(turn: Turn) -> Written:
    dialog = turn.dialog()
    if dialog is None or dialog.flow != FLOW or dialog.data["token"] != turn.text("draft"):
        raise DomainError("reply_gone", zh.REPLY_GONE)
    return WRITTEN.validate_python(dialog.data)
