"""The unit's side: sign for a notice, object to it, reply with measures and evidence, feed back every month."""

from typing import Any

from domain.errors import DomainError
from domain.notices.model import Action, Notice, NoticeState
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common, days
from handlers.notices.cards import check_printed
from handlers.notices.questions import ask, asks
from handlers.notices.steps import MOST_TEXT, act, check, item_of, named, numbered, step, tell_inspectors, text_of
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from handlers.reports.evidence import accept
from handlers.reports.words import reports as report_words
from storage import notice_records, notices

FLOW = "notice-reply"


@registry.action("notice.receive")
def receive(turn: Turn) -> Answer:
    """签收."""
    notice, _ = act(turn, named(turn), Action.RECEIVE)
    until = days.day(notice.reply_by) if notice.reply_by else ""
    reply = Button(zh.REPLY, "notice.reply", {"notice": notice.id})
    return [Card(lines=(zh.received(notice.printed, until),), buttons=((reply,),))]


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
    tell_inspectors(turn, after, event, Card(lines=lines, buttons=(choices,)))
    return [say(zh.objected(after.printed))]


@registry.action("notice.reply")
def reply(turn: Turn) -> Answer:
    """Opens the reply: text first, then evidence, then one tap."""
    notice = named(turn)
    check(turn, notice, Action.REPLY)
    turn.open_dialog(FLOW, {"notice": notice.id, "token": turn.new_token(), "text": "", "files": []})
    return [say(zh.ASK_REPLY)]


@registry.flow(FLOW)
def collected(turn: Turn) -> Answer | None:
    """A line adds to the text, a file to the evidence; the card shows what would be sent."""
    notice = numbered(turn, int(turn.args["notice"]))
    check(turn, notice, Action.REPLY)
    data = dict(turn.args)
    if turn.incoming.file is not None:
        data["files"] = [*data["files"], list(accept(turn))]
    if turn.words:
        data["text"] = f"{data['text']}\n{text_of(turn)}".strip()
    if len(data["text"]) > MOST_TEXT:
        raise DomainError("too_long", zh.TOO_LONG)
    turn.open_dialog(FLOW, data)
    if not data["text"]:
        return [say(zh.ASK_REPLY)]
    buttons = (
        Button(zh.CONFIRM_REPLY, "notice.replied", {"draft": data["token"]}),
        Button(common.CANCEL, "notice.cancel", {"draft": data["token"]}),
    )
    proof = report_words.evidence_line(len(data["files"])) if data["files"] else zh.NO_FILES
    waits = (more.REPLY_VOIDS,) if notice.asked_until is not None else ()
    lines = (*data["text"].splitlines(), proof, *waits, zh.MORE_EVIDENCE)
    return [Card(title=zh.reply_preview(check_printed(notice)), lines=lines, buttons=(buttons,))]


@registry.action("notice.replied")
def confirm(turn: Turn) -> Answer:
    """Sends the reply to the inspectors; a draft of the next kind that waited has lost its cause."""
    data = _open(turn)
    notice = numbered(turn, int(data["notice"]))
    after, event = act(turn, notice, Action.REPLY, data["text"])
    notice_records.attach(turn.store, event, [(sha256, name) for sha256, name in data["files"]], turn.now)
    turn.close_dialog()
    drop_climbs(turn, after)
    unit, count = turn.reference.unit_name(after.unit), len(data["files"])
    told = (*zh.reply(after.printed, unit, turn.person.name, data["text"], count), *_withdrawn(notice, Action.REPLY))
    lines = (*told, _about(turn, after))
    tell_inspectors(turn, after, event, Card(lines=lines, buttons=_verdict(after, has_files=bool(count))))
    feedback = days.day(after.feedback_due) if after.feedback_due else ""
    return [say(zh.replied(after.printed, feedback)).edited()]


@registry.action("notice.cancel")
def cancel(turn: Turn) -> Answer:
    """Drops the reply that was being written."""
    _open(turn)
    turn.close_dialog()
    return [say(common.CANCELLED).edited()]


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
    return (more.withdrawn_with(action, days.day(until)),) if until is not None else ()


def _about(turn: Turn, notice: Notice) -> str:
    item = item_of(turn, notice).item
    return f"{item.code} {item.name}"


def _open(turn: Turn) -> dict[str, Any]:
    dialog = turn.dialog()
    if dialog is None or dialog.flow != FLOW or dialog.data["token"] != turn.args["draft"]:
        raise DomainError("reply_gone", zh.REPLY_GONE)
    return dict(dialog.data)
