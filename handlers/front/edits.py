"""What is done with a message that was changed after it was sent (domain.edits says which step)."""

from collections.abc import Sequence
from dataclasses import replace

from domain.blockers import BlockerId
from domain.edits import Kind, Made, Step, step_of
from domain.reports import ReportId
from domain.secrecy import OPEN
from handlers.blockers import commands as blockers
from handlers.front import routes
from handlers.front.words import edits as zh
from handlers.kernel.forms import Opened
from handlers.kernel.messages import Attached, Card, blotted, say
from handlers.kernel.turn import Answer, Handler, Turn
from handlers.reports import edited as reports
from handlers.reports.draft import FLOW
from storage import chats, evidence, people
from storage.chats import Update

# What takes new words by a line of its own is mended by the command with this name.
AWAY = "away"


def answer(turn: Turn, message: str, handle: Handler) -> Answer:
    """The answer to an edit of a message; `handle` reads a line as any other. Empty where nothing is to be said."""
    where = (turn.incoming.channel, turn.incoming.chat, message)
    before, made = chats.spoken(turn.store, *where), chats.made_by(turn.store, *where)
    same = before is not None and before.said == blotted(turn.incoming.text)
    same = same and (turn.stored_file is None or turn.stored_file == (before.sha256 if before else None))
    opened, kinds = routes.opened(turn), {thing.kind for thing in made}
    step = step_of(
        known=before is not None,
        same=same,
        age=turn.now - turn.incoming.sent_at,
        made=kinds,
        began_form=opened is not None and opened.data.get("messages") == [[turn.incoming.chat, message]],
    )
    if step is Step.SILENT:
        return []
    if step is Step.REFUSE:
        return [say(zh.DONE, tells=OPEN)]
    busy = opened is not None and opened.form.flow != FLOW
    if step is Step.MEND and not (busy and Kind.REPORT in kinds):
        return _mended(turn, made, handle)
    if busy:
        # It would be taken for an answer to what is being filled in, or take its place.
        return [say(zh.BUSY, tells=OPEN)]
    if before is None:
        own = Update(where[0], "", where[1], turn.incoming.sender, "", "ignored", turn.person.id, message=message)
        chats.overtake(turn.store, own, turn.now)
    if step is Step.BEGIN_AGAIN and opened is not None:
        turn.close_dialog()
        cards = handle(_with_proofs(turn, opened))
        return cards if routes.opened(turn) is not None else opened.after(turn, cards)
    return handle(turn)


def _with_proofs(turn: Turn, opened: Opened) -> Turn:
    """The message with every file that the form had of it: an edit brings one picture of an album again, or none."""
    held = opened.data.get("evidence")
    files = []
    for sha256, name in held if isinstance(held, list) else ():
        if (blob := evidence.blob(turn.store, sha256)) is not None:
            files.append(Attached(name, blob.media_type, blob.size, kept=sha256))
    if not files:
        return turn
    first, *more = files if turn.incoming.file is None else (turn.incoming.file, *files)
    return replace(turn, incoming=replace(turn.incoming, file=first, also=tuple(more)))


def _mended(turn: Turn, made: Sequence[Made], handle: Handler) -> Answer:
    """What the message made, by its new words; what they do not speak of any more stays, and that is said."""
    text = turn.incoming.text.strip()
    turn, found = turn.saying(text), routes.find(text)
    kinds = {thing.kind for thing in made}
    if Kind.LEAVE in kinds:
        return _moved(turn, made, handle, away=found is not None and found[0].name == AWAY)
    if found is not None:
        return [say(zh.DONE, tells=OPEN)] if Kind.REPORT in kinds else _and(handle(turn), zh.BLOCKER_STANDS)
    cards: Answer = []
    if Kind.BLOCKER in kinds:
        told = blockers.told_again(turn, BlockerId(int(_last(made, Kind.BLOCKER).ref)))
        if told is None and Kind.REPORT not in kinds:
            return _and(handle(turn), zh.BLOCKER_STANDS)
        cards = told or [say(zh.BLOCKER_STANDS, tells=OPEN)]
    if Kind.REPORT not in kinds:
        return cards
    sent = [ReportId(int(thing.ref)) for thing in made if thing.kind is Kind.REPORT]
    corrected = _beside(turn, sent)
    if corrected is None:
        return cards or _and(handle(turn), zh.stand(reports.standing(turn, sent)))
    return [*cards, *corrected]


def _beside(turn: Turn, sent: Sequence[ReportId]) -> Answer | None:
    """The correction of reports; another form that is open is put away with a sentence, one of this message without."""
    opened = routes.opened(turn)
    own = opened is not None and is_of(opened, turn)
    cards = reports.corrected(turn, sent)
    if not cards or opened is None or own or routes.opened(turn) is None:
        return cards
    return opened.after(turn, cards)


def is_of(opened: Opened, turn: Turn) -> bool:
    """Whether the message is one of those that told what the form holds."""
    told = opened.data.get("messages")
    return isinstance(told, list) and [turn.incoming.chat, turn.incoming.message] in told


def _moved(turn: Turn, made: Sequence[Made], handle: Handler, *, away: bool) -> Answer:
    """Leave on other days; one's own only, since leave of others was told to them."""
    if not away:
        return _and(handle(turn), zh.LEAVE_STANDS)
    old = people.leave_by_id(turn.store, int(_last(made, Kind.LEAVE).ref))
    if old is None or old.person != turn.person.id or not people.take_back(turn.store, old, turn.now):
        return [say(zh.DONE, tells=OPEN)]
    return handle(turn)


def _last(made: Sequence[Made], kind: Kind) -> Made:
    return [thing for thing in made if thing.kind is kind][-1]


def _and(cards: list[Card], line: str) -> Answer:
    return [*cards[:-1], cards[-1].also(line)] if cards and line else cards
