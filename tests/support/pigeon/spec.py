"""All that pigeons add to the service."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.base.finding import Finding
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits, Means, Section, Site, Spec
from domain.delivery import Cause
from handlers.kernel.words.ways import Way
from tests.support.pigeon.channel import NAME, PigeonChannel


class PigeonSettings(Section):
    """The loft; off while it has no name."""

    loft: str = ""
    whistle: SecretStr = SecretStr("")


def build(settings: PigeonSettings, _means: Means) -> ChannelWithLimits | None:
    """See Spec."""
    return ChannelWithLimits(PigeonChannel(), Limits(per_second=100.0), _routes) if settings.loft else None


def _routes(_site: Site) -> Sequence[BaseRoute]:
    async def coo(_request: Request) -> Response:
        return PlainTextResponse("coo")

    return [Route("/pigeon", coo)]


async def examine(settings: PigeonSettings, _now: datetime, _groups: Sequence[str]) -> list[Finding]:
    """See Spec."""
    return [Finding("pigeon", bool(settings.loft), settings.loft or "no loft", "build one")]


CHANNEL = Spec(
    name=NAME,
    way=Way("信鸽", taken="已放飞", meaning="只说明信鸽已出发", reasons={Cause.REFUSED: "信鸽不肯带这封信"}),
    section=PigeonSettings,
    switch="pigeon.loft",
    build=build,
    examine=examine,
    link=lambda settings: f"pigeon://{settings.loft}/" if settings.loft else "",
    secrets=lambda settings: (settings.whistle.get_secret_value(),),
)
