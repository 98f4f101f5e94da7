"""Other readings: what they change, and which findings hold under them."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as an
from analysis.article import Section, Variant

from ..test_themes import token_table

TEXT = "一、山和水，山外有山。二、水渠通水，人在田里。三、人多，车多。"
SECTIONS = [
    Section(key=key, begins=begins, number=number, zh=zh, to="sentence")
    for key, begins, number, zh in (
        ("hills", "一、", 1, "山"), ("canal", "二、", 2, "水渠"), ("people", "三、", None, "人")
    )
]  # fmt: skip
BOOK = {"land": ["山", "田"], "water": ["水", "水渠"], "people": ["人", "车"]}


def made_up(*variants: Variant, gold: pd.DataFrame | None = None) -> an.Article:
    return an.Article(
        TEXT, sections=SECTIONS, codebook=an.Codebook.from_dict(BOOK), variants=variants, gold=gold,
        terms=["水渠", "通 水", "山 外", "外 有", "田 里"],
    )  # fmt: skip


def themes(table: pd.DataFrame, section: str) -> list[str]:
    return table.loc[table["section"] == section, "theme"].dropna().tolist()


def test_the_first_reading_has_the_numbered_sections() -> None:
    article = made_up()
    table = an.theme_readings(article)["as coded"]
    assert themes(table, "hills") == ["land", "water", "land", "land"]
    assert themes(table, "canal") == ["water", "water", "people", "land"]
    assert themes(table, "people") == []
    assert article.tokens["section"].notna().sum() > table["section"].notna().sum()


@pytest.mark.parametrize(
    ("variant", "hills", "canal", "people"),
    [
        (Variant(name="v", text="山外有山", to="canal"), ["land", "water"],
         ["land", "land", "water", "water", "people", "land"], []),
        (Variant(name="v", text="水"), ["land", "land", "land"], ["people", "land"], []),
        (Variant(name="v", section="people", to="people"), ["land", "water", "land", "land"],
         ["water", "water", "people", "land"], ["people", "people"]),
        (Variant(name="v", section="people", to="hills"),
         ["land", "water", "land", "land", "people", "people"],
         ["water", "water", "people", "land"], []),
        (Variant(name="v", section="canal"), ["land", "water", "land", "land"], [], []),
    ],
    ids=["a passage elsewhere", "without a word", "a part of its own", "merged", "left out"],
)  # fmt: skip
def test_a_variant_counts_words_elsewhere_or_nowhere(
    variant: Variant, hills: list[str], canal: list[str], people: list[str]
) -> None:
    table = an.theme_readings(made_up(variant))["v"]
    assert [themes(table, key) for key in ("hills", "canal", "people")] == [hills, canal, people]


def test_the_words_of_the_names_are_left_out() -> None:
    table = an.theme_readings(made_up())["without words in the names of parts"]
    assert themes(table, "hills") == []  # 山, and 水 as a piece of 水渠
    assert themes(table, "canal") == ["land"]


def test_a_theme_can_count_once_a_clause_or_once_a_sentence() -> None:
    readings = an.theme_readings(made_up())
    counts = {
        name: an.theme_shares(readings[name]).set_index(["section", "theme"])["n"]
        for name in ("as coded", "a theme counts once a clause", "a theme counts once a sentence")
    }
    lands = [table["hills", "land"] for table in counts.values()]
    waters = [table["canal", "water"] for table in counts.values()]
    assert (lands, waters) == ([3, 2, 1], [2, 1, 1])


def test_a_coding_by_hand_is_a_reading() -> None:
    text = made_up().cleaned.text
    start, middle, end = text.index("一"), text.index("二"), text.index("三")
    gold = pd.DataFrame(
        {"start": [start, middle, end], "end": [middle, end, len(text)],
         "themes": ["land water", "", "people"]}
    )  # fmt: skip
    table = an.theme_readings(made_up(gold=gold))["coded by hand"]
    assert themes(table, "hills") == ["land", "water"]
    assert len(table) == 3 and table["section"].isna().sum() == 1


BAD = {
    "neither text nor section": (Variant(name="v", to="hills"), "a text or a section"),
    "both": (Variant(name="v", text="山", section="hills"), "a text or a section"),
    "a text that is not there": (Variant(name="v", text="海"), "'海' is not in the cleaned text"),
    "no such section": (Variant(name="v", section="sea"), r"no section 'sea' \(there are: hills"),
    "to no such section": (Variant(name="v", text="山", to="sea"), "no section 'sea'"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_variant_of_what_is_not_there_is_named(name: str) -> None:
    variant, message = BAD[name]
    with pytest.raises(an.InputError, match=f"variant 'v': .*{message}"):
        made_up(variant)


# Findings


def two_sections(n: int = 8) -> pd.DataFrame:
    return token_table({"a": ["x"] * n, "b": ["y"] * n}, clause=1, mark="。").assign(
        token=lambda table: table["theme"].map({"x": "甲", "y": "乙"}).fillna("。")
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.measures.residuals.PERMUTATIONS", 500)


def test_a_finding_is_tried_under_every_reading(few: None) -> None:
    whole = two_sections()
    less = whole.assign(theme=whole["theme"].where(whole.index > 13))
    table = an.sensitivity({"whole": whole, "less": less})
    keys = table[["finding", "section", "theme"]].drop_duplicates()
    assert {tuple(key) for key in keys.to_numpy()} == {
        ("more", "a", "x"), ("less", "a", "y"), ("less", "b", "x"), ("more", "b", "y"),
    }  # fmt: skip
    assert set(table["reading"]) == {"whole", "less", "any one term left out"}
    holds = table.set_index(["finding", "section", "theme", "reading"])["holds"]
    assert holds["more", "a", "x", "whole"]
    assert not holds["more", "a", "x", "less"]


def test_without_its_only_term_a_finding_is_broken(few: None) -> None:
    table = an.sensitivity({"whole": two_sections()}).query("reading == 'any one term left out'")
    row = table.query("finding == 'more' and section == 'a'").iloc[0]
    assert (row["tried"], row["held"], row["holds"]) == (2, 0, False)
    assert row["broken_by"] == "甲 乙"  # without either, there is but one theme
    assert pd.isna(row["estimate"])


def test_a_term_left_out_is_tested_as_if_the_codebook_never_had_it(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    """Leaving out 治理 empties a clause, 党员 none: the clauses that are left are dealt anew."""
    base = an.theme_readings(article)["as coded"]
    found = tables["sensitivity"].query("reading == 'any one term left out'")
    for term in ("治理", "党员"):
        less = base.assign(theme=base["theme"].mask(base["token"] == term))
        cells = an.theme_residuals(less).set_index(["section", "theme"])
        for row in found.query("finding != 'leads'").itertuples():
            cell = cells.loc[(row.section, row.theme)]
            assert cell["clear"] == (term not in row.broken_by.split())
            assert abs(row.estimate) <= abs(cell["residual"])


def test_a_clear_lead_is_a_finding(few: None) -> None:
    leads = token_table({"a": ["x"] * 9 + ["y"], "b": ["y", "x"] * 5}, clause=1, mark="。")
    table = an.sensitivity({"whole": leads}).query("finding == 'leads'")
    assert set(zip(table["section"], table["theme"], strict=True)) == {("a", "x")}


def test_where_nothing_is_clear_the_table_is_empty(few: None) -> None:
    table = an.sensitivity({"whole": token_table({"a": ["x", "y"], "b": ["x", "y"]})})
    assert table.empty
    assert list(table) == [
        "finding", "section", "theme", "reading", "tried", "held", "holds", "estimate", "broken_by",
    ]  # fmt: skip


def test_the_readings_of_the_interview(
    article: an.Article, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["sensitivity"]
    readings = [*an.theme_readings(article), "any one term left out"]
    assert list(table["reading"].unique()) == readings
    assert {variant.name for variant in article.variants} < set(readings)
    stated = tables["theme_residuals"].query("clear")
    found = table.query("reading == 'as coded' and finding != 'leads'")
    assert list(zip(found["section"], found["theme"], strict=True)) == list(
        zip(stated["section"].astype(str), stated["theme"], strict=True)
    )
    assert found["holds"].all()
    assert (table["holds"] == (table["held"] == table["tried"])).all()


def test_the_planned_answer_comes_out_under_every_reading(
    tables: dict[str, pd.DataFrame], article: an.Article
) -> None:
    table = tables["announced_readings"]
    assert list(table["reading"].unique()) == list(an.theme_readings(article))
    p = table.pivot(index="reading", columns="test", values="p")
    assert (p["assignments"].round(6) == round(1 / 120, 6)).all()
    assert (p["sentences"] < 0.001).all()
    assert p["rotations"].between(0, 0.06).all()
    alone = an.announced_test(article)
    pd.testing.assert_frame_equal(
        table.query("reading == 'as coded'").drop(columns="reading").reset_index(drop=True), alone
    )


def test_that_governance_is_about_governance_takes_the_words_of_its_name(
    tables: dict[str, pd.DataFrame],
) -> None:
    table = tables["sensitivity"]
    assert set(zip(table["finding"], table["section"], table["theme"], strict=True)) == {
        ("more", "governance", "governance_oversight")
    }
    assert table.loc[~table["holds"], "reading"].tolist() == ["without words in the names of parts"]


# Files

VARIANT = '\n[[variants]]\nname = "v"\ntext = "水渠"\n'
FAULTS = {
    "an unknown key": (VARIANT + 'where = "road"\n', "unknown key 'where'"),
    "no name": (VARIANT.replace('name = "v"', ""), "no key 'name'"),
    "not a string": (VARIANT + "to = 3\n", "to = 3 should be a str"),
    "not in the text": (VARIANT.replace("水渠", "大海"), "'大海' is not in the cleaned text"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_variant_is_one_line_that_names_the_file(name: str, village: object) -> None:
    text, message = FAULTS[name]
    path = village / "data" / "articles" / "village.toml"  # type: ignore[operator]
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    with pytest.raises(an.InputError, match=rf"village\.toml: .*{message}"):
        an.load_article("village")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("start,end\n0,2\n", "no column themes"),
        ("start,end,themes\n0,x,water\n", "start and end must be whole numbers"),
        ("start,end,themes\n0,2,water\n5,5,water\n", "line 3: the end is not after the start"),
    ],
)
def test_a_fault_in_the_coding_by_hand_is_one_line_that_names_the_file(
    rows: str, message: str, village: object
) -> None:
    path = village / "data" / "articles" / "village.toml"  # type: ignore[operator]
    text = path.read_text(encoding="utf-8").replace("[speakers]", 'gold = "gold.csv"\n\n[speakers]')
    path.write_text(text, encoding="utf-8")
    (path.parent / "gold.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(an.InputError, match=rf"gold\.csv: .*{message}"):
        an.load_article("village")
