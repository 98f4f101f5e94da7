"""The raw article comes back as a careful reader would type it, to the character."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import clean
from tests.cases import clean_article, labelled, raw_article


def test_no_character_is_wrong() -> None:
    # How many line breaks stay before a link farm that was taken away is not laid down.
    assert clean(raw_article()).text.rstrip("\n") == clean_article().rstrip("\n")


def test_nothing_is_left_unresolved() -> None:
    assert clean(raw_article()).unresolved == ()


def test_undo_gives_the_raw_file() -> None:
    assert clean(raw_article()).undo() == raw_article()


def test_the_cleaned_article_is_clean() -> None:
    once = clean(raw_article()).text
    assert clean(once).edits == ()
    assert clean(clean_article()).edits == ()


def test_there_are_four_damaged_runs_and_one_link_farm() -> None:
    kinds = [edit.kind for edit in clean(raw_article()).edits]
    assert (kinds.count("damage"), kinds.count("spam")) == (4, 1)
    assert set(kinds) == {"gloss", "damage", "script", "width", "spam"}


@pytest.mark.parametrize("case", labelled("article"), ids=lambda case: case["label"])
def test_each_place_of_the_raw_article_reads_as_it_should(case: dict[str, Any]) -> None:
    """Found by its offsets in the raw file, so this checks `to_raw` as well."""
    raw, cleaned = raw_article(), clean(raw_article())
    start = raw.index(case["original"])
    end = start + len(case["original"])
    here = [at for at in range(len(cleaned.text)) if start <= cleaned.to_raw(at) < end]
    assert "".join(cleaned.text[at] for at in here) == case["expected"]


def test_line_breaks_stay_where_they_were() -> None:
    raw, cleaned = raw_article(), clean(raw_article())
    breaks = [cleaned.to_raw(at) for at, character in enumerate(cleaned.text) if character == "\n"]
    page = raw[: raw.rindex("\n")]
    assert breaks[: page.count("\n")] == [at for at, mark in enumerate(page) if mark == "\n"]
