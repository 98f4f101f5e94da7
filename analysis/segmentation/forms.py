"""Tokens known by their form alone: numbers, dates and times, Latin words in full width.

Not good for: numbers that only the sense tells from words, such as 一 in 一起.
"""

import re

DIGITS = "〇○零一二三四五六七八九"
NUMERAL_SIGNS = f"{DIGITS}十百千万"
# Each is named after its tag. What is in ASCII and part of a Latin name (B2B, 5G) is left to the
# engine, which keeps it whole; it cannot read full-width letters, nor rjieba half a surrogate pair.
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
