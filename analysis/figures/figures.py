"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article and the tables of `analysis.reproduce.tables`, of which it needs
those it names. Its title is a finding put into words from the table, and changes when the table
does; its description serves those who cannot see it. Both are in Chinese for `labels="zh"`, else in
English.

>>> list(FIGURES)
['pollution_map', 'damaged_bytes', 'article_plan', 'top_terms', 'section_terms', ...]
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import plots
from ..errors import InputError
from ..house import (
    DAMAGE,
    FAINT,
    HOUSE,
    INK,
    KINDS,
    ROLE_COLORS,
    SIGNS,
    SOFT,
    Glossary,
    Labels,
    check_labels,
    numeral,
    one_line,
    section_colors,
    words,
)
from ..plots.style import column, headline, style, text_color

if TYPE_CHECKING:
    from ..article import Article

WIDTH = 8.4  # inches
COLUMNS = 120  # characters a row in the map of the page
RUNS, BYTES = 4, 24  # damaged runs that are drawn, and how much of each
THEME_COLORS = (
    "#0667c6", "#77060c", "#9686d1", "#805803", "#6b9c45", "#5c608e", "#1a3373", "#4b2b46",
    "#a64a4a", "#ab86a5",
)  # fmt: skip
NOT_DRAWN = {
    "a co-occurrence network": "in one short text most edges rest on two or three sentences, and "
    "the strong ones join the words of a repeated phrase; `an.cooccurrence` gives the table",
    "a correspondence map": "of few words, each of which may stand almost anywhere within its "
    "error; `theme_map` and `distinctive_terms` say the same with less doubt, and "
    "`an.correspondence` gives the table",
    "proportional bars of the themes": "they have no room for intervals; `theme_distribution` sets "
    "the same shares on theirs",
}
READINGS = {  # those of `analysis.measures.robustness`, in Chinese
    "as coded": "按编码本",
    "without words in the names of parts": "剔除各部分名称用词",
    "a theme counts once a clause": "同一分句内每一主题只计一次",
    "tested by sentence, not clause": "以句代分句检验",
    "a theme counts once a sentence": "同一句内每一主题只计一次",
    "coded by hand": "人工编码",
    "any one term left out": "逐一剔除单个词",
}
Tables = Mapping[str, pd.DataFrame]


class Told(NamedTuple):
    """What a figure says of itself in one language."""

    title: str
    subtitle: str
    note: str
    values: str


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure, its title, the caption below that, and a description for who cannot see it."""

    figure: Figure
    title: str = ""
    caption: str = ""
    description: str = ""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        image = BytesIO()
        with style():
            self.figure.savefig(image, format="png", dpi=110)
        bundle = {"image/png": image.getvalue(), "text/plain": self.description}
        return bundle, {"image/png": {"alt": self.description}}


class Sheet:
    """What every figure of an article shares: its words in the wanted language, panels, frame."""

    def __init__(self, article: "Article", labels: Labels = "both") -> None:
        self.article, self.labels, self.glossary = article, labels, article.glossary
        self.sections, self.themes, self.called = (
            article.sections, article.themes, article.section_name
        )  # fmt: skip
        self.say: dict[str, Any] = {"glossary": self.glossary, "labels": labels}
        self.zh = labels == "zh"
        numbered = self.sections["number"].notna()
        self.numbered = list(self.sections.loc[numbered, "section"])
        self.colors = section_colors(list(self.sections["section"]), list(numbered))
        self.section_zh = dict(zip(self.sections["section"], self.sections["zh"], strict=True))
        self.section_glossary = dict(zip(self.sections["zh"], self.sections["en"], strict=True))
        book = article.codebook
        self.theme_of = book.theme_of if book else {}
        self.theme_colors = dict(zip(self.themes["theme"], THEME_COLORS, strict=False))
        named = self.themes.set_index("theme") if len(self.themes) else self.themes
        self.theme_names = dict(named["zh"])
        self.theme_glossary = dict(zip(self.themes["zh"], self.themes["en"], strict=True))

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with the Chinese names of its themes."""
        return table.assign(theme=table["theme"].astype("str").map(self.theme_names))

    def name(self, term: str, glossary: Glossary = None) -> str:
        """A term in running text: 乡村振兴 (rural revitalisation)."""
        chinese, english = words(term, glossary or self.glossary, self.labels)
        return f"{chinese} ({english})" if chinese and english else chinese or english

    def quoted(self, term: str) -> str:
        """A term in a title, in quotation marks where nothing else sets it off."""
        return self.name(term) if self.labels == "both" else f"“{self.name(term)}”"

    def theme(self, chinese: str) -> str:
        """A theme by its names."""
        return one_line(chinese, self.theme_glossary, self.labels)

    def joined(self, parts: Iterable[str], mark: str = ", ") -> str:
        """A list in the marks of the language."""
        return {", ": "、", "; ": "；"}[mark].join(parts) if self.zh else mark.join(parts)

    def entry(self, name: str, value: Any, share: str = "") -> str:
        """A name and its value in the marks of the language: 产业: 271 (5%)."""
        if self.zh:
            return f"{name}：{value}" + (f"（{share}）" if share else "")
        return f"{name}: {value}" + (f" ({share})" if share else "")

    def so_many(self, count: int) -> str:
        """So many sections, in Chinese; a name of one character counts itself: 5招, 5个部分."""
        called = self.article.section_name_zh
        return f"{count}{'个' * (len(called) > 1)}{called}"

    def part(self, key: str) -> str:
        """A section in a few characters: its number, or its name where it has none."""
        row = self.sections.set_index("section").loc[key]
        if pd.isna(row["number"]):
            return one_line(row["zh"], self.section_glossary, self.labels)
        number, _, chinese = numeral(row["number"], self.labels).partition(" ")
        return f"{number} ({chinese})" if chinese else number

    def title(self, key: str) -> str:
        """A section in running text, by its name."""
        return self.name(self.section_zh[key], self.section_glossary)

    def where(self, key: str) -> str:
        """A section in a sentence: move 4 (四), 第四招, or its name where it has no number."""
        if key not in self.numbered:
            return self.title(key)
        part, called = self.part(key), self.article.section_name_zh
        return f"第{part}{called}" if self.zh else f"{self.called} {part}"

    def counts(self, rows: pd.DataFrame) -> str:
        """Each term of a table with its count."""
        return self.joined(f"{self.name(row.token)} {row.n}" for row in rows.itertuples())

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section that has rows in a table, with them and its colour, darkened for lines."""
        there = self.sections[self.sections["section"].isin(table["section"])]
        return [
            (row, table[table["section"] == row.section], text_color(self.colors[row.section]))
            for row in there.itertuples()
        ]

    def canvas(self, height: float, **margins: Any) -> tuple[Figure, Axes]:
        """A figure of one Axes; height and margins in inches."""
        fig, (ax,) = self.panels(1, 1, height - margins["top"] - margins["bottom"], **margins)
        return fig, ax

    def panels(
        self, count: int, columns: int, height: float, *, share: bool = False, left: float,
        right: float, top: float, bottom: float, **spaces: float,
    ) -> tuple[Figure, list[Axes]]:  # fmt: skip
        """A figure of so many Axes, each row of them so many inches high; margins in inches."""
        lines = -(-count // columns)
        size = WIDTH, height * lines + top + bottom
        fig, grid = plt.subplots(
            lines, columns, figsize=size, sharex=True, sharey=share, squeeze=False
        )
        sides = {"left": left / WIDTH, "right": 1 - right / WIDTH}
        fig.subplots_adjust(top=1 - top / size[1], bottom=bottom / size[1], **sides, **spaces)
        for ax in grid.flat[count:]:
            ax.remove()
        return fig, list(grid.flat[:count])

    def panel_title(self, ax: Axes, section: Any, extra: str = "", color: str = "") -> None:
        """The name of a section above its panel, on a rule in its colour."""
        zh, en = (
            "" if pd.isna(section.number) else f"{numeral(section.number, language)} "
            for language in ("zh", "en")
        )
        top = en or section.en if self.labels == "en" else f"{zh}{section.zh}"
        below = {"zh": "", "en": section.en if en else ""}.get(
            self.labels or "", f"{en}{section.en}"
        )
        wide = int(20.5 * WIDTH * ax.get_position().width)
        deep = max(len(textwrap.wrap(f"0 {name}", wide)) for name in self.sections["en"])
        lines = textwrap.wrap(below, wide)
        below = "\n".join([*lines, *[""] * (deep - len(lines))]) if lines else ""
        color = color or self.colors[section.section]
        ax.plot([0, 1], [1.02] * 2, color=color, linewidth=3, transform=ax.transAxes, clip_on=False)
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        small: dict[str, Any] = {"size": 7.5, "color": SOFT}
        lift = 5 + 10 * (below.count("\n") + 1) * bool(below)
        ax.annotate(below, (0, 1.02), xytext=(0, 5), **small, **place)
        ax.annotate(top, (0, 1.02), xytext=(0, lift), size=10, weight="bold", **place)
        named = sum(10 if letter > "\u2e80" else 4 for letter in top)  # points, about
        if named + 4 * len(extra) > 72 * WIDTH * ax.get_position().width:
            lift += 14  # there is no room beside the name
        ax.annotate(extra, (1, 1.02), xytext=(0, lift + 2), ha="right", **small, **place)

    def key(self, fig: Figure, entries: Iterable[tuple[str, str]], top: float, wide: int) -> None:
        """A key in so many columns: pairs of a colour and what it stands for; `top` in inches."""
        height = fig.get_size_inches()[1]
        for at, (color, text) in enumerate(entries):
            left = 0.25 + (WIDTH - 0.3) / wide * (at % wide)
            bottom = (top - 0.2 * (at // wide)) / height
            fig.text(left / WIDTH, bottom, "■", color=color, size=9)
            fig.text((left + 0.16) / WIDTH, bottom, text, size=8)

    def aside(self) -> str:
        """Which parts, drawn in dark grey, are none of the numbered ones; nothing where all are."""
        others = self.sections[~self.sections["section"].isin(self.numbered)]
        count = len(self.numbered)
        if others.empty or not count:
            return ""
        if self.zh:
            return f"深灰：{'、'.join(others['zh'])}，不属这{self.so_many(count)}。"
        return f"Dark grey: {', '.join(others['en'])}, none of the {count} {self.called}s."

    def missing(self, table: pd.DataFrame) -> str:
        """Which parts a table does not compare; nothing where there are none."""
        left = self.sections[~self.sections["section"].isin(table["section"])]
        if left.empty:
            return ""
        if self.zh:
            return f"{'、'.join(left['zh'])}未作比较。"
        return f"Not compared: {', '.join(left['en'])}."

    def shares(self, rows: pd.DataFrame) -> str:
        """The share of each theme that occurs."""
        found = (row for row in rows.itertuples() if row.n)
        return self.joined(f"{self.theme(row.theme)} {row.share:.0%}" for row in found)

    def told(self, table: pd.DataFrame, tell: Callable[[pd.DataFrame], str]) -> str:
        """What a table says, section by section."""
        parts = self.by_section(table)
        told = (self.entry(self.title(part.section), tell(rows)) for part, rows, _ in parts)
        return self.joined(told, "; ")

    def finish(self, fig: Figure, en: Told, zh: Told) -> Drawn:
        """Put the frame around a figure: title, subtitle, and a footnote that names the source."""
        title, subtitle, note, values = zh if self.zh else en
        title = title[:1].upper() + title[1:]
        note += self._source(" " if note and not note.endswith("\n") else "")
        headline(fig, title, subtitle, note)
        plt.close(fig)  # it is the caller's now; no notebook shows it twice
        gap = "" if self.zh else " "
        subtitle, note = (text.strip().replace("\n", gap) for text in (subtitle, note))
        told = f"{title}. {subtitle} Values: {values}."
        if self.zh:
            told = f"{title}。{subtitle}数值：{values}。"
        return Drawn(fig, title, f"{subtitle}{gap}{note}", told)

    def _source(self, gap: str) -> str:
        """Where the article comes from and of which day, as far as the page says."""
        meta = self.article.metadata
        source, date = self.name(meta["source"] or ""), str(meta["date"] or "")[:10]
        if self.zh:
            day = re.sub(r"(\d+)-0?(\d+)-0?(\d+)", r"\1年\2月\3日", date)
            found = "，".join(filter(None, [source and f"《{source}》", day]))
            return f"来源：{found}。" if found else ""
        found = ", ".join(filter(None, [source, date]))
        return f"{gap}Source: {found}." if found else ""


def _whole_ranks(table: pd.DataFrame, limit: int, by: str = "n") -> pd.DataFrame:
    """The first rows, at most `limit`, cut where `by` changes, so that no tie is broken."""
    if len(table) <= limit:
        return table
    whole = table[table[by] > table[by].iloc[limit]]
    return table.head(limit) if whole.empty else whole


def _often(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """The words that occur so often, or where none does those that occur most."""
    return table[table["n"] >= min(least, table["n"].max())]


class FigureOf:
    """A figure that can be drawn of any article: call it with the article and its tables."""

    def __init__(self, draw: Callable[[Sheet, Tables], Drawn], needs: frozenset[str]) -> None:
        self.needs, self._draw = needs, draw
        update_wrapper(self, draw)

    def __call__(self, article: "Article", tables: Tables, labels: Labels = "both") -> Drawn:
        """Draw it in the house style, labelled in `labels`: `zh`, `en` or `both`."""
        check_labels(labels)
        if missing := self.needs - tables.keys():
            raise InputError(f"the figure needs the table {sorted(missing)[0]!r}")
        with style():
            return self._draw(Sheet(article, labels), tables)


FIGURES: dict[str, FigureOf] = {}


def _figure(*needs: str) -> Callable[[Callable[[Sheet, Tables], Drawn]], FigureOf]:
    """Make a figure out of a drawing on a sheet, and list it under its name."""

    def listed(draw: Callable[[Sheet, Tables], Drawn]) -> FigureOf:
        FIGURES[draw.__name__] = figure = FigureOf(draw, frozenset(needs))
        return figure

    return listed


@_figure("pollution", "edits")
def pollution_map(sheet: Sheet, tables: Tables) -> Drawn:
    """What became of every character of the raw page."""
    table = tables["pollution"].set_index("kind")
    length = int(table["characters"].sum())
    fig, ax = sheet.canvas(4.6, left=0.25, right=0.25, top=0.85, bottom=1.15)
    plots.pollution(tables["edits"], length, ax, columns=COLUMNS)
    entries = {
        color: sheet.entry(
            one_line(name, HOUSE, sheet.labels), f"{row.characters:,}", f"{row.share:.1%}"
        )
        for kind, (color, name) in KINDS.items()
        for row in table[table.index == kind].itertuples()
    }
    sheet.key(fig, entries.items(), top=0.95, wide=2)
    added = table.loc[table.index.isin(("gloss", "spam")), "share"].sum()
    values = sheet.joined(entries.values(), "; ")
    return sheet.finish(
        fig,
        Told(
            f"{added:.0%} of the page's characters were added to it"
            if added
            else "Nothing was added to the page",
            "Every character of the raw page as a square, in reading order, by what became of it.",
            f"n = {length:,} characters of the page as it was found, {COLUMNS} a row.",
            values,
        ),
        Told(
            f"页面上{added:.0%}的字符是外加的" if added else "页面上没有外加的字符",
            "原始页面的每个字符为一格，按阅读顺序排列，颜色表示清理时的处理。",
            f"n = {length:,}个字符（清理前的页面），每行{COLUMNS}个。",
            values,
        ),
    )


@_figure("damaged_bytes")
def damaged_bytes(sheet: Sheet, tables: Tables) -> Drawn:
    """The bytes of damaged runs, between the characters they are and what the page shows."""
    table = tables["damaged_bytes"]
    runs = [run.reset_index(drop=True).head(BYTES) for _, run in table.groupby("start")]
    shown = runs[:RUNS]
    fig, axs = sheet.panels(
        len(shown), 1, 1.45, left=1.45, right=0.25, top=1.6, bottom=0.6, hspace=0.35
    )
    for ax, run in zip(axs, shown, strict=True):
        plots.damaged_run(run, ax, labels=sheet.labels)
        ax.set_title("; ".join(_faults(run, sheet.labels)))
    axs[0].set_xlim(0, max(map(len, shown)))
    names = zip(
        (DAMAGE, *ROLE_COLORS.values()), ("错位解码", "注音插进字中", "注音跟在字后"),
        strict=True,
    )  # fmt: skip
    entries = [(color, one_line(name, HOUSE, sheet.labels)) for color, name in names]
    sheet.key(fig, entries, fig.get_size_inches()[1] - 1.12, wide=3)
    wrong = table[table["number"].notna() & ~table["in_step"]]
    garbled = len(wrong.drop_duplicates(["start", "number"]))
    there = set(table["role"])
    part = len(runs) > RUNS
    values = sheet.joined((fault for run in runs for fault in _faults(run, sheet.labels)), "; ")
    return sheet.finish(
        fig,
        Told(
            f"{len(runs)} slip{'s' * (len(runs) > 1)} of one byte: {garbled} characters garbled",
            "Above, what the text should read: two bytes make a character. Below, what the page "
            "shows for them.\nA box below that straddles two above holds a byte of each, and so "
            "shows another sign.",
            (f"The first {len(shown)} of {len(runs)} places. " if part else "")
            + "Bytes: GBK, the page's encoding, in hexadecimal. Traditional forms, as on the page."
            + " Dashed: lost, inferred." * ("lost" in there)
            + "\nU+…: a code point that stands for no character."
            + " Underlined: read as one character." * ("misplaced" in there),
            values,
        ),
        Told(
            f"{len(runs)}处错开一个字节，{garbled}个字符成了乱码",
            "上行为应有的文字，两个字节为一字；下行为页面对这些字节的显示。\n"
            "下行的格子若横跨上行两字，便由两字各出一个字节拼成，于是显示为另一个字符。",
            (f"{len(runs)}处中的前{len(shown)}处。" if part else "")
            + "字节为页面编码GBK的十六进制值，字形为页面所用的繁体。"
            + "虚线框：丢失的字节，据推断补出。" * ("lost" in there)
            + "\nU+…：没有对应字符的码位。"
            + "下划线：被当作一个字的两个字节。" * ("misplaced" in there),
            values,
        ),
    )


def _faults(run: pd.DataFrame, labels: Labels) -> list[str]:
    """What went wrong with the bytes of a run, fault by fault."""
    faults, role, chinese = [], run["role"], labels == "zh"
    for row in run[role.eq("lost") | (role.eq("misplaced") & role.ne(role.shift()))].itertuples():
        sign = row.character
        if row.role == "lost":
            lost = f"“{sign}”丢了首字节{row.byte}", f"{sign} lost its first byte, {row.byte}"
            faults.append(lost[not chinese])
            continue
        (a, b), (one, other) = (
            run[key][row.Index - 2 : row.Index] for key in ("byte", "character")
        )
        cut = (
            f"“{one}”“{other}”之间的{a} {b}恰是“{sign}”的编码，其注音便插进了“{other}”字中间",
            f"{a} {b}, across {one} and {other}, spell {sign}: its reading went inside {other}",
        )
        faults.append(cut[not chinese])
    return faults


@_figure("passages", "sections")
def article_plan(sheet: Sheet, tables: Tables) -> Drawn:
    """Who speaks where in the article, and which section is how long."""
    passages, sections = tables["passages"], tables["sections"]
    lines = -(-len(sections) // 2)
    height, bottom = 0.4 * passages["speaker"].nunique(dropna=False), 1.1 + 0.2 * lines
    fig, ax = sheet.canvas(height + 1.1 + bottom, left=1.6, right=0.5, top=1.1, bottom=bottom)
    plots.article_plan(passages, sections, ax, **sheet.say)
    spans = passages["end"] - passages["start"]
    lengths, total = spans.groupby(passages["section"]).sum(), spans.sum()
    entries = []
    for section in sheet.sections.itertuples():
        number = "" if pd.isna(section.number) else f"{numeral(section.number, sheet.labels)} "
        name = number + one_line(section.zh, sheet.section_glossary, sheet.labels)
        entries.append((sheet.colors[section.section], sheet.entry(name, lengths[section.section])))
    sheet.key(fig, entries, top=0.2 * lines + 0.35, wide=2)
    said = spans.groupby(passages["speaker"]).sum()
    ours = lengths[lengths.index.isin(sheet.numbered)].sort_values()
    en, zh = [], []
    if len(said):
        name, share = sheet.name(str(said.idxmax())), said.max() / total
        en.append(f"{name} speaks {share:.0%}")
        zh.append(f"{name}的话占全文的{share:.0%}")
    if len(ours) > 1:
        long, short = ours.index[-1], ours.index[0]
        ratio = ours[long] / ours[short]
        en.append(f"{sheet.where(long)} is {ratio:.1f} times as long as {sheet.part(short)}")
        zh.append(f"{sheet.where(long)}的篇幅是{sheet.where(short)}的{ratio:.1f}倍")
    values = sheet.joined((text for _, text in entries), "; ") or "–"
    return sheet.finish(
        fig,
        Told(
            "; ".join(en) or "Where the parts stand",
            "Who speaks, from beginning to end; at the right, the share of the characters.\n"
            f"Colours mark the parts; light grey is in none. {sheet.aside()}",
            f"In the key, the characters of each part, of {total:,} in all. The gaps hold names of "
            "speakers and what is not of the article.\n",
            values,
        ),
        Told(
            "；".join(zh) or "各部分在文中的位置",
            "从头到尾由谁发言；右侧为各人所占字数的比例。\n"
            f"颜色表示各部分；浅灰处不属任何部分。{sheet.aside()}",
            f"图例中为各部分的字数，全文共{total:,}字。空白处是发言人的名字和正文以外的文字，不计。\n",
            values,
        ),
    )


@_figure("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The most frequent content words, and which section has more of their uses than any other."""
    table = _whole_ranks(tables["term_frequency"].query("~stop"), 25)
    tokens = sheet.article.tokens
    homes = [_home(tokens.loc[tokens["token"] == term, "section"]) for term in table["token"]]
    colors = [text_color(sheet.colors[home[0]]) if home else FAINT for home in homes]
    fig, ax = sheet.canvas(0.26 * len(table) + 1.75, left=2.5, right=1.3, top=1.15, bottom=0.9)
    plots.term_frequency(table, ax, color=colors, **sheet.say)
    notes = [sheet.entry(sheet.part(home[0]), home[1]) if home else "" for home in homes]
    column(ax, notes, left=26, colors=colors)
    first, total = table.iloc[0], f"{tokens['pos'].ne('w').sum():,}"
    ties = int(table["n"].eq(first.n).sum())
    en = f"{sheet.quoted(first.token)} leads: {first.n} times in one text"
    zh = f"{sheet.quoted(first.token)}居首：一篇文章中出现{first.n}次"
    if ties > 1:
        en = f"{ties} words lead, with {first.n} use{'s' if first.n > 1 else ''} each"
        zh = f"{ties}个词并列居首，各出现{first.n}次"
    parts = any(homes)
    values = sheet.counts(table)
    return sheet.finish(
        fig,
        Told(
            en,
            "The most frequent content words: rate per 1,000 words with its 95% interval, and "
            "count.\n"
            + "In colour and at the far right: the part that has more of a word's uses than any "
            "other, and how many." * parts,
            f"n = {total} words. {'Pale: none has. ' * parts}The interval is where the rate may "
            "come out in a longer text\nof the same kind (Wilson; it takes words as independent).",
            values,
        ),
        Told(
            zh,
            "最常用的实词：每千词的频率、95%区间及次数。\n"
            + "颜色及最右一列：该词出现最多的部分，及在其中的次数。" * parts,
            f"n = {total}词。{'浅灰：没有一个部分的次数独居首位。' * parts}\n"
            "区间：若同类文本更长，频率大致会落入的范围（Wilson法，假定各词互相独立）。",
            values,
        ),
    )


def _home(sections: pd.Series) -> tuple[str, int] | None:
    """The section that has more of a word's uses than any other place, and how many."""
    found = sections.astype(object).fillna("").value_counts()
    alone = len(found) == 1 or found.iloc[0] > found.iloc[1]
    return (found.index[0], int(found.iloc[0])) if alone and found.index[0] else None


def _term_panels(
    sheet: Sheet, shown: pd.DataFrame, draw: Callable[..., Axes], low: float
) -> Figure:
    """Terms by section, as small multiples on one scale."""
    parts, most = sheet.by_section(shown), shown["section"].value_counts().max()
    fig, axs = sheet.panels(
        len(parts), 2, 0.21 * most + 0.6, left=2.1, right=0.5, top=1.45, bottom=1.15, wspace=1.15,
        hspace=0.6 / (0.21 * most),
    )  # fmt: skip
    sizes = sheet.article.tokens.query("pos != 'w'")["section"].value_counts()
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        draw(rows, ax, color=color, **sheet.say)
        sheet.panel_title(ax, section, f"n = {sizes[section.section]}")
        ax.set(ylim=(most - 0.4, -0.6), xlabel=ax.get_xlabel() if at >= len(parts) - 2 else "")
        ax.tick_params(labelbottom=at >= len(parts) - 2)
    axs[0].set_xlim(low, 1.02 * shown["high"].max())
    return fig


@_figure("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words of each section on one scale."""
    content = _often(tables["term_frequency_by_section"].query("~stop"), 2)
    groups = content.groupby("section", observed=True)
    shown = pd.concat([_whole_ranks(rows, 8) for _, rows in groups])
    fig = _term_panels(sheet, shown, plots.term_frequency, 0)
    leads = [rows.head(2) for _, rows in groups if len(rows) > 1]
    widest = max(leads, key=lambda two: two["n"].iloc[0] - two["n"].iloc[1], default=None)
    en, zh = "The words of the parts are level", "各部分的用词不相上下"
    if widest is not None and widest["n"].nunique() > 1:
        first, (most, next_most) = widest.iloc[0], widest["n"]
        word, part = sheet.quoted(first.token), sheet.where(first.section)
        en = f"{word} has the widest lead: {most} uses to {next_most} in {part}"
        zh = f"{word}领先幅度最大：在{part}出现{most}次，次多的词只有{next_most}次"
    values = sheet.told(shown, sheet.counts)
    return sheet.finish(
        fig,
        Told(
            en,
            "Content words that occur twice or more in a part, at most eight (where the eighth is "
            "tied, fewer):\nrate per 1,000 of the part's n words with its 95% interval, and count.",
            "One scale for all. The interval is where the rate may come out in a longer text of "
            "the same kind\n(Wilson; it takes words as independent).",
            values,
        ),
        Told(
            zh,
            "各部分中出现两次以上的实词，至多八个（第八位有并列时，并列各词均不列）：\n"
            "每千词出现次数（n为该部分总词数）、95%区间及次数。",
            "各图刻度一致。区间：若同类文本更长，频率大致会落入的范围\n（Wilson法，假定各词互相独立）。",
            values,
        ),
    )


@_figure("distinctive_terms")
def distinctive_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words that mark each section against the others, on one scale."""
    table = _often(tables["distinctive_terms"].query("log_odds > 0"), 2)
    groups = table.groupby("section", observed=True)
    shown = pd.concat([_whole_ranks(rows, 6, "z") for _, rows in groups])
    fig = _term_panels(sheet, shown, plots.distinctive_terms, shown["low"].min() - 0.1)
    names = [sheet.quoted(term) for term in shown.loc[shown["low"] > 0, "token"]]
    en, zh = f"{len(names)} words have intervals above 0", f"有{len(names)}个词的区间整个高于0"
    if len(names) == 1:
        en, zh = f"Only {names[0]} has an interval above 0", f"只有{names[0]}的区间整个高于0"
    elif len(names) == 2:
        en = f"Only {' and '.join(names)} have intervals above 0"
        zh = f"只有{'和'.join(names)}的区间整个高于0"
    values = sheet.told(shown, sheet.counts)
    return sheet.finish(
        fig,
        Told(
            en,
            "Right of 0: more frequent in this part than in the others; at 1, 2.7 times the odds.\n"
            "Log-odds ratio with its 95% interval, and count. Hollow: the interval spans 0.",
            "Of each part the six words with the best evidence, of those that occur twice or more "
            "in it and more often than elsewhere;\nties are left out. Rare words are held back "
            "(Monroe et al. 2008). Not corrected for how many words were tried: a few\npass by "
            f"chance. {sheet.missing(table)}",
            values,
        ),
        Told(
            zh,
            "0的右侧：在本部分比在其他部分更常用；1即优势比为2.7。\n"
            "对数优势比、95%区间及次数。空心：区间跨过0。",
            "各部分中证据最强的六个词（限于在其中出现两次以上且比别处更常用的；末位并列则从略）。"
            "罕用词已向0收缩（Monroe等2008）。\n未按词数作多重比较校正，个别词可能偶然越过0。"
            f"{sheet.missing(table)}",
            values,
        ),
    )


@_figure("term_frequency", "sections")
def term_places(sheet: Sheet, tables: Tables) -> Drawn:
    """Where the most frequent content words occur along the article."""
    table = tables["term_frequency"].query("~stop").head(16)
    terms = list(table["token"])
    tokens, sections = sheet.article.tokens, tables["sections"]
    fig, ax = sheet.canvas(0.27 * len(terms) + 1.9, left=2.5, right=0.55, top=1.2, bottom=0.85)
    plots.term_positions(tokens, sections, ax, terms=terms, **sheet.say)
    found = tokens[tokens["section"].notna() & tokens["token"].isin(terms)]
    reach = found.groupby("token")["section"].nunique().reindex(terms, fill_value=0)
    inside = found["token"].value_counts().eq(tokens["token"].value_counts()).reindex(terms)
    several = len(sections) > 1  # else no term can be in one part and not in another
    wide = list(reach[(reach == len(sections)) & several].index)
    narrow = list(reach[(reach == 1) & inside & several].index)
    en, zh = [], []
    if len(wide) == 1:
        en.append(f"{sheet.quoted(wide[0])} runs through all parts")
        zh.append(f"{sheet.quoted(wide[0])}贯穿各部分")
    elif wide:
        en.append(f"{len(wide)} words run through all parts")
        zh.append(f"{len(wide)}个词贯穿各部分")
    if narrow:
        en.append(f"{sheet.quoted(narrow[0])} keeps to one")
        zh.append(f"{sheet.quoted(narrow[0])}只见于其中一个部分")
    values = sheet.counts(table)
    bands, told = "", ""
    if several:
        spread = sheet.joined(f"{sheet.name(term)} {n}" for term, n in reach.items())
        values += f"；出现于几个部分：{spread}" if sheet.zh else f"; in so many parts: {spread}"
        bands = f"Bands mark the parts, in the order in which they are told. {sheet.aside()}"
        told = f"底色表示各部分，按叙述的顺序排列。{sheet.aside()}"
    return sheet.finish(
        fig,
        Told(
            ", ".join(en) or "Where the most frequent words stand",
            "Each tick is one use, from beginning to end of the article; at the right, how many.\n"
            + bands,
            "The most frequent content words.",
            values,
        ),
        Told(
            "，".join(zh) or "最常用的词的位置",
            f"每条短线代表出现一次，从文章开头到结尾；右侧为次数。\n{told}",
            f"所列为最常用的{len(terms)}个实词。",
            values,
        ),
    )


@_figure("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawn:
    """The share of each theme in each section."""
    shares = sheet.named(tables["theme_shares"])
    parts = sheet.by_section(shares)
    fig, axs = sheet.panels(
        len(parts), 3, 2.4, share=True, left=2.6, right=0.5, top=1.55, bottom=0.95, wspace=0.36,
        hspace=0.36,
    )  # fmt: skip
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        labels = sheet.labels if at % 3 == 0 else None
        look: dict[str, Any] = {"glossary": sheet.theme_glossary, "color": color}
        plots.theme_shares(rows, ax, labels=labels, **look)
        sheet.panel_title(ax, section, f"n = {rows['n'].sum()}")
    axs[0].set(xlim=(0, 1), xticks=[0, 0.5, 1])
    leads = sheet.named(tables["leading_themes"])
    leads = leads[leads["section"].isin(sheet.numbered)] if sheet.numbered else leads
    ahead = leads[leads["clear"]]
    en = f"In {len(ahead)} of {len(leads)} {sheet.called}s the leading theme is clearly ahead"
    zh = f"{sheet.so_many(len(leads))}中有{len(ahead)}个的首要主题明显领先"
    if len(ahead) == 1 < len(leads):
        part, theme = sheet.where(ahead["section"].iloc[0]), sheet.theme(ahead["theme"].iloc[0])
        en = f"Only in {part} does one theme clearly lead: {theme}"
        zh = f"只有{part}的首要主题明显领先：“{theme}”"
    return sheet.finish(
        fig,
        Told(
            en,
            "Share of each theme among the theme-bearing words of a part (n), with its 95% "
            f"interval.\nHollow: does not occur. {sheet.aside()}",
            "Clear: the 95% interval of the difference to the next theme is above 0.\nIntervals: "
            "bootstrap over clauses, or Jeffreys where a theme does not occur. Dashed: fewer than "
            "10 clauses bear a theme,\ntoo few to rely on the interval.",
            sheet.told(shares, sheet.shares),
        ),
        Told(
            zh,
            f"各主题在该部分主题词（n）中的比例及95%区间。\n空心：未出现。{sheet.aside()}",
            "明显：与第二位主题之差的95%区间整个高于0。\n区间：以分句为单位作自助法（bootstrap）重抽样，"
            "未出现的主题用Jeffreys区间；带主题的分句少于10个的用虚线，区间不可靠。\n",
            sheet.told(shares, sheet.shares),
        ),
    )


@_figure("theme_shares", "theme_residuals")
def theme_map(sheet: Sheet, tables: Tables) -> Drawn:
    """Themes by sections as a heat map, marked where a section holds more or less than expected."""
    residuals = tables["theme_residuals"][["section", "theme", "residual", "clear"]]
    both = tables["theme_shares"].merge(residuals, how="left", on=["section", "theme"])
    table = sheet.named(both.assign(clear=both["clear"].eq(True)))
    top = {"zh": 1.6, "en": 1.9}.get(sheet.labels or "", 2.05)
    height = 0.42 * len(sheet.themes) + top + 0.9
    fig, ax = sheet.canvas(height, left=2.65, right=0.2, top=top, bottom=0.9)
    plots.theme_map(table, sheet.sections, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    clear = table[table["clear"]]
    more, less = clear[clear["residual"] > 0], len(clear[clear["residual"] < 0])
    compared = tables["theme_residuals"]["section"].nunique()
    leaning = more["section"].nunique()
    return sheet.finish(
        fig,
        Told(
            f"{leaning} of {compared} {sheet.called}s clearly lean to a theme",
            "Share of each theme among the theme-bearing words of a part, in per cent, and its 95% "
            f"interval.\n▲ clearly more than if all {compared} {sheet.called}s had each theme "
            f"alike{', ▼ clearly less' * (less > 0)}.",
            f"Clear: p < 0.05 after Holm, by permutation of clauses within the {compared} "
            f"{sheet.called}s. {sheet.missing(residuals)}\nIntervals: bootstrap over clauses, or "
            "Jeffreys where a theme does not occur. Brackets: fewer than 10 clauses bear a\ntheme, "
            "too few to rely on the interval.",
            sheet.told(table, sheet.shares),
        ),
        Told(
            f"{sheet.so_many(compared)}中有{leaning}个明显偏重某一主题",
            "各主题在该部分主题词中的百分比及95%区间。\n"
            f"▲ 明显多于各部分主题构成相同时的期望值{'，▼ 明显少于' * (less > 0)}。",
            f"明显：将分句在{sheet.so_many(compared)}之间随机置换作检验，Holm校正后p < 0.05。"
            f"{sheet.missing(residuals)}\n区间：以分句为单位作自助法（bootstrap）重抽样，"
            "未出现的主题用Jeffreys区间；带主题的分句少于10个的\n加括号，区间不可靠。",
            sheet.told(table, sheet.shares),
        ),
    )


@_figure("sensitivity")
def sensitivity(sheet: Sheet, tables: Tables) -> Drawn:
    """Which findings on themes hold under other readings of the text."""
    table = sheet.named(tables["sensitivity"])
    table["section"] = table["section"].map(sheet.part)
    if sheet.zh:
        named = {variant.name: variant.zh for variant in sheet.article.variants if variant.zh}
        table["reading"] = table["reading"].replace(READINGS | named)
    rows = table.groupby(["section", "finding", "theme"], sort=False)["holds"].agg(["sum", "size"])
    top = 1.65 if sheet.zh else 2.0
    height = 0.3 * max(1, table["reading"].nunique()) + top + 0.6
    fig, ax = sheet.canvas(height, left=2.6, right=0.4, top=top, bottom=0.6)
    plots.sensitivity(table, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    whole, count = int(rows["sum"].eq(rows["size"]).sum()), len(rows)
    holds = (
        f"{part} {SIGNS[finding]} {sheet.theme(theme)} {held}/{size}"
        for (part, finding, theme), (held, size) in zip(rows.index, rows.to_numpy(), strict=True)
    )
    values, only = sheet.joined(holds, "; "), "只有" * (0 < whole < count)
    return sheet.finish(
        fig,
        Told(
            f"{whole} of {count} findings hold{'s' * (whole == 1)} however one counts"
            if count
            else "No finding is clear",
            f"A column for each finding: in a {sheet.called}, ▲ clearly more of a theme than "
            "expected, ★ a theme that clearly leads.\nFilled: clear when counted so. Hollow: not "
            "clear, which may only mean too few units to tell.",
            "x/y: y terms left out one by one, still clear in x of these runs.",
            f"ways of counting under which each is clear: {values}",
        ),
        Told(
            f"{count}项发现中，{only}{whole}项无论怎样计算都成立" if count else "没有明显的发现",
            "每列为一项发现：▲ 某主题明显多于预期，★ 某主题明显领先。\n"
            "实心：按此算法明显；空心：不明显，也可能只因可检验的单位太少。",
            "x/y：y个词逐个剔除，x次仍明显。",
            f"各项在几种算法下明显：{values}",
        ),
    )


@_figure("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud of the article, coloured by theme."""
    table = _often(tables["term_frequency"].query("~stop"), 3)
    fig, ax = sheet.canvas(7.2, left=0.25, right=0.25, top=0.95, bottom=1.65)
    _cloud(sheet, table, ax)
    themes = _theme_key(sheet, fig, table)
    values, coded = sheet.counts(table), int(themes.notna().sum())
    en, zh = f"{len(table)} words, at a glance", f"一览{len(table)}个词"
    if coded:
        most, often = themes.mode().iloc[0], themes.value_counts().max()
        en = f"{coded} of the {len(table)} words bear a theme, {often} of them {sheet.theme(most)}"
        zh = f"{len(table)}个常用词中{coded}个带主题，“{sheet.theme(most)}”最多（{often}个）"
    return sheet.finish(
        fig,
        Told(
            en,
            f"Content words that occur {table['n'].min()} times or more, coloured by theme. "
            "Larger means more often, but not in proportion.",
            "An impression, not a measurement.",
            values,
        ),
        Told(
            zh,
            f"出现{table['n'].min()}次以上的实词，颜色表示主题。字号越大，出现越多，但不按比例。",
            "仅供直观浏览，不可据以度量。",
            values,
        ),
    )


@_figure("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud for each section, coloured by theme."""
    content = _often(tables["term_frequency_by_section"].query("~stop"), 2)
    parts = sheet.by_section(content)
    fig, axs = sheet.panels(
        len(parts), 2, 2.7, left=0.25, right=0.25, top=1.5, bottom=1.65, wspace=0.06, hspace=0.26
    )
    for ax, (section, rows, _) in zip(axs, parts, strict=True):
        _cloud(sheet, rows, ax, max_words=20)
        sheet.panel_title(ax, section, color=INK)
    _theme_key(sheet, fig, content)
    firsts = [rows.loc[rows["n"] == rows["n"].max(), "token"] for _, rows, _ in parts]
    tops = pd.concat(firsts).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    word, often, least = sheet.quoted(tops.index[0]), tops.iloc[0], content["n"].min()
    values = sheet.told(content.groupby("section", observed=True).head(3), sheet.counts)
    return sheet.finish(
        fig,
        Told(
            f"{word} is among the most frequent words of {often} of {len(parts)} parts",
            f"Content words that occur {least} times or more in a part, as far as there is room,\n"
            "coloured by theme. Larger: more often within the part, but not in proportion.",
            "An impression, not a measurement.",
            values,
        ),
        Told(
            f"{word}在{len(parts)}个部分中的{often}个里位居最常用词之列",
            f"各部分中出现{least}次以上的实词（以放得下为限），颜色表示主题。\n"
            "字号越大，在该部分出现越多，但不按比例。",
            "仅供直观浏览，不可据以度量。",
            values,
        ),
    )


def _cloud(sheet: Sheet, table: pd.DataFrame, ax: Axes, **options: Any) -> None:
    """A word cloud in the colours of the themes."""
    fill, themes = sheet.theme_colors, sheet.theme_of.items()
    color = {term: fill[theme] for term, theme in themes if theme in fill}
    plots.word_cloud(table, ax, color=color, **sheet.say, **options)


def _theme_key(sheet: Sheet, fig: Figure, table: pd.DataFrame) -> pd.Series:
    """Which colour is which theme, of those in the table; returns the theme of each row."""
    themes = table["token"].map(sheet.theme_of).map(sheet.theme_names)
    named, there = sheet.theme_names, set(themes)
    colors = sheet.theme_colors.items()
    entries = [(color, sheet.theme(named[key])) for key, color in colors if named[key] in there]
    entries.append((FAINT, one_line("无主题", HOUSE, sheet.labels)))
    sheet.key(fig, entries, top=1.3, wide=3)
    return themes
