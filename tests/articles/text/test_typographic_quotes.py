"""Straight quotation marks become typographic ones; measures, code and tags keep theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.punctuation import fold_quotes, typeset_body, typeset_inline, typeset_quotes

TYPED = {
    'She said "yes," and left.': "She said “yes,” and left.",
    "Seoul's workers' rights don't end in the '90s.": "Seoul’s workers’ rights don’t end in the ’90s.",
    "'Tis the summer of '69, rock 'n' roll.": "’Tis the summer of ’69, rock ’n’ roll.",
    "\"'No,' he said,\" she added.": "“‘No,’ he said,” she added.",
    '"Ferry"\'s captain (a "hero")': "“Ferry”’s captain (a “hero”)",
    '"I was—" he said—"and am."': "“I was—” he said—“and am.”",
    "그는 \"'함께 가자'고 했다\"고 전했다.": "그는 “‘함께 가자’고 했다”고 전했다.",
    "'12·3 비상계엄' 이후 \"모두 끝\"이라고 했다.": "‘12·3 비상계엄’ 이후 “모두 끝”이라고 했다.",
    "'98년에 태어난 '가수'는": "’98년에 태어난 ‘가수’는",
    "그는\"좋다\"고 했다. 영화'등대'를 봤다.": "그는“좋다”고 했다. 영화‘등대’를 봤다.",
    '"그래…"라며 "항구"·"등대"를 말했다.': "“그래…”라며 “항구”·“등대”를 말했다.",
    '"지수 3000"과 "지수 1000" 시대': "“지수 3000”과 “지수 1000” 시대",
}
MIXED = {
    '그는 "간다”고 했다.': "그는 “간다”고 했다.",
    '그는 “간다"고 했다.': "그는 “간다”고 했다.",
    "그는 “간다.“라고 했다.": "그는 “간다.”라고 했다.",
    "the summer of ‘69 and O‘Brien": "the summer of ’69 and O’Brien",
}
# Speech that began in an earlier paragraph ends before the particle that quotes it.
CLOSING = {
    '그럴 수 없다."라고 했다.': "그럴 수 없다.”라고 했다.",
    '못 갑니다."고 했다.': "못 갑니다.”고 했다.",
    '왜 못 가나?"라는 말이 나왔다.': "왜 못 가나?”라는 말이 나왔다.",
    '우리 배."이라고 했다.': "우리 배.”이라고 했다.",
    '못 갑니다,"라며 웃었다.': "못 갑니다,”라며 웃었다.",
    "배가 늦죠.'라고 선장은 말했다.": "배가 늦죠.’라고 선장은 말했다.",
    '가지 않는다"고 했다.': "가지 않는다”고 했다.",
    "못 갑니다.“라고 했다.": "못 갑니다.”라고 했다.",
    '그럴 수 없다."며 "그래도 간다."고 했다.': "그럴 수 없다.”며 “그래도 간다.”고 했다.",
    '그는"고맙다"고 했다.': "그는“고맙다”고 했다.",
    '그는 물었다."라면이 있나?"': "그는 물었다.“라면이 있나?”",
    '그는"라면"을 먹었다.': "그는“라면”을 먹었다.",
}
KEPT = [
    'A 5\'10" man with a 27" screen at 51° 30\' 26"',
    'Write x="5", <b class="x"> and `"a"`.',
    "“Yes,” she said, “and ‘no’ as well.”",
    "「민법」 «oui» 《토지》",
]
MEASURES = {
    '"The 27" screen is big"': '“The 27" screen is big”',
    '"He is 6\'2"," she said.': "“He is 6'2\",” she said.",
}


@pytest.mark.parametrize(("typed", "typeset"), (TYPED | MIXED | CLOSING | MEASURES).items())
def test_sets_the_marks_of_both_languages(typed, typeset):
    assert typeset_quotes(typed) == typeset


@pytest.mark.parametrize("text", KEPT)
def test_leaves_measures_and_code_alone(text):
    assert typeset_quotes(text) == text


@given(st.text(st.sampled_from("\"'“”‘’ as5나,.(…-n\n"), max_size=14))
def test_twice_is_once_and_changes_marks_alone(text):
    typeset = typeset_quotes(text)
    assert typeset_quotes(typeset) == typeset
    assert fold_quotes(typeset) == fold_quotes(text)


def test_marks_beside_tags_are_judged_by_the_words():
    html = '<strong>"Yes"</strong>, she <em>didn\'t</em> say "<a href="/a">no</a>".'
    assert typeset_inline(html) == ('<strong>“Yes”</strong>, she <em>didn’t</em> say “<a href="/a">no</a>”.')


def test_a_body_keeps_its_tags():
    body = '<p>"A &amp; B"<br>"C"</p><figure data-image="3"><figcaption>\'Dawn\'</figcaption></figure><hr>'
    assert typeset_body(body) == (
        '<p>“A &amp; B”<br>“C”</p><figure data-image="3"><figcaption>‘Dawn’</figcaption></figure><hr>'
    )
