"""Translators are notified once of each change of the source."""

from django.urls import reverse
from django.utils import translation
from lxml import html

from articles.models import Article, EditionKind, Event, EventType, LanguageProgress
from articles.publishing import publish, quick_fix
from articles.translations.freshness import translation_of
from articles.translations.segments import accept_segment
from articles.workflow.assignments import assign
from articles.workflow.transitions import perform
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.mail import message_for
from newsroom.notifications.models import Notification, NotificationReason
from tests.factories import HOUR, approve, make_article, rewrite
from tests.notifications.test_consumer import FollowingTestCase

BODY_EN, BODY_KO = "<p>Ships wait.</p><p>Grain goes north.</p>", "<p>배가 기다린다.</p><p>곡물이 간다.</p>"


class StaleTests(FollowingTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"), by=cls.writer, body_en=BODY_EN, body_ko=BODY_KO)
        perform("submit", cls.article, language="ko", by=cls.translator)

    def setUp(self):
        super().setUp()
        self.told()

    def change(self, text="Two ships wait."):
        self.clock.shift(HOUR)
        rewrite(self.article, by=self.writer, body_en=BODY_EN.replace("Ships wait.", text))

    def publish(self, language="en", **options):
        approve(self.article, language)
        return publish(self.article, language, by=self.desk if language == "en" else None, **options)

    def accept(self):
        article = Article.objects.get(pk=self.article.pk)
        found = translation_of(article, LanguageProgress.objects.get(article=article, language="ko"))
        name = next(one for one, unit in zip(found.unit_ids, found.units, strict=True) if not unit.is_settled)
        accept_segment(article, "ko", name, by=self.translator)

    def test_a_save_tells_nobody_and_the_approval_of_a_new_source_does(self):
        self.change()
        self.assertEqual(self.told(), {})
        approve(self.article, "en", by=self.managing)
        self.assertEqual(self.told()["translator"], NotificationReason.CORRECTED)
        self.assertEqual(Event.objects.filter(type=EventType.APPROVED).first().details["stale"], 1)

    def test_its_first_publication_tells_it_no_second_time(self):
        self.change()
        approve(self.article, "en")
        self.told()
        publish(self.article, "en", by=self.desk)
        self.assertNotIn("translator", self.told())

    def test_of_what_readers_have_the_publication_of_the_change_tells(self):
        self.publish()
        self.told()
        self.change()
        approve(self.article, "en")
        self.assertNotIn("translator", self.told())
        self.publish(kind=EditionKind.UPDATE)
        self.assertEqual(
            self.told(), {"writer": NotificationReason.PUBLISHED, "translator": NotificationReason.CORRECTED}
        )

    def test_a_change_under_a_scheduled_edition_is_told_once(self):
        self.publish()
        self.change("Two ships wait.")
        self.publish(kind=EditionKind.UPDATE, at=self.clock_now() + HOUR)
        quick_fix(self.article, "en", by=self.desk, headline="Harbor opens early", under=True)
        events = Event.objects.filter(type__in=[EventType.PUBLISHED, EventType.SCHEDULED])
        self.assertEqual(["stale" in event.details for event in events[:2]], [False, True])

    def clock_now(self):
        return Article.objects.get(pk=self.article.pk).changed_at

    def test_who_has_mended_it_meanwhile_is_not_told(self):
        self.change()
        approve(self.article, "en")
        self.accept()
        self.assertNotIn("translator", self.told())

    def test_a_translation_that_never_was_whole_is_told_of_nothing(self):
        article = make_article(by=self.writer)
        assign(article, "ko", to=self.translator, by=self.korean_desk)
        self.told()
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        self.assertNotIn("translator", self.told())

    def test_the_page_and_the_mail_say_how_many_and_lead_to_the_workbench(self):
        self.change()
        approve(self.article, "en")
        catch_up()
        self.client.force_login(self.translator)
        page = html.fromstring(self.client.get(reverse("admin:notifications")).content.decode())
        line = " ".join(page.xpath("//li[contains(@class, 'told-unread')]")[0].text_content().split())
        self.assertIn("The source has changed", line)
        self.assertIn("1 segment of the Korean text is outdated", line)
        bench = f"/admin/translations/{self.article.pk}/ko/"
        self.assertEqual(page.xpath("//main//li//a[contains(@href, '/translations/')]/@href"), [bench])
        mail = message_for(self.translator, Notification.objects.filter(user=self.translator))
        self.assertIn("1 segment of the Korean text is outdated", mail.body)

    def test_a_translation_that_is_given_to_somebody_leads_there_too(self):
        assign(self.article, "ko", to=self.translator, by=self.korean_desk)
        catch_up()
        self.client.force_login(self.translator)
        with translation.override("en"):
            self.assertContains(
                self.client.get("/admin/notifications/"), f"/admin/translations/{self.article.pk}/ko/"
            )
