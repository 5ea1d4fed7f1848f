"""What versions before 0014 stored as sentences becomes the values that the program would store today."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.packs.file import load_pack
from domain.colours import Light
from domain.quoting import quoted
from domain.reasons import Code, Figure, Reason, as_written, from_json, to_json
from handlers.lights.words.reasons import reason
from handlers.notices.words.reasons import reason as notice_reason
from storage.migrations.old_reasons import list_of, of_lapse, of_light, of_notice, said, text_of
from tests.support import reason_cases

PACK = load_pack("default")
ON = date(2026, 7, 1)
BEHIND = Reason(Code.BEHIND, (Decimal(23),))
NOTICES = (
    Reason(Code.LIGHT_NOW, (Light.RED, BEHIND)),
    Reason(Code.TURNED_RED, (date(2026, 6, 30), BEHIND)),
    Reason(Code.REPORT_OWED, (date(2026, 6, 24), 5)),
    Reason(Code.REPORT_OWED_AGAIN, (date(2026, 6, 23), date(2025, 12, 24), 3)),
    Reason(Code.NODE_OWED, ("累计交付11座", date(2026, 6, 28), 2)),
    Reason(Code.REQUESTED, ("区长",)),
    Reason(Code.REQUESTED_FOR_LIGHT, ("区长", Reason(Code.LIGHT_NOW, (Light.YELLOW, BEHIND)))),
    as_written("当前亮紫灯：慢 3 个百分点"),
    as_written("连续两期未报送，请说明"),
)


def as_told(figure: Figure) -> Figure:
    """A figure as far as its sentence tells it: of marks within a node's name only how they are shown."""
    if isinstance(figure, Reason):
        return replace(figure, figures=tuple(map(as_told, figure.figures)))
    return quoted(figure)[1:-1] if isinstance(figure, str) else figure


def test_a_light_s_sentence_becomes_the_reason_it_was_made_from() -> None:
    seen = set()
    for case, judged in reason_cases.lights(PACK, 6000):
        text = reason(judged.reason)
        listed = of_light(text, case.today)
        assert from_json(text_of(listed)) == as_told(judged.reason), text
        assert (said(listed), list_of(to_json(judged.reason))[0]) == (text, judged.reason.code.value)
        seen |= {part.code for part in judged.reason.parts}
    assert len(seen) > 24


@pytest.mark.parametrize("stored", NOTICES)
def test_a_notice_s_sentence_becomes_the_reason_it_was_made_from(stored: Reason) -> None:
    listed = of_notice(notice_reason(stored), ON)
    assert from_json(text_of(listed)) == stored
    assert said(listed) == notice_reason(stored)


def test_what_a_notice_climbed_from_is_taken_apart_by_that_one_s_number_and_kind() -> None:
    stored = Reason(Code.NOT_ANSWERED, ("历下督办〔2026〕3号", "蓝色督办单", date(2026, 6, 20), 1))
    text = notice_reason(stored)
    listed = of_lapse(text, "历下督办〔2026〕3号", "蓝色督办单", ON)
    assert listed is not None
    assert from_json(text_of(listed)) == stored
    assert said(listed) == text
    assert of_lapse(text, "历下督办〔2026〕4号", "蓝色督办单", ON) is None


@pytest.mark.parametrize(
    "text", ["", "慢", "慢 4 个百分点。", "节点“甲”逾期 3 个工作日 ，慢 1 个百分点", "[1]", '["no"]', "1"]
)
def test_what_nobody_wrote_is_kept_word_for_word(text: str) -> None:
    listed = of_light(text, ON)
    assert from_json(text_of(listed)) == as_written(text)
    assert said(listed) == text
    assert said(list_of(text)) == text
