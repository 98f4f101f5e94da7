"""The tables of an article by name: worked out when asked for, and once."""

import pytest

import analysis as an
from analysis.measures import tables as registry
from analysis.measures.tables import TablesOf


def test_a_table_is_worked_out_when_it_is_asked_for_and_once_an_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    count = registry.term_frequency
    monkeypatch.setattr(
        registry, "term_frequency", lambda *given, **by: asked.append(1) or count(*given, **by)
    )
    article = an.Article("山里有山。水里有水。")
    found = TablesOf(article)
    assert "term_frequency" in found
    assert asked == []
    assert found["term_frequency"].equals(TablesOf(article)["term_frequency"])
    assert asked == [1]


def test_a_change_of_a_table_changes_no_one_else_s() -> None:
    article = an.Article("山里有山。水里有水。")
    mine = TablesOf(article)["term_frequency"]
    mine["n"] = 99
    mine.loc[0, "token"] = "新"
    other = TablesOf(article)["term_frequency"]
    assert 99 not in set(other["n"])
    assert "新" not in set(other["token"])


def test_what_an_article_lacks_is_no_key_and_unknown_names_are_none() -> None:
    found = TablesOf(an.Article("山里有山。"))
    for name in ("theme_shares", "damaged_bytes", "sensitivity", "no such table"):
        assert name not in found
        with pytest.raises(KeyError):
            found[name]
    assert len(found) == len(list(found)) == 6


def test_the_tables_that_are_kept_are_those_of_the_article() -> None:
    article = an.Article("山里有山。水里有水。")
    kept = dict(TablesOf(article))
    assert list(kept) == list(TablesOf(article))
    assert kept["tokens"].equals(article.tokens)
