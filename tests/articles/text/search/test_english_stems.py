"""English words by their stems."""

import pytest

from articles.text.search.english_stems import WEIGHTLESS, english_stem


@pytest.mark.parametrize(
    "forms",
    [
        "tariff tariffs", "city cities", "box boxes", "prize prizes", "quiz quizzes", "thief thieves",
        "wolf wolves", "woman women", "child children", "reject rejects rejected rejecting",
        "cancel cancels cancelled canceled cancelling", "travel traveled travelling",
        "sell sells sold selling",
        "steal stole stolen", "withdraw withdrew withdrawn", "die dies died dying", "run runs ran running",
        "harbor harbour harbors harboured", "favorite favourites", "center centre centres", "theater theatre",
        "organize organise organised organizing", "organization organisations", "analyze analysed",
        "defense defence", "license licence", "program programme programmes", "dialog dialogue dialogues",
        "judgment judgement", "traveler travellers", "practice practised", "tire tyres", "gray grey",
        "surprise surprised surprises surprising", "enterprise enterprises",
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(forms):
    assert len({english_stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "organ organize organization", "news new", "won win", "saw see", "four for", "hour hor", "tour tor",
        "course corse", "policy police", "university universe", "economics economic", "labor laborer",
    ],
)  # fmt: skip
def test_other_words_have_other_stems(words):
    assert len({english_stem(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    "word", ["", "a", "s", "3rd", "가격", "ｃａｔｓ", "cat\u200bs", "\ud800s", "o'neill"]
)
def test_what_is_no_word_of_latin_letters_stays(word):
    assert english_stem(word) == word


def test_an_endless_word_has_a_stem():
    assert english_stem("a" * 10_000 + "s") == "a" * 10_000


def test_words_that_tell_nothing_have_no_weight():
    assert [word for word in ("the", "of", "not", "trade", "it") if word not in WEIGHTLESS] == ["trade"]
