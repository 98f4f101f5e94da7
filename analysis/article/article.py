"""An article: its metadata, its sentences with speaker and section, and its words.

Facts about one particular article belong in its TOML file (see `load_article`), never here.
"""

import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cleaning import clean
from ..errors import InputError, check_keys, checked, refuse_path
from ..lexicon import Codebook, all_stopwords, term_list
from ..segmentation.engines import Engine
from .layout import METADATA, read_page
from .sections import Section, Variant

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("question", "answer")


class Article:
    """A text with its metadata, sentences and words.

    Its attributes are the parameters below and `cleaned`, the `Cleaned` text, to which all offsets
    refer. A speaker who never speaks causes a `UserWarning`.

    >>> article = Article("标题\\n2022-06-17 来源：某报\\n今天天气很好。我们去公园。\\n责编：某人")
    >>> article.metadata["source"], article.metadata["editor"], article.metadata["title"]
    ('某报', '某人', '标题')
    >>> article.passages["text"].tolist(), article.passages["start"].tolist()
    (['标题', '今天天气很好。', '我们去公园。'], [0, 20, 27])
    >>> article.tokens.query("passage == 1")["token"].tolist()
    ['今天天气', '很', '好', '。']

    Parameters
    ----------
    text
        The page, polluted or not.
    sections
        The parts to study, in order.
    speakers
        The role, `"question"` or `"answer"`, of each speaker. A turn begins with `NAME：`,
        `**NAME：**`, `【NAME】` or the like. A questioner's turns before the first question mark
        have the role `lead`.
    metadata
        Replaces `title, date, source, author, correspondent, editor` as found on the page, or None.
    terms, engine
        As for `Segmenter`. Words of the codebook that would be cut are terms too.
    stopwords, codebook, glossary
        Stop words beside the general ones; the themes and their terms; English by Chinese term.
    gold
        Themes coded by hand, a table with columns `start, end, themes`.
    variants
        Other reasonable readings of the article.
    section_name, section_name_zh
        What a section is called, in the singular, such as `"move"`.

    Raises
    ------
    InputError
        If the text is empty, a role or metadata key is unknown, sections overlap, or a section or
        variant does not fit the text.
    """

    @checked
    def __init__(
        self,
        text: str | Path,
        *,
        sections: Iterable[Section] = (),
        speakers: Mapping[str, str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        terms: Iterable[Any] | None = None,
        stopwords: Iterable[Any] = (),
        codebook: Codebook | None = None,
        glossary: Mapping[str, str] | None = None,
        gold: "pd.DataFrame | None" = None,
        variants: Iterable[Variant] = (),
        section_name: str = "part",
        section_name_zh: str = "部分",
        engine: Engine = "jieba",
    ) -> None:
        refuse_path(text)
        if not str(text).strip():
            raise InputError("the text is empty")
        for speaker, role in (speakers or {}).items():
            if role not in ROLES:
                known = " or ".join(ROLES)
                raise InputError(f"speaker {speaker!r} has the role {role!r}; make it {known}")
        check_keys(metadata or {}, dict.fromkeys(("title", *METADATA), object), "metadata")
        self.terms, self.variants = term_list(terms), list(variants)
        self.stopwords = all_stopwords(stopwords)
        self.codebook, self.glossary, self.gold = codebook, dict(glossary or {}), gold
        self.section_name, self.section_name_zh = section_name, section_name_zh
        self.engine = engine
        self.cleaned = clean(str(text))
        self._lines, self._passages, found = read_page(self.cleaned.text, speakers or {})
        self.metadata = found | dict(metadata or {})
        silent = set(speakers or {}) - {passage.speaker for passage in self._passages}
        for name in sorted(silent):
            message = f"the speaker {name!r} never speaks: no line begins with {name + '：'!r}"
            warnings.warn(message, stacklevel=2)
        sections = list(sections)
        self._keys = [section.key for section in sections]
        for twice in (key for key in self._keys if self._keys.count(key) > 1):
            raise InputError(f"there are two sections {twice!r}; give each a key of its own")
        themes = codebook.themes if codebook else {}
        for section in sections:
            if section.announces not in {"", *themes}:
                said = f"section {section.key!r} announces {section.announces!r}"
                raise InputError(f"{said} (themes: {', '.join(themes) or 'no codebook'})")
        self._spans = {section: section.span(self._passages) for section in sections}
        for before, after in pairwise(sorted(self._spans, key=self._spans.__getitem__)):
            if self._spans[before][1] > self._spans[after][0]:
                raise InputError(f"sections {before.key!r} and {after.key!r} overlap")
        for variant in self.variants:
            variant.check(self.cleaned.text, self._keys)

    def __repr__(self) -> str:
        sentences, sections = len(self._passages), len(self._spans)
        return f"<Article {self.metadata['title']!r}: {sentences} sentences, {sections} sections>"

    def _table(self, rows: Iterable[tuple[Any, ...]], columns: str) -> "pd.DataFrame":
        """Rows as a table, with sections as an ordered categorical."""
        import pandas as pd

        pd.set_option("display.html.use_mathjax", False)  # A formula in a text would act.
        table = pd.DataFrame(rows, columns=columns.split())
        if "section" in table:
            table["section"] = pd.Categorical(table["section"], self._keys, ordered=True)
        return table

    @cached_property
    def furniture(self) -> "pd.DataFrame":
        """The lines of the page outside the article, with columns `kind, text, start, end`."""
        lines = (line for line in self._lines if line.kind in ("furniture", "metadata"))
        return self._table(lines, "kind text start end")

    @cached_property
    def themes(self) -> "pd.DataFrame":
        """The themes of the codebook, in order, with columns `theme, zh, en`."""
        themes = self.codebook.themes.values() if self.codebook else ()
        return self._table([(theme.key, theme.zh, theme.en) for theme in themes], "theme zh en")

    @cached_property
    def sections(self) -> "pd.DataFrame":
        """The sections in their order, one a row.

        The columns are `section, number, zh, en, announces, start, end`.
        `announces` is the theme that the name of the section announces, missing if none.
        """
        rows = [
            (s.key, s.number, s.zh or s.key, s.en or s.key, s.announces or None, *span)
            for s, span in self._spans.items()
        ]
        table = self._table(rows, "section number zh en announces start end")
        return table.astype({"number": "Int64", "announces": "str"})

    @cached_property
    def passages(self) -> "pd.DataFrame":
        """The sentences of the article, one a row.

        * `passage`: number of the sentence, from 0
        * `turn`: number of the speaker's turn, from 1; 0 for the title
        * `speaker`: its name, if known
        * `role`: `question`, `answer` or `lead` (the title, and all before the first question)
        * `paragraph`: number of the paragraph
        * `section`: ordered categorical; missing outside the sections
        * `text`, `start`, `end`: the sentence and its offsets
        """
        rows = []
        for number, passage in enumerate(self._passages):
            inside = (s.key for s, (a, b) in self._spans.items() if a <= passage.start < b)
            rows.append((number, *passage[:4], next(inside, None), *passage[4:]))
        table = self._table(rows, "passage turn speaker role paragraph section text start end")
        return table.astype({"speaker": "str", "role": "str", "text": "str"})

    @cached_property
    def tokens(self) -> "pd.DataFrame":
        """The tokens of the article, one a row, punctuation included.

        * `passage`, `section`, `turn`, `speaker`, `role`: as in `passages`
        * `position`: number of the token, from 0
        * `token`, `pos`, `start`, `end`: as in `Token`
        * `stop`: it is a stop word, a number or a punctuation mark
        * `theme`: categorical in the order of the codebook; missing if the token bears no theme
        """
        from ..segmentation.tokens import segmenter_for, token_table

        rows, book = self.passages, self.codebook
        segmenter = segmenter_for(self.terms, self.engine, book)
        cut = token_table(
            [*rows["text"]], rows["start"].to_numpy(), segmenter, self.stopwords, book
        )
        rows = rows[["section", "turn", "speaker", "role"]].take(cut["passage"].to_numpy())
        table = cut.join(rows.set_axis(cut.index))
        table.insert(1, "section", table.pop("section"))
        table.attrs = cut.attrs
        return table
