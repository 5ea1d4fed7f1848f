"""What is said of a file that cannot be taken: the trouble by name, and what to do."""

from domain.files import Trouble
from domain.places import Place, place_named
from wording.said import worded

WANTED = "照片、PDF、Word 或 Excel"
PLACE = "位置"
NOT_RECEIVED = "文件没有收到，请重发。"
GONE = "这个文件已经过期，请重新发送。"

_TOLD = {
    Trouble.UNREACHABLE: "文件暂时取不到，请重新发送。",
    Trouble.EMPTY: "{name} 是空文件，请检查后重发。",
    Trouble.BROKEN: "{name} 打不开，可能没有传完整，请重新发送。",
    Trouble.TOO_MANY_PIXELS: "{name} 的像素过多，无法接收，请缩小后重发。",
    Trouble.PROGRAM: "{name} 是程序，不能作为佐证，请发{wanted}。",
    Trouble.WEB_PAGE: "{name} 的内容是网页，不能作为佐证，请发{wanted}。",
    Trouble.MACRO: "{name} 带有宏，请另存为不带宏的文件后重发。",
    Trouble.LOCKED: "{name} 加了密码，无法查看，请去掉密码后重发。",
    Trouble.VIDEO: "{name} 不是 MP4 视频，请转成 MP4 后重发，或发{wanted}。",
    Trouble.AUDIO: "语音暂不能作为佐证，请发{wanted}。",
    Trouble.ARCHIVE: "{name} 是压缩包，请解压后发里面的文件。",
    Trouble.OTHER_TYPE: "{name} 的类型不能作为佐证，请发{wanted}。",
    Trouble.STRANGER: "还没有绑定身份，文件没有接收。绑定后请重新发送。",
}


def reading(name: str, percent: int) -> str:
    """That a file is long and is being read."""
    return worded("{name} 内容较多，正在读取（已读 {percent}%），读完即回复您。", name=name, percent=percent)


def refusal(trouble: Trouble, name: str, megabytes: int) -> str:
    """Why a file was not taken. `megabytes` (10^6 bytes) is the limit that it broke, where it broke one."""
    name = PLACE if place_named(name) else name
    if trouble is Trouble.TOO_LARGE:
        return worded("{name} 超过 {megabytes} MB，无法接收，请压缩后重发。", name=name, megabytes=megabytes)
    if trouble is Trouble.QUOTA:
        return worded("您今天发的文件已到 {megabytes} MB 的上限，请明天再发。", megabytes=megabytes)
    return _TOLD[trouble].format(name=name, wanted=WANTED)


def place(told: Place, moment: str) -> str:
    """Coordinates, how exactly they are known, and when they were told (local time)."""
    doubt = worded("（误差 {metres} 米内）", metres=told.within) if told.within is not None else ""
    return worded(
        "{north} {latitude}°，{east} {longitude}°{doubt}，{moment} {how}",
        north="北纬" if told.latitude >= 0 else "南纬",
        latitude=abs(told.latitude),
        east="东经" if told.longitude >= 0 else "西经",
        longitude=abs(told.longitude),
        doubt=doubt,
        moment=moment,
        how=_told_how(told),
    )


def _told_how(told: Place) -> str:
    """A point chosen on the map looks like one that a telephone measured, so no more is said of it than that it was sent."""
    if told.relayed:
        return "转发自他人"
    return "发来的实时位置" if told.live else "发来"


def place_file(told: Place) -> str:
    """What the file of a place is called where it is kept."""
    return worded("位置_{latitude}_{longitude}.geojson", latitude=told.latitude, longitude=told.longitude)
