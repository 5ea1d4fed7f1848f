"""A place in one word."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.places import Place, place_named

places = some.builds(
    Place,
    latitude=some.decimals(-90, 90, places=7),
    longitude=some.decimals(-180, 180, places=7),
    at=some.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=some.just(UTC)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    within=some.none() | some.integers(0, 9_999),
    live=some.booleans(),
    relayed=some.booleans(),
)


@given(places)
def test_a_place_is_read_again_from_its_name(place: Place) -> None:
    assert place_named(place.named()) == place


@pytest.mark.parametrize("name", ["现场.jpg", "geo:36.6,117.1", "geo:36.6,117.1;at=20260624T023105Z;live;x", ""])
def test_other_names_are_no_places(name: str) -> None:
    assert place_named(name) is None


@pytest.mark.parametrize(("latitude", "longitude"), [("90.1", "0"), ("0", "-180.5")])
def test_no_point_is_off_the_earth(latitude: str, longitude: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        Place(Decimal(latitude), Decimal(longitude), datetime(2026, 6, 24, tzinfo=UTC))
