"""Deletion of objects in use is refused, with the uses and an alternative."""

from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.test import TestCase
from lxml import html

from articles import story_exceptions
from articles.models import Article, Author, Image, Section, StandingPage, Topic
from articles.workflow.masthead import publish_page
from tests.factories import (
    make_article,
    make_author,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import make_image, tell


class DeletingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.root = make_user("root", role=None, is_superuser=True)

    def setUp(self):
        self.client.force_login(self.root)

    def page(self, thing):
        kind = f"{thing._meta.app_label}/{thing._meta.model_name}"
        response = self.client.get(f"/admin/{kind}/{thing.pk}/delete/")
        return html.fromstring(response.content.decode())

    def in_use(self, page):
        return [
            " ".join(line.text_content().split()) for line in page.xpath("//ul[@id='deleted-objects']/li")
        ]

    def instead(self, page):
        return "".join(line.text_content() for line in page.xpath("//p[@class='instead']"))


class InUseTests(DeletingTestCase):
    def test_story_is_told_by_name_and_once_with_the_way_to_it(self):
        author, topic = make_author(), make_topic()
        story = tell(languages=("en", "ko"), authors=[author], topics=[topic], lead_image=make_image())
        for thing in (author, topic, story.section, story.lead_image):
            page = self.page(thing)
            self.assertEqual(self.in_use(page), ["Story: Harbor opens"])
            link = f"//li//a[@href='/admin/articles/article/{story.pk}/change/']"
            self.assertTrue(page.xpath(link))

    def test_ten_are_told_and_the_rest_is_counted(self):
        section = make_section("harbor")
        for number in range(12):
            make_article(section=section, number=number)
        told = self.in_use(self.page(section))
        self.assertEqual((len(told), told[-1]), (11, "2 more"))

    @patch("articles.admin.conflicts.MOST_USES", 12)
    def test_of_very_many_the_rest_is_not_counted(self):
        section = make_section("harbor")
        for number in range(12):
            make_published(section=section, number=number)
        self.assertEqual(self.in_use(self.page(section))[-1], "2 more")
        make_published(section=section)
        self.assertEqual(self.in_use(self.page(section))[-1], "and many more")

    def test_page_leads_back_to_the_thing(self):
        section = make_article().section
        [back] = self.page(section).xpath("//a[@class='button default']")
        self.assertEqual(back.get("href"), f"/admin/articles/section/{section.pk}/change/")
        self.assertEqual(back.text, "Back to “Economy”")

    def test_nobody_is_sent_to_delete_editions(self):
        page = self.page(make_published().section).xpath("string(//main)")
        self.assertIn("is in use and cannot be deleted", page)
        for wrong in ("permission", "protected", "Edition:"):
            self.assertNotIn(wrong, page)

    def test_what_is_in_use_stays_whatever_is_posted(self):
        author = make_author()
        story = tell(authors=[author], topics=[make_topic()], lead_image=make_image())
        for thing in (author, story.topics.get(), story.section, story.lead_image):
            self.client.post(f"/admin/articles/{thing._meta.model_name}/{thing.pk}/delete/", {"post": "yes"})
        counts = [model.objects.count() for model in (Author, Topic, Section, Image)]
        self.assertEqual(counts, [1, 1, 1, 1])

    def test_picture_in_a_text_stays_although_no_key_holds_it(self):
        image, other_image = make_image(), make_image()
        figure = f'<figure data-image="{image.pk}"></figure>'
        draft = make_article(body_ko=figure)
        story = tell(title_en="Printed", body_en=f"<p>Text.</p>{figure}")
        rewrite(story, body_en="<p>Text.</p>")
        self.assertEqual(self.in_use(self.page(image)), ["Story: Printed", f"Story: {draft}"])
        self.assertIn("keep this image", self.instead(self.page(image)))
        self.assertTrue(self.page(other_image).xpath("//input[@value='Yes, I’m sure']"))
        self.client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"})
        self.assertTrue(Image.objects.filter(pk=image.pk).exists())

    def test_picture_on_a_standing_page_stays_while_its_draft_or_its_readers_have_it(self):
        image = make_image()
        figure = f'<p>Text.</p><figure data-image="{image.pk}"></figure>'
        live = make_standing_page(slug="live", title_en="About", body_en=figure)
        StandingPage.objects.create(slug="draft", title_en="Ethics", body_ko=figure)
        live.body_en = "<p>Text.</p>"
        live.save()
        page = self.page(image)
        self.assertEqual(self.in_use(page), ["Static page: About", "Static page: Ethics"])
        self.assertTrue(page.xpath(f"//li/a[@href='/admin/articles/standingpage/{live.pk}/change/']"))
        publish_page(live, "en", by=None)
        self.assertEqual(self.in_use(self.page(image)), ["Static page: Ethics"])

    def test_what_is_not_in_use_is_deleted_after_the_usual_question(self):
        for thing in (make_author(), make_topic(), make_section(), make_image()):
            page = self.page(thing)
            self.assertTrue(page.xpath("//input[@value='Yes, I’m sure']"))
            address = f"/admin/articles/{thing._meta.model_name}/{thing.pk}/delete/"
            self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 302)
            self.assertFalse(type(thing).objects.exists())

    def test_what_an_editor_set_beside_a_draft_is_not_told_as_rows(self):
        draft, other = make_article(), make_article(title_en="Pier opens")
        story_exceptions.hide_related(draft.pk, other.pk, by=None)
        story_exceptions.reserve_rights(draft.pk, by=None)
        told = self.page(draft).xpath("string(//main)").lower()
        self.assertIn("harbor opens", told)
        for wrong in ("hidden related", "republishing"):
            self.assertNotIn(wrong, told)


class InsteadTests(DeletingTestCase):
    def test_author_who_left_is_marked(self):
        author = make_author()
        tell(authors=[author])
        self.assertIn("clear “Active” in the form", self.instead(self.page(author)))
        author.is_active = False
        author.save()
        self.assertEqual(self.instead(self.page(author)), "")

    def test_topic_is_merged(self):
        topic = make_topic()
        tell(topics=[topic])
        page = self.page(topic)
        self.assertIn("Merge it into another topic", self.instead(page))
        merge = f"/admin/articles/topic/{topic.pk}/merge/"
        self.assertEqual(page.xpath("//p[@class='instead']/a/@href"), [merge])

    def test_what_only_drafts_use_can_be_deleted_after_another_is_chosen(self):
        author, picture = make_author(), make_image()
        draft = make_article(lead_image=picture)
        draft.bylines.create(author=author)
        for thing in (author, picture, draft.section):
            self.assertIn("before deleting", self.instead(self.page(thing)))

    def test_what_was_printed_keeps_its_section_and_picture(self):
        story = tell(lead_image=make_image())
        for thing in (story.section, story.lead_image):
            self.assertIn("Published editions keep this", self.instead(self.page(thing)))

    def test_draft_to_which_a_story_leads_is_taken_out_there(self):
        draft, other = make_article(), make_article(title_en="Pier opens")
        other.related_links.create(target=draft)
        page = self.page(draft)
        self.assertEqual(self.in_use(page), ["Story: Pier opens"])
        self.assertIn("related links", self.instead(page))
        self.assertEqual(Article.objects.count(), 2)

    def test_way_that_is_not_permitted_is_not_offered(self):
        author, topic = make_author(), make_topic()
        story = tell(authors=[author], topics=[topic], lead_image=make_image())
        clerk = make_user("clerk", role=None)
        names = [
            f"{act}_{name}" for act in ("view", "delete") for name in ("author", "topic", "section", "image")
        ]
        clerk.user_permissions.add(*Permission.objects.filter(codename__in=names))
        self.client.force_login(clerk)
        for thing in (author, topic, story.section, story.lead_image):
            page = self.page(thing)
            self.assertEqual((self.in_use(page), self.instead(page)), (["Story: Harbor opens"], ""))
            self.assertEqual(page.xpath("//ul[@id='deleted-objects']//a"), [])


class AccountTests(DeletingTestCase):
    def test_stories_come_before_the_log_and_the_account_is_deactivated(self):
        writer = make_user("writer")
        make_published(by=writer)
        page = self.page(writer)
        told = self.in_use(page)
        self.assertEqual(told[0], "Story: Harbor opens")
        self.assertEqual({line.split(":")[0] for line in told[1:]}, {"Event"})
        self.assertIn("Clear “Active” in the form", self.instead(page))
        self.assertTrue(page.xpath(f"//a[@href='/admin/accounts/user/{writer.pk}/change/']"))

    def test_nobody_is_told_to_lock_themselves_out(self):
        make_article(by=self.root)
        self.assertEqual(self.instead(self.page(self.root)), "")

    def test_account_that_nothing_names_is_deleted(self):
        page = self.page(make_user("guest"))
        self.assertTrue(page.xpath("//input[@value='Yes, I’m sure']"))


class GoneTests(DeletingTestCase):
    def test_names_that_are_no_fields_are_shown_as_they_were_posted(self):
        for name in ("editions", "articles-0-topic_items", "nothing"):
            with self.subTest(name):
                response = self.client.post("/admin/articles/section/99999/change/", {name: "typed words"})
                self.assertContains(response, "typed words", status_code=409)
