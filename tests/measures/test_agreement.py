"""The score of a segmentation, on examples counted by hand."""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an

# 4 of the 7 words found are among the 7 gold words: 今年 ， 我们 。
GOLD = ["今年", "，", "我们", "要", "筑牢", "战斗堡垒", "。"]
FOUND = ["今年", "，", "我们", "要筑牢", "战斗", "堡垒", "。"]
WORDS = st.lists(st.text("山水人", min_size=1, max_size=4), min_size=1, max_size=9)


def test_a_word_is_right_where_both_have_the_same_start_and_end() -> None:
    found = an.segmentation_score(GOLD, FOUND)
    assert found["words"] == 7
    assert found["precision"] == found["recall"] == found["f1"] == 4 / 7


def test_precision_is_of_the_words_found_and_recall_of_the_gold_words() -> None:
    found = an.segmentation_score(["党员", "干部"], ["党", "员", "干部"])
    assert (found["precision"], found["recall"], found["f1"]) == (1 / 3, 1 / 2, 2 / 5)


def test_the_recall_out_of_vocabulary_is_of_gold_words_that_the_dictionary_lacks() -> None:
    """Of 我们, 筑牢 and 战斗堡垒 the first was found; a mark is never out of vocabulary."""
    found = an.segmentation_score(GOLD, FOUND, known={"今年", "要"})
    assert (found["oov"], found["oov_recall"]) == (3, 1 / 3)


def test_the_dictionary_is_that_of_jieba_unless_another_is_given() -> None:
    found = an.segmentation_score(GOLD, FOUND)
    assert (found["oov"], found["oov_recall"]) == (2, 0)
    assert isnan(an.segmentation_score(["我们"], ["我们"])["oov_recall"])


def test_the_same_string_at_another_place_is_not_right() -> None:
    assert an.segmentation_score(["好", "好好"], ["好好", "好"])["f1"] == 0


def test_the_margin_is_two_standard_errors_of_the_recall() -> None:
    found = an.segmentation_score(["山水"] * 80 + ["人"] * 20, ["山水"] * 80 + ["人" * 20])
    assert (found["recall"], found["margin"]) == (0.8, pytest.approx(0.08))


def test_differences_are_the_smallest_stretches_that_are_divided_otherwise() -> None:
    table = an.segmentation_differences(GOLD * 2 + ["要", "筑牢"], FOUND * 2 + ["要筑牢"])
    assert table.to_numpy().tolist() == [
        ["要 筑牢", "要筑牢", 3],
        ["战斗堡垒", "战斗 堡垒", 2],
    ]


@given(WORDS, st.randoms(use_true_random=False))
def test_putting_the_gold_words_in_the_place_of_all_differences_gives_the_gold(words, random):
    text = "".join(words)
    cuts = sorted(random.sample(range(1, len(text)), random.randint(0, len(text) - 1)))
    found = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    table = an.segmentation_differences(words, found)
    right = round(an.segmentation_score(words, found)["recall"] * len(words))
    wrong = table["gold"].str.split().str.len() @ table["n"] if len(table) else 0
    assert right + wrong == len(words)
    assert an.segmentation_score(words, words)["f1"] == 1
    assert list(an.segmentation_differences(words, words)) == ["gold", "found", "n"]


@pytest.mark.parametrize("measure", [an.segmentation_score, an.segmentation_differences])
def test_words_of_another_text_are_refused(measure) -> None:
    with pytest.raises(an.InputError, match="from character 1 on '们' in gold, '的' in found"):
        measure(["我们"], ["我的"])
    with pytest.raises(an.InputError, match="not the words of one text"):
        measure([], [])
