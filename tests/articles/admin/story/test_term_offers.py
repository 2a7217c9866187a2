"""Terms with an explanation that a text does not mark yet: found precisely, and offered."""

from datetime import date

from django.test import TestCase
from django.urls import reverse
from time_machine import travel

from articles.admin.story.suggestions import find_offers, unmarked_terms
from articles.checks.registry import examine_both
from articles.models import Article, Language, Term, TermKind
from tests.factories import NOON, make_article, make_topic, make_user

TOLD = {"explanation_en": "A small dam with gates.", "explanation_ko": "배를 올리고 내리는 작은 둑."}


class MarksTestCase(TestCase):
    def setUp(self):
        self.enterContext(travel(NOON, tick=False))
        self.lock = self.term(name_en="ship lock", name_ko="갑문")

    def term(self, **fields):
        return Term.objects.create(**(TOLD | fields))

    def found(self, *, en="", ko=""):
        """Return the words that can be marked, with their surroundings: ["to the [lock]."]."""
        languages = tuple(code for code, text in (("en", en), ("ko", ko)) if text)
        article = make_article(languages=languages, body_en=en, body_ko=ko)
        links = unmarked_terms(Article.objects.get(pk=article.pk))
        return [
            f"{link.before}[{link.words}]{link.after}" for language in Language for link in links[language]
        ]


class FoundTests(MarksTestCase):
    def test_the_first_mention_in_the_text_is_found_and_no_heading(self):
        text = "<h2>The ship lock</h2><p>At the ship lock. The ship lock.</p><p>A ship lock.</p>"
        self.assertEqual(self.found(en=text), ["At the [ship lock]. The ship lock."])

    def test_english_may_be_many_and_begin_a_sentence(self):
        self.assertEqual(self.found(en="<p>Ship locks close.</p>"), ["[Ship locks] close."])

    def test_korean_may_have_a_particle(self):
        self.assertEqual(self.found(ko="<p>배가 갑문으로 들어갔다.</p>"), ["배가 [갑문]으로 들어갔다."])

    def test_each_language_is_told_for_itself(self):
        marked = f'<p>The <a data-term="{self.lock.pk}">ship lock</a>.</p>'
        self.assertEqual(self.found(en=marked, ko="<p>갑문이 닫혔다.</p>"), ["[갑문]이 닫혔다."])


class PrecisionTests(MarksTestCase):
    def test_what_is_marked_anywhere_is_not_told_again(self):
        text = f'<p>A ship lock.</p><p>The <a data-term="{self.lock.pk}">ship lock</a>.</p>'
        self.assertEqual(self.found(en=text), [])

    def test_what_has_no_explanation_in_that_language_is_not_told(self):
        self.term(name_en="barge", name_ko="바지선", explanation_en="")
        self.assertEqual(
            self.found(en="<p>A barge came.</p>", ko="<p>바지선이 왔다.</p>"), ["[바지선]이 왔다."]
        )

    def test_part_of_a_word_or_of_a_longer_name_is_no_mention(self):
        self.term(kind=TermKind.ORGANISATION, name_en="Ship Lock Board", name_ko="갑문관리공단")
        self.assertEqual(self.found(en="<p>The shiplocker slept.</p>"), [])
        self.assertEqual(self.found(ko="<p>갑문관리공단이 밝혔다.</p>"), ["[갑문관리공단]이 밝혔다."])

    def test_words_that_name_two_terms_are_not_told(self):
        self.term(kind=TermKind.ORGANISATION, name_en="Harbor Council", name_ko="항만위")
        self.term(kind=TermKind.PLACE, name_en="Harbor Council", name_ko="항만의회")
        self.assertEqual(self.found(en="<p>The Harbor Council met.</p>"), [])

    def test_a_short_form_that_may_mean_anything_is_not_told(self):
        self.term(name_en="Haeon Strait Pact", short_en="the pact", name_ko="해온해협협정", short_ko="협정")
        self.assertEqual(self.found(en="<p>Both signed the pact.</p>", ko="<p>협정을 맺었다.</p>"), [])

    def test_a_term_that_has_ended_is_not_told(self):
        self.term(kind=TermKind.ORGANISATION, name_en="Old Ministry", name_ko="옛부",
                  valid_until=date(2020, 1, 1))  # fmt: skip
        self.assertEqual(self.found(en="<p>The Old Ministry closed.</p>"), [])

    def test_words_within_a_link_are_passed_over(self):
        text = '<p>See <a href="https://example.org/">the ship lock</a> and <em>the</em> ship lock.</p>'
        self.assertEqual(self.found(en=text), [" and the [ship lock]."])


class OfferedTests(MarksTestCase):
    def offered(self, user, **fields):
        article = Article.objects.get(pk=make_article(**fields).pk)
        return find_offers(article, user, filed=set(), may_file=False)

    def test_a_mark_is_offered_where_one_may_write(self):
        fields = {"languages": ("en", "ko"), "body_en": "<p>A ship lock.</p>", "body_ko": "<p>갑문이다.</p>"}
        [offer] = self.offered(make_user("translator", role="Korean translators"), **fields)
        self.assertEqual([(link.language, link.words) for link in offer.links], [("ko", "갑문")])
        [offer] = self.offered(make_user(), **fields)
        self.assertEqual([link.language for link in offer.links], ["en", "ko"])

    def test_an_explained_term_is_marked_and_not_linked_to_its_topic_as_well(self):
        topic = make_topic("locks", name_en="Waterways", name_ko="수로")
        self.term(name_en="tide gate", name_ko="조석문", topic=topic)
        [offer] = self.offered(make_user(), body_en="<p>The tide gate.</p>")
        self.assertEqual(offer.term.name_en, "tide gate")

    def test_the_form_has_a_button_and_preflight_an_advice_that_stops_nothing(self):
        article = make_article(body_en="<p>At the ship lock.</p>")
        self.client.force_login(make_user())
        form = self.client.get(reverse("admin:articles_article_change", args=[article.pk]))
        self.assertContains(form, 'data-offer="mark" data-language="en" data-before="At the "')
        advice = self.client.get(reverse("admin:articles_article_preflight", args=[article.pk]))
        self.assertContains(advice, "At the <b>ship lock</b>.")
        self.assertContains(advice, "This is a suggestion and blocks nothing.")
        before = examine_both(article)
        self.lock.delete()
        self.assertEqual(examine_both(article), before)

    def test_rubbish_is_borne(self):
        for rubbish in ("\x00", "갑문" * 30_000, "\u1100\u1161\u11b8문", "ship " * 20_000, "ﾟ̈́"):
            with self.subTest(rubbish[:10]):
                self.assertIsInstance(self.found(en=f"<p>A{rubbish.replace(chr(0), '')}</p>"), list)
