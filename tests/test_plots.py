"""Figures: every function composes, every character shows, every label can be read."""

import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox
from PIL import Image

import analysis as an
from analysis import house, plots
from analysis.figures import FIGURES, THEME_COLORS, figures
from analysis.house import FAINT, INK, NEUTRAL, PALETTE, SOFT, words
from analysis.plots.style import FONT, text_color
from tests.cases import prose
from tests.conftest import ROOT
from tests.likeness import TOLERANCE, squares
from tests.pollution import draw_table, pollute

LABELS = ("zh", "en", "both")


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """What a test drew is gone after it."""
    yield
    plt.close("all")


TERMS = pd.DataFrame(
    {"token": ["乡村振兴", "党员", "人"], "n": [3, 2, 1], "per_1000": [30.0, 20.0, 10.0],
     "low": [10.0, 5.0, 1.0], "high": [60.0, 50.0, 40.0]}
)  # fmt: skip
SHARES = pd.DataFrame(
    {"theme": ["产业", "党建"], "n": [3, 1], "share": [0.75, 0.25], "low": [0.5, 0.0],
     "high": [1.0, 0.5]}
)  # fmt: skip
TOKENS = pd.DataFrame({"token": ["乡村振兴", "党员", "乡村振兴"], "start": [0, 9, 20]})
SECTIONS = pd.DataFrame(
    {"section": ["a", "b"], "number": pd.array([1, None], dtype="Int64"), "zh": ["甲", "乙"],
     "en": ["One", "Other"], "start": [0, 10], "end": [10, 24]}
)  # fmt: skip
ODDS = pd.DataFrame(
    {"token": ["乡村振兴", "党员"], "n": [3, 2], "log_odds": [1.0, 0.5], "low": [0.2, -0.5],
     "high": [1.8, 1.5]}
)  # fmt: skip
PASSAGES = pd.DataFrame(
    {"speaker": [None, "记者", "村长"], "section": [None, "a", "b"], "start": [0, 4, 10],
     "end": [4, 10, 24]}
)  # fmt: skip
CELLS = pd.DataFrame(
    {"section": list("aabb"), "theme": ["产业", "党建"] * 2, "n": [3, 1, 0, 4],
     "share": [0.75, 0.25, 0.0, 1.0], "low": [0.5, 0.1, 0.0, 0.6], "high": [0.9, 0.5, 0.3, 1.0],
     "residual": [2.0, -2.0, -2.0, 2.0], "clear": [True, False, True, False]}
)  # fmt: skip
FINDINGS = pd.DataFrame(
    {"finding": ["more", "more", "leads", "leads"], "section": "一", "theme": "党建",
     "reading": ["as coded", "left out"] * 2, "tried": [1, 9] * 2, "held": [1, 8, 1, 9],
     "holds": [True, False, True, True]}
)  # fmt: skip
EDITS = pd.DataFrame({"start": [1, 6], "end": [4, 9], "kind": ["gloss", "spam"]})
# 新擔 with a gloss between the bytes of 擔, and the first byte of 海 lost.
RUN = pd.DataFrame(
    [
        ("D0", "text", "新", 0, 0, "新", True), ("C2", "text", "新", 0, 0, "新", True),
        ("93", "text", "擔", 1, 1, "?", False), ("28", "misplaced", "聯", None, 1, "?", False),
        ("6C", "misplaced", "聯", None, 2, "l", True),
        ("29", "misplaced", "聯", None, 3, ")", True),
        ("FA", "text", "擔", 1, 4, "\ue2fd", False), ("BA", "lost", "海", 2, None, "", False),
        ("A3", "text", "海", 2, 4, "\ue2fd", False),
    ],
    columns=["byte", "role", "character", "number", "place", "shown", "in_step"],
).astype({"number": "Int64", "place": "Int64"})  # fmt: skip

DRAWINGS: dict[str, Callable[..., Axes]] = {
    "term_frequency": lambda ax=None, **o: plots.term_frequency(TERMS, ax, **o),
    "theme_shares": lambda ax=None, **o: plots.theme_shares(SHARES, ax, **o),
    "term_positions": lambda ax=None, **o: plots.term_positions(
        TOKENS, SECTIONS, ax, terms=["党员", "乡村振兴"], **o
    ),
    "distinctive_terms": lambda ax=None, **o: plots.distinctive_terms(ODDS, ax, **o),
    "article_plan": lambda ax=None, **o: plots.article_plan(PASSAGES, SECTIONS, ax, **o),
    "theme_map": lambda ax=None, **o: plots.theme_map(CELLS, SECTIONS, ax, **o),
    "sensitivity": lambda ax=None, **o: plots.sensitivity(FINDINGS, ax, **o),
    "word_cloud": lambda ax=None, **o: plots.word_cloud(TERMS, ax, **o),
    "pollution": lambda ax=None, **o: plots.pollution(EDITS, 30, ax, columns=10, **o),
    "damaged_run": lambda ax=None, **o: plots.damaged_run(RUN, ax, **o),
}
LABELLED = [name for name in DRAWINGS if name != "pollution"]


# Every function


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_goes_on_the_axes_given_and_comes_back_as_them(name: str) -> None:
    with plots.style():
        fig, (ax, other) = plt.subplots(1, 2)
        assert DRAWINGS[name](ax) is ax
        fig.canvas.draw()
    assert ax.has_data() or ax.patches
    assert not other.has_data()
    assert plt.get_fignums() == [fig.number]


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_makes_axes_where_none_are_given(name: str) -> None:
    with plots.style():
        one, other = DRAWINGS[name](), DRAWINGS[name]()
    assert isinstance(one, Axes)
    assert one is not other


@pytest.mark.parametrize("name", LABELLED)
def test_an_unknown_language_is_refused(name: str) -> None:
    with plots.style(), pytest.raises(an.InputError, match="'fr'"):
        DRAWINGS[name](labels="fr")


@pytest.mark.parametrize(
    ("draw", "column"),
    [
        (lambda: plots.term_frequency(TERMS.drop(columns="low")), "low"),
        (lambda: plots.theme_shares(SHARES.drop(columns="share")), "share"),
        (lambda: plots.term_positions(TOKENS.drop(columns="start"), SECTIONS, terms=[]), "start"),
        (lambda: plots.term_positions(TOKENS, SECTIONS.drop(columns="end"), terms=[]), "end"),
        (lambda: plots.distinctive_terms(ODDS.drop(columns="high")), "high"),
        (lambda: plots.article_plan(PASSAGES.drop(columns="speaker"), SECTIONS), "speaker"),
        (lambda: plots.theme_map(CELLS.drop(columns="clear"), SECTIONS), "clear"),
        (lambda: plots.sensitivity(FINDINGS.drop(columns="holds")), "holds"),
        (lambda: plots.word_cloud(TERMS.drop(columns="n")), "n"),
        (lambda: plots.pollution(EDITS.drop(columns="kind"), 30), "kind"),
        (lambda: plots.damaged_run(RUN.drop(columns="in_step")), "in_step"),
    ],
)
def test_a_missing_column_is_named_and_no_figure_is_left(
    draw: Callable[[], Axes], column: str
) -> None:
    with plots.style(), pytest.raises(an.InputError, match=f"no column '{column}'"):
        draw()
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("term_frequency", [(30, 0), (20, 1), (10, 2)]),
        ("theme_shares", [(0.75, 0), (0.25, 1)]),
        ("distinctive_terms", [(1, 0), (0.5, 1)]),
    ],
)
def test_a_dot_stands_at_each_value_of_the_table_the_first_row_on_top(
    name: str, places: list[tuple[float, float]]
) -> None:
    with plots.style():
        ax = DRAWINGS[name]()
    dots = [c.get_offsets().tolist() for c in ax.collections if isinstance(c, PathCollection)]
    assert [list(place) for place in places] in dots
    bottom, top = ax.get_ylim()
    assert bottom > top


def test_a_tick_stands_wherever_a_term_occurs() -> None:
    with plots.style():
        ax = DRAWINGS["term_positions"]()
    ticks = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert [[path.vertices[0, 0] for path in c.get_paths()] for c in ticks] == [[9], [0, 20]]


def test_a_word_cloud_without_words_is_refused() -> None:
    with plots.style(), pytest.raises(an.InputError, match="at least one term"):
        plots.word_cloud(TERMS.head(0))


def test_a_term_whose_interval_spans_0_is_hollow() -> None:
    ax = DRAWINGS["distinctive_terms"]()
    (dots,) = (c for c in ax.collections if isinstance(c, PathCollection))
    assert [mpl.colors.to_hex(color) for color in dots.get_facecolors()] == [INK, "#ffffff"]


def test_a_plan_has_a_bar_for_each_passage_in_the_row_of_its_speaker() -> None:
    ax = DRAWINGS["article_plan"]()
    bars = [p for p in ax.patches if isinstance(p, Rectangle) and round(p.get_height(), 3) == 0.6]
    places = [(bar.get_x(), bar.get_width(), bar.get_y() + 0.3) for bar in bars]
    assert places == [(0, 4, 0), (4, 6, 1), (10, 14, 2)]
    fills = [mpl.colors.to_hex(bar.get_facecolor()) for bar in bars]
    assert fills == [FAINT, PALETTE[0], NEUTRAL]
    assert {"17%", "25%", "58%"} <= set(texts_of(ax))


def test_a_map_marks_the_clear_cells_alone_and_sets_apart_what_has_no_number() -> None:
    ax = DRAWINGS["theme_map"]()
    texts = texts_of(ax)
    assert {"▲ 75%", "25%", "▼ –", "100%", "50 – 90"} <= set(texts)
    lefts = sorted({patch.get_x() for patch in ax.patches})
    assert lefts[1] - lefts[0] > 1  # cells of numbered sections would stand side by side


def test_a_finding_that_fails_is_hollow_and_many_readings_are_counted() -> None:
    ax = DRAWINGS["sensitivity"]()
    (dots,) = (c for c in ax.collections if isinstance(c, PathCollection))
    fills = [mpl.colors.to_hex(color) for color in dots.get_facecolors()]
    assert fills == [INK, "#ffffff", INK, INK]
    assert {"8/9", "9/9"} <= set(texts_of(ax))


def test_a_cloud_glosses_its_words_and_leaves_out_only_the_last() -> None:
    glossary = {"乡村振兴": "revitalisation", "党员": "members", "人": "people"}
    assert len(plots.word_cloud(TERMS, glossary=glossary).patches) == 6
    fig = plt.figure(figsize=(2.2, 0.9))
    small = plots.word_cloud(TERMS, fig.add_axes((0, 0, 1, 1)), glossary=glossary)
    with pytest.MonkeyPatch.context() as patch:
        set_words: list[str] = []
        letters = plots._letters
        patch.setattr(
            plots, "_letters", lambda ax, text, *o: set_words.append(text) or letters(ax, text, *o)
        )
        plots.word_cloud(TERMS, fig.add_axes((0, 0, 1, 1)), glossary=glossary)
    assert 0 < len(small.patches) < 6
    assert set_words == ["乡村振兴", "revitalisation", "党员", "members"][: len(set_words)]


def test_two_terms_with_one_gloss_both_stand_in_an_english_cloud() -> None:
    glossary = {"党员": "member", "人": "member"}
    with plots.style():
        ax = plots.word_cloud(TERMS, glossary=glossary, labels="en")
    assert len(ax.patches) == 3


def test_pollution_marks_every_character_and_no_more() -> None:
    with plots.style():
        ax = DRAWINGS["pollution"]()
    cells = ax.collections[0].get_array()
    assert cells.shape == (3, 10)
    kinds = list(house.KINDS)
    expected = np.full(30, kinds.index("kept"))
    expected[1:4], expected[6:9] = kinds.index("gloss"), kinds.index("spam")
    assert list(cells.ravel()) == list(expected)


def tiles(ax: Axes) -> dict[str, list[tuple[float, float, str]]]:
    """The boxes of a damaged run, upper and lower: where each begins and ends, its colour."""
    found: dict[str, list[tuple[float, float, str]]] = {"upper": [], "lower": []}
    for box in ax.patches:
        if isinstance(box, Rectangle):
            place = round(box.get_x()), round(box.get_x() + box.get_width())
            row = "upper" if box.get_y() < 1 else "lower"
            found[row].append((*place, mpl.colors.to_hex(box.get_facecolor())))
    return found


def test_a_damaged_run_has_boxes_as_wide_as_the_bytes_that_belong_together() -> None:
    found = tiles(DRAWINGS["damaged_run"]())
    strong, damage = house.ROLE_COLORS["misplaced"], house.DAMAGE
    white = "#ffffff"
    assert found["upper"] == [(0, 2, white), (2, 3, white), (3, 6, strong), (6, 7, white),
                              (7, 9, white)]  # fmt: skip
    assert found["lower"] == [(0, 2, white), (2, 4, damage), (4, 5, strong), (5, 6, strong),
                              (6, 9, damage)]  # fmt: skip


def test_a_damaged_run_names_its_bytes_and_what_the_font_lacks() -> None:
    with plots.style():
        texts = texts_of(DRAWINGS["damaged_run"](labels=None))
    assert [text for text in texts if text in set(RUN["byte"])] == list(RUN["byte"])
    assert {"U+E2FD", "新", "海", "(l)"} <= set(texts)
    assert texts.count("擔") == 2  # its halves
    assert "\ue2fd" not in texts


def test_the_halves_of_a_character_are_cut_at_the_gloss() -> None:
    with plots.style():
        ax = DRAWINGS["damaged_run"](labels=None)
    halves = [text for text in ax.texts if text.get_text() == "擔"]
    middles = [text.get_position()[0] for text in halves]
    assert [round(middle) for middle in middles] == [3, 6]
    assert [text.get_clip_on() for text in halves] == [True, True]


@pytest.mark.parametrize(("labels", "shown"), [("zh", "字节"), ("en", "bytes"), ("both", "字节")])
def test_the_rows_of_a_damaged_run_are_named(labels: Any, shown: str) -> None:
    with plots.style():
        assert shown in texts_of(DRAWINGS["damaged_run"](labels=labels))


# Labels


@pytest.mark.parametrize(
    ("labels", "expected"),
    [("zh", ("党员", "")), ("en", ("", "member")), ("both", ("党员", "member"))],
)
def test_a_label_has_the_languages_asked_for(labels: Any, expected: tuple[str, str]) -> None:
    assert words("党员", {"党员": "member"}, labels) == expected


@pytest.mark.parametrize("labels", LABELS)
def test_a_term_without_a_gloss_is_labelled_in_chinese(labels: Any) -> None:
    assert words("党员", {}, labels) == words("党员", None, labels) == ("党员", "")


def texts_of(ax: Axes) -> list[str]:
    return [found.get_text() for found in ax.findobj(Text) if found.get_text()]


@pytest.mark.parametrize("name", ["term_frequency", "theme_shares", "term_positions"])
def test_rows_are_labelled_in_the_languages_asked_for(name: str) -> None:
    glossary = {"乡村振兴": "revitalisation", "党员": "members", "产业": "industry"}
    with plots.style():
        shown = {label: texts_of(DRAWINGS[name](glossary=glossary, labels=label))
                 for label in LABELS}  # fmt: skip
        unlabelled = texts_of(DRAWINGS[name](glossary=glossary, labels=None))
    term, gloss = ("产业", "industry") if name == "theme_shares" else ("党员", "members")
    assert [term in shown[label] for label in LABELS] == [True, False, True]
    assert [gloss in shown[label] for label in LABELS] == [False, True, True]
    assert term not in unlabelled
    assert gloss not in unlabelled


# Style


def test_importing_the_plots_changes_nothing_in_matplotlib() -> None:
    code = (
        "import matplotlib as mpl; before = dict(mpl.rcParams)\n"
        "import warnings; filters = list(warnings.filters)\n"
        "import analysis.plots, analysis.figures\n"
        "print({k: v for k, v in before.items() if mpl.rcParams[k] != v and k != 'backend'},"
        " warnings.filters == filters)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "{} True\n"


def test_the_style_holds_within_its_block_alone() -> None:
    before, filters = dict(mpl.rcParams), list(warnings.filters)
    with plots.style():
        assert mpl.rcParams["font.family"] == [FONT]
        mpl.rcParams["font.size"] = 99
    assert dict(mpl.rcParams) == before
    assert warnings.filters == filters
    with pytest.raises(ZeroDivisionError), plots.style():
        1 / 0  # noqa: B018
    assert dict(mpl.rcParams) == before


def test_the_style_can_be_used_once_and_for_all() -> None:
    with mpl.rc_context(), warnings.catch_warnings():
        plots.use_style()
        assert mpl.rcParams["font.family"] == [FONT]
        with pytest.raises(UserWarning, match="missing from font"):
            draw_text("𠮷")


def draw_text(text: str, **options: Any) -> Figure:
    fig = plt.figure()
    fig.text(0.5, 0.5, text, **options)
    fig.canvas.draw()
    return fig


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("text", ["𠮷", "한", "😀", "乡村한"])
def test_a_character_that_the_font_lacks_is_an_error(text: str, weight: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the error does not hang on what the caller does
        with plots.style(), pytest.raises(UserWarning, match="missing from font"):
            draw_text(text, weight=weight)


LACKING = TERMS.assign(token=["乡村振兴", "한국", "人"])


def test_a_character_that_the_font_lacks_is_an_error_in_a_label() -> None:
    with plots.style(), pytest.raises(an.InputError, match="missing from the font"):
        plots.term_frequency(LACKING, labels="zh").figure.canvas.draw()


def test_a_character_that_the_font_lacks_is_an_error_in_a_word_cloud() -> None:
    with plots.style(), pytest.raises((UserWarning, an.InputError), match="missing from"):
        plots.word_cloud(LACKING).figure.canvas.draw()


def test_a_figure_that_lacks_a_character_is_not_saved(tmp_path: Path) -> None:
    with plots.style():
        figure = plt.figure()
        figure.text(0, 0, "한")
    with pytest.raises(UserWarning, match="missing from font"):
        plots.save(figure, tmp_path / "figure", "a description")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_font_has_every_character_of_gb_2312_and_of_pinyin(weight: str) -> None:
    from fontTools.ttLib import TTFont

    from analysis.plots.style import font_files

    # Rows 4 to 8 (kana, Greek, Cyrillic) and the box drawings of row 9 are no part of Chinese text.
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]
    wanted = {
        char
        for lead in rows
        for trail in range(0xA1, 0xFF)
        if (char := bytes([lead, trail]).decode("gb2312", "ignore"))
    }
    wanted |= set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ") | {chr(code) for code in range(0x20, 0x7F)}
    covered = {chr(code) for code in TTFont(font_files()[weight]).getBestCmap()}
    assert len(wanted) > 7000
    assert sorted(wanted - covered) == []


# The figures of the interview, as they are published


class Ink(NamedTuple):
    """Text on a figure: its size in points, the box of its ink, and the box it belongs in."""

    text: str
    size: float
    box: Bbox
    frame: Bbox


class Seen(NamedTuple):
    """A figure, its description, every line of text on it, and its words set as outlines."""

    figure: Figure
    description: str
    ink: list[Ink]
    outlines: list[Ink]


DPI = 200


def seen(name: str, article: an.Article, tables: dict[str, pd.DataFrame], labels: str) -> Seen:
    """Draw a figure at the size of print and note where each word comes to stand."""
    ink: list[Ink] = []
    letters: list[tuple[str, float, Axes, PathPatch]] = []
    draw_text, set_letters = RendererAgg.draw_text, plots._letters

    def noted(
        self: Any, gc: Any, x: float, y: float, s: str, prop: Any, *more: Any, **o: Any
    ) -> None:
        if s.strip():
            size, page = prop.get_size_in_points(), Bbox([(0, 0), (self.width, self.height)])
            pixels = self.points_to_pixels(size)
            outline = TextPath((x, self.height - y), s, size=pixels, prop=prop)
            ink.append(Ink(s, size, outline.get_extents(), page))
        draw_text(self, gc, x, y, s, prop, *more, **o)

    def lettered(ax: Axes, text: str, centre: Any, size: float, *more: Any) -> PathPatch:
        letters.append((text, size, ax, word := set_letters(ax, text, centre, size, *more)))
        return word

    with pytest.MonkeyPatch.context() as patch, plots.style():
        patch.setattr(RendererAgg, "draw_text", noted)
        patch.setattr(plots, "_letters", lettered)
        drawn = FIGURES[name](article, tables, labels)
        drawn.figure.set_dpi(DPI)
        FigureCanvasAgg(drawn.figure).draw()
    outlines = []
    for text, size, ax, word in letters:
        origin, up = ax.transData.transform([(0, 0), (0, 1)])
        points = round(size * abs(up - origin).max() * 72 / DPI, 3)
        outlines.append(Ink(text, points, word.get_window_extent(), ax.get_window_extent()))
    return Seen(drawn.figure, drawn.description, ink, outlines)


@pytest.fixture(scope="module", params=[(name, labels) for name in FIGURES for labels in LABELS],
                ids="-".join)  # fmt: skip
def shown(
    request: pytest.FixtureRequest, article: an.Article, tables: dict[str, pd.DataFrame]
) -> Seen:
    name, labels = request.param
    return seen(name, article, tables, labels)


SMALLEST = 7  # points, at the size of print


def test_no_text_is_smaller_than_7_points(shown: Seen) -> None:
    assert len(shown.ink) >= 4  # title, subtitle, note, something in the figure
    assert [line for line in shown.ink if line.size < SMALLEST] == []


def test_no_word_of_a_cloud_is_smaller_than_7_points(shown: Seen) -> None:
    assert [word for word in shown.outlines if word.size < SMALLEST] == []


def test_all_text_is_inside_the_figure_and_the_words_of_a_cloud_inside_its_axes(
    shown: Seen,
) -> None:
    outside = [
        line
        for line in shown.ink + shown.outlines
        if (line.box.min < line.frame.min - 1).any() or (line.box.max > line.frame.max + 1).any()
    ]
    assert outside == []


def overlaps(ones: list[Ink], others: list[Ink], more_than: float = 0) -> list[tuple[str, str]]:
    """Pairs whose boxes share more than this part of the smaller."""
    if not ones or not others:
        return []
    a, b = (np.array([line.box.extents for line in lines]) for lines in (ones, others))
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    smaller = np.minimum(*np.meshgrid(*(np.prod(c[:, 2:] - c[:, :2], axis=1) for c in (a, b)),
                                      indexing="ij"))  # fmt: skip
    found = np.argwhere(shared > more_than * smaller)
    return [(ones[i].text, others[j].text) for i, j in found if ones is not others or i < j]


def test_no_two_texts_overlap(shown: Seen) -> None:
    """The boxes are those of the ink, so any overlap at all is seen."""
    assert overlaps(shown.ink, shown.ink) == []


def test_no_text_stands_on_a_word_of_a_cloud(shown: Seen) -> None:
    assert overlaps(shown.ink, shown.outlines) == []


def test_no_two_words_of_a_cloud_share_more_than_a_sliver(shown: Seen) -> None:
    """Boxes of words may touch at a corner where their strokes do not."""
    assert overlaps(shown.outlines, shown.outlines, more_than=0.1) == []


def test_the_labels_are_in_the_language_asked_for(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    figures = {label: FIGURES["top_terms"](article, tables, label).figure for label in LABELS}
    named = {
        label: {text.get_text() for text in figure.findobj(Text)}
        for label, figure in figures.items()
    }
    term, gloss = "党员", article.glossary["党员"]
    assert [term in named[label] for label in LABELS] == [True, False, True]
    assert [gloss in named[label] for label in LABELS] == [False, True, True]


def test_the_description_tells_what_the_figure_shows(shown: Seen) -> None:
    title = next(line.text for line in shown.ink if line.size == max(x.size for x in shown.ink))
    assert title in shown.description
    assert len(shown.description) > 100


HAN = re.compile(r"[\u4e00-\u9fff]+")


def test_no_term_that_is_shown_lacks_a_gloss(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    """In English, what stays Chinese on a figure is a word without a gloss."""
    for name in set(FIGURES) - {"damaged_bytes"}:
        figure = FIGURES[name](article, tables, "en").figure
        assert {
            text.get_text() for text in figure.findobj(Text) if HAN.search(text.get_text())
        } == set()


def cells(figure: Figure) -> np.ndarray:
    """The means of squares of 8 pixels of a figure at the size of print, in grey."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return squares(Image.fromarray(np.asarray(canvas.buffer_rgba())))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_like_the_published_one_which_a_missing_label_would_not(
    name: str, article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    with plots.style():
        figure = FIGURES[name](article, tables, "both").figure
        with Image.open(ROOT / "figures" / f"{name}.png") as image:
            published = squares(image)
        assert (now := cells(figure)).shape == published.shape
        assert np.abs(now - published).max() < TOLERANCE
        labels = [text for ax in figure.axes for text in ax.texts if text.get_text().strip()]
        gone = min(labels, key=lambda text: len(text.get_text()), default=figure.texts[-1])
        gone.set_text("")
        assert np.abs(cells(figure) - published).max() > TOLERANCE


def test_the_figure_is_closed_and_the_caller_s(shown: Seen) -> None:
    assert plt.get_fignums() == []


def test_a_title_changes_when_the_table_does(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["term_frequency"]
    other = table.assign(n=table["n"].where(table["token"] != "人才", 99))
    other = other.sort_values("n", ascending=False, kind="stable")
    changed = FIGURES["top_terms"](article, {**tables, "term_frequency": other}, "zh")
    assert changed.description.startswith("“人才”居首：一篇文章中出现99次")


def test_words_that_tie_lead_together(article: an.Article, tables: dict[str, pd.DataFrame]) -> None:
    table = tables["term_frequency"].copy()
    first = table.query("not stop").index[:2]
    table.loc[first, "n"] = 30
    for labels, said in (("both", "2 words lead, with 30 uses each"), ("zh", "2个词并列居首")):
        drawn = FIGURES["top_terms"](article, {**tables, "term_frequency": table}, labels)
        assert drawn.title.startswith(said)


@pytest.mark.parametrize("name", FIGURES)
def test_in_chinese_a_figure_says_nothing_in_english(
    name: str, article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    drawn = FIGURES[name](article, tables, "zh")
    texts = [text.get_text() for text in drawn.figure.findobj(Text)]
    said = " ".join([drawn.caption, drawn.description, *texts])
    known = {"GBK", "Jeffreys", "Wilson", "Holm", "Monroe", "bootstrap"}
    assert set(re.findall(r"\b[A-Za-z]{3,}\b", said)) <= known


def test_a_figure_says_which_table_it_lacks(article: an.Article) -> None:
    with pytest.raises(an.InputError, match=r"'(pollution|edits)'"):
        FIGURES["pollution_map"](article, {})


def test_a_figure_shows_itself_in_a_notebook(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    drawn = FIGURES["top_terms"](article, tables, "en")
    bundle, about = drawn._repr_mimebundle_()
    with Image.open(BytesIO(bundle["image/png"])) as image:
        assert image.width > 500
    assert bundle["text/plain"] == about["image/png"]["alt"] == drawn.description


# The figures of another article

CODEBOOK = an.Codebook.from_dict({"水": ["水渠", "水", "田"], "路": ["公路", "货物"]})


@cache
def other_article(sections: int) -> tuple[an.Article, dict[str, pd.DataFrame]]:
    """An article of so many sections, without title, date or speakers."""
    from analysis.article import Section
    from analysis.reproduce import tables

    numerals = "一二三四五六七八"
    lines = [f"第{numerals[i]}条修水渠，水到田里。公路通了，货物出山。" for i in range(sections)]
    parts = [
        Section(key=f"part{i}", begins=f"第{numerals[i]}条", number=i + 1, zh=f"第{numerals[i]}条")
        for i in range(sections)
    ]
    article = an.Article("\n".join(lines), sections=parts, terms=["水渠"], codebook=CODEBOOK)
    return article, tables(article)


# What is drawn of any article; the other needs one that is damaged.
SOUND = [name for name in FIGURES if name != "damaged_bytes"]
COMPARING = {"distinctive_terms", "theme_map", "sensitivity"}  # need two sections


@pytest.mark.parametrize("sections", [1, 7])
@pytest.mark.parametrize("name", SOUND)
def test_a_figure_can_be_drawn_of_an_article_of_any_number_of_sections(
    name: str, sections: int
) -> None:
    article, tables = other_article(sections)
    if sections == 1 and name in COMPARING:
        with pytest.raises(an.InputError, match="needs the table"):
            FIGURES[name](article, tables)
        return
    shown = seen(name, article, tables, "both")
    titles = [line.text for line in shown.ink if line.size >= 13]
    assert not any("  " in title or "with and" in title for title in titles)
    assert overlaps(shown.ink, shown.ink) == []


@pytest.mark.parametrize("name", SOUND)
def test_a_figure_of_another_article_says_nothing_of_this_one(name: str) -> None:
    article, tables = other_article(2)
    drawn = FIGURES[name](article, tables, "both")
    texts = (text.get_text() for text in drawn.figure.findobj(Text))
    said = " ".join([drawn.title, drawn.caption, drawn.description, *texts]).lower()
    for word in ("industry", "interview", "move", "baoshan", "保山", "五招"):
        assert word not in said


def test_nothing_is_drawn_of_damage_where_there_is_none() -> None:
    article, tables = other_article(2)
    with pytest.raises(an.InputError, match="'damaged_bytes'"):
        FIGURES["damaged_bytes"](article, tables)


@pytest.mark.parametrize("marker", ["?", ""])
def test_of_many_damaged_runs_the_first_are_drawn(marker: str) -> None:
    from analysis.reproduce import tables

    page = pollute(prose() * 2, table=draw_table(3), seed=3, lose=1.0, marker=marker)
    article = an.Article(page.text)
    found = tables(article)
    shown = seen("damaged_bytes", article, found, "both")
    count = sum(edit.kind == "damage" for edit in article.cleaned.edits)
    assert count > 4 == len(shown.figure.axes)
    assert any(f"The first 4 of {count} places" in line.text for line in shown.ink)
    assert overlaps(shown.ink, shown.ink) == []
    assert [line for line in shown.ink if line.size < SMALLEST] == []


def test_the_title_counts_the_characters_that_were_misread(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["damaged_bytes"]
    runs = [edit for edit in article.cleaned.edits if edit.kind == "damage"]
    title = FIGURES["damaged_bytes"](article, tables).description
    assert f" {sum(len(run.after) for run in runs)} characters " in title
    first = table[table["start"] == runs[0].start]
    title = FIGURES["damaged_bytes"](article, {"damaged_bytes": first}).description
    assert f" {len(runs[0].after)} characters " in title


# Colours

# The matrices of Machado, Oliveira and Fernandes 2009 (IEEE TVCG 15: 1291-1298) for severity 1.
SIGHT = {
    "all colours": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


def lab(color: str, sight: str = "all colours") -> np.ndarray:
    """CIE L*a*b* (white D65) of an sRGB colour as an eye with that sight has it."""
    rgb = np.array(mpl.colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(color: str) -> float:
    rgb = np.array(mpl.colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(TO_XYZ[1] @ linear)


def contrast_on_white(color: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    return 1.05 / (luminance(color) + 0.05)


def closest(colors: tuple[str, ...], sight: str) -> tuple[float, str, str]:
    """The two colours nearest each other, and the distance between them (CIE 1976)."""
    return min(
        (float(np.linalg.norm(lab(a, sight) - lab(b, sight))), a, b)
        for a, b in combinations(colors, 2)
    )


# Differences of about 2 can just be seen side by side (Mahy et al. 1994, Color Research and
# Application 19: 105-121); colours that are told apart at a distance, from a key, need several
# times that.
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(
    ("colors", "distance"),
    [
        ((*PALETTE, NEUTRAL), 15),
        (tuple(color for color, _ in house.KINDS.values()), 12),
        (THEME_COLORS, 8),
    ],
    ids=["sections", "kinds", "themes"],
)
def test_colours_are_told_apart_by_every_eye(
    colors: tuple[str, ...], distance: float, sight: str
) -> None:
    found, one, other = closest(colors, sight)
    assert found >= distance, f"{one} and {other}"


def test_the_colours_of_sections_are_told_apart_by_lightness_alone() -> None:
    lightness = sorted(float(lab(color)[0]) for color in PALETTE)
    assert min(np.diff(lightness)) >= 5


@pytest.mark.parametrize("color", [INK, SOFT])
def test_text_has_the_contrast_that_reading_needs(color: str) -> None:
    assert contrast_on_white(color) >= 4.5


def test_the_boxes_of_a_damaged_run_are_told_apart_by_lightness_alone() -> None:
    fills = ["white", *house.ROLE_COLORS.values(), house.DAMAGE]
    lightness = sorted(float(lab(color)[0]) for color in fills)
    assert min(np.diff(lightness)) >= 5
    assert contrast_on_white(house.DAMAGE) >= 4.5


@pytest.mark.parametrize("color", [*map(text_color, (*PALETTE, NEUTRAL)), *THEME_COLORS])
def test_words_in_colour_have_the_contrast_that_large_text_needs(color: str) -> None:
    assert contrast_on_white(color) >= 3


def test_each_section_has_a_colour_of_its_own_and_those_without_a_number_are_grey() -> None:
    colors = plots.section_colors(list("abcdef"), [True] * 5 + [False])
    assert list(colors.values()) == [*PALETTE, NEUTRAL]
    assert plots.section_colors(["x", "y"], [False, True]) == {"x": NEUTRAL, "y": PALETTE[0]}
    assert len(plots.section_colors(list("abcdefgh"))) == 8


# Saving


DESCRIPTION = "Three terms & their <counts>: 乡村振兴 3."


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A dot plot beside a word cloud, drawn and saved twice: SVG and PNG, SVG and PNG."""
    found = []
    for _ in "ab":
        with plots.style():
            fig, (left, right) = plt.subplots(1, 2)
            plots.term_frequency(TERMS, left)
            plots.word_cloud(TERMS, right)
        found += plots.save(fig, tmp_path_factory.mktemp("saved") / "terms", DESCRIPTION)
    return found


def test_the_same_figure_gives_the_same_bytes(saved: list[Path]) -> None:
    svg, png, svg_again, png_again = saved
    assert [path.name for path in (svg, png)] == ["terms.svg", "terms.png"]
    assert svg.read_bytes() == svg_again.read_bytes()
    assert png.read_bytes() == png_again.read_bytes()


def test_another_seed_gives_another_cloud() -> None:
    with plots.style():
        one, same, other = (
            [tuple(patch.get_path().get_extents().bounds) for patch in
             plots.word_cloud(TERMS, seed=seed).patches]
            for seed in (0, 0, 5)
        )  # fmt: skip
    assert one == same != other


def test_title_and_description_are_in_both_files(saved: list[Path]) -> None:
    svg, png, *_ = saved
    with Image.open(png) as image:
        assert (image.info["Title"], image.info["Description"]) == ("terms", DESCRIPTION)
    root = ElementTree.parse(svg).getroot()
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert root.find(f".//{dc}description").text == DESCRIPTION
    assert root.find(f".//{dc}title").text == "terms"
    svg_space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{svg_space}title").text == "terms"
    assert root.find(f"{svg_space}desc").text == DESCRIPTION
    assert root.get("role") == "img"


def test_the_files_carry_no_date_and_no_path(saved: list[Path]) -> None:
    svg, png, *_ = saved
    for path in (svg, png):
        assert str(path.parent).encode() not in path.read_bytes()
    assert ElementTree.parse(svg).find(".//{http://purl.org/dc/elements/1.1/}date") is None


def test_an_svg_needs_no_font(saved: list[Path]) -> None:
    assert b"<text" not in saved[0].read_bytes()


def test_every_figure_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert all(draw.__doc__ for draw in FIGURES.values())
    assert all(getattr(figures, name) is draw for name, draw in FIGURES.items())


def test_places_in_a_text_without_parts_claim_nothing_of_parts() -> None:
    article = an.Article("山里有山。水里有水。")
    tables = {"term_frequency": an.term_frequency(article.tokens), "sections": article.sections}
    said = figures.term_places(article, tables).description
    assert "part" not in said.lower()
    assert "Values: 水 2, 山里 1, 山 1." in said
