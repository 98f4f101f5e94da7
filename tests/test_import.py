"""`import analysis` is light, and offers just what it says."""

import subprocess
import sys

import pytest

import analysis

HEAVY = ("pandas", "jieba", "matplotlib", "numpy", "wordcloud", "scipy", "nbclient", "tqdm",
         "ipywidgets")  # fmt: skip


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import analysis, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.parametrize("module", ["analysis.cli", "analysis.article", "analysis.segmentation"])
def test_the_command_answers_without_loading_what_it_may_not_need(module: str) -> None:
    code = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_resolves_and_says_what_it_is(name: str) -> None:
    assert (getattr(analysis, name).__doc__ or "").strip()


@pytest.mark.parametrize(
    "name",
    ["clean", "Cleaned", "Edit", "load_article", "Article", "Segmenter", "term_frequency",
     "theme_shares", "plots"],
)  # fmt: skip
def test_the_names_that_other_analyses_rely_on_are_public(name: str) -> None:
    assert name in analysis.__all__


def test_the_public_names_are_sorted_and_listed_once() -> None:
    assert sorted(set(analysis.__all__)) == list(analysis.__all__)


def test_dir_lists_the_public_names() -> None:
    assert set(dir(analysis)) >= set(analysis.__all__)


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="term_frequencies"):
        analysis.term_frequencies  # noqa: B018
    assert not hasattr(analysis, "re")


def test_the_same_object_comes_back_each_time() -> None:
    assert analysis.Segmenter is analysis.Segmenter
    assert analysis.plots is analysis.plots
