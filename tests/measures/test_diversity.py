"""Lexical diversity and the law of Zipf and Mandelbrot."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")


def one(table: pd.DataFrame, **options: int) -> pd.Series:
    return an.lexical_diversity(table, **options).iloc[0]


@given(st.text("山水人天地", min_size=1, max_size=60), st.integers(1, 20))
def test_types_are_those_of_each_window_counted_anew(text: str, window: int) -> None:
    row = one(pd.DataFrame({"token": list(text)}), window=window)
    ratios = [len(set(text[i : i + window])) / window for i in range(len(text) - window + 1)]
    if ratios:
        assert row["mattr"] == pytest.approx(np.mean(ratios), abs=1e-6)
    else:
        assert np.isnan(row["mattr"])
    counts = Counter(text)
    hapax = sum(n == 1 for n in counts.values())
    assert row[["tokens", "types", "hapax"]].tolist() == [len(text), len(counts), hapax]
    assert row["ttr"] == pytest.approx(len(counts) / len(text), abs=1e-6)
    assert row["hapax_share"] == pytest.approx(hapax / len(counts), abs=1e-6)


def test_the_interval_is_a_bootstrap_over_sentences(article: an.Article) -> None:
    words = article.tokens[article.tokens["pos"] != "w"].reset_index(drop=True)
    ratios = [words["token"][i : i + 50].nunique() / 50 for i in range(len(words) - 49)]
    groups = list(pd.Series(ratios).groupby(words["passage"][: len(ratios)]))
    rng, means = np.random.default_rng(7), []
    for _ in range(2000):
        drawn = [groups[i][1] for i in rng.integers(len(groups), size=len(groups))]
        means.append(sum(map(sum, drawn)) / sum(map(len, drawn)))
    row = one(article.tokens)
    assert [row["low"], row["high"]] == pytest.approx(np.percentile(means, [2.5, 97.5]), abs=0.005)
    assert row["low"] < row["mattr"] < row["high"]
    assert one(article.tokens).equals(row)


def test_one_sentence_has_no_interval() -> None:
    row = one(pd.DataFrame({"token": list("山水人") * 30}))
    assert row["mattr"] == pytest.approx(0.06)
    assert row[["low", "high"]].isna().all()


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.7), (1.3, 8.0), (0.8, 0.5)])
def test_the_law_is_found_again_in_frequencies_that_follow_it(a: float, b: float) -> None:
    n = np.round(4e5 / (np.arange(1, 400) + b) ** a / 10).astype(int)
    row = one(pd.DataFrame({"token": np.repeat([f"w{i}" for i in range(len(n))], n)}))
    assert row["a"] == pytest.approx(a, abs=0.02)
    assert row["b"] == pytest.approx(b, abs=0.2)
    assert row["r2"] > 0.999


def test_no_law_nearby_makes_the_article_likelier(article: an.Article) -> None:
    n = an.term_frequency(article.tokens)["n"].to_numpy()
    ranks = np.arange(1, len(n) + 1)

    def likelihood(a: float, b: float) -> float:
        shares = (ranks + b) ** -a
        return float(n @ np.log(shares / shares.sum()))

    row = one(article.tokens)
    best = likelihood(row["a"], row["b"])
    for a in np.linspace(0.1, 3, 30):
        for b in np.linspace(0, 50, 51):
            assert likelihood(a, b) <= best + 1e-3
    fitted = np.log(n.sum()) + np.log((ranks + row["b"]) ** -row["a"])
    fitted -= np.log(((ranks + row["b"]) ** -row["a"]).sum())
    misses = np.log(n) - fitted
    assert row["r2"] == pytest.approx(1 - misses @ misses / len(n) / np.var(np.log(n)), abs=1e-3)


def test_words_that_are_all_as_frequent_follow_no_law() -> None:
    assert one(pd.DataFrame({"token": list("山水人")}))[["a", "b", "r2"]].isna().all()


def test_each_part_is_measured_by_itself(article: an.Article) -> None:
    table = an.lexical_diversity(article.tokens, by="section")
    assert list(table["section"]) == list(article.sections["section"])
    assert table["section"].dtype == article.tokens["section"].dtype
    alone = one(article.tokens[article.tokens["section"] == "industry"])
    assert table.set_index("section").loc["industry", "mattr"] == alone["mattr"]


def test_a_short_text_is_warned_of_and_a_long_one_not(recwarn: pytest.WarningsRecorder) -> None:
    text = pd.DataFrame({"token": list("山水。人水。") * 250})
    assert not one(text)["small"]
    assert not recwarn.list
    with pytest.warns(UserWarning, match="a text needs 1000 words"):
        assert one(text[:900])["small"]
    with pytest.warns(UserWarning, match="a text needs 2000 words"):
        assert one(text, window=2000)["small"]
