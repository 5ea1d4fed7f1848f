"""收到 and 暂缓: both are on record and keep a ladder from climbing for a while; the report stays owed."""

import re
from collections.abc import Set
from dataclasses import replace

from domain.errors import DomainError
from domain.items import ItemId
from domain.keys.due import Owed, Rule
from domain.keys.messages import BundleKey, parse_bundle
from domain.ladders import Hold, HoldKind
from domain.people import UNIT_ROLES
from domain.secrecy import OPEN, PERSONAL
from domain.understanding import Intent, Understanding
from domain.understanding.text import year_in_front
from handlers.items.access import visible
from handlers.kernel.manner import Manner
from handlers.kernel.messages import say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.lights import judging
from handlers.reminders.bundles import may_hold
from handlers.reminders.words import reminders as zh
from storage import items, supervision

FLOW = "snooze"
WORDS = re.compile(r"(?P<code>[A-Za-z]{1,4}-\d+)\s+(?P<days>\d{1,2})\s*(?:个?工作日|天|日)\s*[，,]?\s*(?P<reason>\S.*)")
MOST_REASON = 200


def acknowledge(turn: Turn) -> Answer:
    """收到, typed: it is about the newest bundle."""
    key = supervision.last_reminder(turn.store, turn.person.id)
    if key is None:
        return [say(zh.NOTHING_TO_ACKNOWLEDGE, tells=OPEN)]
    return [replace(say(_acknowledged(turn, key), tells=OPEN), manner=Manner(quiet=True, mark=True))]


@registry.meaning(Intent.ACK)
def acknowledged_in_words(turn: Turn, _understood: Understanding) -> Answer:
    """收到, as a line of its own."""
    return acknowledge(turn)


@registry.action("supervise.ack")
def acknowledge_tapped(turn: Turn) -> Answer:
    """收到, tapped on a bundle."""
    # Typed, as the label of the newest card's button, it is marked like any other 收到.
    noted = say(_acknowledged(turn, parse_bundle(turn.text("key"))), tells=PERSONAL)
    return [replace(noted, manner=Manner(quiet=True, mark=True))]


@registry.command("snooze", ("暂缓",), "暂缓某事项的提醒，如“暂缓 JS-010 2天 等验收报告”", UNIT_ROLES)
def snooze(turn: Turn) -> Answer:
    """`暂缓 JS-010 2天 等验收报告`: within the pack's limit, once for one matter, with a reason."""
    return [say(_snoozed(turn, turn.words), tells=PERSONAL)]


@registry.action("supervise.snooze")
def snooze_tapped(turn: Turn) -> Answer:
    """暂缓, tapped on a bundle."""
    turn.open_dialog(FLOW, {})
    return [say(zh.SNOOZE_HOW, tells=PERSONAL)]


@registry.flow(FLOW)
def snooze_words(turn: Turn) -> Answer | None:
    """What is to rest, how long and why."""
    if WORDS.fullmatch(turn.words) is None:
        return None
    answer = [say(_snoozed(turn, turn.words), tells=PERSONAL)]
    turn.close_dialog()
    return answer


def _acknowledged(turn: Turn, key: BundleKey) -> str:
    if not supervision.acknowledge(turn.store, key, turn.person.id, turn.now):
        return zh.ACKNOWLEDGED_BEFORE
    length = turn.rules.ladder.acknowledged_days
    if may_hold(turn.person) and length:
        through = turn.reference.calendar.add(turn.today, length)
        hold = Hold(HoldKind.ACKNOWLEDGED, turn.today, through)
        told = supervision.reminded_in(turn.store, key)
        held = [id_ for id_ in {each.item for each in told} if _hold_all(turn, id_, told, hold, "")]
        _judge_again(turn, held)
    return zh.ACKNOWLEDGED


def _snoozed(turn: Turn, words: str) -> str:
    year, words = year_in_front(words)
    match = WORDS.fullmatch(words.strip())
    if match is None:
        raise DomainError("usage", zh.SNOOZE_USAGE)
    most, length = turn.rules.ladder.snooze_days, int(match["days"])
    if not 1 <= length <= most:
        raise DomainError("snooze_limit", zh.snooze_limit(most))
    stored = visible(turn, turn.item_named(match["code"], year))
    if stored.item.unit != turn.person.unit:
        raise DomainError("not_yours", zh.SNOOZE_NOTHING)
    told = supervision.told_of(turn.store, stored.id)
    hold = Hold(HoldKind.SNOOZED, turn.today, turn.reference.calendar.add(turn.today, length))
    if not told:
        raise DomainError("nothing_to_snooze", zh.SNOOZE_NOTHING)
    if not _hold_all(turn, stored.id, told, hold, match["reason"][:MOST_REASON]):
        raise DomainError("snoozed_before", zh.SNOOZE_AGAIN)
    _judge_again(turn, [stored.id])
    return zh.snoozed(stored.item.code, notation.day(hold.through))


def _hold_all(turn: Turn, item: ItemId, told: Set[Owed], hold: Hold, reason: str) -> bool:
    """Holds what was told of an item, as far as the person's own unit owes it; whether anything is newly held."""
    stored = turn.reference.items.get(item)
    if stored is None or stored.item.unit != turn.person.unit:
        return False
    mine = {each.occurrence.subject for each in told if each.item == item}
    subjects = [each for each in mine if each.rule is not Rule.NOTICE]
    held = [
        supervision.hold(turn.store, item, subject, hold, turn.person.id, reason, turn.now)
        for subject in sorted(subjects, key=lambda each: each.text())
    ]
    return any(held)


def _judge_again(moment: Moment, held: list[ItemId]) -> None:
    """A held ladder has another next day."""
    judging.refresh(moment, list(items.by_ids(moment.store, held).values()))
