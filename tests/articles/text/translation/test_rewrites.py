"""Ordinary edits and rewrites of twenty texts: each passage keeps the translation that was made of it."""

from collections.abc import Callable
from random import Random

import pytest

from tests.articles.text.bodies import states

PARTS = {
    "en": [
        "The ferry office|A council of nine|Divers from Haeon|The night shift|Two retired pilots|Rope makers",
        "opened|counted|moved|painted|refused|repaired|sold|measured",
        "the northern quay|forty crates of kelp|a lamp from 1911|the tide tables|three empty sheds|anchors",
        "before the storm|on Tuesday|without a permit|for the third time|at low water|after a long vote",
    ],
    "ko": [
        "연락선 사무소는|아홉 명의 위원들은|해온의 잠수사들은|야간 근무조는|은퇴한 도선사 둘은|밧줄 장인들은",
        "북쪽 부두를|다시마 마흔 상자를|오래된 등불을|물때표를|빈 창고 셋을|낡은 닻을|작은 배를",
        "폭풍 전에|화요일에|허가 없이|세 번째로|썰물 때|긴 표결 끝에",
        "열었다|세었다|옮겼다|칠했다|거절했다|고쳤다|팔았다|재었다",
    ],
}
# Words of a different text, which replace rewritten ones.
OTHER = {
    "en": "budget ministers promised clinics rural nurses winter ward beds hired doctors grant".split(),
    "ko": "예산 장관은 약속한 보건소 농촌 간호사 겨울 병동 침상 부족 채용 의사들 보조금".split(),
}
TEXTS = [(language, number) for language in PARTS for number in range(10)]


def paragraphs(language, number):
    """Return seven paragraphs of three sentences, which begin with a number of their own."""
    random = Random(f"{language}{number}")
    return [
        f"{place}{number}. "
        + " ".join(
            " ".join(random.choice(part.split("|")) for part in PARTS[language]) + "."
            for _sentence in range(3)
        )
        for place in range(1, 8)
    ]


def rewritten(text, language, share=0.7, seed=0):
    """Return a paragraph with a share of its words replaced."""
    words, random = text.split(), Random(f"{text}{seed}")
    for place in random.sample(range(len(words)), round(len(words) * share)):
        words[place] = random.choice(OTHER[language])
    return " ".join(words)


def new(language):
    return rewritten(" ".join(OTHER[language] * 2), language, share=1)


def states_after(language, number, edit):
    before = paragraphs(language, number)
    after = edit(list(before), language)
    return " ".join(states(*("".join(f"<p>{one}</p>" for one in text) for text in (before, after))))


def edited(place: int, change: Callable[[str], str]) -> Callable:
    return lambda text, language: [*text[:place], change(text[place]), *text[place + 1 :]]


SAME, STALE = "current ", "stale "
EDITS = {
    "a word": (edited(3, lambda one: one.replace(one.split()[2], "Jeongso")), SAME * 3 + STALE + SAME * 3),
    "a sentence more": (edited(6, lambda one: f"{one} Nobody knew. 아무도 몰랐다."), SAME * 6 + STALE),
    "a sentence less": (edited(0, lambda one: one.rpartition(". ")[0] + "."), STALE + SAME * 6),
    "emphasis": (edited(2, lambda one: f"<strong>{one}</strong>"), SAME * 2 + "markup " + SAME * 4),
    "a new first": (lambda text, language: [new(language), *text], "new " + SAME * 7),
    "a new one": (lambda text, language: [*text[:3], new(language), *text[3:]], SAME * 3 + "new " + SAME * 4),
    "two new ones": (
        lambda text, language: [*text[:5], new(language), new(language) + " 2", *text[5:]],
        SAME * 5 + "new new " + SAME * 2,
    ),
    "a new last": (lambda text, language: [*text, new(language)], SAME * 7 + "new"),
    "one less": (lambda text, language: text[:3] + text[4:], SAME * 3 + "removed " + SAME * 3),
    "two less": (lambda text, language: text[:2] + text[4:], SAME * 2 + "removed removed " + SAME * 3),
    "the last less": (lambda text, language: text[:-1], SAME * 6 + "removed"),
    "one in its place": (
        lambda text, language: [*text[:3], new(language), *text[4:]],
        SAME * 3 + STALE + SAME * 3,
    ),
    "one moved": (lambda text, language: [*text[1:6], text[0], text[6]], SAME * 5 + "moved current"),
    "one split": (
        lambda text, language: [
            *text[:3],
            *text[3].rsplit(" ", len(text[3].split()) // 3)[:1],
            "Haeon sea.",
            *text[4:],
        ],
        SAME * 3 + "stale new " + SAME * 3,
    ),
    "one less and a new one elsewhere": (
        lambda text, language: [*text[:1], *text[2:5], new(language), *text[5:]],
        SAME + "removed " + SAME * 3 + "new " + SAME * 2,
    ),
    "a word in each of two": (
        lambda text, language: [*text[:3], f"Jeongso {text[3]}", f"Haeon {text[4]}", *text[5:]],
        SAME * 3 + STALE * 2 + SAME * 2,
    ),
    "one changed and a new one beside it": (
        lambda text, language: [*text[:3], f"Jeongso {text[3]}", new(language), *text[4:]],
        SAME * 3 + "stale new " + SAME * 3,
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_ordinary_edits_change_their_own_passages_alone(name):
    edit, expected = EDITS[name]
    wrong = [text for text in TEXTS if states_after(*text, edit) != expected.strip()]
    assert wrong == []


def test_neighbours_that_are_rewritten_keep_their_translation():
    def rewrite(text, language):
        return [*text[:2], rewritten(text[2], language), rewritten(text[3], language), *text[4:]]

    kept = [
        text for text in TEXTS if states_after(*text, rewrite) == (SAME * 2 + STALE * 2 + SAME * 3).strip()
    ]
    assert len(kept) >= 18


def test_a_rewritten_run_with_one_more_paragraph_is_told_as_new():
    def rewrite(text, language):
        return [
            *text[:2],
            *[rewritten(text[place], language, share=1, seed=place) for place in (2, 3, 3)],
            *text[4:],
        ]

    wrong = [text for text in TEXTS if "stale" in states_after(*text, rewrite)]
    assert wrong == []
