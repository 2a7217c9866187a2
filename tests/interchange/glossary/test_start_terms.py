"""Start terms of the glossary, from CLDR."""

from django.test import TestCase

from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair
from articles.models import Term, TermKind
from newsroom.interchange.start_terms import (
    build_start_terms,
    find_missing_start_terms,
    load_start_terms,
)
from tests.articles.checks.text.stories import make_story, passages_of


class StartTermsTests(TestCase):
    def test_they_are_territories_currencies_months_and_units(self):
        found = {term.name_en: term for term in build_start_terms()}
        for name, korean, kind in [
            ("South Korea", "한국", TermKind.PLACE),
            ("Hong Kong", "홍콩", TermKind.PLACE),
            ("Bosnia and Herzegovina", "보스니아 헤르체고비나", TermKind.PLACE),
            ("South Korean won", "대한민국 원", TermKind.CONCEPT),
            ("May", "5월", TermKind.CONCEPT),
            ("square foot", "제곱피트", TermKind.CONCEPT),
        ]:
            self.assertEqual((found[name].name_ko, found[name].kind), (korean, kind))
        self.assertEqual(found["square foot"].synonyms_en, "square feet")
        self.assertEqual(found["South Korea"].synonyms_ko, "대한민국")
        self.assertEqual(found["United States"].forms("en"), ["United States", "U.S.", "US"])
        self.assertNotIn("European Union", found)

    def test_they_say_whence_they_are(self):
        self.assertRegex(build_start_terms()[0].source, r"^CLDR \d+(\.\d+)? \(Babel \d")

    def test_all_are_whole_and_none_is_there_twice(self):
        terms = build_start_terms()
        for term in terms:
            term.clean_fields(exclude=["name"])
            term.clean()
            self.assertTrue(term.name_ko)
            # Former Korean names have no English name of their own.
            self.assertTrue(term.name_en or term.valid_until)
        names = [(term.kind, term.name_en or term.name_ko) for term in terms]
        self.assertEqual(len(set(names)), len(names))

    def test_none_is_required_in_translations(self):
        """Names with other spellings (km, 한미일) or other meanings (수단) would give false findings."""
        entries = [term.entry() for term in load_start_terms()]
        for english, korean in [
            ("The road is 100 kilometers long.", "길이 100㎞의 도로다."),
            ("South Korea, the United States and Japan met on Dec. 3.", "한미일이 12·3에 만났다."),
        ]:
            self.assertEqual(pair_discrepancies(SegmentPair(english, korean, "en"), entries), [])
        self.assertEqual(
            pair_discrepancies(SegmentPair("최선의 수단이다.", "It is the best means.", "ko"), entries), []
        )

    def test_what_the_newsroom_has_in_any_form_is_left_alone(self):
        Term.objects.create(name_ko="한국", synonyms_ko="대한 민국")
        Term.objects.create(name_en="the greenback", synonyms_en="us dollar")
        Term.objects.create(name_en="Burma", forbidden_en="Myanmar")
        names = {term.name_en for term in load_start_terms()}
        self.assertFalse(names & {"South Korea", "US dollar", "Myanmar"})
        self.assertIn("Japan", names)
        self.assertEqual(Term.objects.get(name_ko="한국").name_en, "")

    def test_ministries_that_were_renamed_have_a_day_and_a_successor(self):
        load_start_terms()
        former = Term.objects.get(name_ko="산업통상자원부")
        self.assertEqual((str(former.valid_until), former.successor.name_ko), ("2025-10-01", "산업통상부"))
        self.assertEqual(Term.objects.exclude(valid_until=None).filter(successor=None).count(), 0)

    def test_a_successor_of_the_newsroom_is_kept(self):
        own = Term.objects.create(name_en="Trade Ministry", name_ko="산업통상부")
        load_start_terms()
        self.assertEqual(Term.objects.get(name_ko="산업통상자원부").successor, own)

    def test_preflight_finds_office_holders_with_a_former_name(self):
        load_start_terms()
        for language, sentence in [
            ("en", "The pact was signed by the Minister of Trade, Industry and Energy, Min Testwell."),
            ("ko", "민시험 산업통상자원부 장관이 협정에 서명했다."),
            ("ko", "통계청은 물가가 올랐다고 밝혔다."),
        ]:
            story = make_story(sentence, language=language)
            self.assertEqual(passages_of(story, "term.expired", language), [sentence])

    def test_preflight_leaves_alone_those_of_other_countries(self):
        load_start_terms()
        for language, sentences in [
            ("en", ["Brazil’s Ministry of Environment agreed.", "The Ministry of Environment said no."]),
            ("en", ["The Ministry of Environment of South Africa agreed."]),
            ("ko", ["영국 통계청은 물가가 올랐다고 밝혔다.", "통계청은 식료품을 들었다."]),
        ]:
            story = make_story(*sentences, language=language)
            self.assertEqual(passages_of(story, "term.expired", language), [])

    def test_a_second_load_adds_nothing(self):
        load_start_terms()
        count = Term.objects.count()
        self.assertEqual((load_start_terms(), find_missing_start_terms()), ([], []))
        self.assertEqual(Term.objects.count(), count)
