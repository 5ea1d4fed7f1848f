"""What people may send to the staged district: every command, every kind of button on a screen, every open form, every intent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, select

from domain.understanding import Intent
from handlers.kernel.messages import Attached, Forwarded, Incoming
from handlers.kernel.turn import Moment
from storage.tables import bindings, buttons, outbox
from tests.dialogs.together.stage import AREAS, CALENDAR, CSV, MORE, PNG, Stage

# Of each kind of button, how many people's newest one is tapped.
TAPPED = 2
# What is typed for each command, by its name: the chat and the line.
COMMANDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "asks": (("负责", "催报次数"), ("督乙", "催报次数")),
    "invite": (("管理", "邀请 新人"), ("管理", "邀请 王五")),
    "leave": (("管理", "离岗 甲"), ("管理网", "离岗 督乙")),
    "away": (("甲", "请假 7月10日到7月14日"), ("负责网", "请假 甲 7月13日"), ("督乙", "请假 7月10日")),
    "back": (("甲", "销假"), ("张三", "销假")),
    "deputy": (("乙", "AB角 甲"), ("甲网", "AB角 取消"), ("督甲", "AB角 督乙")),
    "transfer": (("管理", "调动 乙 区住建局"),),
    "rename": (("管理网", "单位改名 住建局 城乡建设局"),),
    "end_items": (("管理", "终止事项 JS-010 项目取消"),),
    "move_items": (("管理网", "移交事项 JS-011 住建局 职责划转"),),
    "split_item": (("管理", "拆分事项 JS-001 为 JS-002 JS-003 分期建设"),),
    "merge_items": (("管理网", "合并事项 JS-002 为 JS-003 统一推进"),),
    "restore_items": (("管理网", "恢复事项 MS-030 误办终止"),),
    "quarters": (("领导", "季度表"), ("负责网", "季度表")),
    "handover": (("管理", "交接 乙 新人"),),
    "devices": (("甲", "我的设备"), ("督乙网", "我的设备")),
    "language": (("甲", "语言"), ("督乙网", "语言 English")),
    "logout": (("乙", "退出登录"), ("舜华网", "退出登录")),
    "agreement": (("甲", "责任书"), ("督乙网", "责任书")),
    "backward": (("甲", "倒排 JS-010 到12月18日 2个节点"),),
    "unreachable": (("督甲", "送达情况"), ("管理", "送达情况 甲")),
    "snooze": (("甲网", "暂缓 JS-011 2天 等验收报告"), ("舜华", "暂缓 ZS-028 1天 等拨款")),
    "blockers": (("督甲", "堵点"), ("住建", "堵点"), ("甲", "堵点")),
    "verify": (("督甲", "待核验"), ("督乙", "待核验"), ("负责", "待核验")),
    "mine": (("甲网", "我的报送"), ("甲", "我的报送"), ("负责", "我的报送"), ("舜华", "我的报送")),
    "items": (("甲网", "我的事项"), ("督乙", "我的事项"), ("领导", "我的事项"), ("乙网", "我的事项")),
    "red": (("督甲", "红灯"), ("舜华网", "红灯")),
    "late": (("督甲网", "谁没报"), ("甲", "谁没报")),
    "item": (("甲网", "事项 JS-010"), ("督乙", "事项 JS-011"), ("领导网", "事项 JS-010"), ("舜华", "事项 JJ-038")),
    "start": (("乙", "/start"), ("领导", "开始")),
    "help": (("甲", "帮助"), ("管理", "帮助")),
    "commands": (("督甲", "全部命令"),),
    "cancel": (("甲", "取消"), ("负责网", "取消"), ("督乙网", "取消"), ("基金", "算了")),
    "supervise": (("督乙", "督办 ZS-028 长期未报送"), ("督甲", "督办 GZ-014"), ("督乙网", "督办 JS-010 试试")),
    "request": (("领导", "请督办 JS-011"), ("领导网", "请督办 GZ-014")),
    "nudge": (("领导", "催一下 JS-011"), ("督甲", "催一下 JS-011")),
    "compare": (("督甲", "排名 大建设"), ("领导网", "对比 街道")),
    "boards": (("领导网", "板块"), ("督甲", "板块 大建设")),
    "unit_lights": (("督乙", "单位亮灯"), ("负责", "单位亮灯")),
    "areas": (("督乙", "片区 CBD"), ("管理", "片区 CBD 加 ZS-012"), ("管理网", "片区 CBD 减 JS-011"), ("甲", "片区")),
    "digest": (("领导", "周报"), ("督甲网", "周报"), ("负责", "周报")),
    "monthly": (("领导网", "月报"),),
    "quarterly": (("督乙", "季报"),),
    "bulletin": (("督甲", "通报"), ("领导网", "通报 大建设")),
    "ledger": (("管理", "台账"), ("负责网", "台账")),
    "template": (("甲", "台账模板"), ("督甲网", "台账模板 大建设")),
    "subscribe": (("领导", "订阅 周报 大建设"), ("负责", "订阅")),
    "unsubscribe": (("领导", "退订 周报"),),
    "notices": (("甲", "督办单"), ("督甲", "督办单 示督〔2026〕9号"), ("负责网", "督办单 示督〔2026〕6号")),
    "wishes": (("甲", "延期记录"), ("督甲", "延期记录")),
    "reply": (("甲", "回复"), ("负责网", "回复 已增派人手")),
    "object": (("负责", "异议"), ("金总", "异议 牵头单位是住建局")),
    "phone": (("督甲网", "代报 舜华路街道 规上工业4家 来电人 李主任"), ("督乙", "代报")),
}
# What an open form is answered with, by its flow; the forms are open on the stage.
ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "snooze": (("舜华网", "ZS-028 1天 等拨款"),),
    "notice": (("负责网", "7月17日 等验收"), ("督甲网", "理由不足"), ("督乙", "住建局")),
    "notice-reply": (("负责", "增派两个班组，8月20日前补齐"),),
    "report": (("甲", "改成 19"), ("甲网", "66"), ("乙", "17"), ("舜华", "JJ-038"), ("基金", "无变化，等审批")),
    "blocker.answer": (("住建网", "6月28日现场验收，已安排专人"),),
    "return": (("督甲", "与现场不符"),),
    "notice-new": (("督乙", "长期没有进展"),),
    "phone": (("督乙网", "规上工业5家 来电人 王主任"),),
}
# Free words, by what they are understood as.
WORDS: Mapping[Intent, tuple[tuple[str, str], ...]] = {
    Intent.REPORT: (
        ("乙网", "楼宇交付20座"),
        ("负责网", "ZS-012 12座"),
        ("住建", "JS-001 45个"),
        ("督甲", "JS-010 18座"),
    ),
    Intent.CORRECTION: (("甲网", "更正 JS-010 15座"), ("负责", "更正 JS-011 61万")),
    Intent.BLOCKER: (("乙网", "载体交付卡在消防验收，请住建局协调"),),
    Intent.QUERY: (
        ("甲网", "楼宇交付现在多少了"),
        ("督乙", "本周谁没报"),
        ("乙网", "我们还有几项没报"),
        ("领导", "哪些单位红灯"),
    ),
    Intent.EXTENSION: (
        ("甲网", "示督〔2026〕9号申请延期到7月16日，等验收"),
        ("甲", "申请延期"),
        ("督甲", "同意延到7月20日"),
    ),
    Intent.ACK: (("甲网", "收到"), ("舜华网", "收到"), ("督乙网", "收到")),
    Intent.SMALLTALK: (("乙网", "早上好"),),
    Intent.HELP: (("领导网", "怎么用？"),),
}
# Numbers typed where nobody can tap: they mean the buttons of the newest card.
NUMBERS = (("乙网", "1"), ("乙网", "2"))


@dataclass(frozen=True, slots=True)
class Move:
    """One message somebody may send. `means` is "command NAME", "action NAME", "flow NAME", "intent NAME" or else."""

    means: str
    incoming: Incoming
    label: str = ""

    def numbered(self, number: int) -> Incoming:
        """The message as the `number`th of several."""
        return replace(self.incoming, external_id=f"move{number}")

    def __str__(self) -> str:
        """For a transcript: who sends what, and what it is."""
        told = self.incoming
        what = f"taps {self.label}" if told.button else f"“{told.text}”" if told.text else told.event or "sends a file"
        file = f" with {told.file.name}" if told.file else ""
        return f"{told.channel}:{told.chat} {what}{file} ({self.means})"


def moves_of(stage: Stage, moment: Moment) -> tuple[Move, ...]:
    """Everything, in a fixed order."""
    return (*_typed(stage), *_tapped(moment), *_sent(stage), *_special(stage, moment))


def _typed(stage: Stage) -> Iterator[Move]:
    tables = (("command", COMMANDS), ("flow", ANSWERS), ("intent", {key.value: said for key, said in WORDS.items()}))
    for kind, table in tables:
        for name, lines in table.items():
            yield from (Move(f"{kind} {name}", _says(stage, chat, line)) for chat, line in lines)
    yield from (Move("number typed", _says(stage, chat, line)) for chat, line in NUMBERS)


def _says(stage: Stage, chat: str, line: str) -> Incoming:
    return Incoming(stage[chat].channel, "", chat, chat, stage.world.clock.now(), text=line)


def _tapped(moment: Moment) -> Iterator[Move]:
    """The newest button of each kind of some people; one of them is also tapped in a chat that it was not made for."""
    cards = buttons.join(outbox, outbox.c.key == buttons.c.outbox_key)
    newest = select(buttons).select_from(cards).order_by(outbox.c.id.desc(), buttons.c.position)
    seen: dict[str, list[Row[tuple[object, ...]]]] = {}
    for row in moment.store.execute(newest):
        shown = seen.setdefault(row.action, [])
        if len(shown) < TAPPED and all((each.chat, each.args) != (row.chat, row.args) for each in shown):
            shown.append(row)
    channel_of = {row.external_id: row.channel for row in moment.store.execute(select(bindings))}
    for action, shown in sorted(seen.items()):
        for row in shown:
            yield Move(f"action {action}", _taps(channel_of[row.chat], row.chat, row.token, moment.now), row.label)
    first = seen["report.confirm"][0]
    for chat in (first.chat.removesuffix(MORE) + MORE, "督乙"):
        yield Move("button of another chat", _taps(channel_of[chat], chat, first.token, moment.now), first.label)


def _taps(channel: str, chat: str, token: str, now: datetime) -> Incoming:
    return Incoming(channel, "", chat, chat, now, button=token, message="card")


def _sent(stage: Stage) -> Iterator[Move]:
    """Files: a photo for an open report, a loose one, one with a caption, and the admin's tables."""
    files = (
        ("photo for a draft", "甲", "", Attached("现场二.png", "image/png", len(PNG) + 1, PNG + b"3")),
        ("loose photo", "乙网", "", Attached("现场三.png", "image/png", len(PNG) + 1, PNG + b"4")),
        ("photo seen before", "住建", "", Attached("现场.png", "image/png", len(PNG), PNG)),
        ("photo with a report", "负责网", "ZS-013 80%", Attached("表.png", "image/png", len(PNG) + 1, PNG + b"5")),
        ("areas", "管理", "", Attached("片区.csv", CSV, len(AREAS), AREAS)),
        ("calendar", "管理网", "", Attached("2027.csv", CSV, len(CALENDAR), CALENDAR)),
    )
    for means, chat, caption, file in files:
        yield Move(means, replace(_says(stage, chat, caption), file=file))


def _special(stage: Stage, moment: Moment) -> Iterator[Move]:
    """Groups, strangers, and what the platform tells of a chat."""
    now = moment.now
    group = Incoming("test", "", "-100", "甲", now, text="事项 JS-010", private=False)
    yield Move("in a group", group)
    yield Move("in a group", replace(group, text="JS-010 18座"))
    private = Incoming("test", "", "甲", "甲", now, text="JS-011 75万平")
    yield Move("forwarded", replace(private, forwarded=Forwarded("李四", now - timedelta(days=2))))
    yield Move("forwarded", replace(private, text="请假 8月1日", forwarded=Forwarded("李四", now - timedelta(days=2))))
    yield Move("group chatter", replace(group, addressed=False))
    yield Move("stranger", Incoming("test", "", "生人", "生人", now, text="我的事项"))
    yield Move("invited", Incoming("test", "", "生人", "生人", now, text=f"/start {stage.invitation}"))
    yield Move("nonsense", Incoming("test", "", "甲", "甲", now, text="……"))
    for event in ("blocked", "unblocked", "undecodable"):
        yield Move("event", Incoming("test", "", "甲", "甲", now, event=event))
    yield Move("event", Incoming("test", "", "-100", "甲", now, event="migrated", moved_to="-200"))
