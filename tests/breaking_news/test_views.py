"""The screen “Breaking news”: its form, refusals that keep the typed text, the list of live news."""

from unittest import mock
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from django.test import TestCase, override_settings
from lxml import html
from time_machine import travel

from articles.checks.registry import examine_both
from articles.models import Article, Event
from articles.publishing import withdraw
from newsroom.breaking_news import admin
from newsroom.breaking_news.models import BreakingStory
from newsroom.frontpage.models import Placement
from tests.breaking_news.news import OTHER_KEY, REASON, TEXTS, publish_news
from tests.factories import HOUR, NOON, make_author, make_published, make_section, make_user
from tests.frontpage.slots import BANNER, occupants, placed

ADDRESS = "/admin/breaking-news/"
BLOCKED = "<p>Nothing is **broken**.</p>"


class BreakingScreenTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - 5 * HOUR, tick=False):
            cls.section = make_section("economy")
            cls.managing = make_user(first_name="Minho", last_name="Han")
            cls.jane = make_user("jane", first_name="Jane", last_name="Doe")

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.client.force_login(self.managing)

    def page(self, response=None):
        response = response or self.client.get(ADDRESS)
        return html.fromstring(response.content.decode())

    def filled(self, page=None, **fields):
        """Return the form as a browser sends it, filled in both languages."""
        form = self.page() if page is None else page
        data = dict(form.get_element_by_id("breaking_form").form_values())
        for language, (headline, summary) in TEXTS.items():
            data |= {f"headline_{language}": headline, f"summary_{language}": summary}
        return data | {"section": self.section.pk, "reason": REASON} | fields

    def confirmed(self, response):
        """Return the form that a refusal shows, with its warnings confirmed."""
        page = self.page(response)
        data = dict(page.get_element_by_id("breaking_form").form_values())
        return data | {"_confirmed": page.xpath("string(//input[@name='_confirmed']/@value)")}

    def publish(self, **fields):
        response = self.client.post(ADDRESS, self.filled(**fields))
        self.assertEqual(response.status_code, 422, response.content.decode()[:300])
        return self.client.post(ADDRESS, self.confirmed(response))

    def alert(self, response):
        return " ".join(self.page(response).xpath("string(//*[@role='alert'][not(@hidden)])").split())


class FormTests(BreakingScreenTestCase):
    def test_one_form_publishes_both_languages_after_a_look_at_the_warnings(self):
        response = self.publish()
        story = BreakingStory.objects.get()
        self.assertRedirects(response, f"{ADDRESS}{story.pk}/")
        for language, (headline, _summary) in TEXTS.items():
            held = {"lead 1": story.article_id, "banner 1": story.article_id}
            self.assertEqual(occupants(NOON, language), held)
            self.assertEqual(Placement.objects.get(slot="banner", language=language).words, headline)

    def test_sources_for_which_it_has_no_field_are_asked_for_in_the_story_alone(self):
        data = self.filled(author=make_author(name_en="Jane Doe", name_ko="제인 도").pk)
        self.assertEqual(self.client.post(ADDRESS, data).status_code, 302)
        article = Article.objects.get()
        event = Event.objects.about(article).get(type="published", language="en")
        self.assertNotIn("source.none", event.details.get("warnings", []))
        self.assertIn("source.none", [one.code for one in examine_both(article)["en"]])

    def test_the_language_of_the_screens_comes_first_and_is_the_source(self):
        self.client.force_login(make_user("night", language="ko"))
        names = self.page().xpath("//textarea/@name")
        self.assertLess(names.index("headline_ko"), names.index("headline_en"))
        self.publish()
        self.assertEqual(Article.objects.get().source_language, "ko")

    def test_the_persons_own_byline_is_chosen(self):
        author = make_author(user=self.managing)
        chosen = self.page().xpath("string(//select[@name='author']/option[@selected]/@value)")
        self.assertEqual(chosen, str(author.pk))

    def test_a_language_without_words_is_left_out_and_wanted(self):
        self.publish(headline_ko="", summary_ko=" ", body_ko="<p></p>")
        article = Article.objects.get()
        self.assertEqual(article.progress.get(language="ko").wanted, "brief")
        page = self.page(self.client.get(f"{ADDRESS}{BreakingStory.objects.get().pk}/"))
        self.assertIn("Readers of this language do not have it yet.", page.text_content())

    def test_a_person_of_one_language_gets_that_and_is_told_who_publishes_the_other(self):
        self.client.force_login(make_user("desk", role="Korean desk"))
        page = self.page()
        self.assertEqual(page.xpath("//textarea[starts-with(@name, 'headline')]/@name"), ["headline_ko"])
        self.assertIn(
            "The English desk or a managing editor publishes the English text.", page.text_content()
        )
        self.publish()
        self.assertEqual(list(Article.objects.get().editions.values_list("language", flat=True)), ["ko"])

    def test_others_neither_find_nor_open_it(self):
        for role in ("Reporters", "Interns", "English translators", "Administrators"):
            self.client.force_login(make_user(role, role=role))
            with self.subTest(role=role):
                self.assertEqual(self.client.get(ADDRESS).status_code, 403)
                self.assertEqual(self.client.post(ADDRESS, {}).status_code, 403)
                self.assertNotContains(self.client.get("/admin/"), ADDRESS)

    def test_it_is_one_click_away(self):
        for address in ("/admin/", "/admin/articles/article/", "/admin/board/"):
            with self.subTest(address=address):
                links = self.page(self.client.get(address)).xpath("//ul[@class='object-tools']//a/@href")
                self.assertIn(ADDRESS, links)

    @override_settings(FOUR_EYES=False)
    def test_a_reason_is_asked_only_where_a_rule_is_bypassed(self):
        self.assertEqual(self.page().xpath("//*[@name='reason']"), [])
        self.assertEqual(self.publish().status_code, 302)

    def test_the_morning_report_tells_of_the_bypass(self):
        self.publish()
        self.assertContains(self.client.get("/admin/report/"), REASON)

    def test_its_queries_do_not_grow_with_what_happened(self):
        publish_news(self.jane)
        self.client.get(ADDRESS)
        with self.assertNumQueries(QUERIES):
            self.client.get(ADDRESS)
        publish_news(self.jane, key=OTHER_KEY)
        with self.assertNumQueries(QUERIES):
            self.client.get(ADDRESS)


QUERIES = 12


class RefusalTests(BreakingScreenTestCase):
    def refused(self, status, **fields):
        """Return the response to a form that is refused. It publishes nothing and keeps the typed values."""
        data = self.filled(**fields)
        response = self.client.post(ADDRESS, data)
        self.assertEqual(response.status_code, status)
        shown = dict(self.page(response).get_element_by_id("breaking_form").form_values())
        for name in ("headline_en", "summary_en", "headline_ko", "summary_ko", "reason"):
            self.assertEqual(shown[name].strip(), str(data[name]).strip())
        return response

    def test_blockers_are_named_with_their_place_and_cannot_be_confirmed(self):
        response = self.refused(422, body_en=BLOCKED)
        page = self.page(response)
        self.assertIn("Blocker", page.xpath("string(//ol[@class='findings'])"))
        self.assertIn("Correct the blockers, then publish.", page.text_content())
        [first, *_warnings] = page.xpath("//ol[@class='findings']//a/@href")
        self.assertEqual(first, "#text_en")
        again = self.client.post(ADDRESS, self.confirmed(response))
        self.assertEqual(again.status_code, 422)
        self.assertFalse(Article.objects.exists())

    def test_warnings_of_both_languages_stand_beside_blockers_and_are_confirmed_with_them(self):
        response = self.refused(422, body_en=BLOCKED)
        warnings = self.page(response).xpath("//li[contains(@class, 'finding-warning')]")
        self.assertIn("English, Korean", warnings[0].text_content())
        data = self.confirmed(response) | {"body_en": "<p>Nothing is broken.</p>"}
        self.assertEqual(self.client.post(ADDRESS, data).status_code, 302)

    def test_warnings_that_were_confirmed_are_not_asked_again_after_another_refusal(self):
        data = self.confirmed(self.refused(422, body_en=BLOCKED))
        again = self.client.post(ADDRESS, data)
        self.assertEqual(self.page(again).xpath("//li[contains(@class, 'finding-warning')]"), [])
        missing = self.client.post(ADDRESS, self.sent(again) | {"summary_en": "", "body_en": ""})
        self.assertEqual(missing.status_code, 422)
        last = self.sent(missing) | {"summary_en": TEXTS["en"][1]}
        self.assertEqual(self.client.post(ADDRESS, last).status_code, 302)

    def sent(self, response):
        """Return the form that a refusal shows, as a browser would send it unchanged."""
        return dict(self.page(response).get_element_by_id("breaking_form").form_values())

    def test_fields_that_are_missing_are_named(self):
        response = self.refused(422, summary_ko="", reason=" ", section="")
        self.assertEqual(
            self.alert(response), "Nothing was published. Correct these fields. Summary (Korean)SectionReason"
        )

    def test_an_empty_form_asks_for_the_first_language(self):
        response = self.client.post(ADDRESS, {"_key": OTHER_KEY})
        errors = self.page(response).xpath("//div[contains(@class, 'errors')]//textarea/@name")
        self.assertEqual(errors, ["headline_en", "summary_en", "reason"])

    def test_a_headline_that_is_too_long_for_the_banner_is_refused_there(self):
        response = self.refused(422, headline_en="Harbor " * 20)
        self.assertIn("The banner text is too long.", self.page(response).text_content())

    def test_the_enter_key_publishes_nothing(self):
        response = self.refused(200, _enter="Check the form")
        self.assertIn("Nothing is published yet.", self.alert(response))
        self.assertFalse(Article.objects.exists())

    def test_rubbish_is_refused(self):
        for rubbish in ("\x00", "x" * 5000, "9" * 40, "-1", "ﾟ̈́"):
            for name in (
                "_key",
                "seen",
                "_first",
                "_confirmed",
                "section",
                "author",
                "banner_for",
                "body_en",
            ):
                with self.subTest(f"{name}={rubbish[:5]!r}"):
                    response = self.client.post(ADDRESS, self.filled(**{name: rubbish}))
                    self.assertIn(response.status_code, (409, 422))

    def test_a_busy_database_keeps_the_words(self):
        error = OperationalError("database is locked")
        waited = mock.patch.object(admin, "has_waited_too_long", return_value=True)
        with waited, mock.patch.object(admin, "publish_breaking", side_effect=error):
            response = self.refused(503)
        self.assertIn("Nothing was published. Try again.", self.alert(response))

    def test_the_words_are_shown_after_the_login_has_expired(self):
        data = self.filled()
        self.client.logout()
        headers = {"accept": "text/html", "origin": "http://testserver"}
        response = self.client.post(ADDRESS, data, headers=headers)
        self.assertContains(response, TEXTS["ko"][1], status_code=403)
        self.assertNotContains(response, data["_key"], status_code=403)


class TwiceTests(BreakingScreenTestCase):
    def test_a_form_that_is_sent_twice_leads_to_the_one_story(self):
        response = self.client.post(ADDRESS, self.filled())
        data = self.confirmed(response)
        first, second = self.client.post(ADDRESS, data), self.client.post(ADDRESS, data)
        self.assertEqual(first["Location"], second["Location"])
        self.assertEqual(Article.objects.count(), 1)
        self.assertEqual(Event.objects.filter(type="published").count(), 2)

    def test_other_words_from_the_same_window_are_kept_and_may_be_published_next(self):
        self.publish()
        key = str(BreakingStory.objects.get().key)
        response = self.client.post(ADDRESS, self.filled(_key=key, headline_en="Second quake at the harbor"))
        self.assertEqual(response.status_code, 409)
        self.assertIn("This form has published a story already.", self.alert(response))
        data = self.confirmed(response)
        self.assertNotEqual(UUID(data["_key"]), UUID(key))
        self.assertEqual(data["headline_en"].strip(), "Second quake at the harbor")

    def test_what_a_colleague_published_stands_over_the_form(self):
        publish_news(self.jane)
        for _minutes in range(2):  # the page shows a time, not an age, because it may stay open
            self.clock.shift(HOUR / 20)
            recent = self.page().xpath("string(//section[@class='breaking-recent'])")
            self.assertIn("Jane Doe published this at 9 p.m.: Quake shakes the harbor", recent)

    def test_a_lead_that_was_placed_by_hand_stands_there_too(self):
        placed(make_published(), BANNER, words="The harbor is open", by=self.jane)
        recent = self.page().xpath("string(//section[@class='breaking-recent'])")
        self.assertIn("Jane Doe placed this on the front page", recent)

    def test_a_form_that_is_older_than_a_colleagues_news_is_refused_once(self):
        data = self.filled()
        publish_news(self.jane)
        response = self.client.post(ADDRESS, data)
        self.assertEqual(response.status_code, 409)
        self.assertIn("Breaking news was published since you opened this form.", self.alert(response))
        self.assertIn("Jane Doe published this", self.alert(response))
        again = self.client.post(ADDRESS, self.confirmed(response))
        self.assertEqual(self.client.post(ADDRESS, self.confirmed(again)).status_code, 302)
        self.assertEqual(Article.objects.count(), 2)


class PublishedTests(BreakingScreenTestCase):
    def published(self):
        return self.page(self.client.get(f"{ADDRESS}{BreakingStory.objects.get().pk}/"))

    def test_links_lead_to_the_live_pages_and_back_to_the_story(self):
        self.publish()
        article = Article.objects.get()
        links = self.published().xpath("//div[@id='content-main']//a/@href")
        for language in ("en", "ko"):
            for link in (f"/{language}/articles/{article.pk}/", f"/{language}/"):
                self.assertIn(link, links)
                self.assertEqual(self.client.get(link, follow=True).status_code, 200)
        self.assertIn(f"/admin/articles/article/{article.pk}/change/", links)

    def test_it_says_what_is_live_now(self):
        self.publish()
        self.clock.shift(HOUR)
        withdraw(Article.objects.get(), "ko", by=None, note="Wrong.")
        page = " ".join(self.published().text_content().split())
        self.assertIn("English: live", page)
        self.assertIn("Korean: Withdrawn", page)

    def test_the_other_language_is_translated_by_hand_or_by_machine_where_an_engine_is_set(self):
        self.publish(headline_ko="", summary_ko="")
        address = f"/admin/translations/{Article.objects.get().pk}/ko/"
        links = self.published().xpath("//a/@href")
        self.assertIn(address, links)
        self.assertNotIn(f"{address}machine/", links)
        engine = settings.MACHINE_TRANSLATION | {"engine": "deepl"}
        with override_settings(MACHINE_TRANSLATION=engine):
            links = self.published().xpath("//a/@href")
            self.assertIn(f"{address}machine/", links)
            self.assertEqual(self.client.get(f"{address}machine/").status_code, 200)
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertNotIn(address, self.published().xpath("//a/@href"))

    def test_one_that_is_not_there_is_not_found(self):
        self.assertEqual(self.client.get(f"{ADDRESS}1/").status_code, 404)

    def test_it_is_for_people_who_see_stories(self):
        self.publish()
        self.client.force_login(make_user("nobody", role=None))
        self.assertEqual(self.client.get(f"{ADDRESS}{BreakingStory.objects.get().pk}/").status_code, 403)
