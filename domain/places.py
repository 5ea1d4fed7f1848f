"""Where somebody says to be, as a chat program tells it: WGS 84, degrees."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

# Six decimals of a degree are a tenth of a metre; no telephone knows more.
FINEST = Decimal("0.000001")
MOMENT = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    r"geo:(?P<lat>-?\d+\.\d+),(?P<lon>-?\d+\.\d+)(?:;u=(?P<u>\d+))?;at=(?P<at>\d{8}T\d{6}Z)(?P<live>;live)?(?P<relayed>;relayed)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A point, told at a moment (UTC). `within`: metres of doubt, where told.

    `live`: the program followed its telephone; else it may be any point that was chosen on a map. `relayed`: it was another's
    message first, of which `at` is the moment.
    """

    latitude: Decimal
    longitude: Decimal
    at: datetime
    within: int | None = None
    live: bool = False
    relayed: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a point that is not on the earth."""
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError(f"no place: {self.latitude}, {self.longitude}")
        object.__setattr__(self, "latitude", self.latitude.quantize(FINEST))
        object.__setattr__(self, "longitude", self.longitude.quantize(FINEST))

    def named(self) -> str:
        """All of it in one word, a geo URI (RFC 5870) with parameters of its own; `place_named` reads it."""
        doubt = "" if self.within is None else f";u={self.within}"
        more = f"{';live' if self.live else ''}{';relayed' if self.relayed else ''}"
        return f"geo:{self.latitude},{self.longitude}{doubt};at={self.at.astimezone(UTC).strftime(MOMENT)}{more}"


def place_named(name: str) -> Place | None:
    """The place that such a word names; None for any other word."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    at = datetime.strptime(found["at"], MOMENT).replace(tzinfo=UTC)
    within = int(found["u"]) if found["u"] else None
    return Place(Decimal(found["lat"]), Decimal(found["lon"]), at, within, bool(found["live"]), bool(found["relayed"]))
