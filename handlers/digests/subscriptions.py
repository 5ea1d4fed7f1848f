"""订阅 and 退订: which digests a person gets, and of what."""

from dataclasses import replace

from domain.digest import DigestKind
from domain.errors import DomainError
from domain.secrecy import PERSONAL
from handlers.digests import scopes
from handlers.digests import tick as sending
from handlers.digests.words import digests as zh
from handlers.kernel.messages import Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from storage import subscriptions
from storage.subscriptions import Choice

KINDS = {kind.word: kind for kind in DigestKind}


@registry.command("subscribe", ("订阅",), "订阅周报、月报、季报，如“订阅 月报 大建设”", scopes.READERS)
def subscribe(turn: Turn) -> Answer:
    """`订阅` shows what one gets; `订阅 月报 大建设` chooses a kind and, if not the own items, a board, a unit or 全区."""
    if not turn.words:
        return [_shown(turn)]
    kind, rest = _kind(turn.words)
    choice, scope = scopes.named(replace(turn, words=rest))
    before = _current(turn, kind, subscriptions.choices(turn.store))
    subscriptions.choose(turn.store, turn.person.id, kind, Choice(wanted=True, scope=choice), turn.now)
    return [say(zh.subscribed(kind.word, scopes.name_of(turn, scope), _when(turn, kind), before), tells=PERSONAL)]


@registry.command("unsubscribe", ("退订",), "退订通报，如“退订 季报”", scopes.READERS)
def unsubscribe(turn: Turn) -> Answer:
    """`退订 季报`."""
    kind, _ = _kind(turn.words)
    subscriptions.choose(turn.store, turn.person.id, kind, Choice(wanted=False), turn.now)
    return [say(zh.unsubscribed(kind.word), tells=PERSONAL)]


def _shown(turn: Turn) -> Card:
    chosen = subscriptions.choices(turn.store)
    lines = [zh.subscription(kind.word, _current(turn, kind, chosen), _when(turn, kind)) for kind in DigestKind]
    return Card(title=zh.subscriptions_title(), lines=(*lines, zh.SUBSCRIBE_USAGE), tells=PERSONAL)


def _current(turn: Turn, kind: DigestKind, chosen: sending.Choices) -> str | None:
    """Of what the person gets a kind of digest; None if of nothing."""
    if not sending.wants(turn, turn.person, kind, chosen):
        return None
    choice = chosen.get((turn.person.id, kind))
    return scopes.name_of(
        turn, scopes.chosen(turn, turn.person, choice.scope if choice else "", turn.reference.running)
    )


def _kind(words: str) -> tuple[DigestKind, str]:
    word, _, rest = words.partition(" ")
    if not word:
        raise DomainError("usage", zh.SUBSCRIBE_USAGE)
    if word not in KINDS:
        raise DomainError("unknown_kind", zh.unknown_kind(word))
    return KINDS[word], rest.strip()


def _when(turn: Turn, kind: DigestKind) -> str:
    return zh.when(kind, turn.rules.digests.issues[kind].on, f"{turn.rules.ladder.push_at:%H:%M}")
