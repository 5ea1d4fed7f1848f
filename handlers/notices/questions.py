"""One question about a notice: the next line in the chat is the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.errors import DomainError
from domain.notices.conditions import Why
from domain.notices.model import Action, Notice
from domain.notices.names import NoticeId
from domain.secrecy import PERSONAL
from handlers.kernel import values
from handlers.kernel.forms import Data, Form, Unreadable
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Json, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.notices.steps import check, named
from handlers.notices.words import notices as zh
from storage import notices

FLOW = "notice"
# None: the line is not the answer, and the question is dropped.
Answered = Callable[[Turn, Notice], Answer | None]
# The sentence for a question that was left, with the notice's number, or without where others may read along.
PutAway = Callable[[str], str]
# Refusals that no other answer changes: the notice or the request has moved on, before anything was written.
OVER = frozenset({"no_such_notice", *(why.value for why in Why if not why.can_be_mended)})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an answer does; `put_away`: what is said where the question is left, None for nothing."""

    run: Answered
    put_away: PutAway | None


_asked: dict[str, _Asked] = {}


def ask(turn: Turn, action: Action, what: str, question: str, **about: Json) -> Answer:
    """Asks, if this person may take the action; `about` is what the answer must know of, kept with the question."""
    check(turn, named(turn), action)
    turn.open_dialog(FLOW, {"notice": turn.number("notice"), "ask": what, **about})
    return [replace(say(question, tells=PERSONAL), manner=Manner(asks=zh.ANSWERS_LIKE.get(action, "")))]


def asks(what: str, put_away: PutAway | None = None) -> Callable[[Answered], Answered]:
    """Registers what an answer does, and what is said of a question that is left for something else."""

    def register(run: Answered) -> Answered:
        _asked[what] = _Asked(run, put_away)
        return run

    return register


class NoticeQuestion(Form):
    """The form of all questions about notices."""

    def answer(self, turn: Turn) -> Answer | None:
        """The answer as typed; a refused one leaves the question open, unless no answer can be taken any more."""
        asked = _known(turn.args)
        turn.close_dialog()
        try:
            return asked.run(turn, named(turn))
        except DomainError as refusal:
            if refusal.code not in OVER:
                raise
            return [say(refusal.sentence, tells=PERSONAL)]

    def is_same(self, one: Data, other: Data) -> bool:
        """The same question about the same notice, however much of the answer is told."""
        return (one.get("notice"), one.get("ask")) == (other.get("notice"), other.get("ask"))

    def put_away(self, turn: Turn, data: Data) -> str:
        sentence = _known(data).put_away
        if sentence is None:
            return ""
        notice = notices.by_id(turn.store, NoticeId(values.number(data, "notice"))) if turn.incoming.private else None
        return sentence(notice.printed if notice is not None else "")


def _known(data: Data) -> _Asked:
    try:
        values.number(data, "notice")
        return _asked[values.text(data, "ask")]
    except (values.WrongValue, KeyError) as broken:
        raise Unreadable from broken


registry.form(NoticeQuestion(FLOW))
