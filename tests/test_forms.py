"""Forms: what is one token by its looks, what is a number, and what nobody sees."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import analysis as an
from analysis.lexicon.lookup import INVISIBLE
from analysis.segmentation import ENGINES

CUT = [
    ("2022.6.8发布", "2022.6.8/t 发布/v"),
    ("2022.06.17，2022/6/17", "2022.06.17/t ，/w 2022/6/17/t"),
    ("2022.6万", "2022.6万/m"),
    ("9时30分到10时", "9时/t 30分/t 到/v 10时/t"),
    ("上午9点开会", "上午/t 9点/t 开会/v"),
    ("晚上8点，8点半，8点20分15秒", "晚上/t 8点/t ，/w 8点/t 半/m ，/w 8点/t 20分/t 15秒/t"),
    ("提了9点建议", "提/v 了/ul 9/m 点/m 建议/n"),
    ("考了90分", "考/v 了/ul 90/m 分/v"),
    ("重1.5kg", "重/a 1.5kg/m"),
    ("3.2km，37.5℃", "3.2km/m ，/w 37.5/m ℃/w"),
    ("v2.0和Python3.11", "v2.0/nz 和/c Python3.11/nz"),
    ("第3季度", "第3季度/m"),
    ("第3届", "第3届/m"),
    ("10萬元", "10萬/m 元/m"),
    ("2000年轻人报名", "2000/m 年轻人/n 报名/v"),
    ("2000年青年节", "2000年/t 青年节/t"),
    ("2022年度计划", "2022年度/t 计划/n"),
    ("50日元", "50/m 日元/n"),
    ("1日元旦", "1日/t 元旦/t"),
    ("3时速", "3/m 时速/n"),
    ("90年代", "90年代/t"),
    ("1990年代", "1990年代/t"),
    ("192.168.1.1", "192.168.1.1/m"),
    ("café和bó", "café/nz 和/c bó/nz"),
    ("cafe\u0301吧", "cafe\u0301/nz 吧/y"),
    ("Müller先生", "Müller/nz 先生/n"),
    ("Россия", "Россия/nz"),
    ("看www.baidu.com，好", "看/v www.baidu.com/xu ，/w 好/a"),
    ("https://a.cn/x?a=1&b=2。", "https://a.cn/x?a=1&b=2/xu 。/w"),
    ("people.com.cn的", "people.com.cn/xu 的/uj"),
    ("找li.si@baosan.gov.cn吧", "找/v li.si@baosan.gov.cn/xe 吧/y"),
    ("&nbsp;好&#39;&amp;", "&nbsp;/w 好/a &#39;/w &amp;/w"),
    ("❤️好", "❤️/w 好/a"),
    ("1️⃣好", "1️⃣/w 好/a"),
    ("👨‍👩‍👧和🇨🇳", "👨‍👩‍👧/w 和/c 🇨🇳/w"),
    ("👍🏽👍", "👍🏽/w 👍/w"),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "expected"), CUT, ids=[text for text, _ in CUT])
def test_a_form_is_one_token(text: str, expected: str, engine: str) -> None:
    tokens = an.Segmenter(engine=engine).tokenize(text)
    assert " ".join(f"{token.token}/{token.pos}" for token in tokens) == expected


STOP = ["二〇二二年", "六月", "百分之三十五", "35%", "2022年", "6月", "一", "三十五", "①", "②",
        "Ⅲ", "½", "1.5kg", "第3季度", "www.a.com", "a@b.cn", "&nbsp;", "，", "❤️", "\u200b",
        "的"]  # fmt: skip
CONTENT = ["三农", "5G", "B2B", "v2.0", "乡村", "百姓", "café", "八达岭", "九寨沟"]


def test_stop_are_marks_addresses_numbers_in_any_script_and_stop_words() -> None:
    segmenter = an.Segmenter([*STOP, *CONTENT])
    stop = {word for word in [*STOP, *CONTENT] if an.tokens(word, terms=CONTENT)["stop"].all()}
    assert stop == set(STOP)
    assert segmenter.cut("三农") == ["三农"]


def test_numbers_of_a_sentence_are_no_content_words() -> None:
    table = an.tokens("二〇二二年六月，占百分之三十五，共35%，2022年6月")
    assert table.loc[~table["stop"], "token"].tolist() == ["占"]


def test_an_invisible_character_is_never_the_most_frequent_word() -> None:
    table = an.term_frequency(an.tokens("我爱你❤️，很好❤️。").query("not stop"))
    assert table["token"].tolist() == ["我爱你", "好"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("乡\u200b村振\u00ad\u00ad兴", [("乡\u200b村", 0, 3), ("振\u00ad\u00ad兴", 3, 7)]),
        ("好\ufe0f，", [("好", 0, 1), ("\ufe0f", 1, 2), ("，", 2, 3)]),
        ("\ufeff水渠", [("\ufeff", 0, 1), ("水渠", 1, 3)]),
        ("2022\u200b年", [("2022\u200b年", 0, 6)]),
        ("鄉\u200b村", [("鄉\u200b村", 0, 3)]),
        ("\u200b \u2060", [("\u200b", 0, 1), ("\u2060", 2, 3)]),
    ],
)
def test_an_invisible_character_cuts_no_word(
    text: str, expected: list[tuple[str, int, int]], engine: str
) -> None:
    tokens = an.Segmenter(engine=engine).tokenize(text)
    assert [(token.token, token.start, token.end) for token in tokens] == expected
    assert {token.pos for token in tokens if INVISIBLE.fullmatch(token.token)} <= {"w"}


INVISIBLES = "\u200b\u200d\ufe0f\u00ad\u2060\ufeff\U000e0100\x00"
pieces = st.lists(
    st.sampled_from(
        ["乡村振兴", "鄉村", "2022年", "5G", "，", "。", " ", "\n", "😀", "👨‍👩‍👧", *INVISIBLES]
    ),
    max_size=12,
).map("".join)


@given(pieces)
@example("乡\ufe0f\u200b村\U000e0100")
def test_invisible_characters_change_no_other_word_and_keep_their_places(text: str) -> None:
    segmenter = an.Segmenter(["乡村振兴"], engine="rjieba")
    tokens = segmenter.tokenize(text)
    assert "".join(token.token for token in tokens) == "".join(text.split())
    assert all(text[token.start : token.end] == token.token for token in tokens)
    seen = [INVISIBLE.sub("", token.token) for token in tokens]
    if not re.search("[😀👨👩👧]", text):  # joiners make one emoji of several
        assert [word for word in seen if word] == segmenter.cut(INVISIBLE.sub("", text))


@pytest.mark.parametrize(
    ("run", "end"),
    [("111,", "111a"), ("1.", "1a"), ("a.", ""), ("a.", "@"), ("www.", ""), ("a@", ""),
     ("&amp", ""), ("第1", ""), ("é", "1"), ("👍", "🏽"), ("\u200b", "好"), ("1️⃣", ""), ("A", "é"),
     ("A1.", ""), ("http://", ""), ("！ ", ""), ('"', "!"), ("a!", ""), ("党员", "")],
)  # fmt: skip
@pytest.mark.slow
def test_time_grows_with_the_length_of_a_text(run: str, end: str) -> None:
    """Four times the text may take eight times as long, not sixteen."""
    segmenter = an.Segmenter(["党员干部", "员党"], engine="rjieba")

    def seconds(size: int) -> float:
        text = run * (size // len(run)) + end
        start = time.perf_counter()
        assert "".join(segmenter.cut(text)) == "".join(text.split())
        assert an.tokens(pd.Series([text]), engine="rjieba")["end"].max() <= len(text)
        return time.perf_counter() - start

    seconds(100)
    assert min(seconds(40_000) for _ in range(2)) < 8 * max(0.02, seconds(10_000))
