"""What is wrong with a file is said in one line, and nothing is written."""

import codecs
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.files import decode, read_rows, read_text, write_csv

from .conftest import VILLAGE, Result, contents

RAW, CONFIG = "data/raw/village.txt", "data/articles/village.toml"
TERMS, THEMES = "data/lexicon/terms.csv", "data/lexicon/themes.toml"
GLOSSARY, STOPWORDS = "data/lexicon/glossary.csv", "data/lexicon/stopwords.txt"
NEITHER = b"\xe6\x9d\xff\xff\xff"  # a bad byte in UTF-8 and in GB18030


def swap(path: str, old: str, new: str) -> tuple[str, bytes]:
    """A file of the project with one thing changed."""
    assert VILLAGE[path].count(old) == 1
    return path, VILLAGE[path].replace(old, new).encode()


def appended(path: str, more: str) -> tuple[str, bytes]:
    return path, (VILLAGE[path] + more).encode()


SECTION = '\n[[sections]]\nkey = "{key}"\nbegins = "{begins}"\n'

# What is wrong, the file with its new content (None: it is missing), the file that the message
# names, and what else it says.
FAULTS: dict[str, tuple[tuple[str, bytes | None], str, str]] = {
    "the raw file is missing": ((RAW, None), "village.txt", "No such file"),
    "the raw file is empty": ((RAW, b""), "village.txt", "empty"),
    "the raw file is all white space": ((RAW, b" \r\n\t\n"), "village.txt", "empty"),
    "the raw file is in GB18030": (
        (RAW, VILLAGE[RAW].encode("gb18030")), "village.txt", "GB18030",
    ),
    "the raw file is in no Chinese encoding": ((RAW, NEITHER), "village.txt", "nor GB18030"),
    "the term list is missing": ((TERMS, None), "terms.csv", "No such file"),
    "the stop words are missing": ((STOPWORDS, None), "stopwords.txt", "No such file"),
    "the codebook is missing": ((THEMES, None), "themes.toml", "No such file"),
    "the glossary is missing": ((GLOSSARY, None), "glossary.csv", "No such file"),
    "the configuration is not TOML": (
        (CONFIG, b"raw = ../raw/village.txt\n"), "village.toml", "not valid TOML",
    ),
    "the codebook is not TOML": (appended(THEMES, "[themes.water\n"), "themes.toml", "not valid"),
    "the configuration has an unknown key": (
        swap(CONFIG, "stopwords = ", "stop_words = "), "village.toml", "'stop_words'",
    ),
    "the configuration names no raw file": (
        swap(CONFIG, 'raw = "../raw/village.txt"', ""), "village.toml", "'raw'",
    ),
    "the encoding is unknown": (
        (CONFIG, b'encoding = "gbq"\n' + VILLAGE[CONFIG].encode()), "village.txt", "'gbq'",
    ),
    "the encoding is another": (
        (CONFIG, b'encoding = "ascii"\n' + VILLAGE[CONFIG].encode()), "village.txt", "not ascii",
    ),
    "a section has an unknown key": (
        swap(CONFIG, 'zh = "水渠"', 'cn = "水渠"'), "village.toml", "'cn'",
    ),
    "a section has no key": (swap(CONFIG, 'key = "road"\n', ""), "village.toml", "'key'"),
    "a section has no opening words": (
        swap(CONFIG, 'begins = "再修公路"\n', ""), "village.toml", "'begins'",
    ),
    "the opening words are not in the text": (
        swap(CONFIG, 'begins = "再修公路"', 'begins = "再修铁路"'), "village.toml", "再修铁路",
    ),
    "the opening words stand inside a sentence": (
        swap(CONFIG, 'begins = "再修公路"', 'begins = "货物出山"'), "village.toml", "货物出山",
    ),
    "the opening words stand twice": (
        swap(RAW, "公路通了", "再修公路，公路通了"), "village.toml", "2 sentences",
    ),
    "the last sentence is not in the text": (
        swap(CONFIG, 'begins = "再修公路"', 'begins = "再修公路"\nlast = "铁路"'),
        "village.toml", "铁路",
    ),
    "a section ends before it begins": (
        swap(CONFIG, 'begins = "再修公路"', 'begins = "再修公路"\nlast = "先修水渠"'),
        "village.toml", "'road'",
    ),
    "two sections overlap": (
        appended(CONFIG, SECTION.format(key="water", begins="水渠通了")), "village.toml", "overlap",
    ),
    "a section reaches into the next": (
        swap(CONFIG, 'begins = "先修水渠"', 'begins = "先修水渠"\nto = "turn"'),
        "village.toml", "'canal' and 'road' overlap",
    ),
    "two sections have one key": (swap(CONFIG, '"road"', '"canal"'), "village.toml", "'canal'"),
    "a section ends at an unknown place": (
        swap(CONFIG, 'begins = "再修公路"', 'begins = "再修公路"\nto = "line"'),
        "village.toml", "'line'",
    ),
    "the sections are one table": (
        (CONFIG, b'raw = "../raw/village.txt"\n[sections]\nkey = "a"\nbegins = "b"\n'),
        "village.toml", "sections",
    ),
    "a number of a section is a word": (
        swap(CONFIG, "number = 2", 'number = "two"'), "village.toml", "number",
    ),
    "a speaker has an unknown role": (
        swap(CONFIG, '"村长" = "answer"', '"村长" = "guest"'), "village.toml", "'guest'",
    ),
    "the metadata have an unknown key": (
        appended(CONFIG, '\n[metadata]\npublisher = "某社"\n'), "village.toml", "'publisher'",
    ),
    "the term list has no column for the tag": (
        swap(TERMS, "term,pos", "term,tag"), "terms.csv", "pos",
    ),
    "the term list has an empty term": (swap(TERMS, "水渠,n", ",n"), "terms.csv", "empty"),
    "a row of the term list has no tag": (swap(TERMS, "水渠,n", "水渠"), "terms.csv", "水渠"),
    "the glossary has no column for the English": (
        swap(GLOSSARY, "term,en", "term,english"), "glossary.csv", "en",
    ),
    "a term stands under two themes": (
        swap(THEMES, '"公路", "货物"', '"公路", "货物", "田"'), "themes.toml", "'田'",
    ),
    "a term stands twice under one theme": (
        swap(THEMES, '"水", "田"', '"水", "田", "水"'), "themes.toml", "'水'",
    ),
    "a theme has no terms": (
        swap(THEMES, 'terms = ["公路", "货物"]', ""), "themes.toml", "'traffic'",
    ),
    "the terms of a theme are one string": (
        swap(THEMES, '["公路", "货物"]', '"公路货物"'), "themes.toml", "'traffic'",
    ),
    "a theme has an unknown key": (
        swap(THEMES, 'en = "Traffic"', 'fr = "Trafic"'), "themes.toml", "'fr'",
    ),
    "a term is coded and listed as uncoded": (
        swap(THEMES, '"修" =', '"田" ='), "themes.toml", "'田'",
    ),
    "the codebook has an unknown table": (
        swap(THEMES, "[uncoded]", "[left_out]"), "themes.toml", "'left_out'",
    ),
    "the codebook has no themes": (
        (THEMES, '[uncoded]\n"修" = "serves both"\n'.encode()), "themes.toml", "no themes",
    ),
}  # fmt: skip


FAULTS |= {
    "the raw file has NUL in its name": (
        (CONFIG, b'raw = "a\\u0000b"\n'), "a[U+0000]b", "cannot be read",
    ),
    "arrays are nested too deep": (
        (CONFIG, b"raw = " + b"[" * 5000 + b"]" * 5000), "village.toml", "not valid TOML",
    ),
    "an integer has 5,000 digits": (
        (CONFIG, b"raw = " + b"1" * 5000), "village.toml", "not valid TOML",
    ),
    "a number of a section is too large": (
        swap(CONFIG, "number = 2", f"number = {10**30}"), "village.toml", "31 digits",
    ),
    "a quote is never closed": (
        appended(GLOSSARY, '水,"water\n'), "glossary.csv", "not valid CSV",
    ),
    "a field is very long": (
        appended(GLOSSARY, f"水,{'water' * 30_000}\n"), "glossary.csv", "not valid CSV",
    ),
    "a row has a comma too many": (
        appended(GLOSSARY, "水,water, fresh\n"), "glossary.csv", "too many values",
    ),
    "the project names no article by a table": (
        ("pyproject.toml", b"tool = 3\n"), "pyproject.toml", "tool = 3",
    ),
    "the project's settings are a list": (
        ("pyproject.toml", b'[tool]\nfive-moves = ["village"]\n'), "pyproject.toml", "five-moves",
    ),
    "the project names an article by a number": (
        ("pyproject.toml", b"[tool.five-moves]\narticle = 3\n"), "pyproject.toml", "article = 3",
    ),
    "the project names an article with a name that is none": (
        ("pyproject.toml", b'[tool.five-moves]\narticle = "top_terms.png"\n'), "top_terms.png",
        "letters",
    ),
    "the project names an article that is not there": (
        ("pyproject.toml", b'[tool.five-moves]\narticle = "vilage"\n'), "vilage", "village",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"), [("", "no rows"), ("0,99999,water\n", "beyond the end of the text")]
)
def test_a_hand_coding_that_does_not_fit_is_refused(rows: str, words: str, village: Path) -> None:
    (village / "data" / "gold.csv").write_text(f"start,end,themes\n{rows}", "utf-8")
    (village / CONFIG).write_text('gold = "../gold.csv"\n' + VILLAGE[CONFIG], "utf-8")
    with pytest.raises(an.InputError, match=rf"gold\.csv: .*{words}"):
        an.load_article("village")


def test_the_lists_of_an_article_can_be_in_another_encoding(village: Path) -> None:
    for name in (TERMS, GLOSSARY, STOPWORDS, THEMES):
        (village / name).write_bytes(VILLAGE[name].encode("gb18030"))
    (village / CONFIG).write_text('list_encoding = "gb18030"\n' + VILLAGE[CONFIG], "utf-8")
    article = an.load_article("village")
    assert article.glossary["水渠"] == "canal"
    assert {"通"} <= article.stopwords and [term.term for term in article.terms] == ["水渠"]


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.replace(" ", "_"))
def fault(request: pytest.FixtureRequest, village: Path) -> tuple[str, str]:
    """The project with one fault in it; gives the file at fault and what is wrong with it."""
    (name, content), at_fault, words = FAULTS[request.param]
    if content is None:
        (village / name).unlink()
    else:
        (village / name).write_bytes(content)
    return at_fault, words


def test_a_fault_ends_the_command_with_one_line_and_code_2_and_nothing_written(
    fault: tuple[str, str], village: Path, command: Callable[..., Result]
) -> None:
    before = contents(village)
    result = command("reproduce", "--no-notebooks")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert fault[0] in result.err
    assert fault[1] in result.err
    assert contents(village) == before


def test_the_project_without_a_fault_loads(village: Path) -> None:
    article = an.load_article("village")
    assert list(article.sections["section"]) == ["canal", "road"]
    assert set(article.tokens["theme"].dropna()) == {"water", "traffic"}


def test_a_fault_is_said_before_any_progress_is_shown(
    village: Path, command: Callable[..., Result]
) -> None:
    (village / RAW).unlink()
    assert command("reproduce").err.count("\n") == 1


def test_an_article_that_does_not_exist_is_refused_with_the_names_of_those_that_do(
    village: Path,
) -> None:
    with pytest.raises(an.InputError, match=r"no article 'vilage' \(there are: .*village"):
        an.load_article("vilage")


def test_a_configuration_can_be_given_by_its_path(
    village: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert an.load_article(village / CONFIG).metadata["source"] == "某报"


def test_an_encoding_in_the_configuration_is_used(village: Path) -> None:
    (village / RAW).write_bytes(VILLAGE[RAW].encode("gb18030"))
    config = 'encoding = "gb18030"\n' + VILLAGE[CONFIG]
    (village / CONFIG).write_text(config, encoding="utf-8")
    assert an.load_article("village").metadata["title"] == "村里的两件事"


# What the command `clean` cannot use: the bytes of the file (None: missing), and what is said.
UNUSABLE = {
    "a missing file": (None, "No such file"),
    "an empty file": (b"", "empty"),
    "GB18030 taken for UTF-8": ("乡村振兴".encode("gb18030"), "valid GB18030"),
    "neither encoding": (NEITHER, "nor GB18030"),
}


@pytest.mark.parametrize("to", ["a file", "standard output"])
@pytest.mark.parametrize(("content", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_clean_refuses_what_it_cannot_read_and_writes_nothing(
    content: bytes | None, words: str, to: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    if content is not None:
        path.write_bytes(content)
    before = contents(tmp_path)
    output = ("-o", tmp_path / "clean.txt") if to == "a file" else ()
    result = command("clean", path, *output)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(path) in result.err
    assert words in result.err
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("content", "words"), list(UNUSABLE.values())[1:], ids=list(UNUSABLE)[1:])
def test_clean_refuses_the_same_on_standard_input(
    content: bytes, words: str, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    result = command("clean", "-")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "standard input" in result.err
    assert words in result.err


def test_a_folder_is_not_a_text(tmp_path: Path) -> None:
    with pytest.raises(an.InputError, match="cannot be read"):
        read_text(tmp_path)


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("乡村".encode("utf-8-sig"))
    assert read_text(path) == "乡村"


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8"])
def test_the_encoding_has_more_than_one_spelling(encoding: str) -> None:
    assert decode("乡村".encode("utf-8-sig"), "page.txt", encoding) == "乡村"
    with pytest.raises(an.InputError, match="valid GB18030"):
        decode("乡村".encode("gb18030"), "page.txt", encoding)


def test_line_ends_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("一\r\n二\n三".encode())
    assert read_text(path) == "一\r\n二\n三"


def test_the_first_bad_byte_is_named() -> None:
    with pytest.raises(an.InputError, match="offset 3"):
        decode("乡".encode() + b"\xff", "page.txt")


SIMPLIFIED = "村里的水从山上来。大家都说，今年的收成比去年好。"
TRADITIONAL = "村裡的水從山上來。大家都說，今年的收成比去年好。"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_mark_names_the_encoding(encoding: str, tmp_path: Path) -> None:
    mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
    (path := tmp_path / "page.txt").write_bytes((mark + SIMPLIFIED).encode(encoding))
    assert read_text(path) == SIMPLIFIED


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "gb18030"), (TRADITIONAL, "big5"),
     (TRADITIONAL + "𠝹", "big5hkscs")],
)  # fmt: skip
def test_the_encoding_in_which_a_text_reads_as_chinese_is_named(text: str, encoding: str) -> None:
    with pytest.raises(an.InputError, match=f"reads as Chinese: give {encoding} as its encoding"):
        decode(text.encode(encoding), "page.txt")
    assert decode(text.encode(encoding), "page.txt", encoding) == text


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [(b"+2AA-", "utf-7", "halves of characters"),
     (rb"\ud800", "unicode_escape", "halves of characters"),
     (b"a", "undefined", "unknown encoding"), (b"a", "\xff", "unknown encoding"),
     (b"a", "utf\0", "unknown encoding"), (b"a", "", "unknown encoding"),
     (b"\xff\xfea", "utf-8", "not UTF-8")],
)  # fmt: skip
def test_an_encoding_that_gives_no_text_is_refused(data: bytes, encoding: str, words: str) -> None:
    with pytest.raises(an.InputError, match=words):
        decode(data, "page.txt", encoding)


def test_a_list_can_be_in_another_encoding(tmp_path: Path) -> None:
    (path := tmp_path / "list.csv").write_bytes("term,en\n水渠,canal\n".encode("gb18030"))
    assert read_rows(path, {"term"}, "gb18030") == [{"term": "水渠", "en": "canal"}]


def test_a_row_that_ends_early_has_empty_values(tmp_path: Path) -> None:
    (path := tmp_path / "list.csv").write_text("term,pos\n公园\n", "utf-8")
    assert read_rows(path, {"term"}) == [{"term": "公园", "pos": ""}]


def test_a_list_can_be_an_excel_file(tmp_path: Path) -> None:
    rows = [{"term": "水渠", "pos": "n", "n": 3}, {"term": "甲 村", "pos": None, "n": None}]
    pd.DataFrame(rows).to_excel(path := tmp_path / "terms.xlsx", index=False)
    assert read_rows(path, {"term", "pos"}) == [
        {"term": "水渠", "pos": "n", "n": "3"}, {"term": "甲 村", "pos": "", "n": ""}
    ]  # fmt: skip
    with pytest.raises(an.InputError, match="no column en"):
        read_rows(path, {"en"})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"term,pos\n"])
def test_a_broken_excel_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (path := tmp_path / "terms.xlsx").write_bytes(data)
    with pytest.raises(an.InputError, match=r"terms\.xlsx: not an Excel file"):
        read_rows(path, {"term"})


@pytest.mark.parametrize(("extra", "module"), [("excel", "openpyxl"), ("html", "trafilatura")])
def test_what_an_extra_reads_is_refused_with_the_command_that_installs_it(
    extra: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    read = {"excel": lambda path: read_rows(path, {"term"}), "html": read_text}[extra]
    (path := tmp_path / "file.xlsx").write_text("<!DOCTYPE html><p>村里有水。</p>", "utf-8")
    with pytest.raises(an.InputError, match=rf'pip install "five-moves\[{extra}\]"'):
        read(path)


def test_tables_can_begin_with_the_mark_that_excel_needs(tmp_path: Path) -> None:
    table = pd.DataFrame({"词": ["水渠"]})
    for excel in (False, True):
        write_csv(table, path := tmp_path / "table.csv", excel)
        assert path.read_bytes().startswith(codecs.BOM_UTF8) is excel
        assert pd.read_csv(path).equals(table)


def test_stop_words_may_carry_comments(tmp_path: Path) -> None:
    from analysis.lexicon import read_stopwords

    path = tmp_path / "stopwords.txt"
    path.write_text("# a list\n的  # particle\n\n了\n", encoding="utf-8")
    assert read_stopwords(path) == {"的", "了"}
