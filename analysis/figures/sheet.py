"""What the figures of an article share: their words in the wanted language, panels, frame."""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from io import BytesIO
from string import Formatter
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..article import Article
from ..errors import InputError
from ..house import (
    SOFT,
    Glossary,
    Labels,
    check_labels,
    label_parts,
    messages,
    numeral,
    one_line,
    section_colors,
)
from ..measures.counts import each_row
from ..measures.tables import TablesOf, lacking
from ..plots.style import headline, style, text_color

WIDTH = 8.4  # inches
THEME_COLORS = (
    "#0667c6", "#77060c", "#9686d1", "#805803", "#6b9c45", "#5c608e", "#1a3373", "#4b2b46",
    "#a64a4a", "#ab86a5",
)  # fmt: skip
Values = dict[str, Any]
Drawing = tuple[Figure, Values]  # with the values for its messages
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure, its title and caption, a description for who cannot see it, and its values."""

    figure: Figure
    title: str = ""
    caption: str = ""
    description: str = ""
    values: str = ""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        image = BytesIO()
        with style():
            self.figure.savefig(image, format="png", dpi=110)
        bundle = {"image/png": image.getvalue(), "text/plain": self.description}
        return bundle, {"image/png": {"alt": self.description}}


class Wording(dict[str, Any]):
    """The values of a figure, put into words where the messages have a message of their name.

    A message with alternatives takes the one that its value picks: `none`, `one`, `two` or `many`
    for a number, `yes` or `no` for a fact, the one named by a string.

    >>> said = {"title": "{words} in {where}", "words": {"one": "{} word", "many": "{} words"}}
    >>> Wording(said, {"words": 3, "where": "all"})["title"]
    '3 words in all'
    """

    def __init__(self, messages: Mapping[str, Any], values: Values) -> None:
        super().__init__(values)
        self.messages = messages

    def __getitem__(self, name: str) -> Any:
        if name not in self.messages:
            return super().__getitem__(name)
        message, value = self.messages[name], self.get(name, "")
        if isinstance(message, dict) and isinstance(value, str):
            message = message[value]
        elif isinstance(message, dict) and isinstance(value, bool | np.bool_):
            message = message.get("yes" if value else "no", "")
        elif isinstance(message, dict):
            number = {0: "none", 1: "one", 2: "two"}.get(int(value), "many")
            message = message.get(number, message["many"])
        return Formatter().vformat(message, (value,), self)


class Sheet:
    """An article in the words of one language, and panels to draw it on."""

    def __init__(self, article: Article, labels: Labels = "both") -> None:
        self.article, self.labels, self.glossary = article, labels, article.glossary
        self.sections, self.themes = article.sections, article.themes
        self.options: dict[str, Any] = {"glossary": self.glossary, "labels": labels}
        self.messages, self.zh = messages(labels), labels == "zh"
        self.called = article.section_name_zh if self.zh else article.section_name
        numbered = self.sections["number"].notna()
        self.numbered = list(self.sections.loc[numbered, "section"])
        self.colors = section_colors(list(self.sections["section"]), list(numbered))
        self.section_zh = dict(zip(self.sections["section"], self.sections["zh"], strict=True))
        self.section_glossary = dict(zip(self.sections["zh"], self.sections["en"], strict=True))
        self.theme_of = article.codebook.theme_of if article.codebook else {}
        self.theme_colors = dict(zip(self.themes["theme"], THEME_COLORS, strict=False))
        self.theme_names = dict(zip(self.themes["theme"], self.themes["zh"], strict=True))
        self.theme_glossary = dict(zip(self.themes["zh"], self.themes["en"], strict=True))

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with the Chinese names of its themes."""
        return table.assign(theme=table["theme"].astype("str").map(self.theme_names))

    def say(self, message: str, figure: str = "common", **values: Any) -> str:
        """A message, by default one that figures share."""
        return str(Wording(self.messages[figure], values)[message])

    def name(self, term: str, glossary: Glossary = None) -> str:
        """A term in running text: 乡村振兴 (rural revitalisation)."""
        chinese, english = label_parts(term, glossary or self.glossary, self.labels)
        return f"{chinese} ({english})" if chinese and english else chinese or english

    def quoted(self, term: str) -> str:
        """A term in a title, in quotation marks where nothing else sets it off."""
        return self.name(term) if self.labels == "both" else f"“{self.name(term)}”"

    def theme(self, chinese: str) -> str:
        """A theme by its names."""
        return one_line(chinese, self.theme_glossary, self.labels)

    def joined(self, parts: Iterable[str], mark: str = "comma") -> str:
        """A list in the marks of the language."""
        return self.say(mark).join(parts)

    def entry(self, name: str, value: Any, share: str = "") -> str:
        """A name and its value in the marks of the language: 产业: 271 (5%)."""
        message = "shared_entry" if share else "entry"
        return self.say(message, name=name, value=value, share=share)

    def parts(self, count: int) -> str:
        """A number of sections: 5 moves, 5招, 5个部分."""
        size = "short" if len(self.article.section_name_zh) == 1 else "long"
        return self.say("parts", parts=size, count=count, called=self.called)

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
        return self.say("where", part=self.part(key), called=self.called)

    def counts(self, rows: pd.DataFrame) -> str:
        """Each term of a table with its count."""
        return self.joined(f"{self.name(row.token)} {row.n}" for row in each_row(rows))

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section that has rows in a table, with them and its colour, darkened for lines."""
        there = self.sections[self.sections["section"].isin(table["section"])]
        return [
            (row, table[table["section"] == row.section], text_color(self.colors[row.section]))
            for row in each_row(there)
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
        bilingual = self.labels in ("both", None)
        top = f"{zh}{section.zh}" if self.zh or bilingual else en or section.en
        below = f"{en}{section.en}" if bilingual else section.en if en and not self.zh else ""
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
        """A key in so many columns: pairs of a colour and what it marks; `top` in inches."""
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
        return self._others("aside", others, numbered=self.parts(count)) if count else ""

    def missing(self, table: pd.DataFrame) -> str:
        """Which parts a table does not compare; nothing where there are none."""
        return self._others(
            "missing", self.sections[~self.sections["section"].isin(table["section"])]
        )

    def _others(self, message: str, sections: pd.DataFrame, **values: Any) -> str:
        others = self.joined(sections["zh" if self.zh else "en"])
        return self.say(message, others=others, **values) if others else ""

    def shares(self, rows: pd.DataFrame) -> str:
        """The share of each theme that occurs."""
        found = (row for row in each_row(rows) if row.n)
        return self.joined(f"{self.theme(row.theme)} {row.share:.0%}" for row in found)

    def told(self, table: pd.DataFrame, tell: Callable[[pd.DataFrame], str]) -> str:
        """What a table says, section by section."""
        parts = self.by_section(table)
        told = (self.entry(self.title(part.section), tell(rows)) for part, rows, _ in parts)
        return self.joined(told, "semicolon")

    def finish(self, figure: str, fig: Figure, values: Values) -> Drawn:
        """Put the frame around a figure: its messages, filled with its values."""
        values = {"aside": self.aside(), "called": self.called, "source": self._source(), **values}
        said = Wording(self.messages[figure], values)
        title, subtitle, note = (said[key].strip() for key in ("title", "subtitle", "note"))
        title = title[:1].upper() + title[1:]
        headline(fig, title, subtitle, note)
        plt.close(fig)  # it is the caller's now; no notebook shows it twice
        subtitle, note = (re.sub(" *\n", self.say("line_break"), text) for text in (subtitle, note))
        caption = self.say("caption", subtitle=subtitle, note=note)
        shown = said["values"]
        description = self.say("description", title=title, subtitle=subtitle, values=shown)
        return Drawn(fig, title, caption, description, shown)

    def _source(self) -> str:
        """Where the article comes from and of which day, as far as the page says."""
        meta = self.article.metadata
        name, when = self.name(meta["source"] or ""), str(meta["date"] or "")[:10]
        if day := re.fullmatch(r"(\d+)-(\d+)-(\d+)", when):
            year, month, number = map(int, day.groups())
            when = self.say("date", iso=when, year=year, month=month, day=number)
        which = which_of(source=bool(name), date=bool(when))
        return self.say("source", source=which, name=name, when=when)


class FigureOf:
    """A figure that can be drawn of any article that has the tables it needs."""

    def __init__(
        self, draw: Callable[[Sheet, Tables], Drawing], needs: frozenset[str], uses: frozenset[str]
    ) -> None:
        self.needs, self.uses = needs, needs | uses
        self._draw, self.__name__ = draw, draw.__name__
        update_wrapper(self, draw)

    def __call__(
        self,
        article: Article,
        tables: Tables | None = None,
        labels: Labels = "both",
    ) -> Drawn:
        """Draw it in the house style.

        Parameters
        ----------
        article
            The article.
        tables
            The tables it needs, by name; by default they are worked out from the article.
        labels
            `"zh"`, `"en"` or `"both"`.
        """
        check_labels(labels)
        known: Tables = TablesOf(article) if tables is None else tables
        if missing := [name for name in sorted(self.needs) if name not in known]:
            why = "leave out `tables`, and it is worked out"
            if tables is None:
                why = f"the article has no {lacking(article, missing[0])}"
            raise InputError(f"the figure needs the table {missing[0]!r}: {why}")
        with style():
            sheet = Sheet(article, labels)
            return sheet.finish(self.__name__, *self._draw(sheet, known))


def figure_of(
    *needs: str, uses: Iterable[str] = ()
) -> Callable[[Callable[[Sheet, Tables], Drawing]], FigureOf]:
    """Make a figure out of a function that draws on a sheet and gives the values it shows.

    It `uses` some tables only if they are there.
    """
    return lambda draw: FigureOf(draw, frozenset(needs), frozenset(uses))


def which_of(**known: bool) -> str:
    """Which of two things is known: its name, `both` or `none`."""
    names = [name for name, there in known.items() if there]
    return "both" if len(names) > 1 else "".join(names) or "none"


def whole_ranks(table: pd.DataFrame, limit: int, by: str = "n") -> pd.DataFrame:
    """The first rows, at most `limit`, cut where `by` changes, so that no tie is broken."""
    if len(table) <= limit:
        return table
    whole = table[table[by] > table[by].iloc[limit]]
    return table.head(limit) if whole.empty else whole


def often(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """The words that occur so often, or where none does those that occur most."""
    return table[table["n"].ge(min(least, table["n"].max()))]
