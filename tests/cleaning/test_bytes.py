"""The bytes of damaged runs are those that the forward model makes."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Literal, NamedTuple

import pytest

from analysis import InputError, clean
from tests import pollution as model
from tests.cases import article_table, clean_article, prose, raw_article
from tests.pollution import draw_table, general_script, narrowed, pollute

TEXT = clean_article().rstrip("\n")
PAGE = "".join(general_script().get(character, character) for character in TEXT)
LOST = [TEXT.index("校”，乡"), TEXT.index("。织密")]
PLACES = pollute(TEXT, table=article_table(), lose=LOST).places


class Byte(NamedTuple):
    """What the model knows of a byte; the character is that of the text, none for a gloss."""

    byte: str
    role: str
    character: str
    shown: str
    place: int
    in_step: bool


def modelled(place: model.Place) -> list[Byte]:
    """The bytes of one damaged place of the article, and of 新 or 每 where a gloss used them."""
    cells = model._encode(PAGE)
    cells, _ = model._gloss(cells, article_table(), "()", "once")
    whole = [*cells.values]
    cells, lost = model._lose(cells, LOST, model.random.Random(0), "?")
    assert (len(whole), lost) == (len(cells.values), LOST)
    pieces = list(model._decode(cells, "?", "?", "pair", model.random.Random(0)))
    offsets = [0, *accumulate(len(piece.text) for piece in pieces)]
    first = offsets.index(place.polluted_start) - (place.kind == "straddle")
    last = offsets.index(place.polluted_end)
    found = []
    for number, piece in enumerate(pieces[first:last]):
        for k in range(piece.start, piece.end):
            source = cells.sources[k]
            if source < 0:
                before = next(s for s in cells.sources[k::-1] if s >= 0)
                after = next(s for s in cells.sources[k:] if s >= 0)
                role = "misplaced" if before == after else "gloss"
            else:
                role = "lost" if cells.values[k] < 0 else "text"
            character = PAGE[source] if source >= 0 else ""
            shown = narrowed(piece.text)
            found.append(Byte(f"{whole[k]:02X}", role, character, shown, number, piece.sound))
    return found


@pytest.mark.parametrize("place", PLACES, ids=lambda place: TEXT[place.start : place.end])
def test_the_bytes_of_the_article_are_those_of_the_model(place: model.Place) -> None:
    table = clean(raw_article()).bytes(place.polluted_start)
    assert set(table["start"]) == {place.polluted_start}
    kept = table["character"].where(table["number"].notna(), "")
    rows = table.assign(character=kept)[list(Byte._fields)]
    assert [Byte(*row) for row in rows.itertuples(index=False)] == modelled(place)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: TEXT[place.start : place.end])
def test_the_bytes_of_a_character_have_its_number(place: model.Place) -> None:
    table = clean(raw_article()).bytes(place.polluted_start)
    own = table[table["number"].notna()]
    spelt = own.groupby("number")["byte"].agg("".join)
    named = own.groupby("number")["character"].unique()
    assert [[bytes.fromhex(pair).decode("gbk")] for pair in spelt] == [list(c) for c in named]
    assert list(spelt.index) == list(range(len(spelt)))


def test_a_gloss_is_that_of_the_bytes_before_it() -> None:
    cleaned = clean(raw_article())
    for place, glossed in zip(PLACES, ["聯當", "鄉", "鄉", "績發"], strict=True):
        table = cleaned.bytes(place.polluted_start)
        assert list(table.loc[table["number"].isna(), "character"].unique()) == list(glossed)


def test_any_offset_within_a_run_finds_it() -> None:
    cleaned, place = clean(raw_article()), PLACES[0]
    first = cleaned.bytes(place.polluted_start)
    assert cleaned.bytes(place.polluted_end - 1).equals(first)


@pytest.mark.parametrize("at", [-1, PLACES[0].polluted_start - 1, PLACES[0].polluted_end, 10**6])
def test_an_offset_without_damage_is_refused(at: int) -> None:
    with pytest.raises(InputError, match=rf"no damaged run at raw offset {at}; explain\(\)"):
        clean(raw_article()).bytes(at)


DECODERS: tuple[Literal["pair", "web", "byte"], ...] = ("pair", "web", "byte")


@pytest.mark.slow
@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize(
    "options",
    [{}, {"marker": ""}, {"marker": "□", "invalid": "□"}, {"narrow": False}, {"brackets": "（）"}],
    ids=str,
)
def test_the_bytes_show_as_the_run(decoder: Any, options: dict[str, Any]) -> None:
    """However the page was read: nothing of the run is left unaccounted for."""
    page = pollute(
        prose() + clean_article(), table=draw_table(3), seed=3, lose=1.0, decoder=decoder, **options
    )
    cleaned = clean(page.text)
    runs = [edit for edit in cleaned.edits if edit.kind == "damage"]
    assert len(runs) > 10
    for edit in runs:
        table = cleaned.bytes(edit.start)
        assert edit.before in "".join(table["shown"][~table["place"].duplicated()])
