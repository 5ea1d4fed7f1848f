"""Whatever is said or tapped, who reads English is answered in English: what stays Chinese is what the district itself wrote."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.people import Language
from handlers.kernel.turn import Moment
from storage.tables import outbox
from tests.dialogs.together.moves import moves_of
from tests.dialogs.together.rehearsal import Rehearsal
from tests.dialogs.together.test_together import ready

HAN = re.compile(r"[一-鿿]+")
# What stands in quotation marks is what somebody wrote or may write.
QUOTED = re.compile(r"“[^”]*”")
PAYLOAD = [column.name for column in outbox.columns].index("payload")


def texts(payload: Mapping[str, Any]) -> Iterator[str]:
    """Title, lines and labels of a message, and the help lines of a menu."""
    yield from (payload["title"], *payload["lines"])
    yield from (label for row in payload.get("buttons", ()) for label, _ in row)
    yield from (line for _, line in payload.get("menu", ()))


async def test_whatever_is_said_or_tapped_is_answered_in_english(tmp_path: Path, quiet_logs: None) -> None:
    stage = await ready(tmp_path)
    house = stage.world.house
    english = replace(house, district=replace(house.district, language=Language.ENGLISH))

    def play(moment: Moment) -> set[str]:
        rehearsal = Rehearsal(moment.store.connection, english)
        found: set[str] = set()
        for move in moves_of(stage, moment):
            for row in rehearsal.play([move.numbered(1)]).stored["outbox"] - rehearsal.before["outbox"]:
                found.update(texts(json.loads(row[PAYLOAD])))
        return found

    said = await stage.world.dispatch.moment(play)
    await stage.world.database.close()
    left = sorted({text for text in said if HAN.search(QUOTED.sub("", text))})
    Path(os.environ.get("LEFT", "/dev/null")).write_text("\n".join(left))
    assert len(said) > 300
