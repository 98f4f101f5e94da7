"""What a figure says: a finding from its tables, in the language asked for."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from PIL import Image

import analysis as an
from analysis import figures
from analysis.figures import FIGURES
from analysis.house import messages

from .conftest import LABELS, Seen

HAN = re.compile(r"[\u4e00-\u9fff]+")
Look = Callable[[str, Any], Seen]
Named = dict[str, pd.DataFrame]
KINDS = {
    said[name]["kind"].lower() for said in map(messages, ("en", "zh")) for name in FIGURES
}  # fmt: skip


@pytest.mark.slow
def test_the_labels_are_in_the_language_asked_for(article: an.Article, look: Look) -> None:
    named = {label: look("top_terms", label).texts for label in LABELS}
    term, gloss = "党员", article.glossary["党员"]
    assert [term in named[label] for label in LABELS] == [True, False, True]
    assert [gloss in named[label] for label in LABELS] == [False, True, True]


def test_the_description_tells_what_the_figure_shows(shown: Seen) -> None:
    title = max(shown.ink, key=lambda line: line.box.max[1]).text  # the uppermost line
    assert title == shown.drawn.title
    kind, told = re.split("[:：] ?", shown.drawn.description, maxsplit=1)
    assert kind.lower() in KINDS
    assert told.startswith(title)
    assert re.search(r"\d", told.removeprefix(title))  # a value
    assert len(shown.drawn.description.split()) <= 40
    assert len(shown.drawn.values)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"damaged_bytes"}))
def test_no_term_that_is_shown_lacks_a_gloss(name: str, look: Look) -> None:
    """In English, what stays Chinese on a figure is a word without a gloss."""
    assert [text for text in look(name, "en").texts if HAN.search(text)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_in_chinese_a_figure_says_nothing_in_english(name: str, look: Look) -> None:
    shown = look(name, "zh")
    said = " ".join([shown.drawn.caption, shown.drawn.description, *shown.texts])
    known = {"GBK", "Wilson", "Holm", "Monroe"}
    assert set(re.findall(r"\b[A-Za-z]{3,}\b", said)) <= known


def test_a_title_changes_when_the_table_does(article: an.Article, tables: Named) -> None:
    table = tables["term_frequency"]
    other = table.assign(n=table["n"].where(table["token"] != "人才", 99))
    other = other.sort_values("n", ascending=False, kind="stable")
    changed = figures.top_terms(article, {**tables, "term_frequency": other}, "zh")
    assert changed.title == "“人才”居首：一篇文章中出现99次"


def test_words_that_tie_lead_together(article: an.Article, tables: Named) -> None:
    table = tables["term_frequency"].copy()
    first = table.query("not stop").index[:2]
    table.loc[first, "n"] = 30
    for labels, said in (("both", "2 words lead, with 30 uses each"), ("zh", "2个词并列居首")):
        drawn = figures.top_terms(article, {**tables, "term_frequency": table}, labels)
        assert drawn.title.startswith(said)


@pytest.mark.slow
def test_the_title_counts_the_characters_that_were_misread(
    article: an.Article, tables: Named, look: Look
) -> None:
    table = tables["damaged_bytes"]
    runs = [edit for edit in article.cleaned.edits if edit.kind == "damage"]
    title = look("damaged_bytes", "both").drawn.title
    assert f" {sum(len(run.after) for run in runs)} characters " in title
    first = table[table["start"] == runs[0].start]
    title = figures.damaged_bytes(article, {"damaged_bytes": first}).title
    assert title.startswith("1 slip of one byte")
    assert f" {len(runs[0].after)} characters " in title


@pytest.mark.parametrize(
    ("clear", "title"),
    [(0, "In none of the 5 moves does"), (1, "Only in move 1 (一) does"), (2, "In 2 of 5 moves")],
)
def test_a_title_says_how_many_themes_lead(
    clear: int, title: str, article: an.Article, tables: Named
) -> None:
    leads = tables["leading_themes"]
    leads = leads.assign(clear=[at < clear for at in range(len(leads))])
    drawn = figures.theme_distribution(article, {**tables, "leading_themes": leads})
    assert drawn.title.startswith(title)


@pytest.mark.parametrize(
    ("kept", "title"),
    [
        (lambda table: table.head(0), "No finding is clear"),
        (lambda table: table, "The one exploratory finding is clear under 9 of 10 readings"),
        (
            lambda table: pd.concat([table, table.assign(section="talent", holds=True)]),
            "1 of 2 exploratory findings are clear under all 10 readings",
        ),
    ],
)
def test_a_title_says_under_how_many_readings_findings_are_clear(
    kept: Callable[[pd.DataFrame], pd.DataFrame], title: str, article: an.Article, tables: Named
) -> None:
    drawn = figures.sensitivity(article, {"sensitivity": kept(tables["sensitivity"])})
    assert drawn.title.startswith(title)


def test_the_map_leads_with_the_planned_test_and_says_what_is_framed(
    article: an.Article, tables: Named
) -> None:
    drawn = figures.theme_map(article, {**tables, "announced": tables["announced"].assign(n=50)})
    assert drawn.title.startswith("50 of 166 theme words match what their move announces; 25 ")
    assert "Framed: the theme that the move's name announces." in drawn.caption
    planned = {name: tables[name] for name in ("theme_shares", "theme_residuals")}
    assert figures.theme_map(article, planned).title == "1 of 5 moves clearly leans to a theme"


def test_framed_cells_are_marked_by_their_own_test(article: an.Article, tables: Named) -> None:
    cells = tables["announced_cells"]
    marks = {}
    for clear in (True, False):
        changed = {**tables, "announced_cells": cells.assign(clear=clear)}
        (ax,) = figures.theme_map(article, changed).figure.axes
        marks[clear] = sum(text.get_text().startswith("▲") for text in ax.texts)
    assert marks == {True: len(cells), False: 0}


@pytest.mark.parametrize(
    ("labels", "said"), [("en", "Industry, none of the 5 moves."), ("zh", "产业，不属这5招。")]
)
def test_a_figure_says_which_part_is_none_of_the_numbered(
    labels: Any, said: str, article: an.Article
) -> None:
    assert said in figures.article_plan(article, labels=labels).caption


def test_places_in_a_text_without_parts_claim_nothing_of_parts() -> None:
    said = figures.term_places(an.Article("山里有山。水里有水。")).description
    assert "part" not in said.lower()
    assert said.endswith("水 2; 山里 1; 山 1.")


@pytest.mark.slow
def test_a_figure_shows_itself_in_a_notebook(look: Look) -> None:
    drawn = look("top_terms", "en").drawn
    bundle, about = drawn._repr_mimebundle_()
    with Image.open(BytesIO(bundle["image/png"])) as image:
        assert image.width > 500
    assert bundle["text/plain"] == about["image/png"]["alt"] == drawn.description


def test_every_figure_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert all(draw.__doc__ for draw in FIGURES.values())
    assert all(getattr(figures, name) is draw for name, draw in FIGURES.items())
