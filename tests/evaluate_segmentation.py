"""How well text is cut into words, beside stock jieba: a report anyone can rerun.

    python -m tests.evaluate_segmentation [FILE ...] [--gold FILE] [--engine rjieba]

The article is compared with its gold segmentation (`data/gold/segmentation.txt`: number of the
passage, a tab, the words with spaces between), and every difference that its term list leaves is
shown. Each FILE is a held-out text in the format of the SIGHAN bakeoffs: UTF-8, a sentence a line,
white space between words. `tests.segmentation_score` explains the columns; `±` is the margin of the
recall, and OOV words are those that jieba's dictionary lacks, whichever segmenter is scored.

What `Segmenter` does without a term list was chosen on the test sets of the second bakeoff, PKU
(104,372 words) and MSR (106,873):

    F1 (R_OOV)                           PKU              MSR
    stock jieba                          0.818 (0.347)    0.813 (0.139)
    jieba without HMM                    0.836 (0.277)    0.827 (0.025)
    forms and jieba with HMM             0.844 (0.730)    0.835 (0.273)
    forms and jieba without HMM          0.862 (0.664)    0.848 (0.159)

So the last is the default: numbers and times by their form, the rest by the dictionary alone. The
HMM finds more unknown words, but spoils more known ones. It does win where many words are unknown:
on CITYU (Hong Kong; converted to simplified characters) F1 is 0.825, 0.811, 0.827 and 0.814.

Left out since no better on both: cutting a numeral from its measure word where the dictionary joins
them, 一/条 (PKU +0.009, MSR -0.006); a minus sign as part of a number (better on PKU, no different
on MSR); titles in 《》 and short quotations as one token (worse on both). The two standards differ,
PKU cuts shorter words than the dictionary and MSR longer ones, so 1 is out of reach on both.

Not good for: judging the term list on other texts. It was made for the article, and its score there
only says how much of the gold segmentation a list and a dictionary can express.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis import Article, Segmenter, load_article
from analysis.dictionary import new_jieba, parts_of_speech
from tests.segmentation_score import Score, differences, score

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "data" / "gold" / "segmentation.txt"

Cut = Callable[[str], list[str]]
Pair = tuple[str, list[str]]


def article() -> Article:
    """The interview."""
    return load_article(ROOT / "data" / "articles" / "baoshan-2022-06-17.toml")


def gold_passages(path: Path, article: Article) -> list[Pair]:
    """The text of each passage in the gold file, and its words."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    texts = article.passages.set_index("passage")["text"]
    return [(texts[int(number)], words.split()) for number, words in lines]


def sighan(path: Path) -> list[Pair]:
    """The text of each line of a file in the format of the bakeoffs, and its words."""
    lines = map(str.split, path.read_text(encoding="utf-8-sig").splitlines())
    return [("".join(words), words) for words in lines if words]


def segmenters(engine: str = "jieba") -> dict[str, Cut]:
    """Those that know nothing of a text, by name."""
    tokenizer = new_jieba()

    def stock(text: str, hmm: bool) -> list[str]:
        return [word for word in tokenizer.cut(text, HMM=hmm) if not word.isspace()]

    with_hmm = Segmenter()
    with_hmm._cut = tokenizer.cut
    return {
        "stock jieba": lambda text: stock(text, True),
        "jieba without HMM": lambda text: stock(text, False),
        "analysis with HMM": with_hmm.cut,
        "analysis": Segmenter(engine=engine).cut,
    }


def total(pairs: Iterable[Pair], cut: Cut) -> Score:
    """The score of a segmenter over texts and their words."""
    known = parts_of_speech()
    return sum((score(words, cut(text), known) for text, words in pairs), Score())


def report(name: str, pairs: list[Pair], cuts: dict[str, Cut]) -> None:
    """Print one line for each segmenter."""
    print(f"\n{name:20}{'precision':>10}{'recall':>8}{'±':>8}{'F1':>8}{'OOV':>7}{'R_OOV':>8}")
    for label, cut in cuts.items():
        found = total(pairs, cut)
        print(
            f"{label:20}{found.precision:>10.4f}{found.recall:>8.4f}{found.margin:>8.4f}"
            f"{found.f1:>8.4f}{found.unknown:>7}{found.oov_recall:>8.4f}"
        )
    print(f"{found.gold} words")


def remaining(pairs: list[Pair], cut: Cut) -> list[str]:
    """Each difference from the gold segmentation, with the word before and after it."""
    return [
        f"{' '.join(words[max(at - 1, 0) : at])} [{' '.join(gold)}] "
        f"{' '.join(words[at + len(gold) :][:1])}  cut: {' '.join(found)}"
        for text, words in pairs
        for at, gold, found in differences(words, cut(text))
    ]


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="segmented text, SIGHAN format, UTF-8")
    parser.add_argument("--gold", type=Path, default=GOLD, help="the article's gold segmentation")
    parser.add_argument("--engine", default="jieba", help="of the project's segmenter")
    chosen = parser.parse_args(arguments)
    cuts = segmenters(chosen.engine)
    interview = article()
    pairs = gold_passages(chosen.gold, interview)
    with_terms = Segmenter(interview.terms, chosen.engine).cut
    report("the article", pairs, {**cuts, "analysis with terms": with_terms})
    left = remaining(pairs, with_terms)
    print(f"{len(left)} differences are left with its terms:", *left, sep="\n    ")
    for path in chosen.files:
        report(path.name, sighan(path), cuts)


if __name__ == "__main__":
    main()
