"""Codebooks: what is malformed, what does not fit an article, and how one is shown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as an

GOOD = """[themes.water]
zh = "水"
terms = ["水渠", "水"]

[themes.traffic]
terms = ["公路"]

[uncoded]
"修" = "serves both"
"""
FAULTS = {
    "a term under two themes": ('["公路"]', '["公路", "水"]',
                                "'水' is in 'water' and 'traffic'"),
    "a term twice": ('["公路"]', '["公路", "公路"]', "'公路' is in 'traffic' and 'traffic'"),
    "an unknown key": ('zh = "水"', 'colour = "blue"', "theme 'water': unknown key 'colour'"),
    "an unknown table": ("[uncoded]", "[left_out]", "unknown key 'left_out'"),
    "an empty theme": ('["公路"]', "[]", "theme 'traffic' has no terms"),
    "no terms": ('terms = ["公路"]', "", "theme 'traffic' has no terms"),
    "terms that are no list": ('["公路"]', '"公路"', "terms = '公路' should be a list"),
    "a term that is no string": ('["公路"]', "[110]", "theme 'traffic': 110 is not a term"),
    "an empty term": ('["公路"]', '[""]', "theme 'traffic': '' is not a term"),
    "a term with a space around it": ('["公路"]', '["公路 "]', "'公路 ' is not a term"),
    "the same key twice": ("[themes.traffic]\n", "", "not valid TOML"),
    "a theme that is no table": ("[themes.traffic]\nterms", "[themes]\ntraffic",
                                 "expected a table"),
    "coded and uncoded": ('"修"', '"水"', "'水' is both coded and listed as uncoded"),
    "uncoded without a reason": ('"serves both"', '" "', "uncoded term '修' has no reason"),
    "a reason that is no string": ('"serves both"', "1", "uncoded term '修' has no reason"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_malformed_codebook_is_an_error_that_names_the_file_and_the_fault(
    name: str, tmp_path: Path
) -> None:
    old, new, message = FAULTS[name]
    assert old in GOOD
    path = tmp_path / "themes.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(an.InputError, match=message) as raised:
        an.Codebook.from_toml(path)
    assert str(raised.value).startswith(str(path))


def test_a_codebook_without_themes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(an.InputError, match="the codebook has no themes"):
        an.Codebook.from_dict({})


def test_a_codebook_is_shown_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(GOOD, encoding="utf-8")
    book = an.Codebook.from_toml(path)
    table = book.to_frame()
    assert list(table) == [
        "theme", "zh", "en", "terms", "definition", "counts", "excludes", "borderline",
    ]  # fmt: skip
    assert list(table["theme"]) == ["water", "traffic"]
    assert list(table["terms"]) == ["水渠、水", "公路"]
    long = an.Codebook.from_dict({"water": [f"水{number}" for number in range(60)]})
    assert "水59" in long._repr_html_()


# Against an article

TEXT = "修水渠，修公路。水渠通，公路通，村民乐。村民修河堤，有河堤。"


def checked(book: dict[str, list[str]], min_n: int = 2, **more: object) -> pd.DataFrame:
    codebook = an.Codebook(an.Codebook.from_dict(book).themes, {"修": "serves both"})
    article = an.Article(TEXT, codebook=codebook, terms=["水渠", "村民", "河 堤"], **more)
    return an.check_codebook(article, min_n)


def problems(table: pd.DataFrame) -> set[tuple[str, str, int]]:
    return set(zip(table["term"], table["problem"], table["n"], strict=True))


def test_a_codebook_is_checked_against_its_article() -> None:
    table = checked({"water": ["水渠", "河堤", "大海"], "traffic": ["公路"]}, stopwords=["通"])
    assert list(table) == ["term", "theme", "problem", "n"]
    assert problems(table) == {
        ("村民", "uncoded", 2),
        ("河", "uncoded", 2),
        ("堤", "uncoded", 2),
        ("河堤", "split into 河 堤", 2),
        ("大海", "never occurs", 0),
    }
    themes = table.set_index("term")["theme"]
    assert themes[["河堤", "大海"]].tolist() == ["water", "water"]
    assert pd.isna(themes["村民"])
    assert table["n"].is_monotonic_decreasing


def test_rarer_words_are_listed_on_request() -> None:
    rare = problems(checked({"water": ["水渠"]}, min_n=1)) - problems(checked({"water": ["水渠"]}))
    assert rare == {("乐", "uncoded", 1)}


def test_a_term_inside_a_longer_word_is_not_split_but_never_occurs() -> None:
    found = problems(checked({"water": ["渠", "水渠"]}))
    assert ("渠", "never occurs", 0) in found


def test_a_term_across_two_words_is_not_split() -> None:
    found = problems(checked({"water": ["渠通", "水渠"]}))
    assert ("渠通", "never occurs", 0) in found


def test_the_codebook_of_the_interview_fits_it(article: an.Article) -> None:
    assert an.check_codebook(article).empty


def test_an_article_without_a_codebook_has_none_to_check() -> None:
    with pytest.raises(an.InputError, match="no codebook"):
        an.check_codebook(an.Article(TEXT))


def test_any_article_can_be_coded_with_any_codebook() -> None:
    book = an.Codebook.from_dict({"water": ["水渠"], "traffic": ["公路"]})
    tokens = an.Article(TEXT, codebook=book, terms=["水渠"]).tokens
    shares = an.theme_shares(tokens, by="role" if tokens["role"].notna().any() else "passage")
    assert shares.groupby("theme", observed=True)["n"].sum().to_dict() == {"water": 2, "traffic": 2}
