"""What may be wrong is listed: as doubtful where it was read, as unresolved where it stays."""

from __future__ import annotations

import pytest

from analysis import Cleaned, clean
from tests.cases import clean_article, labelled, prose
from tests.pollution import draw_table, pollute
from tests.scoring import differences, is_exact, touches

PAGE = next(case["original"] for case in labelled("wild") if "mixed widths" in case["label"])


def cleaned_after_page(line: str) -> Cleaned:
    """A line cleaned on a page whose glosses show that it was polluted."""
    return clean(f"{PAGE}\n{line}")


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("他們在新???好地方說話。", "???"),
        ("他說好???", "???"),
        ("這一段要摘 ?要寫下來。", "?"),
        ("他說\ue2fd\n", "\ue2fd"),
        ("他說!斑@太危險了。", "!斑@"),
        ("中國銀行?ě)。", "?ě)"),
    ],
)
def test_what_has_the_shape_of_damage_and_stays_is_listed_as_it_was(line: str, stays: str) -> None:
    cleaned = cleaned_after_page(line)
    assert [left.text for left in cleaned.unresolved] == [stays]
    assert stays in cleaned.text


@pytest.mark.parametrize(
    "line", ["他說好?????", "他說:“好?”就走了。", "有2個人,1@2。", "甲A聯賽。"]
)
def test_what_a_writer_may_have_written_is_not_listed(line: str) -> None:
    cleaned = cleaned_after_page(line)
    assert not cleaned.unresolved
    assert not [edit for edit in cleaned.edits if edit.kind == "damage" and edit.start > len(PAGE)]


def test_a_forced_reading_that_makes_no_words_is_doubtful() -> None:
    doubtful = cleaned_after_page("祝婦女們?nèi)斯?jié)快樂。").doubtful
    assert "人节" in [edit.after for edit in doubtful]


def test_where_private_use_characters_were_dropped_every_wrong_place_is_flagged() -> None:
    page = pollute(
        prose() + clean_article(), table=draw_table(2), seed=2, lose=1.0, drop_private=True
    )
    cleaned = clean(page.text)
    found = differences(page.clean, cleaned.text)
    flags = [(flag.start, flag.end) for flag in (*cleaned.doubtful, *cleaned.unresolved)]
    wrong = [place for place in page.places if not is_exact(place, found)]
    assert len(wrong) > 5
    assert sum(touches(place, flags) for place in wrong) >= 0.9 * len(wrong)


def test_most_repairs_are_not_doubtful_where_nothing_was_dropped() -> None:
    page = pollute(prose() + clean_article(), table=draw_table(2), seed=2, lose=1.0)
    cleaned = clean(page.text)
    repairs = [edit for edit in cleaned.edits if edit.kind == "damage"]
    assert len(cleaned.doubtful) < 0.6 * len(repairs)
