"""The figures of any article: of any number of sections, damaged or not."""

import pytest

import analysis as an
from analysis import figures
from analysis.figures import FIGURES
from analysis.measures import tables as registry
from tests.cases import prose
from tests.pollution import draw_table, pollute

from .conftest import SMALLEST, other_article, overlaps, seen

# What is drawn of any article; the other needs one that is damaged.
SOUND = [name for name in FIGURES if name != "damaged_bytes"]
COMPARING = {"distinctive_terms", "theme_map", "sensitivity"}  # need two sections


@pytest.mark.parametrize("sections", [1, pytest.param(7, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SOUND)
@pytest.mark.slow
def test_a_figure_can_be_drawn_of_an_article_of_any_number_of_sections(
    name: str, sections: int
) -> None:
    article = other_article(sections)
    if sections == 1 and name in COMPARING:
        with pytest.raises(an.InputError, match=r"needs the table '\w+': .* no second section"):
            FIGURES[name](article)
        return
    shown = seen(name, article)
    titles = [line.text for line in shown.ink if line.size >= 13]
    assert not any("  " in title or "with and" in title for title in titles)
    assert overlaps(shown.ink, shown.ink) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SOUND)
def test_a_figure_of_another_article_says_nothing_of_this_one(name: str) -> None:
    shown = seen(name, other_article(2))
    drawn = shown.drawn
    said = " ".join([drawn.title, drawn.caption, drawn.description, *shown.texts]).lower()
    for word in ("industry", "interview", "move", "baoshan", "保山", "五招"):
        assert word not in said


def test_nothing_is_drawn_of_damage_where_there_is_none() -> None:
    with pytest.raises(an.InputError, match="'damaged_bytes': the article has no damage"):
        figures.damaged_bytes(other_article(2))


@pytest.mark.slow
@pytest.mark.parametrize("marker", ["?", ""])
def test_of_many_damaged_runs_the_first_are_drawn(marker: str) -> None:
    page = pollute(prose() * 2, table=draw_table(3), seed=3, lose=1.0, marker=marker)
    article = an.Article(page.text)
    shown = seen("damaged_bytes", article)
    count = sum(edit.kind == "damage" for edit in article.cleaned.edits)
    assert count > 4 == len(shown.drawn.figure.axes)
    assert any(f"The first 4 of {count} places" in line.text for line in shown.ink)
    assert overlaps(shown.ink, shown.ink) == []
    assert [line for line in shown.ink if line.size < SMALLEST] == []


# Tables


def test_a_figure_works_out_the_tables_it_needs_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unasked(*_: object) -> None:
        raise AssertionError("nobody asked for this table")

    for name in ("sensitivity", "log_odds", "coverage"):
        monkeypatch.setattr(registry, name, unasked)
    article = an.Article("甲修水渠。乙修公路。")
    one = figures.top_terms(article)
    assert one.description == figures.top_terms(article, registry.TablesOf(article)).description


def test_tables_and_labels_can_be_given_by_place_or_by_name() -> None:
    article = an.Article("甲修水渠。乙修公路。")
    given = {"term_frequency": an.term_frequency(article.tokens)}
    by_place = figures.top_terms(article, given, "zh").description
    assert by_place == figures.top_terms(article, labels="zh").description
    assert by_place == figures.top_terms(article, tables=given, labels="zh").description


def test_a_figure_says_which_table_it_lacks_of_those_that_it_is_given(article: an.Article) -> None:
    with pytest.raises(an.InputError, match=r"'edits': leave out `tables`"):
        figures.pollution_map(article, {})


def test_a_language_in_the_place_of_tables_is_refused_in_one_line(article: an.Article) -> None:
    with pytest.raises(an.InputError, match=r"\AFigureOf: tables is 'zh'; give .*\Z"):
        figures.top_terms(article, "zh")  # type: ignore[arg-type]


def test_a_language_without_messages_is_refused(article: an.Article) -> None:
    with pytest.raises(an.InputError, match=r"'fr' \(known: both, en, zh\)"):
        figures.top_terms(article, labels="fr")  # type: ignore[arg-type]
