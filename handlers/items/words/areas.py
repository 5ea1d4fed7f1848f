"""Where an item hangs, in words."""

from collections.abc import Sequence

from domain.areas import Area


def item_line(paths: Sequence[Sequence[Area]]) -> str:
    """Where an item hangs."""
    return f"片区：{'；'.join(map(path, paths))}"


def path(way: Sequence[Area]) -> str:
    """The way from the top down: 三区 › 中央商务区."""
    return " › ".join(area.name for area in way)
