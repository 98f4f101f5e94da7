"""Beginning on another article: what is found out about it, and what is written."""

import codecs
import contextlib
import os
import re
import shutil
import tomllib
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import process_time

import nbformat
import pytest

import analysis as an
from analysis.lexicon.lists import read_terms
from analysis.starter import new as starter
from analysis.starter.outline import suggest_sections, suggest_speakers

from . import test_notebooks as rules
from .conftest import NAME, ROOT, Result, contents, made_once

RAW = ROOT / "data" / "raw"
INTERVIEW = """桥头村的水
2024-05-01  来源：某报

记者：村里的水从哪里来？

村长：水从山上来。山上有泉水。

泉水很清。

记者：请您谈谈水渠。

村长：水渠是去年修的。水渠通了，田里有水。
"""
PLAIN = "春天来了。院子里的杏花开了，蜜蜂在杏花上飞。\n\n奶奶说，这棵杏树是爷爷种的。\n"
HEADED = (RAW / "night-library.txt").read_text(encoding="utf-8")
POLLUTED = (RAW / f"{NAME}.txt").read_text(encoding="utf-8")
TEXTS = {
    "interview": INTERVIEW,
    "plain": PLAIN,
    "headed": HEADED,
    "polluted": POLLUTED,
    "talk": "村里\n甲：渠通了。田里有水。\n乙：路通了。\n甲：山上有泉水。\n乙：货物出山。",
    "one-line": "一句话",
    "wordless": "我们的。",
    "no-chinese": "Nothing Chinese here. Nothing at all.",
    "rare": "😀笑，😀笑。㒼㒼很笑。",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def leave(source: Path, target: Path) -> None:
    """In place of running a notebook, which takes seconds."""


@pytest.fixture
def unexecuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks are written but not executed."""
    monkeypatch.setattr(starter, "run_notebook", leave)


@pytest.fixture(params=TEXTS)
def begun(
    request: pytest.FixtureRequest, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Path]:
    """A kind of text, and a folder where it was begun on; each is begun on once a run."""

    def make(path: Path) -> None:
        path.mkdir()
        with contextlib.chdir(path), pytest.MonkeyPatch.context() as patch:
            patch.setattr(starter, "run_notebook", leave)
            begin(path, TEXTS[request.param])

    made = made_once(shared / f"begun-{request.param}", make)
    folder = shutil.copytree(made, tmp_path / "begun")
    monkeypatch.chdir(folder)
    return request.param, folder


def begin(folder: Path, text: str, encoding: str = "utf-8") -> nbformat.NotebookNode:
    """Begin on a text under the name `mine`; return the notebook."""
    (folder / "page.txt").write_bytes(text.encode(encoding))
    starter.new("mine", folder / "page.txt", encoding)
    return nbformat.read(folder / "notebooks" / "mine.ipynb", as_version=4)


def config(folder: Path) -> str:
    return (folder / "data" / "articles" / "mine.toml").read_text(encoding="utf-8")


def sources(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


# What a text shows


def test_who_asks_and_who_answers_is_told_by_their_names_and_questions():
    assert suggest_speakers(an.Article(INTERVIEW)) == {"记者": "question", "村长": "answer"}
    unnamed = "甲：水从哪里来？\n乙：从山上来。\n甲：渠是谁修的？\n乙：大家修的。"
    assert suggest_speakers(an.Article(unnamed)) == {"甲": "question", "乙": "answer"}
    assert suggest_speakers(an.Article("问：几点了？\n答：五点。")) == {
        "问": "question",
        "答": "answer",
    }


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "他说：水来了。\n他说：水走了。",
        "注意：明天停水。\n大家存水。",
        "时间：五月。\n地点：村口。",
    ],
)
def test_a_colon_does_not_make_a_speaker(text):
    assert suggest_speakers(an.Article(text)) == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("一、水\n修渠。\n通水。\n二、路\n修路。", ["水", "路"]),
        ("标题\n一、水\n修渠。\n二、路\n修路。", ["水", "路"]),
        ("（一）水\n修渠。\n（二）路\n修路。", ["水", "路"]),
        ("标题\n第一章 水\n修渠。\n第二章 路\n修路。", ["水", "路"]),
        ("1. 水\n修渠。\n2. 路\n修路。", ["水", "路"]),
        ("一、加强领导。各地要抓。\n二、加强宣传。各地要讲。", ["加强领导", "加强宣传"]),
        (
            "标题\n开头。\n先说水\n修渠。\n通水。\n再说路，也说桥\n修路。",
            ["先说水", "再说路，也说桥"],
        ),
    ],
)
def test_headings_mark_sections(text, names):
    sections, marked = suggest_sections(an.Article(text))
    assert marked
    assert [section["zh"] for section in sections] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("清单。\n1. 苹果\n2. 梨\n完了。", ["清单", "1. 苹果", "2. 梨", "完了"]),
        ("床前明月光\n疑是地上霜", ["床前明月光", "疑是地上霜"]),
        ("开头。\n第一，修渠。\n通水。\n第二，修路。", ["第一", "第二"]),
        (PLAIN, ["春天来了", "奶奶说"]),
        ("好。好。", []),
    ],
)
def test_what_no_heading_marks_is_only_proposed(text, names):
    sections, marked = suggest_sections(an.Article(text))
    assert not marked
    assert [section["zh"] for section in sections] == names


def test_the_answers_of_an_interview_are_proposed():
    article = an.Article(INTERVIEW, speakers={"记者": "question", "村长": "answer"})
    sections, marked = suggest_sections(article)
    assert not marked
    assert [(one["begins"], one.get("last")) for one in sections] == [
        ("水从山上来。", "泉水很清。"),
        ("水渠是去年修的。", None),
    ]


# What is written


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:the speaker")  # of the example
def test_any_text_can_be_loaded_at_once_and_with_any_block_switched_on(begun):
    kind, folder = begun
    article = an.load_article("mine")
    assert (folder / "data" / "raw" / "mine.txt").read_text(encoding="utf-8") == TEXTS[kind]
    written = config(folder)
    blocks = [block[1] for block in re.finditer(r"(?m)((?:^#(?! ).*\n)+)", written)]
    assert len(blocks) >= 5
    for block in blocks:
        on = written.replace(block, re.sub("(?m)^#", "", block), 1)
        (folder / "data" / "articles" / "mine.toml").write_text(on, encoding="utf-8")
        assert tomllib.loads(on) != tomllib.loads(written)
        assert len(an.load_article("mine").passages) == len(article.passages)
    every = re.sub("(?m)^#(?! )", "", written)
    (folder / "data" / "articles" / "mine.toml").write_text(every, encoding="utf-8")
    assert list(an.load_article("mine").codebook.themes)


def run_cells(folder: Path) -> tuple[nbformat.NotebookNode, dict[str, object], list[object]]:
    """Run a notebook here; return it, the names it defines, and what it displays in loops."""
    notebook = nbformat.read(folder / "notebooks" / "mine.ipynb", as_version=4)
    displayed: list[object] = []
    names: dict[str, object] = {"display": displayed.append}
    with warnings.catch_warnings(), contextlib.chdir(folder / "notebooks"):
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", ".*no font on this machine has it")
        for cell in rules.code(notebook):
            exec(compile(cell.source, cell.id, "exec"), names)
    return notebook, names, displayed


@pytest.mark.slow
def test_every_cell_of_every_notebook_runs_without_a_warning(begun):
    kind, folder = begun
    notebook, _, displayed = run_cells(folder)
    assert bool(displayed) is (kind in {"interview", "headed", "polluted"})
    for check in (rules.long_cells, rules.definitions, rules.typed_numbers):
        assert check(notebook) == []
    assert not any(cell.metadata for cell in notebook.cells)


CELLS = {
    "pollution_map": {"polluted"},
    "article.furniture": {"interview", "headed", "polluted"},
    "Who talks": {"interview", "polluted"},
    "What marks each part": set(TEXTS) - {"wordless"},
    "suggest_terms": {"headed", "polluted"},
    "no content words": {"wordless"},
    "figures.top_terms": set(TEXTS) - {"wordless"},
    "concordance": set(TEXTS) - {"wordless"},
}


@pytest.mark.slow
def test_only_the_cells_that_have_something_to_show_are_written(begun):
    kind, folder = begun
    written = sources(nbformat.read(folder / "notebooks" / "mine.ipynb", as_version=4))
    assert {cell for cell in CELLS if cell in written} == {
        cell for cell, kinds in CELLS.items() if kind in kinds
    }
    assert "`mine`" in written and "NAME" not in written


def switch_off_sections(folder: Path) -> None:
    path = folder / "data" / "articles" / "mine.toml"
    path.write_text(path.read_text("utf-8").partition("[[sections]]")[0], "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("begun", ["headed"], indirect=True)
def test_a_notebook_fits_the_settings_as_they_are_when_it_runs(begun):
    """Sections taken away, and a codebook of one's own named."""
    _, folder = begun
    switch_off_sections(folder)
    lexicon = folder / "data" / "lexicon"
    (lexicon / "mine-themes.toml").rename(lexicon / "own.toml")
    path = folder / "data" / "articles" / "mine.toml"
    path.write_text('themes = "../lexicon/own.toml"\n' + path.read_text("utf-8"), "utf-8")
    _, names, displayed = run_cells(folder)
    assert displayed == []
    assert names["themed"]["theme"].notna().any()
    assert list(names["book"].themes) == list(an.load_article(path).codebook.themes)


def test_speakers_and_sections_are_switched_on_only_where_the_text_is_plain(folder, unexecuted):
    begin(folder, INTERVIEW)
    found = tomllib.loads(config(folder))
    assert found == {
        "raw": "../raw/mine.txt",
        "speakers": {"记者": "question", "村长": "answer"},
    }
    assert set(an.load_article("mine").passages["role"]) >= {"question", "answer"}


def test_headings_become_sections_that_hold_all_that_follows_them(folder, unexecuted):
    begin(folder, HEADED)
    assert "speakers" not in tomllib.loads(config(folder))
    article = an.load_article("mine")
    assert list(article.sections["zh"]) == [
        "旧粮仓里摆上新书架", "读者点单，图书馆买书", "流动书车开进山村",
    ]  # fmt: skip
    outside = article.passages[article.passages["section"].isna()]
    assert set(outside["paragraph"]) == {0, 1}


def test_what_the_page_says_of_itself_is_offered_for_correction(folder, unexecuted):
    begin(folder, POLLUTED)
    written = config(folder)
    found = an.load_article("mine").metadata
    assert f'#title = "{found["title"]}"' in written
    assert f"#date = {found['date'].isoformat()}" in written
    switched_on = re.sub("(?m)^#(?! )", "", written)
    assert tomllib.loads(switched_on)["metadata"] == found


def test_the_term_list_holds_what_is_suggested(folder, unexecuted):
    begin(folder, HEADED)
    article = an.load_article("mine")
    terms = starter.suggest_terms(article)["term"]
    path = folder / "data" / "articles" / "mine.toml"
    path.write_text(config(folder).replace("#terms", "terms"), encoding="utf-8")
    informed = an.load_article("mine")
    assert [term.term for term in informed.terms] == list(terms)
    assert "流动书车" in set(informed.tokens["token"]) - set(article.tokens["token"])


def test_no_invisible_character_becomes_a_theme(folder, unexecuted):
    begin(folder, "日记\n" + "今天很好❤️，去修水渠。\n" * 20)
    codebook = (folder / "data" / "lexicon" / "mine-themes.toml").read_text("utf-8")
    assert not {"\ufe0f", "❤"} & set(codebook)
    assert "水渠" in codebook


def test_the_raw_file_is_kept_to_the_byte_and_its_encoding_noted(folder, unexecuted):
    text = "\r\n".join(INTERVIEW.splitlines())
    begin(folder, text, "gb18030")
    assert (folder / "data" / "raw" / "mine.txt").read_bytes() == text.encode("gb18030")
    assert tomllib.loads(config(folder))["encoding"] == "gb18030"
    assert an.load_article("mine").metadata["title"] == "桥头村的水"


# The command


@pytest.mark.slow
def test_the_command_writes_all_files_and_a_notebook_that_was_run(
    folder, command: Callable[..., Result]
):
    (folder / "page.txt").write_text(HEADED, encoding="utf-8")
    result = command("new", "mine", "page.txt")
    files = [
        "data/articles/mine.toml", "data/lexicon/mine-terms.csv", "data/lexicon/mine-themes.toml",
        "data/raw/mine.txt", "notebooks/mine.ipynb",
    ]  # fmt: skip
    assert (result.code, result.err) == (0, "")
    said = result.out.splitlines()
    assert [line.strip() for line in said[1:6]] == files
    assert len(said) == 8 and "jupyter lab notebooks/mine.ipynb" in said[6]
    assert said[7].endswith("five-moves reproduce mine")
    assert set(contents(folder)) == {*files, "page.txt"}
    notebook = nbformat.read(folder / "notebooks" / "mine.ipynb", as_version=4)
    assert [fault for check in rules.CHECKS for fault in check(notebook)] == []
    images = [
        o for cell in rules.code(notebook) for o in cell.outputs if "image/png" in o.get("data", {})
    ]
    assert len(images) == 2

    # What was begun here can be rebuilt here, also after its sections were taken away.
    switch_off_sections(folder)
    result = command("reproduce", "mine")
    assert result.code == 0 and "notebooks/mine.ipynb" in result.out
    assert (folder / "figures" / "mine" / "top_terms.svg").is_file()
    assert command("reproduce", "--no-notebooks", "--check").code == 0  # it is the only article


def test_it_writes_where_data_articles_is(village, unexecuted, command, monkeypatch):
    (village / "notes").mkdir()
    monkeypatch.chdir(village / "notes")
    (village / "notes" / "page.txt").write_text(PLAIN, encoding="utf-8")
    result = command("new", "杏花", "page.txt")
    assert (result.code, result.err) == (0, "")
    assert "../notebooks/杏花.ipynb" in result.out
    assert (village / "data" / "articles" / "杏花.toml").is_file()


def test_a_text_that_lies_in_its_place_already_stays_there(folder, unexecuted, command):
    raw = folder / "data" / "raw" / "mine.txt"
    raw.parent.mkdir(parents=True)
    raw.write_text(PLAIN, encoding="utf-8")
    assert command("new", "mine", raw).code == 0
    assert raw.read_text(encoding="utf-8") == PLAIN


def test_it_says_if_a_text_is_hardly_chinese(folder, unexecuted, command):
    (folder / "page.txt").write_text(TEXTS["no-chinese"], encoding="utf-8")
    result = command("new", "mine", "page.txt")
    assert (result.code, result.err.count("\n")) == (0, 1)
    assert "page.txt" in result.err and "Chinese" in result.err


@pytest.mark.parametrize("name", ["", "a/b", "../a", ".a", "a b", "a.toml", "a\n", "a" * 251])
def test_a_name_that_is_no_plain_file_name_is_refused(name, folder, unexecuted, command):
    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    result = command("new", name, "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert repr(name) in result.err
    assert set(contents(folder)) == {"page.txt"}


def test_a_pipe_is_read_once(folder, unexecuted, command):
    os.mkfifo(pipe := folder / "pipe")
    with ThreadPoolExecutor() as threads:
        wrote = threads.submit(pipe.write_bytes, PLAIN.encode())
        assert command("new", "mine", pipe).code == 0
        wrote.result()
    assert (folder / "data" / "raw" / "mine.txt").read_text("utf-8") == PLAIN


def test_a_web_page_is_kept_beside_the_text_of_its_article(folder, unexecuted, command):
    page = ROOT / "tests" / "cases" / "pages" / "gbk.html"
    assert command("new", "mine", page)[::2] == (0, "")
    assert (folder / "data" / "raw" / "mine.html").read_bytes() == page.read_bytes()
    article = an.load_article("mine")
    assert (folder / "data" / "raw" / "mine.txt").read_text("utf-8") == an.read_text(page)
    assert article.metadata["correspondent"] == "曹小燕"
    assert list(article.passages["speaker"].dropna().unique()) == ["问", "答"]


def test_a_term_list_can_begin_with_the_mark_that_excel_needs(folder, unexecuted, command):
    (folder / "page.txt").write_text(HEADED, "utf-8")
    assert command("new", "mine", "page.txt", "--excel").code == 0
    path = folder / "data" / "lexicon" / "mine-terms.csv"
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    assert "流动书车" in [term.term for term in read_terms(path)]


@pytest.mark.parametrize(
    "line",
    [
        "我们要推进乡村振兴战略实施。\n",
        "甲：今天怎么样？\n",
        "一、修路\n我们去修路。\n",
        "我们去修路\n",
    ],
)
@pytest.mark.slow
def test_time_grows_with_the_text_and_not_with_its_square(line):
    def spent(lines: int) -> float:
        article = an.Article("题目\n" + line * lines)
        assert len(article.passages)
        begun = process_time()
        suggest_speakers(article)
        suggest_sections(article)
        an.suggest_terms(article)
        return process_time() - begun

    spent(100)  # what is loaded once
    assert spent(4000) < 10 * spent(1000) + 0.2  # the square would be 16 times


@pytest.mark.parametrize("taken", starter.FILES)
def test_a_name_that_is_taken_is_refused(taken, folder, unexecuted, command):
    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    path = folder / taken.format(name="mine")
    path.parent.mkdir(parents=True)
    path.write_text("mine already", encoding="utf-8")
    before = contents(folder)
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(path) in result.err
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [(None, "cannot be read"), (b" \n", "empty"), ("乡村振兴".encode("gb18030"), "gb18030")],
)
def test_a_file_that_cannot_be_read_is_refused(data, words, folder, unexecuted, command):
    if data is not None:
        (folder / "page.txt").write_bytes(data)
    before = contents(folder)
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "page.txt" in result.err and words in result.err
    assert contents(folder) == before


def test_a_fault_half_way_leaves_nothing(folder, unexecuted, command, monkeypatch):
    move = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.suffix == ".ipynb":
            raise OSError(28, "No space left on device")
        return move(self, target)

    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "mine.ipynb" in result.err and "No space" in result.err
    assert [path.name for path in folder.rglob("*")] == ["page.txt"]


def test_a_full_disk_is_told_in_one_line(folder, unexecuted, command, full_disk):
    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    an.Article(PLAIN).tokens  # noqa: B018 - the dictionary is in its cache by now
    full_disk()
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "cannot be written" in result.err
    assert set(contents(folder)) == {"page.txt"}


@pytest.mark.parametrize("taken", starter.FILES)
def test_a_link_is_never_written_through_even_if_it_leads_nowhere(
    taken, folder, unexecuted, command, tmp_path_factory
):
    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    outside = tmp_path_factory.mktemp("outside")
    link = folder / taken.format(name="mine")
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "written")
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(link) in result.err
    assert not list(outside.iterdir())


def test_a_folder_that_leads_elsewhere_is_refused(folder, unexecuted, command, tmp_path_factory):
    (folder / "page.txt").write_text(PLAIN, encoding="utf-8")
    outside = tmp_path_factory.mktemp("outside")
    (folder / "notebooks").symlink_to(outside)
    result = command("new", "mine", "page.txt")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(folder / "notebooks") in result.err
    assert not list(outside.iterdir())


def test_a_project_above_that_others_may_write_to_is_not_used(
    village, unexecuted, command, monkeypatch
):
    (here := village / "notes").mkdir()
    monkeypatch.chdir(here)
    (here / "page.txt").write_text(PLAIN, encoding="utf-8")
    village.chmod(0o777)
    before = {name for name in contents(village) if not name.startswith("notes/")}
    assert command("new", "mine", "page.txt").code == 0
    assert (here / "data" / "articles" / "mine.toml").is_file()
    assert {name for name in contents(village) if not name.startswith("notes/")} == before


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:the speaker")  # of the example
@pytest.mark.parametrize("unseen", ["\x7f", "\x1b[31m", "\u202e", "\u2028"])
def test_unseen_characters_do_not_break_the_files(unseen, folder, unexecuted):
    begin(
        folder,
        f"桥头村{unseen}的水\n2024-05-01  来源：某{unseen}报\n\n{unseen}泉水很清。泉{unseen}水。\n",
    )
    switched_on = re.sub("(?m)^#(?! )", "", config(folder))
    (folder / "data" / "articles" / "mine.toml").write_text(switched_on, encoding="utf-8")
    assert len(an.load_article("mine").passages)
