"""Rebuild the data of `analysis.cleaning` from its sources: ``python data/sources/cleaning.py``.

Three small text files are derived, the same to the last byte from the same sources.

``words.txt``
    One cost a line, a tab, and the words of that cost, by a space apart. The cost is minus ten
    times the natural logarithm of the word's share of all words, the mean of two sources: the
    dictionary of jieba (MIT), which gives the words as well (of one to four simplified characters,
    counted at least `LEAST` times, and all those with a character whose second byte is A3: which
    of them was lost is asked often), and the list of wordfreq (CC BY-SA 4.0, R. Speer 2022), whose
    sources are newer and more various. The file is under CC BY-SA 4.0, as the latter asks.
``readings.txt``
    One syllable with its tone mark a line, a tab, and the characters that can be read so.
    Source: pypinyin-data (MIT), the Chinese characters of GBK.
``script.txt``
    A traditional character, a tab, its simplified form; where simplified text uses more than one
    for it, all of them, the usual one first. A third column says ``rare`` of a character that a
    text turned traditional one for one is not likely to have. Source: the TSCharacters and
    STCharacters tables of OpenCC (Apache-2.0), the characters of GBK, and `SEVERAL`.

Needs jieba, wordfreq, pypinyin and OpenCC; the library itself needs none of them to clean a text.
"""

import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "analysis" / "cleaning" / "data"
LEAST = 4
LONGEST = 4
SPELLED = re.compile("[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}")

#: Traditional characters that simplified text has too, in other words: 干部 and 乾坤.
SEVERAL = {
    "著": "着著", "乾": "干乾", "瞭": "了瞭", "徵": "征徵", "夥": "伙夥", "摺": "折摺",
    "餘": "余馀", "鍾": "钟锺", "於": "于於", "麼": "么麽", "昇": "升昇", "藉": "藉借",
}  # fmt: skip


def in_gbk(character: str) -> bool:
    """Whether GBK writes the character in two bytes."""
    return len(character.encode("gbk", "ignore")) == 2


def script() -> dict[str, str]:
    """Traditional character to its simplified forms, the usual one first."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    characters = (chr(code) for code in range(0x4E00, 0x9FA6))
    pairs = {c: convert(c) for c in characters if in_gbk(c)}
    return {c: s for c, s in pairs.items() if c != s and len(s) == 1 and in_gbk(s)} | SEVERAL


def rare(character: str, plain: str) -> bool:
    """Whether a table from simplified to traditional characters has another form, or none."""
    from opencc import OpenCC

    return bool(OpenCC("s2t").convert(plain) != character) and character not in SEVERAL


def words(traditional: dict[str, str]) -> dict[int, list[str]]:
    """Cost to the words of that cost."""
    import jieba
    from wordfreq import get_frequency_dict

    newer = get_frequency_dict("zh", wordlist="large")
    rows = [line.split(" ")[:2] for line in jieba.get_dict_file().read().decode().splitlines()]
    total = sum(int(count) for _, count in rows)
    never = {c for c, s in traditional.items() if c not in s}
    grouped = defaultdict(list)
    for word, count in rows:
        known = all("一" <= c <= "龥" and c not in never for c in word)
        least = 1 if any(in_gbk(c) and c.encode("gbk")[1] == 0xA3 for c in word) else LEAST
        if known and int(count) >= least and len(word) <= LONGEST:
            share = (int(count) / total + newer.get(word, 0.0)) / 2
            grouped[round(-10 * math.log(share))].append(word)
    return {cost: sorted(grouped[cost]) for cost in sorted(grouped)}


def readings() -> dict[str, str]:
    """Syllable to the characters read so."""
    from pypinyin.pinyin_dict import pinyin_dict

    grouped: defaultdict[str, str] = defaultdict(str)
    for code in range(0x4E00, 0x9FA6):
        for syllable in pinyin_dict.get(code, "").split(","):
            grouped[syllable] += chr(code)
    spelled = (syllable for syllable in sorted(grouped) if SPELLED.fullmatch(syllable))
    return {syllable: grouped[syllable] for syllable in spelled}


def write(name: str, rows: dict[Any, str]) -> None:
    """Write one file, a key and its value a line."""
    text = "".join(f"{key}\t{value}\n" for key, value in rows.items())
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the three files beside this one."""
    traditional = script()
    marked = {c: s + "\trare" * rare(c, s[0]) for c, s in traditional.items()}
    write("script.txt", marked)
    write("words.txt", {cost: " ".join(group) for cost, group in words(traditional).items()})
    write("readings.txt", readings())


if __name__ == "__main__":
    main()
