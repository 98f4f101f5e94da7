"""The README says what the tables say."""

import re
from math import comb
from pathlib import Path

import pandas as pd
import pytest

import analysis as an

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def readme() -> str:
    """The README as running text."""
    return " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def leads(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["leading_themes"].set_index("section")


@pytest.fixture(scope="module")
def cells(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The residuals, by move and theme."""
    return tables["theme_residuals"].astype({"section": str}).set_index(["section", "theme"])


@pytest.fixture(scope="module")
def readings(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Findings (what, move, theme) by readings: whether each holds."""
    rows = tables["sensitivity"]
    return rows.set_index(["finding", "section", "theme", "reading"])["holds"].unstack()


GOVERNANCE = ("governance", "governance_oversight")
BY_SENTENCE = {"tested by sentence, not clause", "a theme counts once a sentence"}


def test_the_table_of_moves_is_that_of_the_data(readme, leads, tables, article):
    tokens = article.tokens
    shares = tables["theme_shares"].set_index(["section", "theme"])
    words = tokens[tokens["pos"] != "w"]["section"].value_counts()
    themes, residuals = article.codebook.themes, tables["theme_residuals"]
    for section in article.sections.itertuples():
        row = leads.loc[section.section]
        share = shares.loc[(section.section, row.theme)]
        interval = f"{100 * share.low:.0f} to {share.high:.0%}"
        leader = f"{themes[row.theme].en} {row.share:.0%} ({interval})"
        after = f"{themes[row.next].en} {row.next_share:.0%}"
        part = residuals[residuals["section"] == section.section]
        assert not (part["clear"] & part["residual"].lt(0)).any()
        clear = ", ".join(themes[theme].en for theme in part.loc[part["clear"], "theme"])
        more = (clear or "–") if len(part) else "not compared"
        assert f"| {words[section.section]} | {leader} | {after} | {more} |" in readme


def test_what_is_said_of_governance_holds_under_every_reading(readme, cells, leads, readings):
    assert "as coded" in readings.columns  # this count itself
    always = readings.index[readings.all(axis=1)]
    assert list(always) == [("more", *GOVERNANCE)]
    cell = cells.loc[GOVERNANCE]
    assert f"{cell['n']} words, where the length" in readme
    assert f"lead one to expect {cell['expected']:.1f}." in readme
    assert (
        f"under all {readings.shape[1]} ways of counting (the first is this count itself)" in readme
    )
    moves = leads.drop("industry")
    assert list(moves.index[moves["clear"]]) == ["governance"]
    held = readings.loc[("leads", *GOVERNANCE)].sum()
    assert f"clearly ahead of the next, under {held} of the {readings.shape[1]}." in readme


def test_what_is_said_of_ideology_and_talent_fails_only_by_sentence(
    readme, leads, readings, article
):
    for pair in (
        ("ideology", "ideology_study"), ("ideology", "training"), ("talent", "talent")
    ):  # fmt: skip
        row = readings.loc[("more", *pair)]
        assert set(row.index[~row]) == BY_SENTENCE
    row = leads.loc["ideology"]
    assert (row.theme, row.next) == ("ideology_study", "training")
    assert f"training are level: {row.n} words and {row.next_n}." in readme
    drawn = an.theme_readings(article)["tested by sentence, not clause"]
    sentences = drawn.groupby("section", observed=True)["passage"].nunique()
    assert f"of which the fourth move has {sentences['talent']}, too few to tell" in readme
    # Even if no other way to deal the sentences were as lopsided, over all cells but the four
    # others that are clear:
    assert (50 - 5 - 4) / comb(sentences.sum(), sentences["talent"]) > 0.05


def test_what_is_said_of_cadres_rests_on_few_words(readme, cells, readings):
    cell, row = cells.loc[("cadres", "cadres")], readings.loc[("more", "cadres", "cadres")]
    assert f"{cell['n']}, where {cell['expected']:.1f} are expected." in readme
    assert f"It is clear under {row.sum()} of the {len(row)} ways of counting." in readme


def test_the_third_move_is_told_apart_by_hand_only(readme, cells, article):
    assert not cells.loc["strongholds", "clear"].any()
    by_hand = an.theme_residuals(an.theme_readings(article)["coded by hand"])
    more = by_hand[by_hand["clear"] & by_hand["residual"].gt(0)]
    assert {
        ("ideology", "ideology_study"), ("cadres", "cadres"), ("talent", "talent"), GOVERNANCE,
        ("strongholds", "party_organisation"),
    } <= set(zip(more["section"], more["theme"], strict=True))  # fmt: skip
    assert "clearly more of the Party's organisation, and so all five have more" in readme


def test_the_codebook_is_as_good_as_is_said(readme, tables, article):
    row = tables["theme_validation"].set_index("theme").loc["all"]
    assert f"F1 {row.f1:.2f} ({row.f1_low:.2f} to {row.f1_high:.2f})" in readme
    assert f"precision {row.precision:.0%} and recall {row.recall:.0%}, and their balance" in readme
    assert f"Of what the codebook finds, {row.precision:.0%} is right" in readme
    assert f"of what is there it finds {row.recall:.0%}:" in readme
    said = an.theme_differences(article.gold, article.tokens)
    wrong = said[said["by_hand"] != said["by_codebook"]]
    people = {"党", "党委", "党组", "党员", "支部", "干部", "群众", "实用", "人才"}
    named = sum(bool(terms) and set(terms.split()) <= people for terms in wrong["terms"])
    assert named > len(wrong) / 2 and "Most of its errors are Party members, cadres" in readme
    # tests/themes/test_gold.py computes what the guideline says.
    guideline = (ROOT / "data" / "gold" / "themes-guideline.md").read_text(encoding="utf-8")
    alpha, cadres, party = re.findall(r"\b0\.\d\d\b", guideline)
    assert f"an alpha of {alpha} (lowest: Cadres, {cadres})" in readme
    datasheet = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"all units and themes) is {alpha}; by theme" in datasheet
    differ = re.search(r"(\d+) units of (\d+) differ", guideline)
    assert differ and "{} of the {} units differ".format(*differ.groups()) in datasheet
    assert f"lowest for cadres ({cadres}) and the Party's organisation ({party})" in datasheet


def test_the_moves_with_rough_intervals_are_named(readme, tables):
    shares = tables["theme_shares"]
    assert set(shares.loc[shares["small"], "section"]) == {"cadres", "strongholds", "talent"}
    assert "Moves two, three and four have fewer than 10 coded clauses" in readme


def test_counts_are_those_of_the_tokens(readme, article):
    tokens = article.tokens
    content = tokens[~tokens["stop"]]
    assert f"{content['theme'].notna().mean():.0%} of the content words carry one" in readme
    slogan = article.cleaned.text.count("抓党建促乡村振兴")
    top = an.term_frequency(tokens).query("not stop")["token"].head(5)
    assert top.isin(["抓", "党建", "促", "乡村振兴"]).sum() == 4
    uses = (tokens["token"] == "党建").sum()
    assert (
        f"{slogan} times. Of {uses} uses of 党建 (Party building), {slogan} stand in it" in readme
    )


def test_what_is_said_of_cleaning_is_so(readme, article):
    cleaned = article.cleaned
    share = an.pollution(cleaned).set_index("kind")["share"]
    assert round(share["gloss"] + share["spam"], 1) == 0.5
    glosses, spam = f"{share['gloss']:.0%}", f"{share['spam']:.0%}"
    length = f"{len(cleaned.raw):,}"
    assert (
        f"{glosses} of its {length} characters are pinyin glosses, {spam} place-name spam" in readme
    )
    edits = cleaned.explain()
    glossed = edits.loc[edits["kind"] == "gloss", "start"].map(lambda at: cleaned.raw[at - 1])
    datasheet = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    assert f"every use of {glossed.nunique()} of them ({len(glossed)} times" in datasheet
    decisions = edits.loc[edits["kind"] == "damage", "decision"]
    forced = (decisions == "forced").sum()
    assert f"The {len(decisions)} places where the text itself was damaged" in readme
    assert f"{forced} of them in one way only" in readme
    assert f"undoing the {len(cleaned.edits):,} recorded edits gives the raw file" in readme
    raw = (ROOT / "data" / "raw" / "baoshan-2022-06-17.txt").read_bytes()
    assert not cleaned.unresolved
    assert cleaned.undo().encode("utf-8") == raw


@pytest.mark.filterwarnings("ignore:every row is small")
def test_the_code_under_reuse_runs(tmp_path, monkeypatch):
    """On files of one's own with these names."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    mine = "记者：农民说，土地好。\n记者：土地怎么样？\n村长：耕地多了。群众高兴，乡村好。\n"
    for name in ("page.txt", "mine.txt"):
        (tmp_path / name).write_text(mine, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], found)
    assert (tmp_path / "words.png").exists()
    pd.testing.assert_index_equal(found["posts"].index, pd.Index(["a", "b"]))
    assert set(found["tokens"].query("token == '修路'").index) == {"a"}
    assert "['a', 'b']: each" in text
    assert list(an.concordance(an.clean(found["posts"]), "农民").index) == ["a", "b"]


def test_every_file_that_is_linked_exists():
    for document in (ROOT / "README.md", ROOT / "data" / "README.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
        assert all((document.parent / link).exists() for link in links)


def test_the_test_command_is_the_one_that_is_run_in_ci(readme):
    command = "pip install -r requirements.lock && pip install --no-deps -e . && pytest"
    assert command in readme
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command == re.search(r"bash -c '(.*)'", script)[1].replace(" -q", "")
