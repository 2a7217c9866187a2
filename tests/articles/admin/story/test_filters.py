"""Rare filters of the list of stories: typed names, days, discarded drafts."""

from datetime import timedelta

from lxml import html

from articles.models import LanguageProgress, Wanted
from articles.workflow.edit_session import want
from tests.articles.admin.story.test_changelist import LIST, ListTestCase
from tests.factories import HOUR, NOON, make_article, make_author, make_published, make_topic, make_user

DAY = timedelta(days=1)


class NameTests(ListTestCase):
    def test_author_by_part_of_a_name_in_either_language(self):
        article = make_article()
        article.bylines.create(author=make_author("bora-testman", name_ko="시험 보라"))
        make_article()
        for typed in ("bora", "보라", "Bora Testman"):
            self.assertEqual(self.listed(author=typed), [article.pk])
        self.assertEqual(self.listed(author="nobody"), [])

    def test_topic_of_exactly_this_name_alone_counts(self):
        port, airport = make_article(), make_article()
        port.topics.add(make_topic("port"))
        airport.topics.add(make_topic("airport"))
        self.assertEqual(self.listed(topic="PORT"), [port.pk])
        self.assertEqual(set(self.listed(topic="ort")), {port.pk, airport.pk})

    def test_assignee_by_name_as_it_is_written_in_either_order(self):
        person = make_user("hana", first_name="하나", last_name="시")
        article = make_article()
        LanguageProgress.objects.filter(article=article, language="ko").update(assignee=person)
        make_article()
        for typed in ("시하나", "하나", "hana"):
            self.assertEqual(self.listed(assignee=typed), [article.pk])

    def test_blank_and_long_names_are_no_error(self):
        article = make_article()
        self.assertEqual(self.listed(author=" "), [article.pk])
        self.assertEqual(self.listed(author="x" * 5000), [])


class PeriodTests(ListTestCase):
    def test_changed_and_published_count_days_back(self):
        old = make_published()
        self.clock.shift(10 * DAY)
        new = make_published()
        for name in ("changed", "published"):
            self.assertEqual(self.listed(**{name: "today"}), [new.pk])
            self.assertEqual(self.listed(**{name: "week"}), [new.pk])
            self.assertEqual(set(self.listed(**{name: "month"})), {old.pk, new.pk})

    def test_what_is_scheduled_is_not_published(self):
        make_published(at=NOON + HOUR)
        self.assertEqual(self.listed(published="month"), [])

    def test_planned_counts_days_ahead(self):
        article, late = make_article(), make_article()
        for story, days in ((article, 3), (late, 20)):
            rows = LanguageProgress.objects.filter(article=story, language="en")
            rows.update(planned_on=(NOON + days * DAY).date())
        self.assertEqual(self.listed(planned="today"), [])
        self.assertEqual(self.listed(planned="week"), [article.pk])
        self.assertEqual(set(self.listed(planned="month")), {article.pk, late.pk})


class SetAsideTests(ListTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.aside, cls.draft = make_article(), make_article()
        for language in ("en", "ko"):
            want(cls.aside, language, Wanted.NOTHING, by=None)

    def test_is_hidden_unless_it_is_asked_for(self):
        both = {self.aside.pk, self.draft.pk}
        self.assertEqual(self.listed(), [self.draft.pk])
        self.assertEqual(self.listed(aside="only"), [self.aside.pk])
        self.assertEqual(set(self.listed(aside="shown")), both)
        self.assertEqual(set(self.listed(q="harbor")), both)
        self.assertEqual(self.listed(en="nothing"), [self.aside.pk])

    def test_search_and_filters_stay_where_every_story_is_set_aside(self):
        self.draft.delete()
        page = html.fromstring(self.client.get(LIST).content.decode())
        self.assertEqual(len(page.xpath("//input[@id='searchbar']")), 1)
        self.assertEqual(len(page.xpath("//search[@class='filters']")), 1)
        [link] = page.xpath("//p[@class='list-empty']/a")
        self.assertEqual((link.text, link.get("href")), ("Show them", "?aside=shown"))
        self.assertContains(self.client.get(LIST + link.get("href")), f"/{self.aside.pk}/change/")
        self.aside.delete()
        page = html.fromstring(self.client.get(LIST).content.decode())
        self.assertEqual(page.xpath("//input[@id='searchbar']"), [])

    def test_comes_back_once_a_language_is_wanted(self):
        want(self.aside, "en", Wanted.FULL, by=None)
        self.assertEqual(set(self.listed()), {self.aside.pk, self.draft.pk})


class RareFilterTests(ListTestCase):
    def test_form_keeps_the_other_filters_and_the_words(self):
        make_article()
        response = self.client.get(LIST, {"en": "writing", "q": "harbor", "topic": "x", "changed": "week"})
        page = html.fromstring(response.content.decode())
        [form] = page.xpath("//form[@class='filter-form']")
        hidden = form.xpath(".//input[@type='hidden']")
        self.assertEqual(
            {one.get("name"): one.get("value") for one in hidden}, {"en": "writing", "q": "harbor"}
        )
        self.assertEqual(form.xpath(".//input[@name='topic']/@value"), ["x"])
        self.assertEqual(form.xpath(".//select[@name='changed']/option[@selected]/@value"), ["week"])
        self.assertEqual(page.xpath("//details[form[@class='filter-form']]/summary/strong/text()"), ["2"])
