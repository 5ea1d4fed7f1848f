"""A message that tells a place, as the file it becomes: https://core.telegram.org/bots/api#location"""

from datetime import UTC
from decimal import Decimal
from math import ceil

from telegram import Message

from documents import places
from domain.places import Place
from handlers.kernel.messages import Attached


def told_in(message: Message) -> Attached | None:
    """The place of a location or a venue, at the moment of the message that told it first; None for any other message."""
    told = message.location or (message.venue.location if message.venue else None)
    if told is None:
        return None
    origin = message.forward_origin
    place = Place(
        latitude=Decimal(repr(told.latitude)),
        longitude=Decimal(repr(told.longitude)),
        at=(origin.date if origin is not None else message.date).astimezone(UTC),
        within=ceil(told.horizontal_accuracy) if told.horizontal_accuracy is not None else None,
        live=told.live_period is not None,
        relayed=origin is not None,
    )
    content = places.written(place)
    return Attached(place.named(), places.GEOJSON, len(content), content, made=True)
