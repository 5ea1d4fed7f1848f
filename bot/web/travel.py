"""The date box's routes. They are built for the demonstration alone: nobody may move the clock of a real service."""

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.answers import SAFE, refuse
from bot.web.asked import INCOMPLETE, Refused, is_same_site, read_form
from bot.web.ports import Travel, Travelled, TravelRefused
from handlers.service.words import travel as zh
from wording.catalogue import told

WAYS = {"walk": True, "jump": False}
# A form of two short fields.
MOST_BYTES = 2_000


def travel_routes(travel: Travel, zone: str, language: str) -> list[BaseRoute]:
    """Looking at the clock, moving it, and stopping on the way. Times are local to `zone`, to the minute; what is told
    is in `language`.
    """
    box = _Box(travel, ZoneInfo(zone), language)
    return [
        Route("/chat/clock", box.look),
        Route("/chat/clock/move", box.move, methods=["POST"]),
        Route("/chat/clock/halt", box.halt, methods=["POST"]),
    ]


class _Box:
    def __init__(self, travel: Travel, zone: ZoneInfo, language: str) -> None:
        self._travel = travel
        self._language = language
        self._zone = zone

    async def look(self, _request: Request) -> Response:
        return await self._state()

    async def move(self, request: Request) -> Response:
        if not is_same_site(request):
            return refuse(403, INCOMPLETE)
        try:
            async with read_form(request, MOST_BYTES) as form:
                to, day_by_day = self._asked(form)
            await self._travel.begin(to, day_by_day=day_by_day)
        except Refused as refused:
            return refuse(refused.status, refused.sentence)
        except TravelRefused as refused:
            return refuse(409, told(refused.args[0], self._language))
        return await self._state()

    async def halt(self, request: Request) -> Response:
        if not is_same_site(request):
            return refuse(403, INCOMPLETE)
        self._travel.halt()
        return await self._state()

    def _asked(self, form: FormData) -> tuple[datetime, bool]:
        way = WAYS.get(str(form.get("way") or ""))
        if way is None:
            raise Refused(400, INCOMPLETE)
        try:
            moment = datetime.fromisoformat(str(form.get("to") or ""))
        except ValueError as broken:
            raise Refused(400, zh.NO_TIME) from broken
        return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)), way

    async def _state(self) -> Response:
        return JSONResponse(self._shown(await self._travel.look()), headers=SAFE)

    def _shown(self, state: Travelled) -> dict[str, object]:
        return {
            "now": state.now.isoformat(),
            "local": self._field(state.now),
            "last": self._field(state.last),
            "presets": [
                {"label": told(each.label, self._language), "local": self._field(each.at)} for each in state.presets
            ],
            "walking": state.walking,
            "done": state.done,
            "total": state.total,
            "said": state.said,
            "outcome": told(state.outcome, self._language),
        }

    def _field(self, moment: datetime) -> str:
        """As a date and time field of a page takes it."""
        return f"{moment.astimezone(self._zone):%Y-%m-%dT%H:%M}"
