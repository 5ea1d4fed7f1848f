"""One question about a notice: the next line in the chat is the answer."""

from collections.abc import Callable

from domain.errors import DomainError
from domain.notices.extensions import Refusal
from domain.notices.model import Action, Notice
from handlers.kernel.messages import Json, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.notices.steps import check, named

FLOW = "notice"
# None: the line is not the answer, and the question is dropped.
Answered = Callable[[Turn, Notice], Answer | None]
_answered: dict[str, Answered] = {}
# Refusals that no other answer changes: the notice or the request has moved on, before anything was written.
OVER = frozenset({"answered", "no_such_notice", "not_allowed", "notice_moved", "objection_over"}) | {
    why.value for why in Refusal if why not in (Refusal.NOT_LATER, Refusal.TOO_LONG)
}


def ask(turn: Turn, action: Action, what: str, question: str, **about: Json) -> Answer:
    """Asks, if this person may take the action; `about` is what the answer must know of, kept with the question."""
    check(turn, named(turn), action)
    turn.open_dialog(FLOW, {"notice": int(turn.args["notice"]), "ask": what, **about})
    return [say(question)]


def asks(what: str) -> Callable[[Answered], Answered]:
    """Registers what an answer does."""

    def register(run: Answered) -> Answered:
        _answered[what] = run
        return run

    return register


@registry.flow(FLOW)
def answered(turn: Turn) -> Answer | None:
    """The answer as typed; a refused one leaves the question open, unless no answer can be taken any more."""
    turn.close_dialog()
    try:
        return _answered[str(turn.args["ask"])](turn, named(turn))
    except DomainError as refusal:
        if refusal.code not in OVER:
            raise
        return [say(refusal.sentence)]
