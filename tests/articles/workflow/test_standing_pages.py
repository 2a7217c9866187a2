from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase
from time_machine import travel

from articles.models import (
    DisplayStatus,
    Event,
    EventType,
    PictureContract,
    StandingPage,
    StandingPageVersion,
)
from articles.workflow.masthead import StandingPageRefused, publish_page, restore_page_version
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_standing_page, make_user
from tests.public.newsdesk import make_image


class PageTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user()
        cls.page = make_standing_page(title_en="About", title_ko="소개", body_en="<p>We print.</p>")

    def write(self, **texts):
        for name, text in texts.items():
            setattr(self.page, name, text)
        self.page.save()
        self.page = StandingPage.objects.get()

    def live(self, language="en"):
        return StandingPage.objects.get().live(language)


class PublishTests(PageTestCase):
    def test_a_draft_replaces_the_version_of_its_language_alone(self):
        self.write(body_en="<p>We print daily.</p>", body_ko="<p>찍는다.</p>")
        self.assertEqual(self.live().body, "<p>We print.</p>")
        self.assertEqual(self.page.status("en"), DisplayStatus.LIVE_CHANGED)
        self.clock.shift(HOUR)
        publish_page(self.page, "en", by=self.editor)
        version = self.live()
        self.assertEqual((version.number, version.body), (2, "<p>We print daily.</p>"))
        self.assertEqual((version.saved_at, version.saved_by), (NOON + HOUR, self.editor))
        self.assertIsNone(self.live("ko"))
        page = StandingPage.objects.get()
        states = [page.status(language) for language in ("en", "ko")]
        self.assertEqual(states, [DisplayStatus.LIVE, DisplayStatus.WRITING])

    def test_the_log_names_the_person_the_language_and_the_version(self):
        self.write(body_en="<p>We print daily.</p>")
        version = publish_page(self.page, "en", by=self.editor)
        event = Event.objects.first()
        self.assertEqual((event.type, event.subject_type), (EventType.PUBLISHED, "standingpage"))
        self.assertEqual((event.actor, event.language), (self.editor, "en"))
        self.assertEqual((event.details["version"], event.details["digest"]), (2, version.digest))

    def test_a_draft_without_a_text_takes_the_page_down(self):
        self.write(body_en="")
        publish_page(self.page, "en", by=None)
        self.assertIsNone(self.live())
        self.assertEqual(StandingPage.objects.get().status("en"), DisplayStatus.NOTHING)

    def test_what_cannot_be_published_is_refused(self):
        for language, texts in (("en", {}), ("ko", {}), ("ko", {"body_ko": "<p>글</p>", "title_ko": ""})):
            with self.subTest(language=language, **texts):
                self.write(**texts)
                with self.assertRaises(StandingPageRefused):
                    publish_page(self.page, language, by=None)
        self.assertEqual(StandingPageVersion.objects.count(), 1)

    def test_a_picture_that_its_rights_or_its_contract_do_not_permit_is_refused(self):
        contracts = {
            "ended": {"last_day": NOON.date() - 24 * HOUR},
            "korean": {"language": "ko"},
        }
        images = [
            make_image(contract=PictureContract.objects.create(supplier=name, **terms))
            for name, terms in contracts.items()
        ]
        images.append(make_image(rights_until=NOON - HOUR))
        for image in images:
            self.write(
                body_en=f'<p>Us.</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>'
            )
            with self.subTest(image.pk), self.assertRaisesMessage(StandingPageRefused, f"now: {image.pk}."):
                publish_page(self.page, "en", by=None)
        self.assertEqual(StandingPageVersion.objects.count(), 1)

    def test_a_picture_that_readers_have_stays_if_its_contract_says_so(self):
        contract = PictureContract.objects.create(supplier="Nexo")
        figure = f'<figure data-image="{make_image(contract=contract).pk}"><figcaption></figcaption></figure>'
        self.write(body_en=figure)
        publish_page(self.page, "en", by=None)
        contract.last_day = NOON.date() - 24 * HOUR
        contract.save()
        self.write(body_en=f"<p>Us.</p>{figure}")
        publish_page(self.page, "en", by=None)
        contract.keeps_archive = False
        contract.save()
        self.write(body_en=f"<p>All of us.</p>{figure}")
        with self.assertRaises(StandingPageRefused):
            publish_page(self.page, "en", by=None)

    def test_a_draft_that_was_changed_since_it_was_seen_is_refused(self):
        seen = self.page.draft("en").digest
        self.write(body_en="<p>We print daily.</p>")
        with self.assertRaises(StandingPageRefused):
            publish_page(self.page, "en", by=None, seen=seen)

    def test_only_those_who_may_publish_do(self):
        self.write(body_en="<p>We print daily.</p>")
        for role in ("English desk", "Reporters"):
            with self.assertRaises(PermissionDenied):
                publish_page(self.page, "en", by=make_user(role, role=role))
        for role in ("Administrators", "Managing editors"):
            self.write(body_en=f"<p>{role}</p>")
            publish_page(self.page, "en", by=make_user(role, role=role))

    def test_a_version_never_changes(self):
        version = self.live()
        for write in (version.save, version.delete, StandingPageVersion.objects.all().delete):
            with self.assertRaises(TypeError), transaction.atomic():
                write()
        with self.assertRaises(TypeError):
            StandingPageVersion.objects.update(title="Else")


class RestoreTests(PageTestCase):
    def setUp(self):
        super().setUp()
        self.write(body_en="<p>We print daily.</p>")
        publish_page(self.page, "en", by=None)
        self.first = StandingPageVersion.objects.get(number=1)

    def test_a_version_comes_back_as_a_draft_and_readers_see_nothing_of_it(self):
        restore_page_version(self.first, by=self.editor)
        page = StandingPage.objects.get()
        self.assertEqual(page.body_en, "<p>We print.</p>")
        self.assertEqual(self.live().body, "<p>We print daily.</p>")
        self.assertEqual(Event.objects.first().actor, self.editor)
        self.assertEqual(StandingPageVersion.objects.count(), 2)

    def test_a_draft_that_nobody_published_is_kept(self):
        self.write(body_en="<p>Half written</p>")
        restore_page_version(self.first, by=self.editor)
        kept = StandingPageVersion.objects.get(is_published=False)
        self.assertEqual((kept.number, kept.body), (3, "<p>Half written</p>"))
        self.assertEqual(self.live().number, 2)
        restore_page_version(kept, by=self.editor)
        self.assertEqual(StandingPage.objects.get().body_en, "<p>Half written</p>")

    def test_a_draft_that_was_changed_since_it_was_seen_is_refused(self):
        seen = self.page.draft("en").digest
        self.write(body_en="<p>Half written</p>")
        with self.assertRaises(StandingPageRefused):
            restore_page_version(self.first, by=self.editor, seen=seen)


class MigrationTests(TestCase):
    def test_pages_that_readers_have_seen_are_published(self):
        with travel(NOON, tick=False):
            StandingPage.objects.create(slug="about", title_en="About", title_ko="소개", body_en="<p>A</p>")
        import_module("articles.migrations.0004_publish_standing_pages").publish(apps, None)
        version = StandingPageVersion.objects.get()
        self.assertEqual((version.language, version.number, version.body), ("en", 1, "<p>A</p>"))
        self.assertEqual((version.saved_at, version.is_published), (NOON, True))

    def test_groups_that_change_pages_may_publish_them(self):
        name = "publish_standingpage"
        permission = Permission.objects.get(codename=name)
        for group in Group.objects.all():
            group.permissions.remove(permission)
        import_module("newsroom.accounts.migrations.0003_publish_standing_pages").allow(apps, None)
        groups = Group.objects.filter(permissions=permission).order_by("name").values_list("name", flat=True)
        self.assertEqual(list(groups), ["Administrators", "Managing editors"])
