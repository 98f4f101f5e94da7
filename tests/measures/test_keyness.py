"""Keyness and log-odds: what independent computations and published formulas give."""

import sys
from collections import Counter
from math import inf, log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats.contingency import relative_risk

import analysis as an
from analysis.measures.counts import contingency

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")
TABLE = pd.DataFrame(
    {"token": list("山" * 30 + "水" * 10 + "人" * 8 + "山" * 12 + "水" * 28 + "天" * 6),
     "part": list("a" * 48 + "b" * 46)}
)  # fmt: skip
CELLS = st.tuples(st.integers(1, 80), st.integers(1, 80), st.integers(1, 80), st.integers(1, 80))


def by_token(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("token")


@given(CELLS)
def test_a_table_of_two_by_two_is_what_scipy_makes_of_it(cells: tuple[int, ...]) -> None:
    n, other, no, rest = cells
    row = contingency(*map(pd.Series, ([n], [n + no], [other], [other + rest]))).iloc[0]
    test = chi2_contingency([[n, no], [other, rest]], correction=False, lambda_="log-likelihood")
    assert row["g2"] == pytest.approx(test.statistic, abs=1e-9)
    assert row["expected"] == pytest.approx(test.expected_freq[0, 0])
    assert row["small"] == (test.expected_freq.min() < 5)
    assert row["bic"] == pytest.approx(test.statistic - log(sum(cells)))
    risk = relative_risk(n, n + no, other, other + rest)
    ends = risk.confidence_interval(0.95)
    assert row["log_ratio"] == pytest.approx(log2(risk.relative_risk))
    assert [row["low"], row["high"]] == pytest.approx([log2(ends.low), log2(ends.high)], abs=1e-4)


@given(st.integers(0, 3), st.integers(4, 90), st.integers(0, 3), st.integers(4, 90))
def test_log_ratio_has_the_sign_of_the_difference_also_of_counts_of_zero(
    n: int, total: int, other: int, rest: int
) -> None:
    row = contingency(*map(pd.Series, ([n], [total], [other], [rest]))).iloc[0]
    difference = round(n / total - other / rest, 12)
    assert np.sign(round(row["log_ratio"], 9)) == np.sign(difference)


def test_one_occurrence_against_none_is_no_evidence_in_texts_of_one_size() -> None:
    row = contingency(*map(pd.Series, ([1], [100], [0], [100]))).iloc[0]
    assert row["log_ratio"] == 1
    assert row["low"] < 0 < row["high"]


# Of a count of 0, one occurrence is split between target and reference by size.
def test_a_count_of_zero_gives_no_infinity() -> None:
    row = by_token(an.keyness(TABLE, "part", target="a")).loc["天"]
    assert (row["n"], row["reference_n"]) == (0, 6)
    assert row["log_ratio"] == pytest.approx(log2((1 / 94) / (6 / 46)), abs=1e-6)
    assert -inf < row["low"] < row["log_ratio"] < row["high"] < inf
    assert row["g2"] == pytest.approx(
        chi2_contingency([[0, 48], [6, 40]], correction=False, lambda_="log-likelihood").statistic,
        abs=1e-6,
    )


def test_every_part_and_word_has_a_row_with_counts_that_are_right(article: an.Article) -> None:
    words = article.tokens[(article.tokens["pos"] != "w") & article.tokens["section"].notna()]
    whole = Counter(words["token"])
    table = an.keyness(article.tokens)
    for section, rows in table.groupby("section", observed=True):
        own = Counter(words.loc[words["section"] == section, "token"])
        assert set(rows["token"]) == set(whole)
        assert all(row.n == own[row.token] for row in rows.itertuples())
        assert all(
            row.reference_n == whole[row.token] - own[row.token] for row in rows.itertuples()
        )
        assert rows["per_1000"].sum() == pytest.approx(1000, abs=0.01)
        assert rows["reference_per_1000"].sum() == pytest.approx(1000, abs=0.01)
        assert rows["g2"].is_monotonic_decreasing
    assert table["g2"].min() >= 0
    assert table["section"].dtype == article.tokens["section"].dtype


def test_two_parts_mirror_each_other() -> None:
    table = an.keyness(TABLE, "part")
    one, other = (by_token(table[table["part"] == part]).sort_index() for part in "ab")
    assert list(one["g2"]) == pytest.approx(list(other["g2"]))
    assert list(one["log_ratio"]) == pytest.approx(list(-other["log_ratio"]))
    assert list(one["low"]) == pytest.approx(list(-other["high"]))
    target = an.keyness(TABLE, "part", target="b")
    pd.testing.assert_frame_equal(target, table[table["part"] == "b"].reset_index(drop=True))


def test_a_reference_table_is_compared_with_every_part_or_the_whole() -> None:
    reference = pd.DataFrame({"token": ["山", "水", "地"], "n": [100, 300, 600]})
    row = by_token(an.keyness(TABLE, None, reference=reference)).loc["山"]
    assert (row["n"], row["reference_n"], row["reference_per_1000"]) == (42, 100, 100)
    expected = chi2_contingency([[42, 52], [100, 900]], correction=False, lambda_="log-likelihood")
    assert row["g2"] == pytest.approx(expected.statistic, abs=1e-6)
    assert by_token(an.keyness(TABLE, None, reference=reference)).loc["人", "reference_n"] == 0
    parts = an.keyness(TABLE, "part", reference=reference)
    assert parts.groupby("part")["n"].sum().to_dict() == {"a": 48, "b": 46}
    assert set(parts["reference_n"]) == {100, 300, 0}


@pytest.fixture(scope="module")
def general(article: an.Article) -> pd.DataFrame:
    return an.general_chinese(article.tokens)


@pytest.mark.slow
def test_a_word_that_general_chinese_does_not_have_is_not_compared(
    article: an.Article, general: pd.DataFrame
) -> None:
    table = by_token(an.keyness(article.tokens, by=None, reference=general))
    assert table.loc["五招妙手", ["g2", "log_ratio", "low", "high", "bic"]].isna().all()
    assert table.loc["五招妙手", "small"]
    known = table["reference_n"].notna()
    assert table.loc[known, ["g2", "log_ratio", "low", "high", "bic"]].notna().all().all()
    assert 0.8 < known.mean() < 1
    assert table.loc["党建", "low"] > 8  # more than 2^8 times as often as in Chinese at large
    assert table.loc["的", "high"] < 0


@pytest.mark.slow
def test_general_chinese_is_wordfreq_s_list(article: an.Article, general: pd.DataFrame) -> None:
    from wordfreq import word_frequency

    table = by_token(general)["n"]
    assert table.index.is_unique
    assert set(article.tokens.loc[article.tokens["pos"] != "w", "token"]) <= set(table.index)
    for word in ("的", "党建", "村"):
        assert table[word] / 10**8 == pytest.approx(word_frequency(word, "zh"), rel=0.01)


def test_without_wordfreq_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    with pytest.raises(an.InputError, match=r"five-moves\[reference\]"):
        an.general_chinese(TABLE)


def monroe(
    own: Counter[str], rest: Counter[str], priors: list[dict[str, float]], word: str
) -> list[float]:
    """Equations 16, 19 and 22 of Monroe, Colaresi and Quinn 2008, term by term."""
    odds = []
    for counts, prior in zip((own, rest), priors, strict=True):
        top = counts[word] + prior[word]
        odds.append(log(top / (counts.total() + sum(prior.values()) - top)))
    variance = 1 / (own[word] + priors[0][word]) + 1 / (rest[word] + priors[1][word])
    delta = odds[0] - odds[1]
    return [delta, delta / sqrt(variance), delta - 1.959964 * sqrt(variance)]


@pytest.mark.parametrize("prior", [None, {"山": 2.5, "水": 7, "天": 1}])
def test_log_odds_are_those_of_the_paper(prior: dict[str, float] | None) -> None:
    own, rest = (Counter(TABLE.loc[TABLE["part"] == part, "token"]) for part in "ab")
    given = prior and pd.DataFrame(prior.items(), columns=["token", "n"])
    table = an.log_odds(TABLE, "part", prior=given)
    split = [dict.fromkeys(own + rest, 2 * counts.total() / 94) for counts in (own, rest)]
    weights = [{"人": 0.5} | prior] * 2 if prior else split
    for row in table[table["part"] == "a"].itertuples():
        expected = monroe(own, rest, weights, row.token)
        assert [row.log_odds, row.z, row.low] == pytest.approx(expected, abs=2e-6)
    other = by_token(table[table["part"] == "b"])["z"]
    for token, z in by_token(table[table["part"] == "a"])["z"].items():
        assert z == pytest.approx(-other[token])


@pytest.mark.slow
def test_z_of_words_dealt_at_random_has_its_scale() -> None:
    rng, found = np.random.default_rng(4), []
    words = rng.choice(list("甲乙丙丁戊己庚辛"), 400, p=np.arange(1, 9) / 36)
    for _ in range(100):
        parts = rng.permutation(["a"] * 100 + ["b"] * 300)
        found += an.log_odds(pd.DataFrame({"token": words, "part": parts}), "part")["z"].tolist()
    assert np.std(found) == pytest.approx(1, abs=0.1)
    assert np.mean(np.array(found) > 1.96) == pytest.approx(0.025, abs=0.015)


@pytest.mark.parametrize(
    ("n", "message"), [([3, -1], "negative n for '水'"), ([0, 0], "no words"), ([], "no words")]
)
def test_a_reference_or_prior_without_counts_is_refused(n: list[int], message: str) -> None:
    table = pd.DataFrame({"token": ["山", "水"][: len(n)], "n": n})
    with pytest.raises(an.InputError, match=f"reference .*{message}"):
        an.keyness(TABLE, "part", reference=table)
    with pytest.raises(an.InputError, match=f"prior .*{message}"):
        an.log_odds(TABLE, "part", prior=table)


def test_punctuation_is_no_word_also_of_tokens_without_parts_of_speech() -> None:
    tokens = pd.DataFrame({"token": [*list("山，水。山——"), "……", "A", "3"]})
    assert an.term_frequency(tokens)["token"].tolist() == ["山", "水", "A", "3"]
    assert an.term_frequency(tokens.assign(pos="n"))["n"].sum() == 10


def test_a_prior_holds_rare_words_back(article: an.Article) -> None:
    table = an.log_odds(article.tokens)
    for _, rows in table.groupby("section", observed=True):
        assert rows["z"].is_monotonic_decreasing
        assert rows.iloc[0]["n"] > 1
    assert table["small"].all()
    assert (table["low"] < table["log_odds"]).all()


def test_a_warning_says_when_no_row_can_bear_a_reading(article: an.Article) -> None:
    with pytest.warns(UserWarning, match="every row is small: .* less than 5 words"):
        an.keyness(article.tokens)


@pytest.mark.filterwarnings("error")
def test_no_warning_where_some_rows_can() -> None:
    assert set(an.keyness(TABLE, "part")["small"]) == {True, False}


@pytest.mark.parametrize(
    ("options", "message"),
    [({"target": "c"}, "'c'"), ({"by": None}, "by"), ({"reference": "others"}, "'others'"),
     ({"reference": pd.DataFrame({"token": ["山"]})}, "no column 'n'"),
     ({"by": None, "target": "a", "reference": TABLE.assign(n=1)}, "'a'")],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(options: dict[str, object], message: str) -> None:
    with pytest.raises(an.InputError, match=message):
        an.keyness(TABLE, **({"by": "part"} | options))


def test_a_section_that_has_no_words_is_no_target(article: an.Article) -> None:
    rest = article.tokens[article.tokens["section"] != "talent"]
    with pytest.raises(an.InputError, match=r"'talent'.*industry"):
        an.keyness(rest, target="talent")
    assert "talent" not in set(an.keyness(rest)["section"])
