"""An obstacle or a request for more time, told in chat: passed on to the inspectors word for word."""

from domain.access import may_see
from domain.errors import DomainError
from domain.people import Role
from domain.understanding import Intent, Understanding
from handlers.messages import Button, Card, say
from handlers.reports import flow
from handlers.turn import Answer, Turn
from handlers.wording.zh import items as item_words
from handlers.wording.zh import matters as zh
from storage import people
from storage.items import StoredItem
from storage.outbox import MessageKind

MOST_TEXT = 300


def raise_(turn: Turn, understood: Understanding) -> Answer:
    """Tells every inspector; a figure told with it is reported as well."""
    kind = zh.BLOCKER if understood.intent is Intent.BLOCKER else zh.EXTENSION
    stored = _named(turn, understood)
    item = f"{stored.item.code} {stored.item.name}" if stored else ""
    unit = turn.reference.unit_name(turn.person.unit)
    lines = zh.raised(kind, unit, turn.person.name, item, turn.words[:MOST_TEXT])
    buttons = ((Button(item_words.HISTORY, "item.history", {"item": stored.id}),),) if stored else ()
    inspectors = people.with_roles(turn.connection, [Role.INSPECTOR])
    if not inspectors:
        raise DomainError("no_inspector", zh.nobody(kind))
    for inspector in inspectors:
        key = f"matter:{turn.incoming.channel}:{turn.incoming.external_id}:{inspector.id}"
        turn.post.push(inspector.id, Card(lines=lines, buttons=buttons), MessageKind.NOTICE, key)
    told: Answer = [say(zh.passed_on(kind, stored.item.code if stored else ""))]
    if any(entry.value is not None for entry in understood.entries) and turn.person.role in flow.REPORTING:
        told += flow.begin(turn, turn.words, understood)
    return told


def _named(turn: Turn, understood: Understanding) -> StoredItem | None:
    codes = [entry.item for entry in understood.entries if entry.item in turn.reference.by_code]
    found = turn.reference.by_code[codes[0]] if codes and codes[0] else None
    return found if found and may_see(turn.person, found.item) else None
