"""An article: its metadata, its sentences with speaker and section, and its words.

What is particular to one article stands in a TOML file (see `load_article`), never here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cleaning import Cleaned, clean
from .errors import InputError
from .files import check_keys, read_text, read_toml
from .lexicon import Codebook, general_stopwords, read_glossary, read_stopwords, read_terms
from .page import METADATA, Page, Passage, read_page
from .segmentation import Segmenter

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("question", "answer")
EXTENTS = {"sentence": "start", "paragraph": "paragraph", "turn": "turn"}
LISTS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "terms": ("terms", read_terms),
    "stopwords": ("stopwords", read_stopwords),
    "themes": ("codebook", Codebook.from_toml),
    "glossary": ("glossary", read_glossary),
}
ARTICLE_KEYS = dict.fromkeys(("raw", "encoding", "section_name", *LISTS), str) | {
    "metadata": dict,
    "speakers": dict,
    "sections": list,
}
SECTION_KEYS = dict.fromkeys(("key", "zh", "en", "begins", "last", "to"), str) | {"number": int}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the article that is studied as one.

    It begins with the sentence that opens with `begins`, and runs `to` the end of the sentence,
    paragraph or turn that holds the sentence opening with `last` (by default the same one). A
    section without a `number` stands beside the numbered ones and is not counted among them.
    """

    key: str
    begins: str
    zh: str = ""
    en: str = ""
    number: int | None = None
    last: str = ""
    to: str = "paragraph"

    def span(self, passages: list[Passage]) -> tuple[int, int]:
        """Where it begins and ends in the cleaned text."""
        if self.to not in EXTENTS:
            raise InputError(
                f"section {self.key!r}: to = {self.to!r} (known: {', '.join(EXTENTS)})"
            )
        first = self._opening(self.begins, passages)
        last = self._opening(self.last, passages) if self.last else first
        if last.start < first.start:
            raise InputError(f"section {self.key!r}: {self.last!r} comes before {self.begins!r}")
        unit = EXTENTS[self.to]
        same = [p for p in passages if getattr(p, unit) == getattr(last, unit)]
        return first.start, same[-1].end

    def _opening(self, words: str, passages: list[Passage]) -> Passage:
        """The one sentence that opens with these words."""
        found = [passage for passage in passages if passage.text.startswith(words)]
        if len(found) != 1:
            many = "no sentence begins" if not found else f"{len(found)} sentences begin"
            raise InputError(f"section {self.key!r}: {many} with {words!r}; give its opening words")
        return found[0]


class Article:
    """A text with its metadata, sentences and words.

    Parameters
    ----------
    text
        The raw text. It is cleaned; text that is not polluted stays as it is.
    sections
        The parts to study, in their order.
    speakers
        Role (`"question"` or `"answer"`) by speaker, where the text is an interview whose turns
        begin with `NAME：`.
    metadata
        Values that replace what the page says.
    terms, stopwords, codebook, glossary
        Words to keep whole, words to set aside beside the general ones, themes, English glosses.
    section_name
        What the sections are called, in the singular: `"move"`, `"chapter"`.
    engine
        The engine of the `Segmenter`.

    Attributes
    ----------
    cleaned
        The `Cleaned` text; all offsets below are in its `text`.
    metadata
        `title, date, source, author, correspondent, editor`; None where the page is silent.

    Raises
    ------
    InputError
        For an empty text, an unknown role or metadata key, or sections that are not in the text or
        overlap.

    Examples
    --------
    >>> article = Article("标题\\n2022-06-17 来源：某报\\n今天天气很好。我们去公园。\\n责编：某人")
    >>> article.metadata["source"], article.metadata["editor"], article.metadata["title"]
    ('某报', '某人', '标题')
    >>> article.passages[["text", "start", "end"]]
               text  start  end
    0            标题      0    2
    1       今天天气很好。     20   27
    2        我们去公园。     27   33
    >>> article.tokens.query("passage == 1")["token"].tolist()
    ['今天天气', '很', '好', '。']
    """

    def __init__(
        self,
        text: str,
        *,
        sections: Iterable[Section] = (),
        speakers: Mapping[str, str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        terms: Iterable[str | tuple[str, str]] = (),
        stopwords: Iterable[str] = (),
        codebook: Codebook | None = None,
        glossary: Mapping[str, str] | None = None,
        section_name: str = "part",
        engine: str = "jieba",
    ) -> None:
        if not text.strip():
            raise InputError("the text is empty")
        for speaker, role in (speakers or {}).items():
            if role not in ROLES:
                known = " or ".join(ROLES)
                raise InputError(f"speaker {speaker!r} has the role {role!r}; make it {known}")
        sections = list(sections)
        check_keys(metadata or {}, dict.fromkeys(("title", *METADATA), object), "metadata")
        self.terms = list(terms)
        self.stopwords = general_stopwords() | frozenset(stopwords)
        self.codebook = codebook
        self.glossary = dict(glossary or {})
        self.section_name = section_name
        self.engine = engine
        self.cleaned: Cleaned = clean(text)
        self._page: Page = read_page(self.cleaned.text, speakers or {})
        self.metadata = self._page.metadata | dict(metadata or {})
        if twice := [key for key, n in Counter(s.key for s in sections).items() if n > 1]:
            raise InputError(f"there are two sections {twice[0]!r}; give each a key of its own")
        self._spans = {section: section.span(self._page.passages) for section in sections}
        for before, after in pairwise(sorted(self._spans, key=self._spans.__getitem__)):
            if self._spans[before][1] > self._spans[after][0]:
                raise InputError(f"sections {before.key!r} and {after.key!r} overlap")

    def __repr__(self) -> str:
        sentences, sections = len(self._page.passages), len(self._spans)
        return f"<Article {self.metadata['title']!r}: {sentences} sentences, {sections} sections>"

    @cached_property
    def furniture(self) -> "pd.DataFrame":
        """What is on the page but not in the article, one line a row: `kind, text, start, end`."""
        import pandas as pd

        lines = [line for line in self._page.lines if line.kind in ("furniture", "metadata")]
        return pd.DataFrame(lines, columns=["kind", "text", "start", "end"])

    @cached_property
    def themes(self) -> "pd.DataFrame":
        """The themes of the codebook in their order: `theme, zh, en`."""
        import pandas as pd

        themes = self.codebook.themes.values() if self.codebook else ()
        rows = [(theme.key, theme.zh, theme.en) for theme in themes]
        return pd.DataFrame(rows, columns=["theme", "zh", "en"])

    @cached_property
    def sections(self) -> "pd.DataFrame":
        """The sections in their order: `section, number, zh, en, start, end`."""
        import pandas as pd

        rows = [
            (s.key, s.number, s.zh or s.key, s.en or s.key, *self._spans[s]) for s in self._spans
        ]
        table = pd.DataFrame(rows, columns=["section", "number", "zh", "en", "start", "end"])
        table["section"] = self._categorical(table["section"])
        return table.astype({"number": "Int64"})

    def _categorical(self, keys: Iterable[str | None]) -> "pd.Categorical":
        """Section keys as an ordered categorical, so that every table keeps their order."""
        import pandas as pd

        return pd.Categorical(keys, [section.key for section in self._spans], ordered=True)

    @cached_property
    def passages(self) -> "pd.DataFrame":
        """One sentence a row.

        `passage` (number from 0), `turn` (a speaker's uninterrupted talk, from 1; 0 for the title),
        `speaker`, `role` (`question`, `answer`, or `lead`: the title, and what the questioner says
        before asking anything), `paragraph`, `section` (ordered categorical; missing outside the
        sections), `text`, `start`, `end`.
        """
        import pandas as pd

        table = pd.DataFrame(self._page.passages, columns=list(Passage._fields))
        table.insert(0, "passage", range(len(table)))
        sections = (
            next((s.key for s, (start, end) in self._spans.items() if start <= at < end), None)
            for at in table["start"]
        )
        table.insert(5, "section", self._categorical(list(sections)))
        return table.astype({"speaker": "str", "role": "str", "text": "str"})

    @cached_property
    def tokens(self) -> "pd.DataFrame":
        """One token a row, punctuation included.

        `passage`, `section`, `position` (number in the article, from 0), `token`, `pos`, `start`,
        `end`, `stop` (a stop word, number or punctuation mark), `theme` (categorical, in the order
        of the codebook; missing where it has none), `turn`, `speaker`, `role`.
        """
        import pandas as pd

        segmenter = Segmenter(self.terms, self.engine)
        theme_of = self.codebook.theme_of if self.codebook else {}
        rows: list[tuple[Any, ...]] = []
        for number, passage in enumerate(self._page.passages):
            for token, pos, start, end in segmenter.tokenize(passage.text):
                stop = token in self.stopwords or pos == "w" or any(map(str.isdecimal, token))
                place = (passage.start + start, passage.start + end)
                rows.append((number, len(rows), token, pos, *place, stop, theme_of.get(token)))
        columns = ["passage", "position", "token", "pos", "start", "end", "stop", "theme"]
        table = pd.DataFrame(rows, columns=columns).astype({"stop": bool})
        table["theme"] = pd.Categorical(table["theme"], self.themes["theme"])
        context = self.passages.set_index("passage").loc[table["passage"]]
        for column in ("turn", "speaker", "role"):
            table[column] = context[column].array
        table.insert(1, "section", context["section"].array)
        return table


def find_article(name: str) -> Path:
    """The TOML file of an article by name: `data/articles/NAME.toml` here or in a folder above.

    Raises
    ------
    InputError
        If there is none; the message lists the names that there are.
    """
    folders = [Path.cwd(), *Path.cwd().parents, Path(__file__).parents[1]]
    homes = [folder / "data" / "articles" for folder in folders]
    for home in homes:
        if (home / f"{name}.toml").is_file():
            return home / f"{name}.toml"
    names = sorted({path.stem for home in homes for path in home.glob("*.toml")})
    there = f"there are: {', '.join(names)}" if names else "no data/articles here or above"
    raise InputError(f"no article {name!r} ({there}); give a name or the path of a TOML file")


def load_article(name_or_path: str | Path, engine: str = "jieba") -> Article:
    """Load an article by its name in `data/articles/`, or from the path of a TOML file.

    The file may say (paths are relative to it; all but `raw` can be left out):

    * `raw`: the file of the text, and `encoding` if it is not UTF-8;
    * `terms`, `stopwords`, `themes`, `glossary`: the files of the word lists;
    * `[metadata]`: what replaces the page's own; `[speakers]`: role by speaker;
    * `section_name`: what the sections are called, in the singular;
    * `[[sections]]`: `key, zh, en, number, begins, last, to`, see `Section`.

    Raises
    ------
    InputError
        For a file that is missing, empty or not UTF-8, an unknown key, a value of the wrong type,
        or sections that are not in the text: one line that names the file and the fault.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = find_article(str(name_or_path))
    config = read_toml(path)
    check_keys(config, ARTICLE_KEYS, str(path), required=("raw",))
    for table in config.get("sections", ()):
        check_keys(table, SECTION_KEYS, f"{path}: a section", required=("key", "begins"))
    text = read_text(path.parent / config["raw"], config.get("encoding", "utf-8"))
    lists: dict[str, Any] = {
        name: read(path.parent / config[key])
        for key, (name, read) in LISTS.items()
        if key in config
    }
    own = {key: config[key] for key in ("metadata", "speakers", "section_name") if key in config}
    sections = [Section(**table) for table in config.get("sections", ())]
    try:
        return Article(text, sections=sections, engine=engine, **lists, **own)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
