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


def test_each_unit_is_settled_as_a_pass_has_it_or_says_why_against_both(
    gold: pd.DataFrame, coded: dict[str, np.ndarray]
) -> None:
    differ = (coded["a"] != coded["b"]).any(axis=1)
    why = gold["why"].fillna("")
    against = why.str.startswith("both passes").to_numpy()
    assert ((differ | against) == why.str.len().gt(20)).all()
    either = (coded["settled"] == coded["a"]) | (coded["settled"] == coded["b"])
    assert (either.all(axis=1) != against).all()
    assert against.sum() == 1 and "One unit was settled against both" in GUIDELINE
    said = re.search(r"(\d+) units of (\d+) differ", GUIDELINE)
    assert said and tuple(map(int, said.groups())) == (differ.sum(), len(gold))


def test_the_agreement_is_as_the_guideline_says(
    coded: dict[str, np.ndarray], article: an.Article
) -> None:
    by_theme = {
        theme: round(alpha(coded["a"][:, at], coded["b"][:, at]), 2)
        for at, theme in enumerate(article.codebook.themes)
    }
    said = [float(value) for value in re.findall(r"\b0\.\d\d\b", GUIDELINE)]
    lowest = sorted(by_theme, key=by_theme.__getitem__)[:2]
    assert lowest == ["cadres", "party_organisation"]
    assert said == [
        round(alpha(coded["a"], coded["b"]), 2), *(by_theme[theme] for theme in lowest)
    ]  # fmt: skip


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
