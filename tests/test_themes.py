"""Theme shares: proportions of what is coded, with honest intervals."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

import analysis as an

COLUMNS = ["section", "theme", "n", "share", "low", "high", "per_1000", "jeffreys_low",
           "jeffreys_high", "small"]  # fmt: skip


def token_table(sections: dict[str, list[str | None]], clause: int = 3) -> pd.DataFrame:
    """Tokens by the themes they carry, with a comma after every few of them."""
    rows: list[tuple[str, str, str | None]] = []
    for section, themes in sections.items():
        for at, theme in enumerate(themes, start=1):
            rows.append((section, "词", theme))
            if at % clause == 0:
                rows.append((section, "，", None))
    return pd.DataFrame(rows, columns=["section", "token", "theme"])


def shares(table: pd.DataFrame, section: str) -> pd.DataFrame:
    return table[table["section"] == section].set_index("theme")


# The interview


def test_the_table_has_a_row_for_every_section_and_theme_in_their_orders(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["theme_shares"]
    assert article.codebook is not None
    assert list(table) == COLUMNS
    sections, themes = list(article.sections["section"]), list(article.codebook.themes)
    assert list(zip(table["section"], table["theme"], strict=True)) == [
        (section, theme) for section in sections for theme in themes
    ]
    assert list(table["section"].cat.categories) == sections
    assert table["n"].dtype == "int64"


def test_a_share_is_the_count_over_the_theme_bearing_words_of_the_section(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    for row in tables["theme_shares"].itertuples():
        tokens = article.tokens[article.tokens["section"] == row.section]
        n, total = (tokens["theme"] == row.theme).sum(), tokens["theme"].notna().sum()
        assert row.n == n
        assert row.share == pytest.approx(n / total, abs=1e-6)
        assert 0 <= row.low <= row.share <= row.high <= 1


def test_the_shares_of_a_section_add_up_to_1(tables: dict[str, pd.DataFrame]) -> None:
    sums = tables["theme_shares"].groupby("section", observed=True)["share"].sum()
    assert list(sums) == pytest.approx([1] * 6, abs=1e-5)


def test_shares_can_be_taken_by_speaker(article: an.Article) -> None:
    table = an.theme_shares(article.tokens, by="speaker")
    assert table.columns[0] == "speaker"
    assert set(table["speaker"]) == {"记者", "杨绍虎"}
    asked = article.tokens.query("speaker == '记者'")
    assert table.query("speaker == '记者'")["n"].sum() == asked["theme"].notna().sum()


CLAUSE_ENDS = "，。；：！？…"


def bootstrapped(tokens: pd.DataFrame, themes: list[str]) -> dict[str, tuple[float, float]]:
    """The interval of each share, resampling clause by clause in a plain loop."""
    clauses: list[list[str]] = [[]]
    previous = None
    for row in tokens.itertuples():
        if previous is not None and row.passage != previous:
            clauses.append([])
        previous = row.passage
        if isinstance(row.theme, str):
            clauses[-1].append(row.theme)
        if row.token in CLAUSE_ENDS:
            clauses.append([])
    clauses = [clause for clause in clauses if clause]
    generator = np.random.default_rng(1234)
    drawn: dict[str, list[float]] = {theme: [] for theme in themes}
    for _ in range(3000):
        sample = [
            theme for at in generator.integers(len(clauses), size=len(clauses))
            for theme in clauses[at]
        ]  # fmt: skip
        for theme in themes:
            drawn[theme].append(sample.count(theme) / len(sample))
    ends = {theme: np.quantile(values, [0.025, 0.975]) for theme, values in drawn.items()}
    return {theme: (float(low), float(high)) for theme, (low, high) in ends.items()}


@pytest.mark.parametrize("section", ["ideology", "cadres", "governance"])
def test_the_interval_is_that_of_a_bootstrap_over_clauses(
    section: str, article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    assert article.codebook is not None
    tokens = article.tokens[article.tokens["section"] == section]
    expected = bootstrapped(tokens, list(article.codebook.themes))
    for theme, row in shares(tables["theme_shares"], section).iterrows():
        if row["n"]:
            assert (row["low"], row["high"]) == pytest.approx(expected[str(theme)], abs=0.03)


def test_words_of_one_clause_go_together() -> None:
    """The same counts vary more from resample to resample where each clause keeps to one theme."""
    mixed = an.theme_shares(token_table({"a": ["x", "y"] * 12}, clause=2)).query("theme == 'x'")
    apart = an.theme_shares(token_table({"a": ["x"] * 12 + ["y"] * 12}, clause=2)).query(
        "theme == 'x'"
    )
    assert (mixed["high"] - mixed["low"]).item() == 0
    assert (apart["high"] - apart["low"]).item() > 0.4


def test_an_enumeration_comma_ends_no_clause() -> None:
    tokens = pd.DataFrame(
        {"section": "a", "token": list("山、水。") * 9, "theme": ["x", None, "y", None] * 9}
    )
    assert (an.theme_shares(tokens)["low"] == 0.5).all()


def test_a_sentence_without_a_mark_at_its_end_ends_a_clause() -> None:
    tokens = pd.DataFrame({"section": "a", "token": list("山水") * 9, "theme": ["x", "y"] * 9})
    tokens["passage"] = range(18)
    table = an.theme_shares(tokens)
    assert (table["low"] < 0.45).all()
    assert (table["high"] > 0.55).all()


# Laws

marked = st.lists(st.sampled_from(["x", "y", "z", None]), min_size=1, max_size=40)
divided = st.dictionaries(st.sampled_from("abc"), marked, min_size=1).filter(
    lambda sections: any(theme for themes in sections.values() for theme in themes)
)


@given(divided, st.integers(1, 5))
def test_for_any_table_shares_add_up_to_1_and_lie_in_their_intervals(
    sections: dict[str, list[str | None]], clause: int
) -> None:
    table = an.theme_shares(token_table(sections, clause))
    assert set(table["section"]) == set(sections)
    for section, themes in sections.items():
        rows = shares(table, section)
        coded = [theme for theme in themes if theme]
        assert rows["n"].sum() == len(coded)
        if not coded:
            assert rows[["share", "low", "high"]].isna().all(axis=None)
            continue
        assert rows["share"].sum() == pytest.approx(1, abs=1e-5)
        assert (rows["low"] <= rows["share"]).all()
        assert (rows["share"] <= rows["high"]).all()
        assert rows[["low", "high"]].stack().between(0, 1).all()


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    tokens = token_table({"a": ["x", "y", "x", None, "y", "x", "x", "y"] * 4}, clause=2)
    table = an.theme_shares(tokens, seed=3)
    pd.testing.assert_frame_equal(table, an.theme_shares(tokens, seed=3))
    assert not table.equals(an.theme_shares(tokens, seed=4))


def test_a_theme_that_does_not_occur_has_the_upper_end_of_jeffreys() -> None:
    tokens = token_table({"a": ["x"] * 7 + ["y"] * 5, "b": ["z"] * 3}, clause=2)
    row = shares(an.theme_shares(tokens), "a").loc["z"]
    # The 97.5% point of the posterior under Jeffreys' prior, a Beta(1/2, 1/2).
    assert row["high"] == pytest.approx(beta.ppf(0.975, 0.5, 12 + 0.5), abs=1e-6)
    assert (row["n"], row["share"], row["low"]) == (0, 0, 0)


def test_a_section_of_one_theme_has_an_interval_of_some_width() -> None:
    """No resample can lack the theme, as none can contain one that does not occur."""
    tokens = token_table({"a": ["x"] * 7, "b": ["y"] * 3}, clause=2)
    row = shares(an.theme_shares(tokens), "a").loc["x"]
    assert row["low"] == pytest.approx(beta.ppf(0.025, 7 + 0.5, 0.5), abs=1e-6)
    assert row["high"] == 1


def test_a_section_without_theme_bearing_words_has_no_shares() -> None:
    table = an.theme_shares(token_table({"a": ["x", "y"], "b": [None, None]}))
    rows = shares(table, "b")
    assert list(rows["n"]) == [0, 0]
    assert rows[["share", "low", "high"]].isna().all(axis=None)
    assert table["n"].dtype == "int64"


def test_words_outside_every_section_are_left_out() -> None:
    tokens = token_table({"a": ["x", "y"], "b": ["x"]})
    tokens.loc[tokens["section"] == "b", "section"] = None
    assert an.theme_shares(tokens)["n"].sum() == 2


def test_categories_keep_their_order_and_those_that_do_not_occur_are_counted_as_0() -> None:
    tokens = token_table({"b": ["y", "x"], "a": ["x"]})
    tokens["theme"] = pd.Categorical(tokens["theme"], categories=["y", "z", "x"])
    tokens["section"] = pd.Categorical(tokens["section"], categories=["b", "a", "c"])
    table = an.theme_shares(tokens)
    assert list(table["theme"]) == ["y", "z", "x"] * 2
    assert list(table["section"]) == ["b"] * 3 + ["a"] * 3
    assert list(table["n"]) == [1, 0, 1, 0, 0, 1]


def test_tables_of_two_articles_can_be_put_together() -> None:
    """Rows may carry any index, the same one twice."""
    one = token_table({"a": ["x", "y", "y", "x", "x"]}, clause=2)
    together = pd.concat([one, one.assign(section="b")])
    expected = an.theme_shares(together.reset_index(drop=True))
    pd.testing.assert_frame_equal(an.theme_shares(together), expected)


@pytest.mark.parametrize("column", ["token", "theme", "section"])
def test_a_missing_column_is_named(column: str) -> None:
    tokens = token_table({"a": ["x"]}).drop(columns=column)
    with pytest.raises(an.InputError, match=f"no column '{column}'"):
        an.theme_shares(tokens)


def test_tokens_without_any_theme_are_refused() -> None:
    with pytest.raises(an.InputError, match="no token carries a theme"):
        an.theme_shares(token_table({"a": [None, None]}))


def test_a_codebook_names_each_theme_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text('[themes.a]\nzh = "甲"\nterms = ["山"]\n', encoding="utf-8")
    theme = an.Codebook.from_toml(path).themes["a"]
    assert (theme.zh, theme.en, theme.terms) == ("甲", "a", ("山",))
