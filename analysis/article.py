"""An article: its metadata, its sentences with speaker and section, and its words.

What is particular to one article stands in a TOML file (see `load_article`); this module knows only
how Chinese news pages are laid out: a title, a line that says when, where from and by whom, the text
in paragraphs, an editor's line, and page furniture around all of it.

Not good for: pages whose paragraphs are broken into lines of fixed width, or HTML.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .cleaning import Cleaned, clean
from .errors import InputError
from .files import check_keys, read_text, read_toml
from .lexicon import (
    Codebook,
    general_stopwords,
    read_glossary,
    read_stopwords,
    read_terms,
)
from .segmentation import Segmenter

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("lead", "question", "answer")
EXTENTS = ("sentence", "paragraph", "turn")
ARTICLE_KEYS = {
    "raw", "encoding", "terms", "stopwords", "themes", "glossary", "metadata", "speakers", "sections",
}  # fmt: skip
SECTION_KEYS = {"key", "zh", "en", "number", "begins", "last", "to"}

SENTENCE = re.compile(r"[^。！？!?…]*(?:[。！？!?…]+[”’」』）》]*|$)")
PROSE_END = re.compile(r"[。！？!?…；：][”’」』）》]*$")
NAME = r"[:：\s]\s*([^\s:：]+)"
METADATA = {
    "date": re.compile(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
    ),
    "source": re.compile(rf"(?:来源|稿源|來源){NAME}"),
    "author": re.compile(rf"(?:作者|记者|記者){NAME}"),
    "correspondent": re.compile(rf"(?:通讯员|通訊員){NAME}"),
    "editor": re.compile(rf"(?:责任编辑|责编|編輯|编辑|責任編輯|責編){NAME}"),
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the article that is studied as one.

    It begins with the sentence that opens with `begins`, and runs `to` the end of the sentence,
    paragraph or turn that holds the sentence opening with `last` (by default the same one). A section
    without a `number` stands beside the numbered ones and is not counted among them.
    """

    key: str
    begins: str
    zh: str = ""
    en: str = ""
    number: int | None = None
    last: str = ""
    to: str = "paragraph"


class Passage(NamedTuple):
    """One sentence: its place in the article, its speaker, and its offsets in the cleaned text."""

    turn: int
    speaker: str | None
    role: str | None
    paragraph: int
    text: str
    start: int
    end: int


class Article:
    """A text with its metadata, sentences and words, all found when first asked for.

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
    engine
        The engine of the `Segmenter`.
    name
        What errors call the article.

    Raises
    ------
    InputError
        For an empty text, an unknown role, or sections that are not in the text or overlap.

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
        engine: str = "jieba",
        name: str = "article",
    ) -> None:
        if not text.strip():
            raise InputError(f"{name}: the text is empty")
        self.name = name
        self.cleaned: Cleaned = clean(text)
        self.speakers = dict(speakers or {})
        for speaker, role in self.speakers.items():
            if role not in ROLES:
                raise InputError(
                    f"{name}: speaker {speaker!r} has the unknown role {role!r} "
                    f"(known: {', '.join(ROLES)})"
                )
        self.terms = list(terms)
        self.stopwords = general_stopwords() | frozenset(stopwords)
        self.codebook = codebook
        self.glossary = dict(glossary or {})
        self.engine = engine
        self._metadata = dict(metadata or {})
        check_keys(self._metadata, {"title", *METADATA}, f"{name}: metadata")
        self._lines = _classify(self.cleaned.text, self.speakers)
        sentences = _sentences(self.cleaned.text, self._lines, self.speakers)
        self._sentences = _with_lead(list(sentences))
        self._sections = list(sections)
        self._spans = _section_spans(self._sections, self._sentences, name)

    def __repr__(self) -> str:
        title = self.metadata["title"] or self.name
        return (
            f"<Article {title!r}: {len(self._sentences)} sentences, {len(self._sections)} sections>"
        )

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """`title, date, source, author, correspondent, editor`; None where the page does not say."""
        text = self.cleaned.text
        found: dict[str, Any] = dict.fromkeys(("title", *METADATA))
        for line in self._lines:
            words = text[line.start : line.end]
            if line.kind == "title":
                found["title"] = words
            elif line.kind == "metadata":
                for key, pattern in METADATA.items():
                    if found[key] is None and (match := pattern.search(words)):
                        found[key] = _date(match) if key == "date" else match[1]
        return found | self._metadata

    @cached_property
    def furniture(self) -> "pd.DataFrame":
        """What is on the page but not in the article, one line a row: `kind, text, start, end`."""
        import pandas as pd

        rows = [
            (line.kind, self.cleaned.text[line.start : line.end], line.start, line.end)
            for line in self._lines
            if line.kind in ("furniture", "metadata")
        ]
        return pd.DataFrame(rows, columns=["kind", "text", "start", "end"])

    @cached_property
    def sections(self) -> "pd.DataFrame":
        """The sections in their order: `section, number, zh, en, start, end` (cleaned offsets)."""
        import pandas as pd

        rows = [
            (
                section.key,
                section.number,
                section.zh or section.key,
                section.en or section.key,
                *span,
            )
            for section, span in zip(self._sections, self._spans, strict=True)
        ]
        table = pd.DataFrame(rows, columns=["section", "number", "zh", "en", "start", "end"])
        return table.astype({"section": self._section_type, "number": "Int64"})

    @property
    def _section_type(self) -> "pd.CategoricalDtype":
        import pandas as pd

        return pd.CategoricalDtype([section.key for section in self._sections], ordered=True)

    def _section_at(self, offset: int) -> str | None:
        for section, (start, end) in zip(self._sections, self._spans, strict=True):
            if start <= offset < end:
                return section.key
        return None

    @cached_property
    def passages(self) -> "pd.DataFrame":
        """One sentence a row.

        `passage` (number from 0), `turn` (a speaker's uninterrupted talk, from 1; 0 for the title),
        `speaker`, `role` (`question`, `answer`, or `lead`: the title, and what the questioner says
        before asking anything), `paragraph`, `section` (ordered categorical;
        missing outside the sections), `text`, `start`, `end` (offsets in the cleaned text).
        """
        import pandas as pd

        table = pd.DataFrame(self._sentences, columns=list(Passage._fields))
        table.insert(0, "passage", range(len(table)))
        sections = [self._section_at(start) for start in table["start"]]
        table.insert(5, "section", pd.Categorical(sections, dtype=self._section_type))
        return table.astype({"speaker": "str", "role": "str", "text": "str"})

    @cached_property
    def tokens(self) -> "pd.DataFrame":
        """One token a row, punctuation included.

        `passage`, `section`, `position` (number in the article, from 0), `token`, `pos`, `start`,
        `end` (offsets in the cleaned text), `stop` (a stop word, number or punctuation mark),
        `theme` (categorical, in the order of the
        codebook; missing where it has none), `turn`, `speaker`, `role`.
        """
        import pandas as pd

        segmenter = Segmenter(self.terms, self.engine)
        theme_of = self.codebook.theme_of if self.codebook else {}
        themes = list(self.codebook.themes) if self.codebook else []
        rows = []
        for number, passage in enumerate(self._sentences):
            for token, pos, start, end in segmenter.tokenize(passage.text):
                stop = token in self.stopwords or pos == "w" or any(map(str.isdecimal, token))
                place = (passage.start + start, passage.start + end)
                rows.append((number, token, pos, *place, stop, theme_of.get(token)))
        columns = ["passage", "token", "pos", "start", "end", "stop", "theme"]
        table = pd.DataFrame(rows, columns=columns)
        table["theme"] = pd.Categorical(table["theme"], categories=themes)
        table.insert(1, "position", range(len(table)))
        context = self.passages[["passage", "turn", "speaker", "role", "section"]]
        table = table.merge(context, on="passage", how="left")
        table.insert(1, "section", table.pop("section"))
        return table


class Line(NamedTuple):
    """A line that is not blank: what it is, and its offsets without surrounding white space."""

    kind: str  # title, metadata, prose, furniture
    start: int
    end: int


def _classify(text: str, speakers: Mapping[str, str]) -> list[Line]:
    """Say of each line whether it is title, metadata, prose or furniture.

    The article runs from the first to the last line that ends like a sentence or opens a turn;
    headings between are part of it. A text with no such line is taken to be all prose.
    """
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        words = match.group().strip()
        if words:
            start = match.start() + match.group().index(words)
            lines.append((words, start, start + len(words)))
    label = _turn_label(speakers)
    prose = [
        i for i, (words, *_) in enumerate(lines) if PROSE_END.search(words) or label.match(words)
    ]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines) - 1)
    kinds = ["prose" if first <= i <= last else "furniture" for i in range(len(lines))]
    for i, (words, *_) in enumerate(lines):
        if kinds[i] == "furniture" and any(pattern.search(words) for pattern in METADATA.values()):
            kinds[i] = "metadata"
    if kinds[0] == "furniture":
        kinds[0] = "title"
    return [Line(kind, start, end) for kind, (_, start, end) in zip(kinds, lines, strict=True)]


def _turn_label(speakers: Mapping[str, str]) -> re.Pattern[str]:
    """What opens a turn: a speaker's name and a colon. Matches nothing without speakers."""
    names = "|".join(map(re.escape, speakers)) or r"(?!)"
    return re.compile(rf"({names})[:：]\s*")


def _sentences(text: str, lines: list[Line], speakers: Mapping[str, str]) -> Iterator[Passage]:
    """The title, then every sentence of the prose, with its turn, speaker, role and paragraph."""
    label = _turn_label(speakers)
    turn, speaker, role = 0, None, None
    paragraph = 0
    for line in lines:
        if line.kind == "title":
            words = text[line.start : line.end]
            yield Passage(0, None, "lead", 0, words, line.start, line.end)
        if line.kind != "prose":
            continue
        paragraph += 1
        start = line.start
        if match := label.match(text, line.start):
            turn, speaker, start = turn + 1, match[1], match.end()
            role = speakers[speaker]
        for sentence in SENTENCE.finditer(text, start, line.end):
            words = sentence.group().strip()
            if words:
                begin = text.index(words, sentence.start())
                yield Passage(turn, speaker, role, paragraph, words, begin, begin + len(words))


def _with_lead(sentences: list[Passage]) -> list[Passage]:
    """Call what the questioner says before asking anything the lead."""
    asking = (s.turn for s in sentences if s.role == "question" and re.search("[？?]", s.text))
    first = next(asking, 0)
    return [
        s._replace(role="lead") if s.role == "question" and s.turn < first else s for s in sentences
    ]


def _section_spans(
    sections: list[Section], sentences: list[Passage], name: str
) -> list[tuple[int, int]]:
    """Where each section begins and ends in the cleaned text."""
    spans = []
    for section in sections:
        first = _opening(section.key, section.begins, sentences, name)
        last = _opening(section.key, section.last, sentences, name) if section.last else first
        if section.to not in EXTENTS:
            known = ", ".join(EXTENTS)
            raise InputError(
                f"{name}: section {section.key!r}: to = {section.to!r} (known: {known})"
            )
        same = [s for s in sentences if _extent(s, section.to) == _extent(last, section.to)]
        spans.append((first.start, same[-1].end))
    ordered = sorted(zip(spans, sections, strict=True), key=lambda pair: pair[0])
    for ((_, end), before), ((start, _), after) in pairwise(ordered):
        if start < end:
            raise InputError(f"{name}: sections {before.key!r} and {after.key!r} overlap")
    return spans


def _extent(sentence: Passage, to: str) -> int:
    return {"sentence": sentence.start, "paragraph": sentence.paragraph, "turn": sentence.turn}[to]


def _opening(key: str, words: str, sentences: list[Passage], name: str) -> Passage:
    """The one sentence that opens with these words."""
    found = [sentence for sentence in sentences if sentence.text.startswith(words)]
    if len(found) != 1:
        many = "no sentence begins" if not found else f"{len(found)} sentences begin"
        raise InputError(f"{name}: section {key!r}: {many} with {words!r}; give its opening words")
    return found[0]


def _date(match: re.Match[str]) -> date | datetime | None:
    year, month, day, *time = (int(part) if part else 0 for part in match.groups())
    try:
        return datetime(year, month, day, *time) if match[4] else date(year, month, day)
    except ValueError:
        return None


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
    * `[[sections]]`: `key, zh, en, number, begins, last, to`, see `Section`.

    Raises
    ------
    InputError
        For a file that is missing, empty or not UTF-8, an unknown key, or sections that are not in
        the text: one line that names the file and the fault.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = find_article(str(name_or_path))
    config = read_toml(path)
    check_keys(config, ARTICLE_KEYS, str(path))
    if not isinstance(config.get("raw"), str):
        raise InputError(f"{path}: no key 'raw' that names the file of the text")
    files = {
        key: path.parent / config[key]
        for key in ("raw", "terms", "stopwords", "themes", "glossary")
        if key in config
    }
    return Article(
        read_text(files["raw"], config.get("encoding", "utf-8")),
        sections=[_section(table, path) for table in config.get("sections", ())],
        speakers=config.get("speakers"),
        metadata=config.get("metadata"),
        terms=read_terms(files["terms"]) if "terms" in files else (),
        stopwords=read_stopwords(files["stopwords"]) if "stopwords" in files else (),
        codebook=Codebook.from_toml(files["themes"]) if "themes" in files else None,
        glossary=read_glossary(files["glossary"]) if "glossary" in files else None,
        engine=engine,
        name=str(path),
    )


def _section(table: dict[str, Any], path: Path) -> Section:
    check_keys(table, SECTION_KEYS, f"{path}: section {table.get('key', '')!r}")
    for key in ("key", "begins"):
        if not table.get(key):
            raise InputError(f"{path}: a section has no {key!r}")
    return Section(**table)
