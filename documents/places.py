"""A place as a file that maps read: GeoJSON, RFC 7946."""

import json
from datetime import UTC

from domain.places import Place

# https://www.rfc-editor.org/rfc/rfc7946#section-12
GEOJSON = "application/geo+json"


def written(place: Place) -> bytes:
    """A feature with the point, its moment (ISO 8601, UTC), its doubt in metres, and how it was told."""
    properties = {
        "at": place.at.astimezone(UTC).isoformat(),
        "within_m": place.within,
        "live": place.live,
        "relayed": place.relayed,
    }
    # Longitude first: section 3.1.1. A point has few digits, so that floats tell it exactly.
    point = {"type": "Point", "coordinates": [float(place.longitude), float(place.latitude)]}
    feature = {"type": "Feature", "geometry": point, "properties": properties}
    return json.dumps(feature, ensure_ascii=False, indent=1).encode()
