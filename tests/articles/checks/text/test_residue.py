"""Residue of Markdown and HTML, and placeholders: found exactly, without false findings."""

import pytest

from articles.models import Image
from tests.articles.body.manuscript.sample_texts import LABELLED
from tests.articles.checks.text.findings import codes_and_passages, found_in
from tests.factories import make_whole_article

pytestmark = pytest.mark.django_db

MARKED = {
    "Storms closed it on **forty** days.": "**forty**",
    "Storms closed it on ***forty*** days.": "***forty***",
    "The growth *rate* fell.": "*rate*",
    "The growth __rate__ fell.": "__rate__",
    "The growth _rate_, they said.": "_rate_",
    "It ~~sank~~ sailed.": "~~sank~~",
    "Call `make run` now.": "`make run`",
    "See [the pact](https://example.org/pact).": "[the pact](https://example.org/pact)",
    "See ![the quay](/media/quay.jpg).": "![the quay](/media/quay.jpg)",
    "## What comes next": "## What comes next",
    "# The harbor opens on Monday": "# The harbor opens on",
    "- fish": "- fish",
    "* fish and chips": "* fish and chips",
    "&gt; a quotation": "> a quotation",
    "---": "---",
    "* * *": "* * *",
    "| Month | Boats |": "| Month | Boats |",
    "A lost **mark": "**",
    "It is sepa**rate**ly told.": "**rate**",
    "See note[^1].": "[^1]",
    "Ask [[the office]].": "[[the office]]",
}
UNMARKED = [
    "5 * 3 * 2 boats came; 2*3*4 is 24.",
    "A star* stands for an estimate.",
    "The file is called new_harbor_plan.pdf.",
    "Ranked #1 by captains.",
    "He [the captain] (55) laughed.",
    "Minus 3—or more - who knows?",
    "-3 degrees at night.",
    "Rock ’n’ roll, the ‘old’ quay and the boats’ crews.",
    "The editor wrote: 3 &gt; 2.",
    "She paid $5 _ or so.",
    "“S**t and f*** off,” he said.",
    "A hotel of *** or ***** stars.",
    "2**10 is 1,024.",
    "See https://example.org/__init__/a**b.",
    "The oil of Hawai`i and Ka`u.",
]


@pytest.mark.parametrize(("text", "passage"), MARKED.items())
def test_a_mark_of_markdown_is_found_with_its_words(text, passage):
    assert found_in(body_en=f"<p>{text}</p>") == [("text.markdown", passage)]


@pytest.mark.parametrize("text", UNMARKED)
def test_what_looks_alike_is_none(text):
    assert found_in(body_en=f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    "text",
    [
        "‘한류’의 새 물결이라고 했다.",
        "김○○ 씨(34)는 ○○시에 산다.",
        "TK 지역과 PK 지역 모두 올랐다.",
        "1000명이 모였고 5,000원을 냈다.",
        "[앵커] 다음 소식입니다.",
        "“정말요?” 그가 물었다.",
        "최대 2만~3만 명, 10~20% 늘었다.",
        "매출 2조~3조원, 4조~5조원 사이다.",
    ],
)
def test_what_korean_newspapers_print_is_none(text):
    assert found_in("ko", body_ko=f"<p>{text}</p>") == []


TABLE = "<table><tbody><tr><td>{}</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "html",
    [
        f"{TABLE.format('9.2')}<p>* Without ferries.</p><p>It was a good year.</p>",
        f"{TABLE.format('9.2*')}<p>It was a good year.</p><p>* Without ferries.</p><p>It ends.</p>",
        "<p>It was a good year.</p><p>* The photographs are by readers.</p>",
    ],
)
def test_a_note_below_a_table_or_a_text_is_no_list(html):
    assert found_in(body_en=html) == []


@pytest.mark.parametrize("mark", ["*일본*", "**일본**", "__일본__", "_일본_"])
def test_marks_are_found_before_korean_particles(mark):
    assert found_in("ko", body_ko=f"<p>정부는 {mark}과 만난다.</p>") == [("text.markdown", mark)]


def test_questions_of_an_interview_stand_behind_a_dash():
    html = "<p>- 취임 소감은?</p><p>“담담합니다.”</p><p>- 후배들에게 하고 싶은 말은.</p><p>“바다를 보라.”</p>"
    assert found_in("ko", body_ko=html) == []


def test_items_of_a_list_that_end_a_text_are_marks():
    passages = [passage for _code, passage in found_in(body_en="<p>It has:</p><p>* fish</p><p>* chips</p>")]
    assert passages == ["* fish", "* chips"]


def test_marks_are_found_in_headline_and_summary():
    where = {"title_en": "**Harbor** opens", "summary_en": "The *harbor* opens on Monday."}
    assert found_in(**where) == [("text.markdown", "**Harbor**"), ("text.markdown", "*harbor*")]


def test_a_dash_in_a_table_stands_for_nothing():
    table = "<table><tbody><tr><th>Ice</th><td>---</td><td>- 5</td></tr></tbody></table>"
    assert found_in(body_en=f"<p>Ice.</p>{table}") == []


def test_the_marks_of_a_text_that_was_pasted_are_all_found():
    paragraphs = "".join(f"<p>{line}</p>" for line in LABELLED.split("관련 기사")[0].splitlines())
    marks = [passage for code, passage in found_in(body_en=paragraphs) if code == "text.markdown"]
    assert marks == ["**forty**", "**rate**"]


def test_what_is_printed_around_the_text_is_read_as_well():
    article = make_whole_article()
    article.related_links.create(url="https://paper.example/1", title_en="A **bold** title")
    assert ("text.markdown", "**bold**") in codes_and_passages(article)
    image = Image.objects.create(file="a.jpg", width=1, height=1, alt_en="A _quay_", credit_en="Bora")
    article = make_whole_article(lead_image=image)
    assert codes_and_passages(article) == [("text.markdown", "_quay_")]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Fish&amp;nbsp;and chips", "&nbsp;"),
        ("Fish &amp;amp; chips", "&amp;"),
        ("Fish&lt;br&gt;and chips", "<br>"),
        ("Fish &lt;b class=x&gt;and", "<b class=x>"),
        ("Fish&lt;!-- more --&gt; and", "<!-- more -->"),
    ],
)
def test_a_mark_of_html_is_found(text, passage):
    assert found_in(body_en=f"<p>{text}</p>") == [("text.html", passage)]


@pytest.mark.parametrize("text", ["Fish &amp; chips", "3 &lt; 5 and 7 &gt; 6", "I &lt;3 ferries"])
def test_signs_that_mean_themselves_are_no_html(text):
    assert found_in(body_en=f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    ("language", "text", "passage"),
    [
        ("en", "Lorem ipsum follows.", "Lorem ipsum"),
        ("en", "The mayor said TKTK.", "TKTK"),
        ("en", "TODO: ask the mayor.", "TODO"),
        ("en", "[caption]", "[caption]"),
        ("en", "[insert quote here] she said.", "[insert quote here]"),
        ("en", "Untitled", "Untitled"),
        ("en", "Dear {{ name }}, hello.", "{{ name }}"),
        ("en", "Write your headline here", "Write your headline here"),
        ("ko", "시장은 (취재 중) 말했다.", "(취재 중)"),
        ("ko", "[사진 1]", "[사진 1]"),
        ("ko", "여기 [그래픽 삽입] 하자.", "[그래픽 삽입]"),
        ("ko", "제목 없음", "제목 없음"),
        ("ko", "시장은 [확인 필요] 말했다.", "[확인 필요]"),
        ("ko", "내용을 입력하세요", "내용을 입력하세요"),
        ("ko", "테스트", "테스트"),
    ],
)
def test_what_holds_a_place_is_found(language, text, passage):
    assert found_in(language, **{f"body_{language}": f"<p>{text}</p>"}) == [("text.placeholder", passage)]


@pytest.mark.parametrize(
    ("language", "text", "passage"),
    [
        ("en", "The bridge cost TK million.", "TK"),
        ("en", "Some 000 people came.", "000"),
        ("en", "Who came???", "???"),
        ("en", "Prices rose XX percent.", "XX"),
        ("en", "Its name is ____.", "____"),
        ("ko", "○○○ 기자", "○○○ 기자"),
        ("ko", "모두 000명이 왔다.", "000명"),
    ],
)
def test_what_may_hold_a_place_is_a_warning(language, text, passage):
    assert found_in(language, **{f"body_{language}": f"<p>{text}</p>"}) == [("text.unsure", passage)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“Who came???” she wrote."),
        ("en", "Shares of TK Elevator rose; “Dos y todo” won."),
        ("en", "Daegu and North Gyeongsang (TK) vote, and TK decides."),
        ("en", "Super Bowl XXX was played in 1996."),
        ("ko", "[사진] 눈 덮인 도심"),
    ],
)
def test_what_is_meant_so_is_none(language, text):
    assert found_in(language, **{f"body_{language}": f"<p>{text}</p>"}) == []
