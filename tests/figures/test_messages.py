"""The messages of the figures: the same in every language, and filled by the code."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pandas as pd
import pytest

import analysis as an
from analysis import figures, house, plots
from analysis.figures import FIGURES
from analysis.figures.sheet import Names, Sheet
from analysis.figures.wording import Wording
from analysis.house import LANGUAGES, messages

from .conftest import other_article

SHARED = {"aside", "called", "source"}  # what every figure may say
UNSAID = {"main", "table"}  # the values of the description and behind the figure
FAULTS = {"lost", "torn"}  # one each for a fault in a damaged run


def flat(table: dict[str, Any], path: str = "") -> dict[str, str]:
    """Every message by its path."""
    found: dict[str, str] = {}
    for key, value in table.items():
        at = f"{path}.{key}" if path else key
        found |= flat(value, at) if isinstance(value, dict) else {at: value}
    return found


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_messages(language: str) -> None:
    assert list(flat(messages(language))) == list(flat(messages("en")))


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_the_code_fills_every_placeholder_and_no_value_goes_unsaid(
    name: str,
    article: an.Article,
    tables: dict[str, pd.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plots, "word_cloud", lambda *_, **__: None)  # slow, and it says nothing
    _, values = FIGURES[name].draw(Sheet(Names.of(article), "en", article), tables)
    said = [messages(language)[name] for language in LANGUAGES]
    texts = (text for each in said for key, text in flat(each).items() if key not in FAULTS)
    used, known = set().union(*map(placeholders, texts)), set(said[0])
    assert used <= values.keys() | known | SHARED
    assert values.keys() <= used | known | UNSAID


def test_messages_in_english_have_no_chinese() -> None:
    assert [text for text in flat(messages("en")).values() if re.search("[㐀-鿿]", text)] == []


def test_messages_in_chinese_have_no_english() -> None:
    known = {"GBK", "Wilson", "Holm", "Monroe", "details", "summary"}
    for path, text in flat(messages("zh")).items():
        prose = re.sub(r"```.*?```|`[^`]*`|\{[^}]*\}", "", text, flags=re.DOTALL)
        assert set(re.findall("[A-Za-z]{3,}", prose)) <= known, path


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "no word"), (1, "1 word"), (2, "2 words"), (True, "yes"), (False, ""), ("other", "x")],
)
def test_a_value_picks_the_alternative_that_fits(value: Any, said: str) -> None:
    counted = {"none": "no word", "one": "{} word", "many": "{} words", "other": "x"}
    alternatives = {"yes": "yes"} if isinstance(value, bool) else counted
    assert Wording({"it": alternatives}, {"it": value})["it"] == said


def test_an_alternative_that_no_message_has_is_a_fault() -> None:
    with pytest.raises(KeyError, match="other"):
        Wording({"it": {"one": "1"}}, {"it": "other"})["it"]


def test_braces_in_a_text_are_text() -> None:
    assert Wording({"it": "{word}"}, {"word": "{0} {no}"})["it"] == "{0} {no}"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more file of messages."""
    folder = tmp_path / "messages"
    shutil.copytree(house.MESSAGES, folder)
    text = (folder / "en.toml").read_text(encoding="utf-8")
    text = text.replace("words lead, with", "Wörter führen, mit").replace("per 1,000", "auf 1.000")
    (folder / "de.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(house, "MESSAGES", folder)
    monkeypatch.setattr(house, "LANGUAGES", ["de", "en", "zh"])
    caches = house.messages, house.house_words
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_a_language_is_added_by_a_file_alone(german: None) -> None:
    drawn = figures.top_terms(other_article(1), labels="de")  # type: ignore[arg-type]
    assert "Wörter führen, mit 1 use each" in drawn.title
    assert drawn.figure.axes[0].get_xlabel() == "auf 1.000 words"
