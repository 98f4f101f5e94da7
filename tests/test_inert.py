"""A text in Markdown or HTML is shown as it is, and does nothing there."""

import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from matplotlib.text import Text

import analysis as an
from analysis.house import inert, printable, prose

RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render
SHAPES = {
    "p", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "table",
    "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
# Text that is dense with marks, words that make addresses, and characters that are not seen.
PARTS = [
    "http://a.b", "www.a.b", "javascript:", "<b>", "</style>", "&lt;", "&#60;", "1.", "2)", "- ",
    "\n", "\n\n", "    ", "山", "$x$", "\\(", "`", "```", "~~~", "](", "![", "\u202e", "\x00",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(PARTS), st.characters(max_codepoint=127), st.characters())
).map("".join)


class Seen(HTMLParser):
    """The tags with their attributes, and the text, of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(text: str) -> str:
    """What a reader is to see of a text: one line, each character of it, none unseen."""
    line = re.sub("[\t\n\r ]+", " ", printable(text)).strip(" ")
    return line.replace("$", "＄").replace("\\", "＼")


@given(TEXTS)
def test_markdown_shows_an_inert_text_and_nothing_else(text: str) -> None:
    seen, said = Seen(RENDER(inert(text))), shown(text).strip()
    assert seen.text.strip() == said
    assert seen.tags == [("p", [])] * bool(said)


@given(TEXTS)
def test_html_shows_an_inert_text_and_nothing_else(text: str) -> None:
    for html in (inert(text), f'<p title="{inert(text)}">', f"<p title='{inert(text)}'>"):
        seen = Seen(html)
        assert shown(text) in (seen.text, *(value for _, pairs in seen.tags for _, value in pairs))
        assert all(tag == "p" and len(pairs) == 1 for tag, pairs in seen.tags)


@given(TEXTS)
def test_prose_shapes_a_text_but_has_no_tag_link_or_formula(text: str) -> None:
    tags = Seen(RENDER(prose(text))).tags
    assert {tag for tag, _ in tags} <= SHAPES
    assert {name for _, pairs in tags for name, _ in pairs} <= {"class", "start", "style"}
    assert not set("$\\<[]{}") & set(prose(text))


@given(TEXTS)
def test_a_text_that_is_inert_stays_as_it_is_in_prose(text: str) -> None:
    assert prose(inert(text)) == inert(text)


@given(TEXTS)
def test_what_is_printable_has_no_character_that_acts_unseen(text: str) -> None:
    assert all(c.isprintable() or c.isspace() or c == "\u200d" for c in printable(text))
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("text", ["乡村振兴", "the Party’s 5% of 1,200 (a–b)", "　段首"])
def test_a_text_without_marks_reads_as_before(text: str) -> None:
    assert unescape(inert(text)) == printable(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\x1b[31m", "a[U+001B][31m"), ("\u202eab\u202c", "[U+202E]ab[U+202C]"),
     ("\u200b\ue0fb", "[U+200B][U+E0FB]"), ("\ud800", "[U+D800]"), ("a\tb\nc", "a\tb\nc")],
)  # fmt: skip
def test_what_is_not_seen_is_shown_by_its_code_point(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_dollar_sign_in_a_figure_is_a_dollar_sign() -> None:
    words = ["$$", "每亩$5至$6", "$\\frac$"]
    table = pd.DataFrame({"token": words, "n": 1, "per_1000": 1.0, "low": 0.5, "high": 2.0})
    drawn = an.plots.term_frequency(table)
    drawn.figure.canvas.draw()
    texts = [text for text in drawn.figure.findobj(Text) if "$" in text.get_text()]
    assert {text.get_text() for text in texts} == {*words}
    assert not any(text.get_parse_math() for text in texts)


def test_a_table_leaves_formulas_to_be_read() -> None:
    table = an.term_frequency(pd.DataFrame({"token": ["$x$"]}))
    assert 'class="dataframe tex2jax_ignore mathjax_ignore"' in table._repr_html_()
