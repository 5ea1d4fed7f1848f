"""What is answered over HTTP: health, and what each channel answers (webhooks, the web chat)."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from bot.app import Service
from bot.channels.spec import Site
from bot.operations.watch import Watch
from bot.settings import MEGABYTE, Settings
from bot.web.hosts import behind_names

if TYPE_CHECKING:
    from bot.web.ports import Travel


def build_routes(
    settings: Settings, service: Service, *, demo: bool = False, travel: "Travel | None" = None
) -> list[BaseRoute]:
    """All routes; `travel` belongs to the demonstration alone, whose clock one may move."""
    house = service.house
    site = Site(
        receive=service.intake.receive,
        dispatch=service.dispatch,
        now=house.clock.now,
        zone=settings.district.zone,
        max_file_bytes=settings.evidence.max_megabytes * MEGABYTE,
        on_stop=service.on_stop,
        demo=demo,
        travel=travel,
        language=settings.chat.language.value,
    )
    watch = Watch(service.pulse, house.database, house.channels, service.intake, house.clock)
    watched = behind_names(watch.routes(), settings.web.hosts)
    return [*watched, *(route for each in service.channels.values() for route in each.routes(site))]
