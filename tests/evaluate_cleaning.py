"""How much of polluted text the cleaning gets right: reports that anyone can rerun.

    python -m tests.evaluate_cleaning wild
    python -m tests.evaluate_cleaning model [FILE ...] [--tables 1 2 3] [--characters 80000]
    python -m tests.evaluate_cleaning margins [FILE ...]
    python -m tests.evaluate_cleaning negative [FILE ...]
    python -m tests.evaluate_cleaning language [FILE ...]
    python -m tests.evaluate_cleaning constants [FILE ...]

Each prints a table in Markdown; `docs/cleaning.md` has them for news that no table was made from.

``wild``
    The labelled cases of `tests/cases/wild.json`: real ones, and others of their kinds.
``model``
    Each text (UTF-8, simplified; by default the prose written for the tests and the clean article)
    is polluted by the forward model with several gloss tables in every variant, then cleaned.
    *Wrong* characters are per thousand clean ones, the longer side of each difference. *Places* are
    damaged ones; *exact* is the share that reads as it should, *legible* the same without places
    where a figure, blank or the like was swallowed, which nothing tells. *Flagged* is the share of
    the wrong places that the cleaning lists as doubtful or unresolved.
``margins``
    How many repairs touch a wrong character, by the margin that they were chosen with.
``negative``
    Clean texts as they are, and simplified ones turned traditional: no edit is right.
``language``
    How often a character hidden in clean text is found again, by words, by characters, by both.
``constants``
    What becomes of `model` and `wild` when a constant of the search is halved and doubled.

Not good for: speed (`tests/benchmarks`), and texts whose marks were narrow to begin with.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import opencc

from analysis import clean
from tests.cases import article_table, clean_article, labelled, prose
from tests.pollution import Polluted, draw_table, pollute, repeat_glosses, with_sidebar
from tests.scoring import Score, differences, is_exact, prepared, score, touches

VARIANTS: dict[str, dict[str, Any]] = {
    "as in the article": {},
    "marker □": {"marker": "□", "invalid": "□"},
    "marker U+FFFD": {"marker": "\ufffd", "invalid": "\ufffd"},
    "no marker": {"marker": ""},
    "full-width brackets": {"brackets": "（）"},
    "full-width brackets, not narrowed": {"brackets": "（）", "narrow": False},
    "not narrowed": {"narrow": False},
    "only commas and colons narrowed": {"narrow": "，："},
    "ASCII byte given back": {"decoder": "web"},
    "second byte given back": {"decoder": "byte"},
    "two kinds of reader on a page": {"decoder": "mixed"},
    "one pass per character": {"search": "each"},
    "HTML": {"html": True},
    "HTML, no marker": {"html": True, "marker": ""},
    "blanks in the glosses": {"brackets": ("(", " )")},
    "a sidebar never polluted": {"sidebar": True},
    "never glossed": {"table": {}, "lose": 1.0},
    "every place broken": {"lose": 1.0},
    "private-use characters dropped": {"drop_private": True},
    "toneless, repeated, in places": {"repeated": True},
}
SIDEBAR = """热门阅读：秋天的十种水果，您吃过几种？
相关新闻，图片，视频，评论
声明：本站内容由网友提供，如有侵权，请告知，我们会尽快处理，谢谢。
首页，新闻，财经，体育，教育，汽车，房产，健康"""
HIDDEN = 1000  #: Characters of each text that are hidden.
MIXES = {
    "words alone": (1.0, 0.0, 0.0),
    "pairs of characters alone": (0.0, 1.0, 0.0),
    "three characters alone": (0.0, 0.0, 1.0),
    "words and pairs, half each": (0.5, 0.5, 0.0),
    "words 3/4, three characters 1/4": (0.75, 0.0, 0.25),
    "words and three characters, half each": (0.5, 0.0, 0.5),
    "words 1/4, three characters 3/4": (0.25, 0.0, 0.75),
}  #: Weights of words, of pairs and of three characters in a row.
ROOMS = ("language", "evidence", "moves", "search", "repairs")  #: Where the constants are tried.
UNTRIED = {"FULL", "OUT", "SHOWN", "NEVER", "IN_STEP"}  #: No matter of accuracy.
BANDS = (1.0, 2.0, 4.0, 6.0, 8.0, 12.0)  #: Upper ends of the bands of margins, in nats.

Table = dict[str, str]


def mistakes(polluted: Polluted, got: str, count: int) -> Iterator[str]:
    """The first differences with what surrounds them, characters that no font has as escapes."""
    for i1, i2, j1, j2 in differences(polluted.clean, got)[:count]:
        before = polluted.clean[max(i1 - 8, 0) : i1]
        shown = f"{before}[{polluted.clean[i1:i2]} → {got[j1:j2]}]{got[j2 : j2 + 8]}"
        yield re.sub(
            r"[\n\u00a0\ue000-\uf8ff]", lambda c: c[0].encode("unicode-escape").decode(), shown
        )


def pages(texts: list[str], tables: list[Table], options: dict[str, Any]) -> Iterator[Polluted]:
    """Each text polluted with each table."""
    sidebar = options.get("sidebar")
    for text in texts:
        for seed, table in enumerate(tables):
            if options.get("repeated"):
                yield repeat_glosses(text, table=table, seed=seed)
                continue
            chosen = {k: v for k, v in options.items() if k != "sidebar"}
            page = pollute(text, **{"table": table, "seed": seed, **chosen})
            yield with_sidebar(page, SIDEBAR) if sidebar else page


def row(*cells: object) -> None:
    """Print one line of a Markdown table."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def head(*names: str) -> None:
    """Print the head of a Markdown table, its first column text and the others numbers."""
    row(*names)
    row("---", *["---:"] * (len(names) - 1))


def percent(part: int, whole: int) -> str:
    """A share in per cent, a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}" if whole else "–"


def model(texts: list[str], tables: list[Table], worst: int) -> None:
    """Print one line for each variant of the forward model."""
    head("variant", "wrong ‰", "places", "exact %", "legible", "exact %", "wrong places flagged %")
    for variant, options in VARIANTS.items():
        total = Score()
        for page in pages(texts, tables, options):
            cleaned = clean(page.text)
            total.add(score(page, cleaned))
            for mistake in mistakes(page, cleaned.text, worst):
                print("    ", mistake)
        row(variant, *_numbers(total))


def _numbers(total: Score) -> tuple[object, ...]:
    return (
        f"{1000 * total.wrong / total.characters:.3f}",
        total.places,
        percent(total.exact, total.places),
        total.legible,
        percent(total.legible_exact, total.legible),
        percent(total.flagged, total.places - total.exact),
    )


def is_right(case: dict[str, Any]) -> bool:
    """Whether a labelled case comes out right, or flagged where nothing more can be asked."""
    cleaned = clean(case["original"])
    right = cleaned.text.strip("\n") == case["expected"].strip("\n")
    return right or bool(case.get("flagged") and (cleaned.doubtful or cleaned.unresolved))


def wild() -> None:
    """Print how many of the labelled cases are right, and which are not."""
    cases = labelled("wild")
    head("cases", "right", "of")
    for origin in dict.fromkeys(case["comment"].partition(":")[0] for case in cases):
        chosen = [case for case in cases if case["comment"].startswith(origin)]
        row(origin, sum(map(is_right, chosen)), len(chosen))
    wrong = [case["label"] for case in cases if not is_right(case)]
    print("\nWrong: " + ("; ".join(wrong) or "none"))


def margins(texts: list[str], tables: list[Table]) -> None:
    """Print the share of wrong repairs in each band of margins, over all variants."""
    repairs, wrong = Counter[float](), Counter[float]()
    for options in VARIANTS.values():
        for page in pages(texts, tables, options):
            cleaned = clean(page.text)
            found = differences(page.clean, cleaned.text)
            bad = [place for place in page.places if not is_exact(place, found)]
            explained = cleaned.explain().query("kind == 'damage'")
            for start, end, margin in explained[["start", "end", "margin"]].itertuples(index=False):
                band = next((top for top in BANDS if margin < top), max(margin, BANDS[-1] + 1))
                band = band if band == float("inf") or band in BANDS else BANDS[-1] + 1
                repairs[band] += 1
                wrong[band] += any(touches(place, [(start, end - 1)]) for place in bad)
    head("margin in nats", "repairs", "touch a wrong character %")
    names = dict(zip(BANDS, [f"under {top:g}" for top in BANDS], strict=True))
    for band in sorted(repairs):
        name = names.get(band, "no other reading" if band == float("inf") else "more")
        row(name, repairs[band], percent(wrong[band], repairs[band]))


def negative(texts: list[str], names: list[str]) -> None:
    """Print how many edits clean texts suffer, cut into pages of a line, of thirty, and whole."""
    head("text", "characters", "edits", "unresolved")
    total = 0
    for name, text in zip(names, texts, strict=True):
        for script, whole in both_scripts(text).items():
            lines = whole.splitlines(keepends=True)
            parts = ["".join(lines[k : k + n]) for n in (1, 30) for k in range(0, len(lines), n)]
            results = [clean(part) for part in (*parts, whole)]
            edits = sum(len(result.edits) for result in results)
            left = sum(len(result.unresolved) for result in results)
            row(f"{name}, {script}", f"{len(whole):,}", edits, left)
            total += len(whole)
    print(f"\n{total:,} characters, each in pages of three lengths.")


def both_scripts(text: str) -> dict[str, str]:
    """A text as it is, and turned traditional if it is simplified."""
    simplified = sum(text.count(c) for c in "们这说国") > sum(text.count(c) for c in "們這說國")
    if not simplified:
        return {"traditional": text}
    return {"simplified": text, "turned traditional": opencc.OpenCC("s2t").convert(text)}


def language(texts: list[str]) -> None:
    """Print how often a character whose first byte is lost is found by each model."""
    from analysis.cleaning.evidence import fitting
    from analysis.cleaning.language import cost, ngrams
    from analysis.cleaning.script import plain_form

    candidates = [plain for _, plain in fitting(-1, 0xA3)]
    hidden = []
    for text in texts:
        line = re.sub(r"[^\S\n]", "", text)
        places = [i for i in range(6, len(line) - 6) if line[i] in candidates]
        hidden += [(line[i - 6 : i], line[i], line[i + 1 : i + 6]) for i in places[:HIDDEN]]
    right: Counter[str] = Counter()
    for left, answer, after in hidden:
        scores = {}
        for c in candidates:
            form = plain_form(left + c + after)
            pairs = sum(ngrams[form[i - 1 : i + 1]] for i in range(6, 8))
            triples = sum(ngrams[form[i - 2 : i + 1]] for i in range(6, 9))
            scores[c] = cost(left + c + after), pairs, triples
        for name, (a, b, d) in MIXES.items():
            best = min(scores, key=lambda c: a * scores[c][0] + b * scores[c][1] + d * scores[c][2])
            right[name] += best == answer
    head("model", "found %", "of")
    for name in MIXES:
        row(name, percent(right[name], len(hidden)), len(hidden))


def constants(texts: list[str], tables: list[Table]) -> None:
    """Print what becomes of the accuracy when a constant is halved and doubled."""
    variants = ("as in the article", "no marker", "HTML", "every place broken")
    drawn = tables[1:] or tables  # a drawn table damages more places than that of the article
    material = [page for name in variants for page in pages(texts, drawn, VARIANTS[name])]
    cases = labelled("wild")

    def measured() -> tuple[str, str, int]:
        total = Score()
        for page in material:
            total.add(score(page, clean(page.text)))
        return (
            percent(total.legible_exact, total.legible),
            f"{1000 * total.wrong / total.characters:.3f}",
            sum(map(is_right, cases)),
        )

    head("constant", "value", "legible exact %", "wrong ‰", "wild right")
    row("as they are", "", *measured())
    modules = [m for n, m in sys.modules.items() if n.startswith("analysis.cleaning.")]
    for module in (sys.modules[f"analysis.cleaning.{room}"] for room in ROOMS):
        room = module.__name__.rpartition(".")[2]
        for name in numbers(module):
            value = vars(module)[name]
            users = [
                m for m in modules if name in vars(m) and (m is module or name not in numbers(m))
            ]
            for changed in (type(value)(value / 2), value * 2, value):
                for user in users:
                    setattr(user, name, changed)
                forget(modules)
                if changed != value:
                    row(f"`{room}.{name}`", changed, *measured())


def numbers(module: ModuleType) -> list[str]:
    """The constants that a module defines itself and that are numbers."""
    tree = ast.parse(inspect.getsource(module))
    own = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    names = [target.id for target in own if isinstance(target, ast.Name)]
    return [
        name
        for name in names
        if name.isupper() and type(vars(module)[name]) in (int, float) and name not in UNTRIED
    ]


def forget(modules: list[ModuleType]) -> None:
    """Empty all memories of the cleaning that a constant may have had a part in."""
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
            elif isinstance(value, dict) and hasattr(type(value), "__missing__"):
                value.clear()


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = ("wild", "model", "margins", "negative", "language", "constants")
    parser.add_argument("table", choices=commands)
    parser.add_argument("files", nargs="*", type=Path, help="clean text, UTF-8")
    parser.add_argument("--tables", nargs="*", type=int, default=[1, 2, 3], help="seeds to draw by")
    parser.add_argument("--characters", type=int, help="use only so many of each file")
    parser.add_argument("--worst", type=int, default=0, help="mistakes to show of each page")
    chosen = parser.parse_args(arguments)
    texts = [path.read_text(encoding="utf-8-sig")[: chosen.characters] for path in chosen.files]
    texts = texts or [prose(), clean_article()]
    tables = [article_table(), *map(draw_table, chosen.tables)]
    if chosen.table == "wild":
        wild()
    elif chosen.table == "language":
        language(texts)
    elif chosen.table == "negative":
        negative(texts, [path.stem for path in chosen.files] or ["prose", "article"])
    elif chosen.table == "model":
        model([prepared(text) for text in texts], tables, chosen.worst)
    else:
        globals()[chosen.table]([prepared(text) for text in texts], tables)


if __name__ == "__main__":
    main()
