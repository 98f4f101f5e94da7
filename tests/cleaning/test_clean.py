"""What `clean` gives back, and what it refuses."""

from __future__ import annotations

from itertools import product

import pytest

import analysis
from analysis import Cleaned, Edit, clean
from tests.cases import clean_article, prose, raw_article
from tests.pollution import draw_table, general_script, link_farm, pollute
from tests.scoring import Score, score


@pytest.mark.parametrize("value", [None, b"\xcf\xe7", 1, ["乡"]])
def test_only_a_string_is_taken(value: object) -> None:
    with pytest.raises(analysis.InputError, match="str"):
        clean(value)  # type: ignore[arg-type]


def test_offsets_beyond_the_text_are_refused() -> None:
    cleaned = clean(raw_article())
    for at in (len(cleaned.text) + 1, -1):
        with pytest.raises(IndexError):
            cleaned.to_raw(at)


def test_edits_can_be_compared_but_not_changed() -> None:
    edit = clean(raw_article()).edits[0]
    assert edit == Edit(edit.start, edit.end, edit.before, edit.after, edit.kind)
    with pytest.raises(AttributeError):
        edit.after = ""  # type: ignore[misc]


def test_the_same_names_are_found_in_both_places() -> None:
    from analysis import cleaning

    assert (cleaning.clean, cleaning.Cleaned, cleaning.Edit) == (clean, Cleaned, Edit)
    assert {"clean", "Cleaned", "Edit"} <= set(analysis.__all__)


def test_explain_has_a_row_for_each_edit() -> None:
    cleaned = clean(raw_article())
    table = cleaned.explain()
    assert len(table) == len(cleaned.edits)
    for column in ("start", "end", "kind", "before", "after"):
        assert table[column].tolist() == [getattr(edit, column) for edit in cleaned.edits]


def test_explain_shows_how_each_damaged_run_was_decided() -> None:
    table = clean(raw_article()).explain()
    damage = table[table["kind"] == "damage"]
    assert len(damage) == 4
    for row in damage.itertuples():
        assert row.bytes
        assert len(row.candidates) == len(row.scores) >= 1
        assert any(row.after in candidate for candidate in row.candidates)
        assert row.decision in {"forced", "frequency"}
        assert (row.decision == "forced") == (len(row.candidates) == 1)


def test_explain_of_clean_text_is_an_empty_table_with_the_same_columns() -> None:
    assert clean("好").explain().columns.equals(clean(raw_article()).explain().columns)
    assert len(clean("好").explain()) == 0


@pytest.mark.parametrize("text", [prose(), clean_article(), (prose() + clean_article()) * 12])
def test_clean_simplified_text_is_left_alone(text: str) -> None:
    assert clean(text).edits == ()


@pytest.mark.parametrize("text", [prose(), clean_article(), (prose() + clean_article()) * 12])
def test_clean_traditional_text_stays_traditional(text: str) -> None:
    script = general_script()
    traditional = "".join(script.get(character, character) for character in text)
    assert clean(traditional).edits == ()


@pytest.mark.slow
def test_the_start_of_a_clean_text_is_not_taken_for_spam_when_a_polluted_one_is() -> None:
    page = pollute(clean_article(), table=draw_table(1), lose=0.0)
    cleaned = clean(page.text)
    assert not [edit for edit in cleaned.edits if edit.kind == "spam"]
    assert cleaned.text.startswith("组织部长访谈 | 下好党建引领")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.slow
def test_places_named_in_a_polluted_article_are_not_spam(seed: int) -> None:
    names = link_farm(seed, separator="、", count=20).rstrip("、")
    text = prose() + f"\n　　参加培训的有{names}等地的学员，他们来自各行各业。\n" + clean_article()
    page = pollute(text, table=draw_table(seed), spam=link_farm(9))
    assert [e.before.strip() for e in clean(page.text).edits if e.kind == "spam"] == [link_farm(9)]


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="96 of 100 places exact, not 97")
def test_the_goals_for_accuracy_are_met_on_the_texts_at_hand() -> None:
    """At most one wrong character in a thousand, and 97 of 100 damaged places exact.

    Tables, seeds and both markers as in the article; `python -m tests.evaluate_cleaning` prints
    the figures and takes other texts.
    """
    total = Score()
    for seed, marker in product((1, 2, 3), ("?", "")):
        page = pollute(prose() + clean_article(), table=draw_table(seed), seed=seed, marker=marker)
        total.add(score(page, clean(page.text)))
    assert total.places > 200
    assert total.wrong <= 0.001 * total.characters
    assert total.exact >= 0.97 * total.places
