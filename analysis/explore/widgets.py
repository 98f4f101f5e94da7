"""The explorer: the pages of `analysis.explore` behind widgets, which hold no logic of their own.

Not good for a page without a running kernel: there is nothing to choose then.
"""

from typing import Any

from ..article import Article
from ..house import printable
from . import (
    Page,
    comparison_page,
    frequent_terms,
    raw_page,
    sentence_page,
    shown,
    term_page,
    theme_page,
)
from .html import headings

FALLBACK = "<p>Run this notebook to use the explorer: <code>five-moves lab</code> opens it.</p>"


class Explorer:
    """Choose a term, a theme or two sections; choose a sentence that its rows name; see its bytes.

    Attributes, all widgets: `term`, `frequent`, `regex`; `theme`; `one`, `other`; for each of the
    `tabs` its `pages` and the numbers of its sentences, `rows`; `sentence`; `to_raw`, a button;
    `raw`; `box`, which holds all.
    """

    def __init__(self, article: Article) -> None:
        import ipywidgets as widgets

        self.article = article
        sections = [(printable(str(name)), key) for key, name in headings(article).items()]
        themes = [
            (printable(f"{row.zh} {row.en}"), row.theme) for row in article.themes.itertuples()
        ]
        look: dict[str, Any] = {"layout": {"width": "auto", "max_width": "40em"}}
        look["style"] = {"description_width": "6em"}
        self.frequent = widgets.Dropdown(
            description="Pick a term", options=frequent_terms(article), **look
        )
        self.term = widgets.Text(
            self.frequent.value or "", description="or type it", continuous_update=False, **look
        )
        self.regex = widgets.Checkbox(description="It is a regular expression", **look)
        self.theme = widgets.Dropdown(description="Theme", options=themes, **look)
        self.one = widgets.Dropdown(description="Compare", options=sections, **look)
        second = [*sections[1:], *sections[:1]]
        self.other = widgets.Dropdown(description="with", options=second, **look)
        look = {"layout": {"width": "auto"}, "style": {"button_width": "3.2em"}}
        self.pages = [widgets.HTML() for _ in range(3)]
        self.rows = [widgets.ToggleButtons(description="Sentence", **look) for _ in range(3)]
        self.sentence, self.raw = widgets.HTML(), widgets.HTML()
        said = "Show the raw page that this sentence came from"
        self.to_raw = widgets.Button(description=said, layout={"width": "auto"})
        chosen = [self.frequent, self.term, self.regex], [self.theme], [self.one, self.other]
        inside = zip(chosen, self.pages, self.rows, strict=True)
        self.tabs = widgets.Tab(
            [widgets.VBox([*choices, page, rows]) for choices, page, rows in inside],
            titles=["A term", "A theme", f"Two {article.section_name}s"],
        )
        self.box = widgets.VBox([self.tabs, self.sentence, self.to_raw, self.raw])
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
        listed = [term for _, term in self.frequent.options]
        self.frequent.value = self.term.value if self.term.value in listed else None
        page = shown(term_page, self.article, self.term.value, regex=self.regex.value)
        self._show(0, page)

    def _draw_theme(self, _: Any = None) -> None:
        self._show(1, shown(theme_page, self.article, self.theme.value))

    def _draw_comparison(self, _: Any = None) -> None:
        self._show(2, shown(comparison_page, self.article, self.one.value, self.other.value))

    def _draw_sentence(self, _: Any = None) -> None:
        passage, self.raw.value = self.rows[self.tabs.selected_index or 0].value, ""
        self.to_raw.disabled = passage is None
        page = shown(sentence_page, self.article, passage) if passage is not None else None
        self.sentence.value = page._repr_html_() if page else ""

    def _draw_raw(self, _: Any) -> None:
        passage = self.rows[self.tabs.selected_index or 0].value
        self.raw.value = shown(raw_page, self.article, passage)._repr_html_()
