"""Theme shares: proportions of what is coded, with honest intervals."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm, t

import analysis as an

COLUMNS = ["section", "theme", "n", "share", "low", "high", "per_1000", "small"]


def token_table(
    sections: dict[str, list[str | None]], clause: int = 3, mark: str = "，"
) -> pd.DataFrame:
    """Tokens by the themes they carry, with a mark after every few of them."""
    rows: list[tuple[str, str, str | None]] = []
    for section, themes in sections.items():
        for at, theme in enumerate(themes, start=1):
            rows.append((section, "词", theme))
            if at % clause == 0:
                rows.append((section, mark, None))
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


def sentences_by_themes(tokens: pd.DataFrame) -> list[pd.DataFrame]:
    """For each section a table of sentences by themes."""
    coded = tokens.dropna(subset=["theme", "section"])
    return [
        pd.crosstab(rows["passage"], rows["theme"])
        for _, rows in coded.groupby("section", observed=True)
    ]


def test_the_interval_is_that_of_wilson_with_an_effective_sample_size(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    """The design effect, theme by theme and sentence by sentence, as survey samplers define it."""
    spread = even = freedom = 0.0
    for counts in sentences_by_themes(article.tokens):
        size, units = counts.to_numpy().sum(), len(counts)
        for theme in counts:
            share = counts[theme].sum() / size
            misses = [row[theme] - row.sum() * share for _, row in counts.iterrows()]
            spread += units / (units - 1) * sum(miss**2 for miss in misses) / size
            even += share * (1 - share)
        freedom += units - 1
    worth = even / spread * (norm.ppf(0.975) / t.ppf(0.975, freedom)) ** 2
    for row in tables["theme_shares"].itertuples():
        size = worth * row.n / row.share if row.n else worth * tables["theme_shares"].query(
            "section == @row.section"
        )["n"].sum()  # fmt: skip
        ends = proportion(row.share, size)
        assert (row.low, row.high) == pytest.approx(ends, abs=1e-4)


def proportion(share: float, size: float) -> tuple[float, float]:
    """Both ends where the share lies 1.96 standard errors of that end away from it."""

    def miss(end: float) -> float:
        return (share - end) ** 2 - 1.959964**2 * end * (1 - end) / size

    low = brentq(miss, 0, share - 1e-9) if share > 0 else 0
    return low, brentq(miss, share + 1e-9, 1) if share < 1 else 1


def widths(tokens: pd.DataFrame) -> pd.Series:
    table = an.theme_shares(tokens)
    return table["high"] - table["low"]


def test_words_of_one_sentence_go_together() -> None:
    """The same counts say less where each sentence keeps to one theme."""
    mixed = token_table({"a": ["x", "y"] * 12}, clause=2, mark="。")
    apart = token_table({"a": ["x"] * 12 + ["y"] * 12}, clause=2, mark="。")
    assert (widths(apart) > 1.2 * widths(mixed)).all()


def test_a_text_of_one_sentence_a_section_tells_nothing_of_how_shares_vary() -> None:
    tokens = token_table({"a": ["x", "y"] * 12, "b": ["y", "x"] * 12})
    assert (widths(tokens.assign(passage=tokens["section"])) > 0.999).all()


def test_a_comma_ends_no_sentence() -> None:
    commas = token_table({"a": ["x", "y"] * 12}, clause=2)
    assert (widths(commas) > 0.999).all()


# Laws

marked = st.lists(st.sampled_from(["x", "y", "z", None]), min_size=1, max_size=40)
divided = st.dictionaries(st.sampled_from("abc"), marked, min_size=1).filter(
    lambda sections: any(theme for themes in sections.values() for theme in themes)
)


@pytest.mark.slow
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


def test_a_theme_that_does_not_occur_and_one_without_rivals_have_intervals_of_some_width() -> None:
    tokens = token_table({"a": ["x", "y"] * 9, "b": ["y"] * 9}, clause=3, mark="。")
    rows = shares(an.theme_shares(tokens), "b")
    assert rows.loc["x", "low"] == 0 and 0.1 < rows.loc["x", "high"] < 0.8
    assert rows.loc["y", "high"] == 1 and 0.2 < rows.loc["y", "low"] < 0.9


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
