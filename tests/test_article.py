"""An article: metadata, furniture, turns, sentences, sections, words."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.article import Section

from .conftest import NAME, ROOT

INTERVIEWER, INTERVIEWEE = "记者", "杨绍虎"


# The interview


def test_the_metadata_are_those_of_the_page(article: an.Article) -> None:
    assert article.metadata == {
        "title": "组织部长访谈 | 下好党建引领乡村振兴“五招妙手”——"
        "访云南省保山市委常委、组织部部长杨绍虎",
        "date": datetime(2022, 6, 17, 9, 21),
        "source": "乡村干部报",
        "author": "聂伟",
        "correspondent": "殷铖君",
        "editor": "车婧",
    }


def test_the_article_can_be_loaded_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "analysis" / "plots")
    assert an.load_article(NAME).metadata["author"] == "聂伟"


def test_page_furniture_is_set_apart(article: an.Article) -> None:
    furniture = article.furniture
    assert list(furniture["kind"]) == ["metadata", *["furniture"] * 5, "metadata"]
    assert list(furniture["text"][1:-1]) == [
        "1", "乡村干部报网", "微信公众号", "乡村干部报网", "官方微博",
    ]  # fmt: skip
    assert furniture["text"].iloc[0].startswith("2022-06-17 09:21:00")
    assert furniture["text"].iloc[-1] == "责编：车婧"


def test_furniture_is_in_no_passage(article: an.Article) -> None:
    passages = list(zip(article.passages["start"], article.passages["end"], strict=True))
    for row in article.furniture.itertuples():
        assert article.cleaned.text[row.start : row.end] == row.text
        assert all(end <= row.start or row.end <= start for start, end in passages)


def test_every_character_that_is_not_blank_is_in_a_passage_or_furniture_or_opens_a_turn(
    article: an.Article,
) -> None:
    text = article.cleaned.text
    left = list(text)
    for table in (article.passages, article.furniture):
        for row in table.itertuples():
            left[row.start : row.end] = " " * (row.end - row.start)
    assert "".join(left).split() == [f"{INTERVIEWER}：", f"{INTERVIEWEE}："] * 6


def test_the_two_speakers_take_turns_six_times(article: an.Article) -> None:
    turns = article.passages.query("turn > 0").groupby("turn")["speaker"].unique()
    assert list(turns.index) == list(range(1, 13))
    assert [list(speakers) for speakers in turns] == [[INTERVIEWER], [INTERVIEWEE]] * 6


def test_title_and_greeting_are_the_lead_and_the_rest_asks_and_answers(
    article: an.Article,
) -> None:
    roles = article.passages.groupby("turn")["role"].unique().map(list)
    assert list(roles) == [["lead"], ["lead"], ["answer"], *[["question"], ["answer"]] * 5]


def test_the_title_is_the_first_passage_and_nobody_speaks_it(article: an.Article) -> None:
    first = article.passages.iloc[0]
    assert (first["text"], first["turn"], first["paragraph"]) == (article.metadata["title"], 0, 0)
    assert pd.isna(first["speaker"])


QUESTIONS = [
    "请您简要介绍一下“五招妙手”具体是什么内容？",
    "您觉得这“五招妙手”中，关键是哪一招？",
    "这方面保山是怎么做的？",
    "保山打算怎么靶向发力？",
    "在这个方面保山有什么探索和尝试呢？",
]


def test_each_question_ends_with_its_question(article: an.Article) -> None:
    asked = article.passages.query("role == 'question'").groupby("turn")["text"].last()
    assert list(asked) == QUESTIONS


def test_passages_are_slices_of_the_cleaned_text_in_order_without_overlap(
    article: an.Article,
) -> None:
    passages, text = article.passages, article.cleaned.text
    assert [text[row.start : row.end] for row in passages.itertuples()] == list(passages["text"])
    assert (passages["end"].shift(fill_value=0) <= passages["start"]).all()
    assert (passages["start"] < passages["end"]).all()


def test_a_passage_is_one_sentence(article: an.Article) -> None:
    for text in article.passages["text"][1:]:
        assert text.rstrip("”")[-1] in "。？！"
        assert not set("。？！") & set(text.rstrip("”")[:-1])


def test_there_are_42_sentences_in_17_paragraphs(article: an.Article) -> None:
    assert (len(article.passages), article.passages["paragraph"].max()) == (42, 17)


PASSAGE_COLUMNS = {
    "passage": "int64", "turn": "int64", "speaker": "str", "role": "str", "paragraph": "int64",
    "section": "category", "text": "str", "start": "int64", "end": "int64",
}  # fmt: skip
TOKEN_COLUMNS = {
    "passage": "int64", "section": "category", "position": "int64", "token": "str", "pos": "str",
    "start": "int64", "end": "int64", "stop": "bool", "theme": "category", "turn": "int64",
    "speaker": "str", "role": "str",
}  # fmt: skip


def test_the_passages_have_these_columns(article: an.Article) -> None:
    assert article.passages.dtypes.map(str).to_dict() == PASSAGE_COLUMNS
    assert list(article.passages) == list(PASSAGE_COLUMNS)


def test_the_tokens_have_these_columns(article: an.Article) -> None:
    assert article.tokens.dtypes.map(str).to_dict() == TOKEN_COLUMNS
    assert list(article.tokens) == list(TOKEN_COLUMNS)


def test_the_sections_have_these_columns(article: an.Article) -> None:
    assert list(article.sections) == [
        "section", "number", "zh", "en", "announces", "start", "end",
    ]  # fmt: skip


def test_passages_and_positions_count_from_0(article: an.Article) -> None:
    assert list(article.passages["passage"]) == list(range(len(article.passages)))
    assert list(article.tokens["position"]) == list(range(len(article.tokens)))


# Section, how many sentences it has, how the first begins and how the last ends.
SECTIONS = [
    (
        "ideology",
        6,
        "关键是夯实抓党建促乡村振兴的思想根基。",
        "市县两级定期组织农村实用人才示范培训。",
    ),
    ("cadres", 2, "一支是抓党建促乡村振兴的干部队伍。", "激励县乡村干部担当作为等。"),
    ("strongholds", 2, "我们要筑牢抓党建促乡村振兴的“战斗堡垒”。", "村民小组活动场所建设全覆盖。"),
    ("talent", 3, "一支是抓党建促乡村振兴的人才队伍。", "责任捆绑，支持乡村发展。"),
    ("governance", 4, "我们要完善抓党建促乡村振兴的治理体系。", "不断提升基层治理水平。"),
    ("industry", 3, "我们注重发挥党员致富带头作用，", "支持村组联动发展集体经济。"),
]


@pytest.mark.parametrize(("key", "sentences", "first", "last"), SECTIONS)
def test_a_section_runs_from_its_opening_words_to_its_end(
    key: str, sentences: int, first: str, last: str, article: an.Article
) -> None:
    found = article.passages.query("section == @key")
    assert len(found) == sentences
    assert found["text"].iloc[0].startswith(first)
    assert found["text"].iloc[-1].endswith(last)
    assert list(found["passage"]) == list(range(found["passage"].min(), found["passage"].max() + 1))
    span = article.sections.set_index("section").loc[key]
    assert (span["start"], span["end"]) == (found["start"].iloc[0], found["end"].iloc[-1])


OUTSIDE = [
    "组织部长访谈 | 下好",
    "这里是乡村干部报",
    "今天，我们邀请到",
    "很高兴围绕学习",
    "6月8日，习近平总书记",
    "中国共产党执政",
    "总书记的重要讲话",
    "我们保山集边疆",
    "保山的广大党员干部",
    "请您简要介绍",
    "“五招妙手”就是夯实",
    "您觉得这“五招妙手”中",
    "乡村振兴，首要在人",
    "有没有一支强有力的队伍",
    "这方面保山",
    "我们重点打造两支人才“方面军”。",
    "习近平总书记在永丰村强调",
    "保山打算怎么",
    "接续推进乡村振兴，要让",
    "在这个方面保山",
    "脱贫摘帽不是终点",
    "保山市各族人民正昂首阔步",
]


def test_title_lead_questions_overviews_and_close_are_in_no_section(article: an.Article) -> None:
    texts = list(article.passages[article.passages["section"].isna()]["text"])
    assert len(texts) == len(OUTSIDE)
    for text, opening in zip(texts, OUTSIDE, strict=True):
        assert text.startswith(opening)


def test_the_sections_keep_the_order_of_the_moves_and_industry_has_no_number(
    article: an.Article,
) -> None:
    sections = article.sections
    keys = [key for key, *_ in SECTIONS]
    assert list(sections["section"]) == keys
    assert sections["number"].astype(object).where(sections["number"].notna(), None).tolist() == [
        1, 2, 3, 4, 5, None,
    ]  # fmt: skip
    for column in (sections["section"], article.passages["section"], article.tokens["section"]):
        assert list(column.cat.categories) == keys
        assert column.cat.ordered


def test_the_moves_are_told_one_two_four_three_five(article: an.Article) -> None:
    told = article.sections.sort_values("start")["section"]
    assert list(told) == ["ideology", "cadres", "talent", "strongholds", "governance", "industry"]


def test_each_section_is_named_as_the_answer_that_lists_the_five_names_it(
    article: an.Article,
) -> None:
    overview = article.passages.loc[10, "text"]
    for row in article.sections.dropna(subset="number").itertuples():
        assert f"{row.zh[:2]}抓党建促乡村振兴的{row.zh[2:]}" in overview


def test_tokens_are_slices_of_the_cleaned_text_in_order(article: an.Article) -> None:
    tokens, text = article.tokens, article.cleaned.text
    assert [text[row.start : row.end] for row in tokens.itertuples()] == list(tokens["token"])
    assert (tokens["end"].shift(fill_value=0) <= tokens["start"]).all()


def test_tokens_carry_the_context_of_their_passage(article: an.Article) -> None:
    passages = article.passages.set_index("passage")
    for column in ("turn", "speaker", "role", "section"):
        of_passage = passages[column].reindex(article.tokens["passage"]).reset_index(drop=True)
        assert of_passage.equals(article.tokens[column])


def test_a_stop_word_is_a_listed_word_a_mark_or_a_number(article: an.Article) -> None:
    tokens = article.tokens
    stop = tokens["stop"]
    assert stop[tokens["pos"] == "w"].all()
    assert stop[tokens["token"].isin(["的", "和", "我们", "10万", "50%", "6月", "3"])].all()
    assert not stop[tokens["token"].isin(["乡村振兴", "党员", "人才", "五招妙手"])].any()
    assert set(tokens["token"][stop & tokens["pos"].ne("w")]) <= article.stopwords | {
        token for token in tokens["token"] if any(char.isdecimal() for char in token)
    }


def test_a_token_has_the_theme_of_its_term(article: an.Article) -> None:
    assert article.codebook is not None
    of_term = article.tokens["token"].map(article.codebook.theme_of)
    assert of_term.dropna().equals(article.tokens["theme"].astype("str").dropna())
    assert list(article.tokens["theme"].cat.categories) == list(article.codebook.themes)


def test_both_engines_give_the_same_table() -> None:
    config = ROOT / "data" / "articles" / f"{NAME}.toml"
    one, other = (an.load_article(config, engine=engine).tokens for engine in ("jieba", "rjieba"))
    pd.testing.assert_frame_equal(one, other)


# Other articles

PAGE = "标题\n2022-06-17 来源：某报\n\n今天很好。我们走吧！\n责编：某人\n"


def test_plain_text_has_sentences_without_speaker_role_or_section() -> None:
    article = an.Article("水通了。路通了吗？通了！")
    assert list(article.passages["text"]) == ["水通了。", "路通了吗？", "通了！"]
    assert article.passages[["speaker", "role", "section"]].isna().all(axis=None)
    assert set(article.metadata.values()) == {None}
    assert article.furniture.empty
    assert article.sections.empty


def test_a_text_of_one_line_is_its_own_paragraph_not_a_title() -> None:
    article = an.Article("乡村振兴")
    assert list(article.passages["text"]) == ["乡村振兴"]
    assert article.metadata["title"] is None


def test_a_page_has_title_metadata_and_prose() -> None:
    article = an.Article(PAGE)
    assert list(article.passages["text"]) == ["标题", "今天很好。", "我们走吧！"]
    assert article.metadata["title"] == "标题"
    assert article.metadata["date"] == date(2022, 6, 17)
    assert list(article.furniture["kind"]) == ["metadata", "metadata"]


def test_windows_line_ends_change_no_sentence() -> None:
    windows = an.Article(PAGE.replace("\n", "\r\n"))
    assert list(windows.passages["text"]) == list(an.Article(PAGE).passages["text"])
    assert windows.metadata == an.Article(PAGE).metadata
    text = windows.cleaned.text
    assert [text[row.start : row.end] for row in windows.passages.itertuples()] == list(
        windows.passages["text"]
    )


def test_headings_between_paragraphs_belong_to_the_article() -> None:
    article = an.Article("标题\n第一段。\n小标题\n第二段。\n版权所有")
    assert list(article.passages["text"]) == ["标题", "第一段。", "小标题", "第二段。"]
    assert list(article.passages["paragraph"]) == [0, 1, 2, 3]
    assert list(article.furniture["text"]) == ["版权所有"]


@pytest.mark.parametrize(
    "text", ["The water came.\nThe road came.", "Is it far? No!\nThe water came, and 5G too."]
)
def test_an_english_text_is_kept_whole(text: str) -> None:
    article = an.Article(text)
    assert "".join(article.tokens["token"]) == "".join(text.split())
    assert article.furniture.empty


# What is one sentence and what is two: a judgement.
SENTENCES = [
    ("narrow marks end a sentence too", "通了吗?通了!好。", ["通了吗?", "通了!", "好。"]),
    ("marks that pile up end one sentence", "什么？！好。", ["什么？！", "好。"]),
    ("a closing quotation mark stays with its sentence", "他说：“好。”我走了。",
     ["他说：“好。”", "我走了。"]),
    ("so does a closing bracket", "（见附件。）我走了。", ["（见附件。）", "我走了。"]),
    ("so do two of them", "《“好！”》我走了。", ["《“好！”》", "我走了。"]),
    ("so do corner brackets", "他說：「好。」我走了。", ["他說：「好。」", "我走了。"]),
    ("so does a straight quotation mark", '他说："好!"我走了。', ['他说："好!"', "我走了。"]),
    ("so does a narrow bracket", "(见附件。)我走了。", ["(见附件。)", "我走了。"]),
    ("a semicolon ends none", "水通了；路通了。", ["水通了；路通了。"]),
    ("a colon ends none", "他说：好。", ["他说：好。"]),
    ("a narrow stop in a number ends none", "长3.5米。", ["长3.5米。"]),
    ("what has no mark at the end is a sentence", "好。通了", ["好。", "通了"]),
    ("white space around a sentence is not part of it", "  好。 　走。 ", ["好。", "走。"]),
    ("an ellipsis ends a sentence", "好……走。", ["好……", "走。"]),
    ("one that begins a sentence belongs to it", "……好。走。", ["……好。", "走。"]),
    ("so does one in a quotation", "“？”是什么？好。", ["“？”是什么？", "好。"]),
    ("marks alone are a sentence", "好。\n！！！\n。", ["好。", "！！！", "。"]),
    ("a narrow mark in an address ends none", "看 http://a.cn/?x=1 吧!好",
     ["看 http://a.cn/?x=1 吧!", "好"]),
    ("a half-width stop ends one", "好｡走｡", ["好｡", "走｡"]),
    ("quotation marks of every kind", "«好。»„好！”〝好。〞〈好。〉走",
     ["«好。»", "„好！”", "〝好。〞", "〈好。〉", "走"]),
    ("straight single ones too", "他问：'好吗?'走。", ["他问：'好吗?'", "走。"]),
    ("an opening straight one begins the next", '好。"走。"好', ["好。", '"走。"', "好"]),
    ("a stop after a quotation belongs to it", "他说：“好。”。走", ["他说：“好。”。", "走"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SENTENCES],
                         ids=[row[0].replace(" ", "_") for row in SENTENCES])  # fmt: skip
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert list(an.Article(text).passages["text"]) == expected


INTERVIEW = "甲：您好。\n甲：修什么？\n乙：修水渠。\n还修公路。\n甲:好吗?\n乙:好。"
ROLES = {"甲": "question", "乙": "answer"}


def test_an_interview_has_turns_of_one_or_more_paragraphs() -> None:
    passages = an.Article(INTERVIEW, speakers=ROLES).passages
    assert list(passages["turn"]) == [1, 2, 3, 3, 4, 5]
    assert list(passages["speaker"]) == ["甲", "甲", "乙", "乙", "甲", "乙"]
    assert list(passages["role"]) == ["lead", "question", *["answer"] * 2, "question", "answer"]
    assert passages["text"].iloc[0] == "您好。"


@pytest.mark.filterwarnings("ignore:the speaker")
def test_a_name_inside_a_sentence_opens_no_turn() -> None:
    passages = an.Article("甲：他说乙：好。", speakers=ROLES).passages
    assert list(passages["text"]) == ["他说乙：好。"]


def test_an_interview_in_which_nothing_is_asked_has_no_lead() -> None:
    assert list(an.Article("甲：您好。\n乙：您好。", speakers=ROLES).passages["role"]) == [
        "question",
        "answer",
    ]


@pytest.mark.parametrize(
    ("to", "last", "expected"),
    [
        ("sentence", "", ["一。"]),
        ("paragraph", "", ["一。", "二。"]),
        ("turn", "", ["一。", "二。", "三。", "四。"]),
        ("sentence", "三", ["一。", "二。", "三。"]),
        ("paragraph", "三", ["一。", "二。", "三。", "四。"]),
    ],
)
def test_a_section_runs_to_the_end_of_a_sentence_paragraph_or_turn(
    to: str, last: str, expected: list[str]
) -> None:
    text = "甲：问？\n乙：一。二。\n三。四。\n甲：五？"
    section = Section(key="part", begins="一", to=to, last=last)
    passages = an.Article(text, speakers=ROLES, sections=[section]).passages
    assert list(passages.query("section == 'part'")["text"]) == expected


def test_metadata_that_are_given_replace_the_page_s_own() -> None:
    given_ones = {"title": "另题", "author": "某甲"}
    metadata = an.Article(PAGE, metadata=given_ones).metadata
    assert (metadata["title"], metadata["author"], metadata["source"]) == ("另题", "某甲", "某报")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2022-06-17 09:21:00", datetime(2022, 6, 17, 9, 21)),
        ("2022年6月17日 09:21", datetime(2022, 6, 17, 9, 21)),
        ("2022/6/17", date(2022, 6, 17)),
        ("2022.06.17", date(2022, 6, 17)),
        ("2022-13-17", None),
        ("某日", None),
    ],
)
def test_dates_as_pages_write_them(line: str, expected: date | None) -> None:
    assert an.Article(f"标题\n{line} 来源：某报\n好。").metadata["date"] == expected


@pytest.mark.parametrize(
    ("line", "key", "name"),
    [
        ("来源：某报", "source", "某报"),
        ("稿源: 某社", "source", "某社"),
        ("作者：张三 通讯员 李四", "author", "张三"),
        ("作者：张三 通讯员 李四", "correspondent", "李四"),
        ("记者 张三", "author", "张三"),
        ("责任编辑：王五", "editor", "王五"),
    ],
)
def test_names_as_pages_give_them(line: str, key: str, name: str) -> None:
    assert an.Article(f"标题\n{line}\n好。").metadata[key] == name


LABELS = ["【记者】", "【记者】：", "[记者]:", "记者 ：", "**记者：**", "**记者**：", "__记者__:",
          "记者（主持）：", "记者: ", "〔记者〕", "记者：\n", "（略）。记者："]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_a_turn_opens_with_a_name_in_whatever_form(label: str) -> None:
    roles = {"受访者": "answer", "记者": "question", "受访者2": "answer", "John Smith": "answer"}
    text = f"开头。\n{label}修什么？\n受访者2：修水渠。\nJohn Smith: 修公路。\n受访者：好。"
    passages = an.Article(text, speakers=roles).passages.query("turn > 0")
    assert passages["text"].tolist() == ["修什么？", "修水渠。", "修公路。", "好。"]
    assert passages["speaker"].tolist() == ["记者", "受访者2", "John Smith", "受访者"]


def test_a_line_may_hold_more_than_one_turn() -> None:
    passages = an.Article("甲：水从哪里来？乙：从山上来。好。", speakers=ROLES).passages
    assert passages["speaker"].tolist() == ["甲", "乙", "乙"]
    assert passages["paragraph"].tolist() == [1, 1, 1]


@pytest.mark.filterwarnings("ignore:the speaker")
@pytest.mark.parametrize(
    "text", ["【记者手记】水。", "记者说：好。", "记者、村长：好。", "**记者**好。"]
)
def test_what_only_resembles_a_label_opens_no_turn(text: str) -> None:
    assert set(an.Article(text, speakers={"记者": "question"}).passages["turn"]) == {0}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_line_may_end_in_any_way(end: str) -> None:
    lines = ["标题", "2022-06-17 来源：某报", "甲：今天很好", "乙：走吧！", "责编：某人"]
    article = an.Article(end.join(lines), speakers=ROLES)
    assert article.passages["text"].tolist() == ["标题", "今天很好", "走吧！"]
    assert (article.metadata["source"], article.metadata["editor"]) == ("某报", "某人")


EDITORS = ["【责任编辑：王五】", "[责任编辑:王五]", "（责任编辑：王五）", "〔编辑 王五〕",
           "责编丨王五",
           "编辑/王五", "【責任編輯：王五】"]  # fmt: skip


@pytest.mark.parametrize("line", EDITORS)
def test_the_editor_is_a_name_without_what_is_around_it(line: str) -> None:
    article = an.Article(f"标题\n好。走。\n{line}")
    assert article.metadata["editor"] == "王五"
    assert article.furniture["text"].tolist() == [line]


@pytest.mark.parametrize(
    "line", ["（2022年6月17日）", "【2022-06-17】", "[2022/6/17]", "2022-06-17"]
)
def test_a_date_may_stand_in_brackets(line: str) -> None:
    assert an.Article(f"标题\n好。走。\n{line}").metadata["date"] == date(2022, 6, 17)


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(an.InputError, match="empty"):
        an.Article(text)


MARKS = "。！？!?…；：，、“”‘’「」『』《》（）()\"':,.—·%- \u3000\r\n\t"
texts = st.text(
    st.one_of(
        st.sampled_from(MARKS),
        st.sampled_from("一乡村振兴党建甲乙ABc1289年月日"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    min_size=1,
    max_size=80,
).filter(str.strip)


@pytest.mark.slow
@given(texts)
@pytest.mark.filterwarnings("ignore:the speaker")
def test_for_any_text_the_passages_lie_in_it_in_order_and_tokens_rebuild_each(text: str) -> None:
    article = an.Article(text, speakers=ROLES)
    cleaned, at = article.cleaned.text, 0
    words = article.tokens.groupby("passage")["token"].agg("".join)
    for row in article.passages.itertuples():
        assert at <= row.start < row.end
        assert cleaned[row.start : row.end] == row.text == row.text.strip()
        assert words.get(row.passage, "") == "".join(row.text.split())
        at = row.end


@given(texts)
@pytest.mark.filterwarnings("ignore:the speaker")
def test_for_any_text_nothing_but_furniture_and_names_is_left_out(text: str) -> None:
    article = an.Article(text, speakers=ROLES)
    left = list(article.cleaned.text)
    for table in (article.passages, article.furniture):
        for row in table.itertuples():
            left[row.start : row.end] = " " * (row.end - row.start)
    assert set("".join(left).split()) <= {"甲：", "乙：", "甲:", "乙:"}


def test_it_can_be_shown_in_a_line(article: an.Article) -> None:
    assert "42 sentences, 6 sections" in repr(article)


def test_a_speaker_who_never_speaks_is_told() -> None:
    with pytest.warns(UserWarning, match="'李明元' never speaks: no line begins with '李明元：'"):
        an.Article("记者：你好。\n李明远：好。", speakers={"记者": "question", "李明元": "answer"})


PATHS = ["folder/", "page.txt", "文章/采访.txt", "a/b.html", "README.md"]


@pytest.mark.parametrize("text", PATHS)
@pytest.mark.parametrize("use", [an.tokens, an.Article, an.term_frequency, an.suggest_terms])
def test_what_has_the_form_of_a_path_is_no_text(use: type, text: str) -> None:
    with pytest.raises(an.InputError, match=r"is a (path|folder), not a text.*read_text"):
        use(text)


@pytest.mark.parametrize("text", ["水/土", "https://a.cn/", "好.txt 是文件", "1/2"])
def test_other_texts_are_texts(text: str) -> None:
    assert "".join(an.tokens(text)["token"]) == text.replace(" ", "")


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_not_taken_for_a_text(kind: type, tmp_path: Path) -> None:
    (page := tmp_path / "page.txt").write_text("山里有水。", encoding="utf-8")
    with pytest.raises(an.InputError, match="is a path, not a text; read the file: read_text"):
        an.Article(kind(page))
    with pytest.raises(an.InputError, match="is a path"):
        an.term_frequency(str(page))
