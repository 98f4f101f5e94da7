"""The site: whole, on its own, accessible, and refused where a page has a fault."""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

import analysis as an
from analysis.cli import book
from analysis.plots.style import font_files

from .conftest import NAME, ROOT, Result, contents

LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "srcset"}
EMPTY = ("img", "meta", "link", "input", "br", "hr", "col")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MODULES = {f"analysis.{path.stem}" for path in (ROOT / "analysis").iterdir()}
HAN = re.compile("[\u3400-\u9fff]")


class Page(HTMLParser):
    """What a browser finds in a page: links, what it loads, headings, text, ids."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.inside = path, ["document"]
        self.links: list[str] = []
        self.loads: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.chinese: list[tuple[str, bool]] = []
        self.title = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"]] if values.get("id") else []
        self.headings += [tag] if tag in HEADINGS else []
        self.images += [values] if tag == "img" else []
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if values.get(LOADED.get(tag, "")) and values.get("rel") not in ("search", "next", "prev"):
            self.loads.append(values[LOADED[tag]])
        if tag not in EMPTY:
            self.inside.append("zh" if values.get("lang") == "zh" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.title += data if self.inside[-1] == "title" else ""
        if HAN.search(data) and not {"title", "script", "style"} & set(self.inside):
            self.chinese.append((data, "zh" in self.inside))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Every page of the site, by its path."""
    return {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html")}


def inside(address: str) -> bool:
    """Whether an address is a file of the site, not a place elsewhere or data in the page."""
    return not urlsplit(address).scheme and not address.startswith("//")


def test_every_notebook_text_and_module_has_a_page(pages: dict[str, Page]) -> None:
    notebooks = {f"notebooks/{path.stem}.html" for path in (ROOT / "notebooks").glob("*.ipynb")}
    stub = (ROOT / "analysis" / "__init__.pyi").read_text(encoding="utf-8")
    modules = {f"api/{name}.html" for name in re.findall(r"^from \.(\w+)", stub, re.M)}
    texts = {"index.html", "search.html", "data/README.html", "figures/README.html",
             "explore.html", "explorer.html", "guides.html"}  # fmt: skip
    guides = {f"docs/{path.stem}.html" for path in (ROOT / "docs").glob("*.md")}
    assert notebooks | modules | texts | guides | {"api/plots.html"} <= pages.keys()


def test_the_front_page_leads_to_every_page(pages: dict[str, Page]) -> None:
    linked = {link.partition("#")[0] for link in pages["index.html"].links}
    assert pages.keys() - linked <= {"index.html", "search.html", "explorer.html"}
    assert "explorer.html" in pages["explore.html"].links


def test_every_public_name_has_its_place_in_the_reference(pages: dict[str, Page]) -> None:
    anchors = {name for page in pages.values() for name in page.ids}
    whole = {"plots": an.plots, "figures": an.figures}
    inside = {
        f"analysis.{key}.{name}"
        for key, module in whole.items()
        for name in module.__all__
        if isinstance(getattr(module, name), FunctionType | type)
    }
    assert {f"analysis.{name}" for name in an.__all__ if name not in whole} | inside <= anchors


def test_every_link_and_every_file_that_is_loaded_is_there(pages: dict[str, Page]) -> None:
    anchors = {page.path: {*page.ids, "", "top"} for page in pages.values()}
    for page in pages.values():
        for address in filter(inside, [*page.links, *page.loads]):
            way = urlsplit(address)
            target = (page.path.parent / unquote(way.path)).resolve() if way.path else page.path
            assert target.is_file(), f"{page.path}: {address}"
            if target.name != "explorer.html":  # whose address is a state
                assert unquote(way.fragment) in anchors.get(target, {""}), f"{page.path}: {address}"


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[str, Page]) -> None:
    loaded = [address for page in pages.values() for address in page.loads]
    for file in site.rglob("*.css"):
        style = file.read_text(encoding="utf-8")
        loaded += re.findall(r"url\(\s*[\"']?([^\"')]+)", style)
        loaded += re.findall(r"@import\s+[\"']([^\"']+)", style)
    assert len(loaded) > 100
    assert not [address for address in loaded if not inside(address) and address[:5] != "data:"]


def test_links_to_elsewhere_are_those_of_the_texts_and_the_theme(pages: dict[str, Page]) -> None:
    away = {link for page in pages.values() for link in page.links if not inside(link)}
    known = {"github.com", "creativecommons.org", "www.unicode.org"}  # sources and licences
    assert {urlsplit(link).netloc for link in away} <= known


def test_every_image_is_described(pages: dict[str, Page]) -> None:
    images = [image for page in pages.values() for image in page.images]
    assert len(images) > 10
    for image in images:
        alt = image.get("alt") or ""
        assert len(alt) > 40 and not alt.endswith((".png", ".svg")), image


def test_every_image_is_loaded_when_it_is_seen(pages: dict[str, Page]) -> None:
    images = [image for page in pages.values() for image in page.images]
    assert {image.get("loading") for image in images} == {"lazy"}


def test_a_figure_of_a_notebook_has_a_short_description(pages: dict[str, Page]) -> None:
    notebooks = [page for name, page in pages.items() if name.startswith("notebooks/")]
    lengths = [len(image["alt"].split()) for page in notebooks for image in page.images]
    assert lengths and all(5 <= length <= 40 for length in lengths)


def test_every_page_has_a_title_and_headings_in_order(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.title.strip(), name
        assert page.headings.count("h1") == 1, name
        assert page.headings[0] == "h1", name
        levels = [int(heading[1]) for heading in page.headings]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)


def test_ids_are_unique(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert not [found for found, times in Counter(page.ids).items() if times > 1], name


def test_chinese_is_marked_as_such(pages: dict[str, Page]) -> None:
    found = [place for page in pages.values() for place in page.chinese]
    assert len(found) > 1000
    assert not [text for text, marked in found if not marked]


def test_the_font_has_all_chinese_that_is_shown(site: Path, pages: dict[str, Page]) -> None:
    style = (site / "_static" / "font.css").read_text(encoding="utf-8")
    ranges = re.findall(r"unicode-range: ([^;]+);", style)
    assert len(ranges) == len(font_files())
    shown = {
        ord(c) for page in pages.values() for text, _ in page.chinese for c in HAN.findall(text)
    }
    for listed in ranges:
        assert shown <= {int(code.strip()[2:], 16) for code in listed.split(",")}


def test_docstrings_render_as_they_are_meant(pages: dict[str, Page]) -> None:
    text = {name: page.path.read_text(encoding="utf-8") for name, page in pages.items()}
    reference = {name: html for name, html in text.items() if name.startswith("api/")}
    for name, html in reference.items():
        assert not re.search(r"<dt[^>]*>Type<", html), f"{name}: a colon in a property's summary"
        assert "Alias for field number" not in html, name
    assert (
        '<code class="xref py py-obj docutils literal notranslate"'
        in reference["api/measures.html"]
    )


def test_the_reference_follows_the_way_of_the_data(pages: dict[str, Page]) -> None:
    links = dict.fromkeys(link.partition("#")[0] for link in pages["api/index.html"].links)
    parts = [link.removesuffix(".html") for link in links if link and "/" not in link]
    way = ["cleaning", "article", "lexicon", "segmentation", "measures", "plots", "figures",
           "explorer", "starter"]  # fmt: skip
    assert parts[: len(way)] == way


def test_a_name_in_a_docstring_links_to_something_else_that_it_means(
    pages: dict[str, Page],
) -> None:
    """Columns and parameters share names with functions: an entry's own, or a module's."""
    for name in filter(lambda name: name.startswith("api/") and "index" not in name, pages):
        html = pages[name].path.read_text(encoding="utf-8")
        assert '<span class="pre">~' not in html and " ~analysis" not in html, name
        _, *parts = re.split(r'<dt class="sig[^>]* id="([^"]+)"', html)
        for own, entry in zip(parts[::2], parts[1::2], strict=True):
            links = re.findall(
                r'title="(analysis[^"]*)"><code[^>]*><span class="pre">([^<]+)<', entry
            )
            for target, said in links:
                assert target != own and f"analysis.{said}" not in MODULES, (own, said)


def test_columns_of_numbers_stand_to_the_right(pages: dict[str, Page]) -> None:
    html = pages["notebooks/03_term_frequencies.html"].path.read_text(encoding="utf-8")
    first = html[html.index('class="dataframe') :].partition("</table>")[0]
    assert '<th class="text-right">per_1000</th>' in first
    assert re.search(r'<th>token</th>.*<td><bdi lang="zh">', first, re.S)
    assert re.search(r'<td class="text-right">\d+\.\d+</td>', first)


def test_data_files_that_are_named_can_be_opened(pages: dict[str, Page]) -> None:
    linked = {Path(link).name for link in pages["data/README.html"].links}
    tables = {path.name for path in (ROOT / "data" / "tables").glob("*.csv")}
    assert tables | {"themes.toml", f"{NAME}.toml", f"{NAME}.txt"} <= linked


@pytest.fixture
def told(village: Path) -> Path:
    """The project of another village, with a front page and the builder of sites."""
    ignored = shutil.ignore_patterns("*.md", "__pycache__")
    shutil.copytree(ROOT / "docs", village / "docs", ignore=ignored)
    (village / "README.md").write_text("# Two things\n\nA village.\n", encoding="utf-8")
    return village


@pytest.mark.slow
def test_another_project_has_a_site_of_its_own_by_default_in_its_folder(
    told: Path, command: Callable[..., Result]
) -> None:
    before = contents(told)
    for _ in range(2):  # the second takes the place of the first
        assert command("book") == (0, f"open {told / '_site' / 'index.html'}\n", "")
    after = contents(told)
    assert {name for name in after if not name.startswith("_site/")} == before.keys()
    assert "<title>Two things</title>" in (told / "_site" / "index.html").read_text("utf-8")


@pytest.mark.slow
def test_faults_are_refused_by_name_and_nothing_is_written(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told / "README.md").write_text("# Two things\n\n[a](b.md)\n\n![c](d.png)\n", encoding="utf-8")
    monkeypatch.setattr(an.clean, "__doc__", "An *emphasis that does not end.")
    with pytest.raises(an.InputError) as refused:
        book()
    message = str(refused.value)
    assert re.search(r"README\.md:3: .*'b\.md'", message)
    assert re.search(r"README\.md:5: .*d\.png", message)
    assert re.search(r"docstring of [\w.]*clean:1: .*emphasis", message)
    assert not (told / "_site").exists()


@pytest.mark.slow
def test_an_image_without_a_description_is_refused(told: Path) -> None:
    image = nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})
    cell = nbformat.v4.new_code_cell("draw()", outputs=[image])
    (told / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), told / "notebooks" / "01.ipynb")
    with pytest.raises(an.InputError, match=r"01\.ipynb: cell 0: an image has no description"):
        book()


def test_a_folder_that_holds_something_else_is_left_alone(told: Path) -> None:
    before = contents(told)
    for place, fault in (("data", "holds articles"), ("README.md", "not a folder")):
        with pytest.raises(an.InputError, match=f"{place}: {fault}"):
            book(place)
    assert contents(told) == before


def test_without_a_front_page_it_says_so(told: Path) -> None:
    (told / "README.md").unlink()
    with pytest.raises(an.InputError, match=r"README\.md: not there"):
        book()


def test_without_a_builder_it_says_so(village: Path) -> None:
    with pytest.raises(an.InputError, match=r"docs/build\.py: not there"):
        book()


def test_outside_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(an.InputError, match="go to a checkout"):
        book()


@pytest.mark.parametrize("package", ["sphinx", "myst_nb", "furo"])
def test_without_the_extra_it_says_what_to_install(
    package: str, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        an.InputError, match=rf"{package} is missing; pip install five-moves\[book\]"
    ):
        book()
