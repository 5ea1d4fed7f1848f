"""What the sender wants, by the words of the message as a whole: an intent, a courtesy, a kind of question."""

import re
from enum import Enum

from domain.understanding.comparison import ASKED
from domain.understanding.cues import UNCHANGED
from domain.understanding.model import Intent
from domain.understanding.text import clauses, clean

_ACK_WORD = (
    r"收到|好的?|好嘞|好滴|好哒|好呢|行|可以|已阅|已收|已悉|知悉|明白了?|知道了?|了解了?|清楚了?|okk*|好吧|嗯+|"
    r"哦+|晓得了?|要得|得嘞|1|遵照(?:执行|办理|落实)|遵命|是|照办|没问题|"
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
_RECEIPT_ALONE = re.compile(
    r"^(?:(?:按(?:要求|规定|通知))?(?:现将?|再|补充?)?(?:更新|汇报|报告|报送|补报|填报|上报|报|反馈|回复|通报)(?:一下|下|如下)?(?:进度|情况|数据|进展)?(?:如下)?|(?:报告|回复|尊敬的|请)?(?:各位)?领导(?:好|们)?|收到|好的?|好嘞|(?:请|望)?(?:查收|审阅|阅示|批示|知悉|收悉)|以上|特此报告|详?见附[件表]|(?:材料|佐证|照片)?附后|(?:敬请|请)?各?位?领导(?:审阅|阅示|批示))$"
)
_FILLER = re.compile(
    r"^(?:那个|这个|嗯+|呃+|额|啊|哦|打扰(?:一下|了)?|不好意思|(?:各位)?(?:领导|同事|老师|同志)们?(?:辛苦|费心)(?:了|啦)?)+$"
)
_ACK_HEAD = re.compile(rf"^[\s]*(?:{_ACK_WORD}|{_PROMISE})")
_THANKS = re.compile(
    r"^(?:谢谢|多谢|感谢|辛苦|谢了|3q|thank)[^\d]*$|^(?:各位|大家)?(?:领导|老师|同志|同事)们?辛苦[了啦啊呀哈]*$"
)
# 早上好 sounds like 招商: a greeting alone is never held against the names of items.
_GREETING = re.compile(
    r"^(?:(?:早上|上午|中午|下午|晚上|您|你|大家|各位)好|[早晚]安|早|周末(?:愉快|快乐)|"
    r"(?:节日|新年|国庆|中秋|端午|五一|元旦)快乐|"
    r"(?:各位)?(?:领导|老师|同志|同事)们?好?|hi|hello|嗨|哈喽|在吗|在不在|有人[吗么]|[,。.!~、\s呀啊哈的了啦哦呢])+$"
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
    r"(?:照片|图片|佐证|附件|材料|文件|截图)[^,]{0,4}(?:发|传|报|交|放|填)(?:到|给|去|在)?哪|"
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
    r"[一-鿿](?<!差)(?<!了)(?<!少)(?<!对)(?<!免)(?<!从)(?<!来)不(?:清(?![楚除理淤])|了|去|上|下来|下去|动|拢|通(?!过)|走|起来|出来|"
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
    r"(?:一直|始终|还)(?:没|未|不)(?:批|过|下来|通过|给(?![^,]{0,3}[吗么])|有结果|答复|回复|到(?!\d))|(?<![够要])不够(?![\d吗么?])|招不到|找不到|限流|排(?:着)?队(?![员伍长形])|没地|[村方企户他]里?不给|"
    r"(?:谈|签|办|批|过|推|拆|搬|迁|压|落)不(?:了|下|动|拢|成|过)"
)
_PLEASE = (
    r"(?:请(?!假|审|查|收|知|批示|阅|核|确认|见|问|示|领导审|各位|注意|放心)|恳请|盼|望|希望|麻烦|需要?|"
    r"急需|亟需|建议|(?<!要)(?<!需)求|商请|提请)"
)
_REQUEST = (
    rf"{_PLEASE}[^,。\d]{{0,16}}"
    r"(?:协调|支持|配合|帮|出面|对接|认定|解决|牵头|给予|督促|协助|加快|批复|出(?:个|具)?意见|办理|介入|指导|研究|"
    r"推动|疏通|催(?:办|一下)|拨付|拨款|"
    r"安排资金|落实资金|明确|出具|会商|调度|推进)|"
    rf"{_PLEASE}[^,。\d]{{0,4}}(?:[一-鿿]{{1,8}}(?:局|委|办|部|公司|部门|街道|中心|银行|法院)|区里|市里|上级|财政|领导)"
    r"(?!审|阅|知|查|批|过目|确认)[一-鿿]{2}"
)
_WAITED_FOR = (
    r"批[复文件]?|许可|审批|审核|验收|政策|文件|通知|资金|拨款|款项|经费|手续|图纸|材料|设备|指标|土地|用地|场地|交地|供地|天气|到位|"
    r"到账|回复|答复|意见|结果|评审|招标|采购|选址|规划|调规|征地|拆迁|许可证"
)
_WAITING = (
    rf"(?:等着?|等待|静待|坐等|待)(?!级|于|额|次|效|遇)[一-鿿]{{0,8}}?(?:{_WAITED_FOR})|"
    r"(?:没法|无法|没办法|没有办法)(?!比|说)|难以(?:继续|推进|开展|施工|进场|开工|实施|进行|办理|落地|完成|交付|验收)|"
    r"(?:没有?|未)(?:下来|批|定下来|到账|到位|拨|落实|交地|谈妥|谈拢)(?![的数])|流标|废标|流拍|"
    r"(?:验收|审批|评审|消防|环评|备案|审查|检测)[^,]{0,2}(?:没|未|不)(?:有)?(?:通?过|合格)|"
    r"(?:水源地?|选址|地块|方案|用地|资金|经费|图纸|点位|线路|场地|设备|材料)[一-鿿]{0,2}(?:还|一直|仍)?没(?:有)?(?:定|批|到|选|下|来)|没人要|烂尾|跑路|不达标|没着落|悬着"
)
_BLOCKER = re.compile(rf"{_HARD}|{_WAITING}|{_REQUEST}|帮(?:忙|着)?协调")
_HARD_OR_ASKED = re.compile(rf"{_HARD}|{_REQUEST}|帮(?:忙|着)?协调")
_TROUBLES = r"困难|问题|堵点|难点|阻力|障碍|矛盾|纠纷"
# 存在问题：无, 没有困难: a heading of the form, and no obstacle.
_NO_TROUBLE = re.compile(
    rf"(?:存在|主要|突出)?的?(?:{_TROUBLES})(?:及[一-鿿]{{1,6}}|和[一-鿿]{{1,6}})?(?:是|:|,)?(?:暂?无|没有)(?![一-鿿])|"
    r"(?:如|若)?有(?:任何|什么)?(?:问题|疑问|不妥|情况)[^,]{0,2}(?:请|随时|可|再|欢迎)+[^,]{0,4}(?:联系|沟通|反馈|来电|致电|告知|指正)|"
    rf"(?:暂?无|没有?|不存在|未遇到|没遇到)(?:任何|什么|其他|大的?|突出)?(?:{_TROUBLES})|"
    rf"(?:{_TROUBLES})(?:都|均|已经?)+(?:解决|化解|消除|协调好)"
)
# 请, 需要 and the like with what is asked for.
ASKING = re.compile(_REQUEST)
_CORRECTION = re.compile(
    r"报错|(?<!产权)(?<!对)不对(?!称|外)|报多了|报少了|(?:报|填|写|打|输|算)(?:得|的)?[大小高低]了|(?<!\d)非\d|"
    r"(?<!不)按\d[^,。;]{0,6}(?:算|计算?|统计|为准)$|(?:填|写|弄|搞|打|看|输|录|算)(?:错|岔|反)|错了|有误|更正|纠正|"
    r"订正|勘误|改(?:成|为|一下|下(?!来))|(?:写|填|输|录|报)成|(?:多|少|漏|重)(?:报|填|写|算)|"
    r"(?:报|填|算)重了?|应该?是|应为|"
    r"不是\d|不是[一二三四五六七八九十百]+[^,。]{0,3}(?:,?是|而是)|撤回重报|重新报|重报|作废|以这(?:次|个|条)为准|"
    r"以此为准|手误|笔误|修正为?|调整为\d"
)
_QUESTION = (
    r"[?？]$|多少|(?<![十百千万好])几(?:项|栋|座|个|家|条|户|处|件|所|名|天|点|分|成|期|份|套)(?!百|千)|"
    r"哪(?:些|个|几|家|项|里|儿|天|步|一[步个项家])|谁(?:没|还|负责|的|是|牵头|报)|什么时候|啥时候|何时|"
    r"(?:怎么样|如何|咋样|怎样|(?:什么|啥)情况)了?[啊呀呢吧]?$|(?:吗|呢|么|来着|没有|了没|没)$|第几|排名|"
    r"排(?:第几|多少)|(?:^|帮我?|请|想|再)(?:查|看)(?!收|阅|验|实|核|附|似|重)(?:一下|下|询)?|进度如何|差多少|还差几|是什么|为什么|为啥|"
    r"什么(?:原因|时间|标准|口径|要求|材料)|几号|(?<![十百千万好])几个?[一-鿿]{1,2}$|(?:^|,)(?:查|看)(?!收|阅|验|实)|到哪(?:了|里|儿|一?步|个?阶段)?(?:$|[,。?])|到什么(?:程度|阶段|地步)|"
    r"(?:是|有|要|干|做|叫|报|填|交|写|传)啥|啥(?:要求|进度|时候|情况|标准|口径|意思|节点)|咋(?:样|算|回事)|(?:怎么|如何)算|"
    r"是不是|是否|有没有|(?<!到)下一?个?(?:节点|步)(?:是|呢|$)|"
    r"(?:要求|口径|标准)(?:是|有)?(?:什么|哪些|啥)|"
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


_ASKS_BY_FORM = re.compile(
    r"第几|排(?:名)?(?:多少|在哪)|哪(?:天|些|个|里|儿|一?步|几|家)|谁|(?:什么|啥)时候|何时|几号|是(?:什么|啥|多少)|多少$|还差(?:多少|几)|"
    r"下一?个?(?:节点|步)(?:是|呢|啥|$)|为什么|为啥|(?:怎么样|咋样|如何)了?$|到哪了"
)


def asks_besides(text: str) -> bool:
    """Whether a report asks something as well: 我们排第几, but neither 排名前三 nor 怎么还亮黄灯."""
    return _ASKS_BY_FORM.search(text) is not None or any(_ASKS_BY_FORM.search(each) for each in clauses(text))


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
    asked, blocked = _QUERY.search(text), _BLOCKER.search(text) is not None and _obstacle(text)
    if _CORRECTION.search(text) and not asked:
        return Intent.CORRECTION
    if asked and not ASKING.search(text) and not (blocked and not _asks_at_end(text)):
        return Intent.QUERY
    if blocked:
        return Intent.BLOCKER
    return Intent.QUERY if asked else None


_COMPLAINT = re.compile(r"[^,;。\n]*(?:怎么还|怎么又|咋还|[吗么呢?])[^,;。\n]{0,2}(?=[,;。\n?]|$)")


def told_besides(text: str) -> Intent | None:
    """What a message tells, whatever it asks as well: a correction, an obstacle, or None for a plain report.

    A complaint (都18座了还不给过吗) names no obstacle.
    """
    if _CORRECTION.search(text):
        return Intent.CORRECTION
    return Intent.BLOCKER if _obstacle(_COMPLAINT.sub("", text)) else None


def _obstacle(text: str) -> bool:
    """Whether the words name an obstacle or ask for help; what explains why nothing changed (无变化，等批复) is no obstacle."""
    told = _NO_TROUBLE.sub("", text)
    if _BLOCKER.search(told) is None:
        return False
    return not UNCHANGED.search(told) or bool(_HARD_OR_ASKED.search(told))


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


def is_courtesy(clause: str) -> bool:
    """Whether a clause is a greeting, thanks or a receipt and names nothing: 领导好 is no 领导包联."""
    return bool(
        _FILLER.match(clause) or _GREETING.match(clause) or _THANKS.match(clause) or _RECEIPT_ALONE.match(clause)
    )


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
