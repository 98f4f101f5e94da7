"""Dispersion and positions."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")

# The corpus of Gries 2008 (International Journal of Corpus Linguistics 13: 403-437), table 1.
GRIES = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]


def gries() -> pd.DataFrame:
    rows = [(token, part) for part, text in enumerate(GRIES) for token in text]
    return pd.DataFrame(rows, columns=["token", "part"])


def test_the_worked_example_of_the_paper() -> None:
    table = an.dispersion(gries(), "part").set_index("token")
    assert table.loc["a", ["n", "range"]].tolist() == [15, 5]
    assert table.loc["a", "dp"] == pytest.approx(0.18)
    assert table.loc["x", "dp"] == pytest.approx(1 - 11 / 50)
    # Lijffijt and Gries 2012: divided by 1 less the share of the smallest part.
    assert table.loc["a", "dp_norm"] == pytest.approx(0.18 / (1 - 9 / 50), abs=1e-6)


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from("山水人"), st.sampled_from("abc")), min_size=3))
def test_dp_lies_between_even_and_piled_up(rows: list[tuple[str, str]]) -> None:
    table = pd.DataFrame(rows, columns=["token", "part"])
    if table["part"].nunique() < 2:
        return
    found = an.dispersion(table, "part")
    assert found["dp_norm"].between(0, 1 + 1e-6).all()
    assert (found["dp"] <= found["dp_norm"] + 1e-6).all()
    assert found["n"].sum() == len(table)
    doubled = an.dispersion(pd.concat([table, table]), "part")
    assert list(doubled["dp"]) == pytest.approx(list(found["dp"]))


def test_a_word_spread_as_all_words_are_has_0_and_one_in_the_smallest_part_1() -> None:
    table = pd.DataFrame({"token": list("山水水山山水水水水"), "part": list("aaabbbbbb")})
    found = an.dispersion(table, "part").set_index("token")
    assert found.loc["山", "dp"] == found.loc["水", "dp"] == 0
    table = pd.DataFrame({"token": list("山水水"), "part": list("abb")})
    assert an.dispersion(table, "part").set_index("token").loc["山", "dp_norm"] == 1


def test_parts_are_equal_stretches_of_words() -> None:
    table = pd.DataFrame({"token": list("山山，水水，人人"), "pos": list("nnwnnwnn")})
    found = an.dispersion(table, parts=3)
    assert found["range"].tolist() == [1, 1, 1]
    assert found["dp"].tolist() == pytest.approx([2 / 3] * 3, abs=1e-6)


def test_the_range_of_chance_is_that_of_words_put_anywhere() -> None:
    table, rng = gries(), np.random.default_rng(1)
    shares = table["part"].value_counts(normalize=True).sort_index().to_numpy()
    simulated = [
        np.abs(np.bincount(rng.choice(5, 15, p=shares), minlength=5) / 15 - shares).sum() / 2
        for _ in range(4000)
    ]
    row = an.dispersion(table, "part").set_index("token").loc["a"]
    assert [row["low"], row["high"]] == pytest.approx(
        np.percentile(simulated, [2.5, 97.5]), abs=0.03
    )
    again = an.dispersion(table, "part", seed=0).set_index("token").loc["a"]
    assert row.equals(again)


def test_in_the_article_the_slogan_is_spread_and_training_piled_up(article: an.Article) -> None:
    table = an.dispersion(article.tokens).set_index("token")
    assert table.loc["培训", "dp"] > table.loc["培训", "high"]
    assert table.loc["乡村振兴", "dp"] < table.loc["乡村振兴", "high"]
    assert (table.loc["培训", "range"], table.loc["乡村振兴", "range"]) == (1, 6)
    words = article.tokens[article.tokens["section"].notna() & (article.tokens["pos"] != "w")]
    assert table["n"].to_dict() == Counter(words["token"])


def test_places_are_the_share_of_words_before(article: an.Article) -> None:
    words = article.tokens.loc[article.tokens["pos"] != "w", "token"].tolist()
    with pytest.warns(UserWarning, match="no token is '不存在'"):
        table = an.positions(article.tokens, ["党员", "培训", "不存在"])
    for term in ("党员", "培训"):
        expected = [at / len(words) for at, word in enumerate(words) if word == term]
        assert table.loc[table["token"] == term, "place"].tolist() == pytest.approx(
            expected, abs=1e-6
        )
    assert table["token"].drop_duplicates().tolist() == ["党员", "培训"]
    assert list(table) == [*article.tokens, "place"]


def test_one_term_needs_no_list() -> None:
    table = pd.DataFrame({"token": ["党建", "党", "建"]})
    assert an.positions(table, "党建")["place"].tolist() == [0]
