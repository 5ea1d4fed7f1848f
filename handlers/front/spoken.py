"""A line that a tap says for its person: what can be typed, tried with a finger."""

from collections.abc import Sequence
from dataclasses import replace

from domain.people import Person
from domain.secrecy import FIGURES
from handlers.front import routes, start
from handlers.front.words import advice as zh
from handlers.kernel.messages import Button, Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn

SAY = "say"


@registry.action(SAY)
def said(turn: Turn) -> Answer:
    """The line as if it had been typed now, with what it means to the form that is open."""
    line = replace(turn.incoming, text=turn.text("line"), button=None)
    return routes.answer(replace(turn, incoming=line, args={}), buttons=True)


def lines_to_tap(lines: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    """A row a line."""
    return tuple((Button(line, SAY, {"line": line}),) for line in lines)


def trial(moment: Moment, person: Person) -> Card:
    """What a newcomer may try first."""
    found = [example for example, _ in start.examples(moment, person)]
    return Card(lines=(zh.TRY,), buttons=lines_to_tap(found), tells=FIGURES)
