"""Small talk and what is not understood: one short line, and what can be typed only where it is asked twice."""

from dataclasses import replace

from domain.people import UNIT_ROLES
from domain.secrecy import FIGURES, OPEN
from domain.understanding import Courtesy, Intent, Understanding, courtesy_of
from handlers.front import start
from handlers.front.words import advice as zh
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from storage import chats

HELP = "help.more"
# Marks the button under a line that was not understood: hanging on the newest card it tells that the person tries again.
UNHEARD = "unheard"


@registry.meaning(Intent.SMALLTALK)
def chatted(turn: Turn, _understood: Understanding) -> Answer:
    """Nothing was recorded, and that is said; a greeting is returned."""
    match courtesy_of(turn.words):
        case Courtesy.THANKS:
            return [say(zh.WELCOME, tells=OPEN)]
        case Courtesy.GREETING:
            return [_short(zh.greeting(_example(turn)))]
    shown = chats.newest_buttons(turn.store, turn.person.id, turn.incoming.chat, turn.now)
    if any(UNHEARD in each.args for each in shown):
        return [replace(start.card(turn, turn.person, zh.instead(zh.NOT_UNDERSTOOD)), puzzled=True)]
    return [_short(zh.unheard(_example(turn)), unheard=True)]


@registry.action(HELP)
def helped(turn: Turn) -> Answer:
    """怎么用, tapped."""
    return start.help_(turn)


def _short(line: str, *, unheard: bool = False) -> Card:
    how = Button(zh.HOW, HELP, {UNHEARD: True} if unheard else {})
    return Card(lines=(line,), buttons=((how,),), puzzled=unheard, tells=FIGURES)


def _example(turn: Turn) -> str:
    """A report that the person could send; nothing for who reports nothing."""
    if turn.person.role not in UNIT_ROLES or not turn.incoming.private:
        return ""
    return start.a_report(turn, turn.person)
