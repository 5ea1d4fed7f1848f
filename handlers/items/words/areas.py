"""Where an item hangs, in words."""

from collections.abc import Sequence

from domain.areas import Area
from wording.said import joined, worded


def item_line(paths: Sequence[Sequence[Area]]) -> str:
    """Where an item hangs."""
    return worded("片区：{value}", value=joined("；", map(path, paths)))


def path(way: Sequence[Area]) -> str:
    """The way from the top down: 三区 › 中央商务区."""
    return joined(" › ", (area.name for area in way))
