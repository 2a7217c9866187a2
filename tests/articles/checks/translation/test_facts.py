"""Facts of a pair of segments, with their positions in the displayed text."""

import pytest

from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair, marked_facts
from articles.text.glossary import GlossaryEntry, TermForms

PACT = GlossaryEntry("pact", TermForms("Free Trade Agreement", "FTA"), TermForms("자유무역협정", "FTA"))


def facts_of(english, korean):
    """Return [(kind, words of the source, words of the target)] of the facts."""
    pair = SegmentPair(english, korean, "en")
    texts = pair.source_inline.text, pair.target_inline.text
    facts = marked_facts(pair, (PACT,), pair_discrepancies(pair, (PACT,)))
    return [
        (
            fact.kind,
            *(
                " ".join(text[slice(*span)] for span in side)
                for text, side in zip(texts, fact[1:3], strict=True)
            ),
        )
        for fact in facts
    ]


@pytest.mark.parametrize(
    ("english", "korean", "expected"),
    [
        ("About <b>2 tons</b>.", "약 <b>2톤</b>이다.", [("figure", "2 tons", "2톤")]),
        ("A<sup>1</sup> has 20 ships.", "가<sup>1</sup>는 20척이다.", [("figure", "20", "20척")]),
        ("It sails on Monday.", "월요일 떠난다.", [("figure", "Monday", "월요일")]),
        ("The FTA lasts.", "자유무역협정은 계속된다.", [("name", "FTA", "자유무역협정")]),
        ("China and the U.S. met.", "미중이 만났다.", [("name", "China", "중"), ("name", "U.S.", "미")]),
        ("“We go,” he said.", "그는 “간다”고 했다.", [("quotation", "“ ”", "“ ”")]),
        (
            '<span lang="ko">가</span> China goes.',
            '<span lang="en">go</span> 중국은 간다.',
            [("name", "China", "중국")],
        ),
        ("Sold 12 ships.", "13척을 팔았다.", [("difference", "12", "13척")]),
        ("China won.", "일본이 이겼다.", [("difference", "China", "일본")]),
        ("It won 5-3.", "3-5로 이겼다.", [("difference", "5-3", "3-5")]),
        ("It won on Monday.", "화요일 이겼다.", [("difference", "Monday", "화요일")]),
        (
            "Up from 2.4 percent to 2.6 percent.",
            "2.6%에서 2.4%로.",
            [("difference", "2.4 percent 2.6 percent", "2.6% 2.4%")],
        ),
        ("It sold 35 ships.", "배를 팔았다.", [("difference", "35", "")]),
        ("The FTA lasts.", "계속된다.", [("difference", "FTA", "")]),
    ],
)
def test_facts_stand_at_their_words(english, korean, expected):
    assert facts_of(english, korean) == expected


def test_quotations_that_are_not_as_many_are_not_paired():
    assert facts_of("“We go,” he said. “Now.”", "그는 “간다”고 했다.") == []


def test_a_text_that_is_not_translated_shares_nothing():
    found = facts_of("Sold 12 ships to China.", "Sold 12 ships to China.")
    assert [kind for kind, *_words in found] == ["difference"]
