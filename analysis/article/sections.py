"""The sections of an article, and other reasonable ways to divide or count them."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InputError
from .layout import Passage

EXTENTS = {"sentence": "start", "paragraph": "paragraph", "turn": "turn"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the article.

    * `key`: its name in tables
    * `begins`: the opening words of its first sentence
    * `last`: the opening words of its last sentence; by default, those of the first
    * `to`: the `sentence`, `paragraph` or `turn` of that sentence ends the section
    * `number`: its place among the numbered sections; without one it is shown beside them
    * `announces`: the theme that its name announces, if any
    * `zh`, `en`: its titles
    """

    key: str
    begins: str
    zh: str = ""
    en: str = ""
    number: int | None = None
    announces: str = ""
    last: str = ""
    to: str = "paragraph"

    def span(self, passages: list[Passage]) -> tuple[int, int]:
        """The start and end of the section in the cleaned text."""

        def opening(words: str) -> Passage:
            found = [passage for passage in passages if passage.text.startswith(words)]
            if len(found) == 1:
                return found[0]
            many = f"{len(found)} sentences begin" if found else "no sentence begins"
            raise InputError(f"section {self.key!r}: {many} with {words!r}; give its opening words")

        if not (unit := EXTENTS.get(self.to)):
            known = ", ".join(EXTENTS)
            raise InputError(f"section {self.key!r}: to = {self.to!r} (known: {known})")
        first, last = opening(self.begins), opening(self.last or self.begins)
        if last.start < first.start:
            raise InputError(f"section {self.key!r}: {self.last!r} comes before {self.begins!r}")
        return first.start, max(p.end for p in passages if getattr(p, unit) == getattr(last, unit))


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Another reasonable reading of the article, under which its findings are tested again.

    * `name`, `zh`: what the reading is called, in English and Chinese
    * `text`, `section`: a passage wherever it occurs, or a section; exactly one of the two
    * `to`: the section in which its words count; without it they bear no theme
    """

    name: str
    zh: str = ""
    text: str = ""
    section: str = ""
    to: str = ""

    def check(self, text: str, sections: Iterable[str]) -> None:
        """Raise `InputError` if the variant does not fit the article."""
        if bool(self.text) == bool(self.section):
            raise InputError(f"variant {self.name!r}: give it a text or a section, one of the two")
        if self.text not in text:
            raise InputError(f"variant {self.name!r}: {self.text!r} is not in the cleaned text")
        for key in {self.section, self.to} - {"", *sections}:
            known = ", ".join(sections)
            raise InputError(f"variant {self.name!r}: no section {key!r} (there are: {known})")
