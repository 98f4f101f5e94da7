"""Counting words: tidy tables in, tidy tables out. Nothing here reads a file or draws.

* `tokens` has a `token` a row in the order of the text, as `Article.tokens`; or it is a string, a
  Series of texts, a table with a column `text`, or an `Article`: then its tokens, `an.tokens(…)`
  without options, are counted, and the columns of the table serve as `by`. Where it has `pos`,
  punctuation (`w`) is not a word. A sentence is a `passage` or, without that column, what ends with
  。！？ or …. `by` is a column that divides the text; rows without a value in it are left out.
* `low`, `high` are a 95% interval that takes words as independent; a repeated slogan is not, so the
  uncertainty is larger. `small` marks a row that cannot bear a reading; a `UserWarning` says so
  where that is every row. `seed` fixes what is random.
* No words, or only terms that do not occur: an empty table with the same columns. A missing column,
  an option out of range, or nothing to compare with: `InputError`.

Not good for: claims about Chinese at large. One short text says little about any other.
"""

from ..errors import require
from .agreement import segmentation_differences, segmentation_score
from .collocations import collocations, cooccurrence
from .comparison import correspondence, general_chinese, keyness, log_odds
from .concordance import Concordance, concordance
from .counts import wilson
from .distribution import dispersion, lexical_diversity, positions
from .frequency import term_frequency, tf_idf
from .pollution import pollution

__all__ = ["Concordance", "collocations", "concordance", "cooccurrence", "correspondence",
           "dispersion", "general_chinese", "keyness", "lexical_diversity", "log_odds", "pollution",
           "positions", "require", "segmentation_differences", "segmentation_score",
           "term_frequency", "tf_idf", "wilson"]  # fmt: skip
