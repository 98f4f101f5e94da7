"""A codebook as a dictionary: several words, patterns, themes in themes, the longest first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an


def coded(text: str, book: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    """The tokens of a text that bear a theme, with it."""
    table = an.tokens(text, codebook=an.Codebook.from_dict(book), **options)
    rows = table.dropna(subset="theme")
    return list(zip(rows["token"], rows["theme"], strict=True))


CASES: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = [
    ("a term that is cut is kept whole", "推进乡村振兴。加快新型工业化。",
     {"r": ["乡村振兴", "新型工业化"]}, [("乡村振兴", "r"), ("新型工业化", "r")]),
    ("a term inside a longer word is none", "农民工来了，农民来了", {"r": ["农民"]},
     [("农民", "r")]),
    ("several words count once", "抓好干部和队伍，干部和", {"c": ["干部 和 队伍"]},
     [("干部", "c")]),
    ("the longest first", "干部和队伍，干部", {"a": ["干部", "队伍"], "b": ["干部 和 队伍"]},
     [("干部", "b"), ("干部", "a")]),
    ("words that are one token", "干部队伍", {"c": ["干部 队伍"]}, [("干部队伍", "c")]),
    ("not across a mark", "干部，队伍", {"c": ["干部 队伍"]}, []),
    ("a pattern", "党员和党委在党", {"p": ["党*"]}, [("党员", "p"), ("党委", "p"), ("党", "p")]),
    ("a pattern of one character", "党员和党在", {"p": ["党?"]}, [("党员", "p")]),
    ("a pattern in several words", "党员和队伍，和队伍", {"p": ["党* 和 队伍"]}, [("党员", "p")]),
    ("a word before a pattern", "党员党委", {"p": ["党*"], "m": ["党员"]},
     [("党员", "m"), ("党委", "p")]),
    ("the longer of two patterns", "组织部和组织", {"a": ["组*"], "b": ["组织?"]},
     [("组织部", "b"), ("组织", "a")]),
    ("themes in themes", "党员和干部", {"party": {"members": ["党员"], "cadres": ["干部"]}},
     [("党员", "party.members"), ("干部", "party.cadres")]),
    ("brackets are no pattern", "党[员", {"p": ["党[员"]}, [("党[员", "p")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "book", "expected"), [row[1:] for row in CASES],
                         ids=[row[0].replace(" ", "_") for row in CASES])  # fmt: skip
def test_what_bears_a_theme(
    text: str, book: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert coded(text, book) == expected
    assert coded(text, book, engine="rjieba") == expected
    themes = an.Codebook.from_dict(book)
    found = an.Article(f"{text}。", codebook=themes).tokens.dropna(subset="theme")
    assert list(zip(found["token"], found["theme"], strict=True)) == expected


def test_a_term_that_the_term_list_cuts_is_named() -> None:
    with pytest.warns(UserWarning, match="the term list cuts 广大党员 of the codebook"):
        assert coded("广大党员", {"p": ["广大党员"]}, terms=["广大 党员"]) == []


def test_shares_count_a_theme_of_several_texts() -> None:
    data = pd.DataFrame({"text": ["推进乡村振兴。农民来了。", "乡村振兴，乡村振兴。"], "y": [1, 2]})
    book = an.Codebook.from_dict({"rev": ["乡村振兴"], "rural": ["农民"]})
    shares = an.theme_shares(an.tokens(data, codebook=book), by="y").set_index(["y", "theme"])["n"]
    assert shares.to_dict() == {(1, "rev"): 1, (1, "rural"): 1, (2, "rev"): 2, (2, "rural"): 0}


def test_an_inner_theme_is_a_table_in_a_table(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(
        '[themes.party]\nzh = "党"\nterms = ["党"]\n[themes.party.cadres]\nterms = ["干部 队伍"]\n'
        '[themes.land.hills]\nterms = ["山*"]\n',
        encoding="utf-8",
    )
    book = an.Codebook.from_toml(path)
    assert list(book.themes) == ["party", "party.cadres", "land.hills"]
    assert (book.themes["party"].zh, book.themes["party.cadres"].terms) == ("党", ("干部 队伍",))
    levels = an.tokens("党和山区", codebook=book)["theme"].str.split(".").str[0]
    assert levels.dropna().tolist() == ["party", "land"]


@pytest.mark.parametrize(
    "book",
    [None, 5, "党", [], ["党"], {"a": "党"}, {"a": None}, {"a": [5]}, {"a": {}}, {"a": {"b": 1}}],
)
def test_what_is_no_dictionary_is_refused(book: Any) -> None:
    with pytest.raises(an.InputError):
        an.Codebook.from_dict(book)


WORDS = st.lists(st.sampled_from("甲乙丙，"), max_size=14).map("".join)
PHRASES = st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=4, unique=True)


@given(WORDS, PHRASES)
def test_a_place_bears_a_theme_if_and_only_if_a_search_for_the_longest_finds_it(
    text: str, phrases: list[str]
) -> None:
    """Every word is one character, so a term of several words is any run of characters."""
    book = an.Codebook.from_dict({phrase: [" ".join(phrase)] for phrase in phrases})
    found, taken = {}, [False] * len(text)
    for phrase in sorted(phrases, key=len, reverse=True):
        for at in range(len(text)):
            here = slice(at, at + len(phrase))
            if text.startswith(phrase, at) and not any(taken[here]):
                taken[here] = [True] * len(phrase)
                found[at] = phrase
    if text:
        rows = an.tokens(text, codebook=book, engine=list).dropna(subset="theme")
        assert dict(zip(rows["start"], rows["theme"], strict=True)) == found
