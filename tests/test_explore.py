"""The explorer's pages, and the widgets that show them, without a browser."""

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

import analysis as an
from analysis import explore
from analysis.article import Section
from analysis.cleaning import channel
from analysis.explore.html import edited
from analysis.house import printable, section_colors

from .conftest import NAME, ROOT

TEXT = "两件事\n2024-05-01 来源：某报\n先修水渠，水渠通了。\n再修公路，公路通了。"


class Tables(HTMLParser):
    """The tables of a page: caption, and a list of rows, each of (tag, scope, text)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[str, str | None, str]]]] = {}
        self.stack: list[str] = []
        self.caption = ""
        self.rows: list[list[tuple[str, str | None, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.rows, self.caption = [], ""
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append((tag, dict(attrs).get("scope"), ""))
        if tag not in ("br", "meta"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag  # whatever is opened is closed, in order
        if tag == "table":
            self.tables[self.caption] = self.rows

    def handle_data(self, data: str) -> None:
        if "caption" in self.stack:
            self.caption += data
        elif {"td", "th"} & set(self.stack):
            tag, scope, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, scope, text + data)


def cells(page: explore.Page, caption: str) -> list[list[str]]:
    """The rows of one table of a page, without its head; the head must be one."""
    (rows,) = (rows for name, rows in Tables(page.body).tables.items() if name.startswith(caption))
    assert {(tag, scope) for tag, scope, _ in rows[0]} == {("th", "col")}
    assert {row[0][:2] for row in rows[1:]} == {("th", "row")}
    return [[text for _, _, text in row] for row in rows[1:]]


def plain(html: str) -> str:
    """What a page says, without its elements."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.fixture
def plain_article() -> an.Article:
    """An article without sections, speakers, codebook, glossary or pollution."""
    return an.Article(TEXT)


@pytest.fixture
def two() -> an.Article:
    """An article of two sections whose names and words would be markup if they were not escaped."""
    return an.Article(
        TEXT.replace("公路通", "<b>公路</b>&通"),
        sections=[
            Section(key="canal", zh="渠<i>", en="<u>The canal", begins="先修", number=1),
            Section(key="road", zh="路", begins="再修"),
        ],
        codebook=an.Codebook.from_dict({"水<s>": ["水渠"], "路": ["公路"]}),
        glossary={"水渠": "<em>canal"},
    )


# A term


@pytest.mark.parametrize("term", ["党员", "乡村振兴", "抓 党建"])
def test_a_term_has_a_row_for_each_occurrence_with_its_sentence_and_section(
    term: str, article: an.Article
) -> None:
    page, found = explore.term_page(article, term), an.concordance(article, term)
    rows = cells(page, "Every occurrence")
    assert [row[:4] for row in rows] == [
        [str(row.passage), row.left, row.keyword, row.right] for row in found.itertuples()
    ]
    zh = article.sections.set_index("section")["zh"]
    for row, key in zip(rows, found["section"], strict=True):
        assert row[4].endswith("–" if pd.isna(key) else zh[key])
    assert page.sentences == list(dict.fromkeys(found["passage"]))
    assert f": {len(found)} ×" in page.title


def test_the_company_of_a_term_is_that_of_its_content_words(article: an.Article) -> None:
    page = explore.term_page(article, "党员")
    every = an.collocations(article.tokens[~article.tokens["stop"]], "党员")
    near = every.head(8)
    rows = cells(page, f"Words near it: {len(near)} of {len(every)} words")
    assert [row[0].split()[0] for row in rows] == near["collocate"].tolist()
    assert [int(row[1]) for row in rows] == near["n"].tolist()
    for row in rows:  # the sentences that a row names have both words
        for passage in map(int, row[-1].split(", ")):
            words = set(article.tokens.query("passage == @passage")["token"])
            assert {"党员", row[0].split()[0]} <= words
            assert passage in page.sentences


def test_the_strip_has_a_tick_for_each_occurrence_where_positions_has_it(
    article: an.Article,
) -> None:
    page = explore.term_page(article, "党员")
    ticks = [float(tick) for tick in re.findall(r'<i style="left:([\d.]+)%', page.body)]
    places = an.positions(article.tokens, "党员")["place"] * 100
    assert ticks == pytest.approx(places.tolist(), abs=0.006)
    counts = an.concordance(article, "党员")["section"].value_counts()
    said = plain(page.body)
    for row in article.sections.itertuples():  # and it is said in words too
        assert f"{row.zh} {row.en}: {counts[row.section]} " in said


def test_sections_have_the_colours_of_the_figures_and_their_numbers_in_words(
    article: an.Article,
) -> None:
    page = explore.term_page(article, "党员")
    sections = article.sections
    colors = section_colors(list(sections["section"]), list(sections["number"].notna()))
    for numeral, row in zip("一二三四五", sections.itertuples(), strict=False):
        assert f'border-color:{colors[row.section]}"><span lang="zh">{numeral} ' in page.body


def test_a_pattern_says_what_it_found(article: an.Article) -> None:
    page = explore.term_page(article, "强化|加强", regex=True)
    counts = an.concordance(article, "强化|加强", regex=True)["keyword"].value_counts()
    for term, n in counts.items():
        assert f"{term} {article.glossary[term]}: {n}" in plain(page.body)


def test_a_term_that_does_not_occur_is_a_message_that_names_the_words_that_hold_it(
    article: an.Article,
) -> None:
    page = explore.term_page(article, "织")
    assert page.sentences == []
    assert "织 does not occur as a word, only inside" in plain(page.body)
    assert "组织" in page.body
    assert plain(explore.term_page(article, "猫").body) == "猫 does not occur as a word."


@pytest.mark.parametrize(
    ("term", "regex", "says"),
    [("", False, "empty"), ("  ", True, "empty"), ("[", True, "not a regular expression")],
)
def test_no_term_and_no_pattern_are_input_errors_and_shown_as_messages(
    term: str, regex: bool, says: str, article: an.Article
) -> None:
    with pytest.raises(an.InputError, match=says):
        explore.term_page(article, term, regex=regex)
    page = explore.shown(explore.term_page, article, term, regex=regex)
    assert (page.title, page.sentences) == ("Nothing to show", [])
    assert says in page.body


def test_the_frequent_terms_are_content_words_with_their_english(article: an.Article) -> None:
    terms = explore.frequent_terms(article)
    assert terms[0] == ("乡村振兴 (rural revitalisation) 21 ×", "乡村振兴")
    content = set(article.tokens.loc[~article.tokens["stop"], "token"])
    assert {term for _, term in terms} <= content


# A theme


def test_the_sentences_of_a_theme_are_marked_in_the_whole_running_text(article: an.Article) -> None:
    for theme in article.themes["theme"]:
        page = explore.theme_page(article, theme)
        words = article.tokens[article.tokens["theme"] == theme]
        assert page.sentences == sorted(set(words["passage"]))
        marked = re.findall(r"<mark><sup>(\d+)</sup> (.*?)</mark>", page.body)
        texts = article.passages["text"]
        assert {int(n): plain(text) for n, text in marked} == dict(texts[page.sentences])
        bold = [word for _, text in marked for word in re.findall("<b>(.*?)</b>", text)]
        assert bold == words["token"].tolist()
        running = plain(re.sub(r"<sup>\d+</sup> ", "", page.body))
        assert all(text in running for text in texts)


def test_an_unknown_theme_and_a_missing_codebook_are_said(
    article: an.Article, plain_article: an.Article
) -> None:
    with pytest.raises(an.InputError, match=r"no theme 'love'.*cadres"):
        explore.theme_page(article, "love")
    with pytest.raises(an.InputError, match="no codebook"):
        explore.theme_page(plain_article, "water")


# Two sections


def test_a_comparison_lists_for_each_section_the_words_that_mark_it(article: an.Article) -> None:
    page = explore.comparison_page(article, "ideology", "governance")
    tokens = article.tokens.query("section in ('ideology', 'governance') and not stop")
    counts = pd.crosstab(tokens["token"], tokens["section"])
    english = article.sections.set_index("section")["en"]
    pair = (
        ("一 夯实思想根基", "ideology", "governance"),
        ("五 完善治理体系", "governance", "ideology"),
    )
    for name, here, there in pair:
        more = cells(page, f"More in {name}")
        rates = counts / counts.sum()
        words = (rates[here] > rates[there]).sum()
        assert f"More in {name} {english[here]}: {len(more)} of {words} words" in plain(page.body)
        for row in more:
            word = row[0].split()[0]
            assert row[1:3] == [str(counts[here][word]), str(counts[there][word])]
            assert float(row[3]) > 0
            assert article.glossary[word] in row[0]
            for passage in map(int, row[-1].split(", ")):
                assert passage in page.sentences
                assert article.passages.loc[passage, "section"] == here
                assert word in article.passages.loc[passage, "text"]


@pytest.mark.parametrize("pair", [("ideology", "ideology"), ("ideology", "six"), (None, None)])
def test_only_two_different_sections_compare(pair: tuple[str, str], article: an.Article) -> None:
    with pytest.raises(an.InputError, match=r"two different sections.*there are: ideology"):
        explore.comparison_page(article, *pair)


# A sentence and its bytes


def test_a_sentence_stands_between_its_neighbours(article: an.Article) -> None:
    for row in article.passages.itertuples():
        page = explore.sentence_page(article, row.Index)
        (marked,) = re.findall("<mark><sup>(.*?)</sup> (.*?)</mark>", page.body)
        assert (int(marked[0]), plain(marked[1])) == (row.Index, row.text)
        assert page.title.split(" (")[0] == f"Sentence {row.Index}"
        assert f"numbered from 0 to {len(article.passages) - 1}." in plain(page.body)
    before, after = article.passages["text"].loc[[15, 17]]
    assert before in plain(explore.sentence_page(article, 16).body)
    assert after in plain(explore.sentence_page(article, 16).body)


@pytest.mark.parametrize("passage", [-1, 42, None])
def test_no_such_sentence(passage: int, article: an.Article) -> None:
    for page in (explore.sentence_page, explore.raw_page):
        with pytest.raises(an.InputError, match="there are: 0 to 41"):
            page(article, passage)


def raw_and_read(html: str) -> tuple[str, str]:
    """What an edited text shows of the raw page, and what was made of it."""
    (text,) = re.findall('<p class="raw"[^>]*>(.*?)</p>', html)
    text = text.replace("<rp>/</rp>", "")
    raw = re.sub("<rt>.*?</rt>", "", text)
    read = re.sub("<del>.*?</del>", "", text)
    read = re.sub("<ruby[^>]*>.*?<rt>(.*?)</rt></ruby>", r"\1", read)
    return plain(raw), plain(read)


def test_the_raw_page_of_each_sentence_is_what_it_came_from(article: an.Article) -> None:
    cleaned = article.cleaned
    for row in article.passages.itertuples():
        page = explore.raw_page(article, row.Index)
        start, stop = explore.raw_span(article, row.Index)
        raw, read = raw_and_read(page.body)
        assert raw == unescape(printable(cleaned.raw[start:stop]))
        assert row.text in read
        assert len(read) - len(row.text) <= 4  # of a damaged run that reaches beyond it
        (hexadecimal,) = re.findall('<p class="hex">(.*?)</p>', page.body)
        assert bytes.fromhex(hexadecimal).decode() == cleaned.raw[start:stop]
        (offset,) = re.findall("from byte ([0-9,]+) of the page", page.body)
        there = cleaned.raw.encode()[int(offset.replace(",", "")) :]
        assert there.startswith(bytes.fromhex(hexadecimal))


def test_the_bytes_of_each_damaged_place_read_as_what_the_page_shows(article: an.Article) -> None:
    seen = set()
    for passage in article.passages["passage"]:
        page = explore.raw_page(article, passage)
        start, stop = explore.raw_span(article, passage)
        for caption, rows in Tables(page.body).tables.items():
            if "out of step" not in caption:
                continue
            written, data, shown = ([text for *_, text in row][1:] for row in rows)
            lost = [text for text in data if "lost" in text]
            pairs = "".join(text for text in data if text not in lost)
            there = "".join(map(channel.narrow, channel.misread(bytes.fromhex(pairs))))
            assert unescape(printable(there)) == "".join(shown)[len(lost) :]
            raw = unescape(printable(article.cleaned.raw[start:stop]))
            assert caption.split(" was ")[0] in raw
            seen.add(caption)
            assert any("(" in text for text in written)
    damaged = [edit for edit in article.cleaned.edits if edit.kind == "damage"]
    assert len(seen) == len(damaged) > 0


def test_what_was_changed_is_counted_by_kind(article: an.Article) -> None:
    start, stop = explore.raw_span(article, 30)
    kinds = [e.kind for e in article.cleaned.edits if e.start < stop and start < e.end]
    rows = cells(explore.raw_page(article, 30), "What was changed")
    assert {row[0]: int(row[2]) for row in rows} == {kind: kinds.count(kind) for kind in set(kinds)}


def test_spam_right_after_the_last_sentence_is_none_of_it(article: an.Article) -> None:
    raw = article.cleaned.raw
    spam = next(edit for edit in article.cleaned.edits if edit.kind == "spam")
    end = raw.rindex("。", 0, spam.start) + 1
    shorter = an.Article(raw[:end] + raw[spam.start :])
    assert shorter.cleaned.edits[-1].start == end
    start, stop = explore.raw_span(shorter, int(shorter.passages["passage"].iloc[-1]))
    assert start < stop == end


def test_text_that_was_not_polluted_says_so(plain_article: an.Article) -> None:
    page = explore.raw_page(plain_article, 1)
    assert "Nothing was changed here." in page.body
    assert raw_and_read(page.body) == (plain_article.passages["text"][1],) * 2


def test_an_edit_that_reaches_beyond_a_sentence_is_cut_at_its_end() -> None:
    edit = an.Edit(0, 4, "組織部門", "组织部门", "script")
    pieces = list(edited("組織部門", 1, 3, [edit]))
    assert "".join(before for before, _, _ in pieces) == "織部"
    assert "".join(after for _, after, _ in pieces) == "织部"


# Any article


def test_an_article_with_nothing_but_a_text_can_be_explored(plain_article: an.Article) -> None:
    page = explore.term_page(plain_article, "水渠")
    assert page.title == "水渠: 2 ×"
    assert [row[2] for row in cells(page, "Every occurrence")] == ["水渠", "水渠"]
    assert "elsewhere" not in page.body
    assert explore.sentence_page(plain_article, 1).sentences == [1]
    page = explore.shown(explore.comparison_page, plain_article, None, None)
    assert "it takes two sections to compare (there are: none)" in page.body


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("。。。", ""),
        ("一", ""),
        ("abc", ""),
        ("山好。", "山"),
        ("的。了。", "的了"),
        ("山好。水好。", "山水"),
    ],
)
def test_the_explorer_takes_any_article_and_any_term(text: str, keys: str) -> None:
    sections = [Section(key=key, begins=key, to="sentence") for key in keys]
    explorer = an.Explorer(an.Article(f"标题\n{text}", sections=sections))
    for regex, terms in (
        (True, ["[", "$", "x*", ".*", "[^好]+"]),
        (False, ["。", "好", "山 好", "a"]),
    ):
        explorer.regex.value = regex
        for term in terms:
            explorer.term.value = term
            assert "<h3>" in explorer.pages[0].value
    for tab, rows in enumerate(explorer.rows):
        explorer.tabs.selected_index = tab
        assert explorer.to_raw.disabled == (not rows.options)
        explorer.to_raw.click()


def test_whatever_a_text_or_a_configuration_says_is_escaped(two: an.Article) -> None:
    pages = [
        explore.term_page(two, "水渠"),
        explore.term_page(two, "<"),
        explore.term_page(two, "<script>"),
        explore.theme_page(two, "水<s>"),
        explore.comparison_page(two, "canal", "road"),
        explore.sentence_page(two, 2),
        explore.raw_page(two, 2),
        explore.shown(explore.theme_page, two, "<script>"),
    ]
    for page in pages:
        html = page._repr_html_()
        Tables(html.split("</style>")[1])
        assert not re.search("<(i>|b>公|u>|em|s>|script)", html)


def test_a_character_that_acts_unseen_is_shown_by_its_code_point() -> None:
    article = an.Article("水\u202e渠通了。公路也通了。", glossary={"公路": "ro\u202ead"})
    page = explore.term_page(article, "公路")
    assert "ro\u202ead" in page.title
    assert "\u202e" not in page._repr_html_()
    assert "公路 (ro[U+202E]ad): 1 ×" in page._repr_html_()
    assert "水[U+202E]渠" in plain(explore.sentence_page(article, 0).body)


def test_a_page_is_named_without_its_html(article: an.Article) -> None:
    assert repr(explore.term_page(article, "党员")) == "<Page: 党员 (Party member): 15 ×>"


# The widgets


@pytest.mark.slow
def test_every_page_is_drawn_without_widgets_and_without_matplotlib() -> None:
    code = f"""
import sys
import analysis as an
from analysis import explore
article = an.load_article({str(ROOT / "data" / "articles" / NAME)!r} + ".toml")
pages = [
    explore.term_page(article, "党员"),
    explore.theme_page(article, "cadres"),
    explore.comparison_page(article, "ideology", "talent"),
    explore.sentence_page(article, 30),
    explore.raw_page(article, 30),
]
assert all(page._repr_html_() for page in pages)
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"ipywidgets", "matplotlib"}}))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.slow
def test_typing_or_picking_a_term_shows_its_page(article: an.Article) -> None:
    explorer = an.Explorer(article)
    assert not explorer.term.continuous_update
    for choose in (explorer.term, explorer.frequent):
        for term in ("党员", "培训"):
            choose.value = term
            assert explorer.pages[0].value == explore.term_page(article, term)._repr_html_()
            assert (explorer.term.value, explorer.frequent.value) == (term, term)
    explorer.term.value = "猫"
    assert explorer.frequent.value is None
    assert "does not occur" in explorer.pages[0].value
    explorer.frequent.value = "培训"
    assert "(training): 7 ×" in explorer.pages[0].value


def test_what_cannot_be_shown_is_a_message_in_its_place(article: an.Article) -> None:
    explorer = an.Explorer(article)
    for term in ("", " ", "["):
        explorer.regex.value, explorer.term.value = term == "[", term
        assert "Nothing to show" in explorer.pages[0].value
        assert explorer.sentence.value == explorer.raw.value == ""
        assert explorer.to_raw.disabled
    explorer.regex.value = False
    explorer.term.value = "党员"
    assert "Every occurrence" in explorer.pages[0].value
    explorer.other.value = explorer.one.value
    assert "two different sections" in explorer.pages[2].value


def test_themes_and_sections_are_chosen_by_both_names(article: an.Article) -> None:
    explorer = an.Explorer(article)
    explorer.theme.label = "干部队伍 Cadres"
    assert explorer.pages[1].value == explore.theme_page(article, "cadres")._repr_html_()
    explorer.one.label = "五 完善治理体系 Improve the governance system"
    explorer.other.label = "产业 Industry"
    page = explore.comparison_page(article, "governance", "industry")
    assert explorer.pages[2].value == page._repr_html_()


def test_a_click_leads_to_the_sentence_and_another_to_its_bytes(article: an.Article) -> None:
    explorer = an.Explorer(article)
    for tab, (page, rows) in enumerate(zip(explorer.pages, explorer.rows, strict=True)):
        explorer.tabs.selected_index = tab
        assert page.value
        for label, passage in rows.options[:3]:
            rows.value = passage
            assert label == str(passage)
            page = explore.sentence_page(article, passage)
            assert (explorer.sentence.value, explorer.raw.value) == (page._repr_html_(), "")
            explorer.to_raw.click()
            assert explorer.raw.value == explore.raw_page(article, passage)._repr_html_()
    explorer.tabs.selected_index = 0
    first = explore.sentence_page(article, explorer.rows[0].value)
    assert explorer.sentence.value == first._repr_html_()


def test_the_explorer_of_a_bare_text_says_what_it_lacks(plain_article: an.Article) -> None:
    explorer = an.Explorer(plain_article)
    term, theme, comparison = (page.value for page in explorer.pages)
    assert "Every occurrence" in term
    assert "the article has no codebook" in theme
    assert "it takes two sections" in comparison


def test_every_choice_has_a_label_that_can_be_read_out(article: an.Article) -> None:
    explorer = an.Explorer(article)
    choices = [explorer.term, explorer.frequent, explorer.regex, explorer.theme, explorer.one,
               explorer.other, explorer.to_raw, *explorer.rows]  # fmt: skip
    assert all(choice.description for choice in choices)
    for rows in explorer.rows:
        assert len(rows.tooltips) == len(rows.options) > 0


def test_without_a_kernel_a_line_says_how_to_use_it(article: an.Article) -> None:
    bundle = an.Explorer(article)._repr_mimebundle_()
    assert "<code>five-moves lab</code> opens" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert re.fullmatch(
        "<Explorer of <Article .*: 42 sentences, 6 sections>>", bundle["text/plain"]
    )
