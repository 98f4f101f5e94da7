"""Correspondence analysis."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

import analysis as an

pytestmark = pytest.mark.filterwarnings("ignore:every row is small")

# Greenacre 1984, Theory and Applications of Correspondence Analysis: staff of a firm by smoking.
SMOKING = pd.DataFrame(
    [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
    index=["SM", "JM", "SE", "JE", "SC"], columns=["none", "light", "medium", "heavy"],
)  # fmt: skip


def tokens(cells: pd.DataFrame) -> pd.DataFrame:
    long = cells.stack().reset_index().set_axis(["part", "token", "n"], axis=1)
    return long.loc[long.index.repeat(long["n"])]


def smoking() -> pd.DataFrame:
    table = an.correspondence(tokens(SMOKING), "part", min_n=1)
    return table


def test_the_worked_example_of_the_book() -> None:
    table = smoking()
    assert table.attrs["explained"] == pytest.approx((0.8776, 0.1176), abs=1e-4)
    rows = table[table["kind"] == "row"].set_index("name").loc[list(SMOKING.index)]
    assert rows["x"].abs().tolist() == pytest.approx(
        [0.0658, 0.2590, 0.3806, 0.2330, 0.2011], abs=1e-4
    )
    assert rows["y"].abs().tolist() == pytest.approx(
        [0.1937, 0.2433, 0.0107, 0.0577, 0.0789], abs=1e-4
    )
    assert rows["quality"].tolist() == pytest.approx([0.893, 0.991, 1, 1, 0.999], abs=1e-3)
    assert rows["contribution"].tolist() == pytest.approx(
        [0.031, 0.139, 0.450, 0.308, 0.071], abs=1e-3
    )
    words = table[table["kind"] == "column"].set_index("name").loc[list(SMOKING.columns)]
    assert words["x"].abs().tolist() == pytest.approx([0.3933, 0.0995, 0.1963, 0.2938], abs=1e-4)
    assert words["n"].tolist() == SMOKING.sum().tolist()


def test_the_farthest_part_is_on_the_positive_side() -> None:
    rows = smoking().query("kind == 'row'").set_index("name")
    assert rows["x"].abs().idxmax() == rows["x"].idxmax() == "SE"
    assert rows["y"].abs().idxmax() == rows["y"].idxmax() == "JM"


CELLS = st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=3, max_size=3)


@given(CELLS)
def test_with_two_axes_in_all_distances_are_those_of_the_profiles(cells: list[list[int]]) -> None:
    cells = pd.DataFrame(cells, index=list("abc"), columns=list("山水人"))
    table = an.correspondence(tokens(cells), "part", min_n=1)
    total = cells.to_numpy().sum()
    for kind, own in (("row", cells), ("column", cells.T)):
        side = table[table["kind"] == kind].set_index("name").loc[list(own.index)]
        profiles = own.div(own.sum(axis=1), axis=0)
        average = own.sum() / total
        distances = ((profiles - average) ** 2 / average).sum(axis=1)
        assert (side["x"] ** 2 + side["y"] ** 2).tolist() == pytest.approx(
            distances.tolist(), abs=1e-5
        )
        centre = (side[["x", "y"]].mul(side["n"], axis=0)).sum() / total
        assert centre.tolist() == pytest.approx([0, 0], abs=1e-5)
    inertia = chi2_contingency(cells, correction=False).statistic / total
    rows = table[table["kind"] == "row"]
    along = (rows["n"] / total * (rows["x"] ** 2 + rows["y"] ** 2)).sum()
    assert along == pytest.approx(inertia, abs=1e-5)
    if inertia > 1e-9:
        assert sum(table.attrs["explained"]) == pytest.approx(1, abs=1e-5)
        for _, side in table.groupby("kind"):
            assert side["contribution"].sum() == pytest.approx(1, abs=1e-5)


def test_the_errors_are_the_spread_of_profiles_drawn_again() -> None:
    cells, table = SMOKING * 20, an.correspondence(tokens(SMOKING * 20), "part", min_n=1)
    rows = table[table["kind"] == "row"].set_index("name")
    words = table[table["kind"] == "column"].set_index("name").loc[list(cells.columns)]
    sizes = np.sqrt([(rows["n"] * rows[axis] ** 2).sum() / rows["n"].sum() for axis in "xy"])
    rng = np.random.default_rng(3)
    for name, profile in cells.iterrows():
        n = profile.sum()
        drawn = rng.multinomial(n, profile / n, size=4000) / n
        places = drawn @ (words[["x", "y"]].to_numpy() / sizes)
        assert rows.loc[name, ["x_error", "y_error"]].tolist() == pytest.approx(
            places.std(axis=0).tolist(), rel=0.06
        )


def test_independent_parts_lie_in_the_centre() -> None:
    cells = pd.DataFrame([[10, 20], [20, 40], [5, 10]], index=list("abc"), columns=list("山水"))
    table = an.correspondence(tokens(cells), "part")
    assert (table[["x", "y", "x_error", "y_error"]] == 0).all().all()
    assert table["quality"].isna().all()
    assert np.isnan(table.attrs["explained"]).all()


def test_two_parts_have_one_axis() -> None:
    table = an.correspondence(tokens(SMOKING.loc[["SE", "JE"]]), "part")
    assert table.attrs["explained"] == (1, 0)
    assert (table[["y", "y_error"]] == 0).all().all()
    assert table["quality"].tolist() == pytest.approx([1] * len(table), abs=1e-6)


def test_words_are_chosen_by_name_and_number() -> None:
    table = an.correspondence(tokens(SMOKING), "part", terms=["none", "heavy", "chewing"])
    assert set(table.loc[table["kind"] == "column", "name"]) == {"none", "heavy"}
    table = an.correspondence(tokens(SMOKING), "part", min_n=40)
    assert set(table.loc[table["kind"] == "column", "name"]) == {"none", "light", "medium"}
    with pytest.raises(an.InputError, match=r"only 'none'.*two words"):
        an.correspondence(tokens(SMOKING), "part", terms="none")


def test_the_map_of_the_article_is_the_same_each_time(article: an.Article) -> None:
    content = article.tokens[~article.tokens["stop"]]
    table = an.correspondence(content)
    pd.testing.assert_frame_equal(table, an.correspondence(content))
    rows = table[table["kind"] == "row"]
    assert list(rows["name"]) == list(article.sections["section"])
    assert 0.5 < sum(table.attrs["explained"]) < 0.9
    assert table["quality"].between(0, 1).all()
