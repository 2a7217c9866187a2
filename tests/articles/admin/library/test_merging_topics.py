"""Merging two topics with the same meaning."""

from articles.models import Edition, EditionTopic, Event, LanguageProgress, Topic
from articles.publishing import PublicationRefused, publish, quick_fix
from articles.publishing.topic_merge import merge_topics
from articles.workflow.edit_session import editing
from tests.articles.admin.library.test_library import LibraryTestCase
from tests.factories import HOUR, approve, make_article, make_topic, make_user, rewrite


class MergingTests(LibraryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.old, cls.new = make_topic("harbours"), make_topic("ports")
        cls.article = make_article()

    def setUp(self):
        super().setUp()
        self.file(self.article, self.old)
        approve(self.article, "en")
        self.edition = publish(self.article, "en", by=None)

    def file(self, article, *topics):
        with editing(article.pk) as copy:
            copy.topics.add(*topics)

    def standings(self):
        rows = LanguageProgress.objects.with_standing().filter(article=self.article)
        return set(rows.values_list("language", "standing"))

    def topics_of(self, article):
        return list(article.topic_items.values_list("tag__slug", flat=True))

    def test_stories_and_editions_are_filed_under_the_successor(self):
        both = make_article()
        self.file(both, self.old, self.new)
        self.assertEqual(merge_topics(self.old, self.new, by=self.user), 2)
        self.assertEqual((self.topics_of(self.article), self.topics_of(both)), (["ports"], ["ports"]))
        self.assertEqual([filing.topic for filing in EditionTopic.objects.all()], [self.new])
        self.old.refresh_from_db()
        self.assertEqual(self.old.merged_into, self.new)

    def test_where_it_was_merged_is_told_of_one_that_was(self):
        merge_topics(self.old, self.new, by=self.user)
        for topic, count in ((self.old, 1), (self.new, 0)):
            page = self.client.get(f"/admin/articles/topic/{topic.pk}/change/")
            self.assertContains(page, "Merged into:", count)

    def test_what_was_printed_stays(self):
        digest = Edition.objects.get().digest
        merge_topics(self.old, self.new, by=self.user)
        edition = Edition.objects.get()
        self.assertEqual((edition.printed["topics"], edition.digest), ([self.old.pk], digest))

    def test_it_leaves_the_desk_nothing_to_publish(self):
        before = self.standings()
        merge_topics(self.old, self.new, by=self.user)
        self.assertIn(("en", "live"), before)
        self.assertEqual(self.standings(), before)

    def test_a_quick_fix_of_what_was_printed_before_it_leaves_nothing_to_publish_either(self):
        both = make_article()
        self.file(both, self.old, make_topic("ships"), self.new)
        approve(both, "en")
        publish(both, "en", by=None)
        self.clock.shift(HOUR)
        merge_topics(self.old, self.new, by=self.user)
        for article in (self.article, both):
            quick_fix(article, "en", by=None, headline="Harbour opens")
        self.clock.shift(HOUR)
        standings = LanguageProgress.objects.with_standing().filter(language="en")
        self.assertEqual([row.standing for row in standings], ["live", "live"])

    def test_what_was_changed_before_it_is_still_to_be_published(self):
        rewrite(self.article, title_en="Harbor closes")
        merge_topics(self.old, self.new, by=self.user)
        self.assertIn(("en", "live_changed"), self.standings())

    def test_quick_fix_of_what_printed_a_merged_topic_is_listed_under_its_successor(self):
        merge_topics(self.old, self.new, by=self.user)
        self.clock.shift(HOUR)
        fix = quick_fix(self.article, "en", by=None, headline="Harbour opens")
        self.assertEqual([filing.topic for filing in fix.edition.topic_filings.all()], [self.new])

    def test_nobody_is_led_twice(self):
        last = make_topic("quays")
        merge_topics(self.old, self.new, by=self.user)
        merge_topics(self.new, last, by=self.user)
        self.assertEqual(
            set(Topic.objects.exclude(merged_into=None).values_list("merged_into", flat=True)), {last.pk}
        )

    def test_refusals(self):
        merge_topics(self.old, self.new, by=self.user)
        for topic, into in [(self.new, self.new), (self.new, self.old)]:
            with self.assertRaises(PublicationRefused):
                merge_topics(topic, into, by=self.user)

    def test_it_is_in_the_log(self):
        merge_topics(self.old, self.new, by=self.user)
        self.assertEqual(Event.objects.about(self.old).first().type, "changed")

    def test_button_merges(self):
        address = f"/admin/articles/topic/{self.old.pk}/merge/"
        self.assertContains(self.client.get(f"/admin/articles/topic/{self.old.pk}/change/"), address)
        for wrong in ("", "abc", str(self.old.pk)):
            self.assertIn(self.client.post(address, {"into": wrong}).status_code, (409, 422))
        self.assertEqual(self.client.post(address, {"into": self.new.pk}).status_code, 302)
        self.old.refresh_from_db()
        self.assertEqual(self.old.merged_into, self.new)

    def test_those_who_may_not_change_topics_merge_none(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        response = self.client.post(f"/admin/articles/topic/{self.old.pk}/merge/", {"into": self.new.pk})
        self.assertEqual(response.status_code, 403)

    def test_merged_topic_is_not_offered_to_stories(self):
        merge_topics(self.old, self.new, by=self.user)
        query = {"app_label": "articles", "model_name": "articletopic", "field_name": "tag", "term": ""}
        found = self.client.get("/admin/autocomplete/", query).json()["results"]
        self.assertEqual([item["id"] for item in found], [str(self.new.pk)])

    def test_topics_are_found_in_both_languages(self):
        make_topic("economy", name_en="Economy", name_ko="경제")
        for term in ("econ", "경제"):
            query = {"app_label": "articles", "model_name": "articletopic", "field_name": "tag", "term": term}
            [found] = self.client.get("/admin/autocomplete/", query).json()["results"]
            self.assertEqual(found["text"], "Economy")
