"""Figures that are drawn of an article."""

from collections.abc import Callable, Iterable
from functools import update_wrapper

from ..article import Article
from ..errors import InputError, checked
from ..house import Labels, check_labels
from ..measures.tables import TablesOf, lacking
from ..plots.style import style
from .drawn import Drawn
from .sheet import Drawing, Names, Sheet, Tables


class FigureOf:
    """A figure that can be drawn of any article that has the tables it needs."""

    def __init__(
        self, draw: Callable[[Sheet, Tables], Drawing], needs: frozenset[str], uses: frozenset[str]
    ) -> None:
        self.needs, self.uses = needs, needs | uses
        self.draw, self.__name__ = draw, draw.__name__
        update_wrapper(self, draw)

    @checked
    def __call__(
        self, article: Article, tables: Tables | None = None, labels: Labels = "both", *,
        title: str | None = None, subtitle: str | None = None, note: str | None = None,
    ) -> Drawn:  # fmt: skip
        """Draw it in the house style.

        Parameters
        ----------
        article
            The article.
        tables
            The tables it needs, by name; by default they are worked out from the article.
        labels
            `"zh"`, `"en"` or `"both"`.
        title, subtitle, note
            What to write there in place of what the figure says.
        """
        check_labels(labels)
        known: Tables = TablesOf(article) if tables is None else tables
        if missing := [name for name in sorted(self.needs) if name not in known]:
            why = "leave out `tables`, and it is worked out"
            if tables is None:
                why = f"the article has no {lacking(article, missing[0])}"
            raise InputError(f"the figure needs the table {missing[0]!r}: {why}")
        with style():
            sheet = Sheet(Names.of(article), labels, article)
            drawing = self.draw(sheet, known)
            return sheet.finish(self.__name__, *drawing, title=title, subtitle=subtitle, note=note)


def figure_of(
    *needs: str, uses: Iterable[str] = ()
) -> Callable[[Callable[[Sheet, Tables], Drawing]], FigureOf]:
    """Make a figure out of a function that draws on a sheet and gives the values it shows.

    It `uses` some tables only if they are there.
    """
    return lambda draw: FigureOf(draw, frozenset(needs), frozenset(uses))
