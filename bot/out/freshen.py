"""A bundle that waited leaves with what is still so, and not at all when nothing of it is (fault F30)."""

from dataclasses import replace

import structlog

from bot.out.languages import in_language
from bot.out.outbox_post import to_payload
from bot.out.payload import taps_of, to_card
from domain.keys.matters import parse_matter
from domain.keys.messages import BundleKey, NewsKey
from domain.keys.news import Nudge, Promised
from domain.people import Language
from handlers.kernel.messages import Button
from handlers.kernel.turn import Moment
from handlers.reminders import nudges, outdated, promises
from storage import chats
from storage.outbox import Message

log = structlog.get_logger()


def renewed(moment: Moment, message: Message) -> Message | None:
    """The bundle without what is over by now, in the transaction that marks it as leaving; None if nothing is left.

    What was left out stays on record in the payload.
    """
    about = message.pushed.about
    if isinstance(about, NewsKey) and isinstance(about.news, Nudge):
        return None if nudges.is_over(moment, about.news, message.created_at) else message
    if isinstance(about, NewsKey) and isinstance(about.news, Promised):
        return None if promises.is_over(moment, about.news, message.created_at) else message
    if not isinstance(about, BundleKey):
        return message
    over = outdated.over(moment, about)
    known_over = {parse_matter(each) for each in message.payload.get("left_out", ())}
    if over.issubset(known_over):
        return message
    taps = taps_of(message.payload)
    tokens = [tap.token for row in taps for tap in row]
    known = chats.buttons_of(moment.store, tokens)
    card = outdated.without(to_card(message.payload, known), over)
    # A part of a long bundle may be left with its buttons alone, which no platform sends.
    if card is None or not (card.title or card.lines):
        return None
    kept = [button for row in card.buttons for button in row]
    left = []
    for row in taps:
        meant = [(tap, known.get(tap.token)) for tap in row]
        left.append([tap for tap, means in meant if means and Button(means.label, means.action, means.args) in kept])
    # What is counted anew is worded anew.
    language = Language(message.payload.get("language", Language.CHINESE.value))
    payload = to_payload(
        card if language is Language.CHINESE else in_language(card, language), [row for row in left if row], language
    )
    payload["left_out"] = sorted(each.text() for each in {*known_over, *over})
    log.info("left out what is over", key=message.key, matters=len(over))
    return replace(message, payload=payload)
