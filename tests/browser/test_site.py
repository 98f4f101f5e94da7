"""The site in a real browser, opened from disk: quiet, on its own, and readable on a phone."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from analysis.plots.style import FONT
from tests.conftest import ROOT

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


# What is loaded when it is seen is loaded now.
EMPTY = """async images => {
    images.forEach(image => { image.loading = "eager"; });
    const loaded = image => image.decode().then(() => !image.naturalWidth, () => true);
    const empty = await Promise.all(images.map(loaded));
    return images.filter((image, i) => empty[i]).map(image => image.src);
}"""


class Tab(NamedTuple):
    """A page of the browser, and what went wrong on it or left the machine."""

    page: Page
    faults: list[str]

    def open(self, file: Path, query: str = "") -> None:
        """Open a file of the site, and wait until all of it is there."""
        self.page.goto(file.as_uri() + query, wait_until="load")
        self.page.evaluate("document.fonts.ready.then(() => null)")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A new tab that may load nothing but files, and keeps account."""
    faults: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            faults.append(f"asks for {request.url}")

    with browser.new_context(viewport=DESK, offline=True) as context:
        page = context.new_page()
        page.on("console", lambda said: faults.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: faults.append(f"cannot load {request.url}"))
        page.on("request", asked)
        yield Tab(page, faults)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_quiet_complete_and_no_wider_than_the_screen(
    tab: Tab, site: Path, size: dict[str, int]
) -> None:
    tab.page.set_viewport_size(size)
    files = sorted(site.rglob("*.html"))
    assert len(files) > 15
    for file in files:
        tab.open(file)
        wide, room = tab.page.evaluate(
            "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
        )
        if wide > room:
            tab.faults.append(f"{wide} pixels wide on {room}")
        tab.faults.extend(tab.page.eval_on_selector_all("img", EMPTY))
        assert not tab.faults, f"{file}: {tab.faults}"


def test_a_fault_would_be_seen(tab: Tab, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<img src='missing.png'><script src='http://example.org/a.js'></script>"
        "<script>console.warn('no'); undefined.x</script>", "utf-8",
    )  # fmt: skip
    tab.open(page)
    seen = "\n".join(tab.faults)
    for fault in ("cannot load file:", "asks for http:", "warning: no", "error: Cannot read"):
        assert fault in seen


def test_on_a_phone_the_navigation_opens_and_leads_on(tab: Tab, site: Path) -> None:
    tab.page.set_viewport_size(PHONE)
    tab.open(site / "index.html")
    link = tab.page.locator(".sidebar-tree a", has_text="Datasheet")
    expect(link).not_to_be_in_viewport()
    tab.page.locator(".mobile-header label[for=__navigation]").click()
    expect(link).to_be_in_viewport()
    link.click()
    expect(tab.page.locator("h1")).to_contain_text("Datasheet")
    expect(link).not_to_be_in_viewport()


def test_on_a_phone_what_is_shown_is_as_large_as_it_must_be_and_nothing_is_cut(
    tab: Tab, site: Path
) -> None:
    """A figure keeps a legible width in a box that scrolls; code and printed text wrap."""
    tab.page.set_viewport_size(PHONE)
    figures = [site / "index.html", site / "figures" / "README.html"]
    for file in [*figures, *sorted((site / "notebooks").glob("*.html"))]:
        tab.open(file)
        for image in tab.page.locator("article img").all():
            wide, scrolls = image.evaluate(
                "i => [i.clientWidth, getComputedStyle(i.parentElement).overflowX]"
            )
            assert wide > 700 and scrolls == "auto", file
        cut = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
        lines = ".highlight-sh pre, .cell pre, .text_html > table, td[style*='text-align:left']"
        assert not tab.page.eval_on_selector_all(lines, cut), file
    tab.open(site / "notebooks" / "03_term_frequencies.html")
    after = tab.page.locator("td[style*='text-align:left']")
    boxes = [cell.bounding_box() for cell in after.all()]
    assert boxes and all(box["x"] + box["width"] <= PHONE["width"] for box in boxes)


def test_in_dark_code_only_links_are_underlined(tab: Tab, site: Path) -> None:
    tab.page.emulate_media(color_scheme="dark")
    tab.open(site / "notebooks" / "05_explore.html")
    name = tab.page.locator(".highlight .nn").first
    expect(name).to_have_css("text-decoration-line", "none")


def test_the_explorer_is_on_the_site_and_answers(tab: Tab, site: Path) -> None:
    tab.open(site / "explore.html")
    explorer = tab.page.frame_locator("iframe")
    explorer.get_by_role("combobox", name="Find a word").fill("talent")
    explorer.get_by_role("combobox", name="Find a word").press("Enter")
    explorer.locator(".rows a").first.click()
    expect(explorer.locator("#beside .sentence")).to_contain_text("人才")
    tab.page.get_by_role("link", name="Open it on a page of its own").click()
    expect(tab.page.locator("#heading")).to_be_visible()
    assert not tab.faults


SCRIPT = files("axe_playwright_python") / "axe.min.js"
# Contrast that a picture or a gradient behind a text leaves open is a fault too.
# A link of the explorer holds its state, which the rule on skip links takes for a way to a part.
AXE = """() => axe.run(document, {
    iframes: false, rules: {"skip-link": {enabled: !document.querySelector("#beside")}},
}).then(({violations, incomplete}) => {
    const open = /Gradient|Image|imgNode|Shadow|pseudo/;
    const left = node => node.any.some(check => open.test((check.data || {}).messageKey));
    return [...violations, ...incomplete.map(rule => ({...rule, nodes: rule.nodes.filter(left)}))]
        .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`));
})"""
VIEWS = ["#term=党员&sentence=30&raw=1", "#theme=cadres&sentence=8", "#compare=&word=党员",
         "#text=cadres&sentence=8", "#term=织"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(
    tab: Tab, site: Path, size: dict[str, int], scheme: str
) -> None:
    """No violation, and no contrast that is left open."""
    tab.page.set_viewport_size(size)
    tab.page.emulate_media(color_scheme=scheme)
    variant = 2 * (size == PHONE) + (scheme == "dark")
    # Each page is tried at both sizes and in both schemes; those of the reference, alike, once.
    reference = sorted((site / "api").rglob("*.html"))
    others = sorted({*site.rglob("*.html")} - {*reference})[variant in (1, 2) :: 2]
    pages = [path.as_uri() for path in [*others, *reference[variant::4]]]
    pages += [(site / "explorer.html").as_uri() + view for view in VIEWS]
    pages += [(site / "search.html").as_uri() + "?q=人才"]
    found = {}
    for address in pages:
        tab.page.goto(address)
        tab.page.evaluate(SCRIPT.read_text("utf-8"))
        if faults := tab.page.evaluate(AXE):
            found[address] = faults
    assert found == {}


def test_axe_would_find_a_fault(tab: Tab) -> None:
    tab.page.set_content(
        "<html lang=en><title>a</title><main><h1>a</h1><p style='color: #ccc'>pale words</p>"
    )
    tab.page.evaluate(SCRIPT.read_text("utf-8"))
    assert [fault.partition(":")[0] for fault in tab.page.evaluate(AXE)] == ["color-contrast"]


MOST, GALLERY = 1_500_000, 2_000_000  # bytes; the gallery is all pictures


def test_no_page_weighs_much_at_first_view(tab: Tab, site: Path) -> None:
    loaded: set[Path] = set()
    tab.page.on(
        "request",
        lambda sent: loaded.add(Path(unquote(urlsplit(sent.url).path)))
        if sent.url.startswith("file:") else None,
    )  # fmt: skip
    weights = {}
    for file in sorted(site.rglob("*.html")):
        loaded.clear()
        tab.open(file)
        weights[file.relative_to(site).as_posix()] = sum(path.stat().st_size for path in loaded)
    gallery = weights.pop("figures/README.html")
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
    assert gallery < GALLERY
    assert min(weights.values()) > 0


def test_code_can_be_copied_and_a_notebook_downloaded(tab: Tab, site: Path) -> None:
    tab.open(site / "notebooks" / "05_explore.html")
    cells = tab.page.locator(".cell_input pre")
    expect(tab.page.locator(".cell_input .copybtn")).to_have_count(cells.count())
    link = tab.page.get_by_role("link", name="Download this notebook")
    file = Path(unquote(urlsplit(link.evaluate("link => link.href")).path))
    assert file.read_bytes() == (ROOT / "notebooks" / "05_explore.ipynb").read_bytes()


@pytest.mark.parametrize(
    ("words", "quoted"), [("人才", "人才"), ("keyness", "keyness"), ("glosses", "gloss")]
)
def test_a_find_of_the_search_has_its_section_and_an_excerpt(
    tab: Tab, site: Path, words: str, quoted: str
) -> None:
    tab.open(site / "search.html", f"?q={words}")
    excerpt = tab.page.locator("#search-results .excerpt").first
    expect(excerpt.locator("mark").first).to_have_text(re.compile(quoted, re.I))
    section = excerpt.locator("a")
    heading = section.text_content()
    section.click()
    assert tab.page.url.partition("#")[2]
    expect(tab.page.locator(f"[id='{tab.page.url.partition('#')[2]}']")).to_contain_text(heading)
    assert not tab.faults


def test_what_is_internal_is_folded_and_notebooks_are_numbered(tab: Tab, site: Path) -> None:
    tab.open(site / "index.html")
    tree = tab.page.locator(".sidebar-tree")
    for folded in ("How the house is built", "Measures"):
        expect(tree.get_by_role("link", name=folded, exact=True)).to_be_hidden()
    entries = tree.locator("a[href^='notebooks/']").all_text_contents()
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    numbers = [name.partition("_")[0].removeprefix("0") for name in names]
    assert [entry.split()[0] for entry in entries] == numbers


def test_in_print_there_is_the_text_alone(tab: Tab, site: Path) -> None:
    tab.page.emulate_media(media="print")
    tab.open(site / "notebooks" / "03_term_frequencies.html")
    expect(tab.page.locator("h1")).to_be_visible()
    for part in (".sidebar-drawer", ".copybtn", ".mobile-header", ".related-pages"):
        for found in tab.page.locator(part).all():
            expect(found).to_be_hidden()
    wide = "all => all.filter(e => getComputedStyle(e).overflowX === 'auto').length"
    assert tab.page.eval_on_selector_all(".cell_output, .table-wrapper", wide) == 0


def test_the_empty_search_says_how_to_search(tab: Tab, site: Path) -> None:
    tab.open(site / "search.html")
    expect(tab.page.locator("article")).to_contain_text("Type English or Chinese words")


@pytest.mark.parametrize(
    ("words", "page"),
    [("乡村", "Five moves"), ("抓党建促乡村振兴", "Five moves"), ("杨绍虎", "Datasheet"),
     ("keyness", "analysis.keyness"), ("log_odds", "analysis.log_odds"),
     ("glosses", "A page that was tampered with")],
)  # fmt: skip
def test_the_search_finds_words_of_either_language(
    tab: Tab, site: Path, words: str, page: str
) -> None:
    tab.open(site / "notebooks" / "04_themes.html")
    box = tab.page.locator(".sidebar-search")
    box.fill(words)
    box.press("Enter")
    found = tab.page.locator("#search-results li a", has_text=page).first
    expect(found).to_be_visible()
    found.click()
    expect(tab.page.locator("h1")).to_be_visible()
    assert not tab.faults


def test_the_search_says_when_it_finds_nothing(tab: Tab, site: Path) -> None:
    tab.open(site / "search.html", "?q=火星")
    expect(tab.page.locator("#search-results")).to_contain_text("did not match")


PICTURE = """async ([text, family, weight]) => {
    const canvas = new OffscreenCanvas(60, 60), pen = canvas.getContext("2d");
    pen.font = `${weight} 40px ${family}`;
    pen.fillText(text, 5, 45);
    return Array.from(pen.getImageData(0, 0, 60, 60).data).join();
}"""


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_chinese_is_drawn_from_the_font_of_the_site(tab: Tab, site: Path, weight: str) -> None:
    """Each character differs from every other, so none is a box, and from the system's."""
    tab.open(site / "index.html")
    text = "五招妙手乡村振兴"
    tab.page.evaluate(
        "([font, text]) => document.fonts.load(font, text)", [f"{weight} 40px '{FONT}'", text]
    )

    def drawn(character: str, family: str) -> str:
        return tab.page.evaluate(PICTURE, [character, family, weight])

    own = [drawn(character, f"'{FONT}', 'Nothing'") for character in text]
    assert len(set(own)) == len(text)
    assert own[0] != drawn(text[0], "'Nothing'")


def test_headings_and_code_use_that_font_for_chinese_only(tab: Tab, site: Path) -> None:
    tab.open(site / "notebooks" / "01_cleaning.html")
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for place in ("h1 + p + p", ".output.stream pre"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": place})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        bundled = {font["familyName"] for font in fonts if font["isCustomFont"]}
        assert bundled == {FONT}, fonts
        assert len(fonts) > 1
