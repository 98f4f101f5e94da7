"""Every drawing goes on the Axes given, shows each value of its table, and names what it lacks."""

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Text

import analysis as an
from analysis import house, plots
from analysis.house import FAINT, INK, NEUTRAL, PALETTE

from .examples import (
    CELLS,
    DRAWINGS,
    EDITS,
    FINDINGS,
    LABELLED,
    LABELS,
    ODDS,
    PASSAGES,
    RUN,
    SECTIONS,
    SHARES,
    TERMS,
    TOKENS,
    YEARS,
    texts_of,
)


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
        (lambda: plots.log_odds(ODDS.drop(columns="high")), "high"),
        (lambda: plots.passages(PASSAGES.drop(columns="speaker"), SECTIONS), "speaker"),
        (lambda: plots.theme_heatmap(CELLS.drop(columns="clear"), SECTIONS), "clear"),
        (lambda: plots.sensitivity(FINDINGS.drop(columns="holds")), "holds"),
        (lambda: plots.word_cloud(TERMS.drop(columns="n")), "n"),
        (lambda: plots.frequency_over_time(YEARS.drop(columns="year")), "year"),
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
        ("log_odds", [(1, 0), (0.5, 1)]),
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
    ax = DRAWINGS["log_odds"]()
    (dots,) = (c for c in ax.collections if isinstance(c, PathCollection))
    assert [mpl.colors.to_hex(color) for color in dots.get_facecolors()] == [INK, "#ffffff"]


def test_a_plan_has_a_bar_for_each_passage_in_the_row_of_its_speaker() -> None:
    ax = DRAWINGS["passages"]()
    bars = [p for p in ax.patches if isinstance(p, Rectangle) and round(p.get_height(), 3) == 0.6]
    places = [(bar.get_x(), bar.get_width(), bar.get_y() + 0.3) for bar in bars]
    assert places == [(0, 4, 0), (4, 6, 1), (10, 14, 2)]
    fills = [mpl.colors.to_hex(bar.get_facecolor()) for bar in bars]
    assert fills == [FAINT, PALETTE[0], NEUTRAL]
    assert {"17%", "25%", "58%"} <= set(texts_of(ax))


def test_a_map_marks_the_clear_cells_alone_and_sets_apart_what_has_no_number() -> None:
    ax = DRAWINGS["theme_heatmap"]()
    texts = texts_of(ax)
    assert {"▲ 75%", "25%", "▼ –", "100%", "50 – 90"} <= set(texts)
    lefts = sorted({patch.get_x() for patch in ax.patches})
    assert lefts[1] - lefts[0] > 1  # cells of numbered sections would stand side by side


def test_a_map_frames_the_announced_cells_alone() -> None:
    ax = plots.theme_heatmap(CELLS.assign(announced=[True, False, False, False]), SECTIONS)
    framed = [patch.get_xy() for patch in ax.patches if patch.get_linewidth() > 1]
    assert framed == [(0, -0.47)]


def test_a_finding_that_fails_is_hollow_and_many_readings_are_counted() -> None:
    ax = DRAWINGS["sensitivity"]()
    (dots,) = (c for c in ax.collections if isinstance(c, PathCollection))
    fills = [mpl.colors.to_hex(color) for color in dots.get_facecolors()]
    assert fills == [INK, "#ffffff", INK, INK]
    assert {"8/9", "9/9"} <= set(texts_of(ax))


def test_a_cloud_glosses_the_words_that_are_wide_enough() -> None:
    glossary = {"乡村振兴": "revitalisation", "党员": "members", "人": "people"}
    assert len(plots.word_cloud(TERMS, glossary={**glossary, "人": "man"}).patches) == 6
    fig = plt.figure(figsize=(2.2, 0.9))
    small = plots.word_cloud(TERMS, fig.add_axes((0, 0, 1, 1)), glossary=glossary)
    assert 0 < len(small.patches) < 6


def heights(table: pd.DataFrame) -> list[float]:
    ax = plots.word_cloud(table, labels="zh")
    return [float(word.get_path().get_extents().height) for word in ax.patches]


def test_a_cloud_adds_up_a_word_in_several_rows() -> None:
    several = pd.DataFrame({"token": ["振兴", "乡村", "乡村"], "n": [30, 50, 40]})
    once = pd.DataFrame({"token": ["乡村", "振兴"], "n": [90, 30]})
    assert heights(several) == heights(once)
    assert heights(once)[0] > 1.8 * heights(once)[1]


def test_words_of_one_count_have_one_size() -> None:
    table = pd.DataFrame({"token": ["发展", "发屈", "发展了", "发"], "n": [9, 4, 4, 4]})
    _, *others = heights(table)
    assert max(others) < 1.1 * min(others)


@pytest.mark.parametrize("count", [np.nan, 0, -1, np.inf, "many", None])
def test_a_count_that_is_none_is_refused_by_its_row(count: Any) -> None:
    table = TERMS.astype({"n": object})
    table.loc[1, "n"] = count
    with pytest.raises(an.InputError, match=r"row 1 \(党员\): n is"):
        plots.word_cloud(table)
    if count != 0:
        with pytest.raises(an.InputError, match=r"row 1 \(党员\): n is"):
            plots.term_frequency(table)


def test_a_row_without_a_word_is_refused() -> None:
    with pytest.raises(an.InputError, match="row 1 has no token"):
        plots.word_cloud(TERMS.assign(token=["甲", None, "乙"]))


@pytest.mark.parametrize("name", ["term_frequency", "log_odds"])
def test_a_dot_plot_refuses_a_word_in_several_rows(name: str) -> None:
    table = {"term_frequency": TERMS, "log_odds": ODDS}[name]
    with pytest.raises(an.InputError, match="'乡村振兴' is in several rows"):
        getattr(plots, name)(pd.concat([table, table.head(1)]))


@pytest.mark.parametrize(
    ("color", "said"),
    [
        ("reed", "'reed' is no colour"),
        (["red", "blue"], "2 colours for 3 rows"),
        (["x"] * 3, "'x'"),
    ],
)
def test_what_is_no_colour_is_refused(color: Any, said: str) -> None:
    with pytest.raises(an.InputError, match=said):
        plots.term_frequency(TERMS, color=color)


def test_axes_without_room_for_a_word_are_refused() -> None:
    fig = plt.figure(figsize=(0.3, 0.1))
    with pytest.raises(an.InputError, match="make them larger"):
        plots.word_cloud(TERMS, fig.add_axes((0, 0, 1, 1)))


def test_a_line_runs_through_the_rates_of_its_term_in_order_of_time() -> None:
    ax = plots.frequency_over_time(YEARS.sample(frac=1, random_state=1), labels="zh")
    lines = {tuple(line.get_xdata()): list(line.get_ydata()) for line in ax.lines}
    assert list(lines) == [(2020, 2021, 2022)]
    assert sorted(list(line.get_ydata()) for line in ax.lines) == [[2, 4, 9], [5, 5, 5]]
    names = {text.get_text(): text.xy[1] for text in ax.texts}
    assert names.keys() == {"党员", "乡村振兴"}
    assert names["乡村振兴"] > names["党员"]


@pytest.mark.parametrize("name", LABELLED)
@pytest.mark.slow
def test_a_dark_style_around_a_drawing_leaves_dark_words_on_white(name: str) -> None:
    with plt.style.context("dark_background"):
        for ax in (DRAWINGS[name](plt.subplots()[1]), DRAWINGS[name]()):
            ax.set_title("标题")
            ax.figure.canvas.draw()
            grounds = {mpl.colors.to_hex(p.get_facecolor()) for p in (ax.patch, ax.figure.patch)}
            assert grounds == {"#ffffff"}
            written = [text for text in ax.findobj(Text) if text.get_text()]
            pale = [text for text in written if sum(to_rgb(text.get_color())) > 2]
            assert not pale or name in ("theme_heatmap", "damaged_run")  # white on a dark cell


@pytest.mark.parametrize("name", LABELLED)
def test_chinese_appears_on_axes_made_outside_the_style(name: str) -> None:
    fig, own = plt.subplots()
    DRAWINGS[name](own)
    own.set_title("标题")
    fig.canvas.draw()  # a character that is missing would be a warning, which is an error here


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


def test_another_seed_gives_another_cloud() -> None:
    with plots.style():
        one, same, other = (
            [tuple(patch.get_path().get_extents().bounds) for patch in
             plots.word_cloud(TERMS, seed=seed).patches]
            for seed in (0, 0, 5)
        )  # fmt: skip
    assert one == same != other


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("article_plan", plots.passages),
        ("distinctive_terms", plots.log_odds),
        ("theme_map", plots.theme_heatmap),
        ("figures", an.figures),
    ],
)
def test_an_old_name_still_works_and_says_the_new_one(old: str, new: Any) -> None:
    with pytest.warns(DeprecationWarning, match=rf"{old} is now analysis\.(plots\.)?\w+"):
        assert getattr(plots, old) is new


def test_a_drawing_has_the_name_of_no_figure_but_that_of_its_table() -> None:
    assert set(plots.__all__) & set(an.figures.FIGURES) == {"sensitivity"}
