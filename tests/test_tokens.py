"""Texts in tables: every helper takes them, and keeps their index."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

from .cases import clean_article, prose, raw_article
from .conftest import VILLAGE

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")
TEXTS = ["推进乡村振兴。党员来了", None, "", "　乡村很美，乡村好。", "50%的党员在乡村。"]
LABELS = {
    "numbers": pd.Index([10, 11, 12, 13, 14]),
    "strings": pd.Index(list("abcde"), name="post"),
    "twice the same": pd.Index([7, 7, 8, 8, 7]),
    "dates": pd.date_range("2022-06-17", periods=5),
    "two levels": pd.MultiIndex.from_product([["x", "y", "z"], [1, 2]], names=["a", "b"])[:5],
}
OWN = ["passage", "position", "token", "pos", "start", "end", "stop", "theme"]


def posts(index: pd.Index | None = None) -> pd.DataFrame:
    """Texts, some of them missing or empty, with a party and a year each."""
    years = pd.Series([2020, 2021, 2021, None, 2022], dtype="Int64").array
    party = pd.Categorical(list("甲乙甲乙甲"), ["乙", "甲", "丙"], ordered=True)
    return pd.DataFrame({"party": party, "text": TEXTS, "year": years}, index)


# What the table is


def test_a_string_gives_what_its_article_has() -> None:
    text = "山里有水。他说：“好！”\n我们去\n公园（很远）。50%的人…"
    article, table = an.Article(text), an.tokens(text)
    assert list(table) == OWN
    assert isinstance(table.index, pd.RangeIndex)
    pd.testing.assert_frame_equal(table, article.tokens[OWN])


def test_terms_stop_words_themes_and_the_engine_are_those_of_an_article() -> None:
    book = an.Codebook.from_dict({"people": ["党员"], "land": ["乡村振兴"]})
    options = {"terms": ["乡村振兴"], "stopwords": ["来"], "codebook": book, "engine": "rjieba"}
    article = an.Article("推进乡村振兴。党员来了。", **options)
    table = an.tokens("推进乡村振兴。党员来了。", **options)
    assert table["theme"].dropna().tolist() == ["land", "people"]
    assert table.set_index("token").loc["来", "stop"]
    pd.testing.assert_frame_equal(table, article.tokens[OWN])


@pytest.mark.parametrize("labels", LABELS)
def test_each_token_keeps_the_index_of_its_text(labels: str) -> None:
    table = posts(LABELS[labels])
    for data in (table, table["text"]):
        expected = an.Segmenter().cut(data if data.ndim == 1 else data["text"]).explode().dropna()
        pd.testing.assert_index_equal(an.tokens(data).index, expected.index)
        assert an.tokens(data)["token"].tolist() == expected.tolist()


def test_the_other_columns_are_carried_along_with_their_types() -> None:
    data = posts(LABELS["strings"])
    before, table = data.copy(), an.tokens(data)
    assert list(table) == ["party", "year", *OWN]
    for column in ("party", "year"):
        assert table[column].dtype == data[column].dtype
        assert table[column].equals(data[column].loc[table.index])
    pd.testing.assert_frame_equal(data, before)


def test_the_text_may_have_another_name() -> None:
    data = posts().rename(columns={"text": "token"})
    pd.testing.assert_frame_equal(an.tokens(data, column="token"), an.tokens(posts()))


def test_passages_and_positions_run_on_over_all_texts() -> None:
    table = an.tokens(posts())
    assert table["position"].tolist() == list(range(len(table)))
    assert table.groupby("passage").size().index.tolist() == [0, 1, 2, 3]
    assert [*table.groupby(table.index)["passage"].unique().map(list)] == [[0, 1], [2], [3]]


@pytest.mark.slow
@given(st.lists(st.text(alphabet='山水党员乡村。，！”" \n\t50%A—…') | st.none(), max_size=6))
def test_all_but_white_space_is_in_one_token_at_its_place(pages: list[str | None]) -> None:
    data = pd.Series(pages, dtype=object)
    if not "".join(filter(None, pages)).strip():
        with pytest.raises(an.InputError, match="there is no text"):
            an.tokens(data)
        return
    table = an.tokens(data)
    for row, page in enumerate(pages):
        mine = table.loc[table.index == row]
        assert [(page or "")[a:b] for a, b in zip(mine["start"], mine["end"], strict=True)] == list(
            mine["token"]
        )
        assert "".join(mine["token"]) == "".join((page or "").split())
        assert mine["start"].is_monotonic_increasing


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category", "string[pyarrow]"])
def test_strings_may_be_of_any_type(dtype: str) -> None:
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    data = pd.Series(TEXTS, dtype=dtype)
    pd.testing.assert_frame_equal(an.tokens(data), an.tokens(pd.Series(TEXTS, dtype=object)))
    assert an.Segmenter().cut(data).explode().dropna().tolist() == list(an.tokens(data)["token"])
    cleaned = an.clean(data)
    assert cleaned.dropna().tolist() == data.dropna().tolist()
    assert cleaned.dtype == ("str" if dtype == "category" else dtype)


# What cannot be used


@pytest.mark.parametrize("data", ["", " \n", pd.Series([None, "", np.nan]), pd.Series([pd.NA]),
                                  pd.Series([], dtype="str"), posts().iloc[1:3]])  # fmt: skip
def test_where_there_is_no_text_at_all_that_is_said(data: object) -> None:
    with pytest.raises(an.InputError, match="there is no text"):
        an.tokens(data)


@pytest.mark.parametrize("helper", [an.tokens, an.clean, an.suggest_terms, an.Segmenter().cut,
                                    an.Segmenter().tokenize, an.term_frequency])  # fmt: skip
def test_a_value_that_is_no_text_is_named_with_its_row(helper: Callable[..., object]) -> None:
    data = pd.Series(["山", None, 5, b"x"], list("abcd"))
    with pytest.raises(an.InputError, match=r"row 'c' is no text but 5 \(int\)"):
        helper(data)
    with pytest.raises(an.InputError, match=r"row \('y', 2\) .*\(list\)"):
        helper(pd.Series(["山", ["水"]], pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])))


@pytest.mark.parametrize("helper", [an.tokens, an.clean, an.suggest_terms])
def test_a_table_without_the_column_says_which_it_has(helper: Callable[..., object]) -> None:
    with pytest.raises(an.InputError, match=r"no column 'body' \(it has: party, text, year\)"):
        helper(posts(), column="body")


def test_a_column_that_tokens_have_too_must_be_renamed() -> None:
    with pytest.raises(an.InputError, match="'start', 'stop'; rename"):
        an.tokens(posts().assign(stop=1, start=2))


@pytest.mark.parametrize("data", [None, 5, ["山"], b"x"])
@pytest.mark.parametrize("helper", [an.tokens, an.term_frequency, an.Segmenter().cut])
def test_what_is_no_text_nor_a_table_is_refused(
    helper: Callable[..., object], data: object
) -> None:
    with pytest.raises(
        an.InputError,
        match=f"DataFrame .*, not {type(data).__name__}|give Article or",
    ):
        helper(data)


def test_two_columns_of_one_name_are_not_one_column() -> None:
    with pytest.raises(an.InputError, match="two columns 'text'"):
        an.tokens(pd.DataFrame([["山", "水"]], columns=["text", "text"]))


# Measures of texts

MEASURES: dict[str, Callable[[object], pd.DataFrame]] = {
    "term_frequency": lambda data: an.term_frequency(data, by="party"),
    "ngrams": lambda data: an.term_frequency(data, ngram=2),
    "tf_idf": lambda data: an.tf_idf(data, by="party"),
    "keyness": lambda data: an.keyness(data, by="party"),
    "log_odds": lambda data: an.log_odds(data, by="party"),
    "dispersion": lambda data: an.dispersion(data, by="year"),
    "positions": lambda data: an.positions(data, "乡村"),
    "collocations": lambda data: an.collocations(data, min_n=1),
    "concordance": lambda data: an.concordance(data, "乡村"),
    "lexical_diversity": lambda data: an.lexical_diversity(data, by="year"),
    "general_chinese": an.general_chinese,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_of_texts_is_that_of_their_tokens(name: str) -> None:
    data = posts(LABELS["twice the same"])
    found = MEASURES[name](data)
    assert len(found)
    pd.testing.assert_frame_equal(found, MEASURES[name](an.tokens(data)))


@pytest.mark.parametrize(
    "measure",
    [
        an.term_frequency,
        an.lexical_diversity,
        lambda data: an.concordance(data, "水渠").drop(
            columns=["section", "speaker"], errors="ignore"
        ),
    ],
)
def test_a_string_a_series_an_article_and_its_tokens_measure_alike(
    measure: Callable[[object], pd.DataFrame],
) -> None:
    article = an.Article("先修水渠。水渠通了，田里有水。")
    expected = measure(article.tokens)
    for data in (article, article.cleaned.text):
        pd.testing.assert_frame_equal(measure(data), expected)
    found = measure(pd.Series([article.cleaned.text], ["a"]))
    pd.testing.assert_frame_equal(found.set_axis(expected.index), expected)


def test_a_table_with_tokens_is_taken_for_tokens_also_if_it_has_a_text() -> None:
    table = pd.DataFrame({"token": ["山水", "人"], "text": "山水人"})
    assert an.term_frequency(table)["token"].tolist() == ["山水", "人"]


@pytest.mark.parametrize("measure", [an.concordance, an.positions])
def test_a_place_is_found_again_by_its_label(measure: Callable[..., pd.DataFrame]) -> None:
    data = posts(LABELS["strings"])
    assert measure(data, "乡村").index.tolist() == ["a", "d", "d", "e"]
    for row in measure(data, "乡村").itertuples():
        assert data.loc[row.Index, "text"][row.start : row.end] == "乡村"


def test_no_context_runs_on_into_the_next_text() -> None:
    data = pd.Series(["山里有水", "水里有人。人在山里", "　　人"], list("abc"))
    found = an.concordance(data, "水", regex=True, across=True, width=99)
    assert found[["left", "right"]].to_numpy().tolist() == [
        ["山里有", ""],
        ["", "里有人。人在山里"],
    ]
    with pytest.warns(UserWarning, match="水水"):
        assert an.concordance(data, "水水", regex=True, across=True).empty
    assert "水 水" not in set(an.term_frequency(data, ngram=2)["token"])


def test_a_column_may_have_any_name_where_sequences_are_counted() -> None:
    data = posts().rename(columns={"party": "place", "year": "word"})
    expected = an.term_frequency(posts(), by="party", ngram=2).rename(columns={"party": "place"})
    assert len(expected)
    pd.testing.assert_frame_equal(an.term_frequency(data, by="place", ngram=2), expected)
    assert len(an.term_frequency(data, by="word", ngram=2))


# Themes

BOOK = an.Codebook.from_dict({"land": ["乡村"], "people": ["党员"]})


@pytest.mark.parametrize("data", ["乡村", posts(), posts()["text"]], ids=["str", "table", "Series"])
@pytest.mark.parametrize(
    "measure",
    [an.theme_shares, an.leading_themes, an.theme_residuals, an.coverage,
     lambda data, by: an.theme_score(pd.DataFrame({"start": [], "end": [], "themes": []}), data)],
    ids=["shares", "leading", "residuals", "coverage", "score"],
)  # fmt: skip
def test_texts_bear_no_themes_until_they_are_coded(
    measure: Callable[..., pd.DataFrame], data: object
) -> None:
    with pytest.raises(an.InputError, match=r"tokens\(data, codebook=…\)"):
        measure(data, by="party")


def test_themes_of_texts_are_counted_by_any_column() -> None:
    shares = an.theme_shares(an.tokens(posts(), codebook=BOOK), by="party")
    counts = shares.set_index(["party", "theme"])["n"]
    assert counts.to_dict() == {("乙", "land"): 2, ("乙", "people"): 0,
                                ("甲", "land"): 2, ("甲", "people"): 2}  # fmt: skip


# Cleaning, cutting, suggesting


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("dtype", ["object", "str", "string"])
def test_cleaning_a_series_cleans_each_text_and_nothing_else(labels: str, dtype: str) -> None:
    pages = [raw_article(), None, "", clean_article(), raw_article()[:600]]
    data = pd.Series(pages, LABELS[labels], dtype=dtype, name="page")
    expected = [page if page is None else an.clean(page).text for page in pages]
    assert expected[0] != pages[0]
    expected = pd.Series(expected, data.index, dtype=dtype, name="page")
    pd.testing.assert_series_equal(an.clean(data), expected)


def test_cleaning_a_table_changes_that_column_only() -> None:
    data = posts(LABELS["twice the same"]).assign(page=raw_article())
    before, cleaned = data.copy(), an.clean(data, column="page")
    pd.testing.assert_frame_equal(data, before)
    pd.testing.assert_frame_equal(cleaned, data.assign(page=an.clean(raw_article()).text))
    pd.testing.assert_frame_equal(an.clean(posts()), posts())


def test_each_kind_of_missing_value_stays_what_it_was() -> None:
    data = pd.Series(["山", None, pd.NA, np.nan], dtype=object)
    assert [a is b for a, b in zip(an.clean(data)[1:], data[1:], strict=True)] == [True] * 3
    for nothing in (pd.Series([np.nan]), pd.Series([], dtype=object)):
        pd.testing.assert_series_equal(an.clean(nothing), nothing)


def test_cutting_a_series_gives_lists_under_its_index() -> None:
    segmenter, data = an.Segmenter(["乡村振兴"]), posts(LABELS["strings"])["text"]
    cut, tokenized = segmenter.cut(data), segmenter.tokenize(data)
    pd.testing.assert_index_equal(cut.index, data.index)
    assert cut.isna().tolist() == tokenized.isna().tolist() == data.isna().tolist()
    for label, text in data.dropna().items():
        assert cut[label] == segmenter.cut(text)
        assert tokenized[label] == segmenter.tokenize(text)


def test_terms_are_suggested_for_a_series_and_a_table() -> None:
    texts = [*prose().splitlines(), None]
    expected = an.suggest_terms(texts[:-1])
    assert len(expected)
    data = pd.Series(texts, [3] * len(texts))
    pd.testing.assert_frame_equal(an.suggest_terms(data), expected)
    pd.testing.assert_frame_equal(an.suggest_terms(data.to_frame("a"), column="a"), expected)


def test_a_segmentation_is_judged_whatever_the_index_of_its_words() -> None:
    gold = pd.Series(["我们", "要", "筑牢"], [5, 5, 6])
    found = pd.Series(["我们", "要筑牢"], list("ab"))
    assert an.segmentation_score(gold, found) == an.segmentation_score([*gold], [*found])
    assert an.segmentation_differences(gold, found)["gold"].tolist() == ["要 筑牢"]


def test_an_article_in_a_table_is_cut_as_it_stands() -> None:
    """Furniture and metadata too: a page is for `Article` to take apart."""
    page = VILLAGE["data/raw/village.txt"]
    table = an.tokens(pd.DataFrame({"text": [page]}, ["v"]))
    assert "".join(table["token"]) == "".join(page.split())
