"""What every measure does with input that is empty, incomplete or out of range."""

import pandas as pd
import pytest

import analysis as an

pytestmark = [pytest.mark.filterwarnings("ignore:every row is small"),
              pytest.mark.filterwarnings("ignore:no occurrence")]  # fmt: skip
INTERVAL = ["low", "high"]
COMPARED = ["token", "n", "reference_n", "per_1000", "reference_per_1000", "g2", "log_ratio"]
NEAR = [
    "node",
    "collocate",
    "n",
    "sentences",
    "node_n",
    "collocate_n",
    "expected",
    "log_dice",
    "mi",
]
SIZES = ["tokens", "types", "ttr", "mattr", *INTERVAL, "hapax", "hapax_share", "a", "b", "r2"]

# Each measure with the columns of its table, and those that it needs.
MEASURES = {
    "term_frequency": (lambda t: an.term_frequency(t, "section"),
                       ["section", "token", "n", "per_1000", *INTERVAL, "stop"], "section"),
    "ngrams": (lambda t: an.term_frequency(t, ngram=2),
               ["token", "n", "per_1000", *INTERVAL, "stop"], "token"),
    "tf_idf": (an.tf_idf, ["section", "token", "n", "tf", "idf", "tf_idf"], "section"),
    "keyness": (an.keyness, ["section", *COMPARED, *INTERVAL, "bic", "small"], "section"),
    "keyness of a text": (
        lambda t: an.keyness(t, None, reference=pd.DataFrame({"token": ["山"], "n": [9]})),
        [*COMPARED, *INTERVAL, "bic", "small"], "token"),
    "log_odds": (an.log_odds, ["section", "token", "n", "log_odds", "z", *INTERVAL, "small"],
                 "section"),
    "dispersion": (an.dispersion, ["token", "n", "dp", "dp_norm", "range", *INTERVAL, "small"],
                   "section"),
    "dispersion over parts": (lambda t: an.dispersion(t, parts=3),
                              ["token", "n", "dp", "dp_norm", "range", *INTERVAL, "small"],
                              "token"),
    "positions": (lambda t: an.positions(t, ["山"]),
                  ["token", "pos", "section", "passage", "stop", "place"], "token"),
    "collocations": (an.collocations, [*NEAR, *INTERVAL, "t", "g2", "small"], "token"),
    "concordance": (lambda t: an.concordance(t, "山"),
                    ["left", "keyword", "right", "passage", "section", "start", "end"], "token"),
    "lexical_diversity": (an.lexical_diversity, [*SIZES, "small"], "token"),
    "lexical_diversity by part": (lambda t: an.lexical_diversity(t, "section"),
                                  ["section", *SIZES, "small"], "section"),
}  # fmt: skip
FULL = pd.DataFrame(
    {"token": list("山水山水山水山水山水山。"), "pos": ["n"] * 11 + ["w"],
     "section": pd.Categorical(list("aaaabbbbbbbb"), categories=list("cba"), ordered=True),
     "passage": [0] * 4 + [1] * 8, "stop": False}
)  # fmt: skip

KEEP_LABELS = {"positions", "concordance"}  # each row is a place in the text


@pytest.mark.parametrize("name", MEASURES)
def test_a_table_has_the_columns_it_is_said_to_have(name: str) -> None:
    measure, columns, _ = MEASURES[name]
    before = FULL.copy()
    table = measure(FULL)
    assert list(table) == columns and len(table)
    if name in KEEP_LABELS:
        assert FULL.loc[table.index, "token"].eq("山").all()
    else:
        assert list(table.index) == list(range(len(table)))
    pd.testing.assert_frame_equal(FULL, before)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("empty", ["no rows", "no words"])
def test_no_words_give_an_empty_table_with_the_same_columns(name: str, empty: str) -> None:
    measure, columns, _ = MEASURES[name]
    table = measure(FULL[:0] if empty == "no rows" else FULL[-1:])
    assert list(table) == columns and len(table) == 0


@pytest.mark.parametrize("name", MEASURES)
def test_a_missing_column_is_named_with_those_there_are(name: str) -> None:
    measure, _, needed = MEASURES[name]
    with pytest.raises(an.InputError, match=rf"no column '{needed}' \(it has: .*pos"):
        measure(FULL.drop(columns=needed))


@pytest.mark.parametrize("name", MEASURES)
def test_row_labels_do_not_matter_and_places_keep_them(name: str) -> None:
    measure, _, _ = MEASURES[name]
    found, expected = measure(FULL.set_axis([5] * 12)), measure(FULL)
    assert name not in KEEP_LABELS or set(found.index) == {5}
    pd.testing.assert_frame_equal(found.set_axis(expected.index), expected)


@pytest.mark.parametrize("name", ["keyness", "log_odds", "dispersion"])
def test_one_part_alone_cannot_be_compared(name: str) -> None:
    measure, _, _ = MEASURES[name]
    with pytest.raises(an.InputError, match="one section, 'a'; a comparison needs two"):
        measure(pd.concat([FULL[FULL["section"] == "a"]] * 3))


@pytest.mark.parametrize("name", ["keyness", "log_odds", "dispersion", "tf_idf"])
def test_rows_outside_all_parts_are_left_out(name: str) -> None:
    measure, _, _ = MEASURES[name]
    nowhere = pd.Categorical([None] * 12, dtype=FULL["section"].dtype)
    outside = FULL.assign(section=nowhere, token="人", pos="n", passage=2)
    pd.testing.assert_frame_equal(measure(pd.concat([FULL, outside])), measure(FULL))


@pytest.mark.parametrize(
    ("call", "message"),
    [(lambda: an.term_frequency(FULL, ngram=0), "ngram is 0; it must be 1 or more"),
     (lambda: an.dispersion(FULL, parts=1), "parts is 1; it must be 2 or more"),
     (lambda: an.collocations(FULL, window=0), "window is 0"),
     (lambda: an.lexical_diversity(FULL, window=0), "window is 0")],
)  # fmt: skip
def test_an_option_out_of_range_is_named(call: object, message: str) -> None:
    with pytest.raises(an.InputError, match=message):
        call()


@pytest.mark.parametrize(
    "call",
    [lambda: an.collocations(FULL, "人"), lambda: an.positions(FULL, "人"),
     lambda: an.collocations(FULL, ["山 水", "山*"]), lambda: an.concordance(FULL, "人"),
     lambda: an.concordance(FULL, "人+", regex=True)],
)  # fmt: skip
def test_a_term_that_does_not_occur_gives_an_empty_table_and_a_warning(call: object) -> None:
    with pytest.warns(UserWarning, match="no (token|occurrence)") as caught:
        table = call()
    assert len(table) == 0 and len(table.columns) > 3
    assert [warning.filename for warning in caught] == [__file__]


def test_no_term_is_no_unknown_term() -> None:
    assert an.positions(FULL, []).empty and an.collocations(FULL, []).empty
