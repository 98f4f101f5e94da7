"""The score on examples counted by hand, and the report that is built on it."""

from pathlib import Path

import pytest

from tests import evaluate_segmentation
from tests.segmentation_score import Score, differences, score

# 4 of the 7 words found are among the 7 gold words: 今年 ， 我们 。
GOLD = ["今年", "，", "我们", "要", "筑牢", "战斗堡垒", "。"]
FOUND = ["今年", "，", "我们", "要筑牢", "战斗", "堡垒", "。"]


def test_a_word_is_right_where_both_have_the_same_start_and_end() -> None:
    found = score(GOLD, FOUND)
    assert (found.gold, found.found, found.right) == (7, 7, 4)
    assert found.precision == found.recall == found.f1 == 4 / 7


def test_precision_is_of_the_words_found_and_recall_of_the_gold_words() -> None:
    found = score(["党员", "干部"], ["党", "员", "干部"])
    assert (found.precision, found.recall, found.f1) == (1 / 3, 1 / 2, 2 / 5)


def test_the_recall_out_of_vocabulary_is_of_gold_words_that_the_dictionary_lacks() -> None:
    """Of 我们, 筑牢 and 战斗堡垒 the first was found; a mark is never out of vocabulary."""
    found = score(GOLD, FOUND, known={"今年", "要"})
    assert (found.unknown, found.unknown_right, found.oov_recall) == (3, 1, 1 / 3)


def test_the_same_string_at_another_place_is_not_right() -> None:
    assert score(["好", "好好"], ["好好", "好"]).right == 0


def test_scores_add_up() -> None:
    total = score(["党员", "干部"], ["党", "员", "干部"]) + score(["好"], ["好"])
    assert total == Score(gold=3, found=4, right=2, unknown=3, unknown_right=2)


def test_the_margin_is_two_standard_errors_of_the_recall() -> None:
    assert Score(gold=100, found=100, right=80).margin == pytest.approx(0.08)


def test_a_perfect_segmentation_has_no_differences() -> None:
    assert score(GOLD, GOLD).f1 == 1
    assert list(differences(GOLD, GOLD)) == []


def test_differences_are_the_smallest_stretches_that_are_divided_otherwise() -> None:
    assert list(differences(GOLD, FOUND)) == [
        (3, ["要", "筑牢"], ["要筑牢"]),
        (5, ["战斗堡垒"], ["战斗", "堡垒"]),
    ]


def test_words_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="'我们' is not the text of '你们'"):
        score(["你们"], ["我们"])


def test_the_report_compares_all_segmenters_and_lists_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, held_out = tmp_path / "gold.txt", tmp_path / "held-out.utf8"
    article = evaluate_segmentation.article()
    (number,) = article.passages.query("text.str.startswith('我们要筑牢')")["passage"]
    words = article.tokens.query("passage == @number")["token"].str.cat(sep=" ")
    gold.write_text(f"{number}\t{words.replace('我们 要', '我 们 要')}\n", encoding="utf-8")
    held_out.write_text("\ufeff占  ５０％  以上  。\n\n二○○一年  。\n", encoding="utf-8")
    evaluate_segmentation.main(["--gold", str(gold), str(held_out)])
    printed = capsys.readouterr().out
    assert "1 differences are left with its terms:\n     [我 们] 要  cut: 我们\n" in printed
    article_part, held_out_part = printed.split("held-out.utf8")
    labels = ["stock jieba", "jieba without HMM", "analysis with HMM", "analysis"]
    for label in labels:
        assert f"\n{label}  " in article_part and f"\n{label}  " in held_out_part
    ours = held_out_part.split("\nanalysis  ")[1].split()
    assert ours[:2] == ["1.0000", "1.0000"]


def test_without_terms_the_article_is_cut_no_worse_than_by_stock_jieba() -> None:
    """The gold words here are those of the segmenter with its terms, which a person checked."""
    article = evaluate_segmentation.article()
    pairs = [
        (text, list(words))
        for text, (_, words) in zip(
            article.passages["text"], article.tokens.groupby("passage")["token"], strict=True
        )
    ]
    cuts = evaluate_segmentation.segmenters()
    f1 = {name: evaluate_segmentation.total(pairs, cut).f1 for name, cut in cuts.items()}
    assert f1["analysis"] >= f1["stock jieba"]
