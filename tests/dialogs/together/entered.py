"""Which handlers a message comes into, and is answered by."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import ParamSpec, TypeVar
from unittest.mock import patch

from domain.understanding import Intent, Understanding
from handlers.front import routes
from handlers.kernel.registry import Command, registry
from handlers.kernel.turn import Turn
from handlers.reports.build import read

P = ParamSpec("P")
T = TypeVar("T")


def registered() -> set[str]:
    """Everything that must have a move, named as moves are: "command NAME", "action NAME", "flow NAME", "intent NAME"."""
    names = {
        "command": [command.name for command in registry.commands],
        "action": registry.actions,
        "flow": registry.forms,
        "intent": [intent.value for intent in Intent],
    }
    return {f"{kind} {name}" for kind, some in names.items() for name in some}


@contextmanager
def entered() -> Iterator[set[str]]:
    """Gathers the names of what answers; a refusal is no answer, nor is a form that leaves the message to others."""
    found: set[str] = set()

    def noting(name: str, run: Callable[P, T]) -> Callable[P, T]:
        def noted(*args: P.args, **more: P.kwargs) -> T:
            answer = run(*args, **more)
            if answer is not None:
                found.add(name)
            return answer

        return noted

    find = routes.find

    def finding(text: str) -> tuple[Command, str] | None:
        known = find(text)
        return known and (replace(known[0], run=noting(f"command {known[0].name}", known[0].run)), known[1])

    def reading(turn: Turn, text: str) -> Understanding:
        understood = read(turn, text)
        found.add(f"intent {understood.intent.value}")
        return understood

    actions = {
        name: replace(action, run=noting(f"action {name}", action.run)) for name, action in registry.actions.items()
    }
    with ExitStack() as stack:
        stack.enter_context(patch.dict(registry.actions, actions))
        for name, form in registry.forms.items():
            stack.enter_context(patch.object(form, "answer", noting(f"flow {name}", form.answer)))
        stack.enter_context(patch.object(routes, "find", finding))
        stack.enter_context(patch.object(routes, "read", reading))
        yield found
