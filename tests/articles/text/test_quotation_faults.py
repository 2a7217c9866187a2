"""Marks without a partner in the paragraphs of a text, and how they are corrected."""

import pytest

from articles.text.quotation_faults import correct_body, quotation_faults


def faults(*paragraphs):
    return [(one.passage, one.correction) for one in quotation_faults([(text, True) for text in paragraphs])]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("She said: “We began early.", "“We went on.", "“We ended late,” she said."),
        ("그는 “일찍 시작했다.", "“늦게 끝났다”고 했다."),
        ("“‘We began early.", "“‘We ended late,’ he told me,” she said."),
        ('"We began early.', '"We ended late," she said.'),
        ("‘We began early.", "‘We ended late,’ she said."),
    ],
)
def test_speech_that_each_paragraph_opens_again_is_right(paragraphs):
    assert faults(*paragraphs) == []


def test_speech_goes_on_below_a_heading_or_a_picture():
    texts = [("She said: “We began early.", True), ("The pier", False), ("“We ended late,” she said.", True)]
    assert quotation_faults(texts) == []


def test_speech_that_goes_on_without_a_mark_lacks_one_there():
    assert faults("She said: “We began early.", "We ended late,” she said.") == [
        (1, "“We ended late,” she said.")
    ]
    assert faults("그는 “일찍 시작했다.", "배가 떠났다. 늦게 끝났다.”라고 했다.") == [(1, "“배가 떠났다.")]


def test_speech_that_nobody_ends_lacks_its_end():
    assert faults("She said: “We began early.", "Nobody came.") == [(0, "She said: “We began early.”")]


@pytest.mark.parametrize(
    ("sentence", "correction"),
    [
        ("“It is late, she said.", "“It is late,” she said."),
        ("“Is it late? the old captain asked.", "“Is it late?” the old captain asked."),
        ("He said: “It is late.", "He said: “It is late.”"),
        ("We will not go,” she said.", "“We will not go,” she said."),
        ("“We will not go,” she said.”", "“We will not go,” she said."),
        ("He left. It is late “", "He left. It is late"),
        ("그는 “떠난다고 말했다.", "그는 “떠난다”고 말했다."),
        ("그는 “못 갑니다라고 말했다.", "그는 “못 갑니다”라고 말했다."),
        ("장관 “함께 간다", "장관 “함께 간다”"),
        ("못 갑니다.”라고 선장은 말했다.", "“못 갑니다.”라고 선장은 말했다."),
        ("그는 “간다.”고 말했다.”", "그는 “간다.”고 말했다."),
        ("그는 ‘못 갑니다.”라고 말했다.", "그는 “못 갑니다.”라고 말했다."),
        ("영화 《등대가 상을 받았다.", "영화 《등대가 상을 받았다.》"),
    ],
)
def test_each_fault_has_a_correction(sentence, correction):
    [fault] = quotation_faults([(sentence, True)])
    corrected = sentence.replace(fault.sentence, fault.correction)
    assert corrected == correction
    assert faults(corrected) == []


def test_a_sentence_has_a_fault_once():
    assert len(faults("“a “b “c.")) == 1


def test_a_body_is_corrected_within_its_markup():
    html = "<p>“We <em>go</em>,” she said.</p><ul><li><p>He: “We <strong>stay</strong>.</p></li></ul>"
    assert correct_body(html, "He: “We stay.", "He: “We stay.", "He: “We stay.”") == html.replace(
        "</strong>.", "</strong>.”"
    )
    html = "<p>He left.” <em>It rains.</em> <em>We go,” she said.</em></p>"
    paragraph = "He left.” It rains. We go,” she said."
    assert correct_body(html, paragraph, "We go,” she said.", "“We go,” she said.") == html.replace(
        "We go", "“We go"
    )
    assert correct_body(html, paragraph, "He left.”", "He left.") == html.replace("left.”", "left.")


def test_a_body_without_the_paragraph_is_not_corrected():
    assert correct_body("<p>He left.</p>", "He stays.”", "He stays.”", "He stays.") is None
