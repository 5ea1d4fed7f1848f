"""Cards in the language of whom they go to."""

from dataclasses import replace

from domain.people import Language
from handlers.kernel.manner import PLAIN, Manner
from handlers.kernel.messages import Button, Card
from wording.catalogue import catalogue


def in_language(card: Card, language: Language) -> Card:
    """The card, made in Chinese, in another language; files and pictures are the district's papers and stay as they are."""
    told_of = catalogue(language.value).told

    def labelled(button: Button) -> Button:
        return replace(button, label=told_of(button.label))

    def shown(manner: Manner) -> Manner:
        copied = (told_of(manner.copied[0]), manner.copied[1]) if manner.copied else None
        words, asks = tuple(map(told_of, manner.words)), told_of(manner.asks)
        return replace(manner, copied=copied, asks=asks, words=words, done=told_of(manner.done))

    return replace(
        card,
        title=told_of(card.title),
        lines=tuple(map(told_of, card.lines)),
        buttons=tuple(tuple(map(labelled, row)) for row in card.buttons),
        link=(told_of(card.link[0]), card.link[1]) if card.link else None,
        onward=replace(card.onward, button=labelled(card.onward.button)) if card.onward else None,
        manner=card.manner if card.manner is PLAIN else shown(card.manner),
    )
