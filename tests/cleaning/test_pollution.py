"""The forward model is true to the raw article, and says rightly where it did damage."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.cases import article_table, clean_article, labelled, prose, raw_article
from tests.pollution import (
    AMBIGUOUS,
    PINYIN,
    Polluted,
    draw_table,
    general_script,
    narrowed,
    pollute,
    repeat_glosses,
    with_sidebar,
)


def article_page() -> Polluted:
    """The clean article polluted as the raw one was; two of four possible places lost a byte."""
    clean = clean_article().rstrip("\n")
    links = raw_article().rpartition("\n")[2]
    lost = [clean.index("校”，乡"), clean.index("。织密")]
    return pollute(clean, table=article_table(), lose=lost, spam=links)


def test_the_model_makes_the_raw_article_of_the_clean_one() -> None:
    assert article_page().text == raw_article()


def test_the_article_has_four_damaged_places() -> None:
    page = article_page()
    assert [
        (place.kind, page.clean[place.start : place.end], page.text[place.polluted_start :][:3])
        for place in page.places
    ] == [
        ("straddle", "担当", "?li"),
        ("lost byte", "校”，乡", "?!保"),
        ("lost byte", "。织密乡", "??椕"),
        ("straddle", "两年至少发", "?j\u012b"),
    ]


def test_the_article_glosses_ninety_characters_and_leaves_the_ambiguous_ones_alone() -> None:
    assert len(article_table()) == 90
    assert set("干斗后里于么云占筑范系") <= AMBIGUOUS
    assert general_script()["着"] == "著"


@pytest.mark.parametrize(
    "case", labelled("synthetic") + labelled("known-failures"), ids=lambda case: case["label"]
)
def test_the_cases_are_what_the_model_makes(case: dict[str, Any]) -> None:
    options = dict(case["pollution"])
    table = draw_table(options.pop("table"))
    text = re.sub(r"</?p>", "", case["expected"]) if options.get("html") else case["expected"]
    assert pollute(text, table=table, **options).text == case["original"]


@pytest.mark.slow
@pytest.mark.parametrize("decoder", ["pair", "web", "byte"])
@pytest.mark.parametrize("marker", ["?", "", "\ufffd"])
@pytest.mark.parametrize("search", ["once", "each"])
def test_nothing_is_damaged_outside_the_places(decoder: Any, marker: str, search: Any) -> None:
    page = pollute(
        prose(), table=draw_table(4), lose=1.0, decoder=decoder, marker=marker, search=search
    )
    assert {place.kind for place in page.places} == {"straddle", "lost byte"}
    script = general_script()
    expected = narrowed("".join(script.get(character, character) for character in page.clean))
    shown = at = 0
    runs = {place.start: place for place in page.places}.values()
    for place in sorted(runs, key=lambda place: place.start):
        between = re.sub(rf"\([{PINYIN}]+\)", "", page.text[shown : place.polluted_start])
        assert between == expected[at : place.start]
        damaged = page.text[place.polluted_start : place.polluted_end]
        assert damaged != expected[place.start : place.end]
        shown, at = place.polluted_end, place.end


def test_runs_are_in_order_and_apart() -> None:
    page = pollute(prose(), table=draw_table(5), lose=1.0)
    runs = sorted({(place.start, place.end, place.polluted_start) for place in page.places})
    assert all(one[1] <= other[0] and one[2] < other[2] for one, other in pairwise(runs))


def test_the_seed_decides_which_bytes_are_lost() -> None:
    pages = [pollute(prose(), table={}, seed=seed).text for seed in (1, 1, 2)]
    assert pages[0] == pages[1] != pages[2]


def test_no_table_and_no_loss_leave_script_and_width_alone_to_change() -> None:
    page = pollute("着力（发展），后来", table={}, lose=0.0)
    assert (page.text, page.places) == ("著力(發展),后來", ())


def test_characters_that_gbk_lacks_pass_whole() -> None:
    assert pollute("\u00a0好👍", table={"好": "hǎo"}).text == "\u00a0好(hǎo)👍"


def test_a_lost_byte_may_leave_nothing() -> None:
    one, other = (pollute("党校”，乡", table={}, lose=[1], marker=marker) for marker in "?□")
    none = pollute("党校”，乡", table={}, lose=[1], marker="")
    assert (one.text, other.text, none.text) == tuple(
        f"黨{marker}!保\ue0fbl" for marker in ("?", "□", "")
    )


def test_decoders_differ_in_what_an_invalid_pair_swallows() -> None:
    shown = {
        decoder: pollute("每两年", table={"績": "jī"}, decoder=decoder).text
        for decoder in ("pair", "web")
    }
    assert shown == {"pair": "每?jī)赡?", "web": "每?(jī)赡?"}


def test_only_certain_marks_may_be_narrowed() -> None:
    page = pollute("改革，变革。《好》", table={}, lose=[5], narrow="，")
    assert page.text == "改革,變革?！逗谩?"


def test_a_reader_may_give_the_ascii_byte_back_in_one_place_and_not_in_another() -> None:
    text = "每两年(每两年(" * 20
    pair, web, mixed = (
        pollute(text, table={"績": "jī"}, decoder=decoder).text
        for decoder in ("pair", "web", "mixed")
    )
    assert len(pair) < len(mixed) < len(web)


def test_dropped_private_use_characters_leave_nothing_and_the_places_fit() -> None:
    page = pollute("新担当人", table={"聯": "lián"}, drop_private=True)
    (place,) = page.places
    assert page.text == "新?lián)斎?"
    assert page.text[place.polluted_start : place.polluted_end] == "?lián)斎?"


def test_a_sidebar_moves_the_places_and_stays_as_it_is() -> None:
    page = pollute(prose(), table=draw_table(4), lose=1.0)
    beside = with_sidebar(page, "首页，新闻")
    assert beside.text == f"首页，新闻\n{page.text}"
    for one, other in zip(page.places, beside.places, strict=True):
        assert page.clean[one.start : one.end] == beside.clean[other.start : other.end]
        shown = page.text[one.polluted_start : one.polluted_end]
        assert shown == beside.text[other.polluted_start : other.polluted_end]


def test_repeated_glosses_have_no_tones_and_leave_some_places_alone() -> None:
    page = repeat_glosses("会议上，会议中，" * 30, table={"會": "huì"})
    assert 0 < page.text.count("會議") < 60
    assert "會(hui)(hui)議" in page.text and "huì" not in page.text
    assert re.sub(r"(\(hui\))+", "", page.text) == "會議上,會議中," * 30


def test_every_drawn_table_has_its_own_characters_with_marked_readings() -> None:
    tables = [draw_table(seed) for seed in (1, 2, 3)]
    assert [len(table) for table in tables] == [90, 90, 90]
    assert len(tables[0].keys() & tables[1].keys()) < 45
    readings = [reading for table in tables for reading in table.values()]
    assert all(re.fullmatch(f"[{PINYIN}]+", reading) for reading in readings)
    assert not any(reading.isascii() for reading in readings)


def test_a_reading_that_gbk_cannot_write_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        pollute("好", table={"好": "h\u0103o"})
