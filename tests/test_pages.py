"""Saved web pages of ten layouts, written for this purpose: the article is read, nothing else."""

import json
from pathlib import Path

import pytest

import analysis as an
from analysis.files import decode, text_of
from analysis.starter.outline import suggest_speakers

from .cases import article_table
from .conftest import ROOT
from .pollution import pollute

PAGES = ROOT / "tests" / "cases" / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text("utf-8"))
PROSE = "村里的水从山上来，一年四季都不断。"
MEASURED = ("title", "date", "source", "author", "editor", "speakers", "first", "last")


def found_in(page: Path) -> tuple[dict[str, object], str]:
    """What the text of a page says, and its sentences."""
    text = an.read_text(page)
    speakers = suggest_speakers(an.Article(text))
    article = an.Article(text, speakers=speakers)
    sentences = list(article.passages.query("paragraph > 0")["text"])
    said = {key: article.metadata[key] for key in ("title", "source", "author", "editor")}
    said |= {"date": str(article.metadata["date"])[:10], "speakers": speakers}
    return said | {"first": sentences[0], "last": sentences[-1]}, "\n".join(sentences)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.slow
def test_of_a_page_the_article_is_read_and_nothing_else(name: str) -> None:
    found, sentences = found_in(PAGES / f"{name}.html")
    expected = EXPECTED[name]
    assert found == {key: expected[key] for key in MEASURED}
    assert [words for words in expected["absent"] if words in sentences] == []


def test_every_page_is_measured() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(EXPECTED)
    assert len(EXPECTED) >= 10


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.slow
def test_a_polluted_page_is_read_first_and_cleaned_afterwards(name: str) -> None:
    """The markup with it: the pollution was done to the bytes of whole pages."""
    markup = decode((PAGES / f"{name}.html").read_bytes(), name)
    page = text_of(pollute(markup, table=article_table(), seed=3).text)
    cleaned = an.clean(page)
    clean, right = cleaned.text.split(), set(text_of(markup).split())
    assert len([edit for edit in cleaned.edits if edit.kind == "gloss"]) > 20
    assert len([line for line in clean if line in right]) >= len(right) - 2


def test_private_use_characters_reach_the_cleaning() -> None:
    page = f"<!DOCTYPE html><h1>新擔當</h1><p>新?lián)\ue2fd?dāng)。{PROSE}</p>"
    assert "\ue2fd" in text_of(page)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (f"<pre>甲：{PROSE}\n乙：{PROSE}</pre>", [f"甲：{PROSE}", f"乙：{PROSE}"]),
        (f"<p>一季\n  四季，{PROSE}<!-- a --></p><p>{PROSE}</p>", [f"一季四季，{PROSE}", PROSE]),
        (f"<p>甲：{PROSE}</p><script>{PROSE}水</script><p>{PROSE}</p>", [f"甲：{PROSE}", PROSE]),
    ],
    ids=["set as it is", "wrapped in the source, with a comment", "with a script"],
)
def test_lines_are_those_that_a_browser_shows(markup: str, lines: list[str]) -> None:
    found = [
        line
        for line in text_of(f"<?xml version='1.0'?>\n<!-- saved --><html>{markup}").split("\n")
        if line
    ]
    assert found[-len(lines) :] == lines


@pytest.mark.parametrize("encoding", ["big5", "gbk", "utf-16", "utf-8"])
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    head = f'<html><head><meta charset="{encoding}"><title>水</title></head>'
    prose = PROSE if encoding != "big5" else "村裡的水從山上來，一年四季都不斷。"
    path = tmp_path / "page.html"
    path.write_bytes(
        f"{head}<body><h1>桥头村的水</h1><p>{prose}</p></body>".encode(encoding, "ignore")
    )
    assert prose in an.read_text(path)


@pytest.mark.parametrize(
    "markup", ["<html></html>", "<html><body><a href='/'>首页</a></body></html>"]
)
def test_a_page_without_an_article_is_refused(markup: str) -> None:
    with pytest.raises(an.InputError, match=r"page\.html: no article found"):
        text_of(markup, "page.html")


@pytest.mark.parametrize("text", ["党委<br>（党组）", "水<html>", "?p>村里", "a < b"])
def test_a_text_with_remains_of_tags_stays_as_it_is(text: str) -> None:
    assert text_of(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "记者：\n水从哪里来？\n村长：\n从山上来。\n山上有泉。",
        "记者：水从哪里来？村长：从山上来。山上有泉。",
    ],
    ids=["alone on a line", "several in one line"],
)
def test_speakers_are_found_wherever_a_sentence_begins(text: str) -> None:
    assert suggest_speakers(an.Article(text)) == {"记者": "question", "村长": "answer"}
