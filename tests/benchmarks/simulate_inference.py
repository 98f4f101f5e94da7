"""Do intervals cover and tests hold their level? Simulated texts, written as Markdown tables.

`python -m tests.benchmarks.simulate_inference` writes `docs/inference-tables.md`; `--texts 50` is
quick and rough, and `--out` names another file.

The texts have the layout of the article's five numbered sections. Every clause is drawn from all
their clauses, whatever its section; with probability rho it comes from those on the main theme of
the clause before. So topics drift, but know no sections: whatever is called clear is a false alarm.
For power, clauses are drawn from their own section instead.
"""

import argparse
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import analysis as an
from analysis.measures import announced, residuals
from analysis.measures.clauses import with_clauses
from analysis.measures.distribution import _mattr

RHOS = (0.0, 0.3, 0.5)
DEALS = 1999
WINDOW = 50
OUT = Path(__file__).parents[2] / "docs" / "inference-tables.md"
HEAD = """# Simulated levels, coverage and power

`python -m tests.benchmarks.simulate_inference` writes this page. It rests on {} texts for each ρ,
{} where power is measured. [How far the numbers can be trusted](inference.md) tells what was
simulated and what follows."""
Texts = Callable[[float, int], Iterator[pd.DataFrame]]
random = np.random.default_rng(2022)
article = an.load_article("baoshan-2022-06-17")
announces = article.sections.set_index("section")["announces"].dropna()
rows = with_clauses(an.theme_readings(article)["as coded"], ["section"]).dropna(subset="theme")
clauses = [clause for _, clause in rows.groupby("clause")]
layout = pd.DataFrame([clause.iloc[0][["section", "sentence"]] for clause in clauses])
layout = layout.assign(clause=range(len(layout))).reset_index(drop=True)
topics = np.array([clause["theme"].mode().iloc[0] for clause in clauses])
themes = [clause["theme"].to_numpy() for clause in clauses]
shares = rows["theme"].astype(str).value_counts(normalize=True)


def text_of(drawn: np.ndarray) -> pd.DataFrame:
    """A token table: the clauses drawn, one after another, in the sections and sentences."""
    sizes = [len(themes[clause]) for clause in drawn]
    text = layout.loc[layout.index.repeat(sizes)].reset_index(drop=True)
    text["theme"] = pd.Categorical(
        np.concatenate([themes[clause] for clause in drawn]), shares.index
    )
    return text.assign(token="词", passage=text["sentence"])


def drifting(rho: float, texts: int) -> Iterator[pd.DataFrame]:
    """Texts whose topics drift and know no sections."""
    for _ in range(texts):
        yield text_of(chain(rho, [np.arange(len(clauses))] * len(clauses)))


def with_sections(rho: float, texts: int) -> Iterator[pd.DataFrame]:
    """Texts whose sections each draw on their own clauses, so that the effects are real."""
    own = layout.groupby("section", observed=True)["clause"].agg(np.array)
    for _ in range(texts):
        yield text_of(chain(rho, [own[section] for section in layout["section"]]))


def chain(rho: float, pools: list[np.ndarray]) -> np.ndarray:
    """A clause from each pool, with probability rho on the topic of the one before."""
    drawn: list[int] = []
    for pool in pools:
        alike = pool[topics[pool] == topics[drawn[-1]]] if drawn else pool
        drawn.append(random.choice(alike if len(alike) and random.random() < rho else pool))
    return np.array(drawn)


def blocks(text: pd.DataFrame, size: int) -> pd.DataFrame:
    """The text with blocks of so many clauses, within a section, in the place of sentences."""
    place = text.groupby("section", observed=True)["clause"].transform(lambda c: c - c.min())
    key = text["section"].astype(str) + (place // size).astype(str)
    return text.assign(passage=pd.factorize(key)[0])


def markdown(title: str, table: pd.DataFrame) -> str:
    """A table of shares, a line a procedure, as Markdown."""
    lines = [
        f"## {title}",
        "",
        "| " + " | ".join([table.index.name or "", *map(str, table)]) + " |",
    ]
    lines.append("| --- |" + " ---: |" * len(table.columns))
    for name, row in table.iterrows():
        lines.append("| " + " | ".join([str(name), *(f"{value:.3f}" for value in row)]) + " |")
    print(*lines, "", sep="\n", flush=True)
    return "\n".join(lines)


def tests(texts: Texts, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How often anything is clear, and how many cells are, by procedure and rho."""
    units = {
        "clauses (before)": lambda text: text.assign(passage=text["clause"]),
        "blocks of 3 clauses": lambda text: blocks(text, 3),
        "sentences (now)": lambda text: text,
    }
    found = []
    for rho in RHOS:
        for text in texts(rho, count):
            clear = {}
            for unit, divide in units.items():
                divided = divide(text)
                clear[f"theme_residuals, {unit}"] = an.theme_residuals(divided)["clear"].sum()
                cells = an.announced_cells(divided, announces)
                clear[f"announced_cells, {unit}"] = cells["clear"].sum()
            for row in an.announced_test(text, announces).itertuples():
                clear[f"announced_test, {row.test}"] = row.clear
            leads = an.leading_themes(text)
            wrong = leads["clear"] & leads["theme"].ne(shares.idxmax())
            clear["leading_themes, any clear lead"] = leads["clear"].sum()
            clear["leading_themes, lead of another theme"] = wrong.sum()
            found.append(pd.Series(clear, name=rho, dtype=float))
    table = pd.DataFrame(found).rename_axis("rho")
    level, mean = table.gt(0).groupby("rho").mean().T, table.groupby("rho").mean().T
    return level.rename_axis("procedure").add_prefix("ρ = "), mean.rename_axis("procedure")


def percentile(counts: np.ndarray) -> np.ndarray:
    """A percentile bootstrap of shares over the rows of units by themes."""
    draws = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), 1000) @ counts
    ends: np.ndarray = np.percentile(draws / draws.sum(axis=1, keepdims=True), [2.5, 97.5], axis=0)
    return ends


def coverage(count: int) -> pd.DataFrame:
    """How often intervals of shares contain the true share, by procedure, section and rho."""
    found = []
    for rho in RHOS:
        for text in drifting(rho, count):
            now = an.theme_shares(text)
            truth = now["theme"].map(shares).astype(float)
            now["covered"] = now["low"].le(truth) & now["high"].ge(truth)
            for section, cells in now.groupby("section", observed=True):
                here, row = text[text["section"] == section], {"rho": rho, "section": section}
                for name, unit in (("clauses (before)", "clause"), ("sentences", "sentence")):
                    counts = pd.crosstab(here[unit], here["theme"], dropna=False)
                    low, high = percentile(counts[shares.index].to_numpy())
                    covered = (low <= shares) & (high >= shares)
                    row[f"percentile bootstrap over {name}"] = covered.mean()
                row["Wilson, effective size (now)"] = cells["covered"].mean()
                found.append(row)
    table = pd.DataFrame(found).groupby(["section", "rho"]).mean()
    sizes = layout.groupby("section", observed=True)["clause"].size()
    table.index = [f"{section} ({sizes[section]}), ρ = {rho}" for section, rho in table.index]
    return table.rename_axis("section")


def miscoded(count: int) -> pd.DataFrame:
    """How often intervals contain the true share if the codebook errs as often as in the article.

    A seventh of the words get another theme and as many none; each clause is coded by hand.
    """
    found: dict[str, dict[str, float]] = {}
    for rho in RHOS:
        hits: dict[str, list[bool]] = {"theme_shares": [], "corrected_shares": []}
        for text in drifting(rho, count):
            errs = random.random(len(text))
            other = random.choice(shares.index, len(text))
            coded = text["theme"].astype(object).mask(errs < 1 / 7, other).mask(errs > 6 / 7)
            text = text.assign(start=range(len(text)), said=text["theme"].astype(str))
            text["theme"] = pd.Categorical(coded, shares.index)
            units = text.groupby("clause")
            gold = units["start"].agg(start="min", end=lambda at: at.max() + 1)
            gold["themes"] = units["said"].agg(lambda said: " ".join(said.unique()))
            tables = an.theme_shares(text), an.corrected_shares(gold, text)
            for name, table in zip(hits, tables, strict=True):
                truth = table["theme"].map(shares).astype(float)
                hits[name] += (table["low"].le(truth) & table["high"].ge(truth)).tolist()
        found[f"ρ = {rho}"] = {name: float(np.mean(hit)) for name, hit in hits.items()}
    return pd.DataFrame(found).rename_axis("interval")


def diversity(count: int) -> pd.DataFrame:
    """How often the interval of MATTR contains its long-run value."""
    words = article.tokens[article.tokens["pos"] != "w"]
    groups = words.groupby("passage")
    sentences = [group["token"].to_numpy() for _, group in groups]
    homes = np.array([str(group["section"].iloc[0]) for _, group in groups])

    def drawn(number: int, rho: float) -> list[np.ndarray]:
        at = [int(random.integers(len(sentences)))]
        while len(at) < number:
            near = random.random() < rho
            pool = np.flatnonzero(homes == homes[at[-1]]) if near else np.arange(len(sentences))
            at.append(int(random.choice(pool)))
        return [sentences[place] for place in at]

    def before(text: list[np.ndarray]) -> tuple[float, float]:
        codes = pd.factorize(np.concatenate(text))[0]
        windows = np.lib.stride_tricks.sliding_window_view(codes, WINDOW)
        ratios = ((np.diff(np.sort(windows)) > 0).sum(axis=1) + 1) / WINDOW
        begins = np.arange(len(text)).repeat([len(words) for words in text])[: len(ratios)]
        total, n = np.bincount(begins, ratios), np.bincount(begins)
        draws = random.multinomial(len(n), np.full(len(n), 1 / len(n)), 1000)
        low, high = np.percentile((draws @ total) / (draws @ n), [2.5, 97.5])
        return low, high

    found = {}
    for number in (len(sentences), 3 * len(sentences)):
        for rho in (0.0, 0.5):
            long = pd.DataFrame({"token": np.concatenate(drawn(6000, rho))})
            truth, *_ = _mattr(long, WINDOW)
            hits = []
            for _ in range(count):
                text = drawn(number, rho)
                _, *now = _mattr(pd.DataFrame({"token": np.concatenate(text)}), WINDOW)
                hits.append([low <= truth <= high for low, high in (before(text), now)])
            found[f"{number} sentences, ρ = {rho}"] = np.mean(hits, axis=0)
    names = ["bootstrap over sentences (before)", "moving blocks (now)"]
    return pd.DataFrame(found, index=pd.Index(names, name="interval of MATTR"))


def scattered(count: int) -> pd.DataFrame:
    """The standard deviation of z, and how often it exceeds 1.96, for words dealt at random."""
    words = article.tokens[article.tokens["pos"].ne("w")].dropna(subset="section")
    found: dict[str, list[pd.DataFrame]] = {}
    for _ in range(count):
        dealt = words.assign(section=random.permutation(words["section"].to_numpy()))
        everything = words["token"].value_counts().rename_axis("token").rename("n").reset_index()
        priors = {"counts of the text (before)": everything, "two occurrences (now)": None}
        for name, prior in priors.items():
            found.setdefault(name, []).append(an.log_odds(dealt, prior=prior))
    rows = {}
    for name, tables in found.items():
        table = pd.concat(tables)
        often = table["token"].map(words["token"].value_counts()) >= 5
        rows[f"{name}, all words"] = table["z"]
        rows[f"{name}, n of 5 or more"] = table.loc[often, "z"]
    shown = {name: {"sd of z": z.std(), "z > 1.96": z.gt(1.96).mean()} for name, z in rows.items()}
    return pd.DataFrame(shown).T.rename_axis("prior")


def main() -> None:
    """Run every simulation and write its table."""
    parser = argparse.ArgumentParser(description="Simulate levels, coverage and power.")
    parser.add_argument("--texts", type=int, default=300, help="texts for each rho")
    parser.add_argument("--out", type=Path, default=OUT, help="the Markdown file to write")
    options = parser.parse_args()
    count = options.texts
    residuals.PERMUTATIONS = announced.PERMUTATIONS = DEALS
    warnings.simplefilter("ignore")  # Each short text says that it is small.
    level, mean = tests(with_sections, count // 4)
    cells = mean[mean.index.str.contains("residuals|cells")].add_prefix("cells clear, ρ = ")
    kept = level[level.index.str.contains("announced_test|leading_themes, any")]
    tables = {
        "False alarms: texts in which anything is clear, though sections are chance":
            tests(drifting, count)[0],
        "Power: cells called clear where sections have the article's themes": cells,
        "Power: texts in which the planned test, or any lead, is clear": kept,
        "Coverage of 95% intervals of shares, by section (clauses in it)": coverage(count),
        "Coverage of 95% intervals of shares if the codebook errs": miscoded(count),
        "Coverage of the 95% interval of MATTR": diversity(count),
        "log_odds of words dealt to sections at random": scattered(max(10, count // 4)),
    }  # fmt: skip
    text = "\n\n".join(
        [HEAD.format(count, count // 4), *(markdown(*each) for each in tables.items())]
    )
    options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
