"""Labelled cases: what must be mended, what must be left alone, and what is known to go wrong.

A text changed that was clean is worse than damage left in place, so the cases to be left alone
outnumber the others.
"""

from __future__ import annotations

from typing import Any

import pytest

from analysis import clean
from tests.cases import clean_pages, labelled, not_yet
from tests.evaluate_cleaning import is_right


def check(case: dict[str, Any]) -> None:
    """Clean the text of a case and compare; line breaks at either end are not laid down."""
    cleaned = clean(case["original"])
    assert cleaned.undo() == case["original"]
    if case.get("same"):
        assert (cleaned.text, cleaned.edits, cleaned.unresolved) == (case["original"], (), ())
    else:
        assert cleaned.text.strip("\n") == case["expected"].strip("\n")


def or_not_yet(case: dict[str, Any]) -> Any:
    """A case as a parameter; one that fails today is expected to fail until it is mended."""
    reason = not_yet().get(case["label"])
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [*map(or_not_yet, labelled("synthetic"))])
def test_polluted_text_is_mended(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", [*map(or_not_yet, labelled("wild"))])
def test_what_real_pages_show_is_mended(case: dict[str, Any]) -> None:
    assert clean(case["original"]).undo() == case["original"]
    assert is_right(case)


@pytest.mark.parametrize("case", labelled("negative"), ids=lambda case: case["label"])
def test_text_that_is_not_polluted_is_left_alone(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["label"], marks=pytest.mark.xfail(strict=True, reason=reason))
        for case in labelled("known-failures")
        for reason in [case["comment"]]
    ],
)
def test_known_failures_still_fail(case: dict[str, Any]) -> None:
    check(case)


def test_pages_of_clean_sentences_are_left_alone() -> None:
    for page in clean_pages(60_000):
        cleaned = clean(page)
        assert (cleaned.edits, cleaned.unresolved) == ((), ())


def test_there_are_at_least_as_many_cases_to_leave_alone_as_to_mend() -> None:
    assert len(labelled("negative")) >= len(labelled("synthetic")) + len(labelled("article")) / 2


@pytest.mark.parametrize("name", ["article", "synthetic", "wild", "negative", "known-failures"])
def test_labels_are_unique(name: str) -> None:
    labels = [case["label"] for case in labelled(name)]
    assert len(set(labels)) == len(labels)
