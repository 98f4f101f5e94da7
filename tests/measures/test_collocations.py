"""Collocations, against counting by hand."""

from collections import Counter
from math import log2, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

import analysis as an

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")
SENTENCES = st.lists(st.text("山水人", min_size=1, max_size=9), min_size=1, max_size=5)


def tokens(sentences: list[str]) -> pd.DataFrame:
    rows = [(token, at) for at, sentence in enumerate(sentences) for token in sentence]
    return pd.DataFrame(rows, columns=["token", "passage"])


@pytest.mark.slow
@settings(max_examples=30)  # of up to five nodes each
@given(SENTENCES, st.sampled_from([1, 2, 5, None]))
def test_pairs_and_their_measures_are_what_slots_counted_one_by_one_give(
    sentences: list[str], window: int | None
) -> None:
    slots: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        for i, word in enumerate(sentence):
            for j, other in enumerate(sentence):
                if i != j and abs(i - j) <= (window or 99):
                    slots[word, other] += 1
    n = Counter("".join(sentences))
    for node in n:
        table = an.collocations(tokens(sentences), node, window=window, min_n=1)
        assert set(table["node"]) <= {node}
        assert {row.collocate: row.n for row in table.itertuples()} == {
            other: count for (word, other), count in slots.items() if word == node != other
        }
        around = sum(count for (word, _), count in slots.items() if word == node)
        for row in table.itertuples():
            filled = sum(count for (_, other), count in slots.items() if other == row.collocate)
            rest = slots.total() - around - filled + row.n
            cells = [[row.n, around - row.n], [filled - row.n, rest]]
            expected = around * filled / slots.total()
            assert row.expected == pytest.approx(expected, abs=1e-6)
            assert (row.node_n, row.collocate_n) == (n[node], n[row.collocate])
            dice = 14 + log2(2 * row.n / (n[node] + n[row.collocate]))
            assert row.log_dice == pytest.approx(dice, abs=1e-6)
            assert row.mi == pytest.approx(log2(row.n / expected), abs=1e-6)
            assert row.t == pytest.approx((row.n - expected) / sqrt(row.n), abs=1e-6)
            assert row.low < row.mi < row.high
            if min(map(sum, [*cells, *zip(*cells, strict=True)])) > 0:
                g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
                assert row.g2 == pytest.approx(g2, abs=1e-5)


@pytest.mark.slow
@settings(max_examples=30)
@given(SENTENCES)
def test_all_pairs_are_those_of_each_node_once(sentences: list[str]) -> None:
    table = an.collocations(tokens(sentences), min_n=1)
    pairs = [frozenset(pair) for pair in zip(table["node"], table["collocate"], strict=True)]
    assert len(set(pairs)) == len(pairs)
    turned = {
        node: an.collocations(tokens(sentences), node, min_n=1).set_index("collocate")
        for node in set(table["collocate"])
    }
    for row in table.itertuples():
        same = turned[row.collocate].loc[row.node, ["n", "log_dice", "mi", "g2"]]
        assert same.tolist() == pytest.approx([row.n, row.log_dice, row.mi, row.g2], abs=1e-5)


def test_in_random_text_a_pair_is_as_frequent_as_expected_however_frequent_the_node() -> None:
    rng = np.random.default_rng(6)
    words = rng.choice(list("山水人天地"), 20_000, p=[0.4, 0.3, 0.1, 0.1, 0.1])
    found = an.collocations(pd.DataFrame({"token": words}), "山")
    assert (found["n"] / found["expected"]).to_numpy() == pytest.approx([1] * 4, abs=0.03)


def test_a_pair_says_in_how_many_sentences_it_occurs() -> None:
    row = an.collocations(tokens(["山水山水", "水山", "山人"]), "山").iloc[0]
    assert (row["collocate"], row["n"], row["sentences"]) == ("水", 5, 2)


def test_words_that_are_only_ever_together_have_14() -> None:
    table = an.collocations(tokens(["山水", "山水", "人天"] * 3))
    assert table["log_dice"].tolist() == [14, 14]
    assert table["small"].tolist() == [False, True]


def test_no_pair_crosses_the_end_of_a_sentence_nor_counts_a_mark() -> None:
    table = pd.DataFrame({"token": list("山，水。人"), "pos": list("nwnwn")})
    found = an.collocations(table, min_n=1)
    assert found[["node", "collocate"]].to_numpy().tolist() == [["山", "水"]]
    assert len(an.collocations(table.assign(passage=[0, 0, 1, 1, 1]), "山", min_n=1)) == 0


def test_a_pair_that_is_rarer_than_min_n_is_left_out_but_fills_slots() -> None:
    table = tokens(["山水"] * 5 + ["山人"])
    found = an.collocations(table, "山", min_n=5)
    assert found[["collocate", "expected"]].to_numpy().tolist() == [["水", 2.5]]


def test_the_slogan_is_the_strongest_company(article: an.Article) -> None:
    content = article.tokens[~article.tokens["stop"]]
    found = an.collocations(content, "乡村振兴")
    assert set(found.iloc[:3]["collocate"]) == {"抓", "党建", "促"}
    assert (found.iloc[:3]["low"] > 1).all()


def test_a_warning_says_when_no_pair_is_frequent() -> None:
    with pytest.warns(UserWarning, match="every row is small: no pair"):
        an.collocations(tokens(["山水"] * 3))
