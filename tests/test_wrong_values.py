"""No public name answers a wrong value with an error from inside: it refuses it or copes.

Every parameter of every public function and class gets each wrong value in turn, with ordinary
values for the others. A result or an `InputError` will do. A new name is tried without being listed
here; only a parameter that no other has needs an ordinary value in `ordinary`.
"""

import inspect
from collections.abc import Iterator
from itertools import product
from operator import attrgetter
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import analysis as an
from analysis.article.sections import Section
from analysis.measures import announced, residuals

TEXT = "记者：村里有什么？\n村长：村里有水。山上有树，树下有水。\n村里也有人。山里人多。\n"
RECORDS = {"Cleaned", "Edit", "InputError", "Lines", "Token"}  # What functions give back.
METHODS = ["Codebook.from_dict", "Codebook.from_toml", "Segmenter.cut", "Segmenter.tokenize"]


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


WRONG = {
    "None": None,
    "a number": 3,
    "a negative number": -1,
    "a fraction": 0.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "true": True,
    "an empty string": "",
    "a string": "山",
    "bytes": b"\xff",
    "a path": Path("no such folder/no such file"),
    "an empty list": [],
    "a list of strings": ["山", "水"],
    "a list of None": [None],
    "a list of lists": [["山"], ["水"]],
    "a list of numbers": [1, float("nan")],
    "a set": {"山"},
    "a dictionary": {"山": 1},
    "a dictionary of None": {"section": None},
    "an object": object(),
    "a function": print,
    "a Series": pd.Series(["山", None]),
    "a Series of numbers": pd.Series([1.0, np.nan]),
    "an array": np.array([[1, 2], [3, 4]]),
    "an empty table": pd.DataFrame(),
    "a table of other columns": table(a=[1], b=["山"]),
    "a table of numbers": table(token=[1, 2], text=[1, 2], section=[1, 2], theme=[1, 2], n=[1, 2]),
    "a table of missing values": table(token=[None], text=[None], section=[None], n=[np.nan]),
    "a table of lists": table(token=[["山"]], text=[["山"]], section=[["a"]], n=[[1]]),
    "a table of negative counts": table(token=["山"], n=[-1], section=["a"], theme=["b"]),
    "a column twice": pd.DataFrame([["山", "水", "a", "b"]], columns=["token"] * 2 + ["text"] * 2),
    "all columns twice": pd.DataFrame(
        [["山", "a", "land", 1, 0] * 2], columns=["token", "section", "theme", "n", "start"] * 2
    ),
    "values of two kinds": table(token=["山", "水"], section=["a", 1], theme=["land", 2], n=[1, 2]),
}


@pytest.fixture(scope="module")
def ordinary() -> dict[str, Any]:
    """An ordinary value for each parameter, by its name."""
    book = an.Codebook.from_dict({"land": ["山", "树"], "water": ["水"]})
    roles = {"记者": "question", "村长": "answer"}
    starts = [Section(key="a", begins="村里有水"), Section(key="b", begins="村里也有人")]
    article = an.Article(TEXT, speakers=roles, codebook=book, sections=starts)
    tokens = article.tokens.assign(document="one", year=2020)
    gold = article.passages[["start", "end", "text", "section"]].assign(themes="land")
    share = an.theme_shares(tokens)
    return {
        "article": article, "tokens": tokens, "data": tokens, "text": TEXT, "texts": [TEXT],
        "gold": gold, "one": gold, "other": gold, "pattern": "水", "terms": ["水"], "term": "水",
        "announces": {"a": "land", "b": "water"}, "readings": {"as coded": tokens},
        "residuals": an.theme_residuals(tokens), "cleaned": article.cleaned, "themes": book.themes,
        "path": "no such file", "name_or_path": "no such article", "found": ["山", "水"],
        "source": TEXT, "markdown": "山", "table": share, "passage": 1, "theme": "land",
        "articles": [article], "documents": [article], "passages": article.passages,
        "sections": article.sections, "edits": article.cleaned.explain(), "length": 99,
    }  # fmt: skip


ARGUMENTS = {  # Where one name means different things.
    "segmentation_score": {"gold": ["山", "水"]},
    "segmentation_differences": {"gold": ["山", "水"]},
    "Codebook.from_dict": {"terms": {"land": ["山"]}},
    "explore.comparison_page": {"one": "a", "other": "b"},
    "plots.section_colors": {"sections": ["a"]},
    "plots.save": {"fig": Figure(), "stem": Path("stem"), "description": "said"},
    "plots.term_frequency": {
        "table": pd.DataFrame({"token": ["山"], "n": [1], "per_1000": 5.0, "low": 1.0, "high": 9.0})
    },
}


def public() -> Iterator[str]:
    """The names of functions and classes that users call, with those of public modules."""
    for name in an.__all__:
        thing = getattr(an, name)
        if inspect.ismodule(thing):
            inside = [key for key in getattr(thing, "__all__", ()) if callable(getattr(thing, key))]
            yield from (f"{name}.{key}" for key in inside if key not in RECORDS)
        elif name not in RECORDS:
            yield name
    yield from METHODS


def parameters(name: str) -> list[inspect.Parameter]:
    thing = attrgetter(name)(an)
    found = inspect.signature(type(thing).__call__ if name.startswith("figures.") else thing)
    kinds = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD
    return [p for p in found.parameters.values() if p.kind not in kinds and p.name != "self"]


SLOW = ("figures.", "plots.", "explore", "save_explorer", "general_chinese", "suggest_terms")
NAMES = [pytest.param(name, marks=[pytest.mark.slow][: name.startswith(SLOW)])
         for name in public()]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_is_refused_or_borne(
    name: str, ordinary: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(residuals, "PERMUTATIONS", 9)
    monkeypatch.setattr(announced, "PERMUTATIONS", 9)
    call, known = attrgetter(name)(an), ordinary | ARGUMENTS.get(name, {})
    if name == "Segmenter.cut" or name == "Segmenter.tokenize":
        call = getattr(an.Segmenter(), name.split(".")[1])
    asked = parameters(name)
    asked = [p for p in asked if not (name.startswith("Segmenter.") and p.name == "self")]
    given = {p.name: known[p.name] for p in asked if p.default is p.empty}
    faults = []
    for parameter, (kind, value) in product([p.name for p in asked], WRONG.items()):
        try:
            call(**given | {parameter: value})
        except an.InputError as error:
            if "\n" in str(error):
                faults.append(f"{parameter}={kind}: InputError of several lines: {error}")
        except Exception as error:
            faults.append(f"{parameter}={kind}: {type(error).__name__}: {str(error)[:90]}")
        finally:
            plt.close("all")
    assert not faults, "\n".join([f"{len(faults)} wrong values of {name}:", *faults])
