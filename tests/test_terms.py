"""Terms: kept whole wherever that takes no more words, however the list is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.lexicon import Term, read_terms
from analysis.segmentation import ENGINES

CASES = [
    ("a blank around it", ["领导 "], "领导讲话", "领导 讲话"),
    ("line ends around it", ["\n领导\r\n", "\u3000讲话"], "领导讲话", "领导 讲话"),
    ("over a word that overlaps it", ["水管"], "修水管", "修 水管"),
    ("not where that takes more words", ["强村"], "加强村级", "加强 村级"),
    ("not inside a longer word", ["农民", "水"], "农民工喝水，水平", "农民工 喝水 ， 水平"),
    ("the longest", ["乡村", "乡村振兴", "乡村振兴局"], "乡村振兴局", "乡村振兴局"),
    ("side by side", ["甲村委", "乙村委"], "甲村委乙村委", "甲村委 乙村委"),
    ("the first of two that overlap", ["甲村委", "委乙会"], "甲村委乙会", "甲村委 乙 会"),
    ("a space between Latin words", ["iPad Pro"], "买iPad Pro用", "买 iPad Pro 用"),
    ("over a number", ["三会一课", "5G网"], "三会一课用5G网", "三会一课 用 5G网"),
    ("not inside a Latin word", ["Pro", "5G"], "Process，15G", "Process ， 15G"),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("terms", "text", "expected"), [row[1:] for row in CASES],
                         ids=[row[0].replace(" ", "_") for row in CASES])  # fmt: skip
def test_a_term_is_kept(terms: list[str], text: str, expected: str, engine: str) -> None:
    assert "/".join(an.Segmenter(terms, engine).cut(text)).replace("iPad Pro", "iPad_Pro") == (
        expected.replace("iPad Pro", "iPad_Pro").replace(" ", "/")
    )


def test_a_term_may_keep_a_space_beside_a_chinese_character() -> None:
    text = "用鸿蒙 OS系统"
    assert an.Segmenter(["鸿蒙 OS"]).cut(text) == ["用", "鸿蒙", "OS", "系统"]
    whole = an.Segmenter([Term("鸿蒙 OS", "nz", whole=True)])
    assert whole.tokenize(text)[1] == ("鸿蒙 OS", "nz", 1, 6)


def test_letters_match_in_either_case_on_request() -> None:
    terms = ["iPad Pro", "B2B模式", "ＡＢＣ网"]
    text = "ipad pro和b2b模式、ａｂｃ网"
    assert an.Segmenter(terms, ignore_case=True).cut(text) == [
        "ipad pro", "和", "b2b模式", "、", "ａｂｃ网",
    ]  # fmt: skip
    assert "ipad pro" not in an.Segmenter(terms).cut(text)
    assert "b2b模式" in set(an.tokens(text, terms=terms, ignore_case=True)["token"])


TEXTS = st.text("甲乙丙丁戊己庚辛，", max_size=25)
TERMS = st.lists(st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=4), min_size=1, max_size=5)


@given(TEXTS, TERMS)
def test_a_term_is_a_token_if_and_only_if_a_search_for_the_longest_finds_it(
    text: str, terms: list[str]
) -> None:
    """In words of one character: with longer ones, what takes more words is no token."""
    found, taken = [], [False] * len(text)
    places = [(at, at + len(term)) for term in {*terms} for at in range(len(text))
              if text.startswith(term, at)]  # fmt: skip
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append((start, end))
    tokens = an.Segmenter(terms, list).tokenize(text)
    assert sorted(found) == [(token.start, token.end) for token in tokens if len(token.token) > 1]


ENTRIES = st.sampled_from(["水管", "强村", "农民", "乡村振兴", "员干", "村振"])


@given(
    st.text("乡村振兴修水管加强村级农民工党员干部，", max_size=25), st.lists(ENTRIES, max_size=4)
)
def test_no_term_makes_a_text_of_more_words(text: str, terms: list[str]) -> None:
    plain, informed = an.Segmenter().cut(text), an.Segmenter(terms).cut(text)
    assert len(informed) <= len(plain)
    assert "".join(informed) == text


LISTS: dict[str, Any] = {
    "a Series": pd.Series(["乡村振兴", "党建"], index=[5, 5]),
    "a tuple": ("乡村振兴", "党建"),
    "a set": {"乡村振兴", "党建"},
    "an array": np.array(["乡村振兴", "党建"]),
    "pairs": [("乡村振兴", "n"), ["党建", "n"]],
    "a generator": (term for term in ["乡村振兴", "党建"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_terms_may_be_of_any_kind(name: str) -> None:
    terms = LISTS[name] if name == "a generator" else [LISTS[name]][0]
    assert an.Segmenter(terms).cut("促乡村振兴") == ["促", "乡村振兴"]
    if name != "a generator":
        assert "乡村振兴" in set(an.tokens("促乡村振兴", terms=terms)["token"])
        assert "乡村振兴" in set(an.Article("促乡村振兴。", terms=terms).tokens["token"])


@pytest.mark.parametrize(
    "terms",
    ["甲村", b"x", 5, [None], [float("nan")], [5], [("甲村", None)], [("甲村", "n", True, 1)], [()],
     [[]], [" "], pd.DataFrame({"term": ["甲村"]}), pd.Series(["甲村", None])],
)  # fmt: skip
@pytest.mark.parametrize(
    "use",
    [an.Segmenter, lambda terms: an.tokens("甲村", terms=terms),
     lambda terms: an.Article("甲村。", terms=terms)],
    ids=["Segmenter", "tokens", "Article"],
)  # fmt: skip
def test_what_is_no_list_of_terms_is_refused(use: Any, terms: Any) -> None:
    with pytest.raises(an.InputError, match="term"):
        use(terms)


@pytest.mark.parametrize("words", ["甲村", 5, [None], [5]])
def test_what_is_no_list_of_stop_words_is_refused(words: Any) -> None:
    for use in (an.tokens, an.Article):
        with pytest.raises(an.InputError, match="stopwords"):
            use("甲村。", stopwords=words)


def test_a_list_in_a_file_is_read_without_its_blanks(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("term,pos,whole\n领导 ,n,\n农村 党员,,\n鸿蒙 OS,nz,yes\n", encoding="utf-8")
    assert read_terms(path) == [("领导", "n", False), ("农村 党员", "", False),
                                ("鸿蒙 OS", "nz", True)]  # fmt: skip
    path.write_text("term,pos\n领导,\n", encoding="utf-8")
    with pytest.raises(an.InputError, match="line 2: 领导 has no part of speech"):
        read_terms(path)
