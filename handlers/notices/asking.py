"""One question about a notice: the next line in the chat is the answer."""

from collections.abc import Callable

from domain.notices.model import Action, Notice
from handlers.messages import say
from handlers.notices.steps import check, named
from handlers.registry import registry
from handlers.turn import Answer, Turn

FLOW = "notice"
Answered = Callable[[Turn, Notice], Answer]
_answered: dict[str, Answered] = {}


def ask(turn: Turn, action: Action, what: str, question: str, *, request: int | None = None) -> Answer:
    """Asks, if this person may take the action; `request` is the event of the request for more time the answer is about."""
    check(turn, named(turn), action)
    about = {} if request is None else {"request": request}
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
    cards = _answered[str(turn.args["ask"])](turn, named(turn))
    turn.close_dialog()
    return cards
