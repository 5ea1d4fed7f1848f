"""语言: what one is written to in."""

from domain.people import Language
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.people.words import languages as zh
from storage import people


@registry.command("language", ("语言",), "选择中文或英文，如“语言 English”")
def choose(turn: Turn) -> Answer:
    """`语言`, `/language`: a tap for each; with its name it is chosen at once."""
    if turn.words:
        named = zh.NAMED.get(turn.words.strip().casefold())
        return _spoken(turn, named) if named is not None else [say(zh.UNKNOWN, tells=PERSONAL)]
    taps = tuple(Button(zh.CALLED[each], "language.choose", {"language": each.value}) for each in Language)
    return [Card(lines=(zh.WHICH,), buttons=(taps,), tells=PERSONAL)]


@registry.action("language.choose")
def chosen(turn: Turn) -> Answer:
    """One of them, tapped."""
    return [card.edited() for card in _spoken(turn, Language(turn.text("language")))]


def _spoken(turn: Turn, language: Language) -> list[Card]:
    """The answer is in the new language already; the menu follows."""
    people.speak(turn.store, turn.person.id, language, turn.now)
    turn.post.menu(turn.person.id)
    return [say(zh.CHOSEN[language], tells=PERSONAL)]
