"""Several documents, cut with one term list and coded with one codebook."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from ..cleaning import Cleaned
from ..errors import InputError, checked, require, texts
from ..files import read_text
from ..lexicon import Codebook, general_stopwords
from ..segmentation import Segmenter
from ..segmentation.tokens import TOKEN_COLUMNS, token_table
from .article import Article

# What is counted of a cleaned text.
REPAIRS: dict[str, Callable[[Cleaned], int]] = {
    "characters": lambda page: len(page.text),
    "edits": lambda page: len(page.edits),
    "doubtful": lambda page: len(page.doubtful),
    "unresolved": lambda page: len(page.unresolved),
}
SPOKEN = ["turn", "speaker", "role"]
RESERVED = {*TOKEN_COLUMNS, *SPOKEN, *REPAIRS, "document", "section", "paragraph", "text", "words"}


class Corpus(Mapping[Any, Article]):
    """Several articles, cut with one term list and coded with one codebook.

    Words cut by different lists cannot be compared, so a corpus uses one list for all: the one
    given, or the one that all articles have. A `UserWarning` names the articles with another list.
    `corpus["name"]` is that article, with the lists of the corpus.

    >>> corpus = Corpus({"spring": "村里修路。路通了。", "autumn": "村里修桥。"})
    >>> corpus.documents[["document", "characters", "words"]]
      document  characters  words
    0   spring           9      4
    1   autumn           5      2
    >>> corpus.tokens.query("token == '修桥'")[["document", "passage", "start"]].values.tolist()
    [['autumn', 2, 2]]

    Parameters
    ----------
    articles
        Articles or texts by name; or a list of them, called by their titles, else numbered from 1.
    metadata
        One row a document, with the names as index; by default what the pages tell.
    terms, stopwords, codebook
        As for `Article`; by default what all articles have, else none.
    engine
        As for `Segmenter`.

    Raises
    ------
    InputError
        If there is no article, or a column of `metadata` has a name that the tables use; also as
        for `Article` and `Segmenter`.
    """

    @checked
    def __init__(
        self,
        articles: Mapping[Any, Article | str] | Iterable[Article | str],
        *,
        metadata: pd.DataFrame | None = None,
        terms: Iterable[Any] | None = None,
        stopwords: Iterable[str] | None = None,
        codebook: Codebook | None = None,
        engine: str = "jieba",
    ) -> None:
        found = _named(articles)
        if not found:
            raise InputError("there is no article, or no document with a text")
        if metadata is None:
            metadata = pd.DataFrame([each.metadata for each in found.values()], list(found))
            metadata = metadata.assign(date=pd.to_datetime(metadata["date"])).dropna(
                axis=1, how="all"
            )
        if taken := ", ".join(sorted(RESERVED.intersection(metadata.columns))):
            raise InputError(
                f"tables have columns of their own called {taken}; rename the metadata"
            )
        self.metadata, self.engine = metadata, engine
        given: dict[str, Any] = {"terms": terms, "stopwords": stopwords, "codebook": codebook}
        for kind in ("terms", "stopwords"):
            if given[kind] is not None and not isinstance(given[kind], str):
                given[kind] = list(given[kind])
        lists = _common_lists(found, given)
        self._segmenter = Segmenter(lists["terms"], engine)
        self.terms = self._segmenter.terms
        self.stopwords = general_stopwords() | frozenset(lists["stopwords"] or ())
        self.codebook: Codebook | None = lists["codebook"]
        self._articles = {name: self._with_lists(each) for name, each in found.items()}

    @classmethod
    @checked
    def from_table(
        cls,
        table: pd.DataFrame,
        column: str = "text",
        document: str | None = None,
        *,
        speakers: Mapping[str, str] | None = None,
        **lists: Any,
    ) -> Self:
        """A corpus of the texts in a column; the other columns are metadata.

        A row without text stays in `documents`, with no words.

        >>> table = pd.DataFrame({"id": ["a", "b"], "text": ["修路。", "修桥。"], "year": [1, 2]})
        >>> Corpus.from_table(table, document="id").tokens.query("year == 2")["token"].tolist()
        ['修桥', '。']

        Parameters
        ----------
        column, document
            The columns of the texts and of the documents' names, by default the index.
        speakers
            As for `Article`, the same for each document.
        **lists
            `terms`, `stopwords`, `codebook` and `engine`, as for `Corpus`.
        """
        pages = texts(table, column)
        require(table, *([document] if document else []))
        names = pd.Index(table[document]) if document else table.index
        if names.hasnans or names.has_duplicates:
            fault = (
                "is missing" if names.hasnans else f"{names[names.duplicated()][0]!r} occurs twice"
            )
            raise InputError(f"each document needs a name of its own: one {fault}; give document=")
        metadata = table.drop(columns=[column, *([document] if document else [])]).set_axis(names)
        written = {
            name: page for name, page in zip(names, pages.fillna(""), strict=True) if page.strip()
        }
        articles = {name: Article(page, speakers=speakers) for name, page in written.items()}
        return cls(articles, metadata=metadata, **lists)

    @classmethod
    @checked
    def from_folder(
        cls,
        folder: str | Path,
        pattern: str = "*.txt",
        *,
        encoding: str = "utf-8",
        speakers: Mapping[str, str] | None = None,
        **lists: Any,
    ) -> Self:
        """A corpus of the text files in a folder, called by their paths without suffix.

        Parameters
        ----------
        pattern
            The files, such as `"**/*.txt"` for those of folders inside.
        encoding
            Of the files.
        speakers, **lists
            As for `from_table`.

        Raises
        ------
        InputError
            If there is no such file, or one cannot be read.
        """
        folder = Path(folder)
        paths = sorted(path for path in folder.glob(pattern) if path.is_file())
        if not paths:
            raise InputError(f"{folder}: no files {pattern} there")
        names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
        pages = [Article(read_text(path, encoding), speakers=speakers) for path in paths]
        return cls(dict(zip(names, pages, strict=True)), **lists)

    def __getitem__(self, name: Any) -> Article:
        if name not in self._articles:
            known = ", ".join(map(repr, self._articles))
            raise KeyError(f"no document {name!r} with a text (there are: {known})")
        return self._articles[name]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)

    def __repr__(self) -> str:
        return f"<Corpus: {len(self.metadata)} documents>"

    def _with_lists(self, article: Article) -> Article:
        """A copy of an article with the lists of the corpus."""
        article = copy(article)
        for made in ("tokens", "themes"):
            article.__dict__.pop(made, None)
        article.terms, article.stopwords = self.terms, self.stopwords
        article.codebook, article.engine = self.codebook, self.engine
        return article

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row a document.

        * `document`, and the columns of the metadata
        * `characters`, `words`: of the cleaned text, and of its tokens without punctuation
        * `edits`, `doubtful`, `unresolved`: changes of the cleaning, repairs that may well be
          wrong, and damaged places left as they are
        """
        rows = [[read(each.cleaned) for read in REPAIRS.values()] for each in self.values()]
        table = pd.DataFrame(rows, list(self), list(REPAIRS))
        words = self.tokens.loc[self.tokens["pos"] != "w", "document"].value_counts()
        table.insert(1, "words", words.reindex(table.index).astype(int))
        table = self.metadata.join(table.reindex(self.metadata.index, fill_value=0))
        return table.rename_axis("document").reset_index()

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The sentences, one a row, with `document` and the columns of `Article.passages`."""
        tables = {name: article.passages for name, article in self.items()}
        sizes = [len(table) for table in tables.values()]
        keys = dict.fromkeys(
            key for table in tables.values() for key in table["section"].cat.categories
        )
        plain = [table.astype({"section": "str"}) for table in tables.values()]
        joined = pd.concat(plain, ignore_index=True)
        names = pd.Categorical.from_codes(np.arange(len(sizes)).repeat(sizes), pd.Index(tables))
        joined.insert(0, "document", pd.Series(names))
        return joined.assign(
            passage=range(len(joined)),
            section=pd.Categorical(joined["section"], [*keys], ordered=True),
        )

    @cached_property
    def tokens(self) -> pd.DataFrame:
        """The tokens of all documents, one a row, punctuation included.

        * `document` (categorical, in the order of the corpus), and the columns of the metadata
        * `section`: if the articles have sections; sections of one key count as one, so compare
          those of one document: `corpus["name"].tokens`
        * the other columns of `Article.tokens`; `passage` and `position` are numbered through
        """
        sentences = self.passages
        options = (self._segmenter, self.stopwords, self.codebook)
        table = token_table([*sentences["text"]], [*sentences["start"]], *options)
        rows = sentences[["document", "section", *SPOKEN]].take(table["passage"].to_numpy())
        about = self.metadata.loc[list(self)].take(rows["document"].cat.codes.to_numpy())
        for name in about.columns[about.dtypes == "str"]:
            about[name] = about[name].astype("category")
        sides = (rows[["document"]], about, rows[["section"]], table, rows[SPOKEN])
        joined = pd.concat([side.set_axis(table.index) for side in sides], axis=1)
        joined.attrs.update(table.attrs)
        return joined if len(joined["section"].cat.categories) else joined.drop(columns="section")


def _named(articles: Any) -> dict[Any, Article]:
    """Articles by name: as given, or by their titles, numbered where one has none or shares it."""
    given = list(articles.values() if isinstance(articles, Mapping) else articles)
    found = [Article(each) if isinstance(each, str) else each for each in given]
    titles = [each.metadata["title"] for each in found]
    names = [
        title if title and titles.count(title) == 1 else str(number)
        for number, title in enumerate(titles, start=1)
    ]
    return dict(zip(articles if isinstance(articles, Mapping) else names, found, strict=True))


def _common_lists(articles: Mapping[Any, Article], given: dict[str, Any]) -> dict[str, Any]:
    """The lists given, else those that all articles have; warns of articles with others."""
    others: list[str] = []
    for kind, compared in COMPARED.items():
        own = {name: compared(getattr(article, kind)) for name, article in articles.items()}
        first = next(iter(articles))
        if given[kind] is None and all(each == own[first] for each in own.values()):
            given[kind] = getattr(articles[first], kind)
        used = compared(given[kind])
        others += [f"{kind} of {name!r}" for name, each in own.items() if each and each != used]
    if others:
        said = ", ".join([*others[:6], *(["…"] if others[6:] else [])])
        warnings.warn(
            f"the corpus does not use the {said}: words cut by different lists cannot be compared;"
            " give terms=, stopwords= or codebook= for all",
            stacklevel=4,  # Above it are the check of the arguments and `__init__`.
        )
    return given


# What tells whether two lists are the same, by the attribute of an article.
COMPARED: dict[str, Callable[[Any], Any]] = {
    "terms": lambda terms: frozenset(Segmenter(terms).terms) if terms else None,
    "stopwords": lambda words: frozenset(words or ()) - general_stopwords(),
    "codebook": lambda book: book,
}
