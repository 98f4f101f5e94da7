"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article and the tables of `analysis.reproduce.tables`, of which it needs
those it names. Its title is a finding put into words from the table, and changes when the table
does; its description serves those who cannot see it.

>>> list(FIGURES)
['pollution_map', 'damaged_bytes', 'top_terms', 'section_terms', 'term_places', ...]
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import update_wrapper
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import plots
from ..errors import InputError
from . import (
    KIND_COLORS,
    KIND_NAMES,
    ROLE_COLORS,
    damaged_run,
    pollution,
    term_frequency,
    term_positions,
    theme_shares,
    word_cloud,
)
from .style import (
    SOFT,
    Labels,
    check_labels,
    headline,
    numeral,
    section_colors,
    style,
    text_color,
    words,
)

if TYPE_CHECKING:
    from ..article import Article

WIDTH = 8.4  # inches
COLUMNS = 120  # characters a row in the map of the page
RUNS, BYTES = 4, 24  # damaged runs that are drawn, and how much of each
THEME_COLORS = (
    "#8e23a1", "#8c3505", "#367df1", "#b87a0a", "#f73499", "#7d9c5d", "#1a163d", "#1e635a",
    "#3b1716", "#220cc2",
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
        self.glossary = article.glossary
        self.labels = labels
        self.one_language: Labels = "en" if labels == "en" else "zh"
        sections = article.sections
        self.numbered = sections["number"].notna()
        self.colors = section_colors(list(sections["section"]), list(self.numbered))

    @property
    def theme_glossary(self) -> dict[str, str]:
        """The English name of each theme by its Chinese one."""
        themes = self.article.themes
        return dict(zip(themes["zh"], themes["en"], strict=True))

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with the Chinese names of its themes."""
        names = self.article.themes.set_index("theme")["zh"]
        return table.assign(theme=table["theme"].astype("str").map(names))

    def shares(self, table: pd.DataFrame) -> Iterator[str]:
        """The shares of the themes of each section, in words."""
        for section, rows, _ in self.by_section(table):
            found = (f"{row.theme} {row.share:.0%}" for row in rows.itertuples() if row.n)
            yield f"{section.zh} ({section.en}): {', '.join(found)}"

    def name(self, term: str) -> str:
        """A term in running text: 乡村振兴 (rural revitalisation)."""
        chinese, english = words(term, self.glossary, self.labels)
        return f"{chinese} ({english})" if chinese and english else chinese or english

    def counts(self, rows: pd.DataFrame) -> list[str]:
        """Each term of a table with its count."""
        return [f"{self.name(row.token)} {row.n}" for row in rows.itertuples()]

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section that has rows in a table, with them and its colour."""
        there = self.article.sections[self.article.sections["section"].isin(table["section"])]
        return [
            (section, table[table["section"] == section.section], self.colors[section.section])
            for section in there.itertuples()
        ]

    def canvas(self, height: float, **margins: float) -> tuple[Figure, Axes]:
        """A figure of one Axes; height and margins in inches."""
        fig, ax = plt.subplots(figsize=(WIDTH, height))
        _margins(fig, **margins)
        return fig, ax

    def panels(
        self, count: int, columns: int, height: float, share: bool = False, **margins: float
    ) -> tuple[Figure, list[Axes]]:
        """A figure of so many Axes, each row of them so many inches high."""
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
        chinese = f"{numeral(section.number)} {section.zh}" if numbered else section.zh
        top = (str(section.number) if numbered else "") if self.labels == "en" else chinese
        below = "" if self.labels == "zh" else section.en
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

    def aside(self) -> str:
        """Which parts, drawn in grey, are none of the numbered ones; nothing where all are."""
        others = self.article.sections[~self.numbered]
        names = ", ".join(others["zh"] if self.labels == "zh" else others["en"])
        count, called = self.numbered.sum(), self.article.section_name
        return f"Grey: {names}, none of the {count} {called}s." if names and count else ""

    def finish(
        self, fig: Figure, title: str, subtitle: str, note: str, values: Iterable[str]
    ) -> Drawn:
        """Put the frame around a figure: title, subtitle, and a footnote that names the source."""
        meta = self.article.metadata
        source = ", ".join(
            text for text in (self.name(meta["source"] or ""), str(meta["date"] or "")[:10]) if text
        )
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


def _whole_ranks(table: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The first rows, at most `limit`, cut where the count changes, so that no tie is broken."""
    if len(table) <= limit:
        return table
    whole = table[table["n"] > table["n"].iloc[limit]]
    return table.head(limit) if whole.empty else whole


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
    pollution(tables["edits"], length, ax, columns=COLUMNS)
    values = {
        row.kind: f"{KIND_NAMES[row.kind]}: {row.characters:,} ({row.share:.1%})"
        for row in table.itertuples()
    }
    sheet.key(fig, ((KIND_COLORS[kind], text) for kind, text in values.items()), top=0.75)
    added = table.loc[table["kind"].isin(("gloss", "spam")), "share"].sum()
    return sheet.finish(
        fig,
        f"{added:.0%} of the page's characters were added to it",
        "Every character of the raw page as a square, in reading order, by what became of it.",
        f"n = {length:,} characters, {COLUMNS} a row.",
        values.values(),
    )


@_figure("damaged_bytes")
def damaged_bytes(sheet: Sheet, tables: Tables) -> Drawn:
    """The bytes of damaged runs, between the characters they are and what the page shows."""
    table = tables["damaged_bytes"]
    runs = [run.reset_index(drop=True).head(BYTES) for _, run in table.groupby("start")]
    shown = runs[:RUNS]
    fig, axs = sheet.panels(
        len(shown), 1, 1.45, left=1.35, right=0.25, top=1.6, bottom=0.6, hspace=0.35
    )
    for ax, run in zip(axs, shown, strict=True):
        damaged_run(run, ax, labels=sheet.labels)
        ax.set_title("; ".join(_faults(run)))
    axs[0].set_xlim(0, max(map(len, shown)))
    key = {
        KIND_COLORS["damage"]: "read out of step",
        ROLE_COLORS["misplaced"]: "a gloss inside a character",
        ROLE_COLORS["gloss"]: "a gloss after its character",
    }
    sheet.key(fig, key.items(), top=fig.get_size_inches()[1] - 1.12)
    wrong = table[table["number"].notna() & ~table["in_step"]]
    marks = {
        "lost": "Dashed: lost, inferred. ",
        "misplaced": "Underlined: glossed as a character. ",
    }
    notes = [mark for role, mark in marks.items() if table["role"].eq(role).any()]
    part = f"The first {len(shown)} of {len(runs)} places. " if len(runs) > RUNS else ""
    return sheet.finish(
        fig,
        f"Read one byte out of step, {len(wrong.drop_duplicates(['start', 'number']))} characters "
        "became unreadable",
        "Above, the text: two bytes make a character. Below, what the page shows for the bytes.\n"
        "A box below that straddles two above holds a byte of each: a wrong character, or ?.",
        f"{part}Bytes are GBK, in hexadecimal. {''.join(notes)}\n"
        "U+…: a code point that stands for no character.",
        (fault for run in runs for fault in _faults(run)),
    )


def _faults(run: pd.DataFrame) -> list[str]:
    """What went wrong with the bytes of a run, fault by fault."""
    faults, role = [], run["role"]
    for row in run[role.eq("lost") | (role.eq("misplaced") & role.ne(role.shift()))].itertuples():
        if row.role == "lost":
            faults.append(f"{row.character} lost its first byte, {row.byte}")
        else:
            (a, b), (one, other) = (
                run[key][row.Index - 2 : row.Index] for key in ("byte", "character")
            )
            spelt = f"{a} {b}, across {one} and {other}, spell {row.character}"
            faults.append(f"{spelt}: its gloss cuts {other} in two")
    return faults


@_figure("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The most frequent content words."""
    table = _whole_ranks(tables["term_frequency"].query("~stop"), 25)
    total = sheet.article.tokens["pos"].ne("w").sum()
    fig, ax = sheet.canvas(0.26 * len(table) + 1.5, left=2.5, right=0.6, top=0.85, bottom=0.85)
    term_frequency(table, ax, glossary=sheet.glossary, labels=sheet.labels)
    first = table.iloc[0]
    return sheet.finish(
        fig,
        f"{sheet.name(first.token)} leads: {first.n} times in one text",
        "The most frequent content words: rate per 1,000 words with its 95% interval, and count.",
        f"n = {total:,} words in all. Wilson intervals, which treat words as independent.",
        sheet.counts(table),
    )


@_figure("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words of each section on one scale."""
    content = tables["term_frequency_by_section"].query("~stop")
    content = content[content["n"] >= min(2, content["n"].max())]
    shown = pd.concat(
        [_whole_ranks(rows, 8) for _, rows in content.groupby("section", observed=True)]
    )
    parts = sheet.by_section(shown)
    fig, axs = sheet.panels(
        len(parts), 2, 2.1, left=2.1, right=0.5, top=1.45, bottom=0.75, wspace=1.15, hspace=0.45
    )
    for ax, (section, rows, color) in zip(axs, parts, strict=True):
        term_frequency(rows, ax, glossary=sheet.glossary, labels=sheet.labels, color=color)
        sheet.panel_title(ax, section)
        ax.set(xlabel="", ylim=(7.6, -0.6))
    axs[0].set_xlim(0, 1.02 * shown["high"].max())
    ahead = sum(rows["n"].iloc[0] > rows["n"].iloc[1:].max() for _, rows, _ in parts)
    return sheet.finish(
        fig,
        f"In {ahead} of {len(parts)} parts one word is ahead of all others",
        "Content words that occur twice or more in a part: rate per 1,000 of its words\n"
        "with its 95% interval, and count.",
        "One scale for all. The parts are short, and the long intervals say so.",
        (
            f"{section.zh} ({section.en}): {', '.join(sheet.counts(rows))}"
            for section, rows, _ in parts
        ),
    )


@_figure("term_frequency", "sections")
def term_places(sheet: Sheet, tables: Tables) -> Drawn:
    """Where the most frequent content words occur along the article."""
    terms = list(tables["term_frequency"].query("~stop")["token"].head(16))
    tokens, sections = sheet.article.tokens, tables["sections"]
    fig, ax = sheet.canvas(0.27 * len(terms) + 1.9, left=2.5, right=0.55, top=1.2, bottom=0.85)
    term_positions(tokens, sections, ax, terms=terms, glossary=sheet.glossary, labels=sheet.labels)
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
        f"Bands mark the parts, in the order in which they are told. {sheet.aside()}",
        "The most frequent content words.",
        (f"{sheet.name(term)} in {n} parts" for term, n in reach.items()),
    )


@_figure("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawn:
    """The share of each theme in each section."""
    shares = sheet.named(tables["theme_shares"])
    parts = sheet.by_section(shares)
    fig, axs = sheet.panels(
        len(parts), 3, 2.4, True, left=2.5, right=0.5, top=1.35, bottom=0.8, wspace=0.3, hspace=0.3
    )
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        labels = sheet.labels if at % 3 == 0 else None
        theme_shares(rows, ax, glossary=sheet.theme_glossary, labels=labels, color=color)
        sheet.panel_title(ax, section, f"n = {rows['n'].sum()}")
    axs[0].set(xlim=(0, 1), xticks=[0, 0.5, 1])
    numbered = sheet.article.sections.loc[sheet.numbered, "section"]
    leads = tables["leading_themes"]
    leads = leads[leads["section"].isin(numbered)] if len(numbered) else leads
    own = "its own leading theme" if leads["theme"].is_unique else "a leading theme"
    called = sheet.article.section_name
    return sheet.finish(
        fig,
        f"Each {called} has {own}; in {leads['clear'].sum()} of {len(leads)} its lead is clear",
        "Share of each theme among the theme-bearing words of a part (n), with its 95% interval.\n"
        f"{sheet.aside()}",
        "A lead is clear where the 95% interval of the difference to the next theme is above 0.\n"
        "Intervals: bootstrap over clauses; for a theme that does not occur, Jeffreys.",
        sheet.shares(shares),
    )


@_figure("theme_shares", "theme_residuals")
def theme_map(sheet: Sheet, tables: Tables) -> Drawn:
    """Themes by sections as a heat map, marked where a section holds more or less than expected."""
    themes, called = sheet.article.themes, sheet.article.section_name
    residuals = tables["theme_residuals"][["section", "theme", "residual", "clear"]]
    table = tables["theme_shares"].merge(residuals, how="left", on=["section", "theme"])
    table = sheet.named(table.assign(clear=table["clear"].eq(True)))
    height = 0.42 * len(themes) + 2.6
    fig, ax = sheet.canvas(height, left=2.6, right=0.2, top=1.8, bottom=0.8)
    plots.theme_map(
        table, sheet.article.sections, ax, glossary=sheet.theme_glossary, labels=sheet.labels
    )
    compared = residuals["section"].nunique()
    leaning = table.loc[table["clear"] & table["residual"].gt(0), "section"].nunique()
    return sheet.finish(
        fig,
        f"{leaning} of {compared} {called}s clearly lean to a theme",
        "Share of each theme among the theme-bearing words of a part, in per cent, and its 95% "
        f"interval.\n{plots.SIGNS['more']} clearly more than the sizes of part and theme lead one "
        f"to expect, {plots.SIGNS['less']} clearly less.",
        f"Clear: p < 0.05 after Holm, by permutation of clauses among the {compared} {called}s "
        "compared.\nIntervals: bootstrap over clauses; for a theme that does not occur, Jeffreys.",
        sheet.shares(table),
    )


@_figure("sensitivity")
def sensitivity(sheet: Sheet, tables: Tables) -> Drawn:
    """Which findings on themes hold under other readings of the text."""
    sections = sheet.article.sections
    numbers = zip(sections["section"], sections["number"], sections["zh"], strict=True)
    parts = {key: zh if pd.isna(number) else numeral(number) for key, number, zh in numbers}
    table = sheet.named(tables["sensitivity"])
    table["section"] = table["section"].map(parts)
    rows = table.groupby(["section", "finding", "theme"], sort=False)["holds"].agg(["sum", "size"])
    height = 0.3 * max(1, table["reading"].nunique()) + 2.5
    fig, ax = sheet.canvas(height, left=2.6, right=0.2, top=1.9, bottom=0.6)
    plots.sensitivity(table, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    whole = int(rows["sum"].eq(rows["size"]).sum())
    return sheet.finish(
        fig,
        f"{whole} of {len(rows)} findings hold{'s' * (whole == 1)} under every reading of the text"
        if len(rows)
        else "No finding is clear",
        f"A column for each finding: in a {sheet.article.section_name}, {plots.SIGNS['more']} "
        f"clearly more of a theme than expected, {plots.SIGNS['leads']} one that clearly leads.\n"
        "Full: it holds under that reading. Hollow: it does not.",
        "x/y: it holds without x of y terms, left out one by one.",
        (
            f"{part} {plots.SIGNS[finding]} {theme}: {row['sum']} of {row['size']} readings"
            for (part, finding, theme), row in rows.iterrows()
        ),
    )


@_figure("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud of the article, coloured by theme."""
    table = tables["term_frequency"].query("~stop")
    table = table[table["n"] >= min(3, table["n"].max())]
    themes = sheet.article.themes
    fill = dict(zip(themes["theme"], THEME_COLORS, strict=False))
    theme_of = sheet.article.codebook.theme_of if sheet.article.codebook else {}
    color = {term: fill[theme] for term, theme in theme_of.items() if theme in fill}
    fig, ax = sheet.canvas(6.3, left=0.25, right=0.25, top=0.85, bottom=1.4)
    options: dict[str, Any] = {"labels": sheet.one_language, "color": color, "size": (1000, 500)}
    word_cloud(table, ax, glossary=sheet.glossary, **options)
    names = (
        themes["zh"] + " " + themes["en"] if sheet.labels == "both" else themes[sheet.one_language]
    )
    sheet.key(fig, zip(fill.values(), names, strict=False), top=1.12)
    largest = ", ".join(sheet.name(term) for term in table["token"].head(3))
    return sheet.finish(
        fig,
        f"Largest of all: {sheet.name(table['token'].iloc[0])}",
        "The most frequent content words, coloured by theme.\n"
        "Larger means more often, but not in proportion.",
        f"Grey: no theme. An impression, not a measurement.\nThe three largest: {largest}.",
        sheet.counts(table),
    )


@_figure("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud for each section, in its colour."""
    parts = sheet.by_section(tables["term_frequency_by_section"].query("~stop"))
    fig, axs = sheet.panels(
        len(parts), 2, 2.25, left=0.25, right=0.25, top=1.3, bottom=0.55, wspace=0.06, hspace=0.25
    )
    for ax, (section, rows, color) in zip(axs, parts, strict=True):
        options: dict[str, Any] = {"labels": sheet.one_language, "color": text_color(color)}
        word_cloud(rows, ax, glossary=sheet.glossary, max_words=40, size=(800, 480), **options)
        sheet.panel_title(ax, section)
    return sheet.finish(
        fig,
        "The parts of the article as word clouds",
        "Up to 40 content words of each part. Larger: more often within it, but not in proportion.",
        "An impression, not a measurement: in a short part most words occur once.",
        (
            f"{section.zh} ({section.en}): {sheet.name(rows['token'].iloc[0])} is largest"
            for section, rows, _ in parts
        ),
    )
