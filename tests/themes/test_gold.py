"""The coding by hand is of the article, was made as its guideline says, and is scored truly."""

from __future__ import annotations

import re

import krippendorff
import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

import analysis as an

from ..conftest import ROOT

GOLD = ROOT / "data" / "gold"
GUIDELINE = (GOLD / "themes-guideline.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    return pd.read_csv(GOLD / "themes.csv", dtype={"themes": str, "why": str})


@pytest.fixture(scope="module")
def coded(article: an.Article) -> dict[str, np.ndarray]:
    """For the two passes and what was settled: units x themes, 1 where a theme is present."""
    files = {"a": "themes-a.csv", "b": "themes-b.csv", "settled": "themes.csv"}
    return {
        name: np.array(
            [
                [int(theme in found.split()) for theme in article.codebook.themes]
                for found in pd.read_csv(GOLD / file)["themes"].fillna("")
            ]
        )
        for name, file in files.items()
    }


def alpha(one: np.ndarray, other: np.ndarray) -> float:
    data = [one.ravel(), other.ravel()]
    return krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")


def divided(sentence: str) -> list[str]:
    """A sentence in clause groups, as the guideline says."""
    if len(sentence) <= 40:
        return [sentence]
    units = []
    for part in re.findall("[^；]+；?", sentence):
        own, piece = [], ""
        for clause in re.findall("[^，]+，?", part):
            piece += clause
            if len(piece) >= 12:
                own.append(piece)
                piece = ""
        units += [*own[:-1], own[-1] + piece] if own else [piece]
    return units


def test_the_units_are_the_clause_groups_of_every_sentence(
    gold: pd.DataFrame, article: an.Article
) -> None:
    text = article.cleaned.text
    assert [text[row.start : row.end] for row in gold.itertuples()] == list(gold["text"])
    for row in article.passages.itertuples():
        units = gold[gold["passage"] == row.passage]
        assert list(units["text"]) == (divided(row.text) if row.turn else [row.text])
        assert units["start"].min() == row.start
        assert list(units["section"].dropna()) == (
            [] if pd.isna(row.section) else [row.section] * len(units)
        )


def test_every_theme_is_in_the_codebook(gold: pd.DataFrame, article: an.Article) -> None:
    found = {theme for themes in gold["themes"].dropna() for theme in themes.split()}
    assert found == article.codebook.themes.keys()


def test_each_unit_is_settled_as_a_pass_has_it_and_says_why_where_they_differ(
    gold: pd.DataFrame, coded: dict[str, np.ndarray]
) -> None:
    differ = (coded["a"] != coded["b"]).any(axis=1)
    assert (differ == gold["why"].fillna("").str.len().gt(20)).all()
    assert ((coded["settled"] == coded["a"]) | (coded["settled"] == coded["b"])).all()
    said = re.search(r"(\d+) units of (\d+) differ", GUIDELINE)
    assert said and tuple(map(int, said.groups())) == (differ.sum(), len(gold))


def test_the_agreement_is_as_the_guideline_says(article: an.Article) -> None:
    table = passes_compared().set_index("theme")
    lowest = table.loc[list(article.codebook.themes), "alpha"].sort_values().index[:2]
    assert list(lowest) == ["cadres", "party_organisation"]
    ends = table.loc["cadres", ["alpha", "low", "high"]]
    said = [float(value) for value in re.findall(r"\b0\.\d\d\b", GUIDELINE)]
    found = [table.loc["all", "alpha"], *ends, table.loc["party_organisation", "alpha"]]
    assert said == [round(value, 2) for value in found]


def passes_compared() -> pd.DataFrame:
    return an.coder_agreement(*(pd.read_csv(GOLD / f"themes-{name}.csv") for name in "ab"))


def test_alpha_is_krippendorff_s(coded: dict[str, np.ndarray], article: an.Article) -> None:
    table = passes_compared().set_index("theme")
    for at, theme in enumerate(article.codebook.themes):
        expected = alpha(coded["a"][:, at], coded["b"][:, at])
        assert table.loc[theme, "alpha"] == pytest.approx(expected, abs=1e-6)
    assert table.loc["all", "alpha"] == pytest.approx(alpha(coded["a"], coded["b"]), abs=1e-6)
    assert (table["low"] <= table["alpha"]).all() and (table["alpha"] <= table["high"]).all()


def test_the_interval_of_alpha_is_a_bootstrap_over_units(
    coded: dict[str, np.ndarray], article: an.Article
) -> None:
    at = list(article.codebook.themes).index("cadres")
    rng, drawn = np.random.default_rng(3), []
    for _ in range(400):
        units = rng.integers(len(coded["a"]), size=len(coded["a"]))
        drawn.append(alpha(coded["a"][units, at], coded["b"][units, at]))
    row = passes_compared().set_index("theme").loc["cadres"]
    assert [row["low"], row["high"]] == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.06)


def test_codings_of_other_units_cannot_be_compared() -> None:
    one = pd.DataFrame({"themes": ["a", "b"]})
    with pytest.raises(an.InputError, match="2 and 1 units"):
        an.coder_agreement(one, one[:1])


# Scores


def test_the_score_counts_units_by_theme(
    article: an.Article, coded: dict[str, np.ndarray], gold: pd.DataFrame
) -> None:
    score = an.theme_score(gold, article.tokens).set_index("theme")
    tokens, by_hand = article.tokens, coded["settled"].astype(bool)
    found = np.array(
        [
            [
                ((tokens["start"] >= row.start) & (tokens["end"] <= row.end)
                 & (tokens["theme"] == theme)).any()
                for theme in article.codebook.themes
            ]
            for row in gold.itertuples()
        ]
    )  # fmt: skip
    counts = {"by_hand": by_hand, "by_codebook": found, "both": by_hand & found}
    for column, marks in counts.items():
        assert score[column].tolist() == [*marks.sum(axis=0), marks.sum()]


def test_intervals_of_a_score_are_those_of_wilson(article: an.Article) -> None:
    for row in an.theme_score(article.gold, article.tokens).itertuples():
        for name, n in {"precision": row.by_codebook, "recall": row.by_hand}.items():
            found = [getattr(row, name + end) for end in ("", "_low", "_high")]
            wilson = binomtest(row.both, n).proportion_ci(method="wilson")
            assert found == pytest.approx([row.both / n, *wilson], abs=1e-5)
        harmonic = 2 * row.precision * row.recall / (row.precision + row.recall)
        assert row.f1 == pytest.approx(harmonic, abs=1e-5)
        assert row.f1_low < row.f1 <= row.f1_high


def test_a_score_by_hand() -> None:
    gold = pd.DataFrame({"start": [0, 2, 4], "end": [2, 4, 6], "themes": ["a b", "a", None]})
    tokens = pd.DataFrame(
        {
            "token": list("甲。甲乙丙甲"),
            "start": range(6),
            "theme": ["a", None, "a", "b", None, "a"],
        }
    )
    score = an.theme_score(gold, tokens).set_index("theme")
    assert score[["by_hand", "by_codebook", "both"]].to_dict("list") == {
        "by_hand": [2, 1, 3], "by_codebook": [3, 1, 4], "both": [2, 0, 2],
    }  # fmt: skip
    assert score["precision"].round(3).tolist() == [0.667, 0, 0.5]
    assert score["recall"].round(3).tolist() == [1, 0, 0.667]
    assert score["f1"].round(3).tolist() == [0.8, 0, 0.571]


def test_a_difference_names_the_terms_behind_it(article: an.Article, gold: pd.DataFrame) -> None:
    table = an.theme_differences(gold, article.tokens)
    assert len(table) == len(gold) * len(article.codebook.themes)
    assert (table["by_codebook"] == (table["terms"] != "")).all()
    # What the guideline says of those who are merely named: they are trained or act.
    extra = table[table["by_codebook"] & ~table["by_hand"]].query("theme == 'party_organisation'")
    terms = {term for terms in extra["terms"] for term in terms.split()}
    assert terms == {"党", "党员", "党委", "党组", "支部"}


def test_a_theme_that_the_codebook_lacks_is_named(article: an.Article) -> None:
    gold = pd.DataFrame({"start": [0], "end": [9], "themes": ["weather"]})
    with pytest.raises(an.InputError, match=r"unit 0: theme 'weather' \(known: revit"):
        an.theme_score(gold, article.tokens)


def test_the_gold_table_must_have_offsets(article: an.Article) -> None:
    with pytest.raises(an.InputError, match="no column 'end'"):
        an.theme_score(pd.DataFrame({"start": [0], "themes": [""]}), article.tokens)


def test_the_score_by_section_adds_up_to_that_of_their_units(article: an.Article) -> None:
    table = an.theme_score(article.gold, article.tokens, "section").set_index("section")
    cells = an.theme_differences(article.gold, article.tokens)
    home = pd.read_csv(GOLD / "themes.csv")["section"]
    for section, rows in cells.groupby(cells["unit"].map(home)):
        found = table.loc[section, ["by_hand", "by_codebook", "both"]].tolist()
        both = rows["by_hand"] & rows["by_codebook"]
        assert found == [rows["by_hand"].sum(), rows["by_codebook"].sum(), both.sum()]
    assert table.loc["ideology", ["both", "by_codebook"]].tolist() == [20, 35]


# Shares corrected for errors of the codebook


def test_most_of_the_first_move_s_words_on_cadres_and_talent_are_ghosts(
    article: an.Article,
) -> None:
    table = an.corrected_shares(article.gold, article.tokens).set_index(["section", "theme"])
    for theme in ("cadres", "talent", "party_organisation"):
        row = table.loc["ideology", theme]
        assert row["corrected"] < row["share"] / 2
    sums = table.groupby("section", observed=True)["corrected"].sum()
    assert list(sums) == pytest.approx([1] * 6, abs=1e-5)
    assert (table["low"] <= table["high"]).all()


def test_a_codebook_that_makes_no_errors_is_hardly_corrected() -> None:
    """Of many units; the priors weigh as one unit each."""
    themes = ["x", "y", "y"] * 40
    gold = pd.DataFrame({"start": range(120), "end": range(1, 121), "themes": themes})
    tokens = pd.DataFrame({"token": "词", "start": range(120), "section": "a", "theme": themes})
    table = an.corrected_shares(gold, tokens)
    assert table["corrected"].to_numpy() == pytest.approx([1 / 3, 2 / 3], abs=0.01)
    # What is left open is what sentences leave open.
    shares = an.theme_shares(tokens)
    assert table["low"].to_numpy() == pytest.approx(shares["low"].to_numpy(), abs=0.02)
    assert table["high"].to_numpy() == pytest.approx(shares["high"].to_numpy(), abs=0.02)


def test_corrected_words_are_those_right_divided_by_the_part_that_is_found() -> None:
    """Theme x: 60 units found, 30 of them right; y: found wherever it is, and never elsewhere."""
    themes = ["x"] * 60 + ["y"] * 60
    truth = ["x"] * 30 + [""] * 30 + ["y"] * 60 + ["x"] * 10
    gold = pd.DataFrame({"start": range(130), "end": range(1, 131), "themes": truth})
    found = [*themes, *[None] * 10]
    tokens = pd.DataFrame({"token": "词", "start": range(130), "section": "a", "theme": found})
    x, y = 60 * 0.5 / 0.75, 60
    table = an.corrected_shares(gold, tokens)
    assert table["corrected"].to_numpy() == pytest.approx([x / (x + y), y / (x + y)], abs=0.01)
