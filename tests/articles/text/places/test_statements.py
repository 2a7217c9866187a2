"""Phrases that say that a name is a place, and the rows of their table."""

import pytest

from articles.checks.places import gazetteer, unknown_places
from articles.text.places import statements
from articles.text.places.statements import stated_places
from articles.text.script import language_of
from tests.articles.checks.text.place_sentences import INVENTED, PEOPLE_AND_COMPANIES, REAL

LANGUAGES = ("en", "ko")
ROWS = [
    (language, key, entry)
    for language in LANGUAGES
    for key, entries in statements.read_table(language).items()
    for entry in entries
]


def stated(sentence, language="en", text=""):
    return [place.name for place in stated_places(sentence, text or sentence, language)]


def clear_caches():
    statements.phrases.cache_clear()
    statements._names_inside.cache_clear()


def is_as_expected(language):
    """Return whether each sentence of the corpus in a language has its invented places, and no others."""
    knows = gazetteer().knows
    expected = INVENTED | dict.fromkeys([*REAL, *PEOPLE_AND_COMPANIES], [])
    return all(
        sorted(place.name for place in unknown_places(sentence, knows, sentence)) == sorted(names)
        for sentence, names in expected.items()
        if language_of(sentence) == language
    )


class TestTable:
    def test_both_languages_have_the_same_kinds_of_phrases(self):
        for language in LANGUAGES:
            assert statements.read_table(language).keys() >= {*statements.KEYS, "endings"}

    @pytest.mark.parametrize(("language", "key", "entry"), ROWS)
    def test_each_row_is_needed_by_a_sentence(self, language, key, entry, monkeypatch):
        table = {name: statements.read_table(name) for name in LANGUAGES}
        table[language] = table[language] | {key: [one for one in table[language][key] if one != entry]}
        monkeypatch.setattr(statements, "read_table", table.get)
        clear_caches()
        try:
            assert not is_as_expected(language)
        finally:
            monkeypatch.undo()
            clear_caches()


class TestStatedPlaces:
    def test_words_that_open_a_sentence_are_not_part_of_a_name(self):
        assert set(stated("In Velmora’s capital, Sorin, nobody slept.")) == {"Velmora", "Sorin"}

    def test_a_particle_is_not_part_of_a_name(self):
        assert stated("벨토니아의 수도 벨가르에서 비가 왔다.", "ko") == ["벨토니아", "벨가르"]

    def test_a_word_of_the_language_is_not_a_name(self):
        assert stated("아름다운 해안과 모래 해안, 항구도시 재생과 양국 외교장관", "ko") == []

    @pytest.mark.parametrize(
        ("language", "sentence", "full_name"),
        [
            ("en", "Testrel’s foreign minister left.", "He met Andrei Testrel."),
            ("ko", "테스트렐 외무장관은 떠났다.", "안드리 테스트렐 장관을 만났다."),
            ("ko", "테스트렐 외무장관은 떠났다.", "테스트렐 러시아 외무장관은 말했다."),
        ],
    )
    def test_a_person_is_not_a_place(self, language, sentence, full_name):
        assert stated(sentence, language) != []
        assert stated(sentence, language, f"{full_name} {sentence}") == []

    @pytest.mark.parametrize(
        ("language", "sentence", "inside"),
        [
            ("en", "The president of Testrel left.", "It rains in Testrel."),
            ("ko", "테스트렐 대통령은 떠났다.", "테스트렐에서 비가 왔다."),
        ],
    )
    def test_a_president_makes_a_country_of_a_name_that_is_used_as_a_location(
        self, language, sentence, inside
    ):
        assert stated(sentence, language) == []
        assert stated(sentence, language, f"{sentence} {inside}") != []

    def test_the_words_beside_a_local_place_may_explain_it(self):
        [place] = stated_places("In Ohio, the city of Testrel, near Limburg, sleeps.", "", "en")
        assert place.beside == ("In Ohio", "Limburg")
        [place] = stated_places("미국 미주리주의 도시 테스트렐에서", "", "ko")
        assert "미주리주" in place.beside
