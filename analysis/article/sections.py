"""The parts of an article that are studied as one, and other ways to draw or count them."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InputError
from .layout import Passage

EXTENTS = {"sentence": "start", "paragraph": "paragraph", "turn": "turn"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the article that is studied as one.

    It begins with the sentence that opens with `begins`, and runs `to` the end of the sentence,
    paragraph or turn that holds the sentence opening with `last` (by default the same one). A
    section without a `number` stands beside the numbered ones and is not counted among them.
    Its name announces the theme `announces`, if any.
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
        """Where it begins and ends in the cleaned text."""

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
    """Another reasonable reading, under which findings on themes are tried again.

    The words of a `text`, wherever it stands, or of a `section` count in the section `to`; without
    `to` they carry no theme.
    """

    name: str
    zh: str = ""
    text: str = ""
    section: str = ""
    to: str = ""

    def check(self, text: str, sections: Iterable[str]) -> None:
        """Raise `InputError` if it does not fit the article."""
        if bool(self.text) == bool(self.section):
            raise InputError(f"variant {self.name!r}: give it a text or a section, one of the two")
        if self.text not in text:
            raise InputError(f"variant {self.name!r}: {self.text!r} is not in the cleaned text")
        for key in {self.section, self.to} - {"", *sections}:
            known = ", ".join(sections)
            raise InputError(f"variant {self.name!r}: no section {key!r} (there are: {known})")
