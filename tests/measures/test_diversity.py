"""Lexical diversity and the law of Zipf and Mandelbrot."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

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


def test_the_interval_is_that_of_a_moving_block_bootstrap(article: an.Article) -> None:
    """Blocks of 150 windows drawn in a loop; t and the bias of few blocks are worked out apart."""
    words = article.tokens.loc[article.tokens["pos"] != "w", "token"].tolist()
    ratios = np.array([len(set(words[i : i + 50])) / 50 for i in range(len(words) - 49)])
    blocks = len(ratios) / 150
    rng = np.random.default_rng(7)
    starts = rng.integers(len(ratios) - 149, size=(20_000, 1))
    spread = np.sqrt(((ratios[starts + np.arange(150)].mean(axis=1) - ratios.mean()) ** 2).mean())
    half = t.ppf(0.975, blocks - 1) * spread / np.sqrt(blocks - 1)
    row = one(article.tokens)
    assert row["high"] - row["mattr"] == pytest.approx(half, rel=0.05)
    assert row["mattr"] - row["low"] == pytest.approx(half, rel=0.05)


def test_a_text_of_few_blocks_has_no_interval() -> None:
    rng = np.random.default_rng(1)
    words = pd.DataFrame({"token": rng.choice(list("山水人天地"), 400)})
    assert one(words[:348])[["low", "high"]].isna().all()
    assert one(words[:349])[["low", "high"]].notna().all()


@pytest.mark.slow
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
