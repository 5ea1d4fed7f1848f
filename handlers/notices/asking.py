"""One question about a notice: the next line in the chat is the answer."""

from collections.abc import Callable

from domain.notices.model import Action, Notice
from handlers.messages import Json, say
from handlers.notices.steps import check, named
from handlers.registry import registry
from handlers.turn import Answer, Turn

FLOW = "notice"
# None: the line is not the answer, and the question is dropped.
Answered = Callable[[Turn, Notice], Answer | None]
_answered: dict[str, Answered] = {}


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
    """The answer as typed; a refused one leaves the question open."""
    turn.close_dialog()
    return _answered[str(turn.args["ask"])](turn, named(turn))
