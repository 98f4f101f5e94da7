"""Text in traditional characters is cut as in simplified ones, and keeps its own."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.lexicon.lookup import lookup_form
from analysis.segmentation import ENGINES

from .cases import clean_article, prose
from .pollution import general_script

TRADITIONAL = str.maketrans(dict(general_script()))
SENTENCES = [line for line in (prose() + clean_article()).splitlines() if line.strip()]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_traditional_text_is_cut_in_words_that_keep_their_characters(engine: str) -> None:
    text = "推進鄉村振興"
    tokens = an.Segmenter(engine=engine).tokenize(text)
    assert [tuple(token) for token in tokens] == [
        ("推進", "v", 0, 2), ("鄉村", "n", 2, 4), ("振興", "v", 4, 6),
    ]  # fmt: skip
    for term in ("乡村振兴", "鄉村振興"):
        assert an.Segmenter([term], engine).cut(text) == ["推進", "鄉村振興"]
    assert an.Segmenter(["鄉村振興"], engine).cut("乡村振兴") == ["乡村振兴"]


@given(st.sampled_from(SENTENCES), st.integers(0, 200), st.integers(1, 60))
def test_both_scripts_of_a_text_are_cut_at_the_same_places(
    sentence: str, start: int, length: int
) -> None:
    text = sentence[start : start + length]
    segmenter = an.Segmenter(["乡村振兴", "五招妙手"], engine="rjieba")
    one, other = segmenter.tokenize(text), segmenter.tokenize(text.translate(TRADITIONAL))
    assert [token[1:] for token in one] == [token[1:] for token in other]


def test_a_character_of_two_simplified_forms_goes_by_its_neighbours() -> None:
    assert an.Segmenter().cut("著名學者接著說") == ["著名", "學者", "接著", "說"]
    assert an.Segmenter().cut("著名学者") == ["著名", "学者"]
    assert lookup_form("著名学者。干著活") == "著名学者。干著活"


def test_a_text_is_cut_alike_whatever_else_is_in_the_table() -> None:
    pages = pd.Series(["著名学者，看著他。", "國家著名。", "接著說", "著著著"])
    together = an.tokens(pages)
    for row, page in pages.items():
        alone = an.tokens(page)
        mine = together.loc[[row]]
        for column in ("token", "pos", "start", "end", "stop"):
            assert mine[column].tolist() == alone[column].tolist()


def test_stop_words_and_themes_match_in_either_script() -> None:
    book = an.Codebook.from_dict({"party": ["黨員", "干部 队伍", "组织*"]})
    options = {"codebook": book, "stopwords": ["農村"], "terms": ["干部 队伍"]}
    one = an.tokens("农村的党员、干部队伍，这个组织部。", **options)
    other = an.tokens("農村的黨員、幹部隊伍，這個組織部。", **options)
    for column in ("start", "end", "pos", "stop", "theme"):
        assert one[column].tolist() == other[column].tolist()
    assert one["theme"].notna().sum() == 3
    assert other["token"].tolist()[:3] == ["農村", "的", "黨員"]
