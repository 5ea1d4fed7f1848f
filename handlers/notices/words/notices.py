"""Sentences of supervision notices (督办单)."""

from collections.abc import Sequence

from domain.notices.conditions import Why
from domain.notices.model import Action, NoticeState
from domain.notices.names import Clock
from domain.quoting import quoted
from wording.said import joined, worded

SEND = "发送"
CHANGE_DEMAND = "修改要求"
CHANGE_LIMIT = "改期限"
CHANGE_REASON = "改事由"
MAKE_URGENT = "改为紧急"
MAKE_NORMAL = "改为一般"
DROP = "不发"
DRAW_UP = "发督办单"
REQUEST = "请督办"
REQUEST_TITLE = "区领导请督办"
SHOW_DRAFT = "看草稿"
RECEIVE = "签收"
OBJECT = "提出异议"
REPLY = "回复"
FEED_BACK = "反馈进展"
CONFIRM_REPLY = "确认回复"
CLOSE = "同意销号"
RETURN = "退回重办"
REASSIGN = "改派"
UPHOLD = "维持原办"
CLIMB = "升级"
WITHDRAW = "撤回"
FILES = "看佐证"
ALL = "全部督办单"
PAPER = "Word 文档"
HEAD = "【督办单】"
DRAFTS_HEAD = "【待发督办单】"

WHICH = "请写明事项和事由，例如“督办 JS-010 连续两期未报送”。"
NOT_SEEN = "没有找到这份督办单，或您无权查看。"
NOT_YOURS = "这一步不由您办理。"
HEAD_ONLY = "异议须由单位负责人提出。"
OBJECTION_OVER = "提出异议的期限已过，请按期回复。"
URGENT = "紧急"
UNSENT = "已作废，未编号。"
TEXT_WANTED = "请发文字。"
COPY_NUMBER = "复制文号"
TOO_LONG = "文字过长，请控制在 500 字以内。"
ASK_REASON = "请写督办事由。"
ASK_DEMAND = "请写办理要求。"
ASK_LIMIT = "请写回复期限，例如“10个工作日”或“7月20日”。"
BAD_LIMIT = "没有看懂期限。请写工作日数或今天以后的日期，例如“10个工作日”“7月20日”。"
RENEWED = "事由已按今日亮灯更新，请核对后发送。"
REWRITTEN = "草稿事由已修改，请核对后发送。"
LIMIT_PASSED = "回复期限已到或已过，请先改期限。"
ASK_OBJECTION = "请写异议理由。"
ASK_RETURN = "请写退回原因。"
ASK_UPHOLD = "请写不采纳异议的理由。"
ASK_WITHDRAW = "请写撤回原因。"
ASK_UNIT = "请写改派到哪个单位。"
UNKNOWN_UNIT = "没有找到这个单位，请写单位全称或简称。"
SAME_UNIT = "这就是原承办单位，请写另一个单位。"
# What may be typed as an answer, shown in the typing box where the platform has that.
ANSWERS_LIKE = {
    Action.OBJECT: "例：该事项的牵头单位不是我单位",
    Action.RETURN: "例：没有写明完成时限",
    Action.ASK_TIME: "例：7月20日，等验收报告",
    Action.REASSIGN: "例：区住建局",
}
REPLY_LIKE = "例：已增派两个班组，8月底前补齐"
WHICH_TO_REPLY = "回复哪一份督办单？"
WHICH_TO_OBJECT = "对哪一份督办单提出异议？"
NOTHING_TO_REPLY = "没有待回复的督办单。"
NOTHING_TO_OBJECT = "没有可以提出异议的督办单。"
ASK_REPLY = "请写办理情况和整改措施；佐证照片或文件可随后发来。"
REPLY_GONE = "这份回复已提交或已取消，请重新打开督办单。"
MORE_EVIDENCE = "可继续补充文字、照片或文件，完成后点“确认回复”。"
EMPTY = "没有未销号的督办单。"
NO_FILES = "没有佐证。"
NOT_SENT_YET = "督办单尚未发出，没有文档。"

_REFUSALS = {
    Why.NOT_YOURS: NOT_YOURS,
    Why.HEAD_ONLY: HEAD_ONLY,
    Why.LIMIT_PASSED: LIMIT_PASSED,
    Why.OBJECTION_OVER: OBJECTION_OVER,
    Why.SAME_UNIT: SAME_UNIT,
}
STATES = {
    NoticeState.DRAFT: "草稿",
    NoticeState.SENT: "待签收",
    NoticeState.RECEIVED: "待回复",
    NoticeState.OBJECTED: "异议待处理",
    NoticeState.REPLIED: "已回复，待销号",
    NoticeState.RETURNED: "退回重办",
    NoticeState.CLOSED: "已销号",
    NoticeState.CLIMBED: "已升级",
    NoticeState.WITHDRAWN: "已撤回",
}
ACTIONS = {
    Action.DRAFT: "起草",
    Action.AMEND: "修改",
    Action.SEND: "发出",
    Action.DROP: "不发",
    Action.RECEIVE: "签收",
    Action.OBJECT: "提出异议",
    Action.REASSIGN: "改派",
    Action.UPHOLD: "维持原办",
    Action.REPLY: "回复",
    Action.RETURN: "退回重办",
    Action.CLOSE: "销号",
    Action.CLIMB: "升级",
    Action.LAPSE: "逾期未回复",
    Action.ASK_TIME: "申请延期",
    Action.GRANT_TIME: "同意延期",
    Action.REFUSE_TIME: "不同意延期",
    Action.EXTEND: "延期",
    Action.VOID_TIME: "延期申请终止",
    Action.WITHDRAW: "撤回",
}
SERVICE = "系统"


def title(mark: str, printed: str, kind: str, state: NoticeState, *, urgent: bool) -> str:
    """Which notice, and how it stands."""
    hurry = worded("【{urgent}】", urgent=URGENT) if urgent else ""
    number = worded("{printed} ", printed=printed) if printed else ""
    return worded(
        "{mark} {hurry}{number}{kind}（{states}）",
        mark=mark,
        hurry=hurry,
        number=number,
        kind=kind,
        states=STATES[state],
    ).strip()


def request(post: str, code: str, name: str, unit: str) -> str:
    """What a leader asks the inspectors for."""
    return worded(
        "{post}请督办 {code} {name}（{unit}），草稿已备好，请核定后发送。", post=post, code=code, name=name, unit=unit
    )


def request_kept(code: str) -> str:
    """The leader's request is on its way."""
    return worded("已转区督查室：{code} 的督办单草稿已备好，由督查室编号发送。", code=code)


def addressee(unit: str) -> str:
    """To whom."""
    return worded("主送：{unit}", unit=unit)


def reason(text: str) -> str:
    """Why."""
    return worded("事由：{text}", text=text)


def demand(text: str) -> str:
    """What is asked."""
    return worded("要求：{text}", text=text)


def limit_of_draft(days: int, day: str, *, named: bool) -> str:
    """The reply's limit before sending: a named day, or so many working days."""
    return (
        worded("回复期限：{day}前", day=day)
        if named
        else worded("回复期限：发出后 {days} 个工作日（今天发出为 {day}）", days=days, day=day)
    )


def limit(day: str, left: int) -> str:
    """The reply's limit; `left` are working days, negative when overdue."""
    when = (
        worded("已逾期 {value} 个工作日", value=-left)
        if left < 0
        else "今天到期"
        if left == 0
        else worded("还有 {left} 个工作日", left=left)
    )
    return worded("回复期限：{day}前，{when}", day=day, when=when)


def objection_until(day: str) -> str:
    """How long the unit's head may object."""
    return worded("如有异议，由单位负责人于 {day}前提出", day=day)


def feedback_until(day: str) -> str:
    """The next monthly feedback."""
    return worded("下次反馈：{day}前，每月一次直至销号", day=day)


def climbed_from(printed: str) -> str:
    """The milder notice before."""
    return worded("由 {printed} 升级", printed=printed)


def climbed_to(printed: str) -> str:
    """The graver notice after."""
    return worded("已升级为 {printed}", printed=printed)


def consequence(text: str) -> str:
    """What followed."""
    return worded("后果：{text}", text=text)


def event(day: str, who: str, action: Action, text: str, files: int) -> str:
    """One step of its life."""
    proof = worded("（佐证 {files} 个）", files=files) if files else ""
    told = worded("：{text}", text=text) if text else ""
    return worded(
        "{day} {who} {actions}{told}{proof}", day=day, who=who, actions=ACTIONS[action], told=told, proof=proof
    )


def open_already(code: str, printed: str, state: NoticeState) -> str:
    """One matter, one notice."""
    named = worded("{printed}（{states}）", printed=printed, states=STATES[state]) if printed else "一份待发草稿"
    return worded("{code} 已有{named}，一事一单，不再重复起草。", code=code, named=named)


def moved_on(state: NoticeState) -> str:
    """Somebody was faster, or the button is old."""
    return worded("这份督办单的状态已变（{states}），请重新打开。", states=STATES[state])


def refusal(why: Why, state: NoticeState) -> str:
    """Why a step cannot be taken; of later limits see words/extensions.py."""
    return _REFUSALS.get(why) or moved_on(state)


def sent(printed: str, unit: str, reached: int) -> str:
    """To the inspector."""
    return worded("已发出 {printed}，送{unit} {reached} 人。", printed=printed, unit=unit, reached=reached)


def unreached(names: Sequence[str]) -> str:
    """Who cannot be reached in chat."""
    return (
        worded("以下人员收不到消息，请另行送达：{value}", value=joined("、", names))
        if names
        else "该单位尚无人员，请另行送达。"
    )


def dropped(code: str) -> str:
    """A draft is not sent."""
    return worded("{code} 的督办单草稿{unsent}", code=code, unsent=UNSENT)


def received(printed: str, until: str) -> str:
    """To the unit."""
    return worded("已签收 {printed}，请于 {until}前回复。", printed=printed, until=until)


def objected(printed: str) -> str:
    """To the unit."""
    return worded("已就 {printed} 提出异议，待督查室答复。", printed=printed)


def objection(printed: str, unit: str, who: str, text: str) -> tuple[str, ...]:
    """To the inspector."""
    return (worded("{unit}（{who}）对 {printed} 提出异议：", unit=unit, who=who, printed=printed), quoted(text))


def reassigned(printed: str, unit: str) -> str:
    """To the inspector."""
    return worded("{printed} 已改派{unit}。", printed=printed, unit=unit)


def taken_away(printed: str, unit: str) -> str:
    """To the unit that objected."""
    return worded("{printed} 的异议已采纳，改由{unit}承办。", printed=printed, unit=unit)


def upheld(printed: str, text: str, until: str) -> str:
    """To the unit that objected."""
    return worded("{printed} 的异议未采纳：{text}。请于 {until}前回复。", printed=printed, text=text, until=until)


def reply_preview(printed: str) -> str:
    """Heading of the reply before it is sent."""
    return worded("回复 {printed}，请确认", printed=printed)


def replied(printed: str, feedback: str) -> str:
    """To the unit."""
    return worded(
        "已回复 {printed}，待督查室销号。销号前每月反馈一次，下次 {feedback}前。", printed=printed, feedback=feedback
    )


def reply(printed: str, unit: str, who: str, text: str, files: int) -> tuple[str, ...]:
    """To the inspector."""
    return (
        worded("{unit}（{who}）回复 {printed}：", unit=unit, who=who, printed=printed),
        quoted(text),
        worded("佐证 {files} 个", files=files) if files else "没有佐证",
    )


def returned(printed: str, text: str, until: str) -> str:
    """To the unit."""
    return worded("{printed} 的回复被退回：{text}。请于 {until}前重新回复。", printed=printed, text=text, until=until)


def closed(printed: str) -> str:
    return worded("{printed} 已销号。", printed=printed)


def withdrawn(printed: str, text: str) -> str:
    return worded("{printed} 已撤回：{text}", printed=printed, text=text)


def done(printed: str, action: Action) -> str:
    """In place of the card that was tapped."""
    return worded("{printed} {actions}", printed=printed, actions=ACTIONS[action])


def list_title(count: int, late: int) -> str:
    """Heading of the list."""
    return worded("未销号督办单（{count}）", count=count) + (worded("，逾期 {late} 份", late=late) if late else "")


def list_line(mark: str, printed: str, item: str, unit: str, state: NoticeState, when: str) -> str:
    """One notice in the list; `item` is its short name with the code after it."""
    named = printed or STATES[NoticeState.DRAFT]
    stands = worded("，{states}", states=STATES[state]) if printed else ""
    return joined(" ", (part for part in (mark, named, unit, item) if part)) + stands + when


def on_card(mark: str, printed: str, state: NoticeState) -> str:
    """The notice that stands on an item, on its card."""
    return (
        worded("督办：{mark} {printed} {states}", mark=mark, printed=printed, states=STATES[state])
        if printed
        else worded("督办：{mark} {states}待发", mark=mark, states=STATES[state])
    )


DROPPED_BEFORE = "督办：草稿已由督查室作废，现仍逾期，可再发督办单"


def settled_before(printed: str, state: NoticeState) -> str:
    """The last notice is over and something is owed again, or still."""
    return worded("督办：{printed} {states}，现仍逾期，可再发督办单", printed=printed, states=STATES[state])


def resting(until: str) -> str:
    """The unit let the ladder rest."""
    return worded("督办：单位已说明情况，暂缓到{until}，到期仍未报送再起草", until=until)


def asked_before(day: str) -> str:
    """The step of the ladder came while nothing was chased."""
    return worded("督办：{day}已到起草督办单的期限，当时没有催报，未自动起草，可发督办单", day=day)


def due_in(left: int) -> str:
    """When something is owed on it; working days."""
    if left < 0:
        return worded("，逾期 {value} 个工作日", value=-left)
    return "，今天到期" if left == 0 else worded("，还有 {left} 个工作日", left=left)


CLOCKS = {Clock.RECEIPT: "签收", Clock.REPLY: "回复", Clock.FEEDBACK: "反馈进展", Clock.VERDICT: "处理"}


def clock_line(mark: str, printed: str, item: str, unit: str, what: Clock, due: str, left: int) -> str:
    """One line of the bundle: what is owed on a notice."""
    owner = worded("{unit} ", unit=unit) if unit else ""
    return worded(
        "{mark} {owner}{printed}（{item}）：{due}前{clocks}{due_in}",
        mark=mark,
        owner=owner,
        printed=printed,
        item=item,
        due=due,
        clocks=CLOCKS[what],
        due_in=due_in(left),
    ).strip()


def draft_line(mark: str, kind: str, item: str, unit: str, why: str) -> str:
    """One line of the inspectors' bundle: a draft waits."""
    return joined(" ", (part for part in (mark, unit, item, kind) if part)) + worded("：{why}", why=why)


def open_draft(code: str) -> str:
    """A button."""
    return worded("看草稿 {code}", code=code)


def more(count: int) -> str:
    """What does not fit."""
    return worded("另有 {count} 份，发“督办单”查看全部。", count=count)
