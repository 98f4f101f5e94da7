"""The explorer's page and what it is fed, without a browser."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.article import Section
from analysis.cleaning import channel
from analysis.explorer.data import explorer_data
from analysis.explorer.page import STATIC
from analysis.explorer.raw import RawPage
from analysis.house import printable

from .conftest import NAME, ROOT, Result

TEXT = "两件事\n2024-05-01 来源：某报\n先修水渠，水渠通了。\n再修公路，公路通了。"
WITHOUT_DATA = 60_000


@pytest.fixture
def plain_article() -> an.Article:
    """An article without sections, speakers, codebook, glossary or pollution."""
    return an.Article(TEXT)


@pytest.fixture(scope="module")
def data(article: an.Article) -> dict[str, Any]:
    """What the page of the interview is fed."""
    return explorer_data(article)


def fed(page: str) -> dict[str, Any]:
    """The data in a page."""
    (text,) = re.findall('<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    return json.loads(text, parse_constant=pytest.fail)  # NaN is no JSON


def before(piece: Any) -> str:
    return piece if isinstance(piece, str) else piece[0]


def after(piece: Any) -> str:
    return piece if isinstance(piece, str) else piece[1]


# What the page is fed


def test_the_words_of_each_sentence_spell_it(article: an.Article, data: dict[str, Any]) -> None:
    for row, sentence in zip(article.passages.itertuples(), data["sentences"], strict=True):
        said = [w if isinstance(w, str) else data["words"][w][0] for w in sentence["words"]]
        assert "".join(said) == row.text
        assert (
            sentence["section"] == list(article.sections["section"]).index(row.section)
            if (isinstance(row.section, str))
            else sentence["section"] == -1
        )


def test_every_theme_of_a_word_is_there(article: an.Article, data: dict[str, Any]) -> None:
    found = [
        (number, data["words"][sentence["words"][at]][0], data["themes"][theme][0])
        for number, sentence in enumerate(data["sentences"])
        for at, theme in sentence["themes"].items()
    ]
    marked = article.tokens.dropna(subset="theme")
    columns = (marked[name] for name in ("passage", "token", "theme"))
    assert found == list(zip(*columns, strict=True))


def test_words_have_their_english_and_know_whether_they_are_stop_words(
    article: an.Article, data: dict[str, Any]
) -> None:
    tokens = article.tokens.drop_duplicates("token").set_index("token")
    assert {word: stop for word, _, stop in data["words"]} == tokens["stop"].to_dict()
    english = {word: en for word, en, _ in data["words"] if en}
    assert english.items() <= article.glossary.items()
    for phrase, en in data["phrases"]:
        assert article.glossary[phrase] == en
        assert article.passages["text"].str.contains(phrase, regex=False).any()


def test_shares_and_pairs_are_those_of_the_measures(
    article: an.Article, data: dict[str, Any]
) -> None:
    sections, themes = list(article.sections["section"]), list(article.themes["theme"])
    shares = an.theme_shares(article.tokens).set_index(["section", "theme"])
    assert len(data["shares"]) == len(shares) == len(sections) * len(themes)
    for section, theme, *values in data["shares"]:
        row = shares.loc[(sections[section], themes[theme])]
        assert values == pytest.approx([row["share"], row["low"], row["high"]], abs=0.001)
    assert len(data["pairs"]) == len(sections) * (len(sections) - 1) // 2
    content = article.tokens.query("not stop")
    for one, other, *lists in data["pairs"][:4]:
        pair = [sections[one], sections[other]]
        with pytest.warns(UserWarning, match="small"):
            table = an.log_odds(content[content["section"].isin(pair)])
        for here, rows in zip(pair, lists, strict=True):
            expected = table[(table["section"] == here) & (table["z"] > 0)].head(8)
            assert [data["words"][row[0]][0] for row in rows] == expected["token"].tolist()
            assert [row[3] for row in rows] == expected["log_odds"].round(1).tolist()
            for word, *counts, _, _, _ in rows:
                same = content["token"] == data["words"][word][0]
                assert counts == [(same & (content["section"] == key)).sum() for key in pair]


# The raw page of a sentence


def test_the_raw_page_of_each_sentence_is_what_it_came_from(
    article: an.Article, data: dict[str, Any]
) -> None:
    cleaned = article.cleaned
    for row, sentence in zip(article.passages.itertuples(), data["sentences"], strict=True):
        raw = sentence["raw"]
        assert "".join(map(before, raw["pieces"])) == cleaned.raw[raw["start"] : raw["stop"]]
        read = "".join(map(after, raw["pieces"]))
        assert row.text in read
        assert len(read) - len(row.text) <= 4  # of a damaged run that reaches beyond it
        assert cleaned.raw.encode()[raw["offset"] :].startswith(before(raw["pieces"][0]).encode())


def test_the_bytes_of_each_damaged_place_read_as_what_the_page_shows(
    article: an.Article, data: dict[str, Any]
) -> None:
    seen = {}
    for sentence in data["sentences"]:
        for run in sentence["raw"]["runs"]:
            lost = [byte for byte, is_lost in run["bytes"] if is_lost]
            pairs = bytes.fromhex("".join(byte for byte, is_lost in run["bytes"] if not is_lost))
            there = "".join(map(channel.narrow, channel.misread(pairs)))
            assert there == "".join(text for _, text, _ in run["shown"])[len(lost) :]
            for row in ("written", "shown"):
                assert sum(span for span, *_ in run[row]) == len(run["bytes"])
            assert not all(in_step for *_, in_step in run["shown"])
            seen[run["before"]] = run["after"]
    damaged = {e.before: e.after for e in article.cleaned.edits if e.kind == "damage"}
    assert seen == damaged != {}


def test_spam_right_after_the_last_sentence_is_none_of_it(article: an.Article) -> None:
    raw = article.cleaned.raw
    spam = next(edit for edit in article.cleaned.edits if edit.kind == "spam")
    end = raw.rindex("。", 0, spam.start) + 1
    shorter = an.Article(raw[:end] + raw[spam.start :])
    last = explorer_data(shorter)["sentences"][-1]["raw"]
    assert last["start"] < last["stop"] == end


def test_an_edit_that_reaches_beyond_a_stretch_is_cut_at_its_end(article: an.Article) -> None:
    page, edits = RawPage(article.cleaned), article.cleaned.edits
    edit = next(edit for edit in edits if edit.kind == "script" and len(edit.before) > 2)
    at = article.cleaned.text.index(edit.after)
    while article.cleaned.to_raw(at) != edit.start:
        at = article.cleaned.text.index(edit.after, at + 1)
    pieces = page.of(at + 1, at + 2)["pieces"]
    assert pieces == [(edit.before[1], edit.after[1], "script")]


def test_text_that_was_not_polluted_has_nothing_changed(plain_article: an.Article) -> None:
    raw = explorer_data(plain_article)["sentences"][1]["raw"]
    assert raw["pieces"] == [plain_article.passages["text"][1]]
    assert (raw["runs"], raw["unresolved"]) == ([], [])


def test_raw_pages_take_time_with_the_text_not_its_square(article: an.Article) -> None:
    """Each stretch looks at its own edits: the same few, however many there are in all."""
    page, reads = RawPage(article.cleaned), []

    class Counted(list):
        def __getitem__(self, at: Any) -> Any:
            reads.append(at)
            return list.__getitem__(self, at)

    page.edits = Counted(page.edits)
    page.of(2_000, 2_001)
    assert len(reads) < 60 < len(page.edits)


# The page


def test_without_the_data_the_page_is_small_and_holds_no_address() -> None:
    parts = [path.read_text("utf-8") for path in STATIC.iterdir()]
    assert sum(len(part.encode()) for part in parts) < WITHOUT_DATA
    assert not any(re.search(r"https?:|//\w+\.|@import|url\(", part) for part in parts)
    assert not any(re.search(r"innerHTML|insertAdjacent|document\.write|eval", p) for p in parts)


def test_a_policy_lets_nothing_run_or_load_but_what_is_in_the_page(
    plain_article: an.Article,
) -> None:
    page = an.explore(plain_article).page(font=True)
    (policy,) = re.findall('Content-Security-Policy" content="([^"]+)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    (style,) = re.findall("<style>(.*?)</style>", page, re.S)
    (script,) = re.findall("<script>(.*?)</script>", page, re.S)
    for name, text in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(sha256(text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"


@settings(max_examples=20)
@given(st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text))
@pytest.mark.slow
def test_any_title_and_any_gloss_come_through_as_data(text: str) -> None:
    article = an.Article(TEXT, metadata={"title": text}, glossary={"公路": text})
    page = an.explore(article).page()
    assert fed(page)["title"] == text
    assert ["公路", text, False] in fed(page)["words"]
    assert page.count("<script") == page.count("</script") == 2
    shown = page.replace("\n", "")
    assert printable(shown) == shown
    frame = an.explore(article)._repr_html_()
    (inside,) = re.findall("srcdoc='([^']*)'", frame)
    assert unescape(inside) == page


def test_the_frame_is_a_sandbox_with_a_text_for_where_frames_are_dropped(
    plain_article: an.Article,
) -> None:
    frame = an.explore(plain_article)._repr_html_()
    tag, said = re.fullmatch(r"<iframe ([^>]*)>(.*)</iframe>", frame, re.S).groups()
    assert re.findall('sandbox="([^"]*)"', tag) == ["allow-scripts"]
    assert "run" in said and "trusted" in said


@pytest.mark.slow
def test_the_same_article_gives_the_same_page(article: an.Article) -> None:
    again = an.load_article(ROOT / "data" / "articles" / f"{NAME}.toml")
    assert an.explore(article).page() == an.explore(again).page()


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        ({}, "#"),
        ({"term": "抓 党建"}, "#term=%E6%8A%93%20%E5%85%9A%E5%BB%BA"),
        ({"theme": "cadres", "sentence": 8}, "#theme=cadres&sentence=8"),
        ({"compare": ("talent", "cadres")}, "#compare=talent&with=cadres"),
        ({"sentence": 0, "raw": True}, "#sentence=0&raw=1"),
    ],
)
@pytest.mark.slow
def test_what_is_shown_first_is_an_address(
    shown: dict[str, Any], address: str, article: an.Article
) -> None:
    assert fed(an.explore(article, **shown).page())["start"] == address


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        ({"theme": "love"}, r"theme = 'love'.*there are: revitalisation, "),
        ({"sentence": 42}, r"sentence = 42 .*0 to 41"),
        ({"sentence": -1}, r"sentence = -1 "),
        ({"sentence": "three"}, r"sentence is 'three'; give int"),
        ({"compare": ("talent", "talent")}, "two different sections"),
        ({"compare": "talent"}, r"give tuple\[str, str\]"),
        ({"compare": ("talent", "six")}, r"with = 'six'.*ideology"),
        ({"raw": True}, "say which"),
    ],
)
def test_what_is_not_there_is_said(shown: dict[str, Any], fault: str, article: an.Article) -> None:
    with pytest.raises(an.InputError, match=fault):
        an.explore(article, **shown)


def test_only_an_article_can_be_explored(tmp_path: Path) -> None:
    for wrong in ("一个文本", None, 3):
        with pytest.raises(an.InputError, match=r"give Article"):
            an.explore(wrong)
        with pytest.raises(an.InputError, match=r"give Article"):
            an.save_explorer(wrong, tmp_path / "a.html")


@pytest.mark.parametrize(
    ("text", "keys"),
    [("。。。", ""), ("一", ""), ("abc", ""), ("山好。", "山"), ("的。了。", "的了"),
     ("山好。水好。", "山水")],
)  # fmt: skip
def test_any_article_can_be_explored(text: str, keys: str) -> None:
    sections = [Section(key=key, begins=key, to="sentence") for key in keys]
    article = an.Article(f"标题\n{text}", sections=sections)
    sentences = fed(an.explore(article).page())["sentences"]
    assert len(sentences) == len(article.passages)


# The file


def test_a_saved_explorer_is_one_file_with_its_font(
    plain_article: an.Article, tmp_path: Path
) -> None:
    path = an.save_explorer(plain_article, tmp_path / "水渠.html")
    page = path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]
    assert page.count("@font-face") == 2
    for character in "水渠公路":
        assert page.count(f"U+{ord(character):X}") == 2
    assert fed(page)["title"] == "两件事"


@pytest.mark.slow
def test_an_explorer_takes_the_place_of_an_explorer_and_of_nothing_else(
    plain_article: an.Article, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<p>mine</p>", "utf-8")
    for place, fault in ((mine, "no explorer"), (tmp_path, "no explorer"),
                         (tmp_path / "a" / "b.html", "cannot be written"),
                         ("a\0b", "not the name"), (None, "give str or Path")):  # fmt: skip
        with pytest.raises(an.InputError, match=fault):
            an.save_explorer(plain_article, place)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]
    assert mine.read_text("utf-8") == "<p>mine</p>"
    for _ in range(2):
        an.save_explorer(plain_article, tmp_path / "explorer.html")


@pytest.mark.slow
def test_the_command_writes_the_explorer(
    village: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(village)
    (name,) = (path.stem for path in (village / "data" / "articles").glob("*.toml"))
    assert command("explore", name) == (0, "open explorer.html\n", "")
    assert command("explore", name, "-o", "mine.html") == (0, "open mine.html\n", "")
    assert Path("mine.html").read_bytes() == Path("explorer.html").read_bytes()
    code, said, fault = command("explore", "nowhere")
    assert (code, said) == (2, "") and "nowhere" in fault


@pytest.mark.slow
def test_the_page_in_a_notebook_needs_no_matplotlib() -> None:
    code = f"""
import sys
import analysis as an
article = an.load_article({str(ROOT / "data" / "articles" / NAME)!r} + ".toml")
assert an.explore(article, term="党员")._repr_html_()
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"ipywidgets", "matplotlib"}}))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_colours_of_sections_differ_in_lightness() -> None:
    style = (STATIC / "explorer.css").read_text("utf-8")
    for at in (0, 1):  # on paper, in the dark
        pairs = re.findall(r"--s\d: light-dark\((#\w+), (#\w+)\)", style)
        assert len({pair[at] for pair in pairs}) == 5
        assert all(one != other for one, other in pairwise(pair[at] for pair in pairs))
