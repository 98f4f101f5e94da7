"""A figure that is drawn, and saving it."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..plots.style import image, style, write


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure with its title and caption, a description for who cannot see it, and its values."""

    figure: Figure
    title: str = ""
    caption: str = ""
    description: str = ""
    values: pd.DataFrame = field(default_factory=pd.DataFrame)

    def save(self, path: str | Path, *, editable: bool = False, dpi: int = 200) -> Path:
        """Write the figure in the format that the suffix names: `.png`, `.svg` or `.pdf`.

        Parameters
        ----------
        editable
            Keep the text of an SVG as text. Whoever opens it then needs the font.
        dpi
            Dots per inch of a PNG.

        Raises
        ------
        InputError
            If the suffix names no format, or the folder is missing.
        """
        path = Path(path)
        kind = path.suffix.removeprefix(".").lower()
        return write(path, self.image(kind, editable=editable, dpi=dpi))

    def image(self, kind: str, *, editable: bool = False, dpi: int = 200) -> bytes:
        """The figure as a file in the format `kind`, with title and description inside."""
        return image(self.figure, kind, self.description, self.title, dpi, editable)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = BytesIO()
        with style():
            self.figure.savefig(shown, format="png", dpi=110)
        bundle = {"image/png": shown.getvalue(), "text/plain": self.description}
        return bundle, {"image/png": {"alt": self.description}}
