"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article and the tables of `analysis.reproduce.tables`, of which it needs
those it names. Its title is a finding put into words from the table, and changes when the table
does; its description serves those who cannot see it. Titles are in English whatever the labels.

>>> list(FIGURES)
['pollution_map', 'damaged_bytes', 'article_plan', 'top_terms', 'section_terms', ...]
"""

from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import plots
from ..errors import InputError
from .style import (
    FAINT,
    HOUSE,
    INK,
    NEUTRAL,
    SOFT,
    Labels,
    check_labels,
    column,
    headline,
    numeral,
    one_line,
    section_colors,
    style,
    text_color,
    words,
)  # fmt: skip

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
Tables = Mapping[str, pd.DataFrame]


class Drawn(NamedTuple):
    """A figure, its title, the caption below that, and a description for who cannot see it."""

    figure: Figure
    title: str
    caption: str
    description: str

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
        numbered = self.sections["number"].notna()
        self.numbered = list(self.sections.loc[numbered, "section"])
        self.colors = section_colors(list(self.sections["section"]), list(numbered))
        named = self.themes.set_index("theme") if len(self.themes) else self.themes
        self.theme_names = dict(named["zh"])
        self.theme_glossary = dict(zip(self.themes["zh"], self.themes["en"], strict=True))

    def name(self, term: str) -> str:
        """A term in running text: 乡村振兴 (rural revitalisation)."""
        chinese, english = words(term, self.glossary, self.labels)
        return f"{chinese} ({english})" if chinese and english else chinese or english

    def part(self, key: str) -> str:
        """A section in a few characters: its number, or its name where it has none."""
        row = self.sections.set_index("section").loc[key]
        if pd.isna(row["number"]):
            return str(row["en" if self.labels == "en" else "zh"])
        return numeral(row["number"], self.labels)

    def counts(self, rows: pd.DataFrame) -> str:
        """Each term of a table with its count."""
        return ", ".join(f"{self.name(row.token)} {row.n}" for row in rows.itertuples())

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section that has rows in a table, with them and its colour."""
        there = self.sections[self.sections["section"].isin(table["section"])]
        return [
            (section, table[table["section"] == section.section], self.colors[section.section])
            for section in there.itertuples()
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
        number = "" if pd.isna(section.number) else f"{self.part(section.section)} "
        top = number if self.labels == "en" else f"{number}{section.zh}"
        below = "" if self.labels == "zh" else section.en
        color = color or self.colors[section.section]
        ax.plot([0, 1], [1.02] * 2, color=color, linewidth=3, transform=ax.transAxes, clip_on=False)
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        small: dict[str, Any] = {"size": 7.5, "color": SOFT}
        lift = 15 if below else 5
        ax.annotate(below, (0, 1.02), xytext=(0, 5), **small, **place)
        ax.annotate(top, (0, 1.02), xytext=(0, lift), size=10, weight="bold", **place)
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
        """Which parts, drawn in grey, are none of the numbered ones; nothing where all are."""
        others = self.sections[~self.sections["section"].isin(self.numbered)]
        names = ", ".join(others["zh"] if self.labels == "zh" else others["en"])
        count = len(self.numbered)
        return f"Grey: {names}, none of the {count} {self.called}s." if names and count else ""

    def told(self, table: pd.DataFrame, tell: Callable[[pd.DataFrame], str]) -> str:
        """What a table says, section by section."""
        parts = self.by_section(table)
        return "; ".join(f"{part.zh} ({part.en}): {tell(rows)}" for part, rows, _ in parts)

    def finish(self, fig: Figure, title: str, subtitle: str, note: str, values: str) -> Drawn:
        """Put the frame around a figure: title, subtitle, and a footnote that names the source."""
        meta = self.article.metadata
        of = self.name(meta["source"] or ""), str(meta["date"] or "")[:10]
        if source := ", ".join(filter(None, of)):
            note = f"{note} Source: {source}."
        headline(fig, title, subtitle, note)
        plt.close(fig)  # it is the caller's now; no notebook shows it twice
        caption = f"{subtitle} {note}".replace("\n", " ")
        return Drawn(
            fig, title, caption, f"{title}. {subtitle} Values: {values}.".replace("\n", " ")
        )


def _whole_ranks(table: pd.DataFrame, limit: int, by: str = "n") -> pd.DataFrame:
    """The first rows, at most `limit`, cut where `by` changes, so that no tie is broken."""
    if len(table) <= limit:
        return table
    whole = table[table[by] > table[by].iloc[limit]]
    return table.head(limit) if whole.empty else whole


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
    table = tables["pollution"]
    length = int(table["characters"].sum())
    fig, ax = sheet.canvas(4.6, left=0.25, right=0.25, top=0.85, bottom=1.15)
    plots.pollution(tables["edits"], length, ax, columns=COLUMNS)
    entries = {
        plots.KINDS[row.kind][0]: f"{one_line(plots.KINDS[row.kind][1], HOUSE, sheet.labels)}: "
        f"{row.characters:,} ({row.share:.1%})"
        for row in table.itertuples()
    }
    sheet.key(fig, entries.items(), top=0.95, wide=2)
    added = table.loc[table["kind"].isin(("gloss", "spam")), "share"].sum()
    return sheet.finish(
        fig,
        f"{added:.0%} of the page's characters were added to it",
        "Every character of the raw page as a square, in reading order, by what became of it.",
        f"n = {length:,} characters, {COLUMNS} a row.",
        "; ".join(entries.values()),
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
        plots.damaged_run(run, ax, labels=sheet.labels)
        ax.set_title("; ".join(_faults(run)))
    axs[0].set_xlim(0, max(map(len, shown)))
    names = zip(
        (plots.DAMAGE, *plots.ROLE_COLORS.values()), ("错位读出", "注音插进字中", "注音跟在字后"),
        strict=True,
    )  # fmt: skip
    entries = [(color, one_line(name, HOUSE, sheet.labels)) for color, name in names]
    sheet.key(fig, entries, fig.get_size_inches()[1] - 1.12, wide=3)
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
        "; ".join(fault for run in runs for fault in _faults(run)),
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


@_figure("passages", "sections")
def article_plan(sheet: Sheet, tables: Tables) -> Drawn:
    """Who speaks where in the article, and which section is how long."""
    passages, sections = tables["passages"], tables["sections"]
    speakers = passages["speaker"].nunique(dropna=False)
    lines = -(-len(sections) // 2)
    bottom = 0.95 + 0.2 * lines
    fig, ax = sheet.canvas(
        1.1 + 0.4 * speakers + bottom, left=1.6, right=0.5, top=1.1, bottom=bottom
    )
    plots.article_plan(passages, sections, ax, **sheet.say)
    lengths = passages.assign(n=passages["end"] - passages["start"]).groupby("section")["n"].sum()
    numbers = [sheet.part(k) if k in sheet.numbered else "" for k in sheet.sections["section"]]
    named = sheet.sections["zh"] if sheet.labels == "zh" else sheet.sections["en"]
    entries = [
        (sheet.colors[key], f"{number} {name}: {lengths.get(key, 0)}".strip())
        for key, number, name in zip(sheet.sections["section"], numbers, named, strict=True)
    ]
    sheet.key(fig, entries, top=0.2 * lines + 0.2, wide=2)
    ours = lengths[lengths.index.isin(sheet.numbered)].sort_values()
    spans = passages["end"] - passages["start"]
    said, all_said = spans.groupby(passages["speaker"]).sum(), spans.sum()
    claims = []
    if len(said):
        share = said.max() / all_said
        claims.append(f"{sheet.name(str(said.idxmax()))} speaks {share:.0%} of the text")
    if len(ours) > 1:
        claims.append(
            f"{sheet.called} {sheet.part(ours.index[-1])} takes {ours.iloc[-1] / ours.iloc[0]:.1f} "
            f"times the space of {sheet.part(ours.index[0])}"
        )
    return sheet.finish(
        fig,
        "; ".join(claims) or "Where the parts stand",
        "Who speaks, from beginning to end; at the right, the share of the characters.\n"
        f"Coloured where it belongs to a {sheet.called}, pale grey where to no part.",
        f"In the key, the characters of each part; n = {all_said:,} in all.",
        "; ".join(text for _, text in entries) or "no parts",
    )


@_figure("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The most frequent content words, and which section has most of their uses."""
    table = _whole_ranks(tables["term_frequency"].query("~stop"), 25)
    tokens = sheet.article.tokens
    homes = [_home(tokens.loc[tokens["token"] == term, "section"]) for term in table["token"]]
    homes = [home if home and home[0] in sheet.numbered else None for home in homes]
    colors = [sheet.colors[home[0]] if home else NEUTRAL for home in homes]
    fig, ax = sheet.canvas(0.26 * len(table) + 1.75, left=2.5, right=1.0, top=1.05, bottom=0.9)
    plots.term_frequency(table, ax, color=colors, **sheet.say)
    notes = [f"{sheet.part(home[0])}: {home[1]}" if home else "" for home in homes]
    column(ax, notes, left=26, colors=list(map(text_color, colors)))
    first = table.iloc[0]
    return sheet.finish(
        fig,
        f"{sheet.name(first.token)} leads: {first.n} times in one text",
        "The most frequent content words: rate per 1,000 words with its 95% interval, and count.\n"
        f"In colour, the {sheet.called} that has most of a word's uses, and how many; "
        "grey where no one has.",
        f"n = {tokens['pos'].ne('w').sum():,} words in all. Wilson intervals, which treat words as "
        "independent.",
        sheet.counts(table),
    )


def _home(sections: pd.Series) -> tuple[str, int] | None:
    """Where most of a word's uses are, and how many; none if two places have as many."""
    found = sections.astype(object).fillna("").value_counts()
    alone = len(found) == 1 or found.iloc[0] > found.iloc[1]
    return (found.index[0], int(found.iloc[0])) if alone else None


def _term_panels(
    sheet: Sheet, shown: pd.DataFrame, draw: Callable[..., Axes], low: float, high: str
) -> Figure:
    """Terms by section, as small multiples on one scale."""
    parts, most = sheet.by_section(shown), shown["section"].value_counts().max()
    fig, axs = sheet.panels(
        len(parts), 2, 0.21 * most + 0.6, left=2.1, right=0.5, top=1.45, bottom=0.95, wspace=1.15,
        hspace=0.6 / (0.21 * most),
    )  # fmt: skip
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        draw(rows, ax, color=color, **sheet.say)
        sheet.panel_title(ax, section)
        ax.set(ylim=(most - 0.4, -0.6), xlabel=ax.get_xlabel() if at >= len(parts) - 2 else "")
        ax.tick_params(labelbottom=at >= len(parts) - 2)
    axs[0].set_xlim(low, 1.02 * shown[high].max())
    return fig


@_figure("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words of each section on one scale."""
    content = tables["term_frequency_by_section"].query("~stop")
    content = content[content["n"] >= min(2, content["n"].max())]
    groups = content.groupby("section", observed=True)
    shown = pd.concat([_whole_ranks(rows, 8) for _, rows in groups])
    fig = _term_panels(sheet, shown, plots.term_frequency, 0, "high")
    parts = sheet.by_section(shown)
    ahead = sum(rows["n"].iloc[0] > rows["n"].iloc[1:].max() for _, rows, _ in parts)
    return sheet.finish(
        fig,
        f"In {ahead} of {len(parts)} parts one word is ahead of all others",
        "Content words that occur twice or more in a part: rate per 1,000 of its words\n"
        "with its 95% interval, and count.",
        "One scale for all. Wilson intervals; the parts are short, and the long intervals say so.",
        sheet.told(shown, sheet.counts),
    )


@_figure("distinctive_terms")
def distinctive_terms(sheet: Sheet, tables: Tables) -> Drawn:
    """The content words that mark each section against the others, on one scale."""
    table = tables["distinctive_terms"].query("log_odds > 0")
    table = table[table["n"] >= min(2, table["n"].max())]
    groups = table.groupby("section", observed=True)
    shown = pd.concat([_whole_ranks(rows, 6, "z") for _, rows in groups])
    fig = _term_panels(sheet, shown, plots.distinctive_terms, shown["low"].min(), "high")
    clear = shown[shown["low"] > 0].itertuples()
    marks = [f"{sheet.name(row.token)} {sheet.called} {sheet.part(row.section)}" for row in clear]
    named = f": {', '.join(marks)}" if 0 < len(marks) < 3 else ""
    return sheet.finish(
        fig,
        f"{len(marks)} of {len(shown)} words clearly mark{'s' * (len(marks) == 1)} a part{named}",
        "Content words more frequent in one part than in the others, and twice or more in it:\n"
        "log-odds ratio with its 95% interval, and count. Grey: the interval spans 0.",
        "Rare words are held back by a prior, the counts of all (Monroe et al. 2008).\n"
        "Intervals treat words as independent; of so many words, a few are clear by chance.",
        sheet.told(shown, sheet.counts),
    )


@_figure("term_frequency", "sections")
def term_places(sheet: Sheet, tables: Tables) -> Drawn:
    """Where the most frequent content words occur along the article."""
    terms = list(tables["term_frequency"].query("~stop")["token"].head(16))
    tokens, sections = sheet.article.tokens, tables["sections"]
    fig, ax = sheet.canvas(0.27 * len(terms) + 1.9, left=2.5, right=0.55, top=1.2, bottom=0.85)
    plots.term_positions(tokens, sections, ax, terms=terms, **sheet.say)
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
        ", ".join(f"{sheet.name(term)} in {n} parts" for term, n in reach.items()),
    )


@_figure("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawn:
    """The share of each theme in each section."""
    shares = _named(sheet, tables["theme_shares"])
    parts = sheet.by_section(shares)
    fig, axs = sheet.panels(
        len(parts), 3, 2.4, share=True, left=2.5, right=0.5, top=1.35, bottom=0.8, wspace=0.3,
        hspace=0.3,
    )  # fmt: skip
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        labels = sheet.labels if at % 3 == 0 else None
        plots.theme_shares(rows, ax, glossary=sheet.theme_glossary, labels=labels, color=color)
        sheet.panel_title(ax, section, f"n = {rows['n'].sum()}")
    axs[0].set(xlim=(0, 1), xticks=[0, 0.5, 1])
    leads = tables["leading_themes"]
    leads = leads[leads["section"].isin(sheet.numbered)] if sheet.numbered else leads
    called = sheet.called
    own = "its own leading theme" if leads["theme"].is_unique else "a leading theme"
    return sheet.finish(
        fig,
        f"Each {called} has {own}; in {leads['clear'].sum()} of {len(leads)} its lead is clear",
        "Share of each theme among the theme-bearing words of a part (n), with its 95% interval.\n"
        f"{sheet.aside()}",
        "A lead is clear where the 95% interval of the difference to the next theme is above 0.\n"
        "Intervals: bootstrap over clauses; for a theme that does not occur, Jeffreys.",
        sheet.told(shares, _shares),
    )


def _named(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """A table with the Chinese names of its themes."""
    return table.assign(theme=table["theme"].astype("str").map(sheet.theme_names))


def _shares(rows: pd.DataFrame) -> str:
    return ", ".join(f"{row.theme} {row.share:.0%}" for row in rows.itertuples() if row.n)


@_figure("theme_shares", "theme_residuals")
def theme_map(sheet: Sheet, tables: Tables) -> Drawn:
    """Themes by sections as a heat map, marked where a section holds more or less than expected."""
    residuals = tables["theme_residuals"][["section", "theme", "residual", "clear"]]
    both = tables["theme_shares"].merge(residuals, how="left", on=["section", "theme"])
    table = _named(sheet, both.assign(clear=both["clear"].eq(True)))
    height = 0.42 * len(sheet.themes) + 2.6
    fig, ax = sheet.canvas(height, left=2.6, right=0.2, top=1.8, bottom=0.8)
    plots.theme_map(table, sheet.sections, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    more = table[table["clear"] & table["residual"].gt(0)]
    compared = tables["theme_residuals"]["section"].nunique()
    return sheet.finish(
        fig,
        f"{more['section'].nunique()} of {compared} {sheet.called}s clearly lean to a theme",
        "Share of each theme among the theme-bearing words of a part, in per cent, and its 95% "
        "interval.\n▲ clearly more than the sizes of part and theme lead one to expect, ▼ clearly "
        "less.",
        f"Clear: p < 0.05 after Holm, by permutation of clauses within the {compared} "
        f"{sheet.called}s compared.\nIntervals: bootstrap over clauses; for a theme that does not "
        "occur, Jeffreys.",
        sheet.told(table, _shares),
    )


@_figure("sensitivity")
def sensitivity(sheet: Sheet, tables: Tables) -> Drawn:
    """Which findings on themes hold under other readings of the text."""
    table = _named(sheet, tables["sensitivity"])
    table["section"] = table["section"].map(sheet.part)
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
        f"A column for each finding: in a {sheet.called}, ▲ clearly more of a theme than expected, "
        "★ a theme that clearly leads.\nFull: it holds under that reading. Hollow: it does not.",
        "x/y: it holds without x of y terms, left out one by one.",
        "; ".join(
            f"{part} {plots.SIGNS[finding]} {theme} holds under {held} of {size} readings"
            for (part, finding, theme), (held, size) in zip(
                rows.index, rows.to_numpy(), strict=True
            )
        ),
    )


@_figure("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud of the article, coloured by theme."""
    table = tables["term_frequency"].query("~stop")
    table = table[table["n"] >= min(3, table["n"].max())]
    fig, ax = sheet.canvas(7.2, left=0.25, right=0.25, top=0.95, bottom=1.65)
    _cloud(sheet, table, ax)
    _theme_key(sheet, fig)
    return sheet.finish(
        fig,
        f"Largest of all: {sheet.name(table['token'].iloc[0])}",
        "The most frequent content words, coloured by theme. "
        "Larger means more often, but not in proportion.",
        "An impression, not a measurement.",
        sheet.counts(table),
    )


@_figure("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawn:
    """A word cloud for each section, coloured by theme."""
    parts = sheet.by_section(tables["term_frequency_by_section"].query("~stop"))
    fig, axs = sheet.panels(
        len(parts), 2, 2.7, left=0.25, right=0.25, top=1.5, bottom=1.65, wspace=0.06, hspace=0.26
    )
    for ax, (section, rows, _) in zip(axs, parts, strict=True):
        _cloud(sheet, rows, ax, max_words=24)
        sheet.panel_title(ax, section, color=INK)
    _theme_key(sheet, fig)
    firsts = [rows.loc[rows["n"] == rows["n"].max(), "token"] for _, rows, _ in parts]
    tops = pd.concat(firsts).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    return sheet.finish(
        fig,
        f"{sheet.name(tops.index[0])} is among the most frequent words of {tops.iloc[0]} of "
        f"{len(parts)} parts",
        "The most frequent content words of each part, coloured by theme.\n"
        "Larger: more often within the part, but not in proportion.",
        "An impression, not a measurement: in a short part most words occur once.",
        "; ".join(
            f"{part.zh} ({part.en}): {sheet.counts(rows.head(3))}" for part, rows, _ in parts
        ),
    )


def _cloud(sheet: Sheet, table: pd.DataFrame, ax: Axes, **options: Any) -> None:
    """A word cloud in the colours of the themes."""
    fill = dict(zip(sheet.themes["theme"], THEME_COLORS, strict=False))
    book = sheet.article.codebook
    of = book.theme_of if book else {}
    color = {term: fill[theme] for term, theme in of.items() if theme in fill}
    plots.word_cloud(table, ax, color=color, **sheet.say, **options)


def _theme_key(sheet: Sheet, fig: Figure) -> None:
    """Which colour is which theme."""
    names = [one_line(zh, sheet.theme_glossary, sheet.labels) for zh in sheet.themes["zh"]]
    none = one_line("无主题", HOUSE, sheet.labels)
    entries = [*zip(THEME_COLORS, names, strict=False), (FAINT, none)]
    sheet.key(fig, entries, top=1.3, wide=3)
