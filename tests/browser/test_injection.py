"""What comes from a text is data in every display: it runs, asks for and links to nothing."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page

import analysis as an
from analysis.cli import book
from analysis.figures import FIGURES
from analysis.reproduce import reproduce
from analysis.starter import new as starter
from tests.conftest import ROOT

from .conftest import Lab
from .test_lab import run_all, shut_down

AWAY = "acted.invalid"  # no such host; asking for it is enough
TAGS = [
    "<img src=x onerror=acted=1>", "<script>acted=1</script>", "</script><script>acted=1</script>",
    "</style><svg onload=acted=1>", "</title><body onload=acted=1>",
    "\"><img src=x onerror=acted=1>",
    "' autofocus onfocus=acted=1 x='", f"<iframe src=//{AWAY}/1></iframe>", "<!-- <b>", "<![CDATA[",
    f"<link rel=stylesheet href=//{AWAY}/2>", "&#60;img src=x onerror=acted=1&#62;",
    "&lt;img src=x onerror=acted=1&gt;", "{{acted=1}}", "{% raw %}",
]  # fmt: skip
LINKS = [
    "[a](javascript:acted=1)", f"![b](http://{AWAY}/3.png)", f"<http://{AWAY}/4>", f"http://{AWAY}/5",
    f"www.{AWAY}/6", f"a@{AWAY}", f"[c]: http://{AWAY}/7", "`code`", "**bold**", "|cell|", "# head",
    "1. one", "{download}`x`",
]  # fmt: skip
FORMULAS = [
    "每亩$5至$6", "$$", "$x^2$", "\\(y\\)", "\\[z\\]", "\\begin{equation}a\\end{equation}",
    f"$\\style{{background:url(http://{AWAY}/8)}}{{b}}$", "$\\href{javascript:acted=1}{c}$",
    "\\(\\href{javascript:acted=1}{d}\\)", f"$\\unicode[url(http://{AWAY}/9)]{{x41}}$",
]  # fmt: skip
UNSEEN = ["\x1b[31mred\x1b[0m", "\x07\x08", "\u202eesrever\u202c", "\u2066a\u2069\u200b\ue0fb"]
INJECTIONS = [*TAGS, *LINKS, *FORMULAS, *UNSEEN]
TERM = "<script>acted=1</script>"

# What of a page has acted, or would at a click.
ACTS = """host => {
    const found = [];
    const note = element => {
        const cell = element.closest(".jp-CodeCell");
        const source = cell && cell.querySelector(".jp-InputArea").textContent;
        found.push([source, element.outerHTML.slice(0, 300)]);
    };
    if (window.acted !== undefined) found.push("a script ran");
    for (const element of document.querySelectorAll("*")) {
        for (const {name, value} of element.attributes) {
            if (/^on/.test(name) && value.includes("acted")) note(element);
            const address = ["href", "src", "xlink:href", "action", "data"].includes(name);
            if (address && (/^\\s*javascript:/i.test(value) || value.includes(host))) note(element);
        }
        if (/^(mjx-container|math)$/i.test(element.tagName)) note(element);
        if (element.tagName === "SCRIPT" && /^acted/.test(element.text)) note(element);
    }
    return found;
}"""


@pytest.fixture
def asked(page: Page) -> list[str]:
    """What the page asks of the host that no text may make it ask, and what it says in dialogs."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if AWAY in sent.url else None)
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    return asked


@pytest.fixture
def page(browser: Browser) -> Page:
    """An empty page."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    yield page
    page.close()


def quoted(texts: list[str]) -> str:
    """Texts as one string of a TOML file."""
    return json.dumps(" ".join(texts), ensure_ascii=False)


def write_hostile(root: Path, name: str) -> None:
    """Write an article whose text, names, words and glosses are all injections."""
    spoken = [*TAGS, *LINKS, *FORMULAS]
    names = [quoted(spoken[at::4]) for at in range(4)]
    sentences = "\n\n".join(
        f"村里第{at}段，{text}，{TERM}，水渠通了。" for at, text in enumerate(spoken)
    )
    files = {
        f"raw/{name}.txt": f"{UNSEEN[0]} {TAGS[0]}\n2024-05-01  来源：{TAGS[1]}\n\n"
        f"记者：先说什么？{FORMULAS[0]}\n\n村长：先说水渠。{sentences}\n\n记者：然后呢？\n\n村长：再说公路。公路通了，{TERM}。\n",
        f"articles/{name}.toml": f"""raw = "../raw/{name}.txt"
terms = "../lexicon/{name}-terms.csv"
themes = "../lexicon/{name}-themes.toml"
glossary = "../lexicon/{name}-glossary.csv"
section_name = {quoted(TAGS[:1])}

[metadata]
title = {quoted(TAGS + UNSEEN)}
source = {quoted(TAGS + LINKS)}
author = {quoted(LINKS)}
correspondent = {quoted(FORMULAS)}
editor = {quoted(TAGS[:6] + FORMULAS[:3])}

[speakers]
"记者" = "question"
"村长" = "answer"

[[sections]]
key = "one"
number = 1
zh = {names[0]}
en = {names[1]}
begins = "先说水渠"
to = "turn"

[[sections]]
key = "two"
number = 2
zh = {names[2]}
en = {names[3]}
begins = "再说公路"
""",
        f"lexicon/{name}-terms.csv": f'term,pos\n水渠,n\n"{TERM}",n\n',
        f"lexicon/{name}-themes.toml": f"""[themes.one]
zh = {names[1]}
en = {names[2]}
definition = {quoted(TAGS)}
terms = ["水渠", {quoted([TERM])}]

[themes.two]
zh = {names[3]}
en = {names[0]}
terms = ["公路", "村里"]
""",
        f"lexicon/{name}-glossary.csv": pd.DataFrame(
            {"term": ["水渠", TERM, "公路"], "en": [" ".join(TAGS), LINKS[0], FORMULAS[6]]}
        ).to_csv(index=False),
    }
    for path, text in files.items():
        (root / "data" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / path).write_text(text, encoding="utf-8", newline="")


def test_what_acts_is_noticed(page: Page, asked: list[str]) -> None:
    page.set_content(f"<img src=http://{AWAY}/1 onerror=acted=1><a href=javascript:acted=1>a</a>")
    page.wait_for_function("window.acted")
    assert len(page.evaluate(ACTS, AWAY)) == 4  # it ran; a handler, an address and a link are there
    assert asked == [f"http://{AWAY}/1"]


CELLS = [
    "injections = " + json.dumps(INJECTIONS),
    'an.prose("\\n".join(f"* {an.inert(text)}" for text in injections))',
    'an.prose("\\n\\n".join(injections) + "\\n\\n" + " ".join(injections))',
    'import pandas as pd\npd.DataFrame({"text": injections})',
    "article.passages",
    "article.sections",
    "article.codebook",
    "article.cleaned.explain()",
    'an.concordance_lines(an.concordance(article, "水渠"))',
    f"an.concordance_lines(an.concordance(article, {TERM!r}))",
    'an.explore(article, term="水渠", sentence=0, raw=True)',
    'an.explore(article, theme="one")',
    'an.explore(article, compare=("one", "two"))',
]


def test_nothing_of_a_text_acts_in_jupyterlab(
    lab: Lab, page: Page, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # JupyterLab runs the notebook instead, beside whose browser no other event loop can run.
    monkeypatch.setattr(starter, "finish", lambda running: running.close())
    monkeypatch.chdir(lab.root)
    write_hostile(tmp_path, "hostile")
    starter.new("hostile", tmp_path / "data" / "raw" / "hostile.txt")
    write_hostile(lab.root, "hostile")
    path = lab.root / "notebooks" / "hostile.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += map(new_code_cell, CELLS)
    nbformat.write(notebook, path)
    page.goto(lab.address("notebooks/hostile.ipynb"))
    run_all(page)
    page.wait_for_timeout(2_000)  # formulas are set, and images asked for, after the outputs
    assert [acts for frame in page.frames for acts in frame.evaluate(ACTS, AWAY)] == []
    assert len(page.frames) == 4  # the explorer thrice
    assert asked == []
    shut_down(page)


@pytest.fixture
def hostile_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of the hostile article: its gallery, and a notebook with all that it displays."""
    root = tmp_path / "project"
    write_hostile(root, "hostile")
    shutil.copytree(
        ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("*.md", "__pycache__")
    )
    (root / "pyproject.toml").write_text('[tool.five-moves]\narticle = "hostile"\n', "utf-8")
    (root / "README.md").write_text("# Hostile\n\n[Figures](figures/README.md)\n", "utf-8")
    monkeypatch.chdir(root)
    for name in filter(re.compile("cloud|pollution|sensitivity").search, [*FIGURES]):
        monkeypatch.delitem(FIGURES, name)  # slow, or without words of the article
    reproduce(notebooks=False)
    article = an.load_article("hostile")
    pages = [
        an.explore(article, term="水渠", sentence=0, raw=True),
        an.explore(article, theme="one"),
        an.explore(article, compare=("one", "two")),
        an.explore(an.Article(" ".join(INJECTIONS))),
    ]
    shown = [{"text/html": page._repr_html_()} for page in pages]
    shown += [
        {"text/html": frame._repr_html_()}
        for frame in (pd.DataFrame({"text": INJECTIONS}), article.passages, article.codebook)
    ]
    shown += [
        {"text/markdown": an.prose("\n".join(f"* {an.inert(text)}" for text in INJECTIONS))},
        {"text/markdown": an.prose(" ".join(INJECTIONS))},
    ]
    cells = [new_markdown_cell("# Displays")]
    for data in shown:
        bundle = {**data, "text/plain": ""}
        output = new_output("execute_result", bundle, execution_count=1)
        cells.append(new_code_cell("article", outputs=[output], execution_count=1))
    (root / "notebooks").mkdir()
    about = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    notebook = new_notebook(cells=cells, metadata=about)
    nbformat.write(notebook, root / "notebooks" / "01_displays.ipynb")
    return book(tmp_path / "site")


def test_nothing_of_a_text_acts_in_the_site_or_in_a_figure(
    hostile_site: Path, page: Page, asked: list[str]
) -> None:
    files = [hostile_site / "figures" / "README.html",
             hostile_site / "notebooks" / "01_displays.html",
             hostile_site / "explore.html", hostile_site / "explorer.html",
             *Path("figures").resolve().glob("*.svg")]  # fmt: skip
    assert len(files) > 3  # a large figure is a PNG, in which nothing can act
    for file in files:
        page.goto(file.as_uri())
        page.wait_for_timeout(500)
        assert [acts for frame in page.frames for acts in frame.evaluate(ACTS, AWAY)] == [], file
    assert asked == []
    gallery = (hostile_site / "figures" / "README.html").read_text("utf-8")
    assert "acted=1" in gallery
