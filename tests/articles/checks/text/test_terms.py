"""Expired names, and forms of a name that the newsroom does not use."""

from datetime import date

from django.test import TestCase

from articles.checks.registry import Severity
from articles.models import Term, TermKind
from tests.articles.checks.text.stories import findings_of, make_story, passages_of

ENDED = date(2025, 10, 1)


def make_term(name_en, name_ko="", **fields):
    return Term.objects.create(
        **{"kind": TermKind.ORGANISATION, "name_en": name_en, "name_ko": name_ko} | fields
    )


class ExpiredTermTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.now = make_term("Ministry of Trade, Industry and Resources", "산업통상부", short_ko="산업부")
        cls.term = make_term(
            "Ministry of Trade, Industry and Energy",
            "산업통상자원부",
            synonyms_en="MOTIE",
            short_ko="산업부",
            valid_until=ENDED,
            successor=cls.now,
        )

    def expired(self, *paragraphs, language="en"):
        return passages_of(make_story(*paragraphs, language=language), "term.expired", language)

    def test_is_a_blocker_at_its_sentence_and_names_what_followed(self):
        sentence = "The Ministry of Trade, Industry and Energy agreed."
        [finding] = findings_of(make_story(f"It rained. {sentence}"), "term.expired")
        self.assertEqual(
            (finding.field, finding.passage, finding.severity), ("body", sentence, Severity.BLOCKER)
        )
        self.assertIn("Ministry of Trade, Industry and Resources", finding.hint)
        self.assertIn("Oct. 1, 2025", finding.message)

    def test_finds_the_office_that_follows_from_a_ministry(self):
        for office in [
            "South Korea’s Minister of Trade, Industry and Energy, Kim Jung-kwan, agreed.",
            "Trade, Industry and Energy Minister Kim Jung-kwan agreed.",
            "Kim Jung-kwan, minister of trade, industry and energy, agreed.",
            "Kim Jung-kwan, the minister for trade, industry, and energy, agreed.",
            "The Ministry of Trade, Industry, and Energy agreed.",
            "The minister was at MOTIE’s office.",
        ]:
            self.assertEqual(self.expired(office), [office])

    def test_finds_korean_with_particles_titles_and_blanks(self):
        for sentence in [
            "산업통상자원부는 합의했다.",
            "김정관 산업통상자원부 장관이 합의했다.",
            "김정관 산업통상자원부장관이 합의했다.",
            "정부는 산업 통상 자원부에서 회의를 열었다.",
        ]:
            self.assertEqual(self.expired(sentence, language="ko"), [sentence])

    def test_lets_pass_what_is_history(self):
        for sentence in [
            "The former Ministry of Trade, Industry and Energy signed it.",
            "In 2019 the Ministry of Trade, Industry and Energy signed it.",
            "The Ministry of Trade, Industry and Energy was renamed in October.",
            "On Sept. 3, 2025, the Ministry of Trade, Industry and Energy signed it.",
            "The Ministry of Trade, Industry and Resources was the Ministry of Trade, Industry and Energy.",
            "“The Ministry of Trade, Industry and Energy was mine,” she said.",
        ]:
            self.assertEqual(self.expired(sentence), [], sentence)
        for sentence in [
            "옛 산업통상자원부가 서명했다.",
            "전 산업통상자원부 장관이 왔다.",
            "2019년 산업통상자원부가 서명했다.",
            "2025년 9월 산업통상자원부가 서명했다.",
            "산업통상자원부(현 산업통상부)가 서명했다.",
        ]:
            self.assertEqual(self.expired(sentence, language="ko"), [], sentence)

    def test_is_not_excused_by_a_year_of_today_or_a_beginning(self):
        sentence = "The Ministry of Trade, Industry and Energy has led the talks since 2018."
        self.assertEqual(self.expired(sentence), [sentence])

    def test_takes_the_name_in_force_where_both_share_it(self):
        self.assertEqual(self.expired("산업부는 합의했다.", language="ko"), [])

    def test_leaves_alone_a_short_form_that_may_mean_anything(self):
        make_term(
            "Velmoran Ministry of Fisheries",
            "벨모라 수산부",
            short_en="the ministry",
            short_ko="수산부",
            valid_until=ENDED,
        )
        self.assertEqual(self.expired("On Monday the ministry agreed."), [])
        self.assertEqual(self.expired("수산부가 합의했다.", language="ko"), [])
        self.assertEqual(len(self.expired("벨모라 수산부가 합의했다.", language="ko")), 1)

    def test_takes_the_longer_name_in_force(self):
        make_term("Old Ministry of Trade, Industry and Energy Building")
        self.assertEqual(self.expired("The Old Ministry of Trade, Industry and Energy Building burned."), [])

    def test_minds_the_day(self):
        self.term.valid_until = date(2999, 1, 1)
        self.term.save()
        self.assertEqual(self.expired("The Ministry of Trade, Industry and Energy agreed."), [])


class ForbiddenTermTests(TestCase):
    def test_is_a_warning_with_the_right_form(self):
        make_term("East Sea", "동해", kind=TermKind.PLACE, forbidden_en="Sea of Japan", forbidden_ko="일본해")
        [finding] = findings_of(make_story("The Sea of Japan is deep."), "term.forbidden")
        self.assertEqual((finding.passage, finding.severity), ("The Sea of Japan is deep.", Severity.WARNING))
        self.assertIn("East Sea", finding.hint)
        self.assertEqual(
            passages_of(make_story("일본해는 깊다.", language="ko"), "term.forbidden", "ko"),
            ["일본해는 깊다."],
        )

    def test_is_none_within_a_right_name(self):
        make_term("Kim Ha-neul", kind=TermKind.PERSON, forbidden_en="Haneul")
        make_term("Haneul Park", kind=TermKind.PLACE)
        self.assertEqual(passages_of(make_story("They met in Haneul Park."), "term.forbidden"), [])

    def test_minds_blanks_and_capitals_where_these_are_what_is_wrong(self):
        make_term("free trade pact", "자유무역협정", kind=TermKind.CONCEPT, forbidden_ko="자유 무역 협정")
        self.assertEqual(
            passages_of(
                make_story("자유무역협정은 남는다. 자유 무역 협정은 없다.", language="ko"),
                "term.forbidden",
                "ko",
            ),
            ["자유 무역 협정은 없다."],
        )
