"""Quotation marks: what is closed, what is not, and what is none."""

import pytest

from articles.text.punctuation import is_continued, quotations, stray_marks

WHOLE = [
    "“Yes,” she said, “and ‘no’ as well.”",
    "Seoul’s workers’ rights don’t end in the ’90s.",
    "It was the summer of ‘69, rock ‘n’ roll.",
    'A 5\'10" man with a 27" screen said "no."',
    'It is 6" wide.',
    "The workers' party isn't 'new' in Seoul's view.",
    "그는 “‘함께 가자’고 했다”고 전했다.",
    "그는 “갈 것”이라며 ‘나이로비 선언’을 들었다.",
    "영화 《기생충》과 「민법」, 『토지』를 〈보기〉로 들었다.",
    "'나이로비 선언'이 '90년대 이후 처음 나왔다.",
    "'12·3 비상계엄' 이후 \"모두 끝\"이라고 했다.",
    "«Oui», dit-il.",
]
BROKEN = {
    "“Yes, she said.": "“",
    "Yes,” she said.": "”",
    'He said "no.': '"',
    "그는 “간다고 말했다.": "“",
    "그는 ‘함께 가자고 했다.": "‘",
    "'나이로비 선언이 나왔다.": "'",
    "영화 《기생충이 상을 받았다.": "《",
    "「민법 제1조": "「",
    '그는 "간다고 말했다.': '"',
    "She called it ‘a test and left.": "‘",
}


@pytest.mark.parametrize("text", WHOLE)
def test_finds_nothing_where_all_is_closed(text):
    assert stray_marks(text) == []


@pytest.mark.parametrize("text", BROKEN)
def test_finds_the_sign_without_a_partner(text):
    assert [stray.sign for stray in stray_marks(text)] == [BROKEN[text]]


def test_a_quotation_of_several_paragraphs_opens_each():
    assert is_continued("“We began early.", "“We ended late.”")
    assert not is_continued("“We began early.", "Nobody ended.")
    assert not is_continued("We began early.", "“We ended late.”")


def test_speech_is_what_stands_in_double_signs():
    text = 'He said “yes” and "no" and ‘so’.'
    assert [text[start:end] for start, end in quotations(text)] == ["“yes”", '"no"']
