"""The README: the rebuild writes its numbers, the tables bear its claims out, its code runs."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.files import read_toml
from analysis.reproduce.readme import MARKED, fill, readme, sections, value

from .conftest import ROOT, Result

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FINDINGS = TEXT[TEXT.index("## What we found") : TEXT.index("## Two commands")]

# Numbers of the findings that no table has: the year, how often the slogan occurs, a limit.
UNMARKED = ["2022", "12", "0.05"]
AGREEMENT = ["0.92", "0.69"]  # of the two codings by hand: over all themes, and the lowest


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


@pytest.mark.slow
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


GOVERNANCE = ("governance", "governance_oversight")
NAMES_LEFT_OUT = "without words in the names of parts"


def test_the_true_assignment_fits_best_under_every_reading(tables):
    rows = tables["announced_readings"]
    exact = rows[rows["test"] == "assignments"]
    assert (exact["p"].round(6) == round(1 / 120, 6)).all()
    assert "coded by hand" in set(exact["reading"])
    assert tables["announced"]["clear"].all()
    turns = rows[(rows["test"] == "rotations") & ~rows["clear"]]
    assert list(turns["reading"]) == ["a theme counts once a sentence"]


def test_talent_and_governance_are_clear_alone_and_the_others_lean_the_same_way(tables):
    cells = tables["announced_cells"].set_index("section")
    assert list(cells.index[cells["clear"]]) == ["talent", "governance"]
    assert (cells["n"] > cells["expected"]).all()


def test_exploring_finds_governance_alone_and_needs_the_words_of_its_name(tables):
    cells = tables["theme_residuals"].query("clear")
    assert list(zip(cells["section"], cells["theme"], strict=True)) == [GOVERNANCE]
    assert cells["residual"].gt(0).all()
    rows = tables["sensitivity"]
    assert list(rows.loc[~rows["holds"], "reading"]) == [NAMES_LEFT_OUT]


def test_no_largest_theme_leads_clearly_and_training_is_level_with_study(tables):
    leads = tables["leading_themes"].set_index("section")
    assert not leads["clear"].any()
    row = leads.loc["ideology"]
    assert (row.theme, row.next) == ("ideology_study", "training")
    assert 0 <= row.n - row.next_n <= 1
    announced = tables["announced_cells"]["theme"]
    assert "training" not in set(announced)


def test_precision_is_lowest_in_the_first_move_where_most_errors_name_people(tables, article):
    scores = tables["theme_validation_by_section"].set_index("section")["precision"]
    assert scores.idxmin() == "ideology"
    said = an.theme_differences(article.gold, article.tokens)
    first = article.gold.index[article.gold["section"].eq("ideology")]
    wrong = said[said["by_hand"].ne(said["by_codebook"]) & said["unit"].isin(first)]
    people = {"党员", "干部", "群众", "实用", "人才"}
    named = sum(bool(set(terms.split()) & people) for terms in wrong["terms"])
    assert named > len(wrong) / 2


def test_the_agreement_of_the_coders_is_that_of_the_guideline():
    """tests/themes/test_gold.py computes what the guideline says."""
    guideline = (ROOT / "data" / "gold" / "themes-guideline.md").read_text(encoding="utf-8")
    alpha, cadres, *_, party = re.findall(r"\b0\.\d\d\b", guideline)
    assert [alpha, cadres] == AGREEMENT
    datasheet = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"all units and themes) is {alpha}; by theme" in datasheet
    differ = re.search(r"(\d+) units of (\d+) differ", guideline)
    assert differ and "{} of the {} units differ".format(*differ.groups()) in datasheet
    assert f"lowest for cadres ({cadres}) and the Party's organisation ({party})" in datasheet


def test_the_interval_of_the_lowest_agreement_is_what_a_bootstrap_gives():
    passes = [pd.read_csv(ROOT / "data" / "gold" / f"themes-{name}.csv") for name in "ab"]
    table = an.coder_agreement(*passes).set_index("theme").drop("all")
    row = table.loc["cadres"]
    assert table["alpha"].idxmin() == "cadres"
    assert [f"{end:.2f}" for end in (row.low, row.high)] == ["0.42", "0.90"]


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
