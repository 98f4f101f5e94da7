"""The house's colours, numerals and bilingual words, and text shown as nothing but text.

It serves figures and pages alike, draws nothing and imports no matplotlib. What figures say is in
`figures/messages`, one file a language.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

from .errors import InputError, checked
from .files import read_toml

Labels = str | None  # "both", a language that has messages, or None for no labels
Glossary = Mapping[str, str] | None  # Chinese to English
MESSAGES = Path(__file__).with_name("figures") / "messages"
LANGUAGES = sorted(path.stem for path in MESSAGES.glob("*.toml"))
INK, SOFT, FAINT, GRID = "#1c1c1c", "#666666", "#9a9a9a", "#e4e4e4"
# One colour a section, told apart by lightness alone (CIE L* 23, 37, 53, 67, 73) as well as by hue.
PALETTE = ("#6b1029", "#20599a", "#2c8f72", "#de922b", "#c0a9e8")
NEUTRAL = "#505050"
NUMERALS = "一二三四五六七八九十"


@cache
def messages(labels: Labels) -> dict[str, Any]:
    """What figures say in the language of `labels`; in English for `both` and for no labels."""
    return read_toml(MESSAGES / f"{labels if labels in LANGUAGES else 'en'}.toml")


@cache
def house_words(labels: Labels = "en") -> dict[str, str]:
    """The names of things in every figure, Chinese to the language of `labels`."""
    chinese, others = messages("zh")["words"], messages(labels)["words"]
    return {chinese[key]: word for key, word in others.items()}


NAMES: dict[str, str] = messages("zh")["words"]  # the Chinese ones by key
HOUSE = house_words()
KINDS = {  # what became of a character: its colour, and what it is called
    kind: (color, NAMES[kind])
    for kind, color in {
        "gloss": "#f2b84b", "spam": "#5a3210", "script": "#5b93cc", "width": "#111111",
        "damage": "#d4003f", "kept": "#dedede",
    }.items()
}  # fmt: skip
DAMAGE = KINDS["damage"][0]
ROLE_COLORS = {"misplaced": KINDS["gloss"][0], "gloss": "#fbe8c3"}
SIGNS = {"more": "▲", "less": "▼", "leads": "★"}  # of a finding
# What Markdown opens or loads something with: tags, links, roles, addresses, fences of diagrams.
ACTIVE = r"[<{}\[\]@~]|:(?=/)|(?<=[wW]{3})\.|`(?=``)"
# What else shapes Markdown or HTML, anywhere or at the beginning of a line.
SHAPING = r"""[&>"'`*_|]|^[!-/:-@^]|^\d(?=\d*[.)](?:\s|$))"""
WIDE = str.maketrans("$\\", "＄＼")


def numeral(number: int, labels: Labels = "zh") -> str:
    """A section's number: 一 to 十 in Chinese, in digits in English, or both.

    >>> numeral(3), numeral(3, "en"), numeral(3, "both"), numeral(30, "both")
    ('三', '3', '3 三', '30')
    """
    chinese = NUMERALS[number - 1] if 0 < number <= len(NUMERALS) else str(number)
    if labels == "both" and chinese != str(number):
        return f"{number} {chinese}"
    return chinese if labels in ("zh", "both", None) else str(number)


def check_labels(labels: Labels) -> None:
    """Raise `InputError` unless labels is `both`, None or a language that has messages."""
    if labels not in (None, "both", *LANGUAGES):
        raise InputError(f"labels = {labels!r} (known: both, {', '.join(LANGUAGES)})")


def label_parts(term: str, glossary: Glossary, labels: Labels) -> tuple[str, str]:
    """The Chinese and the English of a label; either may be empty, never both.

    >>> label_parts("乡村", {"乡村": "countryside"}, "both"), label_parts("乡村", {}, "en")
    (('乡村', 'countryside'), ('乡村', ''))
    """
    check_labels(labels)
    english = re.split("; |, of ", (glossary or {}).get(term, ""))[0]  # of several senses the first
    if labels == "zh" or not english:
        return term, ""
    return (term, english) if labels in ("both", None) else ("", english)


def one_line(term: str, glossary: Glossary, labels: Labels) -> str:
    """The Chinese, the English, or one after the other.

    >>> one_line("乡村", {"乡村": "countryside"}, "both")
    '乡村 countryside'
    """
    return " ".join(filter(None, label_parts(term, glossary, labels)))


def house_word(key: str, labels: Labels) -> str:
    """The name of a thing in every figure, by its key in the messages; nothing for no labels.

    >>> house_word("per_1000", "both"), house_word("per_1000", "zh")
    ('每千词次数 per 1,000 words', '每千词次数')
    """
    return one_line(NAMES[key], house_words(labels), labels) if labels else ""


@checked
def section_colors(
    sections: Sequence[str], numbered: Sequence[bool] | None = None
) -> dict[str, str]:
    """One colour a section, in order; grey for those that are not numbered and past the fifth."""
    flags = numbered if numbered is not None else [True] * len(sections)
    if len(flags) != len(sections):
        raise InputError(f"{len(sections)} sections, but numbered has {len(flags)} values")
    fresh = iter(PALETTE)
    return {
        section: next(fresh, NEUTRAL) if flag else NEUTRAL
        for section, flag in zip(sections, flags, strict=True)
    }


def printable(text: str) -> str:
    """Replace invisible and private-use characters by their code points.

    Control characters and marks of writing direction act unseen. No font has private-use ones.

    >>> printable("黨\\ue0fb 山\\u202e")
    '黨[U+E0FB] 山[U+202E]'
    """
    if text.isprintable():
        return text
    kept = "\t\n\r\u200d"  # the last joins the parts of an emoji
    return "".join(
        c if c.isprintable() or c in kept or category(c) == "Zs" else f"[U+{ord(c):04X}]"
        for c in text
    )


def inert(text: object) -> str:
    """Write a text for Markdown or HTML so that it is shown on one line and does nothing.

    Characters that either would read as markup or as an address become character references.
    Dollar signs and backslashes become wide, because MathJax reads the finished page.

    >>> inert("<b>[山](javascript:…)")
    '&#60;b&#62;&#91;山&#93;(javascript:…)'
    >>> inert("每亩$5")
    '每亩＄5'
    """
    return _referenced(f"{ACTIVE}|{SHAPING}", re.sub("[\t\n\r ]+", " ", str(text)).strip(" "))


class Prose(str):
    """Markdown that a notebook shows, made by `prose`."""

    __repr__ = _repr_markdown_ = str.__str__


@checked
def prose(markdown: str) -> Prose:
    """Markdown for a notebook, with emphasis, code, lists and tables but nothing active.

    A notebook puts words of a text into its sentences. No tag, link or formula in them acts.
    IPython's own `Markdown` would also open a file or an address that the text names.

    >>> prose("**<script>**")
    **&#60;script>**
    """
    return Prose(_referenced(ACTIVE, markdown))


def _referenced(pattern: str, text: str) -> str:
    """The text with what a pattern finds as character references."""
    return re.sub(pattern, lambda found: f"&#{ord(found[0])};", printable(text).translate(WIDE))
