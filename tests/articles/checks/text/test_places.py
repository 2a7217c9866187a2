"""Names used as places that are missing in gazetteer, atlas and glossary."""

import subprocess
import sys

import pytest
from django.test import TestCase

from articles.body.content import plain_text
from articles.checks.places import gazetteer, is_in_atlas, unknown_places
from articles.checks.registry import Severity
from articles.models import Language, RelatedLink, Term, TermKind
from articles.text.sentences import sentences
from newsroom.demo import content
from tests.articles.checks.text.place_sentences import INVENTED, PEOPLE_AND_COMPANIES, REAL
from tests.articles.checks.text.stories import check_source, findings_of, make_story, passages_of

SENTENCE = "The ship left the port of Velgar at dawn."


class TestUnknownPlaces:
    @pytest.mark.parametrize("sentence", [*REAL, *PEOPLE_AND_COMPANIES])
    def test_accept_real_places_people_and_companies(self, sentence):
        assert unknown_places(sentence, gazetteer().knows, sentence) == []

    @pytest.mark.parametrize("sentence", INVENTED)
    def test_report_invented_places(self, sentence):
        names = [place.name for place in unknown_places(sentence, gazetteer().knows, sentence)]
        assert names == INVENTED[sentence]

    def test_of_the_demonstration_are_its_invented_places(self):
        texts = [
            story[language] for story in content.read_stories() for language in Language if language in story
        ]
        stories = [[text["title"], *plain_text(text.get("body", "")).splitlines()] for text in texts]
        found = {
            place.name
            for story in stories
            for passage in story
            for sentence in sentences(passage)
            for place in unknown_places(sentence, gazetteer().knows, " ".join(story))
        }
        assert sum(map(len, stories)) > 500
        assert found == {"Dalmuri", "Haeon", "Port Sorin", "Velmora", "벨모라", "소린바위", "소린항"}


class TestGazetteer:
    @pytest.mark.parametrize(
        "name",
        "Sudan,the Netherlands,Bogotá’s,Kyiv,Sao Paulo,Bosnia and Herzegovina,Myanmar,U.S.,Northern Ireland"
        ",Greater Seoul,Helmand,수단,대한민국,강릉시,경기도,한미일,친러시아,북아프리카,호르무즈해협,홍콩"
        ",서울특별시,여의도,판문점,텍사스주,신장위구르자치구,카보베르데,중앙아프리카공화국".split(","),
    )
    def test_knows_places_in_their_forms(self, name):
        assert gazetteer().knows(name)

    @pytest.mark.parametrize(
        "name", ["Kasparia", "Kaspar Bay", "New Velmora", "카스파라", "아주르해안", "은하시", "북벨모라"]
    )
    def test_does_not_know_what_was_made_up(self, name):
        assert not gazetteer().knows(name)

    def test_is_read_at_the_first_question_only(self):
        read = (
            "import django; django.setup(); from articles.checks.places import gazetteer;"
            "print(gazetteer.cache_info().currsize)"
        )
        result = subprocess.run([sys.executable, "-c", read], check=True, capture_output=True, text=True)
        assert result.stdout.split()[-1] == "0"


class TestAtlas:
    @pytest.mark.parametrize(
        "name",
        ["Kuji", "Barranquilla", "Shantou", "Vaucluse", "Dangrek", "산터우", "바랑키야", "텍설섬"],
    )
    def test_has_what_no_gazetteer_of_a_newsroom_holds(self, name):
        assert is_in_atlas(name)

    @pytest.mark.parametrize("name", [name for names in INVENTED.values() for name in names])
    def test_has_nothing_that_was_made_up(self, name):
        assert not is_in_atlas(name)

    @pytest.mark.parametrize("name", ["New Kuji", "Kuji Velmora", "북바랑키야"])
    def test_knows_whole_names_only(self, name):
        assert not is_in_atlas(name)


class UnknownPlaceTests(TestCase):
    def test_is_none_of_a_city_or_region_far_away(self):
        article = make_story("The ship left the port of Kuji.", "Fighting reached the Vaucluse region.")
        self.assertEqual(passages_of(article, "text.place.unknown"), [])

    def test_is_no_city_beside_a_known_place(self):
        article = make_story("Ships lay in the port of Dochi, near Daegu.")
        self.assertEqual(passages_of(article, "text.place.unknown"), [])
        article = make_story("Ships lay in the port of Dochi.", "In Daegu there is rain.")
        self.assertEqual(len(passages_of(article, "text.place.unknown")), 1)

    def test_is_a_warning_at_its_sentence(self):
        article = make_story(f"It was night. {SENTENCE} Nobody saw it.")
        [finding] = findings_of(article, "text.place.unknown")
        self.assertEqual((finding.field, finding.passage), ("body", SENTENCE))
        self.assertEqual(finding.severity, Severity.WARNING)
        self.assertIn("Velgar", finding.message)

    def test_is_told_where_the_place_stands_first(self):
        article = make_story(SENTENCE, "The port of Velgar is small.", "The port of Sorin is large.")
        self.assertEqual(
            passages_of(article, "text.place.unknown"), [SENTENCE, "The port of Sorin is large."]
        )

    def test_is_answered_by_a_checked_source_for_the_sentence(self):
        article = make_story(SENTENCE, "The port of Velgar is small.")
        check_source(article, "left the port of Velgar")
        self.assertEqual(passages_of(article, "text.place.unknown"), [])

    def test_is_not_answered_by_an_unchecked_source(self):
        article = make_story(SENTENCE)
        check_source(article, SENTENCE, is_checked=False)
        self.assertEqual(passages_of(article, "text.place.unknown"), [SENTENCE])

    def test_is_answered_by_the_glossary_in_every_form(self):
        Term.objects.create(
            kind=TermKind.PLACE, name_en="Free Port of Velgar", synonyms_en="Velgar", name_ko="벨가르"
        )
        self.assertEqual(passages_of(make_story(SENTENCE), "text.place.unknown"), [])
        korean = make_story("수도 벨가르에서 시위가 열렸다.", language="ko")
        self.assertEqual(passages_of(korean, "text.place.unknown", "ko"), [])

    def test_reads_korean_that_was_pasted_into_english(self):
        article = make_story("아주르 해안에서 무력 충돌이 재개되었습니다.")
        [finding] = findings_of(article, "text.place.unknown")
        self.assertIn("아주르 해안", finding.message)

    def test_reads_related_summaries_and_names_their_row(self):
        article = make_story("The ferry sails.")
        link = RelatedLink.objects.create(
            article=article, summary_ko="카스파라와 라이도니아 외교장관이 만났다."
        )
        for language in ("en", "ko"):
            [finding] = findings_of(article, "text.place.unknown", language)
            self.assertEqual((finding.field, finding.row), ("related_links", link.pk))
            self.assertIn("카스파라, 라이도니아", finding.message)
