"""Whatever is said or tapped, who reads English is answered in English: what stays Chinese is what the district itself wrote."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.demo.sample import sample_items
from domain.people import Language
from domain.understanding.short_names import short_name
from handlers.kernel.turn import Moment
from storage.tables import metadata, outbox
from tests.dialogs.together.moves import moves_of
from tests.dialogs.together.rehearsal import Rehearsal
from tests.dialogs.together.snapshot import snapshot
from tests.dialogs.together.test_together import ready

HAN = re.compile(r"[一-鿿]+")
# What stands in quotation marks is what somebody wrote or may write.
QUOTED = re.compile('[“"][^”"]*[”"]')
COLUMNS = [column.name for column in outbox.columns]
# Who cannot be reached has no chat, and no language.
PAYLOAD, CHAT = COLUMNS.index("payload"), COLUMNS.index("chat")
# Tables that hold what the product said, not what the district wrote.
OURS = {"outbox", "buttons", "dialogs", "record", "digests"}
# Packs and samples are the district's, too: what notices and their papers are called, and what its sample of commands shows.
PACK = "蓝色督办单 橙色督办单 红色督办单 示督 号 请查明原因，制定整改措施，明确完成时限和责任人，按期书面回复。"
TYPED = "截至 月 日 还差多少 进度滞后 示例数据 人民政府 请选择语言 中文 备注 中央商务区楼宇建成交付"


def texts(payload: Mapping[str, Any]) -> Iterator[str]:
    """Title, lines and labels of a message, and the help lines of a menu."""
    yield from (payload["title"], *payload["lines"])
    yield from (label for row in payload.get("buttons", ()) for label, *_ in row)
    yield from (line for _, line in payload.get("menu", ()))


async def test_whatever_is_said_or_tapped_is_answered_in_english(tmp_path: Path, quiet_logs: None) -> None:
    stage = await ready(tmp_path)
    house = stage.world.house
    english = replace(house, district=replace(house.district, language=Language.ENGLISH))

    def play(moment: Moment) -> tuple[set[str], str]:
        store = moment.store.connection
        written = [str(rows) for name, rows in snapshot(store, metadata.tables).items() if name not in OURS]
        rehearsal, said = Rehearsal(store, english), set[str]()
        # What was pushed in Chinese may be shown once more.
        before = {text for row in rehearsal.before["outbox"] for text in texts(json.loads(row[PAYLOAD]))}
        for move in (each for each in moves_of(stage, moment) if "language" not in each.means):
            ending = rehearsal.play([move.numbered(1)]).stored
            written += [
                str(rows) for name, rows in ending.items() if name not in OURS and rows != rehearsal.before[name]
            ]
            left = [json.loads(row[PAYLOAD]) for row in ending["outbox"] if row[CHAT]]
            said.update(text for payload in left for text in texts(payload) if text not in before)
        return said, "".join(written)

    said, written = await stage.world.dispatch.moment(play)
    await stage.world.database.close()
    assert len(said) > 400
    known = " ".join((written, PACK, TYPED, *(short_name(item.name) for item in sample_items(2026))))
    left = {text: [run for run in outside(text) if run not in known] for text in said}
    assert {text: runs for text, runs in left.items() if runs} == {}


def outside(text: str) -> list[str]:
    """The runs of Chinese signs that stand outside quotation marks; of a name with such marks in it every run."""
    within = [found.span() for found in QUOTED.finditer(text)]
    return [run[0] for run in HAN.finditer(text) if not any(start <= run.start() < end for start, end in within)]
