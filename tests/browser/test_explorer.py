"""The explorer in a real browser, in its homes: a file, and a frame without scripts' privileges."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, expect

import analysis as an
from analysis.article import Section

from .test_injection import ACTS, AWAY, INJECTIONS, LINKS, TAGS, UNSEEN
from .test_lab import ANSWER

SIZES = {"desk": 1280, "half": 700, "phone": 390}


class Open:
    """An explorer that is open: its page or frame, and how to ask for an address in it."""

    def __init__(self, page: Page, inside: Page | Frame) -> None:
        self.page, self.inside = page, inside

    def __getattr__(self, name: str):
        return getattr(self.inside, name)

    def row(self, number: int) -> Locator:
        return self.locator(f".rows [data-sentence='{number}']").first

    def find(self, text: str) -> None:
        self.get_by_role("combobox", name="Find a word").fill(text)
        self.get_by_role("combobox", name="Find a word").press("Enter")

    def heading(self) -> Locator:
        return self.locator("#heading")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask for nothing; the test fails if it does, or if anything complains."""
    faults: list[str] = []
    with browser.new_context(viewport={"width": 1280, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.on("console", lambda said: faults.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda sent: (
                None if sent.url.startswith(("file:", "data:")) else faults.append(sent.url)
            ),
        )
        expect.set_options(timeout=5_000)
        yield page
        expect.set_options(timeout=ANSWER)
        assert not faults


@pytest.fixture(scope="session")
def saved(article: an.Article, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the interview as a file."""
    return an.save_explorer(article, tmp_path_factory.mktemp("saved") / "explorer.html")


def frame(page: Page, article: an.Article, **shown: object) -> Open:
    """The explorer as a notebook shows it."""
    page.set_content(
        f"<!doctype html><title>Notebook</title>{an.explore(article, **shown)._repr_html_()}"
    )
    inside = page.frames[1]
    inside.locator("#heading").wait_for()
    return Open(page, inside)


@pytest.fixture(params=["file", "frame"])
def explorer(request: pytest.FixtureRequest, page: Page, article: an.Article, saved: Path) -> Open:
    """The explorer of the interview, in both homes."""
    if request.param == "frame":
        return frame(page, article)
    page.goto(saved.as_uri())
    return Open(page, page)


# Every mark is a link


def test_a_word_leads_to_its_places_a_place_to_its_sentence_and_that_to_its_bytes(
    explorer: Open, article: an.Article
) -> None:
    explorer.find("党员")
    found = an.concordance(article, "党员")
    expect(explorer.heading()).to_contain_text(f"党员 Party member: {len(found)} times")
    rows = explorer.locator(".rows a")
    expect(rows).to_have_count(len(found))
    assert [int(n) for n in rows.locator(".number").all_text_contents()] == found[
        "passage"
    ].tolist()
    expect(explorer.locator(".strip a")).to_have_count(len(found))

    explorer.row(30).click()
    beside = explorer.get_by_role("complementary")
    expect(beside.get_by_role("heading", name="Sentence 30")).to_be_visible()
    words = beside.locator(".sentence > *").evaluate_all("all => all.map(e => e.firstChild.data)")
    assert "".join(words) == article.passages["text"][30]
    expect(explorer.row(30)).to_have_attribute("aria-current", "true")
    expect(explorer.locator(".rows [aria-current]")).to_have_count(
        int(found["passage"].value_counts()[30])
    )

    beside.get_by_role("link", name="See the page it came from").click()
    edit = next(e for e in article.cleaned.edits if "织密" in e.after and e.kind == "damage")
    shown = beside.locator("table.bytes tr", has_text="字节").locator("td")
    expect(shown).to_contain_text(article.cleaned.bytes(edit.start)["byte"].tolist())
    expect(beside.locator(".raw .damage rt")).to_have_text(edit.after)


@pytest.mark.parametrize(
    ("view", "mark"),
    [("Words", ".bars a"), ("Themes", "td a"), ("Compare moves", "tbody th a")],
)
def test_every_mark_leads_to_rows_and_each_row_to_its_sentence(
    view: str, mark: str, explorer: Open
) -> None:
    explorer.get_by_role("link", name=view, exact=True).click()
    explorer.locator(f"#view {mark}").nth(2).click()
    row = explorer.locator(".rows a").first
    number = row.get_attribute("data-sentence")
    row.click()
    expect(explorer.locator("#beside h2")).to_have_text(f"Sentence {number}")


def test_a_tick_a_marked_sentence_and_a_word_of_a_sentence_are_links(explorer: Open) -> None:
    explorer.find("人才")
    tick = explorer.locator(".strip a").last
    tick.click()
    expect(explorer.locator("#beside h2")).to_have_text(tick.get_attribute("aria-label"))
    explorer.get_by_role("link", name="Text", exact=True).click()
    explorer.get_by_role("combobox", name="Mark the words of").select_option("cadres")
    marked = explorer.locator(".text a.marked")
    expect(marked).to_have_count(7)
    expect(marked.first.locator("b").first).to_be_visible()
    marked.first.click()
    expect(marked.first).to_have_attribute("aria-current", "true")
    explorer.locator(".sentence a", has_text="干部").first.click()
    expect(explorer.heading()).to_contain_text("干部 cadre")
    expect(explorer.locator(".sentence .hit")).not_to_have_count(0)


def test_the_cells_of_the_map_count_what_their_lists_have(
    explorer: Open, article: an.Article
) -> None:
    explorer.get_by_role("link", name="Themes", exact=True).click()
    counts = article.tokens.groupby(["theme", "section"], observed=True).size()
    cell = explorer.get_by_role("link", name="治理与监督, 完善治理体系")
    n = counts["governance_oversight", "governance"]
    expect(cell).to_have_text(str(n))
    cell.click()
    expect(explorer.heading()).to_contain_text(f"{n} words in")
    assert explorer.locator(".rows b").count() == n
    expect(explorer.locator("[data-cell][aria-current]")).to_have_text(str(n))


# Finding


def test_english_finds_chinese_and_the_reader_sees_how(explorer: Open) -> None:
    for typed in ("talent", "Talent", "TALENT "):
        explorer.find(typed)
        expect(explorer.heading()).to_contain_text(f"{typed.strip()} → 2 words: 11 times")
        expect(explorer.locator("#view .chips").first).to_contain_text("人才 talent 10")


def test_what_is_typed_suggests_words_of_either_language(explorer: Open) -> None:
    box = explorer.get_by_role("combobox", name="Find a word")
    options = explorer.get_by_role("option")
    for typed, first in (("tal", "人才"), ("人", "人才"), ("党建", "党建")):
        box.fill(typed)
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(options.first).to_contain_text(first)
    box.fill("tal")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Enter")
    expect(box).to_have_value("人才")
    expect(explorer.heading()).to_contain_text("人才 talent: 10 times")
    box.fill("党")
    box.press("Escape")
    expect(explorer.get_by_role("listbox")).to_be_hidden()
    box.fill("党员")
    options.first.click()
    expect(explorer.heading()).to_contain_text("党员")


@pytest.mark.parametrize("typed", ["猫", "[", "(a+)+$", "<b>", "a{99999999999}", "\\", "%", "|"])
def test_when_nothing_is_found_nothing_old_stays_and_it_is_said(typed: str, explorer: Open) -> None:
    explorer.find("党员")
    explorer.row(30).click()
    explorer.find(typed)
    expect(explorer.heading()).to_have_text(f"Nothing found for {typed}")
    expect(explorer.get_by_role("status")).to_have_text(f"Nothing found for {typed}")
    expect(explorer.locator(".rows, .strip, .sentence")).to_have_count(0)


def test_a_part_of_words_names_the_words_that_have_it(explorer: Open) -> None:
    explorer.find("织")
    expect(explorer.heading()).to_contain_text("Nothing found for 织")
    explorer.locator(".chips a", has_text="党组织").click()
    expect(explorer.heading()).to_contain_text("党组织")


@pytest.mark.parametrize("term", ["党员", "抓党建", "抓 党建", "乡村振兴", "1户"])
def test_as_many_places_are_found_as_a_concordance_has(
    term: str, explorer: Open, article: an.Article
) -> None:
    explorer.find(term)
    expect(explorer.locator(".rows a")).to_have_count(len(an.concordance(article, term)))


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("党*", "党.*"),
        ("*组织", ".*组织"),
        ("党?", "党."),
        ("党？", "党."),
        ("强化|加强", "强化|加强"),
    ],
)
def test_patterns_fit_whole_words(
    typed: str, pattern: str, explorer: Open, article: an.Article
) -> None:
    words = article.tokens["token"].str.fullmatch(pattern)
    explorer.find(typed)
    expect(explorer.heading()).to_contain_text(f": {words.sum()} times")
    assert words.sum() > 0


def test_a_pattern_that_fits_everywhere_shows_200_places_and_says_so(
    explorer: Open, article: an.Article
) -> None:
    explorer.find("*")
    n = article.tokens["pos"].ne("w").sum()
    expect(explorer.locator(".rows a")).to_have_count(200)
    expect(explorer.locator("#view")).to_contain_text(f"The first 200 of {n:,}")


def test_no_pattern_takes_long(page: Page) -> None:
    text = "标题\n" + "a" * 20_000 + "。" + "山好，" * 20_000
    explorer = frame(page, an.Article(text))
    explorer.find("*a" * 40 + "b")
    expect(explorer.heading()).to_contain_text("Nothing found", timeout=5_000)


# The address


def test_the_address_keeps_the_state_and_the_way_back(page: Page, saved: Path) -> None:
    page.goto(saved.as_uri() + "#term=人才")
    explorer = Open(page, page)
    expect(explorer.heading()).to_contain_text("人才 talent: 10 times")
    explorer.row(24).click()
    assert "sentence=24" in page.url
    explorer.get_by_role("link", name="Themes", exact=True).click()
    expect(explorer.heading()).to_have_text("Themes")
    page.go_back()
    expect(explorer.heading()).to_contain_text("人才")
    expect(explorer.locator("#beside h2")).to_have_text("Sentence 24")
    page.reload()
    expect(explorer.locator("#beside h2")).to_have_text("Sentence 24")
    page.go_back()
    expect(explorer.locator("#beside h2")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    ["#", "#term", "#sentence=999&term=党员", "#sentence=-1", "#sentence=x&raw=1", "#theme=love",
     "#theme=cadres&section=nowhere", "#compare=talent&with=talent", "#compare=x", "#%E4%BA",
     "#__proto__=1", "#text=love", "#theme=__proto__", "#term=constructor"],
)  # fmt: skip
def test_any_address_shows_something(address: str, page: Page, saved: Path) -> None:
    page.goto(saved.as_uri() + address)
    expect(page.locator("#heading")).not_to_be_empty()


def test_a_section_is_never_set_against_itself(page: Page, saved: Path) -> None:
    page.goto(saved.as_uri() + "#compare=talent&with=talent")
    one, other = (
        page.get_by_role("combobox", name=f"{which} move") for which in ("First", "Second")
    )
    values = "all => all.map(e => e.value)"
    for box, beside in ((one, other), (other, one), (one, other)):
        chosen = box.locator("option").evaluate_all(values)
        assert beside.input_value() not in chosen and len(chosen) == 5
        for key in chosen:
            box.select_option(key)
            assert box.input_value() == key != beside.input_value()


def test_a_notebook_shows_what_it_was_asked_for(page: Page, article: an.Article) -> None:
    explorer = frame(page, article, compare=("governance", "ideology"), sentence=16, raw=True)
    expect(explorer.get_by_role("combobox", name="First move")).to_have_value("governance")
    expect(explorer.locator("#beside h2")).to_have_text("Sentence 16")
    expect(explorer.locator(".raw")).to_be_visible()
    before = page.evaluate("history.length")
    explorer.locator("tbody th a").first.click()
    assert page.evaluate("history.length") == before
    assert page.url == "about:blank"


# Keys, eyes and ears


def test_all_of_it_can_be_done_with_keys(explorer: Open) -> None:
    keyboard = explorer.page.keyboard
    explorer.get_by_role("combobox", name="Find a word").focus()
    keyboard.type("人才")
    keyboard.press("Enter")
    expect(explorer.get_by_role("status")).to_contain_text("10 times")
    explorer.locator(".rows a").first.focus()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    focused = explorer.locator(":focus")
    number = focused.get_attribute("data-sentence")
    keyboard.press("Enter")
    expect(explorer.locator("#beside h2")).to_have_text(f"Sentence {number}")
    expect(explorer.get_by_role("status")).to_have_text(f"Sentence {number} is shown.")
    assert focused.get_attribute("aria-current") == "true"
    keyboard.press("End")
    assert focused.evaluate("e => e === [...document.querySelectorAll('.rows a')].at(-1)")
    assert explorer.locator(".rows a[tabindex='0']").count() == 1  # one stop for the tabulator
    explorer.locator("[data-raw]").focus()
    keyboard.press("Enter")
    expect(explorer.locator(".raw")).to_be_visible()
    expect(focused).to_have_attribute("aria-expanded", "true")
    keyboard.press("Escape")
    expect(explorer.locator(".raw")).to_have_count(0)
    keyboard.press("Escape")
    expect(explorer.locator(".sentence")).to_have_count(0)
    expect(focused).to_have_attribute("data-sentence", number)
    keyboard.press("Escape")
    expect(explorer.get_by_role("combobox", name="Find a word")).to_be_focused()


def test_arrows_go_through_the_map_as_it_is_seen(explorer: Open) -> None:
    explorer.get_by_role("link", name="Themes", exact=True).click()
    cell = explorer.get_by_role("link", name="人才工作, 强化人才支撑")
    cell.focus()
    box = cell.bounding_box()
    explorer.page.keyboard.press("ArrowUp")
    above = explorer.locator(":focus").bounding_box()
    assert above["y"] < box["y"] and above["x"] == pytest.approx(box["x"], abs=2)
    explorer.page.keyboard.press("ArrowDown")
    assert explorer.locator(":focus").bounding_box() == pytest.approx(box)


def test_the_focus_is_never_lost(explorer: Open) -> None:
    explorer.find("人才")
    explorer.locator(".rows a").first.click()
    for name in ("after →", "← before", "See the page it came from", "close"):
        explorer.locator("#beside a", has_text=name).click()
        expect(explorer.locator(":focus")).to_have_count(1)
    explorer.get_by_role("link", name="Words", exact=True).click()
    explorer.locator(".bars a").first.click()
    expect(explorer.heading()).to_be_focused()
    explorer.get_by_role("link", name="Text", exact=True).click()
    explorer.get_by_role("combobox", name="Mark the words of").select_option("talent")
    expect(explorer.locator(".marked").first).to_be_visible()


def test_the_english_words_of_a_sentence_can_be_switched_off(explorer: Open) -> None:
    explorer.find("人才")
    explorer.locator(".rows a").first.click()
    switch = explorer.get_by_role("switch", name="English words")
    english = explorer.locator(".sentence .en", has_text="talent").first
    expect(switch).to_be_checked()
    expect(english).to_be_visible()
    switch.click()
    expect(switch).not_to_be_checked()
    expect(english).to_be_hidden()
    explorer.get_by_role("link", name="after →").click()
    expect(explorer.get_by_role("switch")).not_to_be_checked()


CONTRAST = """() => {
    const channels = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = color => {
        const [r, g, b] = channels(color).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll(".legend .sec, .strip .part")].map(e => {
        const style = getComputedStyle(e), top = e.classList.contains("part");
        const bar = light(top ? style.borderTopColor : style.borderLeftColor);
        return (Math.max(bar, paper) + 0.05) / (Math.min(bar, paper) + 0.05);
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_sections_can_be_told_from_the_paper(
    scheme: str, page: Page, saved: Path
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(saved.as_uri() + "#term=党员")
    found = page.evaluate(CONTRAST)
    assert len(found) >= 12
    assert min(found) >= 3
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", paper))) < 64) == (scheme == "dark")


@pytest.mark.parametrize("width", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(
    "address", ["#", "#term=党员&sentence=30&raw=1", "#theme=cadres&sentence=8",
                "#compare=&word=党员", "#text=cadres&sentence=8", "#term=织"],
)  # fmt: skip
def test_no_view_is_wider_than_the_screen(
    address: str, width: int, page: Page, saved: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(saved.as_uri() + address)
    root = "document.scrollingElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    if "sentence" in address:  # it is in view, also below 700 pixels
        part = ".raw" if "raw" in address else "h2"
        expect(page.locator(f"#beside {part}")).to_be_in_viewport()


def test_chinese_is_drawn_from_the_font_in_the_file(page: Page, saved: Path) -> None:
    page.goto(saved.as_uri() + "#term=党员")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for place in ("h1", ".kwic .right", ".kwic .key", "#source", "#hint"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": place})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert any(font["isCustomFont"] for font in fonts), (place, fonts)


# A text never acts


def hostile(at: int) -> an.Article:
    """An article whose title, speakers, words, names, glosses and themes are an injection."""
    text = INJECTIONS[at]
    word = " ".join(text.split()) or "x"
    return an.Article(
        f"{word}\n2024-05-01 来源：{word}\n\n{word}：先说水渠。{word}水渠通了。\n\n"
        f"再说公路。{word}公路通了。",
        speakers={word: "answer"} if "：" not in word else None,
        metadata={"title": text, "source": text},
        sections=[
            Section(key=text or "a", zh=text, en=text, begins="先说", to="sentence", number=1),
            Section(key="two", zh=text, en=f"{text}2", begins="再说"),
        ],
        terms=[word],
        codebook=an.Codebook.from_dict({text: ["水渠", word], f"{text}2": ["公路"]}),
        glossary={"水渠": text, word: text, "公路": f"{text} road"},
        section_name=text,
    )


@pytest.mark.filterwarnings("ignore:the speaker")
@pytest.mark.parametrize("home", ["file", "frame"])
@pytest.mark.parametrize("at", [0, 1, 2, 3, 5, 6, 7, len(TAGS), len(TAGS) + 1, -4, -3, -2, -1])
def test_nothing_of_a_text_acts(home: str, at: int, page: Page, tmp_path: Path) -> None:
    article = hostile(at)
    if home == "frame":
        explorer = frame(page, article)
    else:
        page.goto(an.save_explorer(article, tmp_path / "explorer.html").as_uri())
        explorer = Open(page, page)
    for view in ("term=水渠", "theme=", "compare=&word=公路", "text=", f"term={INJECTIONS[at]}"):
        explorer.evaluate("([hash]) => go('#' + encodeURI(hash) + '&sentence=2&raw=1')", [view])
        expect(explorer.locator("#beside .raw")).to_be_visible()
        for cell in explorer.locator("#view td a").all()[:1]:
            cell.click()
        assert explorer.evaluate(ACTS, AWAY) == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\x08\x1b]", explorer.content())


def test_the_injections_of_all_kinds_are_tried() -> None:
    assert INJECTIONS[-len(UNSEEN) :] == UNSEEN and INJECTIONS[len(TAGS)] == LINKS[0]


def test_markup_that_got_in_would_do_nothing(browser: Browser, saved: Path) -> None:
    page = browser.new_page()
    page.goto(saved.as_uri())
    page.evaluate(
        """document.body.insertAdjacentHTML("beforeend",
        "<img src=x onerror='window.acted = 1'><i id=probe style='color: rgb(1, 2, 3)'>a</i>")"""
    )
    page.wait_for_timeout(200)
    color = page.locator("#probe").evaluate("e => getComputedStyle(e).color")
    assert (page.evaluate("window.acted"), color != "rgb(1, 2, 3)") == (None, True)
    page.close()
