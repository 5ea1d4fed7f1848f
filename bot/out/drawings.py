"""Pictures and documents of cards, made in a thread and stored, so that no transaction waits for them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from bot.base.channel import Cause, DeliveryError
from bot.base.clock import Clock
from bot.base.logs import described
from domain.progress import Point
from storage import evidence, outbox
from storage.engine import Database
from storage.outbox import Message
from storage.payloads import Payload
from storage.store import Store

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
    shelved = await database.beside(lambda: evidence.shelve(database.files, content))

    def keep(store: Store) -> Payload:
        sha256 = evidence.keep(store, shelved, media_type, now)
        payload: Payload = {**message.payload, "file": [sha256, drawing["name"], media_type]}
        outbox.rewrite(store, message.id, payload)
        return payload

    return replace(message, payload=await database.write(keep))


class Curve(BaseModel):
    """The values of `documents.charts.item_curve`."""

    title: str
    unit: str
    subtitle: str
    plan: tuple[tuple[date, Decimal], ...]
    actual: tuple[tuple[date, Decimal], ...]
    today: date
    target: Decimal | None


class Grid(BaseModel):
    """The values of `documents.charts.light_grid`."""

    title: str
    boards: tuple[str, ...]
    rows: dict[str, dict[str, dict[str, int]]]


def draw(kind: str, data: Mapping[str, object]) -> tuple[str, bytes]:
    """Media type and bytes of the kind from its JSON values.

    Raises KeyError for a kind nobody draws, ValueError for values of another shape.
    """
    drawers = {
        "curve": _curve,
        "grid": _grid,
        "ledger": _ledger,
        "month_sheet": _month_sheet,
        "notice": _notice,
        "bulletin": _notice,
    }
    return drawers[kind](data)


def _curve(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import charts

    curve = Curve.model_validate(data)
    return PNG, charts.item_curve(
        title=curve.title,
        unit=curve.unit,
        plan=[Point(*each) for each in curve.plan],
        actual=[Point(*each) for each in curve.actual],
        today=curve.today,
        target=curve.target,
        subtitle=curve.subtitle,
    )


def _grid(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import charts

    grid = Grid.model_validate(data)
    return PNG, charts.light_grid(grid.title, grid.boards, grid.rows)


def _ledger(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import ledger_out

    return ledger_out.MEDIA_TYPE, ledger_out.ledger_workbook(ledger_out.Ledger.from_json(data))


def _month_sheet(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import ledger_out, month_sheet_out

    return ledger_out.MEDIA_TYPE, month_sheet_out.month_workbook(month_sheet_out.MonthSheet.from_json(data))


def _notice(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import notice_out
    from documents.official_paper import OfficialPaper

    return notice_out.MEDIA_TYPE, notice_out.notice_document(OfficialPaper.from_json(data))
