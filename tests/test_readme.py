"""The README says what the tables say."""

import re
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
def article() -> an.Article:
    return an.load_article("baoshan-2022-06-17")


@pytest.fixture(scope="module")
def leads(article: an.Article) -> pd.DataFrame:
    return an.leading_themes(article.tokens).set_index("section")


def test_the_table_of_moves_is_that_of_the_data(readme, leads, article):
    tokens = article.tokens
    shares = an.theme_shares(tokens).set_index(["section", "theme"])
    words = tokens[tokens["pos"] != "w"]["section"].value_counts()
    themes = article.codebook.themes
    for section in article.sections.itertuples():
        row, share = (
            leads.loc[section.section],
            shares.loc[(section.section, leads.loc[section.section, "theme"])],
        )
        interval = f"{100 * share.low:.0f} to {share.high:.0%}"
        leader = f"{themes[row.theme].en} {row.share:.0%} ({interval})"
        after = f"{themes[row.next].en} {row.next_share:.0%}"
        assert f"| {words[section.section]} | {leader} | {after} |" in readme


def test_the_parts_with_a_clear_lead_are_those_named(readme, leads, article):
    assert set(leads.index[leads["clear"]]) == {"governance", "industry"}
    tokens = article.tokens
    segmenter = an.Segmenter(article.terms)
    names = {word for name in article.sections["zh"] for word in segmenter.cut(name)}
    kept = [tokens[tokens["token"] != term] for term in article.codebook.theme_of]
    kept += [tokens[~tokens["token"].isin(names)], tokens[tokens["theme"] != "revitalisation"]]
    again = pd.concat(an.leading_themes(fewer) for fewer in kept).set_index("section")
    assert set(again.loc["governance", "theme"]) == {"governance_oversight"}
    assert again.loc["governance", "clear"].all()
    assert set(again.loc["industry", "theme"]) == {"economy_industry"}
    assert (~again.loc["industry", "clear"]).sum() == 4
    assert "four single words could end it" in readme


def test_study_and_training_are_level(readme, leads):
    row = leads.loc["ideology"]
    assert (row.theme, row.next) == ("ideology_study", "training")
    assert f"study and training are level: {row.n} words and {row.next_n}" in readme


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
    decisions = edits.loc[edits["kind"] == "damage", "decision"]
    forced = (decisions == "forced").sum()
    assert f"The {len(decisions)} places where the text itself was damaged" in readme
    assert f"{forced} of them in one way only" in readme
    assert f"undoing the {len(cleaned.edits):,} recorded edits gives the raw file" in readme
    raw = (ROOT / "data" / "raw" / "baoshan-2022-06-17.txt").read_bytes()
    assert not cleaned.unresolved
    assert cleaned.undo().encode("utf-8") == raw


def test_every_file_that_is_linked_exists():
    for document in (ROOT / "README.md", ROOT / "data" / "README.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
        assert all((document.parent / link).exists() for link in links)


def test_the_test_command_is_the_one_that_is_run_in_ci(readme):
    command = "pip install -r requirements.lock && pip install --no-deps -e . && pytest"
    assert command in readme
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command == re.search(r"bash -c '(.*)'", script)[1].replace(" -q", "")
