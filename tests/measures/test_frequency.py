"""Counts and rates: the same as an independent count gives."""

from collections import Counter
from math import log, sqrt
from statistics import NormalDist

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.measures import pollution, require, wilson

COLUMNS = ["token", "n", "per_1000", "low", "high"]


# How often a term stands in the prose of the interview, counted by searching the text itself.
# Only terms that are never part of another token of the list.
COUNTED_BY_SEARCH = [
    "乡村振兴",
    "党组织",
    "党建",
    "五招妙手",
    "群众",
    "集体经济",
    "人才",
    "永丰村",
    "网格化",
]


@pytest.mark.parametrize("term", COUNTED_BY_SEARCH)
def test_a_count_is_what_searching_the_text_gives(
    term: str, article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    found = sum(text.count(term) for text in article.passages["text"])
    table = tables["term_frequency"].set_index("token")
    assert table.loc[term, "n"] == found > 0


def test_every_count_is_what_counting_the_tokens_gives(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    tokens = article.tokens
    expected = Counter(tokens["token"][tokens["pos"] != "w"])
    table = tables["term_frequency"]
    assert dict(zip(table["token"], table["n"], strict=True)) == expected


def test_rates_are_per_1000_words_with_stop_words_and_without_punctuation(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    words = (article.tokens["pos"] != "w").sum()
    table = tables["term_frequency"]
    assert table["n"].sum() == words
    expected = [1000 * n / words for n in table["n"]]
    assert list(table["per_1000"]) == pytest.approx(expected, abs=0.001)


def test_rates_of_a_section_are_per_1000_of_its_own_words(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["term_frequency_by_section"]
    for section, rows in table.groupby("section", observed=True):
        inside = article.tokens["section"] == section
        own = article.tokens.loc[inside & (article.tokens["pos"] != "w"), "token"]
        assert dict(zip(rows["token"], rows["n"], strict=True)) == Counter(own)
        assert list(rows["per_1000"]) == pytest.approx(
            [1000 * n / len(own) for n in rows["n"]], abs=0.001
        )


def test_sections_come_in_their_order_and_words_outside_are_left_out(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["term_frequency_by_section"]
    assert list(table["section"].unique()) == list(article.sections["section"])
    assert table["section"].dtype == article.tokens["section"].dtype
    inside = article.tokens["section"].notna() & (article.tokens["pos"] != "w")
    assert table["n"].sum() == inside.sum()


def test_words_can_be_counted_by_speaker(article: an.Article) -> None:
    table = an.term_frequency(article.tokens, by="speaker")
    words = article.tokens.query("speaker == '记者' and pos != 'w'")["token"]
    rows = table.query("speaker == '记者'")
    assert dict(zip(rows["token"], rows["n"], strict=True)) == Counter(words)
    assert set(table["speaker"]) == {"记者", "杨绍虎"}


def test_the_table_has_these_columns(tables: dict[str, pd.DataFrame]) -> None:
    assert list(tables["term_frequency"]) == [*COLUMNS, "stop"]
    assert list(tables["term_frequency_by_section"]) == ["section", *COLUMNS, "stop"]


def test_most_frequent_first_and_ties_in_order_of_occurrence() -> None:
    table = an.term_frequency(pd.DataFrame({"token": list("cabbca")}))
    assert list(table["token"]) == list("cab")
    table = an.term_frequency(pd.DataFrame({"token": list("cabbcab")}))
    assert list(table["token"]) == list("bca")


def test_a_table_without_parts_of_speech_has_its_columns_and_counts_no_punctuation() -> None:
    table = an.term_frequency(pd.DataFrame({"token": ["山", "。"]}))
    assert list(table["token"]) == ["山"]
    assert list(table) == COLUMNS


def test_an_empty_table_gives_an_empty_table() -> None:
    empty = pd.DataFrame({"token": [], "pos": [], "part": [], "stop": []}, dtype="str")
    for by in (None, "part"):
        table = an.term_frequency(empty, by=by)
        assert len(table) == 0
        assert list(table) == [*([by] if by else []), *COLUMNS, "stop"]


def test_the_input_is_left_as_it_was(article: an.Article) -> None:
    before = article.tokens.copy()
    an.term_frequency(article.tokens, by="section")
    an.theme_shares(article.tokens)
    pd.testing.assert_frame_equal(article.tokens, before)


@pytest.mark.parametrize(
    ("table", "by", "missing"),
    [({"word": ["山"]}, None, "'token'"), ({"token": ["山"]}, "section", "'section'")],
)
def test_a_missing_column_is_named_with_those_there_are(
    table: dict[str, list[str]], by: str | None, missing: str
) -> None:
    with pytest.raises(an.InputError, match=rf"no column {missing} \(it has: {next(iter(table))}"):
        an.term_frequency(pd.DataFrame(table), by=by)


def test_all_missing_columns_are_named_at_once() -> None:
    with pytest.raises(an.InputError, match="'a', 'c'"):
        require(pd.DataFrame({"b": [1]}), "a", "b", "c")


# Sequences


def test_sequences_are_those_within_sentences_between_marks(article: an.Article) -> None:
    expected: Counter[str] = Counter()
    for _, rows in article.tokens.groupby("passage"):
        stretch: list[str] = []
        for token, pos in [*zip(rows["token"], rows["pos"], strict=True), ("", "w")]:
            if pos == "w":
                expected.update(map(" ".join, zip(stretch, stretch[1:], stretch[2:], strict=False)))
                stretch = []
            else:
                stretch.append(token)
    table = an.term_frequency(article.tokens, ngram=3)
    assert dict(zip(table["token"], table["n"], strict=True)) == expected
    assert table["per_1000"].sum() == pytest.approx(1000, abs=0.5)


def test_the_slogan_is_a_sequence_of_four(article: an.Article) -> None:
    table = an.term_frequency(article.tokens, ngram=4).set_index("token")
    n = sum(text.count("抓党建促乡村振兴") for text in article.passages["text"])
    assert table.loc["抓 党建 促 乡村振兴", "n"] == n > 5


def test_no_sequence_spans_what_was_taken_out_between(article: an.Article) -> None:
    kept = article.tokens[~article.tokens["stop"]]
    pairs = set(an.term_frequency(kept, ngram=2)["token"])
    assert pairs < set(an.term_frequency(article.tokens, ngram=2)["token"])


def test_no_sequence_spans_two_values_of_by() -> None:
    table = pd.DataFrame({"token": list("山水人天"), "part": list("aabb"), "passage": 0})
    found = an.term_frequency(table, by="part", ngram=2)
    assert list(zip(found["part"], found["token"], strict=True)) == [("a", "山 水"), ("b", "人 天")]


def test_a_sequence_is_a_stop_word_if_one_in_it_is() -> None:
    table = pd.DataFrame({"token": list("山的水天"), "stop": [False, True, False, False]})
    found = an.term_frequency(table, ngram=2).set_index("token")["stop"]
    assert found.to_dict() == {"山 的": True, "的 水": True, "水 天": False}


@given(st.lists(st.sampled_from("山水。"), max_size=30), st.integers(1, 4))
def test_a_sequence_of_one_kind_of_text_is_one_shorter(text: list[str], ngram: int) -> None:
    table = pd.DataFrame({"token": text}, dtype="str")
    table["pos"] = table["token"].map({"。": "w"}).fillna("n").astype("str")
    runs = "".join(text).split("。")
    n = an.term_frequency(table, ngram=ngram)["n"].sum()
    assert n == sum(max(len(run) - ngram + 1, 0) for run in runs)


# Weights


def test_tf_idf_is_what_its_definition_gives(article: an.Article) -> None:
    words = article.tokens[(article.tokens["pos"] != "w") & article.tokens["section"].notna()]
    counts = {key: Counter(rows["token"]) for key, rows in words.groupby("section", observed=True)}
    table = an.tf_idf(article.tokens)
    assert len(table) == sum(map(len, counts.values()))
    for row in table.itertuples():
        holders = sum(row.token in own for own in counts.values())
        tf = counts[row.section][row.token] / counts[row.section].total()
        assert row.tf_idf == pytest.approx(tf * log(len(counts) / holders), abs=2e-6)
    for _, rows in table.groupby("section", observed=True):
        assert rows["tf_idf"].is_monotonic_decreasing
    assert table["section"].dtype == article.tokens["section"].dtype


# Wilson's interval


def in_wilson_s_interval(share: float, n: int, total: int) -> bool:
    """Whether a score test at 5% lets a true share stand (the definition of the interval)."""
    z = NormalDist().inv_cdf(0.975)
    return abs(n / total - share) <= z * sqrt(share * (1 - share) / total)


@given(st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_shares_that_a_score_test_accepts(counts: tuple[int, int]) -> None:
    n, total = counts
    lows, highs = wilson(pd.Series([n]), pd.Series([total]))
    low, high = lows[0], highs[0]
    assert 0 <= low <= n / total + 1e-12
    assert n / total - 1e-12 <= high <= 1
    inside, outside = 1e-6, 1e-5
    assert in_wilson_s_interval(low + inside, n, total)
    assert in_wilson_s_interval(high - inside, n, total)
    assert low == pytest.approx(0, abs=1e-12) or not in_wilson_s_interval(low - outside, n, total)
    assert high == pytest.approx(1, abs=1e-12) or not in_wilson_s_interval(high + outside, n, total)


# Newcombe 1998 (Statistics in Medicine 17: 857-872), table I, method 3 (score, no correction).
@pytest.mark.parametrize(
    ("n", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_the_interval_is_that_of_worked_examples(
    n: int, total: int, low: float, high: float
) -> None:
    lows, highs = wilson(pd.Series([n]), pd.Series([total]))
    assert (round(lows[0], 4), round(highs[0], 4)) == (low, high)


def test_the_interval_of_a_rate_is_that_of_its_share(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["term_frequency"]
    total = table["n"].sum()
    for row in table.head(3).itertuples():
        lows, highs = wilson(pd.Series([row.n]), pd.Series([total]))
        assert (row.low, row.high) == pytest.approx((1000 * lows[0], 1000 * highs[0]), abs=0.001)
        assert row.low < row.per_1000 < row.high


@given(st.lists(st.sampled_from("山水人天"), min_size=1, max_size=60))
def test_rates_add_up_to_1000(words: list[str]) -> None:
    table = an.term_frequency(pd.DataFrame({"token": words}))
    assert table["per_1000"].sum() == pytest.approx(1000, abs=0.01)
    assert (table["n"].diff().dropna() <= 0).all()


# Pollution


def test_the_kinds_of_pollution_add_up_to_the_raw_text(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table, raw = tables["pollution"], article.cleaned.raw
    assert table["characters"].sum() == len(raw)
    assert table["share"].sum() == pytest.approx(1, abs=1e-5)
    assert list(table["share"]) == pytest.approx(list(table["characters"] / len(raw)), abs=1e-6)


def test_each_kind_has_the_characters_of_its_edits(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    edits = article.cleaned.edits
    characters: Counter[str] = Counter()
    for edit in edits:
        characters[edit.kind] += len(edit.before)
    table = tables["pollution"].set_index("kind")
    assert table.drop("kept")["characters"].to_dict() == characters
    assert table.drop("kept")["edits"].to_dict() == Counter(edit.kind for edit in edits)
    assert table.index[0] == "kept"
    assert table["characters"].iloc[1:].is_monotonic_decreasing


@pytest.mark.parametrize("text", ["", "清白的文字。"])
def test_a_text_that_is_not_polluted_is_all_kept(text: str) -> None:
    table = pollution(an.clean(text))
    assert table["kind"].tolist() == ["kept"]
    assert table["characters"].tolist() == [len(text)]


@pytest.mark.parametrize("tf", ["share", "count", "log"])
@pytest.mark.parametrize("idf", ["plain", "smooth"])
def test_the_variants_of_tf_idf_are_those_of_their_formulas(tf: str, idf: str) -> None:
    parts = {"a": "山山山水", "b": "水人"}
    rows = [(token, part) for part, text in parts.items() for token in text]
    table = an.tf_idf(pd.DataFrame(rows, columns=["token", "part"]), "part", tf=tf, idf=idf)
    for row in table.itertuples():
        text, holders = parts[row.part], sum(row.token in text for text in parts.values())
        n = text.count(row.token)
        weight = {"share": n / len(text), "count": n, "log": 1 + log(n)}[tf]
        rarity = {"plain": log(2 / holders), "smooth": 1 + log(3 / (1 + holders))}[idf]
        assert row.tf_idf == pytest.approx(weight * rarity, abs=1e-5)


@pytest.mark.parametrize("option", ["tf", "idf"])
def test_another_variant_of_tf_idf_is_refused(option: str) -> None:
    with pytest.raises(an.InputError, match=f"{option} is 'none'; give one of "):
        an.tf_idf(pd.DataFrame({"token": ["山"], "part": ["a"]}), "part", **{option: "none"})
