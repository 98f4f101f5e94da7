"""Clean, segment and explore a Chinese article.

Data flows one way: a raw text is cleaned (`clean`), taken apart into sentences that know their
speaker and section (`load_article`), cut into words (`Segmenter`, `Article.tokens`), measured
(`term_frequency`, `theme_shares`) and drawn (`plots`). Every step takes a plain value or a tidy
table and returns one, so any of them can be used alone; a Series or DataFrame of texts keeps its
index (`tokens`).

Names (see `__init__.pyi`) are imported when first used: `import analysis` loads nothing heavy.

>>> import analysis as an
>>> article = an.Article("记者：这是什么？\\n答者：这是一个例子。",
...                      speakers={"记者": "question", "答者": "answer"})
>>> list(article.passages["text"])
['这是什么？', '这是一个例子。']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
