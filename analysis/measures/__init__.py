"""Measures of words and themes: a tidy table goes in, a tidy table comes out.

No measure reads a file or draws. All of them share these parameters:

* `tokens`: a table with one token a row in the order of the text, such as `Article.tokens`. An
  `Article`, a string, a Series of texts or a table of texts is cut into tokens first; `column`
  names the texts of a table. Rows tagged `w` in a column `pos` are punctuation, not words; without
  that column, tokens that have no letter or digit. A sentence is one `passage`; without that column
  it ends with 。！？ or ….
* Where order does not matter, `tokens` may be counts: a table with columns `token, n`, columns that
  divide it, and neither `start` nor `position`.
* `by`: the column that divides the text, or a list of columns. Rows without a value are left out.
* `seed`: the number that fixes what is random.

Their tables share these columns:

* the `by` columns, which come first
* `n`: how often the word, pair or theme occurs
* `low`, `high`: a 95% interval. Unless a measure says otherwise, it treats words as independent,
  which repeated slogans are not, so the uncertainty is larger.
* `small`: too rare for a conclusion. A `UserWarning` says so if every row is small.

Without words the table is empty; so it is, with a `UserWarning`, if the terms asked for do not
occur. A missing column, an option out of range, or nothing to compare with raises `InputError`.

Not good for claims about Chinese at large: one short text says little about any other.
"""

from ..errors import require
from .agreement import segmentation_differences, segmentation_score
from .collocations import collocations
from .comparison import general_chinese, keyness, log_odds
from .concordance import concordance, concordance_lines
from .counts import wilson
from .distribution import dispersion, lexical_diversity, positions

from .frequency import (  # isort: skip
    document_frequency, document_term_matrix, frequency_over_time, term_frequency, tf_idf,
)  # fmt: skip
from .pollution import pollution

__all__ = ["collocations", "concordance", "concordance_lines", "dispersion", "document_frequency",
           "document_term_matrix", "frequency_over_time", "general_chinese", "keyness",
           "lexical_diversity", "log_odds", "pollution", "positions", "require",
           "segmentation_differences", "segmentation_score", "term_frequency", "tf_idf",
           "wilson"]  # fmt: skip
