"""Words: whole where they are known, never invented, each in its place."""

import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import analysis as an
from analysis.segmentation import ENGINES

from .cases import prose
from .conftest import NAME, ROOT

TERMS = ["乡村振兴", ("五招妙手", "nz"), "农村 党员", "党员 干部", "B2B模式", "特别 是"]


@pytest.fixture(scope="module", params=ENGINES)
def segmenter(request: pytest.FixtureRequest) -> an.Segmenter:
    """A segmenter of each engine, with the term list of the interview."""
    terms = an.load_article(ROOT / "data" / "articles" / f"{NAME}.toml").terms
    return an.Segmenter(terms, engine=request.param)


@pytest.fixture(scope="module")
def both() -> list[an.Segmenter]:
    """A segmenter of each engine, with one term list."""
    return [an.Segmenter(TERMS, engine=engine) for engine in ENGINES]


# The interview: phrases that a segmenter gets wrong without care, as a reader divides them.
PHRASES = """
选优派强 驻村干部 特别 是 第一书记 ， 派出 单位 与 派驻 村 实行 责任 捆绑
我们 要 筑牢 抓 党建 促 乡村振兴 的 “ 战斗堡垒 ” 。
我们 保山 集 边疆 、 欠发达 、 山多坝少 、 民族 杂居 于 一体
云南省 保山 市委常委 、 组织部 部长 杨绍虎
在 四川省 眉山市 永丰村 考察 调研 时 的 讲话 精神
我们 着力 推动 “ 万 名 人才 兴 万 村 ” “ 高 层次 人才 走 边疆 · 助力 强边固防 ” 行动
强化 基层 纪检监察 机构 对 村 “ 两委 ” 成员 的 监察 全覆盖
上级 投入 支持 的 公共服务 资源 以 乡镇 党委 和 村级 党组织 为 主渠道 落实
严格 落实 党委 （ 党组 ） 会议 “ 第一议题 ” 制度
乡镇 党委 — 行政村 党组织 — 村民小组 党支部 — 党员 中心户
把 政治 理论 学习 作为 “ 三会一课 ” 、 支部 主题党日 的 重要 内容
把 发展 壮大 村级 集体经济 纳入 县域 经济 发展 布局
开展 “ 联建 联治 联产 ” 行动 ， 统筹 推进 基层 党建 联建 、 乡村 治理 联治
持续 选派 城市 教科文卫体 人才 定期 服务 乡村
今年 9月 底 前 ， 我们 要 完成 县乡村 三级 干部 的 集中 培训 ， 以后 每 3 年 都 要 开展 一 轮
每 个 县 每 年 新 发展 35 岁 以下 的 农村 党员 占比 50% 以上
集体经济 10万 元 以下 的 村 ， 逐 村 研究 方案
在 抓 党建 促 乡村振兴 中 展现 保山 人 的 新担当 、 新作为
6月 8日 ， 习近平 总书记 在 永丰村 考察 调研 时 强调
引导 党员 带头 创办 领办 新型农业经营主体
原则 上 每 个 村 每 两 年 至少 发展 1 名 党员
建强 县级 领导班子 ， 加强 乡镇 工作 力量 ， 加强 村干部 队伍 专业化 建设
""".strip().splitlines()


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase[:12].replace(" ", "_"))
def test_a_hard_phrase_of_the_interview_is_divided_as_a_reader_would(
    phrase: str, segmenter: an.Segmenter
) -> None:
    words = phrase.split()
    assert segmenter.cut("".join(words)) == words


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase[:12].replace(" ", "_"))
def test_the_phrase_is_divided_so_in_its_context(phrase: str, article: an.Article) -> None:
    start = article.cleaned.text.index(phrase.replace(" ", ""))
    end = start + len(phrase.replace(" ", ""))
    tokens = article.tokens
    found = tokens[(tokens["start"] >= start) & (tokens["end"] <= end)]
    assert list(found["token"]) == phrase.split()


TAGS = [
    ("五招妙手", "nz"), ("习近平", "nr"), ("杨绍虎", "nr"), ("永丰村", "ns"), ("，", "w"),
    ("50%", "m"), ("6月", "t"), ("的", "uj"), ("乡村振兴", "n"), ("健全", "v"), ("全面", "ad"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "pos"), TAGS)
def test_parts_of_speech_in_the_interview(token: str, pos: str, article: an.Article) -> None:
    assert set(article.tokens.query("token == @token")["pos"]) == {pos}


def test_the_interview_has_no_single_character_left_over_from_a_word(article: an.Article) -> None:
    """A character that the dictionary and the term list know as no word has no part of speech."""
    assert list(article.tokens.query("pos == 'x'")["token"]) == []


# Forms

FORMS = [
    ("6月8日", "6月/t 8日/t"),
    ("12月底", "12月/t 底/f"),
    ("2022年6月17日", "2022年/t 6月/t 17日/t"),
    ("2022-06-17 09:21:00", "2022-06-17/t 09:21:00/t"),
    ("09:21", "09:21/t"),
    ("3年", "3/m 年/m"),
    ("50%", "50%/m"),
    ("占50％以上", "占/v 50％/m 以上/f"),
    ("3.5%", "3.5%/m"),
    ("10万元", "10万/m 元/m"),
    ("2千亿", "2千亿/m"),
    ("1,000,000", "1,000,000/m"),
    ("1万2千", "1万/m 2千/m"),
    ("3千米，5千瓦时，2千元", "3/m 千米/q ，/w 5/m 千瓦时/q ，/w 2千/m 元/m"),
    ("１７．５％", "１７．５％/m"),
    ("3/4", "3/4/m"),
    ("百分之九十五点五", "百分之九十五点五/m"),
    ("占三分之一", "占/v 三分之一/m"),
    ("十分之九是", "十分之九/m 是/v"),
    ("十分重要", "十分/m 重要/a"),
    ("二〇二二年", "二〇二二年/t"),
    ("二○○○年", "二○○○年/t"),
    ("一九九八年底", "一九九八年/t 底/f"),
    ("三十五岁", "三十五岁/m"),
    ("B2B", "B2B/nz"),
    ("5G", "5G/nz"),
    ("100G", "100G/nz"),
    ("H1N1", "H1N1/nz"),
    ("G20", "G20/nz"),
    ("F16", "F16/nz"),
    ("A100", "A100/nz"),
    ("COVID19", "COVID19/nz"),
    ("APP和PDF", "APP/nz 和/c PDF/nz"),
    ("ＷＴＯ和５Ｇ", "ＷＴＯ/nz 和/c ５Ｇ/nz"),
    ("ｉＰｈｏｎｅ１３", "ｉＰｈｏｎｅ１３/nz"),
    ("乡村——城市", "乡村/n ——/w 城市/ns"),
    ("好……", "好/a ……/w"),
    ("好。”", "好/a 。/w ”/w"),
    ("？！", "？/w ！/w"),
    ("好😀", "好/a 😀/w"),
    ("①", "①/x"),
    ("한", "한/x"),
    ("𠮷", "𠮷/x"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_numbers_dates_names_and_marks_go_by_their_form(
    text: str, expected: str, engine: str
) -> None:
    tokens = an.Segmenter(engine=engine).tokenize(text)
    assert " ".join(f"{token.token}/{token.pos}" for token in tokens) == expected


# Terms


@pytest.mark.parametrize("engine", ENGINES)
def test_a_term_is_kept_whole_and_has_its_part_of_speech(engine: str) -> None:
    with_terms = an.Segmenter([("五招妙手", "nz"), "乡村振兴"], engine)
    assert [tuple(token) for token in with_terms.tokenize("五招妙手促乡村振兴")] == [
        ("五招妙手", "nz", 0, 4),
        ("促", "v", 4, 5),
        ("乡村振兴", "n", 5, 9),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_term_with_a_space_is_cut_there(engine: str) -> None:
    assert an.Segmenter(engine=engine).cut("广大党员") == ["广大党员"]
    assert an.Segmenter(["广大 党员"], engine).cut("广大党员") == ["广大", "党员"]


ODD = [
    "2035年远景目标",
    "党委（党组）",
    "党委（党组）书记",
    "“两委”",
    "𠮷野家",
    "C++",
    "5G",
    "好]",
    "三分之一村",
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("到2035年远景目标，2035年", "到 2035年远景目标 ， 2035年"),
        ("党委（党组）书记和党委（党组）", "党委（党组）书记 和 党委（党组）"),
        ("村“两委”在𠮷野家", "村 “两委” 在 𠮷野家"),
        ("用C++写，用5G网", "用 C++ 写 ， 用 5G 网"),
        ("15G，5GB，A5G", "15G ， 5GB ， A5G"),
        ("好]好[三分之一村]", "好] 好 [ 三分之一村 ]"),
    ],
)
def test_a_term_may_hold_what_no_engine_has_in_a_word(text: str, words: str, engine: str) -> None:
    assert an.Segmenter(ODD, engine).cut(text) == words.split()


@pytest.mark.parametrize("engine", ENGINES)
def test_terms_of_one_segmenter_are_unknown_to_another(engine: str) -> None:
    an.Segmenter(["山外有山", "广大 党员"], engine)
    other = an.Segmenter(engine=engine)
    assert "山外有山" not in other.cut("山外有山")
    assert other.cut("广大党员") == ["广大党员"]


def test_the_tokenizer_that_jieba_shares_is_not_touched_by_terms() -> None:
    an.Segmenter().cut("山")  # Whoever imports jieba first hears of pkg_resources.
    import jieba

    before = jieba.lcut("广大党员山外有山", HMM=False)
    an.Segmenter(["山外有山", "广大 党员"]).cut("山外有山")
    assert jieba.lcut("广大党员山外有山", HMM=False) == before


@pytest.mark.parametrize("terms", [[""], [" "], ["乡村", ""], [("", "n")]])
def test_an_empty_term_is_refused(terms: list[str]) -> None:
    with pytest.raises(an.InputError, match="empty term"):
        an.Segmenter(terms)


def test_an_unknown_engine_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(an.InputError, match=r"'thulac' \(known: jieba, rjieba\)"):
        an.Segmenter(engine="thulac")


def test_a_missing_engine_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(an.InputError, match="pip install"):
        an.Segmenter(engine="rjieba")


# Laws

texts = st.text(
    st.one_of(
        st.sampled_from("乡村振兴农村党员干部特别是五招妙手模式抓促的了一二三分之〇"),
        st.sampled_from(
            "0123456789.,:-/%％月日年时万亿千米５．ＧABGbgé+#&_\r\n\t\u3000—…。，“”（）😀"
        ),
        st.characters(exclude_categories=()),
    ),
    max_size=40,
)
WORDS = st.sampled_from(
    ["乡村振兴", "农村党员", "党员干部", "特别是", "五招妙手", "B2B模式", "6月", "8日", "50%",
     "10万", "3年", "2022-06-17", "5G", "——", "……", "，", "。", " ", "山多坝少", "永丰村",
     "iPhone13", "的"]
)  # fmt: skip


@given(texts)
@example("F16 3年5G网……10万%")
def test_tokens_are_the_text_without_white_space_each_in_its_place(
    both: list[an.Segmenter], text: str
) -> None:
    for segmenter in both:
        tokens = segmenter.tokenize(text)
        assert "".join(token.token for token in tokens) == "".join(text.split())
        assert all(text[start:end] == token for token, _, start, end in tokens)
        ends = [0, *(token.end for token in tokens)]
        assert all(end <= token.start for end, token in zip(ends, tokens, strict=False))


def prose_without_marks() -> str:
    return "".join(char for char in prose() if char.isalnum())


VARIED = {
    "prose": prose,
    "one long line": lambda: prose().replace("\n", "") * 20,
    "one long line without marks": lambda: prose_without_marks() * 20,
    "one character": lambda: "的" * 20_000,
    "one digit": lambda: "1" * 20_000,
    "mixed with English": lambda: (
        "用 Python3 写的 open-source 软件v2.0叫five_moves，C++也行。abc def " * 50
    ),
    "numbers": lambda: (
        "12,345.6万元、３７．５％、二〇二二年、百分之三十、5千瓦、3/4、1:30、+86-10" * 50
    ),
    "emoji": lambda: "好👍🏽，家👨‍👩‍👧和🇨🇳、①②、㎡。" * 50,
    "control characters": lambda: "乡\x00村\x1c振\x85兴\u2028和\u200b党\ufeff员\x7f\r\n\r" * 50,
    "surrogates": lambda: "党员\ud83d干部\ude00，\udc00\ud800组织" * 50,
    "blank": lambda: " \t\u3000\r\n\v\f" * 50,
    "rare characters": lambda: "𠮷野家㐀䶵\u9fd6\u9fff\uf900한국어ไทย" * 50,
    "ties": lambda: "录入的速度快，光路不小。从溪步道到步道，在铁路网上。" * 5,
}
LISTS = {"no terms": [], "a list": TERMS, "odd terms": [*ODD, "a b", "一 年", "不存在 的"]}


@pytest.mark.slow
@pytest.mark.parametrize("terms", [*LISTS, "the interview's"])
@pytest.mark.parametrize("name", VARIED)
def test_the_engines_agree_on_varied_text(name: str, terms: str, article: an.Article) -> None:
    words = LISTS.get(terms, article.terms)
    one, other = (an.Segmenter(words, engine).tokenize(VARIED[name]()) for engine in ENGINES)
    assert one == other


@pytest.mark.slow
@pytest.mark.parametrize(
    "run", ["一", "1", "１", "๑", "Ａ", "1,111", "一年", "百分之", "—", "\ud800"]
)
@pytest.mark.parametrize("end", ["", "a", "分"])
def test_a_long_run_takes_no_longer_than_other_text(run: str, end: str) -> None:
    """Were every place of it looked at to its end, this would take minutes."""
    text = run * (300_000 // len(run)) + end
    assert "".join(an.Segmenter(engine="rjieba").cut(text)) == text


@pytest.mark.parametrize("engine", ENGINES)
def test_half_a_surrogate_pair_is_a_mark(engine: str) -> None:
    tokens = an.Segmenter(engine=engine).tokenize("党员\ud83d干部")
    assert [token.pos for token in tokens] == ["n", "w", "n"]


@given(texts)
def test_the_engines_agree_on_any_text(both: list[an.Segmenter], text: str) -> None:
    assert both[0].tokenize(text) == both[1].tokenize(text)


@given(st.lists(WORDS, max_size=12).map("".join))
def test_the_engines_agree_on_text_made_of_terms_and_forms(
    both: list[an.Segmenter], text: str
) -> None:
    assert both[0].tokenize(text) == both[1].tokenize(text)


@given(texts)
def test_cut_gives_the_tokens_of_tokenize(both: list[an.Segmenter], text: str) -> None:
    for segmenter in both:
        assert segmenter.cut(text) == [token.token for token in segmenter.tokenize(text)]


def test_the_engines_agree_on_the_interview(article: an.Article) -> None:
    one, other = (an.Segmenter(article.terms, engine) for engine in ENGINES)
    for text in (article.cleaned.text, article.cleaned.raw):
        assert one.tokenize(text) == other.tokenize(text)


def test_each_token_knows_the_raw_characters_that_it_came_from(article: an.Article) -> None:
    cleaned = article.cleaned

    def came_from(place: int) -> str:
        """The character at a place of the raw text, changed by the edit that holds it."""
        at = cleaned.to_raw(place)
        for edit in cleaned.edits:
            if edit.start <= at < edit.end:
                in_step = len(edit.before) == len(edit.after)
                after = edit.after[at - edit.start] if in_step else edit.after
                return cleaned.text[place] if cleaned.text[place] in after else ""
        return cleaned.raw[at]

    for token in article.tokens.itertuples():
        assert "".join(map(came_from, range(token.start, token.end))) == token.token
    starts = article.tokens["start"].map(cleaned.to_raw)
    assert starts.is_monotonic_increasing
    assert (article.tokens["end"].map(cleaned.to_raw) >= starts).all()


def test_an_empty_text_has_no_tokens(segmenter: an.Segmenter) -> None:
    assert segmenter.tokenize("") == segmenter.tokenize(" \r\n\u3000") == []


# Quiet and private

SCRIPT = "import analysis as an; print(an.Segmenter(['山外有山']).cut('山外有山，修水渠'))"
EXPECTED = "['山外有山', '，', '修', '水渠']\n"


def segment_in_a_fresh_process(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Segment with `tmp` and `cache` in a folder for the temporary folder and the cache."""
    for name in ("tmp", "cache"):
        (folder / name).mkdir(exist_ok=True)
    here = {"TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **here, "HOME": str(folder), "PYTHONUTF8": "1"},
    )


def files(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a process that has segmented once."""
    folder = tmp_path_factory.mktemp("compiled")
    segment_in_a_fresh_process(folder)
    return folder


@pytest.fixture
def kept(compiled: Path, tmp_path: Path) -> Path:
    """What it has kept, copied to the folder of the test."""
    shutil.copytree(compiled, tmp_path, dirs_exist_ok=True)
    (found,) = files(tmp_path / "cache")
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_CACHE_HOME is honoured on Linux")
class TestTheCompiledDictionary:
    @pytest.mark.slow
    def test_is_kept_in_a_folder_of_this_user_alone_in_silence(self, tmp_path: Path) -> None:
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")
        assert list((tmp_path / "tmp").iterdir()) == []
        (kept,) = files(tmp_path / "cache")
        assert kept.relative_to(tmp_path / "cache").parts[0].startswith("five-moves")
        assert kept.parent.stat().st_mode & 0o077 == 0

    @pytest.mark.slow
    def test_is_read_in_silence(self, kept: Path, tmp_path: Path) -> None:
        before = kept.stat().st_mtime_ns
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")
        assert (kept.stat().st_mtime_ns, list((tmp_path / "tmp").iterdir())) == (before, [])

    @pytest.mark.slow
    @pytest.mark.parametrize("which", ["its folder", "the topmost folder of ours"])
    def test_is_not_read_where_others_can_put_theirs(
        self, which: str, kept: Path, tmp_path: Path
    ) -> None:
        """Who may write the topmost folder can swap those below it for others."""
        topmost = tmp_path / "cache" / kept.relative_to(tmp_path / "cache").parts[0]
        frequencies, total = marshal.loads(kept.read_bytes())
        frequencies["修水渠"] = 10**9  # would be cut as one word
        planted = marshal.dumps((frequencies, total))
        kept.write_bytes(planted)
        (kept.parent if which == "its folder" else topmost).chmod(0o777)
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")
        assert kept.read_bytes() == planted
        assert list((tmp_path / "tmp").iterdir()) == []

    @pytest.mark.slow
    def test_is_made_anew_where_it_is_damaged(self, kept: Path, tmp_path: Path) -> None:
        size = kept.stat().st_size
        kept.write_bytes(b"")
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")
        assert kept.stat().st_size == size

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "content",
        [(3, 5), ({}, 0), ({}, 5), ({"山": "1"}, 1), ({"山": 1}, "1"), ({1: 1}, 1), ({"山": -1}, 5),
         7, ("山", 1), None],
    )  # fmt: skip
    def test_is_made_anew_where_it_is_no_dictionary(
        self, content: object, kept: Path, tmp_path: Path
    ) -> None:
        kept.write_bytes(marshal.dumps(content))
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")

    @pytest.mark.slow
    def test_is_not_read_where_others_may_write_the_file(self, kept: Path, tmp_path: Path) -> None:
        frequencies, total = marshal.loads(kept.read_bytes())
        frequencies["修水渠"] = 10**9
        kept.write_bytes(marshal.dumps((frequencies, total)))
        kept.chmod(0o666)
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")

    def test_is_done_without_where_no_folder_can_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache" / "five-moves").write_text("in the way", encoding="utf-8")
        found = segment_in_a_fresh_process(tmp_path)
        assert (found.returncode, found.stdout, found.stderr) == (0, EXPECTED, "")
        assert list((tmp_path / "tmp").iterdir()) == []
