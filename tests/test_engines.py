"""Engines: jieba, rjieba, or any function that cuts a text into words."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

by_character: Callable[[str], list[str]] = list


def test_a_function_cuts_what_is_no_number_date_mark_or_term() -> None:
    asked = []

    def engine(text: str) -> list[str]:
        asked.append(text)
        return [text[at : at + 2] for at in range(0, len(text), 2)]

    segmenter = an.Segmenter(["乡村振兴", ("战斗堡垒", "nz")], engine)
    words = segmenter.cut("2022年6月8日 推进乡村振兴战斗堡垒50%")
    assert words == ["2022年", "6月", "8日", "推进", "乡村振兴", "战斗堡垒", "50%"]
    assert not any(char in run for run in asked for char in "0123456789 ")
    table = an.tokens("抓党建促乡村振兴", engine=engine, terms=["乡村振兴"])
    assert table["token"].tolist()[-1] == "乡村振兴"
    assert an.Article("水渠通了。", engine=engine).tokens["token"].tolist() == [
        "水渠",
        "通了",
        "。",
    ]


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (
            lambda text: text.split("水"),
            "at character 2 they have '通了' where the text has '水通了'",
        ),
        (lambda text: [*text, "！"], "at character 5 they have '！' where the text has ''"),
        (lambda text: text, "into a list of strings, not '山里"),
        (lambda text: None, "into a list of strings, not None"),
        (lambda text: [(char, "n") for char in text], "into a list of strings"),
    ],
)
def test_pieces_that_do_not_join_to_the_text_are_refused_with_the_place(
    engine: Any, message: str
) -> None:
    with pytest.raises(an.InputError, match=message):
        an.Segmenter(engine=engine).cut("山里水通了")
    with pytest.raises(an.InputError):
        an.tokens("山里水通了", engine=engine)


@pytest.mark.parametrize("engine", ["thulac", "", None, 5, ["jieba"]])
def test_what_is_no_engine_is_refused(engine: Any) -> None:
    known = r"\(known: jieba, rjieba\)" if isinstance(engine, str) else "give str or Callable"
    with pytest.raises(an.InputError, match=known):
        an.Segmenter(engine=engine)


@given(st.text(max_size=30), st.lists(st.text("乡村振兴党建ab1 ", min_size=1), max_size=3))
def test_whatever_cuts_tokens_join_to_the_text(text: str, terms: list[str]) -> None:
    terms = [term for term in terms if term.strip()]
    tokens = an.Segmenter(terms, by_character).tokenize(text)
    assert all(text[token.start : token.end] == token.token for token in tokens)
    left = "".join(token.token for token in tokens)
    assert "".join(left.split()) == "".join(text.split())


def test_tables_cut_alike_say_so() -> None:
    def digest(**options: Any) -> str:
        return str(an.tokens("乡村振兴，好", **options).attrs["cut_with"])

    assert digest() == digest(engine="rjieba") == digest(stopwords=["好"])
    assert digest(terms=["乡村振兴", "党建"]) == digest(terms=[("党建", "v"), "乡村振兴 "])
    book = an.Codebook.from_dict({"a": ["乡村振兴"]})
    others = [digest(terms=["乡村振兴"]), digest(terms=["乡村 振兴"]), digest(engine=by_character)]
    assert len({digest(), *others}) == 4
    assert digest(codebook=book) != digest()
    article = an.Article("乡村振兴，好。", terms=["乡村振兴"])
    assert article.tokens.attrs["cut_with"] == digest(terms=["乡村振兴"])
    pages = pd.DataFrame({"text": ["好"], "year": [1]})
    assert an.tokens(pages).attrs["cut_with"] == digest()


def test_the_arguments_of_tokens_can_be_sent_to_another_process() -> None:
    book = an.Codebook.from_dict({"party": {"cadres": ["干部 队伍", "党*"]}})
    options = {"terms": an.Segmenter(["iPad Pro"]).terms, "codebook": book, "engine": "rjieba"}
    sent = pickle.loads(pickle.dumps(options))
    text = "党员用iPad Pro，干部队伍"
    pd.testing.assert_frame_equal(an.tokens(text, **sent), an.tokens(text, **options))
