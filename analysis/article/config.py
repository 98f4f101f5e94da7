"""Loading an article from its TOML file."""

from pathlib import Path

from ..errors import InputError, check_keys, checked
from ..files import read_text, read_toml
from ..lexicon import LISTS
from ..segmentation.engines import Engine
from .article import Article
from .sections import Section, Variant

PLAIN = {"metadata": dict, "speakers": dict, "section_name": str, "section_name_zh": str}
ARTICLE_KEYS = PLAIN | dict.fromkeys(("raw", "encoding", "list_encoding", *LISTS), str)
ARTICLE_KEYS |= {"sections": list, "variants": list}
SECTION_NAMES = ("key", "zh", "en", "announces", "begins", "last", "to")
SECTION_KEYS = dict.fromkeys(SECTION_NAMES, str) | {"number": int}
VARIANT_KEYS = dict.fromkeys(("name", "zh", "text", "section", "to"), str)


def find_article(name: str) -> Path:
    """The path of `data/articles/NAME.toml`, in this folder or one above.

    If there is no such file, an `InputError` lists the names that exist.
    """
    folders = [Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]]
    paths = [path for folder in folders for path in folder.glob("data/articles/*.toml")]
    for path in paths:
        if path.stem == name:
            return path
    names = ", ".join(sorted({path.stem for path in paths}))
    there = f"there are: {names}" if names else "no data/articles here or above"
    raise InputError(f"no article {name!r} ({there}); give a name or the path of a TOML file")


@checked
def load_article(name_or_path: str | Path, engine: Engine = "jieba") -> Article:
    """Load an article by its name in `data/articles/`, or from the path of a TOML file.

    The file has these keys, of which only `raw` is required. Paths are relative to the file.

    * `raw`: the file of the text
    * `encoding`, `list_encoding`: that of the text, and that of the lists, if not UTF-8
    * `terms`, `stopwords`, `themes`, `glossary`, `gold`: the files of the lists of an `Article`
    * `section_name`, `section_name_zh`: as for `Article`
    * `[metadata]`, `[speakers]`: as for `Article`
    * `[[sections]]`: the fields of a `Section`
    * `[[variants]]`: the fields of a `Variant`

    Raises
    ------
    InputError
        If a file is missing, empty or not UTF-8, a key is unknown, a value has the wrong type, or
        `Article` refuses it. The message names the file and the fault.
    """
    path = Path(name_or_path)
    path = path if path.suffix == ".toml" else find_article(str(path))
    config = read_toml(path)
    check_keys(config, ARTICLE_KEYS, str(path), required=("raw",))
    for table in config.get("sections", ()):
        check_keys(table, SECTION_KEYS, f"{path}: a section", required=("key", "begins"))
    for table in config.get("variants", ()):
        check_keys(table, VARIANT_KEYS, f"{path}: a variant", required=("name",))
    text = read_text(path.parent / config["raw"], config.get("encoding", "utf-8"))
    own = {key: config[key] for key in PLAIN if key in config}
    encoding = config.get("list_encoding", "utf-8")
    for key in (key for key in LISTS if key in config):
        own[key] = LISTS[key](path.parent / config[key], encoding)
    own["codebook"] = own.pop("themes", None)
    own["sections"] = [Section(**table) for table in config.get("sections", ())]
    own["variants"] = [Variant(**table) for table in config.get("variants", ())]
    try:
        article = Article(text, engine=engine, **own)
        end = 0 if article.gold is None else article.gold["end"].max()
        if end > len(article.cleaned.text):
            raise InputError(f"{config['gold']}: a unit ends at {end}, beyond the end of the text")
        return article
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
