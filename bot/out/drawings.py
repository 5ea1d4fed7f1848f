"""Pictures and documents of cards, made in a thread and stored, so that no transaction waits for them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.base.channel import Cause, DeliveryError
from bot.base.clock import Clock
from bot.base.logs import described
from domain.progress import Point
from storage import evidence, outbox
from storage.engine import Database
from storage.outbox import Message

PNG = "image/png"


async def illustrated(database: Database, message: Message, clock: Clock) -> Message:
    """The message with its drawing turned into a stored file; one without a drawing, or drawn before, as it is.

    Raises DeliveryError when it cannot be drawn.
    """
    drawing = message.payload.get("drawing")
    if drawing is None or "file" in message.payload:
        return message
    try:
        media_type, content = await asyncio.to_thread(draw, drawing["kind"], drawing["data"])
    except Exception as failure:
        raise DeliveryError(Cause.DRAWING, described(failure)) from failure
    now = clock.now()

    def store(store: Any) -> dict[str, Any]:
        sha256 = evidence.keep(store, content, media_type, now)
        payload = {**message.payload, "file": [sha256, drawing["name"], media_type]}
        outbox.rewrite(store, message.id, payload)
        return payload

    return replace(message, payload=await database.write(store))


def draw(kind: str, data: Mapping[str, Any]) -> tuple[str, bytes]:
    """Media type and bytes of the kind from its JSON values; raises KeyError for a kind nobody draws."""
    return {"curve": _curve, "grid": _grid, "ledger": _ledger, "notice": _notice}[kind](data)


def _curve(data: Mapping[str, Any]) -> tuple[str, bytes]:
    from documents import charts

    return PNG, charts.item_curve(
        title=data["title"],
        unit=data["unit"],
        plan=_points(data["plan"]),
        actual=_points(data["actual"]),
        today=date.fromisoformat(data["today"]),
        target=Decimal(data["target"]) if data["target"] is not None else None,
        subtitle=data["subtitle"],
    )


def _grid(data: Mapping[str, Any]) -> tuple[str, bytes]:
    from documents import charts

    return PNG, charts.light_grid(data)


def _ledger(data: Mapping[str, Any]) -> tuple[str, bytes]:
    from documents import ledger_out

    return ledger_out.MEDIA_TYPE, ledger_out.ledger_workbook(ledger_out.Ledger.from_json(data))


def _notice(data: Mapping[str, Any]) -> tuple[str, bytes]:
    from documents import notice_out
    from documents.notice_paper import NoticePaper

    return notice_out.MEDIA_TYPE, notice_out.notice_document(NoticePaper.from_json(data))


def _points(pairs: list[list[str]]) -> list[Point]:
    return [Point(date.fromisoformat(day), Decimal(total)) for day, total in pairs]
