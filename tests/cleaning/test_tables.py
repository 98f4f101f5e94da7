"""The tables that the cleaning is built on: what must hold of their contents."""

from __future__ import annotations

from collections import defaultdict
from math import exp

import pytest

from analysis.cleaning.glosses import readings
from analysis.cleaning.language import OUT, commonness, ngrams, words
from analysis.cleaning.script import plain_form, simplified


def ngram_cost(context: str, character: str) -> int:
    """The cost of a character after the last two of a context."""
    return ngrams[context[-2:] + character]


def syllables() -> dict[str, set[str]]:
    """Character to its readings."""
    found = defaultdict(set)
    for syllable, characters in readings().items():
        for character in characters:
            found[character].add(syllable)
    return found


def test_a_traditional_character_is_read_like_its_simplified_forms_too() -> None:
    read = syllables()
    lacking = {
        (character, form)
        for character, forms in simplified().items()
        for form in forms
        if "一" <= character <= "龥" and not read[form] <= read[character]
    }
    assert not lacking
    assert "jì" in read["績"] and "ké" in read["殻"] and {"fā", "fà"} <= read["髮"]


@pytest.mark.parametrize("pair", ["陜陕", "痺痹", "甦苏", "囘回", "廻回", "鄕乡", "凴凭", "粧妆"])
def test_forms_that_other_tables_make_are_known(pair: str) -> None:
    assert simplified()[pair[0]] == pair[1]


@pytest.mark.parametrize("character", "喆堃犇后里")
def test_characters_with_a_use_of_their_own_stay(character: str) -> None:
    assert character not in simplified()


@pytest.mark.parametrize("context", ["", "的", "每个", "党校", "\n", "。\n", "鹤壁", "龘龘"])
def test_what_may_follow_has_a_probability_of_about_one(context: str) -> None:
    after = {*commonness(), *"，。、；：？！“”‘’（）《》—…·#a\n%.-"}
    total = sum(exp(-ngram_cost(context, plain_form(character)) / 10) for character in after)
    assert total == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ("每个人", "每个了"),
        ("创建于##", "创建有##"),
        ("他说：“", "他说。“"),
        ("了。”\n", "了，”\n"),
    ],
)
def test_characters_tell_what_words_cannot(likely: str, unlikely: str) -> None:
    one, other = (
        sum(ngram_cost(text[:i], text[i]) for i in range(1, len(text)))
        for text in (likely, unlikely)
    )
    assert one < other


def test_a_word_has_a_cost_and_what_is_none_has_not() -> None:
    assert words["党校"] < OUT == words["党福"]
    assert words["的"] < words["校"]


@pytest.mark.parametrize("odd", ["\ud800", "\0", "\ue000", "\U0001f600"])
def test_a_character_out_of_the_ordinary_is_only_unlikely(odd: str) -> None:
    assert ngram_cost("每个", odd) > ngram_cost("每个", "鹤") > 0
    assert words[odd] == OUT
