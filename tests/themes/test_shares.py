"""Rates, short sections and coverage."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

import analysis as an

from ..test_themes import token_table


def test_the_rate_is_per_1000_words_of_the_section_marks_left_out(article: an.Article) -> None:
    """As `term_frequency` counts, so that the rates of its terms add up to that of a theme."""
    rates = an.term_frequency(article.tokens, by="section")
    rates["theme"] = rates["token"].map(article.codebook.theme_of)
    for row in an.theme_shares(article.tokens).itertuples():
        own = rates[(rates["section"] == row.section) & (rates["theme"] == row.theme)]
        assert row.per_1000 == pytest.approx(own["per_1000"].sum(), abs=0.05)


@pytest.mark.parametrize(("clauses", "small"), [(9, True), (10, False)])
def test_a_section_of_fewer_than_10_coded_clauses_is_small(clauses: int, small: bool) -> None:
    tokens = token_table({"a": ["x", "y"] * clauses, "b": [None] * 99}, clause=2)
    table = an.theme_shares(tokens)
    assert set(table.loc[table["section"] == "a", "small"]) == {small}
    assert table.loc[table["section"] == "b", "small"].all()


def test_the_short_moves_are_marked_as_small(tables: dict[str, pd.DataFrame]) -> None:
    shares = tables["theme_shares"]
    assert set(shares.loc[shares["small"], "section"]) == {"cadres", "strongholds", "talent"}


def test_coverage_counts_content_words(article: an.Article) -> None:
    table = an.coverage(article.tokens).set_index("section")
    for section, rows in article.tokens.groupby("section", observed=True):
        words = rows[rows["pos"] != "w"]
        content = words[~words["stop"]]
        coded = int(content["theme"].notna().sum())
        found = table.loc[section]
        assert tuple(found[["words", "content", "coded"]]) == (len(words), len(content), coded)
        assert found["coverage"] == pytest.approx(coded / len(content), abs=1e-6)
        interval = binomtest(coded, len(content)).proportion_ci(method="wilson")
        assert (found["low"], found["high"]) == pytest.approx(tuple(interval), abs=1e-5)


def test_coverage_of_the_whole_text_is_one_row(article: an.Article) -> None:
    (row,) = an.coverage(article.tokens, by=None).itertuples(index=False)
    assert row.content == (~article.tokens["stop"]).sum()
    assert row.coded == article.tokens["theme"].notna().sum()


def test_without_stop_words_every_word_is_content() -> None:
    table = an.coverage(token_table({"a": ["x", None]}).assign(pos="n"))
    assert table["content"].tolist() == table["words"].tolist() == [2]


@pytest.mark.slow
@given(st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=40), st.integers(1, 5))
def test_for_any_words_rates_are_in_proportion_to_shares(themes: list[str], clause: int) -> None:
    tokens = token_table({"a": [*themes, None], "b": ["x", "y"]}, clause)
    table = an.theme_shares(tokens).query("section == 'a'")
    assert table["per_1000"].to_numpy() == pytest.approx(
        table["share"].to_numpy() * table["per_1000"].sum(), abs=1e-2
    )
