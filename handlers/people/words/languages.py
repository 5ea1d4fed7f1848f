"""Sentences about the language one is written to in. What names a language is in that language."""

from domain.people import Language

WHICH = "请选择语言 / Choose a language"
UNKNOWN = "没有这种语言，可选“中文”或“English”。"
CALLED = {Language.CHINESE: "中文", Language.ENGLISH: "English"}
CHOSEN = {
    Language.CHINESE: "今后用中文。发“语言 English”可改为英文。",
    Language.ENGLISH: "You will be answered in English. Names, papers and pictures stay in Chinese. /language changes it back.",
}
# As people write it, small letters.
NAMED = {
    "中文": Language.CHINESE,
    "汉语": Language.CHINESE,
    "zh": Language.CHINESE,
    "chinese": Language.CHINESE,
    "英文": Language.ENGLISH,
    "英语": Language.ENGLISH,
    "en": Language.ENGLISH,
    "english": Language.ENGLISH,
}
