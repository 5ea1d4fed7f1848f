"""What is said of a store that keeps nothing any more."""

UNSOUND = (
    "数据库已损坏或文件不见，系统已停止接收消息，以免记录丢失。请立即到服务器检查，按运维手册“A sick store”一节处理；"
    "恢复前收到的消息平台会保留，恢复后自动补办。"
)
