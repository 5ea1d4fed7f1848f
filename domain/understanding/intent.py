"""What the sender wants, by the words of the message as a whole."""

import re

from domain.understanding.model import Intent

_ACK = re.compile(
    r"^(?:👌|👍|🫡|收到|好的?|好嘞|已阅|已收|已悉|知悉|明白了?|知道了?|了解了?|ok|1|遵照(?:执行|办理)|马上(?:就)?(?:办|去办|落实|安排|报)|"
    r"立即(?:办|落实)|这就(?:办|去)|照办|谢谢(?:提醒)?|[,。.~～呀啊哈的了\s])+$"
)
_THANKS = re.compile(r"^(?:谢谢|多谢|感谢|辛苦)[^\d]*$")
_SMALL = re.compile(
    r"辛苦|谢谢|多谢|感谢|在吗|在不在|你好|您好|早上好|上午好|下午好|晚上好|晚安|周末愉快|节日快乐|新年快乐|哈哈|加油|天气|下班|吃饭|累死|好累"
)
_HELP = re.compile(
    r"(?:怎么|如何|咋|怎样)(?:报|填|用|发|改|操作|弄|提交|上传|撤|查|绑|写)|支持(?:发)?[^,。]*吗|(?:能|可以|可不可以|能不能)(?:发|传|用|语音|撤)[^,。]*(?:吗|不)?$|"
    r"^帮助$|使用(?:说明|方法)|有(?:没有)?(?:教程|说明|模板)|格式(?:是)?(?:什么|怎么)"
)
_EXTENSION = re.compile(
    r"延期|延到|延至|延长|延后|推迟|宽限|顺延|往后(?:拖|推|延)|晚(?:几|[一二两三四五六\d])个?(?:月|周|天|星期)|申请[^,。]*调整|(?:批准|同意)[^,。]*调整|展期"
)
_BLOCKER = re.compile(
    r"卡(?:住|在|壳|着)|堵(?:点|在|住)|请[^,。]{0,14}(?:协调|支持|配合|帮忙?|出面|对接|认定|解决|牵头|给予|督促)|帮(?:忙|着)?协调|"
    r"需要?[^,。\d]{0,12}(?:协调|支持|配合|认定|出(?:个|具)?意见|解决|对接|批复|出面)|缺(?:少|乏)?(?!席|口径)[^,。佐]{0,6}|产权不清|办不下来|拆不动|压不下去|推不动|"
    r"停(?:了|工)|受阻|有困难|困难(?:较|很)?大|阻力|扯皮|不到位|跟不上|影响(?:交付|进度|施工|工期)|手续(?:没|未|卡)|拒(?:签|迁)|上访|纠纷|招不到|没(?:有)?资金|求助|谈不拢|批不下来"
)
_CORRECTION = re.compile(
    r"报错|不对|报多了|报少了|填错|写错|弄错|搞错|打错|错了|有误|更正|纠正|订正|改(?:成|为|一下|下)|写成|多报|少报|漏报|应该?是|应为|不是\d|"
    r"不是[一二三四五六七八九十百]+[^,。]{0,3}(?:,?是|而是)|撤回重报|重新报|作废"
)
_QUERY = re.compile(
    r"[?？]$|多少(?:了|呢|啊)?$|是多少|完成多少|几(?:项|栋|座|个|家|条|户|处|件|所|名|天|点|个点|分)[^,。]*(?:没|未|呢|了|$|楼|点)|哪(?:些|个|几|家|项|里)|谁(?:没|还|负责|的)|"
    r"什么时候|啥时候|何时|(?:怎么样|如何|咋样)(?:了)?$|(?:吗|呢|么)$|排(?:第几|名)|查(?:一下|下|询)|看(?:一下|下)|进度如何|差多少|还差几|是什么"
)


def intent_of(text: str) -> Intent | None:
    """The intent that the words alone decide; None for a plain statement (a report, if it says anything)."""
    if _THANKS.match(text):
        return Intent.SMALLTALK
    if _ACK.match(text):
        return Intent.ACK
    if _HELP.search(text):
        return Intent.HELP
    if _EXTENSION.search(text):
        return Intent.EXTENSION
    if _CORRECTION.search(text) and not _QUERY.search(text):
        return Intent.CORRECTION
    if _BLOCKER.search(text):
        return Intent.BLOCKER
    if _QUERY.search(text):
        return Intent.QUERY
    return None


def is_smalltalk(text: str) -> bool:
    """Whether a statement without item or figure is a courtesy."""
    return bool(_SMALL.search(text))
