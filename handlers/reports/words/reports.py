"""Sentences of reporting."""

from collections.abc import Sequence
from datetime import date

from domain.access import NoReport
from domain.items import Item
from domain.quoting import quoted
from domain.reports import ValueKind
from handlers.kernel.words import notation
from wording.said import joined, worded

CONFIRM = "确认提交"
ASKED, SUBMITTED = "请确认", "已提交"
EDIT = "修改"
ADD_EVIDENCE = "加佐证"
NONE_OF_THESE = "都不是"
KEEP = "就按这个数"
# Reasons that take one tap; anything else is typed (“JS-010 无变化，等批复”).
UNCHANGED_REASONS = ("正在推进", "未到节点", "遇到堵点")
REPORT = "报送"
CORRECT = "更正"
WITHDRAW = "撤回"
SURE_WITHDRAW = "确认撤回"
DROP = "不报这项"
CURVE = "看曲线"
HISTORY = "历次报送"
ANOTHER = "另一条"
NO_REPORTS = "您还没有报送过。"
GONE = "这份填报已提交或已取消，发“我的报送”可查看。"
CARD_CHANGED = "上一张卡片发出后内容有变动，尚未提交，请核对后再确认。"
NOT_YOURS = "这一项不由您的单位报送。"
NOT_THEIRS = "这一项不由来电单位报送。"
PHONE = "代报"
PHONE_HOW = "请写明单位和内容，例如“舜华路街道 规上工业3家”，可加“来电人 王主任”。"
PHONE_UNKNOWN_UNIT = "没有找到这个单位。请先写单位全称或简称，再写内容，例如“舜华路街道 规上工业3家”。"
PHONE_OWN_UNIT = "本单位的进度请由本单位报送，不能代报。"
PHONE_WHICH_UNIT = "代哪个单位报送？"
PHONE_TOLD = "督查室已代报"
NOT_REPORTER = "报送由责任单位办理。"
WHICH_YEAR = "新旧两年的责任书都可能，您报的是哪一年的？"
WHICH_ITEM = "您说的是哪一项？"
NOTHING_DUE = "没有看出是哪一项，请写明编号或名称。"
EDIT_HOW = "请直接发正确的内容，例如“改成 21”“日期是6月20日”，或发“取消”。"
SEND_EVIDENCE = "请发照片或文件作为佐证，发完点“确认提交”。"
EVIDENCE_NONE = "收到文件。请先报数，例如“JS-010 18座”，再发佐证。"
WITHDRAW_VERIFIED = "已核验的报送不能撤回，如有误请用“更正”。"
ALREADY = "这次报送的状态已变，请重新打开。"
AS_OF_FUTURE = "截至日期不能晚于今天，请改正后再发。"
NO_FIGURE_BEFORE = "这一项还没有报过数，不能报“无变化”，请直接报数。"


def confirm_title(count: int, as_of: Sequence[date]) -> str:
    """Heading of the confirm card; the date only if it is the same for all."""
    return _titled(ASKED, count, as_of)


def _titled(head: str, count: int, as_of: Sequence[date]) -> str:
    same = len(set(as_of)) == 1
    return worded("{head} {count} 项", head=head, count=count) + (
        worded("（截至 {day}）", day=notation.day(as_of[0])) if same else ""
    )


def marks(*, correction: bool, unchanged: int, note: str) -> str:
    """What stands behind the figure. `unchanged`: how many times in a row it says 无变化, 0 for a new figure."""
    if unchanged:
        told = [notation.UNCHANGED, worded("连续第 {unchanged} 次", unchanged=unchanged) if unchanged > 1 else "", note]
        return worded("（{value}）", value=joined("，", (part for part in told if part)))
    return "（更正）" if correction else ""


def entry_line(
    item: Item,
    amount: str,
    share: str,
    as_of: str,
) -> str:
    """One item of the confirm card but for its light; `amount` with its marks."""
    parts = [worded("{code} {name}：{amount}", code=item.code, name=item.name, amount=amount)]
    if share:
        parts.append(worded("· {share}", share=share))
    if as_of:
        parts.append(worded("· 截至 {as_of}", as_of=as_of))
    return joined(" ", parts)


def lit(line: str, light: str, reason: str) -> str:
    """The line of an item with its light, if it has one."""
    return worded("{line}  {light} {reason}", line=line, light=light, reason=reason) if light else line


def corrected(old: str, new: str) -> str:
    """9座 → 22座; empty where the figure stays and something else is corrected."""
    return worded("{old} → {new}", old=old, new=new) if old and old != new else ""


TOO_LARGE = "数字太大，超出合理范围，没有记录。请核对后重发。"


def too_long(letters: int, most: int) -> str:
    """A message that is not read."""
    return worded(
        "这条消息共 {letters} 字，过长，没有读取。请分成几条发送，每条不超过 {most} 字。", letters=letters, most=most
    )


ENDED = "这一事项已终止，不再报送。"
REFUSALS = {
    NoReport.NOT_REPORTER: NOT_REPORTER,
    NoReport.OWN_UNIT: PHONE_OWN_UNIT,
    NoReport.NOT_YOURS: NOT_YOURS,
    NoReport.NOT_THEIRS: NOT_THEIRS,
    NoReport.ENDED: ENDED,
}


def _of_codes(codes: Sequence[str]) -> str:
    return worded("{value} 的填报", value=joined("、", codes)) if codes else "刚才的填报"


def over(sentence: str) -> str:
    """To who reports on an item that is over by a decision."""
    return worded("{sentence}。此项不再报送。", sentence=sentence)


def said(code: str, amount: str, unit: str, kind: ValueKind | None) -> str:
    """A figure as one would type it by itself."""
    if kind is ValueKind.PERCENT_OF_TARGET:
        return worded("{code} 完成目标的{amount}%", code=code, amount=amount)
    return worded(
        "{code} {part}{amount}{unit}",
        code=code,
        part="新增" if kind is ValueKind.INCREMENT else "累计",
        amount=amount,
        unit=unit,
    )


def not_reported(figures: Sequence[str]) -> str:
    """Under an answer to a question that held figures."""
    return worded("您提到的 {value} 没有作为进度报送。要报送请点下面的按钮。", value=joined("、", figures))


def report_it(figure: str) -> str:
    """The tap that reports it."""
    return worded("报送 {figure}", figure=figure)


def still_open(codes: Sequence[str], *, asked: bool) -> str:
    """After something else was answered: the draft waits. `asked`: for an answer, else for the tap that submits it."""
    how = "可接着回复" if asked else worded("请点{confirm}", confirm=quoted(CONFIRM))
    return worded("{of_codes}还没有提交，{how}；不报请发“取消”。", of_codes=_of_codes(codes), how=how)


def put_away(codes: Sequence[str]) -> str:
    """Something else has taken the draft's place."""
    return worded("{of_codes}没有提交，已放下，需要时请重新报。", of_codes=_of_codes(codes))


def phone_title(unit: str, title: str) -> str:
    """Heading of the confirm card of what a unit told by telephone."""
    return worded("{by_phone} · {unit}：{title}", by_phone=notation.BY_PHONE, unit=unit, title=title)


def forwarded_line(author: str, written: str) -> str:
    """Under a report that somebody else wrote."""
    return (
        worded("转发自 {author}（{written}所写），请核对后再提交。", author=author, written=written)
        if author
        else worded("转发的消息（{written}所写），请核对后再提交。", written=written)
    )


def caller_line(caller: str) -> str:
    """Who rang."""
    return worded("来电人：{caller}", caller=caller) if caller else "来电人未记，可直接发“来电人 姓名”补上。"


def phone_what(unit: str) -> str:
    """The unit is known, the figure is not."""
    return worded("{unit}报什么？例如“规上工业3家”。", unit=unit)


def phone_not_understood(unit: str) -> str:
    """The line of a call is no report."""
    return worded("没有看懂{unit}报的内容。请写事项和数字，例如“规上工业3家”，或发“取消”。", unit=unit)


def phone_line(code: str, name: str, said: str, as_of: str) -> str:
    """One report typed in for a unit, told to the unit."""
    return worded("{code} {name}：{said}，截至 {as_of}", code=code, name=name, said=said, as_of=as_of)


def phone_told(caller: str) -> str:
    """What the unit may do about it."""
    rang = worded("来电人 {caller}。", caller=caller) if caller else ""
    return worded("{rang}根据贵单位来电录入，如有误请更正。", rang=rang)


def phone_submitted(unit: str, count: int, told: int, next_due: str) -> str:
    """Under the lines of the card once what was told by telephone is submitted."""
    known = worded("已告知该单位 {told} 人", told=told) if told else "该单位没有能收到消息的人员，请电话告知"
    tail = worded("下次报送：{next_due}前。", next_due=next_due) if next_due else ""
    return worded("已代{unit}报送 {count} 项，待核验。{known}。{tail}", unit=unit, count=count, known=known, tail=tail)


def evidence_line(count: int) -> str:
    """How much evidence hangs on the draft."""
    return worded("佐证 {count} 个", count=count)


def submitted_title(count: int, as_of: Sequence[date]) -> str:
    """Heading of the card once it is submitted."""
    return _titled(SUBMITTED, count, as_of)


def submitted(at: str, next_due: str) -> str:
    """Under the lines of the card once it is submitted; `at` is the local time."""
    tail = worded("下次报送：{next_due}前。", next_due=next_due) if next_due else ""
    return worded("{submitted} · {at}，待督查室核验。{tail}", submitted=SUBMITTED, at=at, tail=tail)


def still_counts(codes: Sequence[str]) -> str:
    """A submitted line does not name these items any more."""
    return (
        worded("原报的 {value} 仍然有效，不该报请发“撤回 {codes}”。", value=joined("、", codes), codes=codes[0])
        if codes
        else ""
    )


def submit_now(codes: Sequence[str]) -> str:
    """好的 under a card that waits for its tap."""
    return worded("{of_codes}还没有提交。现在提交吗？", of_codes=_of_codes(codes))


def passed_over(figures: Sequence[str]) -> str:
    """Figures that are no progress of the item."""
    return worded("您写的 {figures} 没有记为进度。", figures=joined("、", figures))


def read_and_waits(codes: Sequence[str]) -> str:
    """Under a question about one item of a line: the figures of the others."""
    return worded("{codes} 的数已读到，随后一起确认。", codes=joined("、", codes))


def ask_value(item: Item, last: str) -> str:
    """A figure is wanted."""
    before = worded("上次报 {last}。", last=last) if last else ""
    return worded(
        "{code} {name}：{before}现在累计多少{measure_unit}？",
        code=item.code,
        name=item.name,
        before=before,
        measure_unit=item.measure_unit,
    )


def ask_corrected(item: Item, said: str, as_of: str) -> str:
    """The right figure is wanted in place of a wrong one."""
    return worded(
        "更正 {code} {name}：原报 {said}（截至 {as_of}）。应是多少{measure_unit}？",
        code=item.code,
        name=item.name,
        said=said,
        as_of=as_of,
        measure_unit=item.measure_unit,
    )


def ask_which_wrong(newest: Sequence[str]) -> str:
    """Something sent is wrong, and several may be meant."""
    return worded("要更正哪一条？最近报送的是 {value}。", value=joined("、", newest))


def wrong_label(code: str, said: str) -> str:
    """A tap to one that may be meant."""
    return worded("{correct} {code} {said}", correct=CORRECT, code=code, said=said)[:40]


def ask_node(item: Item) -> str:
    """A stage of a milestone item is wanted."""
    return worded("{code} {name}：完成到哪个节点？", code=item.code, name=item.name)


def year_closed(year: int) -> str:
    """A line that names a year whose agreements are closed."""
    return worded("{year}年责任书已结束，不再接收报送。", year=year)


def evidence_for_which(count: int) -> str:
    """Files came without a word."""
    return "这个文件是哪次报送的佐证？" if count == 1 else worded("这 {count} 个文件是哪次报送的佐证？", count=count)


def evidence_attached(code: str, count: int, *, seen: bool) -> str:
    """Files were added to a report sent before; `seen`: one of them had been used."""
    head = "佐证" if count == 1 else worded("{count} 个佐证", count=count)
    which = "这个文件以前用过" if count == 1 else "其中有以前用过的文件"
    return worded("{head}已归入 {code}。", head=head, code=code) + (
        worded("提示：{which}。", which=which) if seen else ""
    )


def withdrawn(code: str) -> str:
    return worded("{code} 的报送已撤回，历史保留。", code=code)


def ask_withdraw(code: str, amount: str) -> str:
    """Before withdrawing."""
    return worded("撤回 {code} 的报送（{amount}）？", code=code, amount=amount)


ATTACHED_ALREADY = "这个文件已经归入这次报送。"


def no_report_of(code: str) -> str:
    """Nothing of an item is the person's to take back."""
    return worded("{code} 没有您可以撤回或更正的报送。", code=code)


def mine_line(said: str, as_of: str, sent_on: str, state: str, phoned: str) -> str:
    """One report in the list of one's own."""
    return worded(
        "{said}，截至 {as_of}（{sent_on}报）{phoned} · {state}",
        said=said,
        as_of=as_of,
        sent_on=sent_on,
        phoned=phoned,
        state=state,
    )


MINE_HINT = "点编号更正或撤回。"


def mine_title(count: int, *, most: int) -> str:
    """Heading of one's own reports; of `most` there may be more."""
    return worded("我的报送（{part}{count} 次）", part="最近 " if count == most else "", count=count)


def mine_head(at: int, item: Item, told: str) -> str:
    """One of them, by its place in the list."""
    return worded("{at}. {code} {name}：{told}", at=at, code=item.code, name=item.name, told=told)


def mine_label(at: int, code: str) -> str:
    """A tap to one of them."""
    return worded("{at}. {code}", at=at, code=code)


def return_reason(reason: str) -> str:
    """Why it came back."""
    return worded("退回原因：{reason}", reason=reason)


def unchanged_label(reason: str) -> str:
    """A button that says 无变化 with its reason."""
    return worded("{unchanged}：{reason}", unchanged=notation.UNCHANGED, reason=reason)
