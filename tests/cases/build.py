"""Write `synthetic.json`: each fault by itself, then each variant, made from the texts beside it.

Run from the project's root as `python -m tests.cases.build` (a minute).  The cases are data, kept
under version control; `tests/cleaning/test_pollution.py` checks that the model still makes the same
pages of them.  Not good for measuring: they are few, chosen for their shape
(`tests/evaluate_cleaning.py` measures).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from tests.pollution import PINYIN, Place, Polluted, draw_table, link_farm, pollute

HERE = Path(__file__).parent
Wanted = Callable[[Polluted, Place], bool]


def shown(polluted: Polluted, place: Place) -> str:
    """What the page shows in a damaged place."""
    return polluted.text[place.polluted_start : place.polluted_end]


def misread(polluted: Polluted, place: Place) -> str:
    """The same without the gloss at its end, if one is left whole there."""
    return re.sub(rf"\([{PINYIN}]+\)$", "", shown(polluted, place))


def _ends_at_gloss(polluted: Polluted, place: Place) -> bool:
    # A pair of bytes that straddles has a gloss as well, but right at the start.
    return re.search(rf".{{6}}\?[{PINYIN}]+\)$", shown(polluted, place)) is not None


SINGLE: dict[str, tuple[str, Wanted]] = {
    "gloss inside a straddling pair": (
        "straddle",
        lambda polluted, place: place.end - place.start <= 2 and place.hidden == 0,
    ),
    "straddling pair, ends at an ASCII trail byte": (
        "straddle",
        lambda polluted, place: place.end - place.start > 2 and misread(polluted, place)[-1] > "?",
    ),
    "straddling pair, ends at a gloss whose bracket was eaten": ("straddle", _ends_at_gloss),
    "straddling pair, ends at the end of the line": (
        "straddle",
        lambda polluted, place: polluted.text[place.polluted_end] == "\n",
    ),
    "straddling pair, a mark narrowed inside the run": (
        "straddle",
        lambda polluted, place: any(mark in shown(polluted, place) for mark in ",;:!"),
    ),
    "straddling pair, private-use characters": (
        "straddle",
        lambda polluted, place: any("\ue000" <= c <= "\uf8ff" for c in shown(polluted, place)),
    ),
    "lost byte": ("lost byte", lambda polluted, place: place.hidden == 1),
    "lost byte, ends at an ASCII trail byte": (
        "lost byte",
        lambda polluted, place: (
            place.end - place.start > 2 and "a" < misread(polluted, place)[-1] < "z"
        ),
    ),
    "lost byte, ends at a gloss whose bracket was eaten": ("lost byte", _ends_at_gloss),
    "lost byte, private-use characters": (
        "lost byte",
        lambda polluted, place: any("\ue000" <= c <= "\uf8ff" for c in shown(polluted, place)),
    ),
}

OTHER: dict[str, tuple[str, Wanted, dict[str, Any]]] = {
    "wide bracket split between two characters": (
        "straddle",
        lambda polluted, place: re.search("[═-▃]", shown(polluted, place)) is not None,
        {"brackets": "（）"},
    ),
    "wide bracket split, its first half the second of a wide mark": (
        "straddle",
        lambda polluted, place: (
            re.match("#[═-▃]", shown(polluted, place)) is not None and place.hidden == 0
        ),
        {"brackets": "（）"},
    ),
    "second byte of an invalid pair given back": (
        "straddle",
        lambda polluted, place: place.end - place.start > 2,
        {"decoder": "byte"},
    ),
}

SEVERAL: dict[str, Callable[[Polluted], bool]] = {
    "two straddling pairs in one run": lambda polluted: (
        [place.kind for place in polluted.places] == ["straddle", "straddle"]
        and polluted.places[0].start == polluted.places[1].start
    ),
    "a lost byte and a straddling pair in one run": lambda polluted: (
        [place.kind for place in polluted.places] == ["lost byte", "straddle"]
        and polluted.places[0].start == polluted.places[1].start
    ),
}

FFFD = {"marker": "\ufffd", "invalid": "\ufffd"}


def _eats_a_mark(polluted: Polluted) -> bool:
    """One run in which a straddling pair comes before a lost byte and eats its mark."""
    places = polluted.places
    kinds = [place.kind for place in places]
    return (
        kinds == ["straddle", "lost byte"]
        and places[0].start == places[1].start
        and re.search("[^\ufffd]\ufffd[!,;?]", shown(polluted, places[0])) is not None
    )


VARIANTS: dict[str, dict[str, Any]] = {
    "as in the article": {},
    "full-width brackets, narrowed": {"brackets": "（）"},
    "full-width brackets, kept": {"brackets": "（）", "narrow": False},
    "replacement character for what was lost": {"marker": "\ufffd", "invalid": "\ufffd"},
    "white square for what was lost": {"marker": "□", "invalid": "□"},
    "nothing in place of a lost byte": {"marker": ""},
    "not narrowed afterwards": {"narrow": False},
    "the bracket after an invalid byte given back": {"decoder": "web"},
    "HTML left in between": {"html": True},
    "spam tail, vertical bars": {"spam": link_farm(1)},
    "spam tail, ideographic commas": {"spam": link_farm(2, separator="、")},
    "spam tail, spaces": {"spam": link_farm(3, separator=" ")},
    "spam tail, line breaks": {"spam": link_farm(4, separator="\n").rstrip()},
    "spam tail, other links": {
        "spam": "网站地图| 在线客服| 手机游戏| 彩票开奖| 小额贷款| 棋牌下载| 免费小说| 电影在线| "
        "二手房源| 美容护肤| 快递查询| 天气预报| 星座运势| 股票行情| "
        "汽车报价| 减肥药| 家居建材| 代开发票|"
    },
    "spam at the start": {"spam": link_farm(5), "spam_at": "start"},
}


TEXTS = {
    "pairs that the table merges, told apart by context": "merged-pairs.txt",
    "real brackets, question marks, digits, Latin letters and an address": "real-marks.txt",
}


def articles() -> list[str]:
    """The short articles in `prose.txt`."""
    prose = (HERE / "prose.txt").read_text(encoding="utf-8").strip()
    return re.split("\n\n(?=[^\u3000])", prose)


def case(label: str, seed: int, text: str, options: dict[str, Any]) -> dict[str, Any]:
    """One labelled case; `table` is the seed that the gloss table was drawn with."""
    polluted = pollute(text, table=draw_table(seed), seed=seed, **options)
    return {
        "label": label,
        "pollution": {"table": seed, "seed": seed, **options},
        "original": polluted.text,
        "expected": polluted.clean,
    }


def single(label: str, kind: str, wanted: Wanted, options: dict[str, Any]) -> dict[str, Any]:
    """The first case with just one damaged place, and that of the wanted form."""
    long_enough = [text for text in articles() if len(text) > 400]
    for seed, text in product(range(400), long_enough):
        table = draw_table(seed)
        straddles = pollute(text, table=table, lose=0.0).places
        if len(straddles) > (kind == "straddle"):
            continue
        offsets: list[int] = []
        if kind == "lost byte":
            everywhere = pollute(text, table=table, seed=seed, lose=1.0).places
            offsets = [place.start for place in everywhere if place.kind == kind]
        for chosen in [[offset] for offset in offsets] or [[]]:
            polluted = pollute(text, table=table, seed=seed, lose=chosen, **options)
            if len(polluted.places) == 1 and wanted(polluted, polluted.places[0]):
                return case(label, seed, text, {"lose": chosen, **options})
    raise LookupError(f"no page with {label!r} among the drawn ones")


def several(
    label: str, wanted: Callable[[Polluted], bool], options: dict[str, Any]
) -> dict[str, Any]:
    """The first case whose damaged places are those wanted, and no others."""
    options = {"lose": 0.2, **options}
    for seed, text in product(range(2000), articles()):
        if wanted(pollute(text, table=draw_table(seed), seed=seed, **options)):
            return case(label, seed, text, options)
    raise LookupError(f"no page with {label!r} among the drawn ones")


def synthetic() -> list[dict[str, Any]]:
    """All cases: single faults, several in one run, other gloss tables, variants of other sites."""
    cases = [single(label, *wanted, {}) for label, wanted in SINGLE.items()]
    cases += [
        single(f"{label}, nothing in its place", *SINGLE[label], {"marker": ""})
        for label in ("lost byte", "lost byte, ends at an ASCII trail byte")
    ]
    cases += [several(label, wanted, {}) for label, wanted in SEVERAL.items()]
    whole = "\n\n".join(articles())
    cases += [case(f"gloss table {seed}", seed, whole, {}) for seed in (11, 12, 13)]
    cases += [
        case(label, 21 + number, "\n\n".join(articles()[number % 3 : number % 3 + 2]), options)
        for number, (label, options) in enumerate(VARIANTS.items())
    ]
    cases += [
        case(label, 51, (HERE / name).read_text(encoding="utf-8"), {})
        for label, name in TEXTS.items()
    ]
    cases += [single(label, *wanted) for label, wanted in OTHER.items()]
    cases.append(several("mark of a lost byte eaten by an invalid pair", _eats_a_mark, FFFD))
    return cases


def main() -> None:
    """Write the cases, characters that no font shows as escapes."""
    written = json.dumps(synthetic(), ensure_ascii=False, indent=1)
    hidden = {code: f"\\u{code:04x}" for code in (*range(0xE000, 0xF900), 0xFFFD)}
    (HERE / "synthetic.json").write_text(written.translate(hidden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
