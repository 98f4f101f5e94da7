from . import figures as figures
from . import plots as plots
from .article import (
    Article as Article,
    load_article as load_article,
)
from .cleaning import (
    Cleaned as Cleaned,
    Edit as Edit,
    clean as clean,
)
from .errors import InputError as InputError
from .files import read_text as read_text
from .house import (
    inert as inert,
    prose as prose,
)
from .lexicon import Codebook as Codebook
from .measures import (
    collocations as collocations,
    concordance as concordance,
    concordance_lines as concordance_lines,
    dispersion as dispersion,
    document_frequency as document_frequency,
    document_term_matrix as document_term_matrix,
    frequency_over_time as frequency_over_time,
    general_chinese as general_chinese,
    keyness as keyness,
    lexical_diversity as lexical_diversity,
    log_odds as log_odds,
    pollution as pollution,
    positions as positions,
    segmentation_differences as segmentation_differences,
    segmentation_score as segmentation_score,
    term_frequency as term_frequency,
    tf_idf as tf_idf,
)
from .measures.announced import (
    announced_cells as announced_cells,
    announced_test as announced_test,
)
from .measures.robustness import (
    announced_readings as announced_readings,
    sensitivity as sensitivity,
    theme_readings as theme_readings,
)
from .segmentation import (
    Segmenter as Segmenter,
    Token as Token,
)
from .starter.terms import suggest_terms as suggest_terms
from .measures.coding import (
    check_codebook as check_codebook,
    coder_agreement as coder_agreement,
    corrected_shares as corrected_shares,
    theme_differences as theme_differences,
    theme_score as theme_score,
)
from .measures.themes import (
    coverage as coverage,
    leading_themes as leading_themes,
    theme_shares as theme_shares,
)
from .measures.residuals import (
    theme_residuals as theme_residuals,
    theme_sentences as theme_sentences,
)
from .segmentation.tokens import tokens as tokens
from .article.corpus import Corpus as Corpus
from .corpus.tables import (
    clean_table as clean_table,
    counts as counts,
)
from .explorer.page import (
    Explorer as Explorer,
    explore as explore,
    save_explorer as save_explorer,
)
