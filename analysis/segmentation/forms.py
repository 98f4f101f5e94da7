"""Tokens recognised by their form alone: numbers, dates, times, Latin words in full width.

Not good for numbers that look like words, such as 一 in 一起.
"""

import re

DIGITS = "〇○零一二三四五六七八九"
NUMERAL_SIGNS = f"{DIGITS}十百千万"
# Each group is named after its part of speech. Engines keep ASCII names such as B2B and 5G whole,
# but they cannot read full-width letters, and rjieba fails on half a surrogate pair.
FORMS = (
    r"(?P<w>—{2,}|…+|[\ud800-\udfff])"
    r"|(?<![A-Za-zＡ-Ｚａ-ｚ\d])(?:"
    r"(?P<nz>[０-９]*+[Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*)"
    r"|(?P<t>\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?"
    rf"|[\d{DIGITS}]{{4}}年|\d{{1,2}}[月日时])"
    rf"|(?P<m>(?<![{NUMERAL_SIGNS}])[{NUMERAL_SIGNS}]++分之[{NUMERAL_SIGNS}]+(?:点[{DIGITS}]+)?"
    r"|\d++(?:,\d{3})*+(?:[.．/／]\d+)?+(?:[十百万亿]|千(?![克米瓦伏]))*+[%％‰]?+(?![A-Za-z])))"
)
FORM_STARTS = rf"—…\d{NUMERAL_SIGNS}Ａ-Ｚａ-ｚ\ud800-\udfff"
FORM = re.compile(FORMS)
