"""Counts in the place of tokens, several columns, and one part of a text against another."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.measures import distribution
from analysis.measures.tables import TablesOf

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")
DOCUMENTS = [(2020, "a", "山山水。人"), (2020, "b", "水水人山，山"), (2021, "c", "人人人水天")]
WORDS = st.lists(st.tuples(st.sampled_from("山水人天。"), st.sampled_from("ab"),
                           st.sampled_from([1, 2])), min_size=4, max_size=60)  # fmt: skip
# What needs no order, so that counts are enough.
UNORDERED: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "term_frequency": lambda t: an.term_frequency(t, "document"),
    "term_frequency of the whole": lambda t: an.term_frequency(t),
    "by two columns": lambda t: an.term_frequency(t, ["year", "document"]),
    "tf_idf": lambda t: an.tf_idf(t, "document"),
    "keyness": lambda t: an.keyness(t, "year"),
    "log_odds": lambda t: an.log_odds(t, ["year"]),
    "dispersion": lambda t: an.dispersion(t, "document"),
    "document_frequency": lambda t: an.document_frequency(t),
    "frequency_over_time": lambda t: an.frequency_over_time(t, ["山", "水"]),
    "coverage": lambda t: an.coverage(t, "year"),
}
ORDERED: dict[str, Callable[[pd.DataFrame], object]] = {
    "n-grams": lambda t: an.term_frequency(t, ngram=2),
    "parts": lambda t: an.dispersion(t, parts=2),
    "positions": lambda t: an.positions(t, "山"),
    "collocations": an.collocations,
    "concordance": lambda t: an.concordance(t, "山"),
    "lexical_diversity": an.lexical_diversity,
    "clauses": lambda t: an.theme_residuals(t, "year", unit="clause"),
    "rotations": lambda t: an.announced_test(t, {2020: "land", 2021: "water"}, "year"),
}


def tokens() -> pd.DataFrame:
    rows = [(year, name, token) for year, name, text in DOCUMENTS for token in text]
    table = pd.DataFrame(rows, columns=["year", "document", "token"])
    themes = pd.Categorical(table["token"].map({"山": "land", "水": "water"}), ["land", "water"])
    return table.assign(theme=themes, start=range(len(table)))


def counted(table: pd.DataFrame) -> pd.DataFrame:
    """The same as counts, in the order in which words first occur in each document."""
    keys = ["year", "document", "token", "theme"]
    groups = table.groupby(keys, sort=False, observed=True, dropna=False)
    return groups.size().rename("n").reset_index()


@pytest.mark.parametrize("name", UNORDERED)
def test_counts_give_what_tokens_give(name: str) -> None:
    measure = UNORDERED[name]
    pd.testing.assert_frame_equal(measure(counted(tokens())), measure(tokens()))


@given(WORDS)
@pytest.mark.slow
def test_counts_are_enough_for_any_words(rows: list[tuple[str, str, int]]) -> None:
    table = pd.DataFrame(rows, columns=["token", "document", "year"]).assign(start=0)
    counts = table.value_counts(["token", "document", "year"]).rename("n").reset_index()
    for measure in (an.document_frequency, lambda t: an.term_frequency(t, ["year", "document"])):
        one, other = (
            found.sort_values([*found][:3], ignore_index=True)
            for found in (measure(table), measure(counts))
        )
        pd.testing.assert_frame_equal(one, other, check_dtype=False)


@pytest.mark.parametrize("name", ORDERED)
def test_what_needs_order_says_so(name: str) -> None:
    with pytest.raises(an.InputError, match=r"give tokens"):
        ORDERED[name](counted(tokens()))


@pytest.mark.parametrize("n", [[1, -1], ["1", "2"], [True, False], [1, float("inf")]])
def test_what_is_no_count_is_refused(n: list[object]) -> None:
    with pytest.raises(an.InputError, match="give counts"):
        an.term_frequency(pd.DataFrame({"token": ["山", "水"], "n": n}))


def test_documents_are_the_units_of_themes_in_counts() -> None:
    table = tokens()
    by_document = table.assign(passage=pd.factorize(table["document"])[0])
    found = an.theme_shares(counted(table), "year")
    expected = an.theme_shares(by_document, "year")
    columns = ["year", "theme", "n", "share", "low", "high", "per_1000"]
    pd.testing.assert_frame_equal(found[columns], expected[columns])
    assert found["small"].all()


def test_counts_without_documents_leave_the_interval_open_and_test_nothing() -> None:
    counts = counted(tokens()).drop(columns="document")
    assert an.theme_shares(counts, "year")[["low", "high"]].round(3).eq([0, 1]).all(axis=None)
    with pytest.raises(an.InputError, match="column 'document'"):
        an.theme_residuals(counts, "year")


# Columns


def test_several_columns_divide_a_text_as_one_made_of_them_does() -> None:
    table = tokens()
    joined = table.assign(both=table["year"].astype("str") + table["document"])
    for measure in (an.term_frequency, an.tf_idf, an.keyness, an.log_odds, an.lexical_diversity):
        one, other = measure(table, ["year", "document"]), measure(joined, "both")
        assert list(one)[:2] == ["year", "document"] and one["year"].dtype == table["year"].dtype
        pd.testing.assert_frame_equal(one.iloc[:, 2:], other.iloc[:, 1:])


def test_the_names_of_columns_are_kept_apart_from_those_of_the_measure() -> None:
    table = tokens().rename(columns={"year": "a", "document": "b"})
    assert list(an.term_frequency(table, by=["a", "b"]))[:3] == ["a", "b", "token"]
    for measure, column in ((an.term_frequency, "low"), (an.tf_idf, "idf"), (an.keyness, "token")):
        with pytest.raises(an.InputError, match=f"'{column}' is a column of the measure itself"):
            measure(table.assign(**{column: table["a"].astype("str")}), column)


def test_dates_divide_a_text() -> None:
    dates = pd.to_datetime(tokens()["year"].astype("str"))
    found = an.term_frequency(tokens().assign(date=dates), "date")
    assert found["date"].tolist() == sorted(found["date"])


@pytest.mark.parametrize(
    "measure",
    [an.term_frequency, an.lexical_diversity, lambda t, **o: an.concordance(t, "农民", **o),
     lambda t, **o: an.positions(t, ["农民"], **o), lambda t, **o: an.collocations(t, "农民", **o),
     lambda t, **o: an.frequency_over_time(t, "农民", **o), an.general_chinese],
)  # fmt: skip
def test_any_column_of_texts_can_be_named_and_the_error_says_how(
    measure: Callable[..., pd.DataFrame],
) -> None:
    table = pd.DataFrame({"content": ["农民种田。", "农民修路。"], "year": [1, 2]})
    renamed = table.rename(columns={"content": "text"})
    pd.testing.assert_frame_equal(measure(table, column="content"), measure(renamed))
    with pytest.raises(an.InputError, match=r"no column 'token'.*no texts in 'text'.*column="):
        measure(table)


# Lists of terms


def test_a_list_of_patterns_finds_what_each_finds_in_the_order_of_the_text() -> None:
    table = tokens()
    found = an.concordance(table, ["水", "山", "山 山"])
    each = pd.concat([an.concordance(table, term) for term in ("水", "山", "山 山")])
    assert found["start"].is_monotonic_increasing
    assert sorted(found["start"]) == sorted(each["start"])


def test_a_list_of_nodes_has_the_pairs_of_each() -> None:
    table = tokens()
    found = an.collocations(table, ["水", "人"], min_n=1)
    each = pd.concat([an.collocations(table, node, min_n=1) for node in ("水", "人")])
    order = ["node", "collocate"]
    pd.testing.assert_frame_equal(
        found.sort_values(order, ignore_index=True), each.sort_values(order, ignore_index=True)
    )


# Regular expressions


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a|a)*$"])
def test_a_pattern_that_would_run_for_ever_is_stopped(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["analysis.measures.concordance"], "TIME_LIMIT", 0.2)
    table = pd.DataFrame({"token": ["a" * 40_000 + "b"]})
    with pytest.raises(an.InputError, match=r"takes more than .* seconds"):
        an.concordance(table, pattern, regex=True)


# Comparing two values


@pytest.mark.parametrize("values", [("a", "b"), (2020, 2021), (1.5, 2.5)])
def test_two_values_are_compared_as_two_tables(values: tuple[object, object]) -> None:
    table = tokens().assign(part=lambda t: t["document"].map({"a": values[0], "b": values[1]}))
    found = an.keyness(table, "part", target=values[0], reference=values[1])
    other = table[table["part"] == values[1]]
    alone = an.keyness(table[table["part"] == values[0]], None,
                       reference=an.term_frequency(other))  # fmt: skip
    shared = found[found["n"] > 0].drop(columns="part").reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, alone, check_dtype=False)
    assert set(found["part"]) == {values[0]}


def test_a_tuple_names_a_part_of_several_columns() -> None:
    by = ["year", "document"]
    found = an.keyness(tokens(), by, target=(2020, "a"), reference=(2021, "c"))
    assert found[by].drop_duplicates().to_numpy().tolist() == [[2020, "a"]]
    assert found["reference_n"].sum() == 5
    with pytest.raises(an.InputError, match=r"year and document \(2021, 'a'\)"):
        an.keyness(tokens(), by, target=(2021, "a"))


def test_every_part_is_compared_with_one_if_no_target_is_named() -> None:
    found = an.keyness(tokens(), "document", reference="c")
    assert set(found["document"]) == {"a", "b"}


@pytest.mark.parametrize("make", [dict, pd.Series, Counter])
def test_a_series_or_mapping_of_counts_is_a_reference_and_a_prior(
    make: Callable[[dict[str, int]], object],
) -> None:
    counts = {"山": 5, "水": 10}
    table = pd.DataFrame({"token": counts.keys(), "n": counts.values()})
    for measure, name in ((an.keyness, "reference"), (an.log_odds, "prior")):
        pd.testing.assert_frame_equal(measure(tokens(), "year", **{name: make(counts)}),
                                      measure(tokens(), "year", **{name: table}))  # fmt: skip


def test_words_cut_by_other_terms_are_compared_with_a_warning() -> None:
    ours, reference = tokens(), an.term_frequency(tokens())
    ours.attrs["cut_with"], reference.attrs["cut_with"] = "one list", "another"
    with pytest.warns(UserWarning, match="cut by other terms") as caught:
        an.keyness(ours, "year", reference=reference)
    assert caught[0].filename == __file__
    assert an.term_frequency(ours).attrs == {"cut_with": "one list"}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("cut", [("one", "one"), (None, "one"), ("one", None)])
def test_words_cut_alike_or_by_who_knows_what_do_not_warn(cut: tuple[str | None, ...]) -> None:
    both = [pd.concat([tokens()] * 20), an.term_frequency(pd.concat([tokens()] * 20))]
    for table, by in zip(both, cut, strict=True):
        table.attrs = {} if by is None else {"cut_with": by}
    an.keyness(both[0], "year", reference=both[1])


def test_too_large_a_table_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.measures.comparison.MOST_ROWS", 5)
    with pytest.raises(an.InputError, match=r"3 parts by 4 words .*; name a target"):
        an.keyness(tokens(), "document")
    assert len(an.keyness(tokens(), "document", target="a")) == 4


# Documents


def test_documents_that_have_a_word_are_counted_once() -> None:
    found = an.document_frequency(tokens()).set_index("token")
    assert found["documents"].to_dict() == {"水": 3, "人": 3, "山": 2, "天": 1}
    assert found.loc["山", ["n", "share"]].tolist() == [4, pytest.approx(2 / 3, abs=1e-6)]


def test_the_matrix_is_that_of_scikit_learn_s_form() -> None:
    matrix, documents, vocabulary = an.document_term_matrix(tokens(), ["year", "document"])
    assert documents.to_numpy().tolist() == [[2020, "a"], [2020, "b"], [2021, "c"]]
    expected = [Counter(text) for _, _, text in DOCUMENTS]
    assert matrix.toarray().tolist() == [[own[word] for word in vocabulary] for own in expected]
    assert matrix.format == "csr" and matrix.dtype.kind == "i"


# Time


def test_a_word_has_a_row_for_every_time_also_without_it() -> None:
    with pytest.warns(UserWarning, match="no token is '海'"):
        found = an.frequency_over_time(tokens(), ["天", "海"])
    assert found[["term", "year", "n", "words"]].to_numpy().tolist() == [
        ["天", 2020, 0, 9], ["天", 2021, 1, 5], ["海", 2020, 0, 9], ["海", 2021, 0, 5]
    ]  # fmt: skip
    assert (found["low"] <= found["per_1000"]).all() and (found["high"] > 0).all()


@pytest.mark.slow
def test_the_interval_over_time_covers_where_words_bunch_in_documents() -> None:
    """Words of a topic occur in one document in five, then often."""
    random, covered = np.random.default_rng(3), {True: [], False: []}
    for _ in range(60):
        on_topic = random.random(40) < 0.2
        n = random.binomial(200, np.where(on_topic, 0.1, 0.0))
        table = pd.DataFrame(
            {"token": ["山"] * 40 + ["水"] * 40, "n": [*n, *(200 - n)],
             "document": [*range(40)] * 2, "year": [*([1, 2] * 20)] * 2}
        )  # fmt: skip
        for known in covered:
            found = an.frequency_over_time(table if known else table.drop(columns="document"), "山")
            covered[known] += (
                found["low"].le(20).tolist()
                and (found["low"].le(20) & found["high"].ge(20)).tolist()
            )
    assert np.mean(covered[True]) > 0.85
    assert np.mean(covered[False]) < 0.6


# Many parts


@pytest.mark.parametrize("sizes", ["even", "uneven"])
@pytest.mark.parametrize("n", [8, 60, 2000])
@pytest.mark.slow
def test_the_scatter_over_many_parts_is_what_simulation_gives(sizes: str, n: int) -> None:
    random = np.random.default_rng(2)
    shares = np.ones(300) if sizes == "even" else random.lognormal(sigma=1, size=300)
    shares = shares / shares.sum()
    drawn = random.multinomial(n, shares, 20_000) / n
    expected = np.percentile(np.abs(drawn - shares).sum(axis=1) / 2, [2.5, 97.5])
    assert len(shares) > distribution.FEW_PARTS
    assert distribution._scattered(n, shares, 0) == pytest.approx(expected, abs=0.006)


# Codebooks


def test_tokens_are_checked_against_a_codebook_as_an_article_is() -> None:
    text = "推进乡村振兴。加快发展。加快推进。"
    book = an.Codebook.from_dict({"rural": ["乡村振兴", "海"]})
    article = an.Article(text, codebook=book)
    found = an.check_codebook(an.tokens(text, codebook=book), codebook=book)
    pd.testing.assert_frame_equal(found, an.check_codebook(article))
    assert found.query("theme == 'rural'")["term"].tolist() == ["海"]
    own = an.check_codebook(an.tokens(text, codebook=book))
    assert own["problem"].unique().tolist() == ["uncoded"]


def test_phrases_and_patterns_of_a_codebook_are_no_problems() -> None:
    table = pd.DataFrame({"token": ["干部", "队伍", "，", "党员", "，", "党建"]})
    book = an.Codebook.from_dict({"a": ["干部 队伍", "党*", "水*", "人 民"]})
    found = an.check_codebook(table, 1, codebook=book)
    assert found[["term", "problem"]].to_numpy().tolist() == [
        ["水*", "never occurs"], ["人 民", "never occurs"]
    ]  # fmt: skip


# Files


def plain_text(table: pd.DataFrame) -> pd.Series:
    return table["candidates"].map(str).astype("str")


WRITERS = {
    "csv": (lambda table, path: table.to_csv(path, index=False), pd.read_csv),
    "xlsx": (lambda table, path: table.to_excel(path, index=False), pd.read_excel),
}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.slow
def test_every_table_goes_to_a_file_of_text_and_back_but_for_kinds(
    suffix: str, article: an.Article, tmp_path: Path
) -> None:
    """Such a file knows no categories, and holds an empty text as a missing one."""
    write, read = WRITERS[suffix]
    for name, table in TablesOf(article).items():
        write(table, tmp_path / f"{name}.{suffix}")
        back = read(tmp_path / f"{name}.{suffix}", keep_default_na=False, na_values=[""])
        for column in table:
            if pd.api.types.is_numeric_dtype(table[column]):
                assert np.array_equal(back[column], table[column], equal_nan=True), (name, column)
            else:
                one, other = (each[column].astype(object).fillna("") for each in (back, table))
                assert list(map(str, one)) == list(map(str, other)), (name, column)


def test_every_table_goes_to_parquet_and_back_without_a_loss(
    article: an.Article, tmp_path: Path
) -> None:
    for name, table in TablesOf(article).items():
        table.to_parquet(tmp_path / f"{name}.parquet")
        back = pd.read_parquet(tmp_path / f"{name}.parquet")
        for column in {"candidates", "scores"} & {*table}:  # Several values in a cell.
            back[column] = back[column].map(tuple)
        pd.testing.assert_frame_equal(back, table, check_dtype=name != "edits")
