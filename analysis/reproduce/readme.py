"""The numbers of the README: values from the tables, between comments that name them.

`<!-- name -->12<!-- /name -->` holds the value that `data/readme.toml` defines under that name.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..article import Article
from ..errors import InputError, check_keys
from ..files import read_text, read_toml
from ..house import inert, numeral

if TYPE_CHECKING:
    import pandas as pd

MARKED = re.compile(r"<!-- (?!/)(\S+) -->((?:(?!<!--).)*)<!-- /\1 -->", re.DOTALL)
KEYS = {"table": str, "column": str, "rows": dict, "take": str, "form": str}
TAKES: dict[str, Any] = {
    "row": lambda column: column.iat[0],
    "size": len,
    "sum": lambda column: column.sum(),
    "filled": lambda column: column.notna().mean(),  # the share of rows with a value
}
HEAD = """
| {} | words | largest theme, share of theme-bearing words (95% interval) | next theme | {} |
| --- | ---: | --- | --- | --- |
"""


def readme(root: Path, article: Article, tables: "dict[str, pd.DataFrame]") -> str:
    """The README of a project with the values that its tables have now."""
    entries = read_toml(root / "data" / "readme.toml").items()
    found = {name: value(entry, tables, f"data/readme.toml: {name}") for name, entry in entries}
    return fill(read_text(root / "README.md"), found | {"sections": sections(article, tables)})


def fill(text: str, values: dict[str, str]) -> str:
    """The text with the value of each name between its two markers.

    >>> fill("It occurs <!-- uses -->11<!-- /uses --> times.", {"uses": "12"})
    'It occurs <!-- uses -->12<!-- /uses --> times.'
    """
    faults = [name for name, _ in MARKED.findall(text) if name not in values]
    if faults := faults or re.findall(r"<!-- (\S+) -->", MARKED.sub("", text)):
        raise InputError(
            f"README.md: {faults[0]}: no entry in data/readme.toml, or no second marker"
        )
    return MARKED.sub(lambda at: f"<!-- {at[1]} -->{values[at[1]]}<!-- /{at[1]} -->", text)


def value(entry: Any, tables: "dict[str, pd.DataFrame]", where: str = "data/readme.toml") -> str:
    """A `column` of the one row that is meant, or of several what `take` makes of them."""
    check_keys(entry, KEYS, where, required=("table", "column"))
    rows, chosen = tables.get(entry["table"]), entry.get("rows", {})
    if rows is None or not {entry["column"], *chosen} <= {*rows}:
        raise InputError(f"{where}: no such table, or no such column in it")
    for column, wanted in chosen.items():
        rows = rows[rows[column].astype(str) == str(wanted)]
    found, take = rows[entry["column"]], entry.get("take", "row")
    if take not in TAKES or (take == "row" and len(found) != 1):
        raise InputError(f"{where}: {len(found)} rows; choose one, or take {' or '.join(TAKES)}")
    return shown(format(TAKES[take](found), entry.get("form", "")))


def shown(text: object) -> str:
    """A value as data; an apostrophe, which is active in no running text, stays one."""
    return inert(text).replace("&#39;", "'")


def sections(article: Article, tables: "dict[str, pd.DataFrame]") -> str:
    """A table of the sections: their words, two largest themes, and themes they have more of."""
    import pandas as pd

    from ..measures.counts import each_row

    if not article.codebook or "theme_residuals" not in tables:
        return ""
    themes = {key: shown(theme.en) for key, theme in article.codebook.themes.items()}
    planned = tables.get("announced_cells")
    last = "clearly more than expected of" if planned is None else "words of its announced theme"
    lines = HEAD.format(shown(article.section_name), last)
    named = article.sections.set_index("section")
    words = tables["theme_coverage"].set_index("section")["words"]
    shares = tables["theme_shares"].set_index(["section", "theme"])
    for lead in each_row(tables["leading_themes"]):
        section, share = named.loc[lead.section], shares.loc[(lead.section, lead.theme)]
        number = numeral(section["number"]) + " " if pd.notna(section["number"]) else ""
        after = f"{themes[lead.next]} {lead.next_share:.0%}" if lead.next_n else "–"
        cells = tables["theme_residuals"].query("section == @lead.section")
        more = [themes[theme] for theme in cells.query("clear and residual > 0")["theme"]]
        verdict = (", ".join(more) or "–") if len(cells) else "not compared"
        if planned is not None:
            own = list(each_row(planned.query("section == @lead.section")))
            found = [f"{themes[row.theme]}: {row.n}, {row.expected:.1f} expected" for row in own]
            clear = ", clear" if any(row.clear for row in own) else ""
            verdict = "".join(found) + clear or "–"
        lines += (
            f"| {number}{shown(section['zh'])} {shown(section['en'])} | {words[lead.section]} | "
            f"{themes[lead.theme]} {share['share']:.0%} ({100 * share['low']:.0f} to "
            f"{share['high']:.0%}) | {after} | {verdict} |\n"
        )
    return lines
