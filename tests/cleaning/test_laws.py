"""Laws that hold for every string: undo, order of edits, offsets, replay, idempotence."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis import Cleaned, clean
from tests.cases import article_table, clean_article, labelled, prose, raw_article
from tests.pollution import (
    MARK_TRAILS,
    Polluted,
    draw_table,
    general_script,
    link_farm,
    pollute,
)

GLOSSES = [f"{character}({reading})" for character, reading in article_table().items()]
WRECKS = [
    "?li\u00e1n)\ue2fd?d\u0101ng)",
    "?!保\ue0fbl(xi\u0101ng)",
    "??椕茑l(xi\u0101ng)",
    "每?j\u012b)赡曛辽侔l",
]
MARKS = [
    *"?!,;:()（）。”“|、\n ",
    "\ufffd",
    "□",
    "\ue000",
    "\ue4c5",
    "\ud800",
    "\udfff",
    "\x00",
    "<p>",
]
LINKS = ["淳安县| 大港区| 韩城市| ", "淳安县、大港区、", "\n淳安县\n大港区\n"]
PLAIN = [
    "党委(党组)",
    "今天开会",
    "著名",
    "着力",
    "為甚麼",
    "abc",
    "l(",
    "?)",
    "09:21",
    "50%",
    "千",
]


def fragments(size: int) -> st.SearchStrategy[str]:
    """Text put together from polluted fragments, plain ones and stray marks."""
    drawn = st.sampled_from([*GLOSSES, *WRECKS * 5, *MARKS, *LINKS, *PLAIN * 2])
    return st.lists(drawn | st.text(max_size=3), max_size=size).map("".join)


@st.composite
def broken_pages(draw: st.DrawFn) -> str:
    """A piece of the raw article, cut anywhere, with fragments put in anywhere."""
    raw = raw_article()
    start = draw(st.integers(0, len(raw) - 1))
    piece = raw[start : start + draw(st.integers(0, 1500))]
    at = draw(st.integers(0, len(piece)))
    return piece[:at] + draw(fragments(6)) + piece[at:]


@st.composite
def pages(draw: st.DrawFn) -> tuple[Polluted, dict[str, str]]:
    """A page from the forward model, in any variant, and the gloss table it was made with."""
    text = prose() + clean_article()
    start = draw(st.integers(0, len(text) - 900))
    seed = draw(st.integers(0, 40))
    table = article_table() if seed == 0 else draw_table(seed)
    marker = draw(st.sampled_from(["?", "□", "\ufffd"]))
    page = pollute(
        text[start : start + 900],
        table=table,
        seed=seed,
        lose=draw(st.sampled_from([0.0, 0.5, 1.0])),
        marker=draw(st.sampled_from([marker, ""])),
        invalid=marker,
        narrow=draw(st.booleans()),
        decoder=draw(st.sampled_from(["pair", "web", "byte"])),
        brackets=draw(st.sampled_from(["()", "（）"])),
        spam=draw(st.sampled_from([None, link_farm(seed)])),
        html=draw(st.booleans()),
    )
    return page, table


ANY = st.text(st.characters(codec=None)) | fragments(120) | broken_pages()
CALM = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check_undo(cleaned: Cleaned, raw: str) -> None:
    """Undoing gives the raw text, and so does putting the edits back by hand."""
    assert cleaned.raw == raw
    assert cleaned.undo() == raw
    parts, at = [], 0
    for edit in cleaned.edits:
        parts += [raw[at : edit.start], edit.after]
        at = edit.end
    assert "".join([*parts, raw[at:]]) == cleaned.text


def check_edits(cleaned: Cleaned) -> None:
    """Edits are in order, apart, real changes, and quote the raw text rightly."""
    for edit in cleaned.edits:
        assert cleaned.raw[edit.start : edit.end] == edit.before != edit.after
        assert edit.kind in {"gloss", "damage", "script", "width", "spam"}
    assert all(one.end <= other.start for one, other in pairwise(cleaned.edits))
    if not cleaned.edits:
        assert cleaned.text == cleaned.raw


def check_offsets(cleaned: Cleaned) -> None:
    """`to_raw` never goes back, stays in range, and is exact for what was not edited."""
    offsets = [cleaned.to_raw(at) for at in range(len(cleaned.text) + 1)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(cleaned.raw) for offset in offsets)
    at = begin = 0
    for edit in cleaned.edits:
        untouched = edit.start - begin
        assert offsets[at : at + untouched] == list(range(begin, edit.start))
        at += untouched + len(edit.after)
        begin = edit.end
    assert offsets[at:] == list(range(begin, len(cleaned.raw) + 1))


def check_unresolved(cleaned: Cleaned) -> None:
    """What could not be read is quoted rightly, with a reason, and was left as it was."""
    for left in cleaned.unresolved:
        assert cleaned.raw[left.start : left.end] == left.text != ""
        assert left.reason
        assert not any(
            edit.kind == "damage" and edit.start < left.end and left.start < edit.end
            for edit in cleaned.edits
        )


def check_all(raw: str) -> Cleaned:
    """Every law that needs nothing but the raw text."""
    cleaned = clean(raw)
    check_undo(cleaned, raw)
    check_edits(cleaned)
    check_offsets(cleaned)
    check_unresolved(cleaned)
    again = clean(cleaned.text)
    assert (again.text, again.edits) == (cleaned.text, ())
    return cleaned


@CALM
@given(ANY)
@example(raw_article())
@example("\ud83d?(xi\u0101ng)\udc00" * 40)
@example("鄉(xi\u0101ng)" * 400)
@example("?l" * 400)
def test_laws_hold_for_any_text(raw: str) -> None:
    check_all(raw)


@pytest.mark.slow
@CALM
@given(pages())
def test_laws_hold_for_polluted_pages(made: tuple[Polluted, dict[str, str]]) -> None:
    check_all(made[0].text)


@CALM
@given(st.text(st.characters(codec="gbk", exclude_characters="(（"), max_size=400))
def test_text_without_a_single_bracket_has_no_glosses_and_is_left_alone(raw: str) -> None:
    cleaned = clean(raw)
    assert (cleaned.text, cleaned.edits, cleaned.unresolved) == (raw, (), ())


def possible_losses(text: str) -> list[int]:
    """Offsets of the characters that end in A3 before a byte that makes a mark of it."""
    script = general_script()
    pairs = [script.get(character, character).encode("gbk", "replace") for character in text]
    return [
        at
        for at, (one, other) in enumerate(pairwise(pairs))
        if one[1:] == b"\xa3" and other[0] in MARK_TRAILS
    ]


def replays(before: str, around: str, table: dict[str, str]) -> bool:
    """Whether some choice of lost bytes in `around` makes the model show `before`."""
    at_risk = possible_losses(around)[:8]
    return any(
        before in pollute(around, table=table, lose=lost).text
        for count in range(len(at_risk) + 1)
        for lost in combinations(at_risk, count)
    )


def check_replay(cleaned: Cleaned, table: dict[str, str]) -> None:
    """Each repair, put through the forward model where it stands, shows the raw characters."""
    shift = 0
    for edit in cleaned.edits:
        start = edit.start + shift
        shift += len(edit.after) - len(edit.before)
        if edit.kind == "damage":
            around = cleaned.text[max(start - 2, 0) : start + len(edit.after) + 6]
            assert replays(edit.before, around, table), (edit.before, edit.after, around)


def test_every_repair_in_the_article_replays() -> None:
    check_replay(clean(raw_article()), article_table())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_every_repair_of_a_polluted_page_replays(seed: int) -> None:
    """Also the wrong ones: a repair that the model could not have damaged so is a guess."""
    table = draw_table(seed)
    page = pollute(prose() + clean_article(), table=table, seed=seed, lose=1.0)
    cleaned = clean(page.text)
    assert any(edit.kind == "damage" for edit in cleaned.edits)
    check_replay(cleaned, table)


@pytest.mark.parametrize("case", labelled("negative"), ids=lambda case: case["label"])
def test_laws_hold_for_clean_text(case: dict[str, str]) -> None:
    check_all(case["original"])


@pytest.mark.parametrize(
    "kind", ["?", "(", ")", "鄉(xi\u0101ng)", "?l", "\ue000", "|", "、", "淳安县| "]
)
def test_laws_hold_for_one_thing_repeated(kind: str) -> None:
    check_all(kind * 3000)
