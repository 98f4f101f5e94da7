"""The report on segmenters: what it prints, and what it writes."""

from pathlib import Path

import pandas as pd
import pytest

from tests import evaluate_segmentation


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A gold file of one passage with a word cut by mistake, and a held-out text."""
    gold, held_out = tmp_path / "gold.txt", tmp_path / "held_out.utf8"
    article = evaluate_segmentation.article()
    (number,) = article.passages.query("text.str.startswith('我们要筑牢')")["passage"]
    words = article.tokens.query("passage == @number")["token"].str.cat(sep=" ")
    gold.write_text(f"{number}\t{words.replace('我们 要', '我 们 要')}\n", encoding="utf-8")
    held_out.write_text("\ufeff占  ５０％  以上  。\n\n二○○一年  。\n", encoding="utf-8")
    return gold, held_out


def test_the_report_compares_all_segmenters_and_lists_what_is_left(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate_segmentation.main(["--gold", str(files[0]), str(files[1])])
    printed = capsys.readouterr().out
    assert "1 differences are left with its terms:\n    我 们  cut: 我们\n" in printed
    article_part, held_out_part = printed.split("\nHELD ")
    for label in ["stock jieba", "jieba without HMM", "analysis with HMM", "analysis"]:
        assert f"\n{label}  " in article_part and f"\n{label}  " in held_out_part
    ours = held_out_part.split("\nanalysis  ")[1].split()
    assert ours[:2] == ["1.0000", "1.0000"]


def test_the_scores_on_the_held_out_texts_are_written_to_a_table(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "heldout.csv"
    evaluate_segmentation.main(["--gold", str(files[0]), str(files[1]), "--table", str(path)])
    table = pd.read_csv(path)
    assert list(table) == ["set", "segmenter", "words", "f1", "oov", "oov_recall"]
    assert table["set"].eq("HELD").all() and table["words"].eq(6).all()
    assert table.set_index("segmenter")["f1"]["analysis"] == 1
    assert "HELD" in capsys.readouterr().out
