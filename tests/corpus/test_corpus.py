"""Several documents, cut with one term list and coded with one codebook."""

import warnings
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.article import Section
from analysis.lexicon import read_terms

SPRING = "春天\n2021-03-01 来源：某报\n问：修了什么？\n答：修了水渠。水渠通了。"
AUTUMN = "秋天\n2022-09-01 来源：某报\n问：修了什么？\n答：修了公路。货物出山。"
SPEAKERS = {"问": "question", "答": "answer"}
BOOK = an.Codebook.from_dict({"water": ["水渠"], "road": ["公路", "货物"]})


def both(**lists: object) -> dict[str, an.Article]:
    return {
        name: an.Article(text, speakers=SPEAKERS, **lists)
        for name, text in (("spring", SPRING), ("autumn", AUTUMN))
    }


@pytest.fixture
def corpus() -> an.Corpus:
    return an.Corpus(both(), terms=["水渠"], codebook=BOOK)


def test_it_is_a_table_of_documents_with_what_their_pages_tell(corpus: an.Corpus) -> None:
    table = corpus.documents
    assert table["document"].tolist() == ["spring", "autumn"]
    assert table["title"].tolist() == ["春天", "秋天"]
    assert table["date"].dt.year.tolist() == [2021, 2022]
    assert table["characters"].tolist() == [len(SPRING), len(AUTUMN)]
    assert not table[["edits", "doubtful", "unresolved"]].any(axis=None)
    assert "editor" not in table  # which no page names


def test_what_was_repaired_is_counted_by_document(article: an.Article) -> None:
    with pytest.warns(UserWarning, match="of 'page'"):
        table = an.Corpus({"page": article, "other": AUTUMN}).documents
    page = table.set_index("document").loc["page"]
    cleaned = article.cleaned
    assert page["edits"] == len(cleaned.edits) > 0
    assert page["doubtful"] == len(cleaned.doubtful)
    assert page["unresolved"] == len(cleaned.unresolved)


def test_words_are_tokens_without_punctuation(corpus: an.Corpus) -> None:
    words = corpus.tokens.query("pos != 'w'").groupby("document", observed=True).size()
    assert corpus.documents["words"].tolist() == words.tolist()


def test_its_tokens_are_those_of_its_articles_with_their_metadata(corpus: an.Corpus) -> None:
    tables = [corpus[name].tokens.assign(document=name) for name in corpus]
    same = ["document", "token", "pos", "start", "end", "stop", "theme", "turn", "speaker", "role"]
    expected = pd.concat(tables, ignore_index=True)[same].astype({"document": "category"})
    found = corpus.tokens[same].assign(document=corpus.tokens["document"].astype("str"))
    pd.testing.assert_frame_equal(found.astype({"document": "category"}), expected)
    assert corpus.tokens["position"].tolist() == [*range(len(corpus.tokens))]
    assert corpus.tokens.groupby("passage")["document"].nunique().max() == 1
    assert set(corpus.tokens.query("document == 'autumn'")["date"].dt.year) == {2022}


def test_documents_keep_their_order(corpus: an.Corpus) -> None:
    assert [*corpus.tokens["document"].cat.categories] == ["spring", "autumn"]
    shares = an.theme_shares(corpus.tokens, by="document")
    assert shares["document"].unique().tolist() == ["spring", "autumn"]


@pytest.mark.parametrize("by", ["document", "title", "source", "role", "date"])
def test_every_column_can_be_counted_by(by: str, corpus: an.Corpus) -> None:
    table = an.term_frequency(corpus.tokens, by=by)
    assert table["n"].sum() == (corpus.tokens.query(f"{by} == {by}")["pos"] != "w").sum()


def test_sections_stay_usable_within_documents() -> None:
    sections = [Section(key="canal", begins="答：修了水渠"), Section(key="open", begins="水渠通了")]
    spring = an.Article(SPRING.replace("水渠通", "\n水渠通"), sections=sections)
    corpus = an.Corpus({"spring": spring, "autumn": AUTUMN})
    counted = corpus.tokens.groupby(["document", "section"], observed=True).size()
    assert [*counted.index] == [("spring", "canal"), ("spring", "open")]
    assert corpus["spring"].sections["section"].tolist() == ["canal", "open"]
    assert "section" not in an.Corpus([SPRING, AUTUMN]).tokens


# One list for all


def test_a_term_of_one_document_is_a_term_of_all() -> None:
    articles = {"a": an.Article("村里修水渠。", terms=["修水渠"]), "b": an.Article("人人修水渠。")}
    with pytest.warns(UserWarning, match="terms of 'a'"):
        corpus = an.Corpus(articles)
    for name in corpus:
        assert "修水渠" not in corpus[name].tokens["token"].tolist()
    assert "修水渠" not in corpus.tokens["token"].tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        counted = an.Corpus(articles, terms=["修水渠"]).tokens["token"].value_counts()
    assert counted["修水渠"] == 2


def test_lists_may_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("term,pos\n修水渠,v\n", "utf-8")
    corpus = an.Corpus(["人人修水渠。"], terms=read_terms(tmp_path / "terms.csv"))
    assert corpus.tokens.query("token == '修水渠'")["pos"].tolist() == ["v"]


def test_the_articles_themselves_keep_their_lists() -> None:
    article = an.Article("村里修水渠。", terms=["修水渠"])
    before = article.tokens
    with pytest.warns(UserWarning):
        an.Corpus({"a": article, "b": "人人修路。"}).tokens  # noqa: B018
    assert [term.term for term in article.terms] == ["修水渠"]
    assert article.tokens is before


def test_lists_that_all_articles_have_are_those_of_the_corpus() -> None:
    corpus = an.Corpus(both(terms=["修了水渠"], stopwords=["公路"], codebook=BOOK))
    assert [term.term for term in corpus.terms] == ["修了水渠"]
    assert corpus.codebook == BOOK
    assert corpus.tokens.query("token == '公路'")["stop"].all()


@pytest.mark.parametrize("kind", ["terms", "stopwords", "codebook"])
def test_a_warning_names_the_articles_with_other_lists_and_the_remedy(kind: str) -> None:
    own = {"terms": ["水渠"], "stopwords": ["水渠"], "codebook": BOOK}[kind]
    articles = both() | {"winter": an.Article("冬天修水渠。", **{kind: own})}
    with pytest.warns(UserWarning, match=rf"{kind} of 'winter': .*{kind}=") as caught:
        an.Corpus(articles)
    assert "spring" not in str(caught[0].message)
    assert caught[0].filename == __file__


# Where documents come from


def test_a_list_is_called_by_titles_or_numbers() -> None:
    assert [*an.Corpus([*both().values()])] == ["春天", "秋天"]
    assert [*an.Corpus([SPRING, SPRING, "一句话。"])] == ["1", "2", "3"]


def test_a_table_of_texts_with_metadata() -> None:
    table = pd.DataFrame({"id": [7, 8, 9], "body": ["修路。", None, "修桥。路通了。"],
                          "year": [2020, 2021, 2022]})  # fmt: skip
    corpus = an.Corpus.from_table(table, column="body", document="id")
    assert corpus.documents["document"].tolist() == [7, 8, 9]
    assert corpus.documents["year"].tolist() == [2020, 2021, 2022]
    assert corpus.documents["characters"].tolist() == [3, 0, 7]
    assert corpus.documents["words"].tolist() == [1, 0, 3]
    assert corpus.tokens["year"].dtype == int
    assert corpus.tokens.query("document == 9")["year"].unique() == [2022]


def test_the_index_names_documents_by_default() -> None:
    table = pd.DataFrame({"text": ["修路。", "修桥。"]}, index=["a", "b"])
    assert an.Corpus.from_table(table).documents["document"].tolist() == ["a", "b"]


def test_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "spring.txt").write_text(SPRING, encoding="gb18030")
    (tmp_path / "deep" / "autumn.txt").write_text(AUTUMN, encoding="gb18030")
    (tmp_path / "notes.md").write_text("no text", encoding="utf-8")
    options = {"encoding": "gb18030", "speakers": SPEAKERS}
    assert [*an.Corpus.from_folder(tmp_path, **options)] == ["spring"]
    deep = an.Corpus.from_folder(tmp_path, "**/*.txt", **options)
    assert [*deep] == ["deep/autumn", "spring"]
    assert deep["spring"].metadata["title"] == "春天"
    assert deep.tokens.query("role == 'answer'")["document"].nunique() == 2


def test_it_is_a_mapping_of_articles(corpus: an.Corpus) -> None:
    assert (len(corpus), "spring" in corpus, "winter" in corpus) == (2, True, False)
    assert dict(corpus)["autumn"].metadata["title"] == "秋天"
    with pytest.raises(KeyError, match=r"'winter'.*'spring', 'autumn'"):
        corpus["winter"]


TABLE = pd.DataFrame({"id": ["a", "a"], "text": ["山", "水"], "token": [1, 2]})


@pytest.mark.parametrize(
    ("make", "message"),
    [(lambda: an.Corpus([]), "no article"),
     (lambda: an.Corpus("村里修路。"), "articles is .*; give Mapping"),
     (lambda: an.Corpus(None), "articles is None; give Mapping"),
     (lambda: an.Corpus([3]), "give Mapping.*Article"),
     (lambda: an.Corpus(["山", None]), "give Mapping.*Article"),
     (lambda: an.Corpus.from_table(["山"]), "give DataFrame"),
     (lambda: an.Corpus.from_table(TABLE, column="body"), "no column 'body'"),
     (lambda: an.Corpus.from_table(TABLE, document="name"), "no column 'name'"),
     (lambda: an.Corpus.from_table(TABLE, document="id"), "'a' occurs twice"),
     (lambda: an.Corpus.from_table(TABLE), "called token"),
     (lambda: an.Corpus.from_table(TABLE[["text"]].assign(text=None)), "no document with a text"),
     (lambda: an.Corpus.from_table(TABLE[["text"]].assign(text=1)), "no text but 1"),
     (lambda: an.Corpus(["山"], terms="山"), "terms is"),
     (lambda: an.Corpus(["山"], engine="none"), "unknown engine"),
     (lambda: an.Corpus.from_folder("nowhere"), "nowhere: no files")],
)  # fmt: skip
def test_what_cannot_be_used_is_named(make, message: str) -> None:
    with pytest.raises(an.InputError, match=message):
        make()
