"""What stands out: residuals, their permutation test, and the sentences made from them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy.stats import chi2_contingency
from scipy.stats.contingency import expected_freq

import analysis as an
from analysis.measures import residuals as residual_module
from analysis.measures.clauses import code_clauses

from ..test_themes import divided, token_table

COLUMNS = ["section", "theme", "n", "expected", "residual", "p", "p_adjusted", "clear"]


@pytest.fixture(scope="module")
def moves(article: an.Article) -> pd.DataFrame:
    """The tokens with their move; those outside the five have none."""
    return an.theme_readings(article)["as coded"]


@pytest.fixture(scope="module")
def residuals(moves: pd.DataFrame) -> pd.DataFrame:
    return an.theme_residuals(moves)


def wide(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.pivot(index="section", columns="theme", values=column)


def test_there_is_a_row_for_every_move_and_theme(
    residuals: pd.DataFrame, article: an.Article
) -> None:
    assert list(residuals) == COLUMNS
    moves = article.sections.dropna(subset="number")["section"]
    expected = [(move, theme) for move in moves for theme in article.codebook.themes]
    assert list(zip(residuals["section"], residuals["theme"], strict=True)) == expected


def test_expected_counts_are_those_of_independence(residuals: pd.DataFrame) -> None:
    counts = wide(residuals, "n")
    expected = expected_freq(counts.to_numpy())
    assert wide(residuals, "expected").to_numpy() == pytest.approx(expected, abs=1e-5)


def test_the_square_of_a_residual_is_the_chi_square_of_its_cell_against_the_rest(
    residuals: pd.DataFrame,
) -> None:
    counts = wide(residuals, "n")
    for row in residuals.dropna(subset="residual").itertuples():
        column, whole = counts[row.theme].sum(), counts.loc[row.section].sum()
        rest = counts.to_numpy().sum() - column - whole + row.n
        table = [[row.n, whole - row.n], [column - row.n, rest]]
        assert row.residual**2 == pytest.approx(
            chi2_contingency(table, correction=False).statistic, abs=1e-4
        )
        assert np.sign(row.residual) == np.sign(row.n - row.expected)


def test_the_correction_is_that_of_holm(residuals: pd.DataFrame) -> None:
    """The p-value of rank i of m is multiplied by m - i + 1, and never falls below the last."""
    cells = residuals.dropna(subset="p").sort_values("p", kind="stable")
    worst, expected = 0.0, []
    for rank, p in enumerate(cells["p"]):
        worst = max(worst, min(1, p * (len(cells) - rank)))
        expected.append(worst)
    assert cells["p_adjusted"].tolist() == pytest.approx(expected, abs=1e-4)
    assert (cells["clear"] == (cells["p_adjusted"] < 0.05)).all()


def test_p_is_the_share_of_all_orders_of_the_clauses_that_are_as_extreme() -> None:
    """Six clauses have 720 orders, few enough to go through."""
    sections = {"a": ["x", "x", "x", "x", None, "y"], "b": ["x", "y", "y", "y", "y", "z"]}
    found = an.theme_residuals(token_table(sections, clause=2), unit="clause")
    clauses = [["x", "x"], ["x", "x"], ["y"], ["x", "y"], ["y", "y"], ["y", "z"]]

    def residuals(order: tuple[list[str], ...]) -> np.ndarray:
        halves = [[theme for clause in half for theme in clause] for half in (order[:3], order[3:])]
        table = np.array([[half.count(theme) for theme in "xyz"] for half in halves])
        rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
        expected = rows * columns / table.sum()
        spread = expected * (1 - rows / table.sum()) * (1 - columns / table.sum())
        return ((table - expected) / np.sqrt(spread)).ravel()

    own = np.abs(residuals(tuple(clauses)))
    drawn = np.abs([residuals(order) for order in permutations(clauses)])
    exact = (drawn >= own - 1e-9).mean(axis=0)
    assert found["residual"].abs().to_numpy() == pytest.approx(own, abs=1e-5)
    assert found["p"].to_numpy() == pytest.approx(exact, abs=0.02)


@pytest.mark.slow
def test_where_clauses_are_dealt_at_random_p_is_as_good_as_uniform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(residual_module, "PERMUTATIONS", 300)
    random, found = np.random.default_rng(5), []
    for _ in range(150):
        words = {part: list(random.choice(list("xxyz"), size=160)) for part in "ab"}
        found.append(an.theme_residuals(token_table(words, clause=2), unit="clause").loc[0, "p"])
    for level in (0.1, 0.3, 0.5, 0.7):
        assert np.mean(np.array(found) <= level) == pytest.approx(level, abs=0.12)


def test_p_is_the_same_however_many_sentences_are_dealt_at_once(
    moves: pd.DataFrame, residuals: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So memory is bounded, however long the text."""
    monkeypatch.setattr(residual_module, "AT_ONCE", 10_000)
    pd.testing.assert_frame_equal(an.theme_residuals(moves), residuals)


def test_blocks_are_so_many_clauses_of_a_section() -> None:
    tokens = token_table({"a": list("xyxyx"), "b": list("yyx")}, clause=1)
    (a, b), (c, d) = code_clauses(tokens, "section").counts(2), [[3, 2], [1, 2]]
    assert a.tolist() == [[1, 1], [1, 1], [1, 0]] and b.tolist() == [[0, 2], [1, 0]]
    assert [a.sum(axis=0).tolist(), b.sum(axis=0).tolist()] == [c, d]


@pytest.mark.parametrize("unit", ["word", 0, -1])
def test_another_unit_is_refused(unit: str | int) -> None:
    with pytest.raises(an.InputError, match="give 'sentence', 'clause' or a number of clauses"):
        an.theme_residuals(token_table({"a": ["x"], "b": ["y"]}), unit=unit)


def test_a_theme_that_fills_one_long_sentence_is_no_clear_difference() -> None:
    """Twenty words in a row weigh as one sentence: any section could have got it."""
    words = {"a": ["x"] * 20 + ["y", "z"] * 50, "b": ["y", "z"] * 60}
    long = token_table(words, clause=20, mark="。")
    short = token_table(words, clause=1, mark="。")
    assert not an.theme_residuals(long)["clear"].any()
    assert an.theme_residuals(short)["clear"].any()


def test_other_seeds_find_the_same(moves: pd.DataFrame, residuals: pd.DataFrame) -> None:
    for seed in range(10):
        pd.testing.assert_series_equal(
            an.theme_residuals(moves, seed=seed)["clear"], residuals["clear"]
        )


def test_the_same_seed_gives_the_same_p(moves: pd.DataFrame, residuals: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(an.theme_residuals(moves), residuals)
    assert not an.theme_residuals(moves, seed=1)["p"].equals(residuals["p"])


@given(divided)
def test_for_any_table_residuals_have_the_sign_of_the_difference(
    sections: dict[str, list[str | None]],
) -> None:
    tokens = token_table({**sections, "d": ["x"]}, clause=2, mark="。")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(residual_module, "PERMUTATIONS", 50)
        table = an.theme_residuals(tokens)
    known = table.dropna(subset="residual")
    sign = (known["n"] - known["expected"]).round(5)
    assert (np.sign(known["residual"].round(5)) == np.sign(sign)).all()
    assert known["p"].between(1 / 51 - 1e-5, 1).all()
    assert (known["p_adjusted"] >= known["p"]).all()
    assert table["residual"].isna().equals(table["p"].isna())
    assert table["expected"].sum() == pytest.approx(table["n"].sum(), abs=1e-3)


def test_a_theme_that_does_not_occur_has_no_residual(residuals: pd.DataFrame) -> None:
    rows = residuals[residuals["theme"] == "economy_industry"]
    assert rows["n"].sum() == 0
    assert rows[["residual", "p", "p_adjusted"]].isna().all(axis=None)
    assert not rows["clear"].any()


def test_one_section_has_nothing_to_be_compared_with() -> None:
    with pytest.raises(an.InputError, match="all words have one section, 'a'"):
        an.theme_residuals(token_table({"a": ["x", "y"]}))


# Sentences


def test_there_is_a_sentence_for_every_move_and_every_theme(residuals: pd.DataFrame) -> None:
    table = an.theme_sentences(residuals)
    assert list(table) == ["of", "key", "sentence"]
    for of in ("section", "theme"):
        keys = residuals[of].unique().tolist()
        assert table.loc[table["of"] == of, "key"].tolist() == keys


def test_a_sentence_says_just_what_is_clear(residuals: pd.DataFrame, article: an.Article) -> None:
    english = {theme.key: theme.en for theme in article.codebook.themes.values()}
    sentences = an.theme_sentences(residuals, english).set_index("key")["sentence"]
    for section, cells in residuals.groupby("section", observed=True):
        said = an.theme_sentences(residuals).query("of == 'section'").set_index("key")["sentence"]
        named = {theme for theme in english if f" {theme} " in said[section]}
        assert named == set(cells.loc[cells["clear"], "theme"])
        assert ("no clear difference" in said[section]) == (not cells["clear"].all())
    assert sentences["borderland_ethnic"] == "Borderland and ethnicity: no clear difference."
    assert sentences["economy_industry"] == "Economy and industry: occurs in no section."


def test_a_section_without_any_of_the_themes_is_said_to_have_none() -> None:
    tokens = token_table({"a": ["x", "y"], "b": ["y"]}, clause=1)
    tokens.loc[tokens["section"] == "b", "theme"] = None
    said = an.theme_sentences(an.theme_residuals(tokens)).set_index("key")["sentence"]
    assert said["b"] == "b: none of the themes."


def test_a_section_can_have_less_of_a_theme() -> None:
    tokens = token_table({"a": ["x"] * 20, "b": ["y"] * 20}, clause=1, mark="。")
    sentence = an.theme_sentences(an.theme_residuals(tokens))["sentence"][0]
    assert sentence == "a: more x than expected (20, not 10.0); less y than expected (0, not 10.0)."
