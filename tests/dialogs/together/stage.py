"""A small district in the middle of its work: every kind of card is on a screen, every kind of form is open somewhere."""

import io
from dataclasses import replace
from datetime import date
from functools import cache, partial

import openpyxl

from bot.base.channel import Abilities
from bot.demo.sample import sample_items
from bot.road.dispatch import Dispatch
from domain.digest import DigestKind
from domain.keys.digests import term_on
from domain.keys.messages import DigestKey, Reply
from domain.people import PersonId, Role
from domain.secrecy import OPEN
from domain.understanding.second import Proposal
from handlers.blockers.wishes import PAGE
from handlers.digests import again
from handlers.digests import tick as digests
from handlers.front import second, spoken
from handlers.kernel.messages import Incoming, say
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import items, people, wishes
from tests.support.pictures import picture
from tests.support.world import SilentChannel, Talk, World

UNITS = frozenset({"BM28", "JD14", "QY05", "BM03"})
PNG = picture()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
CALENDAR = "日期,是否上班,名称\n2027-01-01,休,元旦\n2027-01-04,班,元旦调休\n".encode()
UNIT_ROWS = "code,name,short_names,kind\nBM99,区临时专班,临时专班,department\n".encode()
AREAS = (
    "代码,名称,类别,上级,责任事项\nSQ,三区,布局,,\nCBD,中央商务区,片区,SQ,JS-010 JS-011 JJ-024\nCL,长岭山,片区,SQ,JS-001\n"
).encode()
# Who they are: name, role, unit, post. Each has a second chat, called the name with 网, on another channel.
CAST = (
    ("甲", Role.REPORTER, "BM28", ""),
    ("乙", Role.REPORTER, "BM28", ""),
    ("负责", Role.UNIT_HEAD, "BM28", ""),
    ("舜华", Role.REPORTER, "JD14", ""),
    ("基金", Role.REPORTER, "QY05", ""),
    ("金总", Role.UNIT_HEAD, "QY05", ""),
    ("住建", Role.REPORTER, "BM03", ""),
    ("督甲", Role.INSPECTOR, None, ""),
    ("督乙", Role.INSPECTOR, None, ""),
    ("领导", Role.LEADER, None, "分管副区长（城建）"),
    ("管理", Role.ADMIN, None, ""),
)
MORE = "网"


def channels() -> dict[str, SilentChannel]:
    """Two channels that can do everything, and one whose people type numbers instead of tapping."""
    bare = Abilities(push=True, buttons=False, edit=False, files=True, groups=False, text_limit=4096)
    return {"test": SilentChannel(), "web": SilentChannel("web"), "bare": SilentChannel("bare", bare)}


class Stage:
    """The district, and a way to speak in each of its chats."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.talks: dict[str, Talk] = {}
        # The token of an invitation that nobody has used.
        self.invitation = ""

    def __getitem__(self, chat: str) -> Talk:
        return self.talks[chat]

    async def hire(self) -> None:
        """The people, each in two chats; 乙 types numbers in the second one."""
        for name, role, unit, post in CAST:
            self.talks[name] = await self.world.hire(name, role, unit, post)
            await self.also(name, f"{name}{MORE}", "bare" if name == "乙" else "web")
        for name in ("张三", "李四", "王五"):
            self.talks[name] = await self.world.hire(name, Role.REPORTER, "BM03")
        for name in ("王五", "赵六"):
            await self.world.dispatch.moment(partial(_added, name))

    async def also(self, name: str, chat: str, channel: str) -> None:
        """Another chat of a person."""
        person = self.world.people[name]
        self.world.people[chat] = person
        await self.world.dispatch.moment(
            lambda moment: people.bind(moment.store, person, channel, chat, chat, moment.now)
        )
        self.talks[chat] = Talk(self.world, chat, channel)

    async def on(self, month: int, day: int, hour: int = 9, minute: int = 5, *, quiet: bool = True) -> None:
        """A working morning: the tick and the digests; `quiet`: everybody has read everything."""
        self.world.clock.local(month, day, hour, minute)
        await self.world.dispatch.moment(reminders.tick)
        await self.world.dispatch.moment(digests.send_due)
        if quiet:
            await self.quiet()

    async def quiet(self) -> None:
        """Everybody has read everything."""
        for talk in self.talks.values():
            await talk.pushed()


def _added(name: str, moment: Moment) -> PersonId:
    return people.add(moment.store, name, Role.REPORTER, "JD14", "", moment.now)


def _with_an_older_year(moment: Moment) -> None:
    """A promise of 2025 that is due this year, so that two years are open."""
    like = next(item for item in sample_items(2025) if item.code == "JS-010")
    old = replace(like, code="JS-900", name="跨年隧道贯通", aliases=(), milestones=(), due=date(2026, 11, 30))
    items.add(moment.store, [old], "示例区人民政府", date(2026, 6, 25), moment.now)


async def staged(world: World) -> Stage:
    """Plays the district up to Friday 10 July, the morning."""
    world.clock.local(6, 24)
    wanted = [item for item in sample_items(2026) if item.unit in UNITS]
    await world.settle(wanted, tracked_from=date(2026, 6, 25))
    await world.dispatch.moment(_with_an_older_year)
    stage = Stage(world)
    await stage.hire()
    await stage.on(6, 25)
    await arranged(stage)
    await reported(stage)
    await sent(stage)
    await stage.on(7, 1)
    await answered(stage)
    await stage.on(7, 10, quiet=False)
    await looked_at(stage)
    await asked(stage)
    await doubted(stage)
    await stage.world.dispatch.moment(partial(proposed, stage))
    await promised(stage)
    await left_open(stage)
    return stage


async def promised(stage: Stage) -> None:
    """Somebody will report later, somebody said nothing, somebody may try a line; of wishes for more time there are pages."""
    await stage["基金"].say("周五再报")
    for line in ("帮助", "今天下雨"):
        await stage["金总"].say(line)
    await stage.world.dispatch.moment(partial(wished, stage))
    await stage["张三"].say("延期记录")


def wished(stage: Stage, moment: Moment) -> None:
    """More wishes than a page holds, and the card of the demonstration."""
    clerk = people.by_id(moment.store, stage.world.people["张三"])
    assert clerk is not None
    for _ in range(PAGE + 1):
        wishes.add(moment.store, 2026, "BM03", clerk.id, "JS-001", "等验收", moment.now)
    said = Incoming("test", "trial", "李四", "李四", moment.now)
    other = stage.world.people["李四"]
    moment.post.reply("test", "李四", other, spoken.trial(moment, clerk), Reply(said.name, 0))


def proposed(stage: Stage, moment: Moment) -> None:
    """A second reader has proposed how to read a line that the rules did not read."""
    person = people.by_id(moment.store, stage.world.people["舜华"])
    assert person is not None
    line = Incoming("test", "unread", "舜华", "舜华", moment.now, text="那几家都弄妥了")
    second.propose(moment, line, person, say("没有看懂。", tells=OPEN), Proposal("JJ-037"))


async def arranged(stage: Stage) -> None:
    """The areas are known, 李四 stands in for 张三, leave is still to come."""
    await stage["管理"].send("片区.csv", CSV, AREAS)
    await stage["管理"].press("确认导入")
    await stage["甲"].say("请假 7月20日到7月24日")
    await stage["张三"].say("AB角 李四")


async def reported(stage: Stage) -> None:
    """Reports that wait for a verdict, with and without evidence; one was sent back, one came by telephone."""
    clerk = stage["甲"]
    await clerk.say("楼宇交付16座")
    await clerk.press("确认提交")
    await clerk.send("现场.png", "image/png", PNG)
    await clerk.press("JS-010")
    await stage["乙"].say("JS-011 60万平方米")
    await stage["乙"].press("确认提交")
    await stage["舜华"].say("JJ-038 3家")
    await stage["舜华"].press("确认提交")
    await stage["督甲"].say("退回 JS-011")
    await stage["督甲"].press("退回")
    await stage["督甲"].press("数字有误")
    await stage["督乙"].say("代报 舜华路街道 规上工业3家 来电人 王主任")
    await stage["督乙"].press("确认提交")
    await stage["住建"].say("JS-001 40个")
    await stage["住建"].press("确认提交")


async def sent(stage: Stage) -> None:
    """Notices sent on 25 June, to be answered by 9 July, and drafts."""
    for code in ("JS-010", "JS-001", "JS-002", "JS-003", "JJ-005"):
        await stage["督甲"].say(f"督办 {code} 连续两期未报送")
        await stage["督甲"].press("发送")
    for code in ("JJ-037", "GZ-013"):
        await stage["督甲"].say(f"督办 {code} 未按期推进")
    await stage.quiet()


async def answered(stage: Stage) -> None:
    """Notices sent on 1 July: of one more time is asked for, one is objected to, one is answered with a file."""
    clerk, head, inspector = stage["甲"], stage["负责"], stage["督甲"]
    for code in ("JS-011", "JJ-024", "ZS-012", "ZS-013"):
        await inspector.say(f"督办 {code} 连续两期未报送")
        await inspector.press("发送")
    await stage.quiet()
    await clerk.say("督办单 示督〔2026〕6号")
    await clerk.press("申请延期")
    await clerk.say("7月20日 等消防验收结果")
    await head.say("督办单 示督〔2026〕7号")
    await head.press("提出异议")
    await head.say("该项由住建局牵头")
    await clerk.say("督办单 示督〔2026〕1号")
    await clerk.press("回复")
    await clerk.say("增派两个班组，8月20日前补齐")
    await clerk.send("方案.png", "image/png", PNG + b"2")
    await clerk.press("确认回复")
    await stage.quiet()


async def ended_by_mistake(stage: Stage) -> None:
    """An item that nobody else speaks of was ended."""
    await stage["管理"].say("终止事项 MS-030 项目取消")
    await stage["管理"].press("确认")


async def said_in_a_group(stage: Stage) -> None:
    """A group was answered in private, with a button that leads there."""
    world = stage.world
    world.house = replace(world.house, district=replace(world.house.district, link="https://t.me/zeren_bot?start="))
    world.dispatch = Dispatch(world.house)
    for chat in ("舜华", "督甲"):
        line = world.update("test", chat, "我的报送" if chat == "督甲" else "请假 8月3日")
        await world.receive(replace(line, chat="-100", private=False))


async def looked_at(stage: Stage) -> None:
    """Cards of every kind, looked at and left on the screen."""
    await said_in_a_group(stage)
    await ended_by_mistake(stage)
    await stage["舜华网"].pushed()
    for chat in ("督甲", "督乙网", "领导", "负责", "管理网"):
        for line in (
            "我的事项",
            "片区",
            "板块",
            "排名",
            "单位亮灯",
            "送达情况",
            "周报",
            "待核验",
            "我的报送",
            "片区 CBD",
            "督办单",
        ):
            await stage[chat].say(line)
    for line in ("我的事项", "督办单"):
        await stage["督甲"].say(line)
        await stage["督甲"].press("下一页")
    for number in range(1, 10):
        await stage["督甲"].say(f"督办单 示督〔2026〕{number}号")
    for line in ("送达情况 王五", "事项 JS-010", "哪些单位红灯", "本周谁没报"):
        await stage["督甲"].say(line)
    await stage["领导"].say("事项 JS-011")
    for chat in ("甲", "乙", "负责网"):
        for line in (
            "督办单 示督〔2026〕9号",
            "我的事项",
            "事项 JS-011",
            "随便写点什么",
            "我们还有几项没报",
            "我的报送",
        ):
            await stage[chat].say(line)
    for chat in ("基金", "舜华"):
        await stage[chat].say("我的事项")
        await stage[chat].say("我的设备")
        await stage[chat].say("退出登录")


async def asked(stage: Stage) -> None:
    """Questions that a tap answers, and that leave no form open."""
    await stage["李四"].say("语言")
    clerk, admin, inspector = stage["甲"], stage["管理"], stage["督甲"]
    await clerk.say("我的报送")
    await clerk.press("撤回")
    await clerk.say("销假")
    await clerk.say("楼宇交付卡在消防验收，请住建局协调")
    await stage["舜华"].say("规上企业入库材料开不出证明，请税务协调")
    await stage["甲网"].say("申请延期到7月20日，等材料")
    await stage["督甲"].say("请假 甲 8月3日到12月31日")
    await stage["督乙"].say("请假 乙 8月3日")
    for line in ("离岗 王五", "邀请 王五", "离岗 李四", "交接 张三 新人"):
        await admin.say(line)
    stage.invitation = await stage.world.token_in((await admin.say("邀请 赵六"))[-1])
    await admin.say("邀请 督乙")
    await admin.say("终止事项 ZS-013 项目取消")
    await admin.say("单位改名 舜华路街道 舜华街道 简称 舜华")
    await admin.say("调动 李四 中央商务区")
    await admin.say("调动 金总 舜华路街道")
    await admin.press("确认调动")
    await stage["督甲"].pushed()
    await admin.send("片区.csv", CSV, AREAS + "DS,多园,布局,,ZS-012\n".encode())
    await admin.send("单位.csv", CSV, UNIT_ROWS)
    await admin.send("2027.csv", CSV, CALENDAR)
    await admin.send("备案.xlsx", XLSX, agreements(name="地下车库移交", more="来源文号"))
    await admin.press("确认导入")
    await admin.send("任务.xlsx", XLSX, agreements(name="连廊建设", more="备注"))
    await admin.press("改列的含义")
    await admin.send("会议.xlsx", XLSX, agreements(name="广场建设", more="会议名称"))
    await admin.press("改列的含义")
    await admin.press("会议名称 → 自有列")
    await admin.send("责任书.xlsx", XLSX, agreements())
    await admin.send("改名.xlsx", XLSX, agreements(name="中央商务区楼宇建成交付"))
    await stage["督乙"].say("督办单 示督〔2026〕7号")
    await stage["督乙"].press("改派")
    await stage["负责网"].say("待核验")
    await inspector.say("督办 GZ-012 连续两期未报送")
    await inspector.press("发送")
    await stage["基金网"].pushed()
    await inspector.say("督办 JJ-037")
    for number in range(41, 46):
        await stage["住建"].say(f"JS-001 {number}个")
        await stage["住建"].press("确认提交")
    await stage["住建"].say("JS-001 45个了吗")
    await stage["住建"].say("我的报送")
    await stage["住建"].send("现场四.png", "image/png", PNG + b"6")


async def doubted(stage: Stage) -> None:
    """A leader is offered the week's digest, of which nobody knows whether it arrived."""
    leader = stage["领导"]
    digest = DigestKey(term_on(DigestKind.WEEKLY, date(2026, 7, 10)), leader.id)
    await stage.world.dispatch.moment(lambda moment: again.offer(moment, leader.id, digest))
    await leader.pushed()


async def left_open(stage: Stage) -> None:
    """A form of every kind is open in some chat."""
    await stage["甲"].say("楼宇交付18座，70万平")
    await stage["甲网"].say("事项 JS-011")
    await stage["甲网"].press("报送")
    await stage["乙"].say("楼宇交付280座")
    await stage["乙网"].say("我的报送")
    await stage["负责"].say("督办单 示督〔2026〕9号")
    await stage["负责"].press("回复")
    await stage["负责"].say("已安排专人，8月底前补齐")
    await stage["负责网"].say("示督〔2026〕9号申请延期到7月20日，等材料")
    await stage["舜华网"].press("暂缓")
    await stage["舜华"].say("规上企业新增3家")
    await stage["基金"].say("事项 GZ-012")
    await stage["基金"].press("报送")
    await stage["住建网"].pushed()
    await stage["住建网"].press("已解决")
    await stage["督甲"].say("待核验")
    await stage["督甲"].press("退回")
    await stage["督甲"].press("其他原因")
    await stage["督甲网"].say("督办单 示督〔2026〕6号")
    await stage["督甲网"].press("不同意延期")
    await stage["督乙"].say("督办 GZ-014")
    await stage["督乙网"].say("代报 舜华路街道")


@cache
def agreements(lead: str = "中央商务区发展服务中心", name: str = "中央商务区26座楼宇建成交付", more: str = "") -> bytes:
    """A workbook of this year that asks more of JS-010, or calls it otherwise; `more` is a column of the district's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "大建设"
    sheet.append(["示例区2026年“大建设”板块目标责任分解表"])
    row = {
        "序号": 10,
        "指标/事项": name,
        "计量单位": "座",
        "目标值": "28座",
        "权重": 30,
        "完成时限": "12月20日前",
        "节点安排": "9月30日：累计交付19座【19】",
        "牵头单位": lead,
        "责任领导": "分管副区长（城建）",
        "报送周期": "每旬",
    }
    row |= {more: "略"} if more else {}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
