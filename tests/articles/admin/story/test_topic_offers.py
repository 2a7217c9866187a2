"""Topics offered for filing and for links, and words that only look like a topic."""

from unittest import mock

from django.test import TestCase
from django.urls import reverse

from articles.admin.story import suggestions
from articles.admin.story.suggestions import find_offers
from articles.models import Article, ArticleTopic, Term, TermKind
from articles.recently_used import RecentlyUsed
from articles.text.names import find_names
from tests.factories import make_article, make_topic, make_user, rewrite

EXPLAINED = {"explanation_en": "A country of islands.", "explanation_ko": "섬나라."}


class OffersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()
        cls.japan = make_topic("japan", name_en="Japan", name_ko="일본", **EXPLAINED)

    def offered(self, article, user=None, **options):
        article = Article.objects.get(pk=article.pk)
        filed = {item.tag_id for item in article.topic_items.all()}
        return find_offers(article, user or self.user, **({"filed": filed, "may_file": True} | options))

    def names(self, *paragraphs, language="en"):
        html = "".join(f"<p>{text}</p>" for text in paragraphs)
        article = make_article(languages=(language,), **{f"body_{language}": html})
        return [offer.topic.name_en for offer in self.offered(article)]

    def test_a_topic_is_found_in_either_language(self):
        self.assertEqual(self.names("Ships sail to Japan."), ["Japan"])
        self.assertEqual(self.names("배가 일본으로 떠났다.", language="ko"), ["Japan"])

    def test_a_text_is_searched_once_until_something_changes(self):
        article = make_article(languages=("en",), body_en="<p>Ships sail to Japan.</p>")
        self.enterContext(mock.patch.object(suggestions, "KEPT_OFFERS", RecentlyUsed(10)))
        with mock.patch.object(suggestions, "find_names", side_effect=find_names) as search:
            first = self.offered(article)
            search.reset_mock()
            self.assertEqual(self.offered(article), first)
            search.assert_not_called()
        self.assertEqual(self.offered(article, may_file=False)[0].is_to_be_filed, False)
        self.japan.explanation_en = ""
        self.japan.save()
        self.assertEqual([offer.links for offer in self.offered(article)], [[]])
        self.japan.name_en = "Nippon"
        self.japan.save()
        self.assertEqual(self.offered(article), [])
        Term.objects.create(kind=TermKind.PLACE, name_en="Japan", name_ko="일본", topic=self.japan)
        self.assertEqual([offer.topic.name_en for offer in self.offered(article)], ["Nippon"])
        rewrite(article, body_en="<p>Ships sail.</p>")
        self.assertEqual(self.offered(article), [])

    def test_a_term_leads_to_its_topic(self):
        Term.objects.create(kind=TermKind.PLACE, name_en="Tokyo", name_ko="도쿄", topic=self.japan)
        self.assertEqual(self.names("Ships sail to Tokyo."), ["Japan"])

    def test_a_term_of_the_same_name_says_what_a_topic_is_called_in_the_other_language(self):
        make_topic("china", name_en="China", name_ko="")
        Term.objects.create(kind=TermKind.PLACE, name_en="China", name_ko="중국")
        self.assertEqual(self.names("배가 중국으로 떠났다.", language="ko"), ["China"])

    def test_a_rate_is_no_interest_rate(self):
        rates = make_topic("rates", name_en="Interest rates", name_ko="금리")
        Term.objects.create(name_en="interest rate", short_en="rate", name_ko="금리", topic=rates)
        self.assertEqual(self.names("The growth rate fell, and so did the rate of births."), [])
        self.assertEqual(self.names("The interest rate fell."), ["Interest rates"])

    def test_a_short_form_that_may_mean_anything_is_not_offered(self):
        pact = make_topic("strait-pact", name_en="Strait Pact", name_ko="해협협정")
        Term.objects.create(
            name_en="Haeon Strait Pact",
            name_ko="해온해협협정",
            short_en="the pact",
            short_ko="협정",
            topic=pact,
        )
        self.assertEqual(self.names("Both signed the pact."), [])
        self.assertEqual(self.names("두 나라가 협정을 맺었다.", language="ko"), [])
        self.assertEqual(self.names("두 나라가 해온해협협정을 맺었다.", language="ko"), ["Strait Pact"])

    def test_one_syllable_is_not_found_in_other_words(self):
        make_topic("ships", name_en="Ships", name_ko="배")
        make_topic("water", name_en="Water", name_ko="물")
        self.assertEqual(self.names("배추 물가가 두 배로 올라 물가 상승을 이끌었다.", language="ko"), [])

    def test_a_longer_name_of_the_glossary_is_not_its_part(self):
        Term.objects.create(kind=TermKind.ORGANISATION, name_en="Bank of Japan", name_ko="일본은행")
        self.assertEqual(self.names("The Bank of Japan met."), [])

    def test_what_is_filed_is_offered_for_a_link_alone(self):
        article = make_article(body_en="<p>Ships sail to Japan.</p>")
        ArticleTopic.objects.create(content_object=article, tag=self.japan)
        [offer] = self.offered(article)
        self.assertFalse(offer.is_to_be_filed)
        [link] = offer.links
        self.assertEqual(
            (link.language, link.before, link.words, link.after), ("en", "Ships sail to ", "Japan", ".")
        )

    def test_what_is_filed_and_linked_is_offered_for_nothing(self):
        article = make_article(body_en=f'<p>To <a data-topic="{self.japan.pk}">Japan</a> and Japan.</p>')
        ArticleTopic.objects.create(content_object=article, tag=self.japan)
        self.assertEqual(self.offered(article), [])

    def test_a_link_stands_at_the_first_mention_of_the_text(self):
        article = make_article(
            body_en='<h2>Japan</h2><p>By <a href="https://example.org/">Japan</a>, then to Japan, Japan.</p>'
        )
        [link] = self.offered(article)[0].links
        self.assertEqual((link.before, link.after), (", then to ", ", Japan."))

    def test_links_are_offered_in_the_languages_that_one_may_write(self):
        article = make_article(
            languages=("en", "ko"), body_en="<p>To Japan.</p>", body_ko="<p>일본으로 간다.</p>"
        )
        translator = make_user("translator", role="Korean translators")
        [offer] = self.offered(article, translator, may_file=False)
        self.assertEqual([link.language for link in offer.links], ["ko"])
        self.assertEqual(len(self.offered(article)[0].links), 2)

    def test_a_link_is_offered_only_where_the_topic_is_explained(self):
        self.japan.explanation_en = ""
        self.japan.save()
        article = make_article(
            languages=("en", "ko"), body_en="<p>To Japan.</p>", body_ko="<p>일본으로 간다.</p>"
        )
        [offer] = self.offered(article)
        self.assertTrue(offer.is_to_be_filed)
        self.assertEqual([link.language for link in offer.links], ["ko"])

    def test_merged_topics_are_not_offered(self):
        asia = make_topic("asia", name_en="Asia", name_ko="아시아")
        self.japan.merged_into = asia
        self.japan.save()
        self.assertEqual(self.names("Ships sail to Japan."), [])

    def test_two_queries_whatever_is_found(self):
        article = make_article(body_en="<p>To Japan and Harbor 1, Harbor 2, Harbor 3.</p>")
        for number in range(20):
            make_topic(f"harbor-{number}", name_en=f"Harbor {number}", name_ko=f"항구 {number}")
        article = Article.objects.get(pk=article.pk)
        self.user.get_all_permissions()
        with self.assertNumQueries(2):
            found = find_offers(article, self.user, filed=set(), may_file=True)
        self.assertEqual(len(found), 4)


class OffersOnTheScreenTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.japan = make_topic("japan", name_en="Japan", name_ko="일본", **EXPLAINED)
        cls.article = make_article(body_en="<p>Ships sail to Japan.</p>", body_ko="<p>일본으로 간다.</p>")

    def screen(self, role="Managing editors"):
        self.client.force_login(make_user(role.lower().replace(" ", ""), role=role))
        return self.client.get(reverse("admin:articles_article_change", args=[self.article.pk]))

    def test_are_buttons_beside_the_filing(self):
        page = self.screen()
        self.assertContains(page, "Found in the text")
        self.assertContains(page, 'Add topic<span class="visually-hidden"> Japan</span>')
        self.assertContains(page, 'Link in Korean<span class="visually-hidden"> Japan</span>')

    def test_translators_are_offered_links_of_their_language_alone(self):
        page = self.screen("Korean translators")
        self.assertNotContains(page, "Add topic")
        self.assertNotContains(page, "Link in English")
        self.assertContains(page, "Link in Korean")

    def test_nothing_is_said_where_nothing_is_found(self):
        self.article = make_article()
        self.assertNotContains(self.screen(), "Found in the text")
