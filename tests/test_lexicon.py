"""The word lists of the interview hold what it needs, no less and no more."""

import csv
from collections import Counter

import pytest

import analysis as an
from analysis.lexicon import Codebook, Term, general_stopwords, read_stopwords

from .conftest import ROOT

LEXICON = ROOT / "data" / "lexicon"
CODEBOOK = Codebook.from_toml(LEXICON / "themes.toml")


def column(name: str, key: str) -> list[str]:
    with open(LEXICON / name, encoding="utf-8", newline="") as file:
        return [row[key] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def content(article: an.Article) -> "Counter[str]":
    """How often each content word occurs."""
    return Counter(article.tokens.loc[~article.tokens["stop"], "token"])


@pytest.mark.parametrize("theme", CODEBOOK.themes)
def test_every_term_of_a_theme_is_a_content_word_of_the_interview(
    theme: str, content: "Counter[str]"
) -> None:
    assert [term for term in CODEBOOK.themes[theme].terms if term not in content] == []


def test_every_uncoded_term_is_a_content_word_of_the_interview(content: "Counter[str]") -> None:
    assert [term for term in CODEBOOK.uncoded if term not in content] == []


def test_every_content_word_that_recurs_is_coded_or_left_uncoded_for_a_reason(
    content: "Counter[str]",
) -> None:
    decided = CODEBOOK.theme_of.keys() | CODEBOOK.uncoded.keys()
    assert [term for term, n in content.items() if n >= 2 and term not in decided] == []
    assert all(reason.strip() for reason in CODEBOOK.uncoded.values())


@pytest.mark.parametrize("key", CODEBOOK.themes)
def test_every_theme_says_what_it_is_what_counts_what_does_not_and_what_was_hard(key: str) -> None:
    theme = CODEBOOK.themes[key]
    for text in (theme.zh, theme.en, theme.definition, theme.counts, theme.excludes):
        assert text.strip()
    assert theme.borderline.strip()


def test_no_theme_is_made_of_the_verb_that_names_a_section(article: an.Article) -> None:
    numbered = article.sections.dropna(subset="number")
    verbs = {name[:2] for name in numbered["zh"]}
    assert not verbs & CODEBOOK.theme_of.keys()


def test_every_content_word_has_an_english_gloss(
    article: an.Article, content: "Counter[str]"
) -> None:
    assert [term for term in content if not article.glossary.get(term, "").strip()] == []


def test_every_gloss_is_of_a_word_on_the_page_or_a_theme(article: an.Article) -> None:
    names = {theme.zh for theme in CODEBOOK.themes.values()} | set(article.sections["zh"])
    page = article.cleaned.text
    assert [term for term in article.glossary if term not in names and term not in page] == []


@pytest.mark.parametrize("name", ["terms.csv", "glossary.csv"])
def test_no_term_is_listed_twice(name: str) -> None:
    counts = Counter(column(name, "term"))
    assert [term for term, n in counts.items() if n > 1] == []


def test_no_stop_word_of_the_interview_is_a_general_one_already() -> None:
    assert not read_stopwords(LEXICON / "stopwords.txt") & general_stopwords()


def test_no_stop_word_of_the_interview_is_idle(article: an.Article) -> None:
    words = set(article.tokens["token"])
    assert read_stopwords(LEXICON / "stopwords.txt") <= words


def test_every_term_says_why_it_is_listed() -> None:
    assert all(why.strip() for why in column("terms.csv", "why"))


@pytest.mark.slow
def test_every_term_changes_a_word_or_a_tag_of_the_interview(article: an.Article) -> None:
    """Left out, a term changes how some sentence or the byline that holds it is divided."""
    texts = [*article.passages["text"], *article.furniture["text"]]
    whole = an.Segmenter(article.terms)
    with_it = {text: whole.tokenize(text) for text in texts}
    idle = []
    for term in article.terms:
        term = Term(*term)
        holding = [text for text in texts if term.term.replace(" ", "") in text]
        without = an.Segmenter([other for other in article.terms if other != term])
        if all(without.tokenize(text) == with_it[text] for text in holding):
            idle.append(term.term)
    assert idle == []


def test_a_string_is_not_taken_for_a_list_of_terms() -> None:
    with pytest.raises(an.InputError, match="theme 'people': '居民' should be a list"):
        Codebook.from_dict({"people": "居民"})
    with pytest.raises(an.InputError, match="terms = '早高峰' should be a list"):
        an.Segmenter("早高峰")
