"""Keyword in context."""

import re
from html.parser import HTMLParser
from unicodedata import east_asian_width

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

# A pattern that matches nothing warns; `test_what_does_not_occur_…` asks for that.
pytestmark = pytest.mark.filterwarnings("ignore:no occurrence")
COLUMNS = ["left", "keyword", "right", "passage", "section", "speaker", "start", "end"]


@pytest.mark.parametrize("term", ["乡村振兴", "党员", "培训", "抓 党建", "是"])
def test_every_occurrence_is_found_as_often_as_it_is_counted(
    term: str, article: an.Article
) -> None:
    found = an.concordance(article, term)
    counts = an.term_frequency(article.tokens, ngram=len(term.split())).set_index("token")["n"]
    assert len(found) == counts[term]
    assert list(found) == COLUMNS
    assert set(found["keyword"]) == {term.replace(" ", "")}


def test_offsets_are_those_of_the_cleaned_text(article: an.Article) -> None:
    text = article.cleaned.text
    found = an.concordance(article, "党[员建]", regex=True)
    assert len(found) == len(re.findall("党[员建]", "\n".join(article.passages["text"])))
    for row in found.itertuples():
        assert text[row.start : row.end] == row.keyword
        assert text[: row.start].endswith(row.left)
        assert text[row.end :].startswith(row.right)


def test_context_stays_in_its_sentence(article: an.Article) -> None:
    passages = article.passages.set_index("passage")
    for row in an.concordance(article, "党建", width=99).itertuples():
        assert row.left + row.keyword + row.right == passages.loc[row.passage, "text"]
        assert row.speaker == passages.loc[row.passage, "speaker"] or row.passage == 0


def test_context_is_so_many_tokens_and_crosses_sentences_when_told() -> None:
    table = pd.DataFrame({"token": ["山水", "。", "人", "在", "天", "。", "地"]})
    row = an.concordance(table, "在", width=2).iloc[0]
    assert (row["left"], row["right"]) == ("人", "天。")
    row = an.concordance(table, "在", width=2, across=True).iloc[0]
    assert (row["left"], row["right"]) == ("。人", "天。")
    row = an.concordance(table, "在", width=0).iloc[0]
    assert (row["left"], row["right"]) == ("", "")
    assert an.concordance(table, "山水 。 人").empty
    assert len(an.concordance(table, "山水 。 人", across=True)) == 1
    assert an.concordance(table, r"。\s*人", regex=True).empty


def test_a_word_is_not_found_within_another_unless_by_a_pattern() -> None:
    table = pd.DataFrame({"token": ["党员", "党", "员", "党"]})
    assert an.concordance(table, "党")["start"].tolist() == [2, 4]
    assert an.concordance(table, "党员")["start"].tolist() == [0, 2]
    assert an.concordance(table, "党", regex=True)["start"].tolist() == [0, 2, 4]


def test_a_plain_pattern_is_no_regular_expression() -> None:
    table = pd.DataFrame({"token": ["50%", "(", "山", "."]})
    assert an.concordance(table, ".")["start"].tolist() == [5]
    assert an.concordance(table, "(")["start"].tolist() == [3]
    assert len(an.concordance(table, r"(\d)0%", regex=True)) == 1


@given(st.lists(st.sampled_from(["山", "山山", "水", "。"]), min_size=1, max_size=20))
@pytest.mark.slow
def test_words_and_pairs_are_found_where_they_are(words: list[str]) -> None:
    table = pd.DataFrame({"token": words})
    at = [len("".join(words[:i])) for i in range(len(words))]
    assert an.concordance(table, "山")["start"].tolist() == [
        place for place, word in zip(at, words, strict=True) if word == "山"
    ]
    assert an.concordance(table, "山 水")["start"].tolist() == [
        at[i] for i in range(len(words) - 1) if words[i : i + 2] == ["山", "水"]
    ]
    for row in an.concordance(table, "山|水", regex=True, width=2).itertuples():
        text = "".join(words)
        assert text[row.start - len(row.left) : row.end + len(row.right)] == (
            row.left + row.keyword + row.right
        )


def test_rows_are_sorted_from_the_keyword_outwards() -> None:
    table = pd.DataFrame({"token": list("丙甲山乙。甲乙山甲。乙甲山丙。")})
    assert an.concordance(table, "山")["left"].tolist() == ["丙甲", "甲乙", "乙甲"]
    assert an.concordance(table, "山", sort="right")["right"].tolist() == ["丙。", "乙。", "甲。"]
    assert an.concordance(table, "山", sort="left")["left"].tolist() == ["甲乙", "丙甲", "乙甲"]


def test_print_aligns_the_keyword_however_wide_the_characters() -> None:
    table = pd.DataFrame({"token": ["GDP", "和", "党员", "。", "在", "党员", "8", "名", "。"]})
    found = an.concordance(table, "党员|GDP", regex=True)
    lines = str(an.concordance_lines(found)).splitlines()
    places = set()
    for line in lines:
        before = line[: line.index("[")]
        places.add(sum(2 if east_asian_width(char) in "WF" else 1 for char in before))
    assert len(lines) == 3 and places == {6}


class Cells(HTMLParser):
    """The text of each cell, and the styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.styles: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.styles += [value or "" for name, value in attrs if name == "style"]
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def test_a_notebook_shows_every_row_escaped_with_the_colour_of_its_section() -> None:
    table = pd.DataFrame({"token": ["<b>", "山", "&", "。", "水", "山", "。"],
                          "section": list("aaaabbb")})  # fmt: skip
    colors = {"a": "#d4003f", "b": '"><script>'}
    html = an.concordance_lines(an.concordance(table, "山"), colors)._repr_html_()
    cells = Cells(html)
    assert cells.rows == [["<b>", "山", "&。"], ["水", "山", "。"]]
    assert "<script>" not in html
    assert any("#d4003f" in style and "padding-left" in style for style in cells.styles)
    assert not re.search(r"(?<!-)color:(?!inherit)|background:(?!none)", html)


def test_without_sections_or_colours_it_is_shown_all_the_same() -> None:
    found = an.concordance(pd.DataFrame({"token": ["山", "水"]}), "山")
    assert Cells(an.concordance_lines(found)._repr_html_()).rows == [["", "山", "水"]]


def test_any_rows_of_a_concordance_are_shown_and_no_other_table(article: an.Article) -> None:
    found = an.concordance(article, "党员")
    assert type(found) is pd.DataFrame
    assert str(an.concordance_lines(found.head(2))).count("[党员]") == 2
    with pytest.raises(an.InputError, match="no column 'left', 'keyword', 'right'"):
        an.concordance_lines(article.tokens)


def test_what_does_not_occur_gives_an_empty_table(article: an.Article) -> None:
    with pytest.warns(UserWarning, match="no occurrence of '不存在'"):
        found = an.concordance(article, "不存在")
    assert list(found) == COLUMNS and len(found) == 0
    shown = an.concordance_lines(found)
    assert str(shown) == "no occurrences" and "no occurrences" in shown._repr_html_()
    assert an.concordance(article, "x*", regex=True).empty


@pytest.mark.parametrize(
    ("pattern", "options", "message"),
    [("", {}, "pattern ''"), (" ", {}, "pattern"), ("(", {"regex": True}, r"'\(' is not"),
     ("山", {"width": -1}, "width is -1"), ("山", {"sort": "up"}, "'up'; .*'left', 'right'"),
     ("山{99999999999}", {"regex": True}, "repeat count"),
     ("(" * 5000, {"regex": True}, "is not a regular expression")],
)  # fmt: skip
def test_what_cannot_be_sought_is_said(
    pattern: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(an.InputError, match=message):
        an.concordance(pd.DataFrame({"token": ["山"]}), pattern, **options)
