"""Tokens recognised by their form alone: numbers, dates, addresses, Latin words, emoji.

Not good for numbers that look like words, such as 一 in 一起.
"""

import re

from ..lexicon.lookup import INVISIBLE

DIGITS = "〇○零一二三四五六七八九"
NUMERAL_SIGNS = f"{DIGITS}十百千万"
_PICTURE = (
    r"[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    r"\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    r"[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
)
#: One emoji, however many characters it is made of.
EMOJI = rf"[\d#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}(?:\u200d{_PICTURE})*+"
EMOJI_OR_INVISIBLE = re.compile(rf"{EMOJI}|(?P<invisible>{INVISIBLE.pattern})")
_ENTITY = r"&(?:[A-Za-z]{2,8}|\#\d{1,7}|\#x[\dA-Fa-f]{1,6});"

_HOST = r"[A-Za-z\d-]{1,63}"
_MAIL = rf"[A-Za-z\d._+-]{{1,64}}@{_HOST}(?:\.{_HOST}){{1,5}}"
_PATH = r"[A-Za-z\d\-._~:/?#\[\]@!$&'()*+,;=%]*[A-Za-z\d/=&#%_~-]"
_TOP = r"\.(?:com|cn|net|org|gov|edu|info|tv|cc|hk|tw|mo|top|xyz|io)(?![A-Za-z\d-])"
_ADDRESS = (
    rf"(?:(?:https?|ftp)://|www\.){_PATH}|{_HOST}(?:\.{_HOST}){{0,4}}{_TOP}(?:/(?:{_PATH})?)?"
)

# A letter of an alphabet, but not of English: those words are left to the engine.
_LETTER = r"(?:[\u0300-\u036f]|[^\W\d_\x00-\xa9\u2000-\u2bff\u2e80-\U0010ffff])"
_LATIN = (
    rf"[０-９]*+[Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*|[A-Za-z]*+{_LETTER}(?:[A-Za-z]|{_LETTER})*"
    r"|[A-Za-z]++\d++(?:\.\d+)+[A-Za-z]*"
)

# What follows a figure may be a word that begins with 年, 月, 日 or 时.
_YEAR = rf"(?:\d\d)?\d\d年代|[\d{DIGITS}]{{4}}年(?:度|(?![轻龄级薪]|货[节币]))"
_DAY = r"\d{1,2}(?:月(?![薪饼票嫂均])|日(?!元(?!旦)|圆|均)|时(?![速薪段长差间期代候常装]))"
_HALF_DAY = "(?:(?<=[上下中]午)|(?<=[凌早清]晨)|(?<=[早晚今当]晚)|(?<=[早晚]上)|(?<=傍晚))"
_CLOCK = (
    r"\d{1,2}:\d{2}(?::\d{2})?"
    rf"|{_HALF_DAY}\d{{1,2}}点|\d{{1,2}}点(?=[钟半整]|\d{{1,2}}分)"
    r"|(?<=[时点])\d{1,2}分(?!之)|(?<=\d分)\d{1,2}秒"
)
_DATE = r"\d{4}(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}(?!\d)"

_PARTS = rf"(?<![{NUMERAL_SIGNS}])[{NUMERAL_SIGNS}]++分之[{NUMERAL_SIGNS}]+(?:点[{DIGITS}]+)?"
_FIGURE = (
    r"\d++(?:,\d{3}){0,8}+(?:[.．/／]\d+){0,8}+(?:[十百万亿]|千(?![克米瓦伏]))*+[%％‰]?+"
    r"(?![A-Za-z])"
)
_NUMBER = rf"{_PARTS}|第\d++(?:季度|[届次批轮期])?|\d++\.\d++[A-Za-zµ]{{1,5}}(?![A-Za-z])|{_FIGURE}"

# Each group is named after its part of speech; `xu` is an address, `xe` mail. Engines keep ASCII
# names such as B2B and 5G whole, but they cannot read full-width letters, and rjieba fails on half
# a surrogate pair. Repetitions are possessive or bounded, so that no text takes long.
FORM = re.compile(
    rf"(?P<w>—{{2,}}|…+|[\ud800-\udfff]|{EMOJI}|{_ENTITY})"
    rf"|(?<![A-Za-zＡ-Ｚａ-ｚ\d])(?:(?P<xe>{_MAIL})|(?P<xu>{_ADDRESS})|(?P<nz>{_LATIN})"
    rf"|(?P<t>{_DATE}|{_CLOCK}|{_YEAR}|{_DAY})|(?P<m>{_NUMBER}))"
)
#: Where a form can begin: looking for that first is many times as fast as trying all forms.
FORM_START = re.compile(
    rf"[—…&#*第\d{NUMERAL_SIGNS}A-Za-z\xa9-\u1fff\u203c-\u2bff\u2c00-\u2dffＡ-Ｚａ-ｚ"
    r"\u3030\u303d\u3297\u3299\ud800-\udfff\U0001f000-\U0001faff]"
    rf"(?:(?<=第)(?=\d)|(?<=[{NUMERAL_SIGNS}])(?=[{NUMERAL_SIGNS}分])"
    rf"|(?<![第{NUMERAL_SIGNS}])(?<![A-Za-z\d][A-Za-z\d]))"
)

_SIGN = rf"\d{NUMERAL_SIGNS}两亿"
#: A word that is a number or a date, in figures or in characters.
NUMBER = re.compile(
    rf"(?=.*[{_SIGN}])[第半{_SIGN}分之点年月日时号秒.,:．：/／%％‰+＋－-]+"
    r"(?:季度|年[度代]|世纪|[a-zµ]{1,3})?"
)


def pos_by_form(word: str) -> str:
    """The part of speech that the form of a word tells; empty if it tells none."""
    form = FORM.fullmatch(word)
    if form and form.lastgroup:
        return form.lastgroup
    return "t" if re.fullmatch(r"\d{1,2}[点分秒]", word) else ""
