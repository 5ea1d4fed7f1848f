"""Pictures and documents of cards, made in a thread and stored, so that no transaction waits for them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath

import structlog
from pydantic import BaseModel

from bot.base.channel import Cause, DeliveryError
from bot.base.clock import Clock
from bot.base.logs import described
from bot.out.forms import BUILT_IN, Forms
from documents.content import DOCX, XLSX
from documents.forms.filling import FormError, Kind
from documents.ledger_out import Ledger
from documents.official_paper import OfficialPaper
from domain.progress import Point
from storage import evidence, form_failures, outbox
from storage.engine import Database
from storage.files.place import Files, whole
from storage.outbox import Message
from storage.payloads import Payload
from storage.store import Store

log = structlog.get_logger()

PNG = "image/png"
FAULTY = "faulty"
SUFFIXES = {DOCX: ".docx", XLSX: ".xlsx"}
# What has a form, and its values.
FORMED: Mapping[str, Callable[[Mapping[str, object]], OfficialPaper | Ledger]] = {
    Kind.NOTICE.value: OfficialPaper.from_json,
    Kind.BULLETIN.value: OfficialPaper.from_json,
    Kind.LEDGER.value: Ledger.from_json,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Media type and bytes; `failed` is why the office's form did not serve and the built-in one was taken."""

    media_type: str
    content: bytes
    failed: FormError | None = None


async def illustrated(database: Database, message: Message, clock: Clock, forms: Forms = BUILT_IN) -> Message:
    """The message with its drawing turned into a stored file; one without a drawing, or drawn before, as it is.

    Raises DeliveryError when it cannot be drawn.
    """
    drawing = message.payload.get("drawing")
    if drawing is None or "file" in message.payload:
        return message
    try:
        drawn = await asyncio.to_thread(_drawn, database.files, drawing["kind"], drawing["data"], forms)
    except Exception as failure:
        raise DeliveryError(Cause.DRAWING, described(failure)) from failure
    now = clock.now()
    shelved = await database.beside(lambda: evidence.shelve(database.files, drawn.content))
    name = (
        str(PurePath(drawing["name"]).with_suffix(SUFFIXES[drawn.media_type]))
        if drawn.media_type in SUFFIXES
        else drawing["name"]
    )

    def keep(store: Store) -> Payload:
        sha256 = evidence.keep(store, shelved, drawn.media_type, now)
        payload: Payload = {**message.payload, "file": [sha256, name, drawn.media_type]}
        if drawn.failed is not None:
            form_failures.note(store, drawing["kind"], drawn.failed.trouble.value, drawn.failed.names)
        outbox.rewrite(store, message.id, payload)
        return payload

    return replace(message, payload=await database.write(keep))


def _drawn(files: Files, kind: str, data: Mapping[str, object], forms: Forms) -> Drawn:
    """See `formed`; a file that was sent comes back with its faults marked. Raises what fetching it raises, too."""
    if kind != FAULTY:
        return formed(kind, data, forms)
    from documents import marked_out

    return Drawn(XLSX, marked_out.read(data, whole(files, str(data["sha256"]))))


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


def formed(kind: str, data: Mapping[str, object], forms: Forms) -> Drawn:
    """A drawing in the office's own form where there is one, in the built-in one where that does not serve.

    Raises what `draw` raises.
    """
    failed = None
    try:
        if kind in FORMED and (made := forms.filled(Kind(kind), FORMED[kind](data))) is not None:
            return Drawn(*made)
    except FormError as failure:
        log.warning("form not used", kind=kind, reason=str(failure))
        failed = failure
    return Drawn(*draw(kind, data), failed)


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
        "quarters": _quarters,
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


def _quarters(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import quarters_out

    return XLSX, quarters_out.quarters_workbook(quarters_out.QuarterSheet.from_json(data))


def _notice(data: Mapping[str, object]) -> tuple[str, bytes]:
    from documents import notice_out
    from documents.official_paper import OfficialPaper

    return notice_out.MEDIA_TYPE, notice_out.notice_document(OfficialPaper.from_json(data))
