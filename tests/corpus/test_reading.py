"""The documents of a crawl: every one is read or has a reason, in the same batches each time."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import InputError
from analysis.corpus import reading
from analysis.corpus.reading import LARGEST, Document, Reading, batches, find_files

from .conftest import write_lines

TEXT = "村里修路。"


def read(*inputs: Path, **options: str) -> dict[str, Document]:
    """All documents by name; none may be lost by having the name of another."""
    how = Reading(**options)
    found = [each for batch, _ in batches(find_files(inputs, how), how) for each in batch]
    assert len({each.name for each in found}) == len(found)
    return {each.name: each for each in found}


def reasons(*inputs: Path, **options: str) -> dict[str, str]:
    return {name: each.reason for name, each in read(*inputs, **options).items() if each.reason}


# Each format


def test_a_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.txt", "c.md"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    found = read(tmp_path)
    assert [*found] == ["b.txt", "deep/a.txt"]
    assert found["b.txt"].text == TEXT


def test_a_csv_file_with_texts_of_several_lines(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"year": [2020, 2021, 2022], "text": [TEXT, '他说："好。"\n对，对。', TEXT]}
    )
    table.to_csv(path := tmp_path / "a.csv", index=False, encoding="utf-8-sig")
    found = read(path, by="year")
    assert [*found] == ["a.csv:2", "a.csv:4", "a.csv:5"]
    assert [each.text for each in found.values()] == table["text"].tolist()
    assert [each.metadata for each in found.values()] == [
        {"year": y} for y in ("2020", "2021", "2022")
    ]


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"body": TEXT, "id": "x", "n": 3, "tags": ["水"], "none": None},
        {"body": "水", "id": "y"},
    ]
    write_lines(path := tmp_path / "a.jsonl", rows)
    found = read(path, column="body", document="id")
    assert [*found] == ["x", "y"]
    assert found["x"].metadata == {"n": "3", "tags": '["水"]'}


def test_parquet(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": [TEXT] * 2500, "year": 2020})
    table.to_parquet(path := tmp_path / "a.parquet", row_group_size=700)
    found = read(path)
    assert len(found) == 2500
    assert found["a.parquet:2500"] == Document(
        "a.parquet:2500", TEXT, {"year": "2020"}, "", path.stat().st_size
    )


def test_a_column_called_document_names_them(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [{"document": "x", "text": TEXT}])
    assert [*read(tmp_path)] == ["x"]


def test_gb18030(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "gb18030")
    pd.DataFrame({"text": [TEXT]}).to_csv(tmp_path / "b.csv", index=False, encoding="gb18030")
    assert [each.text for each in read(tmp_path, encoding="gb18030").values()] == [TEXT, TEXT]
    assert "GB18030" in reasons(tmp_path)["a.txt"]


def test_files_of_one_name_are_called_by_their_paths(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(TEXT, "utf-8")
    assert len(read(tmp_path / "a", tmp_path / "b")) == 2


# What cannot be read


def test_each_document_that_cannot_be_read_has_a_reason(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 50)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n", "utf-8")
    (tmp_path / "bytes.txt").write_bytes(TEXT.encode() + b"\xff")
    (tmp_path / "large.txt").write_text("水" * 51, "utf-8")
    (tmp_path / "huge.txt").write_text("水" * 201, "utf-8")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "good.txt").write_text("水" * 50, "utf-8")
    found = reasons(tmp_path)
    assert sorted(found) == [
        "blank.txt",
        "bytes.txt",
        "empty.txt",
        "gone.txt",
        "huge.txt",
        "large.txt",
    ]
    for name, said in {"empty": "empty", "blank": "empty", "bytes": "not UTF-8", "large": "50 char",
                       "huge": "50 char", "gone": "No such file"}.items():  # fmt: skip
        assert said in found[f"{name}.txt"]


def test_each_line_that_cannot_be_read_has_a_reason(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT}, ensure_ascii=False).encode()
    lines = [good, b"{", b"[1]", b'{"body": "x"}', b'{"text": 3}', b'{"text": null}',
             b'{"text": ""}', b'{"text": "\\ud800"}', b'{"text": "\xff"}', b"[" * 100_000,
             b'{"text": "a", "words": 1}', b"", good]  # fmt: skip
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    found = read(tmp_path)
    assert [name for name, each in found.items() if not each.reason] == ["a.jsonl:1", "a.jsonl:13"]
    assert len(found) == 12  # A blank line is no document.
    assert not any(each.text for each in found.values() if each.reason)


def test_each_row_that_cannot_be_read_has_a_reason(tmp_path: Path) -> None:
    rows = ["text,year", f"{TEXT},1", "a,b,c", "", ",2", f"{TEXT}", f"{TEXT},3"]
    data = "\n".join(rows).encode() + b"\n\xff\xfe,4\n"
    (tmp_path / "a.csv").write_bytes(data)
    found = reasons(tmp_path)
    assert sorted(found) == ["a.csv:3", "a.csv:5", "a.csv:6", "a.csv:8"]
    assert found["a.csv:3"] == "3 fields instead of 2"
    assert "invalid bytes" in found["a.csv:8"]


def test_a_file_that_breaks_off_has_a_line_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    assert [*read(tmp_path)] == ["a.parquet", "b.txt"]
    assert "cannot be read" in reasons(tmp_path)["a.parquet"]


def test_a_field_of_any_length_is_read(tmp_path: Path) -> None:
    pd.DataFrame({"text": ["水" * 300_000]}).to_csv(tmp_path / "a.csv", index=False)
    assert len(read(tmp_path)["a.csv:2"].text) == 300_000


@pytest.mark.parametrize(
    ("options", "message"),
    [({"column": "body"}, "no column 'body'"), ({"document": "id"}, "no column 'id'"),
     ({"by": "month"}, "no column 'month'")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_without_a_column_is_refused_at_once(
    kind, options, message, tmp_path: Path
) -> None:
    table = pd.DataFrame({"text": [TEXT], "year": [2020]})
    getattr(table, f"to_{kind}")(tmp_path / f"a.{kind}", index=False)
    with pytest.raises(InputError, match=message):
        find_files([tmp_path], Reading(**options))


def test_input_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    for inputs, message in (([tmp_path / "x"], "no such"), ([tmp_path], "no files .txt")):
        with pytest.raises(InputError, match=message):
            find_files(inputs, Reading())
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    with pytest.raises(InputError, match="no column 'year'"):
        find_files([tmp_path], Reading(by="year"))
    assert find_files([tmp_path], Reading(by="document"))


# Batches


def test_batches_are_bounded_and_the_same_each_time(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 100)
    monkeypatch.setattr(reading, "MOST", 7)
    write_lines(tmp_path / "a.jsonl", [{"text": "水" * (k % 40 + 1)} for k in range(200)])
    write_lines(tmp_path / "b.jsonl", [{"text": "山"}] * 30)
    files = find_files([tmp_path], Reading())
    first, second = ([*batches(files, Reading())] for _ in range(2))
    assert first == second
    assert sum(len(batch) for batch, _ in first) == 230
    assert max(len(batch) for batch, _ in first) == 7
    assert max(sum(len(each.text) for each in batch) for batch, _ in first) < 100 + 40
    assert sum(size for _, size in first) == sum(path.stat().st_size for path in files.values())


def test_no_page_is_near_the_limit() -> None:
    assert LARGEST > 1_000_000
