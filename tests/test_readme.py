"""The README: the rebuild writes its numbers, the tables bear its claims out, its code runs."""

import re
from collections.abc import Callable
from math import comb
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.files import read_toml
from analysis.reproduce.readme import MARKED, fill, readme, sections, value

from .conftest import ROOT, Result

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FINDINGS = TEXT[TEXT.index("## What we found") : TEXT.index("## Two commands")]

# Numbers of the findings that no table has: the agreement of the coders (over all, lowest),
# the year, the ends of that scale, how often the slogan occurs, and limits that were set.
AGREEMENT = ["0.92", "0.69"]
UNMARKED = [*AGREEMENT, "2022", "1", "0", "12", "12", "0.05", "95%", "0", "10"]


# The numbers


def test_the_numbers_are_those_of_the_tables(article, tables):
    assert readme(ROOT, article, tables) == TEXT


def test_every_number_of_the_findings_is_written_by_the_rebuild_or_tested_here():
    prose = re.sub(r"\]\([^)]*\)", "]", FINDINGS)
    left = MARKED.sub(lambda at: "\n" if at[1] == "sections" else " ", prose)
    found = re.findall(r"(?<![\w.])\d[\d,.]*%?(?<![.,])", left)
    assert sorted(found) == sorted(UNMARKED)


def test_no_marker_begins_a_line_where_it_would_end_a_paragraph():
    begins = re.findall(r"^\s*<!-- (\S+) -->", TEXT, re.MULTILINE)
    assert set(begins) == {"sections", "/sections"}


def test_every_entry_is_used():
    used = {at[1] for at in MARKED.finditer(TEXT)}
    assert used - {"sections"} == set(read_toml(ROOT / "data" / "readme.toml"))


@pytest.mark.parametrize(
    "text",
    ["<!-- unknown -->1<!-- /unknown -->", "<!-- uses -->1", "1<!-- /uses -->",
     "<!-- uses -->1<!-- /use -->", "<!-- uses -->1<!-- uses -->2<!-- /uses -->"],
)  # fmt: skip
def test_a_marker_that_cannot_be_filled_is_refused_by_name(text):
    with pytest.raises(an.InputError, match=r"^README\.md: .*(use|unknown)"):
        fill(text, {"uses": "12"})


def test_other_comments_and_the_rest_of_the_text_stay():
    text = "a\r\n<!-- a remark --> b <!-- uses -->\n11\n<!-- /uses --> c\r\n"
    assert fill(text, {"uses": "12"}) == text.replace("\n11\n", "12")


COUNTS = pd.DataFrame(
    {"token": ["水渠", "公路", "田"], "n": [3, 2, 1250], "stop": [False, False, True],
     "theme": ["water", None, None]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "printed"),
    [({"rows": {"token": "水渠"}, "column": "n"}, "3"),
     ({"rows": {"stop": False}, "column": "n", "take": "sum"}, "5"),
     ({"column": "n", "take": "sum", "form": ","}, "1,255"),
     ({"rows": {"stop": True}, "column": "n", "form": ","}, "1,250"),
     ({"column": "token", "take": "size"}, "3"),
     ({"rows": {"stop": False}, "column": "theme", "take": "filled", "form": ".0%"}, "50%")],
)  # fmt: skip
def test_an_entry_takes_one_value_or_sums_up_several(entry, printed):
    assert value({"table": "counts"} | entry, {"counts": COUNTS}) == printed


@pytest.mark.parametrize(
    "entry",
    [{"table": "other", "column": "n"}, {"table": "counts", "column": "m"},
     {"table": "counts", "column": "n", "rows": {"word": "水渠"}}, {"table": "counts"},
     {"table": "counts", "column": "n"}, {"table": "counts", "column": "n", "take": "mean"},
     {"table": "counts", "column": "n", "rows": {"token": "山"}}, {"tabel": "counts"}, "counts"],
)  # fmt: skip
def test_an_entry_that_means_no_value_is_refused_by_name(entry):
    with pytest.raises(an.InputError, match=r"^here: "):
        value(entry, {"counts": COUNTS}, "here")


def test_an_article_that_is_not_coded_has_no_table_of_sections(article):
    assert sections(article, {}) == ""


def test_the_rebuild_writes_the_numbers_and_the_check_notices_another(
    village: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.figures.FIGURES", {})
    (village / "data" / "readme.toml").write_text(
        'uses = {table = "term_frequency", rows = {token = "水渠"}, column = "n"}\n', "utf-8"
    )
    page = village / "README.md"
    page.write_text("水渠 occurs <!-- uses -->7<!-- /uses --> times.\n", "utf-8")
    result = command("reproduce", "--no-notebooks", "--check")
    assert result.code == 1 and "  README.md\n" in result.out
    assert "<!-- uses -->7<!-- /uses -->" in page.read_text("utf-8")
    command("reproduce", "--no-notebooks")
    assert page.read_text("utf-8") == "水渠 occurs <!-- uses -->2<!-- /uses --> times.\n"
    assert command("reproduce", "--no-notebooks", "--check").code == 0


# The claims, which would flip if the tables did


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


def test_no_move_has_clearly_less_of_a_theme(cells):
    """So the table of the moves may leave that out."""
    assert not (cells["clear"] & cells["residual"].lt(0)).any()


def test_governance_holds_under_every_reading_and_it_alone(readings, leads):
    assert "as coded" in readings.columns  # the count in the table
    always = readings.index[readings.all(axis=1)]
    assert list(always) == [("more", *GOVERNANCE)]
    moves = leads.drop("industry")
    assert list(moves.index[moves["clear"]]) == ["governance"]


def test_ideology_and_talent_fail_only_by_sentence(leads, readings, article):
    for pair in (
        ("ideology", "ideology_study"), ("ideology", "training"), ("talent", "talent")
    ):  # fmt: skip
        row = readings.loc[("more", *pair)]
        assert set(row.index[~row]) == BY_SENTENCE
    row = leads.loc["ideology"]
    assert (row.theme, row.next) == ("ideology_study", "training")
    assert 0 <= row.n - row.next_n <= 1  # level
    drawn = an.theme_readings(article)["tested by sentence, not clause"]
    sentences = drawn.groupby("section", observed=True)["passage"].nunique()
    assert sentences["talent"] == 3 and "The fourth move has three sentences" in TEXT
    # Even if no other way to deal the sentences were as lopsided, over all cells but the four
    # others that are clear:
    assert (50 - 5 - 4) / comb(sentences.sum(), sentences["talent"]) > 0.05


def test_cadres_rest_on_a_handful_of_words_and_not_on_every_reading(cells, readings):
    assert cells.loc[("cadres", "cadres"), "n"] < 10
    held = readings.loc[("more", "cadres", "cadres")]
    assert held.sum() > len(held) / 2 and not held.all()


def test_the_third_move_is_told_apart_by_hand_only(cells, article):
    assert not cells.loc["strongholds", "clear"].any()
    by_hand = an.theme_residuals(an.theme_readings(article)["coded by hand"])
    more = by_hand[by_hand["clear"] & by_hand["residual"].gt(0)]
    assert {
        ("ideology", "ideology_study"), ("cadres", "cadres"), ("talent", "talent"), GOVERNANCE,
        ("strongholds", "party_organisation"),
    } <= set(zip(more["section"], more["theme"], strict=True))  # fmt: skip


def test_most_errors_of_the_codebook_are_members_cadres_or_people_who_are_named(article):
    said = an.theme_differences(article.gold, article.tokens)
    wrong = said[said["by_hand"] != said["by_codebook"]]
    people = {"党", "党委", "党组", "党员", "支部", "干部", "群众", "实用", "人才"}
    named = sum(bool(terms) and set(terms.split()) <= people for terms in wrong["terms"])
    assert named > len(wrong) / 2


def test_the_agreement_of_the_coders_is_that_of_the_guideline():
    """tests/themes/test_gold.py computes what the guideline says."""
    guideline = (ROOT / "data" / "gold" / "themes-guideline.md").read_text(encoding="utf-8")
    alpha, cadres, *_, party = re.findall(r"\b0\.\d\d\b", guideline)
    assert re.findall(r"\b0\.\d\d\b", FINDINGS)[:2] == [alpha, cadres] == AGREEMENT
    datasheet = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"all units and themes) is {alpha}; by theme" in datasheet
    differ = re.search(r"(\d+) units of (\d+) differ", guideline)
    assert differ and "{} of the {} units differ".format(*differ.groups()) in datasheet
    assert f"lowest for cadres ({cadres}) and the Party's organisation ({party})" in datasheet


def test_the_moves_with_rough_intervals_are_two_three_and_four(tables):
    shares = tables["theme_shares"]
    assert set(shares.loc[shares["small"], "section"]) == {"cadres", "strongholds", "talent"}


def test_the_slogan_supplies_four_of_the_five_most_frequent_words(article):
    assert article.cleaned.text.count("抓党建促乡村振兴") == 12
    top = an.term_frequency(article.tokens).query("not stop")["token"].head(5)
    assert top.isin(["抓", "党建", "促", "乡村振兴"]).sum() == 4


def test_half_of_the_page_was_added_and_all_of_it_can_be_undone(article):
    cleaned = article.cleaned
    share = an.pollution(cleaned).set_index("kind")["share"]
    assert round(share["gloss"] + share["spam"], 1) == 0.5
    edits = cleaned.explain()
    glossed = edits.loc[edits["kind"] == "gloss", "start"].map(lambda at: cleaned.raw[at - 1])
    datasheet = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    assert f"every use of {glossed.nunique()} of them ({len(glossed)} times" in datasheet
    raw = (ROOT / "data" / "raw" / "baoshan-2022-06-17.txt").read_bytes()
    assert not cleaned.unresolved
    assert cleaned.undo().encode("utf-8") == raw


# The code, the links, the commands


@pytest.mark.filterwarnings("ignore:every row is small")
def test_the_code_under_reuse_runs(tmp_path, monkeypatch):
    """On files of one's own with these names."""
    mine = "记者：农民说，土地好。\n记者：土地怎么样？\n村长：耕地多了。群众高兴，乡村好。\n"
    for name in ("page.txt", "mine.txt"):
        (tmp_path / name).write_text(mine, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)[1], found)
    assert (tmp_path / "words.png").exists()
    pd.testing.assert_index_equal(found["posts"].index, pd.Index(["a", "b"]))
    assert set(found["tokens"].query("token == '修路'").index) == {"a"}
    assert "['a', 'b']: each" in TEXT
    assert list(an.concordance(an.clean(found["posts"]), "农民").index) == ["a", "b"]


def test_every_file_that_is_linked_exists():
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
        assert links and all((document.parent / link).exists() for link in links)


def test_the_test_command_is_the_one_that_is_run_in_ci():
    command = "pip install -r requirements.lock && pip install --no-deps -e . && pytest"
    assert command in TEXT
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command == re.search(r"bash -c '(.*)'", script)[1].replace(" -q", "")
