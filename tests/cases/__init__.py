"""The material of the cleaning tests: the article, prose written for the project, labelled cases.

`article.txt` is the article as a careful reader would type it, each character checked by reading;
`prose.txt` and the other texts were written for these tests.  A labelled case is a dictionary with
`label`, perhaps a `comment`, `original`, and either `expected` or `same` (true: the text must come
back unchanged); `pollution` holds the options that the forward model made `original` with;
`flagged` is true where it is enough to list a place as doubtful or unresolved.
`synthetic.json` is written by `build.py`, the other files by hand. `wild.json` has what real pages
show, ten places of theirs and others of the same kinds, in public or fresh words; `not-yet.json`
lists the cases of both that are not mended yet, and what goes wrong.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw" / "baoshan-2022-06-17.txt"


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


@cache
def raw_article() -> str:
    """The article as the page showed it, link farm included."""
    return _read(RAW)


@cache
def clean_article() -> str:
    """The article as it should read, ending in a line break."""
    return _read(HERE / "article.txt")


@cache
def prose() -> str:
    """Five short news items written for the tests, 2,000 characters together."""
    return _read(HERE / "prose.txt")


@cache
def article_table() -> dict[str, str]:
    """The characters that the article glosses, with their readings, read off the raw text.

    績 is seen only where its gloss cut 每兩 in two, so it is added here.
    """
    from tests.pollution import PINYIN

    glosses = re.findall(rf"([\u4e00-\u9fff])\(([{PINYIN}]+)\)", raw_article())
    return {**dict(glosses), "績": "jī"}


def clean_pages(characters: int, seed: int = 0) -> Iterator[str]:
    """Pages that nobody polluted, `characters` together: sentences of the texts here, shuffled.

    Every second page is turned traditional; the lengths go from a line to a chapter.
    """
    from tests.pollution import general_script

    chance = random.Random(seed)
    same = [case["original"] for case in labelled("negative")]
    ordinary = [text for text in same if len(set(text)) > 20 and not re.search(r"\(\w+\)", text)]
    text = "".join([prose(), clean_article(), *ordinary])
    sentences = re.findall(r"[^。！？\n]{4,}[。！？]\n?", text)
    script = str.maketrans(dict(general_script()))
    n = 0
    while n < characters:
        page = "".join(chance.choices(sentences, k=chance.choice((1, 3, 10, 40, 150))))
        n += len(page)
        yield page.translate(script) if chance.random() < 0.5 else page


def labelled(name: str) -> list[dict[str, Any]]:
    """The cases of one file; lone surrogates are written there as escapes."""
    cases: list[dict[str, Any]] = json.loads(_read(HERE / f"{name}.json"))
    return cases


@cache
def not_yet() -> dict[str, str]:
    """The cases that are not mended yet, and why, by label."""
    found: dict[str, str] = json.loads(_read(HERE / "not-yet.json"))
    return found
