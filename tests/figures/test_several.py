"""Figures of several documents: each is drawn of one table, and says what it shows."""

import re
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection

import analysis as an
from analysis import figures
from analysis.figures import Drawn

from .conftest import CODEBOOK

PAGES = {
    "北村": "修水渠，水到田里。水渠修好，水足了。田里有水。",
    "南村": "公路通了，货物出山。公路修到村口，货物多了。",
    "东村": "水渠和公路都修好了。水渠长，公路宽。货物多。",
}
TEXTS = pd.DataFrame({"document": PAGES.keys(), "text": [20 * text for text in PAGES.values()]})
GLOSSARY = {"北村": "North", "水": "water", "公路": "road", "水渠": "canal", "货物": "goods"}
YEARS = pd.DataFrame(
    {"term": ["水"] * 3 + ["公路"] * 3, "year": [2020, 2021, 2022] * 2, "n": 1, "words": 1000,
     "per_1000": [1.0, 4.0, 9.0, 5.0, 5.0, 4.0], "low": [0.5, 2.0, 6.0, 3.0, 3.0, 2.0],
     "high": [2.0, 7.0, 13.0, 8.0, 8.0, 7.0]}
)  # fmt: skip


@pytest.fixture(scope="module")
def tokens() -> pd.DataFrame:
    return an.tokens(TEXTS, terms=["水渠"], codebook=CODEBOOK)


DRAW: dict[str, Callable[..., Drawn]] = {
    "top": lambda t, **o: figures.top_terms_by(an.term_frequency(t, by="document"), **o),
    "distinctive": lambda t, **o: figures.distinctive_terms_by(an.log_odds(t, "document"), **o),
    "themes": lambda t, **o: figures.themes_by(an.theme_shares(t, "document"), **o),
    "years": lambda t, **o: figures.frequency_over_time(YEARS, **o),
}


@pytest.mark.parametrize("labels", ["zh", "en", "both"])
@pytest.mark.parametrize("name", DRAW)
@pytest.mark.slow
def test_a_figure_of_documents_has_title_description_and_values(
    name: str, labels: str, tokens: pd.DataFrame
) -> None:
    drawn = DRAW[name](tokens, labels=labels, glossary=GLOSSARY)
    FigureCanvasAgg(drawn.figure).draw()
    assert drawn.title in drawn.description
    assert len(drawn.description.split()) <= 40
    assert len(drawn.values)
    assert "move" not in drawn.caption and "None" not in drawn.caption + drawn.title
    assert not re.search(r"\{|  ", drawn.caption)


def test_each_document_is_a_panel_in_order(tokens: pd.DataFrame) -> None:
    table = an.term_frequency(tokens, by="document")
    for rows in (table, table.iloc[::-1].sort_values("n", ascending=False, kind="stable")):
        panels = figures.top_terms_by(rows, labels="zh").figure.axes
        heads = [text.get_text() for ax in panels for text in ax.texts]
        assert [head for head in heads if head in PAGES] == list(rows["document"].unique())


def test_the_map_has_a_column_for_each_document(tokens: pd.DataFrame) -> None:
    drawn = DRAW["themes"](tokens, labels="zh")
    texts = [text.get_text() for text in drawn.figure.axes[0].texts]
    assert set(TEXTS["document"]) <= set(texts)
    assert re.fullmatch("“[水路]”的比例最高：在[北南]村中占100%", drawn.title)
    assert "▲" not in drawn.caption


def test_the_map_marks_what_a_test_found(tokens: pd.DataFrame) -> None:
    shares = an.theme_shares(tokens, "document")
    found = shares.assign(residual=1.0, clear=shares["share"] > 0.9)
    drawn = figures.themes_by(found, labels="en")
    assert drawn.title == "2 of 3 documents clearly lean to a theme"
    assert sum(text.get_text().startswith("▲") for text in drawn.figure.axes[0].texts) == 2


@pytest.mark.parametrize(
    ("rates", "title"),
    [
        (1.0, '"water" rises from 1.0 per 1,000 words in 2020 to 9.0 in 2022'),
        (-1.0, '"water" falls from 9.0 per 1,000 words in 2020 to 1.0 in 2022'),
        (0.0, "No term clearly changes from 2020 to 2022"),
    ],
)
def test_lines_over_years_name_the_clear_change(rates: float, title: str) -> None:
    table = YEARS.copy()
    if rates < 0:
        table["year"] = 4042 - table["year"]
    elif not rates:
        table["low"] = 0.0
    assert figures.frequency_over_time(table, labels="en", glossary=GLOSSARY).title == title


def test_what_is_written_can_be_given(tokens: pd.DataFrame) -> None:
    drawn = DRAW["top"](tokens, title="My title", note="My note.")
    assert drawn.title == "My title"
    assert "My note." in drawn.caption


def test_numbers_name_groups_as_words_do(tokens: pd.DataFrame) -> None:
    table = an.term_frequency(tokens.assign(year=tokens["document"].map(len)), by="year")
    drawn = figures.top_terms_by(table, by="year", labels="en")
    assert any(isinstance(c, PathCollection) for c in drawn.figure.axes[0].collections)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda t: figures.top_terms_by(t), "no column"),
        (lambda t: figures.themes_by(t.drop(columns="document")), "'document'"),
        (lambda t: figures.frequency_over_time(YEARS, time="month"), "'month'"),
        (lambda t: figures.top_terms_by(an.term_frequency(t, by="document").head(0)), "no rows"),
        (lambda t: figures.top_terms_by(an.term_frequency(t, "document"), labels="fr"), "'fr'"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    draw: Callable[[pd.DataFrame], Drawn], said: str, tokens: pd.DataFrame
) -> None:
    with pytest.raises(an.InputError, match=said):
        draw(tokens)
