"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article and the tables of `analysis.reproduce.tables`, of which it needs
those it names. Its title is a finding put into words from the table, and changes when the table
does; its description serves those who cannot see it.

>>> list(FIGURES)
['pollution_map', 'top_terms', 'section_terms', 'term_places', 'theme_distribution', ...]
"""

from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..errors import InputError
from . import (
    KIND_COLORS,
    KIND_NAMES,
    pollution,
    term_frequency,
    term_positions,
    theme_shares,
    word_cloud,
)
from .style import (
    NUMERALS,
    SOFT,
    Labels,
    check_labels,
    headline,
    section_colors,
    style,
    text_color,
    words,
)

if TYPE_CHECKING:
    from ..article import Article

WIDTH = 8.4  # inches
THEME_COLORS = (
    "#7a1734", "#22639f", "#2c8f72", "#c97a16", "#8d6cc4", "#b0562b", "#4d7d1f", "#5c6b7a",
    "#c74a86", "#1f8fa6",
)  # fmt: skip
Tables = Mapping[str, pd.DataFrame]


class Drawn(NamedTuple):
    """A figure and its description in words; a notebook shows the one and keeps the other."""

    figure: Figure
    description: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        image = BytesIO()
        with style():
            self.figure.savefig(image, format="png", dpi=110)
        return {"image/png": image.getvalue(), "text/plain": self.description}


class Sheet:
    """What every figure of an article shares: its words in the wanted language, panels, frame."""

    def __init__(self, article: "Article", labels: Labels = "both") -> None:
        self.article = article
        self.labels = labels
        self.one_language: Labels = "en" if labels == "en" else "zh"
        sections = article.sections
        self.numbered = sections["number"].notna()
        self.colors = section_colors(list(sections["section"]), list(self.numbered))

    def name(self, term: str) -> str:
        """A term in running text: 乡村振兴 (rural revitalisation)."""
        chinese, english = words(term, self.article.glossary, self.labels)
        return f"{chinese} ({english})" if chinese and english else chinese or english

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section with its rows of a table and its colour."""
        return [
            (section, table[table["section"] == section.section], self.colors[section.section])
            for section in self.article.sections.itertuples()
        ]

    def canvas(self, height: float, **margins: float) -> tuple[Figure, Axes]:
        """A figure of one Axes; height and margins in inches."""
        fig, ax = plt.subplots(figsize=(WIDTH, height))
        _margins(fig, **margins)
        return fig, ax

    def panels(
        self, columns: int, height: float, share: bool = False, **margins: float
    ) -> tuple[Figure, list[Axes]]:
        """A figure of one Axes a section, each row of them so many inches high."""
        count = len(self.colors)
        lines = -(-count // columns)
        size = (WIDTH, height * lines + margins["top"] + margins["bottom"])
        fig, grid = plt.subplots(
            lines, columns, figsize=size, sharex=True, sharey=share, squeeze=False
        )
        _margins(fig, **margins)
        for ax in grid.flat[count:]:
            ax.remove()
        return fig, list(grid.flat[:count])

    def panel_title(self, ax: Axes, section: Any, extra: str = "") -> None:
        """The name of a section above its panel, on a rule in its colour."""
        numbered = pd.notna(section.number)
        chinese = f"{NUMERALS[section.number - 1]} {section.zh}" if numbered else section.zh
        if self.labels == "both":
            top, below = chinese, section.en
        elif self.labels == "en":
            top, below = f"{section.number} {section.en}" if numbered else section.en, ""
        else:
            top, below = chinese, ""
        color = self.colors[section.section]
        ax.plot([0, 1], [1.02] * 2, color=color, linewidth=3, transform=ax.transAxes, clip_on=False)
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        ax.annotate(below, (0, 1.02), xytext=(0, 5), size=7.5, color=SOFT, **place)
        lift = 15 if below else 5
        ax.annotate(top, (0, 1.02), xytext=(0, lift), size=10, weight="bold", **place)
        ax.annotate(
            extra, (1, 1.02), xytext=(0, lift + 2), size=7.5, color=SOFT, ha="right", **place
        )

    def key(self, fig: Figure, entries: Iterable[tuple[str, str]], top: float) -> None:
        """A key in three columns: pairs of a colour and what it stands for; `top` in inches."""
        width, height = fig.get_size_inches()
        for at, (color, text) in enumerate(entries):
            left, bottom = (0.25 + 2.7 * (at % 3)) / width, (top - 0.2 * (at // 3)) / height
            fig.text(left, bottom, "■", color=color, size=9)
            fig.text(left + 0.16 / width, bottom, text, size=8)

    def finish(
        self, fig: Figure, title: str, subtitle: str, note: str, values: Iterable[str]
    ) -> Drawn:
        """Put the frame around a figure: title, subtitle, and a footnote that names the source."""
        meta = self.article.metadata
        source = ", ".join(str(meta[key])[:10] for key in ("source", "date") if meta[key])
        headline(fig, title, subtitle, f"{note} Source: {source}." if source else note)
        plt.close(fig)  # it is the caller's now; no notebook shows it twice
        return Drawn(fig, f"{title}. {subtitle} Values: {'; '.join(values)}.".replace("\n", " "))


def _margins(
    fig: Figure, *, left: float, right: float, top: float, bottom: float, **spaces: float
) -> None:
    """Set the margins in inches, so that the frame keeps its place at every size."""
    width, height = fig.get_size_inches()
    sides = {"left": left / width, "right": 1 - right / width}
    fig.subplots_adjust(top=1 - top / height, bottom=bottom / height, **sides, **spaces)


class FigureOf:
    """A figure that can be drawn of any article: call it with the article and its tables.

    `needs` names the tables.
    """

    def __init__(self, draw: Callable[[Sheet, Tables], Drawn], needs: frozenset[str]) -> None:
        self.needs = needs
        self._draw = draw
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
    table = tables["pollution"]
    length = int(table["characters"].sum())
    fig, ax = sheet.canvas(4.5, left=0.25, right=0.25, top=0.85, bottom=0.95)
    pollution(tables["edits"], length, ax)
    values = {
        row.kind: f"{KIND_NAMES[row.kind]}: {row.characters:,} ({row.share:.1%})"
        for row in table.itertuples()
    }
    sheet.key(fig, ((KIND_COLORS[kind], text) for kind, text in values.items()), top=0.75)
    kept = table.set_index("kind").loc["kept", "share"]
    return sheet.finish(
        fig,
        f"Only {kept:.0%} of the page's characters are as they were printed",
        "Every character of the raw page as a square, in reading order, by what became of it.",
        f"n = {length:,} characters.",
        values.values(),
    )


@_figure("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The most frequent content words."""
    table = tables["term_frequency"].query("~stop").head(25)
    total = sheet.article.tokens["pos"].ne("w").sum()
    fig, ax = sheet.canvas(0.26 * len(table) + 1.5, left=2.5, right=0.6, top=0.85, bottom=0.85)
    term_frequency(table, ax, glossary=sheet.article.glossary, labels=sheet.labels)
    first = table.iloc[0]
    return sheet.finish(
        fig,
        f"{sheet.name(first.token)} leads: {first.n} times in one text",
        "The most frequent content words: rate per 1,000 words, 95% interval, and count.",
        f"n = {total:,} words, stop words among them. Wilson score interval.",
        (f"{sheet.name(row.token)} {row.n}" for row in table.itertuples()),
    )


@_figure("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words of each section on one scale."""
    content = tables["term_frequency_by_section"].query("~stop")
    shown = content.groupby("section", observed=True).head(8)
    parts = sheet.by_section(shown)
    fig, axs = sheet.panels(
        2, 2.45, left=2.1, right=0.35, top=1.25, bottom=0.75, wspace=1.15, hspace=0.42
    )
    for ax, (section, rows, color) in zip(axs, parts, strict=True):
        glossary = sheet.article.glossary
        term_frequency(rows, ax, glossary=glossary, labels=sheet.labels, color=color)
        sheet.panel_title(ax, section)
        ax.set_xlabel("")
    axs[0].set_xlim(0, 1.1 * shown["high"].max())
    leaders = dict.fromkeys(rows["token"].iloc[0] for _, rows, _ in parts)
    language: Labels = "zh" if sheet.labels == "zh" else "en"  # a title has no room for both
    pairs = (words(term, sheet.article.glossary, language) for term in leaders)
    *names, last = ("".join(pair) for pair in pairs)
    return sheet.finish(
        fig,
        f"The parts lead with {', '.join(names)} and {last}",
        "The most frequent content words of each part: rate per 1,000 of its words, 95% interval, "
        "count.",
        "One scale for all. The parts are short, and the long intervals say so.",
        (
            f"{section.zh} ({section.en}): "
            + ", ".join(f"{sheet.name(row.token)} {row.n}" for row in rows.itertuples())
            for section, rows, _ in parts
        ),
    )


@_figure("term_frequency", "sections")
def term_places(sheet: Sheet, tables: Tables) -> Drawn:
    """Where the most frequent content words occur along the article."""
    terms = list(tables["term_frequency"].query("~stop")["token"].head(16))
    tokens, sections = sheet.article.tokens, tables["sections"]
    fig, ax = sheet.canvas(0.27 * len(terms) + 1.9, left=2.5, right=0.55, top=1.2, bottom=0.85)
    glossary = sheet.article.glossary
    term_positions(tokens, sections, ax, terms=terms, glossary=glossary, labels=sheet.labels)
    found = tokens[tokens["section"].notna() & tokens["token"].isin(terms)]
    reach = found.groupby("token")["section"].nunique().reindex(terms, fill_value=0)
    inside = found["token"].value_counts().eq(tokens["token"].value_counts()).reindex(terms)
    wide, narrow = reach[reach == len(sections)].index, reach[(reach == 1) & inside].index
    claims = [f"{sheet.name(term)} runs through all" for term in wide[:1]]
    claims += [f"{sheet.name(term)} keeps to one part" for term in narrow[:1]]
    return sheet.finish(
        fig,
        ", ".join(claims) or "The key terms are spread over several parts",
        "One tick an occurrence, from beginning to end of the article; at the right, how many.\n"
        "Bands mark the parts; grey ones stand beside those that are numbered.",
        "The most frequent content words.",
        (f"{sheet.name(term)} in {n} parts" for term, n in reach.items()),
    )


@_figure("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawn:
    """The share of each theme in each section."""
    themes = sheet.article.themes
    chinese = themes.set_index("theme")["zh"]
    glossary = dict(zip(themes["zh"], themes["en"], strict=True))
    shares = tables["theme_shares"]
    parts = sheet.by_section(shares.assign(theme=shares["theme"].astype("str").map(chinese)))
    fig, axs = sheet.panels(
        3, 2.4, share=True, left=2.5, right=0.4, top=1.35, bottom=0.8, wspace=0.12, hspace=0.3
    )
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        labels = sheet.labels if at % 3 == 0 else None
        theme_shares(rows, ax, glossary=glossary, labels=labels, color=color)
        sheet.panel_title(ax, section, f"n = {rows['n'].sum()}")
    axs[0].set(xlim=(0, 1.15 * shares["high"].max()), xticks=[0, 0.5, 1])
    numbered = sheet.article.sections.loc[sheet.numbered, "section"]
    leads = tables["leading_themes"]
    leads = leads[leads["section"].isin(numbered)]
    own = "its own leading theme" if leads["theme"].is_unique else "a leading theme"
    return sheet.finish(
        fig,
        f"Each move has {own}; in {leads['clear'].sum()} of {len(leads)} its lead is clear",
        "Share of each theme among the theme-bearing words of a part, with its 95% interval.\n"
        "Parts in grey stand beside the numbered moves and are not counted among them.",
        "n = theme-bearing words. A lead is clear where its interval lies above the second share.\n"
        "Intervals: bootstrap over clauses; for a theme that does not occur, Jeffreys.",
        (
            f"{section.zh} ({section.en}): "
            + ", ".join(f"{row.theme} {row.share:.0%}" for row in rows.itertuples() if row.n)
            for section, rows, _ in parts
        ),
    )


@_figure("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud of the article, coloured by theme."""
    table = tables["term_frequency"].query("~stop and n > 1")
    themes = sheet.article.themes
    fill = dict(zip(themes["theme"], THEME_COLORS, strict=False))
    theme_of = sheet.article.codebook.theme_of if sheet.article.codebook else {}
    color = {term: fill[theme] for term, theme in theme_of.items() if theme in fill}
    fig, ax = sheet.canvas(6.3, left=0.25, right=0.25, top=0.85, bottom=1.4)
    glossary, size = sheet.article.glossary, (1000, 500)
    word_cloud(table, ax, glossary=glossary, labels=sheet.one_language, color=color, size=size)
    names = (
        themes["zh"] + " " + themes["en"] if sheet.labels == "both" else themes[sheet.one_language]
    )
    sheet.key(fig, zip(fill.values(), names, strict=False), top=1.12)
    largest = ", ".join(sheet.name(term) for term in table["token"].head(3))
    return sheet.finish(
        fig,
        f"Largest of all: {sheet.name(table['token'].iloc[0])}",
        "Content words that occur twice or more, sized by their counts, coloured by theme.",
        f"Grey: no theme. An impression, not a measurement.\nThe three largest: {largest}.",
        (f"{sheet.name(row.token)} {row.n}" for row in table.itertuples()),
    )


@_figure("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud for each section, in its colour."""
    parts = sheet.by_section(tables["term_frequency_by_section"].query("~stop"))
    fig, axs = sheet.panels(
        2, 2.25, left=0.25, right=0.25, top=1.3, bottom=0.55, wspace=0.06, hspace=0.25
    )
    for ax, (section, rows, color) in zip(axs, parts, strict=True):
        options: dict[str, Any] = {"labels": sheet.one_language, "color": text_color(color)}
        glossary = sheet.article.glossary
        word_cloud(rows, ax, glossary=glossary, max_words=40, size=(800, 480), **options)
        sheet.panel_title(ax, section)
    return sheet.finish(
        fig,
        f"{len(parts)} parts of one article, each in its own words",
        "Content words of each part, sized by how often they occur in it.",
        "An impression, not a measurement: in a short part most words occur once.",
        (
            f"{section.zh} ({section.en}): {sheet.name(rows['token'].iloc[0])} is largest"
            for section, rows, _ in parts
        ),
    )
