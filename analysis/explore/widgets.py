"""The explorer: widgets that choose among the pages of `analysis.explore`.

It needs a running kernel: without one there is nothing to choose.
"""

from typing import Any

from ipywidgets import HTML, Button, Checkbox, Dropdown, Tab, Text, ToggleButtons, VBox

from ..article import Article
from ..house import printable
from .html import headings
from .pages import (
    Page,
    comparison_page,
    frequent_terms,
    raw_page,
    sentence_page,
    shown,
    term_page,
    theme_page,
)

FALLBACK = "<p>Run this notebook to use the explorer: <code>five-moves lab</code> opens it.</p>"
WIDE: dict[str, Any] = {
    "layout": {"width": "auto", "max_width": "40em"},
    "style": {"description_width": "6em"},
}
NARROW: dict[str, Any] = {"layout": {"width": "auto"}, "style": {"button_width": "3.2em"}}


class Explorer:
    """Choose a term, a theme or two sections, then a sentence of theirs; see its bytes.

    Attributes
    ----------
    term, frequent, regex, theme, one, other
        Widgets that choose a term, a theme, two sections.
    tabs, pages, rows
        The tabs; for each of the three its page and the numbers of its sentences.
    sentence, to_raw, raw
        The chosen sentence, the button that shows its raw page, that page.
    box
        All of them.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        sections = [(printable(str(name)), key) for key, name in headings(article).items()]
        themes = [(f"{row.zh} {row.en}", row.theme) for row in article.themes.itertuples()]
        themes = [(printable(name), theme) for name, theme in themes]
        self.frequent = Dropdown(description="Pick a term", options=frequent_terms(article), **WIDE)
        typed = self.frequent.value or ""
        self.term = Text(typed, description="or type it", continuous_update=False, **WIDE)
        self.regex = Checkbox(description="It is a regular expression", **WIDE)
        self.theme = Dropdown(description="Theme", options=themes, **WIDE)
        self.one = Dropdown(description="Compare", options=sections, **WIDE)
        second = [*sections[1:], *sections[:1]]
        self.other = Dropdown(description="with", options=second, **WIDE)
        self.pages = [HTML() for _ in range(3)]
        self.rows = [ToggleButtons(description="Sentence", **NARROW) for _ in range(3)]
        self.sentence, self.raw = HTML(), HTML()
        said = "Show the raw page that this sentence came from"
        self.to_raw = Button(description=said, layout={"width": "auto"})
        chosen = [self.frequent, self.term, self.regex], [self.theme], [self.one, self.other]
        inside = zip(chosen, self.pages, self.rows, strict=True)
        titles = ["A term", "A theme", printable(f"Two {article.section_name}s")]
        self.tabs = Tab(
            [VBox([*choices, page, rows]) for choices, page, rows in inside], titles=titles
        )
        self.box = VBox([self.tabs, self.sentence, self.to_raw, self.raw])
        self.frequent.observe(self._pick, "value")
        for draw, *changed in (
            (self._draw_comparison, self.one, self.other),
            (self._draw_theme, self.theme),
            (self._draw_term, self.term, self.regex),
        ):
            draw()
            for widget in changed:
                widget.observe(draw, "value")
        for rows in self.rows:
            rows.observe(self._draw_sentence, "index")
        self.tabs.observe(self._draw_sentence, "selected_index")
        self.to_raw.on_click(self._draw_raw)
        self._draw_sentence()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = self.box._repr_mimebundle_(**options)
        return {**bundle, "text/plain": f"<Explorer of {self.article!r}>", "text/html": FALLBACK}

    def _show(self, tab: int, page: Page) -> None:
        self.pages[tab].value, rows = page._repr_html_(), self.rows[tab]
        rows.options = [(str(passage), passage) for passage in page.sentences]
        rows.tooltips = self.article.passages["text"].loc[page.sentences].tolist()
        rows.index = 0 if page.sentences else None

    def _pick(self, change: Any) -> None:
        self.term.value = change["new"] or self.term.value

    def _draw_term(self, _: Any = None) -> None:
        term, listed = self.term.value, [term for _, term in self.frequent.options]
        self.frequent.value = term if term in listed else None
        self._show(0, shown(term_page, self.article, term, regex=self.regex.value))

    def _draw_theme(self, _: Any = None) -> None:
        self._show(1, shown(theme_page, self.article, self.theme.value))

    def _draw_comparison(self, _: Any = None) -> None:
        self._show(2, shown(comparison_page, self.article, self.one.value, self.other.value))

    def _passage(self) -> Any:
        return self.rows[self.tabs.selected_index or 0].value

    def _draw_sentence(self, _: Any = None) -> None:
        passage = self._passage()
        self.to_raw.disabled, self.sentence.value, self.raw.value = passage is None, "", ""
        if passage is not None:
            self.sentence.value = sentence_page(self.article, passage)._repr_html_()

    def _draw_raw(self, _: Any) -> None:
        self.raw.value = shown(raw_page, self.article, self._passage())._repr_html_()
