"""The load_demo command; test_states.py tests the states of its stories."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.test import TestCase
from django.utils import translation

from articles.body import sanitise
from articles.body.content import plain_text
from articles.checks.registry import examine
from articles.models import (
    Article,
    Author,
    Edition,
    Event,
    EventType,
    Image,
    LanguageProgress,
    Note,
    Publication,
    Section,
    StandingPage,
    Topic,
)
from articles.publishing import broken_seals
from articles.workflow.edit_session import editing
from newsroom.demo import content, replay
from newsroom.notifications.models import Notification
from tests.demo.loading import (
    CLOCK,
    EARLIER,
    FERRY,
    LOADED_AT,
    MARKET,
    PIER,
    ROOMS,
    STORIES,
    TOMORROW_AT_NINE,
    DemoTestCase,
    article,
    fresh_folder,
    load,
    some_stories,
)
from tests.factories import make_publication

ACCOUNTS = content.read_newspaper()["accounts"]


def rows():
    """Return the number of rows of each table."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def files():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


class LoadedTests(DemoTestCase):
    """Tests that share one load."""

    @classmethod
    def setUpTestData(cls):
        cls.output = load(pictures=True)

    def test_everything_happened_in_order_and_before_now(self):
        instants = list(Event.objects.order_by("id").values_list("at", flat=True))
        self.assertEqual(instants, sorted(instants))
        self.assertLess(instants[-1], LOADED_AT)
        self.assertLess(Article.history.latest("history_date").history_date, LOADED_AT)
        self.assertLess(Image.objects.latest("created_at").created_at, LOADED_AT)
        ahead = Edition.objects.filter(live_from__gt=LOADED_AT)
        self.assertEqual({edition.live_from for edition in ahead}, {TOMORROW_AT_NINE})

    def test_seals_hold(self):
        self.assertEqual(list(broken_seals()), [])

    def test_bodies_are_in_the_vocabulary(self):
        bodies = [edition.body for edition in Edition.objects.all()]
        bodies += [body for page in StandingPage.objects.all() for body in (page.body_en, page.body_ko)]
        self.assertEqual([body for body in bodies if sanitise(body) != body], [])
        self.assertGreater(len([body for body in bodies if body]), 30)

    def test_pictures_are_printed_with_alternative_text_and_credit(self):
        for edition in Edition.objects.exclude(lead_image=None):
            for picture in edition.printed["images"].values():
                self.assertEqual((picture["width"], picture["height"]), (1440, 960))
                self.assertTrue(picture["alt"] and picture["caption"] and picture["credit"])

    def test_every_picture_has_its_texts_in_both_languages(self):
        for picture in Image.objects.all():
            for text in (picture.alt_en, picture.alt_ko, picture.credit_en, picture.credit_ko):
                self.assertTrue(text, picture.usage_terms)

    def test_every_section_has_its_colour(self):
        self.assertEqual(
            list(Section.objects.values_list("slug", "colour")),
            [("economy", "harbor"), ("strait", "lagoon"), ("city", "brick"), ("environment", "moss"),
             ("culture", "plum")],
        )  # fmt: skip

    def test_every_author_has_a_portrait(self):
        for author in Author.objects.all():
            self.assertEqual(author.photo, content.find_images(f"portrait-{author.slug}").get())

    def test_every_lead_picture_is_there(self):
        for key, story in STORIES.items():
            self.assertEqual(article(key).lead_image is None, "lead_image" not in story, key)

    def test_every_section_topic_and_author_has_a_story(self):
        self.assertEqual(Section.objects.filter(editions=None).count(), 0)
        self.assertEqual(Topic.objects.filter(article_items=None).count(), 0)
        self.assertEqual(Author.objects.filter(bylines=None).count(), 0)

    def test_people_did_what_their_role_does(self):
        events = Event.objects.filter(subject_type="article").exclude(type=EventType.NOTED)
        actors = events.values_list("type", "language", "actor__username")
        for event_type, language, actor in actors:
            writers, desk = ("reporter", f"translator-{language}"), f"desk-{language}"
            if event_type == EventType.SUBMITTED:
                self.assertIn(actor, writers)
            elif event_type in (EventType.REVIEW_AGAIN, EventType.ASSIGNED):
                self.assertIn(actor, (*writers, desk))
            else:
                self.assertEqual(actor, desk)

    def test_people_talk_in_the_margin(self):
        threads = {note.article.slug_en: note for note in Note.objects.threads().exclude(language="")}
        asked = threads[ROOMS]
        self.assertIn(asked.passage, plain_text(asked.article.body_en))
        self.assertEqual([reply.written_by.username for reply in asked.replies.all()], ["reporter"])
        self.assertIn(threads[CLOCK].passage, threads[CLOCK].article.title_ko)

    def test_only_what_happened_in_the_last_hours_is_unread(self):
        unread = Notification.objects.unread()
        counts = Counter(unread.values_list("user__username", flat=True))
        people = {account["username"] for account in ACCOUNTS} - {"administrator", "admin"}
        self.assertEqual((set(counts), max(counts.values()) <= 5), (people, True))
        self.assertLess(LOADED_AT - unread.earliest("event__at").event.at, timedelta(hours=4))
        self.assertGreater(Notification.objects.exclude(read_at=None).count(), 50)

    def test_preflight_finds_only_the_sources_that_nobody_has_checked(self):
        found = set()
        for progress in LanguageProgress.objects.exclude(text_digest="").select_related("article"):
            for finding in examine(progress.article, progress):
                if not finding.code.startswith("languages."):  # translations are free
                    found.add((progress.article.slug_en, finding.code))
        unchecked = {"nabi-logistics-to-close-pier-7-warehouse", "rooms-above-the-shops"}
        half_written = {(slug, code) for slug, code in found if code == "text.body"}
        self.assertEqual(found - half_written, {(slug, "source.unchecked") for slug in unchecked})

    def test_log_keeps_names_in_english_whoever_loads(self):
        self.assertTrue(Event.objects.filter(details__name="The Dalmuri Courier").exists())

    def test_progress_is_printed_a_story_a_line(self):
        for place in range(1, len(STORIES) + 1):
            self.assertIn(f"story {place} of {len(STORIES)}", self.output)

    def test_accounts_are_printed_and_may_log_in(self):
        password = content.read_password()
        self.assertEqual(self.output.count(password), len(ACCOUNTS))
        for account in content.read_newspaper()["accounts"]:
            self.assertTrue(self.client.login(username=account["username"], password=password))
            user = get_user_model().objects.get(username=account["username"])
            self.assertEqual((user.is_staff, user.is_superuser), (True, account["username"] == "admin"))
            self.assertEqual(user.language, account["language"])

    def test_each_group_has_its_account(self):
        roles = dict(get_user_model().objects.values_list("username", "groups__name"))
        self.assertEqual(roles["translator-ko"], "Korean translators")
        self.assertEqual(set(roles.values()), {account["role"] or None for account in ACCOUNTS})

    def test_reporter_has_the_byline(self):
        reporter = get_user_model().objects.get(username="reporter")
        self.assertEqual(reporter.author.slug, "no-eul-bit")

    def test_people_are_named_as_in_their_bylines(self):
        for author in Author.objects.exclude(user=None).select_related("user"):
            for language, name in (("en", author.name_en), ("ko", author.name_ko)):
                with self.subTest(author.slug, language=language), translation.override(language):
                    self.assertEqual(author.user.get_full_name(), name)

    def test_password_is_for_the_owner_of_the_folder(self):
        self.assertEqual(content.password_path().stat().st_mode & 0o777, 0o600)


class AgainTests(DemoTestCase):
    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(some_stories(*EARLIER))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        load()

    def assertNothingAdded(self, **options):
        before = rows(), files(), content.read_password()
        output = load(**options)
        self.assertEqual((rows(), files(), content.read_password()), before)
        self.assertNotIn("Adding", output)
        return output

    def test_second_load_adds_nothing(self):
        self.assertIn("nothing was added", self.assertNothingAdded())

    def test_load_on_a_later_day_adds_nothing(self):
        self.assertNothingAdded(at=LOADED_AT + timedelta(days=9))

    def test_changed_story_is_left_alone(self):
        with editing(article(FERRY).pk) as copy:
            copy.title_en, copy.slug_en, copy.slug_ko = "Changed", "changed", "바뀐-주소"
        self.assertNothingAdded()
        self.assertEqual(article(FERRY).title_en, "Changed")

    def test_changed_newspaper_is_left_alone(self):
        changes = [
            (Publication.objects.get(), {"name_en": "Renamed", "name_ko": "새 이름"}),
            (Section.objects.get(slug="city"), {"slug": "town", "name_en": "Town"}),
            (Topic.objects.get(slug="ports"), {"slug": "docks", "name_ko": "부두"}),
            (Author.objects.get(slug="so-na-gi"), {"slug": "sonagi"}),
            (Image.objects.latest("id"), {"alt_en": "Other", "alt_ko": "다른 설명"}),
        ]
        for row, columns in changes:
            for name, value in columns.items():
                setattr(row, name, value)
            row.save()
        self.assertNothingAdded()

    def test_changed_password_is_kept_and_not_printed(self):
        user = get_user_model().objects.get(username="desk-ko")
        user.set_password("something else entirely")
        user.save()
        output = self.assertNothingAdded(password="another-fine-password")
        [line] = [line for line in output.splitlines() if "desk-ko" in line]
        self.assertIn("(changed)", line)
        self.assertEqual(output.count(content.read_password()), len(ACCOUNTS) - 1)

    def test_removed_account_alone_is_made_again(self):
        get_user_model().objects.filter(username="managing").delete()
        output = load()
        self.assertEqual(output.count("Adding"), 1)
        self.assertEqual(output.count(content.read_password()), len(ACCOUNTS))

    def test_accounts_alone_are_printed_without_loading(self):
        get_user_model().objects.filter(username="managing").delete()
        output = self.assertNothingAdded(accounts_only=True)
        self.assertEqual(output.count(content.read_password()), len(ACCOUNTS) - 1)


@pytest.mark.sqlite
@pytest.mark.postgresql
class InterruptedTests(DemoTestCase):
    def interrupt(self):
        failing = mock.patch.object(replay, "withdraw", side_effect=KeyboardInterrupt)
        with failing, self.assertRaises(KeyboardInterrupt):
            load()

    def test_stories_are_loaded_together_or_not_at_all(self):
        self.interrupt()
        self.assertEqual((Article.objects.count(), Edition.objects.count()), (0, 0))
        self.assertFalse(Event.objects.filter(subject_type="article").exists())

    @pytest.mark.long
    def test_load_goes_on_after_an_interruption(self):
        with some_stories(*EARLIER):
            self.interrupt()
            pictures = files()
            self.assertEqual(load().count("Adding"), len(EARLIER))
        self.assertEqual((Article.objects.count(), files()), (len(EARLIER), pictures))

    @pytest.mark.long
    def test_stories_of_a_later_version_are_added_to_earlier_ones(self):
        with some_stories(*EARLIER):
            load(at=LOADED_AT - timedelta(days=4))
        numbers = {key: article(key).pk for key in (PIER, MARKET)}
        self.assertEqual(load().count("Adding"), len(STORIES) - 6)
        self.assertEqual(Article.objects.count(), len(STORIES))
        self.assertEqual({key: article(key).pk for key in numbers}, numbers)


class RefusingTests(TestCase):
    def test_dry_run_leaves_nothing(self):
        before = rows(), files()
        with fresh_folder() as folder:
            output = load(dry_run=True)
            self.assertEqual(list(folder.iterdir()), [])
        self.assertEqual((rows(), files()), before)
        self.assertEqual(output.count("Would add story"), len(STORIES))
        self.assertNotIn("Adding", output)

    def test_newsroom_with_a_name_of_its_own_is_left_alone(self):
        make_publication()
        before = rows()
        with fresh_folder():
            self.assertIn("its own newspaper", load())
        self.assertEqual(rows(), before)

    def test_password_that_is_easily_guessed_is_refused(self):
        with fresh_folder() as folder:
            for password in ("short", "password1234"):
                with self.assertRaises(CommandError):
                    load(password=password)
            self.assertEqual(list(folder.iterdir()), [])
        self.assertFalse(get_user_model().objects.exists())

    def test_password_of_ones_own_is_taken(self):
        with fresh_folder(), some_stories():
            load(password="seven quiet lanterns")
            self.assertTrue(self.client.login(username="admin", password="seven quiet lanterns"))

    def test_section_that_stands_already_is_used_as_it_is(self):
        Section.objects.create(slug="economy", name_en="Business", name_ko="산업")
        with fresh_folder(), some_stories(PIER):
            load()
        self.assertEqual(article(PIER).section.name_en, "Business")
