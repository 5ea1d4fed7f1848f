"""A small pack with every section, whose lines the tests know, and how a test writes one and reads its mistakes."""

from pathlib import Path

from bot.packs.check import check_file
from bot.packs.faults import PackError

TRIAL = """\
id = "trial"
version = "1"
title = "试行"

[[boards]]
prefix = "JJ"
name = "大经济"

[[boards]]
prefix = "CG"
name = "大城管"

[due."旬"]
workdays_after = 3
early_days = 2

[due."月"]
day_of_next_month = 5
early_days = 5

[due."季"]
day_of_next_month = 10
early_days = 10

[lights]
yellow_gap = "5"
red_gap = 15
report_late_yellow = 3
milestone_late_yellow = 1
milestone_late_red = 3

[ladder]
push_at = "09:00"
quiet_from = "20:00"
quiet_until = 08:00:00
acknowledged_days = 2
snooze_days = 5
report = [
  { offset = -1, audience = ["reporter"] },
  { offset = 1, audience = ["reporter", "unit_head"] },
]
milestone = [{ offset = 0, audience = ["reporter"] }]

[asks]
per_unit_month = 15

[digests]
pressure = 150
soon_days = 7

[digests.weekly]
on = 1
audience = ["leader"]

[digests.monthly]
on = 2
audience = ["leader", "inspector"]

[digests.quarterly]
on = 3
audience = ["inspector"]

[notices]
family = "paper"
masthead = "{district}督查室文件"
signer = "{district}督查室"
receipt_days = 1
objection_days = 3
extension_times = 1
extension_days = 10
verdict_days = 5
return_days = 5
feedback_day = 5
receipt = [{ offset = 1, audience = ["reporter"] }]
reply = [{ offset = 3, audience = ["inspector"], notice = true }]
feedback = [{ offset = 1, audience = ["reporter"] }]
verdict = [{ offset = 0, audience = ["inspector"] }]

[[notices.families]]
id = "paper"
name = "交办督办"
number = "督〔{year}〕{number}号"
urgent_skips = 0

[[notices.families.kinds]]
id = "assign"
name = "交办单"
reply_days = 15
demand = "请办理。"

[[notices.families.kinds]]
id = "supervise"
name = "督办单"
reply_days = 5
urgent_reply_days = 2
demand = "请速办。"

[[notices.families.kinds.consequences]]
on = "sent"
record = "supervised"
text = "记入台账。"

[rollup.area]
method = "share"

[[rollup.area.turns]]
light = "red"
from = "red"
above = "15"
"""


def written(folder: Path, text: str) -> str:
    """A district's own pack with that text: where it lies."""
    own = folder / "own.toml"
    own.write_text(text, "utf-8")
    return str(own)


def faults_of(name_or_path: str) -> list[str]:
    """What `zeren rules check` says of a pack with mistakes; none for a pack that is right."""
    try:
        check_file(name_or_path)
    except PackError as error:
        return [str(fault) for fault in error.faults]
    return []
