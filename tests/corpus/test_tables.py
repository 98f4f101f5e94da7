"""Texts to cleaned texts, tokens to counts; the same for pandas and Dask."""

import warnings

import pandas as pd
import pytest

import analysis as an

dd = pytest.importorskip("dask.dataframe")
PAGE = "鄉(xiāng)鎮(zhèn)黨(dǎng)委、鄉(xiāng)黨(dǎng)員,每?jī)赡曛辽侔l(fā)展一批。"
TABLE = pd.DataFrame(
    {"document": list("abcde"), "text": [PAGE, None, "村里修桥。桥通了。", " ", "公路好。"],
     "year": [2020, 2020, 2021, 2021, 2021]},
    index=[3, 1, 4, 1, 5],
)  # fmt: skip
BOOK = an.Codebook.from_dict({"road": ["桥", "公路"]})


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose strings have one dtype."""
    return table.astype({name: "str" for name, kind in table.dtypes.items() if "str" in str(kind)})


def same(dask: object, pandas: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(plain(dask.compute()), plain(pandas))


@pytest.fixture(params=[1, 2, 5])
def dask(request: pytest.FixtureRequest) -> object:
    return dd.from_pandas(TABLE.reset_index(drop=True), npartitions=request.param)


def test_texts_are_cleaned_and_what_was_done_is_counted() -> None:
    table = an.clean_table(TABLE)
    cleaned = an.clean(PAGE)
    assert table["text"].tolist()[0] == cleaned.text
    assert table["text"].isna().tolist() == [False, True, False, False, False]
    first = table.iloc[0]
    assert first["characters"] == len(cleaned.text)
    assert first["edits"] == len(cleaned.edits) > 0
    assert table.index.tolist() == TABLE.index.tolist()
    assert table[["document", "year"]].equals(TABLE[["document", "year"]])
    assert TABLE["text"].iloc[0] == PAGE


def test_a_table_without_rows_or_texts_has_the_same_columns() -> None:
    columns = an.clean_table(TABLE).dtypes
    assert an.clean_table(TABLE[:0]).dtypes.equals(columns)
    assert an.clean_table(TABLE[1:2]).dtypes[3:].equals(columns[3:])


def test_dask_gives_what_pandas_gives(dask: object) -> None:
    table = TABLE.reset_index(drop=True)
    same(an.clean(dask), an.clean(table))
    same(an.clean_table(dask), an.clean_table(table))
    numbers = ["passage", "position"]  # counted anew in each partition
    cut = an.tokens(dask, codebook=BOOK).drop(columns=numbers)
    same(cut, an.tokens(table, codebook=BOOK).drop(columns=numbers))


@pytest.mark.parametrize("by", [None, "year", "document", ["year", "document"]])
@pytest.mark.slow
def test_dask_counts_what_pandas_counts(dask: object, by: str | list[str] | None) -> None:
    found = an.counts(an.tokens(dask, codebook=BOOK), by).compute()
    expected = an.counts(an.tokens(TABLE, codebook=BOOK), by)
    keys = [name for name in expected if name not in ("n", "documents", "stop", "theme")]
    pd.testing.assert_frame_equal(
        plain(found.sort_values(keys, ignore_index=True)),
        plain(expected.sort_values(keys, ignore_index=True)),
        check_categorical=False,
    )


def test_counts_are_those_of_the_words() -> None:
    found = an.counts(an.tokens(TABLE), by="year").set_index(["year", "token"])
    assert found.loc[(2021, "桥"), ["n", "documents"]].tolist() == [1, 1]
    frequency = an.term_frequency(an.tokens(TABLE), by="year").set_index(["year", "token"])
    assert found["n"].sort_index().equals(frequency["n"].sort_index())
    assert "。" not in found.index.get_level_values("token")


def test_counts_know_how_their_tokens_were_cut() -> None:
    tokens = an.tokens(TABLE, terms=["桥通"])
    assert an.counts(tokens).attrs["cut_with"] == tokens.attrs["cut_with"]
    corpus = an.Corpus.from_table(TABLE.dropna(), document="document", terms=["桥通"])
    assert corpus.tokens.attrs["cut_with"] == tokens.attrs["cut_with"]


def test_counts_of_parts_add_up() -> None:
    tokens = an.tokens(TABLE)
    parts = [an.counts(rows) for _, rows in tokens.groupby("document")]
    added = pd.concat(parts).groupby("token")[["n", "documents"]].sum()
    assert added.equals(an.counts(tokens).set_index("token")[["n", "documents"]].sort_index())


def test_a_missing_value_is_a_part_of_its_own() -> None:
    tokens = an.tokens(TABLE.assign(year=[2020, 2020, None, None, 2021]))
    found = an.counts(tokens, by="year")
    assert found["n"].sum() == (tokens["pos"] != "w").sum()
    assert found["year"].isna().any()


def test_a_corpus_and_an_article_are_counted_as_their_tokens_are() -> None:
    article = an.Article("村里修路。")
    assert an.counts(article).equals(an.counts(article.tokens))
    corpus = an.Corpus({"a": article, "b": "我们修桥。"})
    words = (corpus.tokens["pos"] != "w").sum()
    assert an.counts(corpus.tokens, by="document")["n"].sum() == words


def test_what_cannot_be_used_is_named(dask: object) -> None:
    for call, fault in (
        (lambda: an.counts(an.tokens(TABLE), by="month"), "no column 'month'"),
        (lambda: an.counts(pd.DataFrame({"word": ["山"]})), "no column 'token'"),
        (lambda: an.clean_table(TABLE, column="body"), "no column 'body'"),
        (lambda: an.clean_table(TABLE, column="year"), "no text but 2020"),
        (lambda: an.tokens(dask, column="body"), "no column 'body'"),
        (lambda: an.clean(dask["text"]), "Dask DataFrame"),
    ):
        with pytest.raises(an.InputError, match=fault):
            call()


def test_the_first_argument_may_be_named() -> None:
    dask = dd.from_pandas(TABLE.reset_index(drop=True), npartitions=2)
    for data in (TABLE, dask):
        assert len(an.tokens(data=data)) == len(an.tokens(TABLE))
        assert len(an.clean(text=data)) == len(an.clean_table(table=data)) == len(TABLE)


def test_a_partition_that_is_refused_is_refused() -> None:
    bad = dd.from_pandas(
        TABLE.reset_index(drop=True).rename(columns={"year": "stop"}), npartitions=2
    )
    with pytest.raises(an.InputError, match="'stop'"), warnings.catch_warnings():
        an.tokens(bad).compute()
