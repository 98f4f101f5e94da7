"""What figures share: their words in the wanted language, panels, and the frame around them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..article import Article
from ..house import (
    SOFT,
    Glossary,
    Labels,
    label_parts,
    messages,
    numeral,
    one_line,
    section_colors,
)  # fmt: skip
from ..measures.counts import each_row
from ..plots.font import fit_texts
from ..plots.style import LEAST, NAME, VALUE, WIDTH, headline, text_color
from .drawn import Drawn
from .wording import Values, Wording, ems, folded, which_of, words

LINE = 0.165  # inches from one line of small text to the next
LONGEST = 40  # words of a description
Drawing = tuple[Figure, Values]  # with the values for its messages
Tables = Mapping[str, pd.DataFrame]


@dataclass
class Names:
    """What the parts, terms and themes of a figure are called.

    `sections` has `section, number, zh, en`; `themes` has `theme, zh, en`.
    """

    sections: pd.DataFrame
    themes: pd.DataFrame
    glossary: Glossary = None
    called: tuple[str, str] = ("part", "部分")
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> "Names":
        """The names of an article."""
        called = article.section_name, article.section_name_zh
        return cls(article.sections, article.themes, article.glossary, called, article.metadata)


class Sheet:
    """What is called what in one language, and panels to draw on."""

    def __init__(self, names: Names, labels: Labels = "both", article: Any = None) -> None:
        self.article, self.labels, self.glossary = article, labels, names.glossary
        self.sections, self.themes, self.metadata = names.sections, names.themes, names.metadata
        self.options: dict[str, Any] = {"glossary": self.glossary, "labels": labels}
        self.messages, self.zh = messages(labels), labels == "zh"
        self.called = names.called[self.zh]
        numbered = self.sections["number"].notna()
        self.numbered = list(self.sections.loc[numbered, "section"])
        colored = list(numbered) if numbered.any() else None
        self.colors = section_colors(list(self.sections["section"]), colored)
        self.section_zh = dict(zip(self.sections["section"], self.sections["zh"], strict=True))
        self.section_glossary = dict(zip(self.sections["zh"], self.sections["en"], strict=True))
        self.theme_names = dict(zip(self.themes["theme"], self.themes["zh"], strict=True))
        self.theme_glossary = dict(zip(self.themes["zh"], self.themes["en"], strict=True))
        self.entries: list[tuple[str, str]] = []
        self.columns, self.head, self.foot = 1, 0.0, 0.0

    # Words

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
        name = self.name(term)
        return name if self.labels == "both" else self.say("quoted", name=name)

    def short(self, term: str, language: Labels) -> str:
        """A term in one language, as far as the glossary has it."""
        return "".join(label_parts(term, self.glossary, language))

    def listed(self, terms: Iterable[str]) -> str:
        """Words as a title lists them: talent, training and study; “人才”“培训”."""
        language: Labels = "zh" if self.zh else "en"
        names = [self.say("in_list", name=self.short(term, language)) for term in terms]
        *most, last = names
        return self.say("and", most=self.joined(most, "list_comma"), last=last) if most else last

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
        size = "short" if len(self.called) == 1 or not self.zh else "long"
        return self.say("parts", parts=size, count=count, called=self.called)

    def part(self, key: str) -> str:
        """A section in a few characters: its number, or its name where it has none."""
        row = self.sections.set_index("section").loc[key]
        if pd.isna(row["number"]):
            return one_line(row["zh"], self.section_glossary, self.labels)
        number, _, chinese = numeral(row["number"], self.labels).partition(" ")
        return f"{number} ({chinese})" if chinese else number

    def where(self, key: str) -> str:
        """A section in a sentence: move 4 (四), 第四招, or its name where it has no number."""
        if key not in self.numbered:
            return self.name(self.section_zh[key], self.section_glossary)
        return self.say("where", part=self.part(key), called=self.called)

    def counts(self, rows: pd.DataFrame) -> list[str]:
        """Each term of a table with its count."""
        return [f"{self.name(row.token)} {row.n}" for row in each_row(rows)]

    def leads(self, table: pd.DataFrame, key: str, value: str) -> list[str]:
        """The first row of each section in a few words: 4 (四): 人才 (talent) 6."""
        first = table.sort_values(value, ascending=False, kind="stable").drop_duplicates("section")
        values = first[value].map("{:.0%}".format if value == "share" else str)
        names = first[key].map(self.theme if key == "theme" else self.name)
        parts = first["section"].map(self.part)
        return list(map(self.entry, parts, names + " " + values))

    def aside(self) -> str:
        """Which parts, drawn in dark grey, are none of the numbered ones; nothing where all are."""
        others = self.sections[~self.sections["section"].isin(self.numbered)]
        count = len(self.numbered)
        return self._others("aside", others, numbered=self.parts(count)) if count else ""

    def missing(self, table: pd.DataFrame, message: str = "missing") -> str:
        """Which parts a table does not compare; nothing where there are none."""
        return self._others(
            message, self.sections[~self.sections["section"].isin(table["section"])]
        )

    def _others(self, message: str, sections: pd.DataFrame, **values: Any) -> str:
        language: Labels = "zh" if self.zh else "en"
        named = (label_parts(name, self.section_glossary, language) for name in sections["zh"])
        others = self.joined(map("".join, named))
        return self.say(message, others=others, **values) if others else ""

    # Panels

    def by_section(self, table: pd.DataFrame) -> list[tuple[Any, pd.DataFrame, str]]:
        """Each section that has rows in a table, with them and its colour, darkened for lines."""
        there = self.sections[self.sections["section"].isin(table["section"])]
        return [
            (row, table[table["section"] == row.section], text_color(self.colors[row.section]))
            for row in each_row(there)
        ]

    def canvas(self, height: float, **sides: Any) -> tuple[Figure, Axes]:
        """A figure of one Axes, as `panels` of one."""
        fig, (ax,) = self.panels([height], 1, **sides)
        return fig, ax

    def panels(
        self, heights: list[float], columns: int, *, left: float, right: float, head: float = 0.2,
        foot: float = 0.1, across: float = 0, down: float = 0,
    ) -> tuple[Figure, list[Axes]]:  # fmt: skip
        """A figure of Axes so many inches high, a row being as high as the highest in it.

        The rest is in inches too: room at the sides, above and below all, and between panels.
        """
        lines = [max(heights[at : at + columns]) for at in range(0, len(heights), columns)]
        inner = (WIDTH - left - right - across * (columns - 1)) / columns
        mean = sum(lines) / len(lines)
        fig, grid = plt.subplots(
            len(lines), columns, figsize=(WIDTH, sum(lines) + down * (len(lines) - 1)), sharex=True,
            squeeze=False, gridspec_kw={"height_ratios": lines, "hspace": down / mean,
                                        "wspace": across / inner},
        )  # fmt: skip
        fig.subplots_adjust(0, 0, 1, 1)
        fig.subplots_adjust(left=left / WIDTH, right=1 - right / WIDTH)
        for ax in grid.flat[len(heights) :]:
            ax.remove()
        self.head, self.foot = head, foot
        return fig, list(grid.flat[: len(heights)])

    def room(self, names: Iterable[str], glossary: Glossary = None) -> float:
        """The inches that the labels of rows take, a third of the width at most."""
        pairs = [label_parts(name, glossary or self.glossary, self.labels) for name in names]
        sizes = (ems("".join(pair)) * (8.6 if all(pair) else NAME) for pair in pairs)
        return min(0.2 + max(sizes, default=0) / 72, WIDTH / 3)

    def terms_by_section(
        self, shown: pd.DataFrame, draw: Callable[..., Axes], sizes: Mapping[Any, Any],
        look: Mapping[str, Any] | None = None,
    ) -> tuple[Figure, list[Axes]]:  # fmt: skip
        """Small multiples on one scale, a panel for each section, as high as it has rows."""
        look = look or self.options
        parts = self.by_section(shown)
        heights = [0.21 * len(rows) + 0.14 for _, rows, _ in parts]
        room = self.room(shown["theme" if "theme" in shown else "token"], look["glossary"])
        fig, axs = self.panels(
            heights, 2, left=room + 0.25, right=0.5, head=0.5, foot=0.4, across=room + 0.75,
            down=0.65,
        )  # fmt: skip
        for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
            draw(rows, ax, color=color, **look)
            size = sizes.get(section.section)
            self.panel_title(ax, section, f"n = {size}" if size else "", room=room)
            lowest = at >= len(parts) - 2
            line = heights[at // 2 * 2 : at // 2 * 2 + 2]
            ax.set_ylim(max(line) / 0.21 - 1.2, -0.75)
            ax.set_xlabel(ax.get_xlabel() if lowest else "")
            ax.tick_params(labelbottom=lowest)
        return fig, axs

    def panel_title(
        self, ax: Axes, section: Any, extra: str = "", color: str = "", room: float = 0
    ) -> None:
        """The name of a section above its panel, and above so many inches left of it, on a rule."""
        zh, en = (
            "" if pd.isna(section.number) else f"{numeral(section.number, language)} "
            for language in ("zh", "en")
        )
        chinese, english = label_parts(section.zh, self.section_glossary, self.labels)
        top, below = (f"{zh}{chinese}", f"{en}{english}") if chinese else (en + english, "")
        color = color or self.colors[section.section]
        left = -room / (ax.get_position().width * WIDTH)
        rule: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False}
        up = 1 + 4 / 72 * ax.figure.dpi / ax.get_window_extent().height
        ax.plot([left, 1], [up, up], color=color, linewidth=3, scalex=False, scaley=False, **rule)
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        small: dict[str, Any] = {"size": LEAST, "color": SOFT, **place}
        lift = 15.5 if english and chinese else 5
        ax.annotate(below if lift > 5 else "", (left, up), xytext=(0, 5), **small)
        ax.annotate(top, (left, up), xytext=(0, lift), size=10, weight="bold", **place)
        ax.annotate(extra, (1, up), xytext=(0, 5), ha="right", **small)

    def key(self, entries: Iterable[tuple[str, str]], columns: int) -> None:
        """A key below the figure in so many columns: pairs of a colour and what it marks."""
        self.entries, self.columns = list(entries), columns

    # The frame

    def finish(self, figure: str, fig: Figure, values: Values, **given: str | None) -> Drawn:
        """Put the frame around a figure: its messages with its values, or what is given."""
        values = {"aside": self.aside(), "called": self.called, "source": self._source(), **values}
        said = Wording(self.messages[figure], values)
        title, subtitle, note = (
            text if (text := given.get(key)) is not None else said[key].strip()
            for key in ("title", "subtitle", "note")
        )
        title = title[:1].upper() + title[1:]
        self._frame(fig, title, folded(subtitle, 9), folded(note, LEAST))
        plt.close(fig)  # it is the caller's now; no notebook shows it twice
        fit_texts(fig)
        subtitle, note = (re.sub(" *\n", self.say("line_break"), text) for text in (subtitle, note))
        caption = self.say("caption", subtitle=subtitle, note=note)
        table = values["table"].rename(columns=lambda name: self._heading(str(name)))
        return Drawn(fig, title, caption, self._description(said["kind"], title, values), table)

    def _heading(self, name: str) -> str:
        """A column of the values in the language of the figure."""
        return str(self.messages["columns"].get(name, name))

    def _description(self, kind: str, title: str, values: Values) -> str:
        """Kind, finding and as many of the main values as fit into a short line."""
        said, more = self.say("told", kind=kind, title=title), list(values["main"])
        for count in range(len(more), 0, -1):
            longer = self.say("values", said=said, main=self.joined(more[:count], "semicolon"))
            if words(longer) <= LONGEST:
                return longer
        return said

    def _frame(self, fig: Figure, title: str, subtitle: str, note: str) -> None:
        """Make room around the panels for title, note and key; what is drawn keeps its size."""
        width, inner = fig.get_size_inches()
        rows = -(-len(self.entries) // self.columns)
        top = 0.5 + LINE * (subtitle.count("\n") + 1) + self.head
        low = 0.2 + 0.15 * (note.count("\n") + 1)
        bottom = low + 0.2 * rows + 0.12 * bool(rows) + self.foot
        height = inner + top + bottom
        fig.set_size_inches(width, height)
        fig.subplots_adjust(top=1 - top / height, bottom=bottom / height)
        headline(fig, title, subtitle, note)
        for at, (color, text) in enumerate(self.entries):
            left = 0.25 + (width - 0.3) / self.columns * (at % self.columns)
            up = (low + 0.08 + 0.2 * (rows - 1 - at // self.columns)) / height
            fig.text(left / width, up, "■", color=color, size=9)
            fig.text((left + 0.16) / width, up, text, size=VALUE)

    def _source(self) -> str:
        """Where the article comes from and of which day, as far as the page says."""
        name = self.name(self.metadata.get("source") or "")
        when = str(self.metadata.get("date") or "")[:10]
        if day := re.fullmatch(r"(\d+)-(\d+)-(\d+)", when):
            year, month, number = map(int, day.groups())
            when = self.say("date", iso=when, year=year, month=month, day=number)
        which = which_of(source=bool(name), date=bool(when))
        return self.say("source", source=which, name=name, when=when)


def whole_ranks(table: pd.DataFrame, limit: int, by: str = "n") -> pd.DataFrame:
    """The first rows, at most `limit`, cut where `by` changes, so that no tie is broken."""
    if len(table) <= limit:
        return table
    whole = table[table[by] > table[by].iloc[limit]]
    return table.head(limit) if whole.empty else whole


def often(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """The words that occur so often, or where none does those that occur most."""
    return table[table["n"].ge(min(least, table["n"].max()))]
