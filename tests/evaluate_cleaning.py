"""How much of polluted text the cleaning gets right, beside a baseline: a report anyone can rerun.

    python -m tests.evaluate_cleaning [FILE ...] [--tables 1 2 3] [--characters 80000] [--worst 5]

Each text (UTF-8, simplified; by default the prose written for the tests and the clean article) is
polluted by the forward model with several gloss tables in every variant, then cleaned.

wrong    wrong characters in a thousand clean ones: for each difference the longer of both sides
width    the same when full-width and narrow marks count as equal
places   damaged places; exact: share of them that read as they should, to the character
legible  those without a digit, space or the like swallowed by an invalid pair, which nothing tells
clear    those that hide no more than the lost lead bytes; in the other legible ones an invalid pair
         or the end of a line hides one or two bytes more

The baseline drops what looks like a gloss by regular expression and converts with OpenCC's t2s.
Not good for: speed (`tests/benchmarks`), and texts whose marks were narrow to begin with.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import opencc

from tests.cases import article_table, clean_article, prose
from tests.pollution import PINYIN, Place, Polluted, draw_table, narrowed, pollute

VARIANTS: dict[str, dict[str, Any]] = {
    "as in the article": {},
    "marker □": {"marker": "□", "invalid": "□"},
    "marker U+FFFD": {"marker": "\ufffd", "invalid": "\ufffd"},
    "no marker": {"marker": ""},
    "full-width brackets": {"brackets": "（）"},
    "full-width, not narrowed": {"brackets": "（）", "narrow": False},
    "not narrowed": {"narrow": False},
    "ASCII byte given back": {"decoder": "web"},
    "second byte given back": {"decoder": "byte"},
    "one pass per character": {"search": "each"},
    "HTML": {"html": True},
    "every place broken": {"lose": 1.0},
}

Difference = tuple[int, int, int, int]


@dataclass
class Score:
    """Counts over one or more texts."""

    characters: int = 0
    wrong: int = 0
    wrong_width_aside: int = 0
    places: int = 0
    exact: int = 0
    legible: int = 0
    legible_exact: int = 0
    clear: int = 0
    clear_exact: int = 0

    def add(self, other: Score) -> None:
        """Add the counts of another text."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def differences(clean: str, got: str) -> list[Difference]:
    """Where two texts differ, as `(clean start, clean end, got start, got end)`, line by line.

    >>> differences("a\\nbc", "a\\nbd!")
    [(3, 4, 3, 5)]
    """
    left, right = clean.splitlines(keepends=True), got.splitlines(keepends=True)
    found: list[Difference] = []
    at = to = 0
    for one, other in _paired(left, right):
        if one != other:
            matcher = SequenceMatcher(None, one, other, autojunk=False)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes():
                if tag != "equal":
                    found.append((at + i1, at + i2, to + j1, to + j2))
        at, to = at + len(one), to + len(other)
    return found


def _paired(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """Lines that belong together, or whole blocks where lines were joined or split."""
    if len(left) == len(right):
        yield from zip(left, right, strict=True)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(left[i1:i2], right[j1:j2], strict=True)
        else:
            yield "".join(left[i1:i2]), "".join(right[j1:j2])


def is_exact(place: Place, found: list[Difference]) -> bool:
    """Whether no difference touches the place."""
    return not any(i1 <= place.end and i2 >= place.start for i1, i2, _, _ in _near(place, found))


def _near(place: Place, found: list[Difference]) -> Iterator[Difference]:
    for difference in found:
        start, end = difference[:2]
        # A replacement that only borders on the place is another place's.
        if start == end or (start < place.end and end > place.start):
            yield difference


def score(polluted: Polluted, got: str) -> Score:
    """Compare what a cleaner returned with the text that was polluted."""
    found = differences(polluted.clean, got)
    aside = differences(narrowed(polluted.clean), narrowed(got))
    exact = [place for place in polluted.places if is_exact(place, found)]
    return Score(
        len(polluted.clean),
        sum(max(i2 - i1, j2 - j1) for i1, i2, j1, j2 in found),
        sum(max(i2 - i1, j2 - j1) for i1, i2, j1, j2 in aside),
        len(polluted.places),
        len(exact),
        sum(not place.swallowed for place in polluted.places),
        sum(not place.swallowed for place in exact),
        sum(is_clear(place, polluted) for place in polluted.places),
        sum(is_clear(place, polluted) for place in exact),
    )


def is_clear(place: Place, polluted: Polluted) -> bool:
    """Whether the run hides nothing but the lead bytes lost in it."""
    sharing = [other for other in polluted.places if other.start == place.start]
    return place.hidden == sum(other.kind == "lost byte" for other in sharing)


def baseline(text: str) -> str:
    """Glosses dropped by regular expression, script converted with OpenCC."""
    without = re.sub(rf"(?<=[\u4e00-\u9fff])[(（][{PINYIN}]+[)）]", "", text)
    converted: str = _t2s(without)
    return converted


_t2s: Callable[[str], str] = opencc.OpenCC("t2s").convert


def prepared(text: str) -> str:
    """The text with what narrowing loses for good made narrow beforehand.

    Full-width letters, digits, `％` and `．`, and colons between digits; lines with a character
    that GBK lacks are left out.
    """
    text = text.replace("\r", "").replace("\ufeff", "")
    text = re.sub(r"[０-９Ａ-Ｚａ-ｚ％．－＋＝＜＞／]", lambda match: narrowed(match[0]), text)
    text = re.sub(r"(?<=\d)[：，](?=\d)", lambda match: narrowed(match[0]), text)
    return "".join(line for line in text.splitlines(keepends=True) if _in_gbk(line))


def _in_gbk(line: str) -> bool:
    try:
        line.replace("\u00a0", " ").encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def mistakes(polluted: Polluted, got: str, count: int) -> Iterator[str]:
    """The first differences with what surrounds them."""
    for i1, i2, j1, j2 in differences(polluted.clean, got)[:count]:
        before = polluted.clean[max(i1 - 8, 0) : i1]
        yield ascii_private(f"{before}[{polluted.clean[i1:i2]} → {got[j1:j2]}]{got[j2 : j2 + 8]}")


def ascii_private(text: str) -> str:
    """Line breaks and private-use characters as escapes."""
    return re.sub(
        r"[\n\u00a0\ue000-\uf8ff]", lambda match: match[0].encode("unicode-escape").decode(), text
    )


def report(texts: list[str], tables: list[dict[str, str]], worst: int) -> None:
    """Print one line for each variant and cleaner."""
    from analysis import clean

    cleaners: dict[str, Callable[[str], str]] = {
        "analysis": lambda text: clean(text).text,
        "baseline": baseline,
    }
    counts = "{:>9}{:>9}".format
    header = f"{'variant':26}{'cleaner':>9}{'wrong ‰':>9}{'width ‰':>9}"
    print(header + "".join(counts(name, "exact %") for name in ("places", "legible", "clear")))
    for variant, options in VARIANTS.items():
        pages = [
            pollute(text, table=table, seed=number, **options)
            for text in texts
            for number, table in enumerate(tables)
        ]
        for name, cleaner in cleaners.items():
            total = Score()
            for page in pages:
                got = cleaner(page.text)
                total.add(score(page, got))
                if name == "analysis":
                    for mistake in mistakes(page, got, worst):
                        print("    ", mistake)
            print(_line(variant, name, total))
            sys.stdout.flush()


def _line(variant: str, name: str, total: Score) -> str:
    shares = [
        (total.places, total.exact),
        (total.legible, total.legible_exact),
        (total.clear, total.clear_exact),
    ]
    return (
        f"{variant:26}{name:>9}"
        f"{1000 * total.wrong / total.characters:>9.3f}"
        f"{1000 * total.wrong_width_aside / total.characters:>9.3f}"
    ) + "".join(f"{count:>9}{100 * exact / max(count, 1):>9.2f}" for count, exact in shares)


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="clean simplified text, UTF-8")
    parser.add_argument("--tables", nargs="*", type=int, default=[1, 2, 3], help="seeds to draw by")
    parser.add_argument("--characters", type=int, help="use only so many of each file")
    parser.add_argument("--worst", type=int, default=0, help="mistakes to show of each page")
    chosen = parser.parse_args(arguments)
    texts = [path.read_text(encoding="utf-8")[: chosen.characters] for path in chosen.files]
    texts = [prepared(text) for text in texts] or [prose(), clean_article()]
    tables = [article_table(), *map(draw_table, chosen.tables)]
    report(texts, tables, chosen.worst)


if __name__ == "__main__":
    main()
