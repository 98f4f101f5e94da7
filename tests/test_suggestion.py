"""Suggested terms hold together inside, move freely outside, and are not known yet."""

import math

import pandas as pd
import pytest

import analysis as an

from .cases import prose

COLUMNS = ["term", "parts", "n", "pmi", "entropy", "score"]


@pytest.fixture(scope="module")
def suggested(article: an.Article) -> pd.DataFrame:
    """What is suggested to someone who has no term list yet for the interview."""
    return an.suggest_terms(article.passages["text"])


@pytest.mark.parametrize("term", ["五招妙手", "乡村振兴", "战斗堡垒"])
def test_terms_of_the_interview_are_near_the_top(term: str, suggested: pd.DataFrame) -> None:
    assert term in list(suggested["term"].head(8))


def test_more_than_a_third_of_them_stand_in_the_term_list(
    suggested: pd.DataFrame, article: an.Article
) -> None:
    accepted = {term.term for term in article.terms}
    assert suggested["term"].isin(accepted).mean() > 1 / 3


def test_every_suggestion_is_cut_as_it_says_and_occurs_so_often(
    suggested: pd.DataFrame, article: an.Article
) -> None:
    segmenter = an.Segmenter()
    cut = [f" {' '.join(segmenter.cut(text))} " for text in article.passages["text"]]
    for row in suggested.itertuples():
        assert row.parts.replace(" ", "") == row.term
        assert sum(text.count(f" {row.parts} ") for text in cut) == row.n


def test_an_article_brings_its_own_term_list(article: an.Article) -> None:
    found = set(an.suggest_terms(article)["term"])
    assert "学习贯彻" in found
    assert not found & {term.term.replace(" ", "") for term in article.terms}
    assert an.suggest_terms(article, terms=[])["term"].iloc[0] == "五招妙手"


# jieba's dictionary has 甲, 村, 修 and 山路, but not 甲村.
VILLAGE = ["甲村修山路。", "，甲村。", "虎甲村"]


def test_the_measures_are_those_of_the_formulas() -> None:
    """9 words, 甲 and 村 3 times each, always together; before it an end, a mark and 虎."""
    (row,) = an.suggest_terms(VILLAGE).to_dict("records")
    pmi, entropy = math.log2(3 * 9 / (3 * 3)), math.log2(3)
    assert (row["term"], row["parts"], row["n"]) == ("甲村", "甲 村", 3)
    assert (row["pmi"], row["entropy"]) == pytest.approx((pmi, entropy))
    assert row["score"] == pytest.approx(pmi * entropy)


def test_the_lower_of_both_entropies_counts() -> None:
    """After it stands 修 twice and an end once."""
    texts = ["虎甲村修", "鹰甲村修", "松甲村"]
    (row,) = an.suggest_terms(texts, longest=2).to_dict("records")
    shares = [2 / 3, 1 / 3]
    assert row["entropy"] == pytest.approx(-sum(share * math.log2(share) for share in shares))


def test_the_weakest_joint_counts() -> None:
    """鹰松 occurs 4 times, 甲 4 times, both together twice, among 12 words."""
    found = an.suggest_terms(["鹰松甲", "鹰松甲。", "鹰松。", "，鹰松", "甲，甲"])
    row = found.set_index("term").loc["鹰松甲"]
    assert row["parts"] == "鹰 松 甲"
    assert row["pmi"] == pytest.approx(math.log2(2 * 12 / (4 * 4)))


def test_a_piece_of_something_longer_is_left_out() -> None:
    assert list(an.suggest_terms(["虎甲村鹰松", "山路甲村鹰"])["term"]) == ["甲村鹰"]


@pytest.mark.parametrize("apart", ["甲，村", "甲 村", "甲的村", "甲3村"])
def test_no_term_runs_across_a_mark_space_stop_word_or_figure(apart: str) -> None:
    assert an.suggest_terms([f"虎{apart}修", f"鹰{apart}。"]).empty


def test_words_of_the_dictionary_and_what_the_list_cuts_are_not_suggested() -> None:
    texts = ["虎广大党员修", "鹰广大党员。"]
    assert an.suggest_terms(texts, ["广大 党员"]).empty
    assert an.suggest_terms(VILLAGE, ["甲 村"]).empty


def test_rarer_and_longer_runs_are_not_suggested() -> None:
    assert an.suggest_terms(VILLAGE, min_n=4).empty
    longer = ["虎甲村鹰松", "山路甲村鹰"]
    assert an.suggest_terms(longer, longest=2).empty


def test_one_text_is_a_text() -> None:
    assert list(an.suggest_terms("甲村修。虎甲村。")["term"]) == ["甲村"]


def test_texts_may_be_any_iterable() -> None:
    pd.testing.assert_frame_equal(an.suggest_terms(iter(VILLAGE)), an.suggest_terms(VILLAGE))


@pytest.mark.parametrize("source", ["", [], ["", " "], "好"])
def test_nothing_to_suggest_is_an_empty_table(source: str | list[str]) -> None:
    found = an.suggest_terms(source)
    assert found.empty and list(found) == COLUMNS


def test_the_highest_score_comes_first() -> None:
    found = an.suggest_terms(prose())
    assert list(found) == COLUMNS and len(found) > 1
    assert found["score"].is_monotonic_decreasing


@pytest.mark.parametrize("options", [{"min_n": 1}, {"longest": 1}])
def test_a_bound_below_two_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(an.InputError, match="make both 2 or more"):
        an.suggest_terms("好", **options)
