"""The planned answer: whether each section talks about what its name announces."""

from __future__ import annotations

from itertools import permutations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.article import Section

from ..test_themes import token_table

ANNOUNCED = {"a": "x", "b": "y", "c": "z"}
WORDS = {"a": list("xxyx"), "b": list("yyzy"), "c": list("zxzz")}


def by_test(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("test")


def test_the_interview_keeps_to_what_its_moves_announce(article: an.Article) -> None:
    table = by_test(an.announced_test(article))
    assert set(zip(table["n"], table["total"], strict=True)) == {(82, 166)}
    assert table["expected"].to_numpy() == pytest.approx([25.05] * 3, abs=0.01)
    assert table["clear"].all()
    assert table["arrangements"].tolist() == [166, 20_001, 120]
    assert table.loc["assignments", "p"] == pytest.approx(1 / 120, abs=1e-6)
    assert table.loc["rotations", "p"] == pytest.approx(3 / 166, abs=1e-6)


def test_of_the_five_announced_cells_two_are_clear(article: an.Article) -> None:
    table = an.announced_cells(article)
    assert dict(zip(table["section"], table["theme"], strict=True)) == {
        "ideology": "ideology_study", "cadres": "cadres", "strongholds": "party_organisation",
        "talent": "talent", "governance": "governance_oversight",
    }  # fmt: skip
    assert table["n"].tolist() == [20, 7, 10, 13, 32]
    assert set(table.loc[table["clear"], "section"]) == {"talent", "governance"}
    residuals = an.theme_residuals(an.theme_readings(article)["as coded"])
    both = table.merge(residuals, on=["section", "theme"], suffixes=("", "_of_all"))
    for column in ("n", "expected", "residual"):
        assert both[column].to_numpy() == pytest.approx(both[f"{column}_of_all"].to_numpy())


def matches(words: list[str], sections: list[str], announced: dict[str, str]) -> int:
    return sum(word == announced[key] for word, key in zip(words, sections, strict=True))


def test_rotations_are_all_ways_to_turn_the_words_against_the_sections() -> None:
    words, keys = list("xxyxyyzyzxzz"), list("aaaabbbbcccc")
    row = by_test(an.announced_test(token_table(WORDS), ANNOUNCED)).loc["rotations"]
    turned = [matches(words[at:] + words[:at], keys, ANNOUNCED) for at in range(12)]
    assert (row["n"], row["arrangements"]) == (turned[0], 12)
    assert row["p"] == pytest.approx(np.mean(np.array(turned) >= turned[0]), abs=1e-6)


def test_assignments_are_all_ways_to_give_the_themes_to_the_sections() -> None:
    tokens = token_table(WORDS)
    row = by_test(an.announced_test(tokens, ANNOUNCED)).loc["assignments"]
    counts = pd.crosstab(tokens["section"], tokens["theme"])
    excess = counts - np.outer(counts.sum(axis=1), counts.sum()) / counts.to_numpy().sum()
    sums = [sum(excess.loc[s, t] for s, t in zip("abc", p, strict=True))
            for p in permutations("xyz")]  # fmt: skip
    assert row["p"] == pytest.approx(np.mean(np.array(sums) >= sums[0] - 1e-9), abs=1e-6)
    assert row["expected"] == pytest.approx(row["n"] - sums[0], abs=1e-6)


def test_dealt_sentences_are_as_good_as_often_as_all_deals_say() -> None:
    """Ten sentences, six and four; only one deal of 210 puts each where it belongs."""
    tokens = token_table({"a": ["x"] * 6, "b": ["y"] * 4}, clause=1, mark="。")
    announced = {"a": "x", "b": "y"}
    row = by_test(an.announced_test(tokens, announced)).loc["sentences"]
    assert row["p"] == pytest.approx(1 / comb(10, 4), abs=0.002)
    cells = an.announced_cells(tokens, announced)
    assert cells["p"].to_numpy() == pytest.approx([1 / comb(10, 4)] * 2, abs=0.002)
    assert cells["p_adjusted"].to_numpy() == pytest.approx(2 * cells["p"].to_numpy(), abs=1e-4)


def test_only_more_than_expected_is_tested() -> None:
    tokens = token_table({"a": ["x"] * 9, "b": ["y"] * 9}, clause=1, mark="。")
    crossed = an.announced_cells(tokens, {"a": "y", "b": "x"})
    assert (crossed["p"] == 1).all() and (crossed["residual"] < -4).all()


def test_many_sections_are_tried_by_a_sample_of_assignments() -> None:
    keys = "abcdefgh"
    tokens = token_table({key: [key.upper()] * 3 for key in keys}, clause=1, mark="。")
    row = by_test(an.announced_test(tokens, {key: key.upper() for key in keys})).loc["assignments"]
    assert row["arrangements"] == 20_001
    assert row["p"] < 0.001


@settings(max_examples=20)
@given(st.lists(st.sampled_from("xyz"), min_size=6, max_size=20), st.integers(1, 5))
@pytest.mark.slow
def test_for_any_text_p_is_a_share_of_what_was_compared(words: list[str], cut: int) -> None:
    tokens = token_table({"a": ["x", *words[:cut]], "b": ["y", *words[cut:]]}, mark="。")
    with pytest.MonkeyPatch.context() as patch:
        for module in ("announced", "residuals"):
            patch.setattr(f"analysis.measures.{module}.PERMUTATIONS", 50)
        table = an.announced_test(tokens, {"a": "x", "b": "y"})
        cells = an.announced_cells(tokens, {"a": "x", "b": "y"})
    assert (table["p"] >= 1 / table["arrangements"] - 1e-6).all() and (table["p"] <= 1).all()
    assert table["expected"].iloc[0] == pytest.approx(cells["expected"].sum(), abs=1e-4)
    assert (cells["p_adjusted"] >= cells["p"]).all()


def test_sections_that_announce_nothing_are_left_out() -> None:
    tokens = token_table({**WORDS, "d": list("xyz") * 9})
    pd.testing.assert_frame_equal(
        an.announced_test(tokens, ANNOUNCED), an.announced_test(token_table(WORDS), ANNOUNCED)
    )


@pytest.mark.parametrize(
    ("announced", "message"),
    [(None, "fewer than two sections"), ({"a": "x"}, "fewer than two sections"),
     ({"a": "x", "q": "y"}, "no word has the section 'q'"),
     ({"a": "x", "b": "w"}, r"'b' announces 'w', no theme here \(known: x, y, z\)")],
)  # fmt: skip
def test_what_cannot_be_tested_is_said(announced: dict[str, str] | None, message: str) -> None:
    for test in (an.announced_test, an.announced_cells):
        with pytest.raises(an.InputError, match=message):
            test(token_table(WORDS), announced)


def test_an_article_may_only_announce_themes_of_its_codebook() -> None:
    section = Section(key="hills", begins="山", announces="sea")
    with pytest.raises(an.InputError, match=r"'hills' announces 'sea' \(themes: no codebook\)"):
        an.Article("山里有山。", sections=[section])


def test_a_section_that_announces_nothing_says_so(article: an.Article) -> None:
    table = article.sections.set_index("section")["announces"]
    assert table.isna()["industry"] and table.notna().sum() == 5
