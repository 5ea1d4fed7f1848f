"""What the sender wants, by the words of the message as a whole: an intent, a courtesy, a kind of question."""

import re
from enum import Enum

from domain.understanding.catalogue import Catalogue
from domain.understanding.comparison import ASKED
from domain.understanding.model import Intent
from domain.understanding.names import hide
from domain.understanding.text import clean

_ACK_WORD = (
    r"收到|好的?|好嘞|好滴|好哒|好呢|行|可以|已阅|已收|已悉|知悉|明白了?|知道了?|了解了?|清楚了?|okk*|好吧|嗯+|"
    r"哦+|1|遵照(?:执行|办理|落实)|遵命|是|照办|没问题|"
    r"👌|👍|🫡|✅|🙏|\[ok\]|\[强\]|\[握手\]|已知晓|知晓|得令|同意|领导"
)
_PROMISE = (
    r"(?:我们?|这边)?(?:马上|立即|立刻|尽快|抓紧|稍后|一会儿?|回头|今天|今晚|今早|明天|明早|下午|上午|下班前|这就|"
    r"随后|会|就|一定|按时|及时|周[一二三四五六日]|下周[一二三四五]?|按要求|本周)+"
    r"(?:就|会|内)?(?:去)?(?:报送?|办理?|落实|安排|填报?|改正?|处理|补报?|弄|整改|执行|学习|推进|跟进|上报|提交|"
    r"更新|核实|核对|催|反馈|回复|看)+(?:一下|好)?"
)
_ACK = re.compile(rf"^(?:{_ACK_WORD}|{_PROMISE}|谢谢(?:提醒)?|感谢(?:提醒)?|[,。.!;~、\s呀啊哈的了啦哦呢]|辛苦了?)+$")
_RECEIPT = re.compile(r"收到|已阅|已收|已悉|知悉|知晓|遵照")
_ACK_HEAD = re.compile(rf"^[\s]*(?:{_ACK_WORD}|{_PROMISE})")
_THANKS = re.compile(r"^(?:谢谢|多谢|感谢|辛苦|谢了|3q|thank)[^\d]*$")
# 早上好 sounds like 招商: a greeting alone is never held against the names of items.
_GREETING = re.compile(
    r"^(?:(?:早上|上午|中午|下午|晚上|您|你|大家|各位)好|[早晚]安|早|周末(?:愉快|快乐)|"
    r"(?:节日|新年|国庆|中秋|端午|五一|元旦)快乐|"
    r"(?:各位)?(?:领导|老师|同志|同事)们?|hi|hello|嗨|哈喽|在吗|在不在|有人[吗么]|[,。.!~、\s呀啊哈的了啦哦呢])+$"
)
_SMALL = re.compile(
    r"辛苦|谢谢|多谢|感谢|在吗|在不在|有人[吗么]|你好|您好|早上好|上午好|中午好|下午好|晚上好|大家好|晚安|早安|"
    r"周末|快乐|哈哈|嘿嘿|呵呵|加油|天气|下雨|好热|好冷|下班|吃饭|吃了|累|困|"
    r"忙死|恭喜|祝贺|假期|放假|节日|再见|拜拜|^早$|^hi$|^hello|^嗨"
)
_MEANS = (
    r"报|填|用|发|改|操作|弄|提交|上传|撤|查|绑|写|登|看|导|传|录|输|设置|切换|退|换|添加|删|补|申请|加|拍|关联|"
    r"下载|打印|注册|激活"
)
_HELP = re.compile(
    rf"(?:怎么|如何|咋|怎样|咋个|怎么样才能)(?:才能|去|来|在[^,]{{0,4}}|[把将][^,]{{0,6}})?(?:修改|更改|变更|新增|"
    rf"{_MEANS})|(?:能|可以|能不能|可不可以)一(?:次|起)[^,]{{0,4}}(?:报|填|传)|"
    rf"(?:{_MEANS})[^,。]{{0,6}}(?:怎么(?:弄|搞|办|操作|做)|在哪(?:里|儿)?(?:点|操作)?$)|"
    r"(?:支持|能不能|能|可不可以|可以|会不会|可否|是否)(?:支持|用|直接|一次|批量|发|传)?(?:语音|图片|照片|视频|"
    r"文件|表格|excel|word|pdf|附件|撤回?|改|发|传|批量|代报|转发|打字|导出|绑定|微信)[^,。]*(?:吗|不|么|嘛|\?)?$|"
    r"^帮助$|^help$|^菜单$|^功能$|使用(?:说明|方法|指南|手册)|"
    r"有(?:没有)?[^,。]{0,4}(?:教程|说明书?|模板|手册|指南|示例|样例)|格式(?:是|要)?(?:什么|怎么|咋)|"
    r"你(?:能|会|可以)(?:干|做|帮)[^,。]{0,4}(?:什么|啥|哪些)|你(?:是谁|是干(?:什么|啥)的|叫什么)|"
    r"(?:什么|哪些)(?:功能|指令|命令)|不会(?:用|报|填|操作)|怎么玩|"
    r"(?:按钮|界面|页面|附件|格式|图标|菜单|链接|二维码|验证码|小程序|文件大小|机器人)[^,。]{0,10}(?:怎么|没有|"
    r"多大|多少|吗|呢|要求|打不开|点不了|找不到|不显示|不见)|"
    r"(?:打不开|点不了|找不到|看不到)[^,。]{0,6}(?:按钮|界面|页面|附件|菜单|链接|二维码)|"
    r"(?:忘了|忘记)[^,。]{0,4}(?:怎么|如何|密码|账号)|(?:绑定|登录|注册)(?:不上|不了|失败)"
)
_EXTENSION = re.compile(
    r"延期|(?:延|推|拖|调|挪|放宽|宽限|顺延|展期?|改|缓)(?:长|后|迟)?(?:到|至)(?:\d|[一二三四五六七八九十]|下|年|"
    r"月|明|国庆|元旦|本)|延长|延后|推迟|宽限|顺延|展期|缓报|缓交|"
    r"往后(?:拖|推|延|调|挪|放|错)|晚(?:几|[一二两三四五六\d]|上?半)个?(?:月|周|天|星期|旬|季度)|"
    r"(?:申请|请求|恳请|请|希望)[^,。]{0,12}(?:调整(?!后)|延|推迟|缓)|(?:批准|同意)[^,。]*调整|"
    r"(?:再)?(?:多给|宽|缓)(?:我们)?(?:几|[一二两三四五六\d])(?:天|周|个)"
)
_HARD = (
    r"卡(?:住|在|壳|着|脖子)|堵(?:点|在|住|着)|受阻|阻力|阻碍|障碍|瓶颈|难点|难题|难度(?:较|很|太)?大|"
    r"(?:有|遇到|碰到|存在)[^,。]{0,6}(?:困难|问题)|困难(?:较|很|太)?(?:大|多)|"
    r"[一-鿿](?<!差)(?<!了)(?<!少)(?<!对)(?<!免)(?<!从)(?<!来)不(?:了|去|上|下来|下去|动|拢|通(?!过)|走|起来|出来|"
    r"进去?|过去?|开|齐)(?!解|工|少|多|是|会)|"
    r"跟不上|不到位|未到位|没到位|没(?:有)?(?:落实|批下来|批复|着落)|产权不清|扯皮|推诿|涉诉|诉讼|官司|纠纷|矛盾|"
    r"阻工|停工|停摆|停了|搁置|中断|闹|"
    r"不(?:同意|配合|肯|愿意?|签字|支持|给(?:办|批|开|过))|反对|拒(?:签|迁|绝|不)|上访|求助|"
    r"缺(?:少|乏|口)?(?!席|口径)[^,。佐的]{0,6}(?=,|。|$|\d|[一-鿿])|"
    r"(?:没有?|无|短缺|不够|不足|紧张)(?:资金|钱|经费|人手|人员|施工队|材料|钢材|土地|指标|手续|场地|用地|设备|"
    r"政策|房源|编制|预算|点位|地块)|"
    r"(?:资金|经费|人手|人员|材料|土地|用地|指标|场地|设备|岗位|房源|手续|编制|预算)(?:还)?(?:没有?|不够|不足|"
    r"短缺|紧张|紧缺|有缺口|没下来|没到|未到|没批|未批|跟不上|断了|没解决|没落实|没办)|"
    r"影响(?:了)?(?:交付|进度|施工|工期|开工|竣工|推进|完成)|(?:受|因)[^,。]{0,12}影响(?!力)|手续(?:没|未|卡|办)|"
    r"出(?:了|现)?问题|堵(?:门|路|车)|历史遗留|遗留问题|迟迟|拖着不|"
    r"(?:一直|始终|还)(?:没|未|不)(?:批|过|下来|通过|给|有结果|答复|回复|到)|招不到|找不到|"
    r"(?:谈|签|办|批|过|推|拆|搬|迁|压|落)不(?:了|下|动|拢|成|过)"
)
_PLEASE = (
    r"(?:请(?!假|审|查|收|知|批示|阅|核|确认|见|问|示|领导审|各位|注意|放心)|恳请|盼|望|希望|麻烦|需要?|"
    r"急需|亟需|建议|求|商请|提请)"
)
_REQUEST = (
    rf"{_PLEASE}[^,。\d]{{0,16}}"
    r"(?:协调|支持|配合|帮|出面|对接|认定|解决|牵头|给予|督促|协助|加快|批复|出(?:个|具)?意见|办理|介入|指导|研究|"
    r"推动|疏通|催(?:办|一下)|拨付|拨款|"
    r"安排资金|落实资金|明确|出具|会商|调度|推进)|"
    rf"{_PLEASE}[^,。\d]{{0,4}}(?:[一-鿿]{{1,8}}(?:局|委|办|部|公司|部门|街道|中心|银行|法院)|区里|市里|上级|财政|领导)"
    r"(?!审|阅|知|查|批|过目|确认)[一-鿿]{2}"
)
_BLOCKER = re.compile(rf"{_HARD}|{_REQUEST}|帮(?:忙|着)?协调")
# 请, 需要 and the like with what is asked for.
ASKING = re.compile(_REQUEST)
_CORRECTION = re.compile(
    r"报错|(?<!产权)不对(?!称|外)|报多了|报少了|(?:报|填|写|打|输|算)(?:得|的)?[大小高低]了|(?<!\d)非\d|"
    r"(?<!不)按\d[^,。;]{0,6}(?:算|计算?|统计|为准)$|(?:填|写|弄|搞|打|看|输|录|算)(?:错|岔|反)|错了|有误|更正|纠正|"
    r"订正|勘误|改(?:成|为|一下|下(?!来))|(?:写|填|打|输|录|报)成|(?:多|少|漏|重)(?:报|填|写|算)|"
    r"(?:报|填|算)重了?|应该?是|应为|"
    r"不是\d|不是[一二三四五六七八九十百]+[^,。]{0,3}(?:,?是|而是)|撤回重报|重新报|重报|作废|以这(?:次|个|条)为准|"
    r"以此为准|手误|笔误|修正为?|调整为\d"
)
_QUESTION = (
    r"[?？]$|多少|(?<![十百千万好])几(?:项|栋|座|个|家|条|户|处|件|所|名|天|点|分|成|期|份|套)(?!百|千)|"
    r"哪(?:些|个|几|家|项|里|儿|天|步|一[步个项家])|谁(?:没|还|负责|的|是|牵头|报)|什么时候|啥时候|何时|"
    r"(?:怎么样|如何|咋样|怎样|(?:什么|啥)情况)了?[啊呀呢吧]?$|(?:吗|呢|么|来着|没有|了没|没)$|第几|排名|"
    r"排(?:第几|多少)|(?:^|帮我?|请|想|再)(?:查|看)(?:一下|下|询)?|进度如何|差多少|还差几|是什么|为什么|为啥|"
    r"什么(?:原因|时间)|几号|(?:^|,)(?:查|看)|"
    f"{ASKED}|"
    r"^[^,。]{0,12}(?<![除解消])[红黄]灯(?:事项)?$"
)
_QUERY = re.compile(_QUESTION)
_ABOUT_WORK = re.compile(
    r"报|灯|进度|完成|任务|目标|事项|指标|项|截止|到期|节点|排|名次|督办|超期|逾期|落后|得分|考核|滞后|责任书|"
    r"[红黄]了|[变转][红黄]|核验|退回|通过|预警|街道|单位|部门|堵点|差|达标|"
    f"{ASKED}"
)
# 怎么还没报 and 怎么这么慢 ask about the work, not about the bot.
_WHY = re.compile(r"怎么(?:还|没(?!有[^,。]*(?:按钮|菜单|界面|页面))|这么|样|了)")
_WORKING = re.compile(r"推进|进展|进行中|完工|完成|开工|签约|交付|落实|筹备|对接|施工|启动|验收")
_NOT_THIS = re.compile(
    r"^\s*(?:不是|不对|错了|搞错了|弄错了|都不是)(?:这个|这项|这一项|那个)?[，,。\s]*(?:应该)?(?:是|改成|换成)?(?!\d)"
)


_ASKED_BEFORE = re.compile(
    r"(?:上次|上回|上期|之前)报?[^,]{0,3}$|"
    r"是不是|是否|有没有|能不能|会不会|可不可以|可否|哪|谁|为什么|为啥|怎么(?!还|没|不|这)|如何|咋"
)
_ASKED_AFTER = re.compile(
    r"[了啦的个]*(?:[吗么嘛呢]|[对是行够][吗么不没]|没有?|不)+\??$|[^,]{0,4}(?:怎么(?!还|没|不|这|又)|如何|咋)|"
    r"[^,]{0,3}(?:是(?:什么|啥|哪|谁|怎么|多少)|哪天|什么时候)"
)
# Letters behind a figure before its question mark: 18座了？ asks about it, 18座还不给过？ complains.
SHORT_END = 2


def intent_of(text: str) -> Intent | None:
    """The intent that the words alone decide; None for a plain statement (a report, if it says anything)."""
    if _THANKS.match(text) or _GREETING.match(text):
        return Intent.SMALLTALK
    if _ACK.match(text):
        return Intent.ACK
    if _HELP.search(text) and not _WHY.search(text):
        return Intent.HELP
    if _EXTENSION.search(text) and not re.search(r"多少$|(?:能|可以)?(?:延|推)到什么时候", text):
        return Intent.EXTENSION
    asked, blocked = _QUERY.search(text), _BLOCKER.search(text)
    if _CORRECTION.search(text) and not asked:
        return Intent.CORRECTION
    if asked and not ASKING.search(text) and not (blocked and not _asks_at_end(text)):
        return Intent.QUERY
    if blocked:
        return Intent.BLOCKER
    return Intent.QUERY if asked else None


def _asks_at_end(text: str) -> bool:
    return bool(re.search(rf"(?:{_QUESTION}|[?？]|多少[^,。]{{0,3}}|几[^,。]{{0,4}})$", text)) or bool(
        re.match(r"哪|谁|有什么|有哪", text)
    )


def asks_of_figure(before: str, after: str, open_end: bool) -> bool:
    """Whether a clause asks about its own figure (18座了吗, 是不是18座, 上次报16座); `open_end`: a question mark follows it.

    A complaint does not: 都18座了还不给过吗.
    """
    if _ASKED_BEFORE.search(before):
        return True
    return bool(_ASKED_AFTER.match(after)) or (open_end and len(after) <= SHORT_END)


def said_of_another(text: str) -> str | None:
    """服务业 of 不是这个，是服务业: what follows the words that another item was meant; None where they are not said."""
    found = _NOT_THIS.match(text)
    return text[found.end() :] if found else None


def asks_for_help(text: str) -> bool:
    """Whether somebody is asked to do something about a blocker: 请住建局协调."""
    return bool(ASKING.search(text))


def is_assent(text: str) -> bool:
    """Whether a whole line is 好的, 👍 or a promise; neither thanks nor the receipt of a message, which 收到 is."""
    cleaned = clean(text)
    return bool(_ACK.match(cleaned)) and not _THANKS.match(cleaned) and not _RECEIPT.search(cleaned)


def is_smalltalk(text: str) -> bool:
    """Whether a statement without item or figure is a courtesy."""
    return bool(_SMALL.search(text))


class Courtesy(Enum):
    """What is only polite."""

    GREETING = "greeting"
    THANKS = "thanks"


def courtesy_of(text: str) -> Courtesy | None:
    """Which courtesy a whole line is, if it is one and nothing else."""
    cleaned = clean(text)
    if _THANKS.match(cleaned):
        return Courtesy.THANKS
    return Courtesy.GREETING if _GREETING.match(cleaned) and re.search(r"\w", cleaned) else None


def is_acknowledgement(text: str) -> bool:
    """Whether a statement without item or figure begins like an acknowledgement: 好嘞，今天就报."""
    return bool(_ACK_HEAD.match(text))


def tells_of_work(text: str) -> bool:
    """Whether a statement without item or figure speaks of progress all the same: 各项工作正在推进."""
    return bool(_WORKING.search(text))


def is_about_work(text: str) -> bool:
    """Whether a question without an item asks about the district's work at all."""
    return bool(_ABOUT_WORK.search(text))


class Question(Enum):
    """LIGHTS: which are red (or yellow); LATE: who has not reported; OWED: what one still has to report; LEFT: what is missing
    to the target; TARGET, DUE: what was promised, until when or when the next report is due; FIGURE: where it stands; ALL:
    whatever there is to know.
    """

    LIGHTS = "lights"
    LATE = "late"
    OWED = "owed"
    LEFT = "left"
    TARGET = "target"
    DUE = "due"
    FIGURE = "figure"
    ALL = "all"


_LIGHT = re.compile(
    r"[红黄](?:色)?(?:灯|牌|的|了)|[变转][红黄]|(?:哪|谁)[^,。]*[没未](?:能)?(?:完成|达标)|亮灯|亮红|亮黄|落后|滞后|预警|慢了?$"
)
_UNREPORTED = re.compile(r"[没未](?:有)?(?:报|填|交|上报|提交)|逾期|超期|漏报|欠报|要报|该报|待报")
_OURS = re.compile(r"我们?|我(?:局|办|街道|公司|中心|单位)|本单位|自己|咱们?")
_LEFT = re.compile(r"还?差(?!不多)|还?缺|剩(?:下|余)?多少|剩几|离目标|距(?:离)?目标|缺口")
_TARGET = re.compile(r"目标(?:是|值|数)?|任务(?:是|数|量)|指标(?:是|值)")
_DUE = re.compile(r"什么时候|啥时候|何时|几号|哪天|截止|到期|下(?:个|一)?(?:个)?节点|下次|期限|时限(?:是|到)")

_ALL = re.compile(r"(?:什么|啥)情况|(?<!进度)(?:怎么样|咋样|怎样)|进展如何")


def question_of(text: str) -> Question:
    """The kind of a question; where an item stands if nothing else is said."""
    if _UNREPORTED.search(text) and not _DUE.search(text):
        return Question.OWED if _OURS.search(text) else Question.LATE
    if _LIGHT.search(text):
        return Question.LIGHTS
    if _DUE.search(text):
        return Question.DUE
    if _LEFT.search(text):
        return Question.LEFT
    if _TARGET.search(text):
        return Question.TARGET
    return Question.ALL if _ALL.search(text) else Question.FIGURE


def asks_streets(text: str) -> bool:
    """Whether a question is about the streets alone."""
    return "街道" in text


_OF_ALL = re.compile(
    r"(?:什么|啥)?情况|怎么?样了?|如何|进展|进度|现在|目前|最近|完成得?|工作|得|的|[吗呢啊,?]|看一?下|查一?下|说说"
)


def unit_alone(text: str, catalogue: Catalogue) -> str | None:
    """The unit about which a question asks and about nothing else: 大明湖街道怎么样; None if it names anything else."""
    cleaned = clean(text)
    named = catalogue.units_in(cleaned)
    if len(named) != 1:
        return None
    code, words = named[0]
    return None if _OF_ALL.sub("", cleaned.replace(words, "", 1)).strip() else code


def asks_yellow(text: str) -> bool:
    """Whether a question about lights means the yellow ones."""
    return "黄" in text


_OFFICIAL = re.compile(r"(?:局|委|办|部|中心|街道|公司|集团)$")


def asked_units(text: str, catalogue: Catalogue, own: str | None, item: str | None) -> tuple[str, ...]:
    """Codes of the units that a call for help names, in its order: after 请, 需要 and the like any name, before it official ones.

    The sender's own unit does not count, nor does a unit's name inside the item's name.
    """
    cleaned = clean(text)
    named = catalogue.named.get(item or "")
    bare = hide(cleaned, [named]) if named else cleaned
    request = ASKING.search(bare)
    at = request.start() if request else len(bare)
    late = [code for code, _ in catalogue.units_in(bare[at:])]
    early = [code for code, words in catalogue.units_in(bare[:at]) if _OFFICIAL.search(words)]
    return tuple(dict.fromkeys(code for code in (late or early) if code != own))
